"""What happened to a kiosk, beside what any scene can be told.

Frozen values, the mirror of `commands`. None but `RecipientEntered` and `KeyMade` hold anything
of a person.
"""

from dataclasses import dataclass, field

from voice.floor.events import SceneEvent
from voice.floor.view import KeySlip
from voice.values.troubles import Trouble


@dataclass(frozen=True, slots=True)
class VisitEvent(SceneEvent):
    """What only a visit takes."""


@dataclass(frozen=True, slots=True)
class HoursChanged(VisitEvent):
    """The spoken invitation is allowed from now on, or no longer."""

    inviting: bool


@dataclass(frozen=True, slots=True)
class RoomMeasured(VisitEvent):
    """How the room sounded: levels in dB relative to full scale, and which of them were voices.

    Empty where the microphone gave nothing.
    """

    turn_id: int
    levels_dbfs: tuple[float, ...]
    voiced: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class RecipientEntered(VisitEvent):
    """The client showed or typed a public key; it may be anything, even a secret one."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class RecipientAccepted(VisitEvent):
    """What was entered is a public key."""

    public_key: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class RecipientRefused(VisitEvent):
    """What was entered is no public key; `secret` where it was a secret one."""

    secret: bool


@dataclass(frozen=True, slots=True)
class KeyMade(VisitEvent):
    """A fresh key for the client is on the screen, and on a slip where `printed`."""

    public_key: str
    fingerprint: str
    printed: bool
    slip: KeySlip | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class SessionErased(VisitEvent):
    """Everything of the last session is off the disk, or it could not be removed."""

    done: bool


@dataclass(frozen=True, slots=True)
class StorageFailed(VisitEvent):
    """Nothing can be kept now: a full or read-only disk."""

    trouble: Trouble


@dataclass(frozen=True, slots=True)
class StorageRecovered(VisitEvent):
    """Something can be kept again."""


@dataclass(frozen=True, slots=True)
class ScreenLost(VisitEvent):
    """The page is no longer shown: its browser is gone."""


@dataclass(frozen=True, slots=True)
class ScreenBack(VisitEvent):
    """The page is shown again."""
