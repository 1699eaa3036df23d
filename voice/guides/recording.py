"""Reading a guide aloud at a keyboard: what happens and what is asked for, as values.

No behaviour: that is `guide_reading`'s. What can be chosen and what was read are the values of
`scenes.recording.takes`, and a recording is asked for by `scenes.recording.errands`, as at home.
"""

from dataclasses import dataclass
from enum import StrEnum

from voice.floor.commands import Hush, Speak
from voice.floor.events import DeviceFailed, SpeechFinished
from voice.scenes.recording.errands import (
    DropReading,
    EndReading,
    MicrophoneOpen,
    NotTaken,
    ReadingOver,
    Taken,
    TakeReading,
)
from voice.scenes.recording.takes import Choice, Reading
from voice.values.troubles import Trouble


@dataclass(frozen=True, slots=True)
class Chosen:
    """Somebody has chosen; None: what the enter key does here."""

    choice: Choice | None


Event = Chosen | MicrophoneOpen | ReadingOver | Taken | NotTaken | SpeechFinished | DeviceFailed


@dataclass(frozen=True, slots=True)
class OpenMicrophone:
    """Open it, and drop what was being recorded; answered by `MicrophoneOpen`, `NotTaken`."""

    attempt: int


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


Command = Speak | Hush | OpenMicrophone | TakeReading | EndReading | DropReading | Show
