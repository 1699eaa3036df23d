"""Who speaks: kinds of speakers with their rates, levels, pauses and habits; all drawn by seed.

Pauses come from the literature on turn-taking: silences of 3 s and more are ordinary in therapy,
motivational interviewing measured 0.2 to 24 s, research on long pauses starts at 30 s.
"""

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from rehearsal_model.speech import HELD_OUT_VARIANTS


class Kind(StrEnum):
    """Kinds of speakers; slow, halting, soft and stuttered speech is normal speech here."""

    PLAIN = "plain"
    SLOW = "slow"
    FAST = "fast"
    REFLECTIVE = "reflective"
    HESITANT = "hesitant"
    STUTTERING = "stuttering"
    SOFT = "soft"
    UNEVEN = "uneven"
    DRIFTING = "drifting"
    COUGHING = "coughing"
    BLOCKING = "blocking"
    WHISPERING = "whispering"
    ACCOMPANIED = "accompanied"
    PROMPT = "prompt"


class Trait(StrEnum):
    """What people have beside their words; each is a kind of its own too, and alone in it."""

    SPREAD = "spread"
    """Words of different loudness: median 5, 95th percentile 18 dB under the loudest."""
    DRIFT = "drift"
    BURSTS = "bursts"
    BLOCKS = "blocks"
    WHISPER = "whisper"
    COMPANION = "companion"
    """Somebody who talks to the client, in the client's pauses."""
    AT_ONCE = "at once"
    """Answers as soon as the program is silent, before the microphone opens."""


TRAIT_OF: "Mapping[Kind, Trait]" = {
    Kind.UNEVEN: Trait.SPREAD,
    Kind.DRIFTING: Trait.DRIFT,
    Kind.COUGHING: Trait.BURSTS,
    Kind.BLOCKING: Trait.BLOCKS,
    Kind.WHISPERING: Trait.WHISPER,
    Kind.ACCOMPANIED: Trait.COMPANION,
    Kind.PROMPT: Trait.AT_ONCE,
}

TRAIT_CHANCES: "Mapping[Trait, float]" = {
    Trait.SPREAD: 0.5,
    Trait.DRIFT: 0.3,
    Trait.BURSTS: 0.3,
    Trait.BLOCKS: 0.1,
    Trait.WHISPER: 0.05,
    Trait.COMPANION: 0.1,
    Trait.AT_ONCE: 0.1,
}
"""For every speaker but those of one trait, and the plain one, whom nothing should trouble."""


@dataclass(frozen=True, slots=True)
class Habit:
    """How a kind of speaker speaks; ranges are inclusive, chances are per word."""

    rate_wpm: tuple[int, int] = (130, 170)
    pause_seconds: tuple[float, float] = (0.3, 8.0)
    """Between sentences; drawn evenly over its logarithm, as pauses are spread."""
    gain_db: float = 0.0
    inner_pause_chance: float = 0.0
    inner_pause_seconds: tuple[float, float] = (0.3, 3.0)
    filler_chance: float = 0.0
    repeat_chance: float = 0.0


HABITS: Mapping[Kind, Habit] = {
    Kind.PLAIN: Habit(pause_seconds=(0.3, 5.0)),
    Kind.SLOW: Habit(rate_wpm=(85, 110), inner_pause_chance=0.1),
    Kind.FAST: Habit(rate_wpm=(200, 240), pause_seconds=(0.3, 2.0)),
    Kind.REFLECTIVE: Habit(rate_wpm=(120, 160), pause_seconds=(0.3, 30.0)),
    Kind.HESITANT: Habit(
        rate_wpm=(110, 150),
        pause_seconds=(0.5, 12.0),
        inner_pause_chance=0.15,
        filler_chance=0.15,
    ),
    Kind.STUTTERING: Habit(rate_wpm=(110, 150), inner_pause_chance=0.05, repeat_chance=0.2),
    Kind.SOFT: Habit(rate_wpm=(120, 150), gain_db=-14.0),
    **dict.fromkeys(TRAIT_OF, Habit(pause_seconds=(0.3, 8.0))),
}

ACCENTS = ("en-us", "en-gb")
WHISPERING_VARIANTS = ("whisper", "whisperf")
WHISPER_DB = -10.0
FILLERS = ("um", "uh", "er")
SHORTEST_PARTLY_REPEATED = 4
"""Letters of a word whose first sounds may be repeated: "fe fe feel"."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """One client: a kind and a voice that the rehearsal model was never trained on."""

    kind: Kind
    voice: str
    rate_wpm: int
    pitch: int
    traits: tuple[Trait, ...] = ()

    @property
    def habit(self) -> Habit:
        """How they speak."""
        return HABITS[self.kind]


def draw_speaker(kind: Kind, rng: random.Random) -> Speaker:
    """A client of this kind."""
    accent, variant = rng.choice(ACCENTS), rng.choice(HELD_OUT_VARIANTS)
    rate_wpm, pitch = rng.randint(*HABITS[kind].rate_wpm), rng.randint(30, 70)
    own = random.Random(f"{kind}/{accent}/{variant}/{rate_wpm}/{pitch}")  # of the voice's own draw
    if kind in TRAIT_OF:
        traits: tuple[Trait, ...] = (TRAIT_OF[kind],)
    elif kind is Kind.PLAIN:
        traits = ()
    else:
        traits = tuple(t for t, chance in TRAIT_CHANCES.items() if own.random() < chance)
    if Trait.WHISPER in traits:
        variant = own.choice(WHISPERING_VARIANTS)
    return Speaker(kind, f"{accent}+{variant}", rate_wpm, pitch, traits)


def draw_pause_seconds(bounds: tuple[float, float], rng: random.Random) -> float:
    """A pause between these bounds, evenly over the logarithm."""
    low, high = bounds
    return math.exp(rng.uniform(math.log(low), math.log(high)))


def chunks_said(
    text: str, habit: Habit, rng: random.Random, longest_inner_pause_seconds: float
) -> list[tuple[str, float]]:
    """The text as this speaker says it: pieces, each with the silence after it in seconds."""
    pieces: list[tuple[list[str], float]] = [([], 0.0)]
    for word in text.split():
        if pieces[-1][0] and rng.random() < habit.inner_pause_chance:
            seconds = draw_pause_seconds(habit.inner_pause_seconds, rng)
            pieces[-1] = (pieces[-1][0], min(seconds, longest_inner_pause_seconds))
            pieces.append(([], 0.0))
        said = pieces[-1][0]
        if rng.random() < habit.filler_chance:
            said.append(rng.choice(FILLERS))
        if rng.random() < habit.repeat_chance:
            partly = len(word) >= SHORTEST_PARTLY_REPEATED and rng.random() < 0.5
            said += [word[:2] if partly else word] * rng.randint(1, 2)
        said.append(word)
    return [(" ".join(words), seconds) for words, seconds in pieces]
