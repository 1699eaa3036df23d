"""One person's turn: how long a silence may last, and what is said into it.

Values and pure functions; time is data. Sources: the turn-taking facts (silences of 3 to 30 s
are ordinary in reflective speech), WCAG 2.2.1 for what may end by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

FIRST_LINE_SECONDS = 25.0
"""Nothing said at all: the first gentle line."""

SECOND_LINE_SECONDS = 45.0
"""After the first line: the second and last, with the choices."""

INNER_CUE_SECONDS = 20.0
"""Silence inside an answer: one soft cue, once."""

AWAY_TIMER = "away"
AWAY_SECONDS = 120.0
"""Without a sign of whoever looks at what is sealed or secret: then others may come by what is on
the screen. Nothing is lost by covering it: one choice goes on in the same place."""

CONFIRM_SECONDS = 20.0
"""No yes and no no: it is left as it is."""

SHORTEST_MOVING_ON_SECONDS = 2.0
"""No shorter silence can be chosen to move on: a passage itself ends at 1.5 s of silence."""

MOVING_ON_SECONDS: Mapping[str, float | None] = {"unhurried": None, "steady": 8.0, "brisk": 4.0}
"""The named patiences and the silence that moves on after something was said; None is never."""


class Wait(StrEnum):
    """What the silence timer is waiting to do."""

    GENTLE_LINE = "gentle line"
    GENTLE_CHOICES = "gentle choices"
    CUE = "cue"
    MOVE_ON = "move on"


@dataclass(frozen=True, slots=True)
class Patience:
    """After how many seconds of silence an answer that has begun is over; None is never."""

    moving_on_seconds: float | None = None


def patience_named(choice: str | float) -> Patience:
    """A named patience, "never", or seconds; raises ValueError for anything else."""
    if isinstance(choice, str):
        if choice == "never":
            return Patience(None)
        if choice in MOVING_ON_SECONDS:
            return Patience(MOVING_ON_SECONDS[choice])
        choice = float(choice)
    if not choice >= SHORTEST_MOVING_ON_SECONDS:
        raise ValueError(f"{choice:g} is under {SHORTEST_MOVING_ON_SECONDS:g} seconds")
    return Patience(choice)


@dataclass(frozen=True, slots=True)
class Turn:
    """What has happened since the person was given the floor."""

    spoke: bool = False
    lines_said: int = 0
    cue_given: bool = False
    undisturbed: bool = False
    """Asked for by "give me a minute": no line and no cue until the person speaks."""


def next_wait(turn: Turn, patience: Patience) -> tuple[Wait, float] | None:
    """What the coming silence leads to, and after how many seconds of it; None is nothing."""
    if turn.undisturbed:
        return None
    if turn.spoke:
        if patience.moving_on_seconds is not None:
            return Wait.MOVE_ON, patience.moving_on_seconds
        return None if turn.cue_given else (Wait.CUE, INNER_CUE_SECONDS)
    if turn.lines_said == 0:
        return Wait.GENTLE_LINE, FIRST_LINE_SECONDS
    if turn.lines_said == 1:
        return Wait.GENTLE_CHOICES, SECOND_LINE_SECONDS
    return None
