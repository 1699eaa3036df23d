"""What was found in an article: the questions taken, and those left and why.

Values only; `questions` makes them.
"""

from dataclasses import dataclass

from voice.guides.article.blocks import Place, Why


@dataclass(frozen=True, slots=True)
class Taken:
    """A question that goes into the guide, word for word."""

    text: str
    block: int
    place: Place


@dataclass(frozen=True, slots=True)
class Left:
    """A question that does not, and why."""

    text: str
    why: Why
    place: Place
    block: int = -1
    number: int = 0
    """By which it can be asked for."""


@dataclass(frozen=True, slots=True)
class Found:
    """All the questions of an article."""

    taken: tuple[Taken, ...]
    left: tuple[Left, ...]
