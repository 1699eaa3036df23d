"""Which text of a guide is to be read, what was read of it so far, and what can be chosen then.

Values only, one frozen value above all: the home's scene and the command line's core both go by it.
No sound but as FLAC bytes that whoever records hands in; no word is said or shown here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType


class State(StrEnum):
    """Where a text stands."""

    UNREAD = "unread"
    READING = "reading"
    READ = "read"
    OVER = "over"


class Choice(StrEnum):
    """What whoever reads can choose."""

    READ = "read"
    DONE = "done"
    AGAIN = "again"
    NEXT = "next"
    HEAR = "hear"
    BACK = "back"
    STOP = "stop"


OFFERED: Mapping[State, tuple[Choice, ...]] = MappingProxyType(
    {
        State.UNREAD: (Choice.READ, Choice.HEAR, Choice.NEXT, Choice.BACK, Choice.STOP),
        State.READING: (Choice.DONE, Choice.AGAIN, Choice.STOP),
        State.READ: (Choice.NEXT, Choice.AGAIN, Choice.HEAR, Choice.BACK, Choice.STOP),
        State.OVER: (),
    }
)
"""What each state takes; the first is what the enter key alone does."""


class Fault(StrEnum):
    """What is wrong with a recording."""

    NOTHING = "nothing"
    """No voice is in it: it is not kept."""
    FULL = "full"
    """The file would become too large: it is not kept."""
    CUT_OFF = "cut off"
    """It was too loud for the microphone, and is distorted."""
    NOISY = "noisy"
    VERY_SOFT = "very soft"
    TOO_LONG = "too long"
    """It was ended where no recording may be longer."""


NOT_KEPT = frozenset({Fault.NOTHING, Fault.FULL})


@dataclass(frozen=True, slots=True)
class Reading:
    """One text as it was read: trimmed, at its level, as FLAC."""

    flac: bytes = field(repr=False)
    seconds: float
    faults: tuple[Fault, ...] = ()

    @property
    def is_kept(self) -> bool:
        """Whether it can be used at all."""
        return not NOT_KEPT.intersection(self.faults)


@dataclass(frozen=True, slots=True)
class Takes:
    """The texts by the names of their recordings, the present one, and what was read so far."""

    names: tuple[str, ...]
    read: Mapping[str, Reading] = field(default_factory=dict[str, Reading])
    at: int = 0
    attempt: int = 0
    """Recordings are counted: one that was broken off is nobody's."""
    is_reading: bool = False
    is_over: bool = False

    @property
    def name(self) -> str:
        """The present text's."""
        return self.names[self.at]

    @property
    def state(self) -> State:
        """Where the present text stands."""
        if self.is_over:
            return State.OVER
        if self.is_reading:
            return State.READING
        return State.READ if self.name in self.read else State.UNREAD

    @property
    def offered(self) -> tuple[Choice, ...]:
        """What can be chosen now, the enter key's first."""
        return tuple(c for c in OFFERED[self.state] if c is not Choice.BACK or self.at > 0)

    def wants(self, attempt: int) -> bool:
        """Whether somebody still waits for what comes of this recording."""
        return self.is_reading and attempt == self.attempt

    def at_first_unread(self) -> "Takes":
        """The first text that nobody has read; the first, where all are."""
        unread = (at for at, name in enumerate(self.names) if name not in self.read)
        return replace(self, at=next(unread, 0))

    def chosen(self, choice: Choice) -> "Takes":
        """As it is after a choice that is offered."""
        match choice:
            case Choice.READ | Choice.AGAIN:
                return replace(self, is_reading=True, attempt=self.attempt + 1)
            case Choice.NEXT if self.at + 1 < len(self.names):
                return replace(self, at=self.at + 1)
            case Choice.NEXT | Choice.STOP:
                return replace(self, is_reading=False, is_over=True)
            case Choice.BACK:
                return replace(self, at=self.at - 1)
            case Choice.DONE | Choice.HEAR:
                return self

    def taken(self, reading: Reading) -> "Takes":
        """What was read of the present text; where it cannot be used, what there was stays."""
        read = {**self.read, self.name: reading} if reading.is_kept else self.read
        return replace(self, is_reading=False, read=read)

    def broken_off(self) -> "Takes":
        """Nothing comes of the recording that is being made."""
        return replace(self, is_reading=False)
