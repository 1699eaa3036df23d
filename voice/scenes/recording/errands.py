"""What is asked of whoever records a reading, and what that answers.

Frozen values; of sound they hold FLAC bytes in a `Reading` and nothing else. The command line's
core asks for a reading by the same, and takes the same answers.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from voice.floor.commands import Errand
from voice.floor.events import SceneEvent
from voice.scenes.recording.takes import Reading, Takes
from voice.values.troubles import Trouble


@dataclass(frozen=True, slots=True)
class RecordErrand(Errand):
    """What only the desk of a recording does."""


@dataclass(frozen=True, slots=True)
class FindReadings(RecordErrand):
    """Look what there is already of this reader; answered by `ReadingsFound`, `NotFound`."""

    own: bool
    """Whether it is the person who keeps their sessions here that reads."""


@dataclass(frozen=True, slots=True)
class TakeReading(RecordErrand):
    """What comes from now on is the reading; answered by `MicrophoneOpen`, `ReadingOver` or
    `NotTaken`."""

    attempt: int


@dataclass(frozen=True, slots=True)
class EndReading(RecordErrand):
    """It was read: answered by `Taken`."""

    takes: Takes = field(repr=False)


@dataclass(frozen=True, slots=True)
class DropReading(RecordErrand):
    """Nobody wants what is being recorded."""


@dataclass(frozen=True, slots=True)
class KeepReadings(RecordErrand):
    """Write all of it as one guide, whole or not at all; answered by `ReadingsKept`, `NotKept`."""

    own: bool
    read: Mapping[str, Reading] = field(repr=False)


@dataclass(frozen=True, slots=True)
class ForgetReadings(RecordErrand):
    """Nobody wants any of it any more."""


@dataclass(frozen=True, slots=True)
class RecordEvent(SceneEvent):
    """What only a recording takes."""


@dataclass(frozen=True, slots=True)
class MicrophoneOpen(RecordEvent):
    """The first frame has come."""

    attempt: int


@dataclass(frozen=True, slots=True)
class ReadingOver(RecordEvent):
    """Nothing has been said for a while after the reading, or it is as long as it may be."""

    attempt: int


@dataclass(frozen=True, slots=True)
class Taken(RecordEvent):
    """What came of a recording."""

    attempt: int
    reading: Reading


@dataclass(frozen=True, slots=True)
class NotTaken(RecordEvent):
    """The microphone gave nothing, or stopped."""

    attempt: int
    trouble: Trouble


@dataclass(frozen=True, slots=True)
class ReadingsFound(RecordEvent):
    """What this reader has read of the guide before; nothing, where nothing was."""

    read: Mapping[str, Reading] = field(repr=False)


@dataclass(frozen=True, slots=True)
class NotFound(RecordEvent):
    """There is something of this reader, and it cannot be opened."""

    trouble: Trouble


@dataclass(frozen=True, slots=True)
class ReadingsKept(RecordEvent):
    """It is among this person's guides; `locked`: for nobody but them."""

    locked: bool


@dataclass(frozen=True, slots=True)
class NotKept(RecordEvent):
    """It could not be written, and is in memory still."""

    trouble: Trouble
