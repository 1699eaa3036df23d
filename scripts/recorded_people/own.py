"""Own sounds on people's recordings: words that somebody taught, and others of the same voice.

A folder holds recordings of one word each, said again and again, and own.json, a list of objects
such as {"file": "ann-next.flac", "speaker": "ann", "word": "next", "rate_hz": 8000,
"takes": [[0, 2384], …]}, takes in samples. Of each voice seven words are taught, five examples
each, the other words are what must not be taken; every choice of neighbours, every fifth of takes.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from recorded_people.recordings import read_sound
from voice.floor.actions import RULE_OF, Action, Safety
from voice.hearing.own_sounds.ear import what_it_is
from voice.hearing.own_sounds.features import features_of
from voice.hearing.own_sounds.judging import near_words
from voice.hearing.own_sounds.matching import Matcher
from voice.hearing.own_sounds.taught import YESES_TO_ACT, Taught, example_of
from voice.stage.ports import SAMPLE_RATE_HZ
from voice.values.errors import VoiceError

LIST = "own.json"
EXAMPLES = 5
TALK_WORDS = 5
OFTEN_ASKED, SELDOM_ASKED = 0.05, 0.01
TAUGHT_WORDS = 7
OTHERS_TAKEN, OTHERS_ASKED_ABOUT = 0.01, 0.05
VOICE_DBFS, ROOM_DBFS, AROUND_SECONDS = -26.0, -60.0, 0.5
FOREIGN_OF_EACH = 10
"""Words of each other person that are tried on what one has taught."""

ACTIONS = (
    Action.NEXT,
    Action.REPEAT,
    Action.STOP,
    Action.SCRATCH,
    Action.START_OVER,
    Action.PAUSE,
    Action.LET_GO,
)
"""What the words stand for: four of them end or destroy."""


class _Listed(BaseModel):
    model_config = ConfigDict(extra="ignore")
    file: str = Field(min_length=1, max_length=400)
    speaker: str = Field(min_length=1, max_length=200)
    word: str = Field(min_length=1, max_length=200)
    rate_hz: int = Field(ge=4_000, le=192_000)
    takes: list[tuple[int, int]] = Field(max_length=1_000)


@dataclass(slots=True)
class Own:
    """Everything that was counted; of each sound what it came to and how unlike it was."""

    speakers: tuple[str, ...] = ()
    unlike: list[tuple[bool, bool, float]] = field(default_factory=list)
    """Whether it was one of the taught words, whether it was found, how unlike it was."""
    acted: list[tuple[bool, bool, bool, bool]] = field(default_factory=list)
    """Whether it was one, was found, acted by the program's own limits, was at least asked about"""
    foreign: list[bool] = field(default_factory=list)
    without_a_yes: int = 0
    told_near: list[tuple[float, bool]] = field(default_factory=list)
    """Of each sound taught alone, what share of the voice's other words was asked about, and
    whether it was told, from five other ones, to be close to ordinary talk."""
    deaf: int = 0
    """Takes in which nothing stood out of the room."""

    def share(self, of_taught: bool, limit: float, right: bool) -> tuple[int, int]:
        """How many of the taught words, or of the others, are under a limit and right or not."""
        chosen = [each for each in self.unlike if each[0] is of_taught]
        return sum(u < limit and r is right for _, r, u in chosen), len(chosen)

    def limit_for(self, others: float) -> float:
        """The limit under which no more than this share of the other words is."""
        unlike = sorted(u for taught, _, u in self.unlike if not taught)
        return unlike[int(others * len(unlike))] if unlike else 0.0


@dataclass(frozen=True, slots=True)
class Row:
    """One figure, what it is of, and its goal."""

    name: str
    count: int
    of: int
    goal: float | None = None
    at_least: bool = False

    @property
    def reached(self) -> bool:
        """Whether the goal is reached; where nothing was counted it is not."""
        if self.goal is None:
            return True
        share = self.count / self.of if self.of else 0.0
        return self.of > 0 and (share >= self.goal if self.at_least else share <= self.goal)

    def __str__(self) -> str:
        share = f"{self.count:,} of {self.of:,} ({self.count / max(1, self.of):.1%})"
        if self.goal is None:
            return f"| {self.name} | | {share} |"
        goal = f"{'at least' if self.at_least else 'at most'} {self.goal:.1%}"
        return f"| {self.name} | {goal} | {share if self.reached else f'**{share}**'} |"


def read_own(folder: Path) -> dict[str, dict[str, list[np.ndarray]]]:
    """Every take, 16 kHz mono at one level in a quiet room, by speaker and word."""
    listing = folder / LIST
    if not listing.is_file():
        raise VoiceError(
            "{folder} holds no {list}",
            "write one, as docs/people.md shows",
            folder=folder,
            list=LIST,
        )
    try:
        listed = TypeAdapter(list[_Listed]).validate_python(json.loads(listing.read_text("utf-8")))
    except (ValueError, ValidationError) as error:
        first = " ".join(str(error).split())[:200]
        raise VoiceError(
            "{listing} cannot be read: {first}", "put it right", listing=listing, first=first
        ) from None
    rng = np.random.default_rng(1)
    found: dict[str, dict[str, list[np.ndarray]]] = {}
    for each in listed:
        sound = read_sound(folder / each.file)
        scale = SAMPLE_RATE_HZ / each.rate_hz
        takes = found.setdefault(each.speaker, {}).setdefault(each.word, [])
        for first, last in each.takes:
            take = sound[round(first * scale) : round(last * scale)]
            if len(take) == 0 or not np.abs(take).max() > 0:
                raise VoiceError(
                    "{file} is silent from {first} to {last}",
                    "mend its takes",
                    file=each.file,
                    first=first,
                    last=last,
                )
            takes.append(_in_a_room(take, rng))
    return found


def _in_a_room(take: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    level = 10 ** (VOICE_DBFS / 20) / float(np.sqrt(np.mean(take**2)))
    sound = np.pad(take * level, round(AROUND_SECONDS * SAMPLE_RATE_HZ))
    room = rng.standard_normal(len(sound)) * 10 ** (ROOM_DBFS / 20)
    return (np.clip(sound + room, -1, 1) * 32767).astype(np.int16)


def measure_own(found: dict[str, dict[str, list[np.ndarray]]], quick: bool) -> Own:
    """Every voice taught and tried; `quick`: every fifth choice of words."""
    figures = Own(tuple(found))
    features = {
        who: [[features_of(take) for take in takes] for takes in words.values()]
        for who, words in found.items()
    }
    figures.deaf = sum(f is None for words in features.values() for w in words for f in w)
    rng = np.random.default_rng(2)
    for who, words in features.items():
        others = [f for w, ws in features.items() if w != who for each in ws for f in each]
        for number, (commands, taught_takes) in enumerate(_splits(words)):
            if quick and number % 5:
                continue
            taught = _taught(words, commands, taught_takes)
            if taught is None:
                continue
            matcher = Matcher(taught)
            for word, takes in enumerate(words):
                for index, heard in enumerate(takes):
                    if heard is not None and index not in taught_takes:
                        _count(figures, taught, matcher, heard, commands, word)
            picked = rng.choice(len(others), min(len(others), FOREIGN_OF_EACH), replace=False)
            for heard in (others[index] for index in picked):
                if heard is not None:
                    figures.foreign.append(matcher.match(heard).acts)
    for words in features.values():
        _compare_with_talk(figures, words)
    return figures


def _compare_with_talk(figures: Own, words: Sequence[Sequence[Any]]) -> None:
    """Each word taught alone, five of the others said once each, the rest tried."""
    for number, takes in enumerate(words):
        rest = [[f for f in each if f is not None] for n, each in enumerate(words) if n != number]
        for begin in range(0, len(takes) - EXAMPLES + 1, EXAMPLES):
            examples = [example_of(f) for f in takes[begin : begin + EXAMPLES] if f is not None]
            if len(examples) < EXAMPLES:
                continue
            matcher = Matcher(Taught().with_sound(Action.NEXT, examples))
            asked = [[matcher.match(f).asks for f in each[::2]] for each in rest]
            for first in range(len(rest) if len(rest) > TALK_WORDS else 0):
                order = [(first + n) % len(rest) for n in range(len(rest))]
                said = [example_of(rest[n][(first + n) % len(rest[n])]) for n in order[:TALK_WORDS]]
                tried = [each for n in order[TALK_WORDS:] for each in asked[n]]
                near = bool(near_words(examples, said))
                figures.told_near.append((sum(tried) / len(tried), near))


def _splits(words: Sequence[Sequence[Any]]) -> Iterator[tuple[list[int], range]]:
    """Which words are taught, and which of their takes."""
    for first in range(len(words)):
        commands = [(first + n) % len(words) for n in range(min(TAUGHT_WORDS, len(words) - 1))]
        for begin in range(0, min(map(len, words)) - EXAMPLES + 1, EXAMPLES):
            yield commands, range(begin, begin + EXAMPLES)


def _taught(
    words: Sequence[Sequence[Any]], commands: Sequence[int], taught_takes: range
) -> Taught | None:
    """Each word taught, and answered yes to until it may act."""
    taught = Taught()
    for action, word in zip(ACTIONS, commands, strict=False):
        examples = [words[word][index] for index in taught_takes]
        if any(example is None for example in examples):
            return None
        taught = taught.with_sound(action, [example_of(example) for example in examples])
    return Taught(
        tuple(type(sound)(sound.action, sound.examples, YESES_TO_ACT) for sound in taught.sounds)
    )


def _count(
    figures: Own,
    taught: Taught,
    matcher: Matcher,
    heard: Any,
    commands: Sequence[int],
    word: int,
) -> None:
    match = matcher.match(heard)
    is_taught = word in commands
    right = is_taught and match.action is ACTIONS[commands.index(word)]
    figures.unlike.append((is_taught, right, match.unlikeness))
    figures.acted.append((is_taught, right, match.acts, match.acts or match.asks))
    sound = what_it_is(taught, match, b"")
    unsafe = RULE_OF[match.action].safety is not Safety.HARMLESS
    figures.without_a_yes += sound is not None and sound.acts and unsafe


def rows(figures: Own) -> list[Row]:
    """Every figure with what it is of: at limits set here, and at the program's own."""
    taught = [each for each in figures.acted if each[0]]
    others = [each for each in figures.acted if not each[0]]
    found = sum(right for _, right, _, _ in taught)
    often = [near for asked, near in figures.told_near if asked > OFTEN_ASKED]
    seldom = [near for asked, near in figures.told_near if asked <= SELDOM_ASKED]
    acting, asking = figures.limit_for(OTHERS_TAKEN), figures.limit_for(OTHERS_ASKED_ABOUT)
    return [
        Row("found, where it must be one of those taught", found, len(taught), 0.97, True),
        Row(
            "acted on right, where 1 % of the voice's other words are",
            *figures.share(True, acting, True),
            0.75,
            True,
        ),
        Row(
            "acted on or asked about right, where 5 % of the others are",
            *figures.share(True, asking, True),
            0.85,
            True,
        ),
        Row("taken for another, where 1 % are", *figures.share(True, acting, False), 0.005),
        Row(
            "by the program's own limits: acted on right",
            sum(r and a for _, r, a, _ in taught),
            len(taught),
            0.75,
            True,
        ),
        Row(
            "the same, or asked about right",
            sum(r and k for _, r, _, k in taught),
            len(taught),
            0.85,
            True,
        ),
        Row("taken for another", sum(a and not r for _, r, a, _ in taught), len(taught), 0.005),
        Row("the voice's other words acted on", sum(a for *_, a, _ in others), len(others), 0.01),
        Row("the same, or asked about", sum(k for *_, k in others), len(others), 0.05),
        Row("other people's words acted on", sum(figures.foreign), len(figures.foreign), 0.002),
        Row("ended or destroyed without a yes", figures.without_a_yes, len(figures.acted), 0.0),
        Row(
            "told close to talk: of sounds alone, others asked about > 5 %", sum(often), len(often)
        ),
        Row("the same, where at most 1 % are", sum(seldom), len(seldom)),
    ]


def own_report(figures: Own, arguments: list[str]) -> str:
    """A table, and whose it is."""
    return "\n".join(
        [
            f"`scripts/people.py {' '.join(arguments)}`",
            f"{', '.join(figures.speakers)}; {EXAMPLES} examples a word; each take is tried with "
            f"several choices of words; {figures.deaf} takes stood out of no room.",
            "",
            "| own sounds | goal | measured |",
            "|---|---|---|",
            *map(str, rows(figures)),
        ]
    )


def own_as_json(figures: Own) -> dict[str, Any]:
    """The same as one object."""
    return {
        "speakers": list(figures.speakers),
        "examples": EXAMPLES,
        "deaf": figures.deaf,
        "figures": [
            {"name": r.name, "count": r.count, "n": r.of, "goal": r.goal, "reached": r.reached}
            for r in rows(figures)
        ],
    }
