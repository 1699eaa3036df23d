"""What the sound check asks of its desk, and what the desk answers.

Frozen values; no sound is in any of them: what was recorded stays with whoever carries them out.
"""

from dataclasses import dataclass
from enum import StrEnum

from voice.floor.commands import Errand
from voice.floor.events import SceneEvent
from voice.values.troubles import Trouble


class Part(StrEnum):
    """What is tried, in this order; the value is the key of the settings that names the device."""

    LOUDSPEAKER = "loudspeaker"
    MICROPHONE = "microphone"


class Level(StrEnum):
    """How loud a recording is, as it can be said in plain words."""

    NOTHING = "nothing"
    VERY_SOFT = "very soft"
    FINE = "fine"
    TOO_LOUD = "too loud"


OWN_VOICE = "own voice"
"""By which name the mouth finds what was recorded last."""


@dataclass(frozen=True, slots=True)
class SoundErrand(Errand):
    """What only the desk of the sound check does."""


@dataclass(frozen=True, slots=True)
class FindDevices(SoundErrand):
    """Look which devices there are; answered by `DevicesFound`."""

    part: Part


@dataclass(frozen=True, slots=True)
class TakeDevice(SoundErrand):
    """Use the device of this number from now on; answered by `DeviceTaken`."""

    part: Part
    number: int


@dataclass(frozen=True, slots=True)
class TakeNextDevice(SoundErrand):
    """Use the one after the present one; answered by `DeviceTaken`, or with no device found."""

    part: Part


@dataclass(frozen=True, slots=True)
class KeepDevice(SoundErrand):
    """Remember the present device for the next time, where another was chosen."""

    part: Part


@dataclass(frozen=True, slots=True)
class Record(SoundErrand):
    """Take a few seconds of the microphone into memory; answered by `Recorded`, `NotRecorded`."""

    attempt: int


@dataclass(frozen=True, slots=True)
class Forget(SoundErrand):
    """Nobody wants what was recorded any more, or what is being recorded."""


@dataclass(frozen=True, slots=True)
class SoundEvent(SceneEvent):
    """What only the sound check takes."""


@dataclass(frozen=True, slots=True)
class DevicesFound(SoundEvent):
    """The devices that there are to choose from, by the names that the system gives them."""

    part: Part
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeviceTaken(SoundEvent):
    """This device is used from now on."""

    part: Part
    name: str


@dataclass(frozen=True, slots=True)
class Recorded(SoundEvent):
    """It is in memory, and can be played by the name `OWN_VOICE`."""

    attempt: int
    level: Level


@dataclass(frozen=True, slots=True)
class NotRecorded(SoundEvent):
    """The microphone gave nothing."""

    attempt: int
    trouble: Trouble
