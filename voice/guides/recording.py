"""Reading a guide aloud: what can be chosen, what happens and what is asked for, as values.

No behaviour: that is `guide_reading`'s. No sound but as FLAC bytes that whoever records hands in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from voice.floor.commands import Hush, Speak
from voice.floor.events import DeviceFailed, SpeechFinished
from voice.values.troubles import Trouble


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


# Events and commands -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Chosen:
    """Somebody has chosen; None: what the enter key does here."""

    choice: Choice | None


@dataclass(frozen=True, slots=True)
class MicrophoneOpen:
    """The first frame has come."""

    attempt: int


@dataclass(frozen=True, slots=True)
class ReadingOver:
    """Nothing has been said for a while after the reading, or it is as long as it may be."""

    attempt: int


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a recording."""

    attempt: int
    reading: Reading


@dataclass(frozen=True, slots=True)
class NotTaken:
    """The microphone gave nothing, or stopped."""

    attempt: int
    trouble: Trouble


Event = Chosen | MicrophoneOpen | ReadingOver | Taken | NotTaken | SpeechFinished | DeviceFailed


@dataclass(frozen=True, slots=True)
class OpenMicrophone:
    """Open it, and drop what was being recorded; answered by `MicrophoneOpen`, `NotTaken`."""

    attempt: int


@dataclass(frozen=True, slots=True)
class BeginReading:
    """What comes from now on is the reading."""

    attempt: int


@dataclass(frozen=True, slots=True)
class EndReading:
    """It was read: answered by `Taken`."""

    attempt: int


@dataclass(frozen=True, slots=True)
class CloseMicrophone:
    """Nobody wants what is being recorded."""


class Shown(StrEnum):
    """What is to be shown."""

    TEXT = "text"
    READ_NOW = "read now"
    TAKEN = "taken"
    TROUBLE = "trouble"
    NOT_HERE = "not here"
    """What was chosen cannot be chosen now."""


@dataclass(frozen=True, slots=True)
class Show:
    """Show this of the present text."""

    what: Shown
    reading: Reading | None = None
    trouble: Trouble | None = None


Command = Speak | Hush | OpenMicrophone | BeginReading | EndReading | CloseMicrophone | Show
