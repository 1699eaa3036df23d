"""Unclear speech: commands with sounds left out, changed and stretched, by words and by own sounds.

Each speaker changes the same sounds in the same way, as people do, and no two utterances are alike.
Commands only, each said alone in a quiet room through the product's own listener; espeak-ng's
held-out voices say them, English only, from spelling. It says little of people whose speech is
unclear: nobody of them was recorded for this.
"""

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from question_edges.tries import WORDING, taken
from rehearsal_model.speech import HELD_OUT_VARIANTS
from second_opinions.alone import heard_alone, said_in
from second_opinions.clips import trimmed

from speaker_panel.figures import Goal, added
from voice.floor.actions import Action
from voice.floor.events import SegmentHeard
from voice.hearing.own_sounds.ear import OwnSoundsEar
from voice.hearing.own_sounds.features import features_of
from voice.hearing.own_sounds.taught import Taught, example_of
from voice.rehearsal.acoustics import ACOUSTICS, RoomKind
from voice.rehearsal.client import to_room
from voice.rehearsal.espeak import espeak
from voice.rehearsal.room import VOICE_DBFS, Room, Signal, at_level
from voice.stage.ports import Recognizer

COMMANDS = (
    *(Action.NEXT, Action.REPEAT, Action.STOP, Action.PAUSE, Action.BACK),
    *(Action.SKIP, Action.READ_BACK, Action.HELP),
)
"""What somebody would teach; each by the form that the program says of it."""

OTHERS = (
    *("my mother", "i was afraid", "not really", "it was raining", "nobody knew that"),
    *("some friends", "at home", "that hurt me", "she listened", "years ago"),
)
"""What else somebody says alone, and is no command."""

EXAMPLES, TRIES = 5, 3
MISSED_BY_WORDS, MISSED_WITH_SOUNDS = 0.6, 0.1
BEFORE_SECONDS = 1.0

CHANGES = (
    (r"th", "d"),
    (r"sh|ch|ss|s|z|x", "h"),
    (r"r|l", "w"),
    (r"ck|k|c|g|q", "d"),
    (r"([bcdfgkpst])[rlwn]", r"\1"),
    (r"[bcdfgkpstxz]+\b", ""),
    (r"\b[bcdfgkpst](?=[aeiou])", ""),
)
"""Sounds that somebody says in another's place or leaves out, as spelled: fronting, stopping,
gliding, simpler beginnings, no ends."""

CHANGES_EACH = 5
SLIP_CHANCE = 0.4
"""Of an utterance, to have another change in one's place."""

STRETCH = (0.85, 1.25)
"""How much longer a part of an utterance is than the same part of another."""


@dataclass(slots=True)
class Counts:
    """What came of commands that were said alone."""

    said: int = 0
    by_words: int = 0
    """Done or asked about right by words alone."""
    with_sounds: int = 0
    """The same where sounds had been taught."""
    for_another: int = 0
    """Where sounds had been taught: done or asked about as another."""
    others: int = 0
    """Other words by the same speakers, each said alone."""
    others_taken: int = 0
    """Of these, done or asked about as a sound that was taught."""


class Unclear:
    """One speaker, and how they say a command this time."""

    def __init__(self, number: int, seed: int) -> None:
        self._rng = random.Random(f"unclear/{seed}/{number}")
        self._voice = f"en-us+{HELD_OUT_VARIANTS[number % len(HELD_OUT_VARIANTS)]}"
        self._changes = self._rng.sample(CHANGES, CHANGES_EACH)
        self._rate_wpm = self._rng.randint(85, 130)

    def says(self, text: str) -> Signal:
        """The text, unclear, and not as the last time."""
        changes = list(self._changes)
        if self._rng.random() < SLIP_CHANCE:
            changes[self._rng.randrange(len(changes))] = self._rng.choice(CHANGES)
        for pattern, instead in changes:
            text = re.sub(pattern, instead, text)
        rate_wpm = round(self._rate_wpm * self._rng.uniform(0.88, 1.12))
        pitch = self._rng.randint(40, 60)
        said = to_room(espeak().say(text, self._voice, rate_wpm, pitch))
        return at_level(self._stretched(trimmed(said)), VOICE_DBFS)

    def _stretched(self, signal: Signal) -> Signal:
        """Every quarter of it by another factor."""
        parts = np.array_split(signal, 4)
        places = [
            np.linspace(0, len(part) - 1, round(len(part) * self._rng.uniform(*STRETCH)))
            for part in parts
        ]
        stretched = [
            np.interp(place, np.arange(len(part)), part)
            for place, part in zip(places, parts, strict=True)
        ]
        return np.concatenate(stretched).astype(np.float32)


def measure(recognizer: Recognizer, speakers: int, seed: int) -> Iterator[Counts]:
    """What came of each speaker's commands, by words and with sounds that were taught."""
    for number in range(speakers):
        speaker = Unclear(number, seed)
        room = Room(ACOUSTICS[RoomKind.QUIET], seed + number)
        ear = OwnSoundsEar(_taught(speaker, room), lambda _taught: None)
        counts = Counts()
        for action in COMMANDS:
            for _ in range(TRIES):
                _count(counts, action, _heard(recognizer, room, speaker.says(_form(action)), ear))
        for words in OTHERS:
            heard = _heard(recognizer, room, speaker.says(words), ear)
            counts.others += 1
            counts.others_taken += any(each.own_sound is not None for each in heard)
        yield counts


def total(each: Iterable[Counts]) -> Counts:
    """All of them together."""
    return added(Counts(), each)


def told(found: Counts) -> str:
    """What was counted, each with what it is of."""
    missed = found.said - found.by_words, found.said - found.with_sounds
    return "\n".join(
        [
            "| unclear speech, quiet room | measured |",
            "|---|---|",
            f"| commands missed by words alone | {missed[0]} of {found.said} |",
            f"| missed with five examples of each | {missed[1]} of {found.said} |",
            f"| taken for another then | {found.for_another} of {found.said} |",
            f"| other words taken for one of them | {found.others_taken} of {found.others} |",
        ]
    )


def goals_of(found: Counts) -> tuple[Goal, ...]:
    """The figures with what they may be at most; that words alone fail is what makes it unclear."""
    said = max(1, found.said)
    return (
        Goal("unclear: commands heard by words alone", 1 - MISSED_BY_WORDS, found.by_words / said),
        Goal(
            "unclear: commands missed with five examples of each",
            MISSED_WITH_SOUNDS,
            1 - found.with_sounds / said,
        ),
    )


def _taught(speaker: Unclear, room: Room) -> Taught:
    """Five examples of each, as the room's microphone takes them."""
    taught = Taught()
    for action in COMMANDS:
        takes = [
            features_of(np.concatenate([*said_in(room, speaker.says(_form(action)), 0.5, 0.5)]))
            for _ in range(EXAMPLES)
        ]
        examples = [example_of(take) for take in takes if take is not None]
        taught = taught.with_sound(action, examples)
    return taught


def _form(action: Action) -> str:
    return WORDING.actions[action].spoken[0]


def _heard(
    recognizer: Recognizer, room: Room, signal: Signal, ear: OwnSoundsEar
) -> list[SegmentHeard]:
    return heard_alone(recognizer, said_in(room, signal, BEFORE_SECONDS), ear)


def _count(counts: Counts, action: Action, heard: Sequence[SegmentHeard]) -> None:
    done, asked = taken(heard)
    found = done or asked
    own = {each.own_sound.action for each in heard if each.own_sound is not None}
    counts.said += 1
    counts.by_words += action in found
    # words that are a command lead; a sound is asked about only where they are none
    together = found or own
    counts.with_sounds += action in together
    counts.for_another += bool(together - {action})
