"""Whether words ask for an action: its forms, with what people politely put around them.

Pure functions over words, for the session's and the kiosk's actions alike. Politeness is taken
off the edges only and never from the middle: "please do not stop" is nobody's stop.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Generic, TypeVar

from voice.floor.wording import ActionWords, Habits

_JOINTS = re.compile("['\u2019-]")

_CHOICE = re.compile(r"\(([^()]*)\)")

SHORTEST_STEM = 3
"""Letters that a word must have beside its ending: "chez" is no verb."""

Wish = TypeVar("Wish")
"""What can be asked for: a session's actions, or a kiosk's."""


@dataclass(frozen=True, slots=True)
class Meant(Generic[Wish]):
    """An action that words ask for."""

    action: Wish
    clearly: bool
    """Not a wish or a form that may as well be an answer."""


def meant(
    said: str, among: Iterable[Wish], actions: Mapping[Wish, ActionWords], habits: Habits
) -> Meant[Wish] | None:
    """The action among these that the words are as a whole; None: they are none of them.

    `said` is without hesitations. The reading with the most of the words wins; the likely ways to
    ask come after all forms, and are never clear.
    """
    offered = tuple(among)
    read = tuple(readings(said, habits))
    for reading, wished in read:
        for action in offered:
            words = actions[action]
            if reading in plain_forms(words.spoken, habits):
                return Meant(action, not wished)
            if reading in plain_forms(words.asked, habits):
                return Meant(action, False)
    for reading, _ in read:
        for action in offered:
            if reading in likely_forms(actions[action].likely, habits):
                return Meant(action, False)
    return None


def readings(said: str, habits: Habits) -> Iterator[tuple[str, bool]]:
    """The words as they are, then without what is polite at their edges; whether it is a wish."""
    seen = {plain(said, habits): False}
    waiting = list(seen)
    while waiting:
        waiting.sort(key=len)
        reading = waiting.pop()
        if not reading:
            continue
        yield reading, seen[reading]
        for shorter, wished in _without_an_edge(reading, habits):
            if shorter not in seen:
                seen[shorter] = seen[reading] or wished
                waiting.append(shorter)


def plain(text: str, habits: Habits) -> str:
    """A form as it sounds: apostrophes and hyphens are spaces, endings of one sound are one."""
    return _plain(text, habits.same_endings)


def plain_forms(forms: tuple[str, ...], habits: Habits) -> frozenset[str]:
    """Each of these forms as it sounds."""
    return _plain_forms(forms, habits.same_endings)


def likely_forms(ways: tuple[str, ...], habits: Habits) -> frozenset[str]:
    """Every form that these ways stand for, as it sounds: "read (it|that) back" is two."""
    return _likely_forms(ways, habits.same_endings)


def has_choices_only(way: str) -> bool:
    """Whether each bracket of a way is closed, with no other in it, and no | stands outside."""
    return not set("(|)") & set(_CHOICE.sub("", way))


@cache
def _likely_forms(ways: tuple[str, ...], endings: tuple[str, ...]) -> frozenset[str]:
    parts = ([part.split("|") for part in _CHOICE.split(way)] for way in ways)
    return frozenset(
        _plain("".join(chosen), endings) for choices in parts for chosen in product(*choices)
    )


@cache
def _plain_forms(forms: tuple[str, ...], endings: tuple[str, ...]) -> frozenset[str]:
    return frozenset(_plain(form, endings) for form in forms)


def _plain(text: str, endings: tuple[str, ...]) -> str:
    words = _JOINTS.sub(" ", text).split()
    return " ".join(_with_one_ending(word, endings) for word in words)


def _with_one_ending(word: str, endings: tuple[str, ...]) -> str:
    for ending in sorted(endings, key=len, reverse=True):
        if word.endswith(ending) and len(word) >= len(ending) + SHORTEST_STEM:
            return word.removesuffix(ending) + endings[0]
    return word


def _without_an_edge(reading: str, habits: Habits) -> Iterator[tuple[str, bool]]:
    for edges, wished in ((habits.polite_before, False), (habits.wishing_before, True)):
        for edge in plain_forms(edges, habits):
            if reading.startswith(edge + " "):
                yield reading.removeprefix(edge + " "), wished
    for edge in plain_forms(habits.polite_after, habits):
        if reading.endswith(" " + edge):
            yield reading.removesuffix(" " + edge), False
