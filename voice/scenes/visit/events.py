"""What happened to a kiosk, beside the conversation's own events about speech and devices.

Frozen values, the mirror of `commands`. None but `RecipientEntered` holds anything a person gave.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from voice.floor.commands import Manner
from voice.floor.events import (
    ActionChosen,
    DeviceFailed,
    DeviceRecovered,
    Interrupted,
    ListeningStarted,
    ListeningStopped,
    SegmentHeard,
    SoundLost,
    SpeechFinished,
    SpeechStarted,
    TimerFired,
)
from voice.values.troubles import Trouble


class Sign(StrEnum):
    """A sign of life, by what it tells of who gave it."""

    SOUND = "sound"
    """Something like a voice began; there may be no word in it."""
    WORDS = "words"
    """Words that were part of an answer. A microphone cannot tell whose."""
    CHOICE = "choice"
    """Something chosen, by hand or in words: only a visitor answers the kiosk."""


@dataclass(frozen=True, slots=True)
class HoursChanged:
    """The spoken invitation is allowed from now on, or no longer."""

    inviting: bool


@dataclass(frozen=True, slots=True)
class RoomMeasured:
    """How the room sounded: levels in dB relative to full scale, and which of them were voices.

    Empty where the microphone gave nothing.
    """

    turn_id: int
    levels_dbfs: tuple[float, ...]
    voiced: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class RecipientEntered:
    """The client showed or typed a public key; it may be anything, even a secret one."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class RecipientAccepted:
    """What was entered is a public key."""

    public_key: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class RecipientRefused:
    """What was entered is no public key; `secret` where it was a secret one."""

    secret: bool


@dataclass(frozen=True, slots=True)
class KeyMade:
    """A fresh key for the client is on the screen, and on a slip where `printed`."""

    public_key: str
    fingerprint: str
    printed: bool


@dataclass(frozen=True, slots=True)
class PersonActive:
    """A sign of life in the session, or of somebody who types a key."""

    sign: Sign


@dataclass(frozen=True, slots=True)
class SessionSpoke:
    """The session's last prompt has sounded: the person has the floor."""


@dataclass(frozen=True, slots=True)
class SessionOver:
    """The session inside has ended and its journal is closed."""

    kept_passages: int
    unwritten: int
    reason: str
    last_turn_id: int
    manner: Manner


@dataclass(frozen=True, slots=True)
class SessionErased:
    """Everything of the last session is off the disk, or it could not be removed."""

    done: bool


@dataclass(frozen=True, slots=True)
class StorageFailed:
    """Nothing can be kept now: a full or read-only disk."""

    trouble: Trouble


@dataclass(frozen=True, slots=True)
class StorageRecovered:
    """Something can be kept again."""


@dataclass(frozen=True, slots=True)
class ScreenLost:
    """The page is no longer shown: its browser is gone."""


@dataclass(frozen=True, slots=True)
class ScreenBack:
    """The page is shown again."""


@dataclass(frozen=True, slots=True)
class ShutdownAsked:
    """The system wants the program to end: keep what was said, and go."""


KioskEvent = (
    ActionChosen
    | HoursChanged
    | RoomMeasured
    | RecipientEntered
    | RecipientAccepted
    | RecipientRefused
    | KeyMade
    | PersonActive
    | SessionSpoke
    | SessionOver
    | SessionErased
    | StorageFailed
    | StorageRecovered
    | ScreenLost
    | ScreenBack
    | ShutdownAsked
    | SpeechFinished
    | Interrupted
    | ListeningStarted
    | ListeningStopped
    | SpeechStarted
    | SegmentHeard
    | SoundLost
    | TimerFired
    | DeviceFailed
    | DeviceRecovered
)
