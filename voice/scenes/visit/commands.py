"""What a kiosk asks for, beside the conversation's own commands about speech and time.

Frozen values, the mirror of `events`.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from voice.floor.commands import (
    CancelTimer,
    Hush,
    Line,
    Listen,
    Manner,
    Prepare,
    Rest,
    SetTimer,
    Speak,
)


class Keeper(StrEnum):
    """Who holds the key of a session; the value is the key in `phrases/LANG.toml`."""

    CLINIC = "clinic"
    CLIENT = "client"
    BOTH = "both"
    NOBODY = "nobody"
    """Nothing is kept."""


class Occurrence(StrEnum):
    """What the operator may know: that it happened, never what was said."""

    OPENED = "opened"
    INVITED = "invited"
    APPROACHED = "approached"
    DECLINED = "declined"
    SESSION_BEGUN = "session begun"
    SESSION_ENDED = "session ended"
    SESSION_ERASED = "session erased"
    LEFT_ALONE = "left alone"
    EXTENDED = "extended"
    WIPED = "wiped"
    NOT_SAVED = "not saved"
    TROUBLE = "trouble"
    RECOVERED = "recovered"
    SHUT_DOWN = "shut down"


@dataclass(frozen=True, slots=True)
class MeasureRoom:
    """Collect so many levels of this listening turn, then tell `RoomMeasured`."""

    turn_id: int
    count: int


@dataclass(frozen=True, slots=True)
class MakeKey:
    """Make a fresh key for the client and show it; answered by `KeyMade`."""


@dataclass(frozen=True, slots=True)
class ForgetKey:
    """The secret half of the client's key is no longer needed anywhere here."""


@dataclass(frozen=True, slots=True)
class CheckRecipient:
    """Say whether this is a public key; answered by `RecipientAccepted` or `RecipientRefused`."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class BeginSession:
    """Run the ordinary session inside; its turns are numbered from `turn_id` on."""

    keeper: Keeper
    client_recipient: str
    """The client's public key; empty where the client has none."""
    manner: Manner
    turn_id: int


@dataclass(frozen=True, slots=True)
class TellInSession:
    """Have the session say this at the next moment when nobody speaks."""

    line: Line


@dataclass(frozen=True, slots=True)
class EndSession:
    """Have the session say goodbye and seal what it holds."""


@dataclass(frozen=True, slots=True)
class EraseSession:
    """Remove everything of the session that has just ended; answered by `SessionErased`."""


@dataclass(frozen=True, slots=True)
class Wipe:
    """Nothing of the person who was here may be left: session, key, captions, what is shown."""


@dataclass(frozen=True, slots=True)
class CheckStorage:
    """See whether a record could be kept; a change is told by an event."""


@dataclass(frozen=True, slots=True)
class Report:
    """Count it, and tell the operator; `detail` holds facts about devices and disks only."""

    occurrence: Occurrence
    detail: str = ""


@dataclass(frozen=True, slots=True)
class CloseKiosk:
    """The program ends."""


KioskCommand = (
    Speak
    | Prepare
    | Hush
    | Listen
    | Rest
    | SetTimer
    | CancelTimer
    | MeasureRoom
    | MakeKey
    | ForgetKey
    | CheckRecipient
    | BeginSession
    | TellInSession
    | EndSession
    | EraseSession
    | Wipe
    | CheckStorage
    | Report
    | CloseKiosk
)
