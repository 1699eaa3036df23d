"""A kiosk's desk: what a visit asks for that only the operator's side can do.

Keys and their slips, the store, the disk, the hours, the operator's lines. It decides nothing, and
holds of a visitor nothing but the id of the session that begins.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, assert_never, cast

from voice.floor.commands import Errand, Keeping
from voice.floor.events import Event
from voice.kiosk.slip import NewClientKey, checked_recipient, fingerprint_of, looks_secret
from voice.scenes.visit.commands import (
    CheckRecipient,
    CheckStorage,
    EraseSession,
    MakeKey,
    MeasureRoom,
    Occurrence,
    Report,
    SessionKeeping,
    VisitErrand,
    Wipe,
)
from voice.scenes.visit.events import (
    HoursChanged,
    KeyMade,
    RecipientAccepted,
    RecipientRefused,
    RoomMeasured,
    SessionErased,
    StorageFailed,
    StorageRecovered,
)
from voice.stage.ports import Journal, LevelMeasured
from voice.stage.records import nothing_is_kept
from voice.values.errors import VaultError
from voice.vault.proof import NewSession, new_session

HOURS_SECONDS = 20.0
"""How often the loop looks at the time of day, and turns at all."""


class Keeper(Protocol):
    """Where sessions are kept, as `keeping.KioskStore` has it."""

    def check(self) -> None: ...

    def hand_over(self) -> int: ...

    def erase(self) -> bool: ...


@dataclass(slots=True)
class _Measuring:
    turn_id: int
    count: int
    levels_dbfs: list[float] = field(default_factory=list[float])
    voiced: list[bool] = field(default_factory=list[bool])


class KioskDesk:
    """Carries out a visit's errands; the stage's thread only."""

    def __init__(
        self,
        store: Keeper,
        open_journal: Callable[[SessionKeeping, NewSession], Callable[[], Journal]],
        make_key: Callable[[str], tuple[NewClientKey, bool]],
        report: Callable[[Occurrence, str], None],
        inviting: Callable[[], bool],
    ) -> None:
        """`make_key` gives a client's fresh key for a session id, and whether it was printed;
        `inviting` tells whether the time of day is within the hours of the invitation."""
        self._store = store
        self._open_journal = open_journal
        self._make_key = make_key
        self._report = report
        self._inviting = inviting
        self._was_inviting = False
        self._session: NewSession | None = None
        self._measuring: _Measuring | None = None

    def journal(self, keeping: Keeping | None) -> Callable[[], Journal]:
        """What opens the journal of the session that begins; the visit itself keeps nothing."""
        if not isinstance(keeping, SessionKeeping):
            return nothing_is_kept
        return self._open_journal(keeping, self._session or new_session(datetime.now()))

    def changed(self) -> Iterable[Event]:
        """Whether the spoken invitation is allowed now, where that has changed."""
        inviting = self._inviting()
        if inviting == self._was_inviting:
            return ()
        self._was_inviting = inviting
        return (HoursChanged(inviting),)

    def measure(self, level: LevelMeasured) -> Iterable[Event]:
        """Collect a level, where the room is being measured."""
        measuring = self._measuring
        if measuring is None:
            return ()
        measuring.levels_dbfs.append(level.level_dbfs)
        measuring.voiced.append(level.speech)
        if len(measuring.voiced) < measuring.count:
            return ()
        self._measuring = None
        levels, voiced = tuple(measuring.levels_dbfs), tuple(measuring.voiced)
        return (RoomMeasured(measuring.turn_id, levels, voiced),)

    def carry_out(self, errand: Errand) -> Iterable[Event]:
        """Do it, and say what came of it."""
        asked = cast(VisitErrand, errand)
        match asked:
            case MeasureRoom():
                self._measuring = _Measuring(asked.turn_id, asked.count)
            case MakeKey():
                return (self._key(),)
            case CheckRecipient():
                return (_judged(asked.text),)
            case EraseSession():
                return (SessionErased(self._store.erase()),)
            case Wipe():
                self._measuring, self._session = None, None
                self._store.hand_over()
            case CheckStorage():
                return (self._storage(),)
            case Report():
                self._report(asked.occurrence, asked.detail)
            case _:
                assert_never(asked)
        return ()

    def close(self) -> None:
        """Whatever ended it: what was said is handed over."""
        self._store.hand_over()

    def _key(self) -> KeyMade:
        self._session = new_session(datetime.now())
        made, printed = self._make_key(self._session.session_id)
        return KeyMade(made.public_key, made.fingerprint, printed, made.slip)

    def _storage(self) -> StorageFailed | StorageRecovered:
        try:
            self._store.check()
        except VaultError as error:
            return StorageFailed(error.trouble)
        return StorageRecovered()


def _judged(text: str) -> RecipientAccepted | RecipientRefused:
    recipient = checked_recipient(text)
    if recipient is None:
        return RecipientRefused(secret=looks_secret(text))
    return RecipientAccepted(recipient, fingerprint_of(recipient))
