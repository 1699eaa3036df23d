"""What a kiosk asks of its desk, beside the floor's own commands.

Frozen values, the mirror of `events`.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from voice.floor.commands import Errand, Keeping


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
class MeasureRoom(Errand):
    """Collect so many levels of this listening turn, then tell `RoomMeasured`."""

    turn_id: int
    count: int


@dataclass(frozen=True, slots=True)
class MakeKey(Errand):
    """Make a fresh key for the client and show it; answered by `KeyMade`."""


@dataclass(frozen=True, slots=True)
class CheckRecipient(Errand):
    """Say whether this is a public key; answered by `RecipientAccepted` or `RecipientRefused`."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class EraseSession(Errand):
    """Remove everything of the session that has just ended; answered by `SessionErased`."""


@dataclass(frozen=True, slots=True)
class Wipe(Errand):
    """Nothing of the person who was here may be left: session, key, captions, what is shown."""


@dataclass(frozen=True, slots=True)
class CheckStorage(Errand):
    """See whether a record could be kept; a change is told by an event."""


@dataclass(frozen=True, slots=True)
class Report(Errand):
    """Count it, and tell the operator; `detail` holds facts about devices and disks only."""

    occurrence: Occurrence
    detail: str = ""


@dataclass(frozen=True, slots=True)
class SessionKeeping(Keeping):
    """Who holds the key of the session that begins."""

    keeper: Keeper
    client_recipient: str
    """The client's public key; empty where the client has none."""


VisitErrand = MeasureRoom | MakeKey | CheckRecipient | EraseSession | Wipe | CheckStorage | Report
