"""Going on with closed sessions, record after record: the end of one is known from the last time.

Opening a session costs as much as it is long. So it is opened for its first record only, and again
where somebody else may have been there: whatever comes or goes in a folder changes the folder's
time, and ours is one that no clock gives by chance. One session at a time is remembered.
"""

import contextlib
import os
import secrets
import time
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from voice.vault import ends, opening
from voice.vault.age import Opener
from voice.vault.journal import SessionJournal
from voice.vault.locking import locked
from voice.vault.vault import RESERVE_FILE, Vault

_SECOND_NS = 1_000_000_000


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a journal was made from; anything else by now, and it is made again."""

    session_id: str
    recipients: tuple[str, ...]
    folders: dict[Path, int]
    """Each folder's own time, in ns since 1970, as we set it last."""


class GoingOn:
    """Sessions of one vault that are added to; needs the key, for it must read them."""

    def __init__(self, vault: Vault, identity: str) -> None:
        self._vault = vault
        self._identity = identity
        self._journal: SessionJournal | None = None
        self._seen: _Seen | None = None
        self._folders: dict[str, list[Path]] = {}
        """Of each session, as of `_records_time`."""
        self._records_time = 0

    @contextmanager
    def session(self, session_id: str) -> Generator[SessionJournal]:
        """The session's journal, while the vault's lock is held.

        Raises:
            VaultError: no such session opens, another is being recorded, or it cannot be written.
        """
        lock = locked(self._vault.directory)
        try:
            recipients = tuple(recipient.public_key for recipient in self._vault.recipients)
            if not self._is_unchanged(session_id, recipients):
                self._open(session_id, recipients)
            journal, seen = self._journal, self._seen
            assert journal is not None
            assert seen is not None
            yield journal
            self._seen = _Seen(session_id, recipients, _set_times(seen.folders))
        finally:
            lock.release()

    def _is_unchanged(self, session_id: str, recipients: tuple[str, ...]) -> bool:
        seen = self._seen
        return (
            seen is not None
            and (seen.session_id, seen.recipients) == (session_id, recipients)
            and self._records_time == _time_of(self._vault.records_folder)
            and all(_time_of(folder) == moment for folder, moment in seen.folders.items())
        )

    def _open(self, session_id: str, recipients: tuple[str, ...]) -> None:
        folders = self._folders_of(session_id)
        times = _set_times(folders)  # before they are read: what comes meanwhile is noticed
        end = ends.end_of_session(folders, self._identity, session_id)
        vault = self._vault
        self._journal = SessionJournal(
            end.folder,
            vault.directory / RESERVE_FILE,
            recipients,
            end,
            vault.fs,
            lambda: None,  # the lock is released here
        )
        self._seen = _Seen(session_id, recipients, times)

    def _folders_of(self, session_id: str) -> Sequence[Path]:
        """One look at every folder serves all sessions, as long as none comes or goes."""
        records = self._vault.records_folder
        if self._records_time != _time_of(records):
            self._records_time = _set_times([records])[records]
            heads, _ = opening.heads(records, self._identity)
            self._folders = {}
            for head in heads:
                self._folders.setdefault(head.session_id, []).append(head.folder)
        return (
            self._folders.get(session_id)
            or opening.wanted_folders(records, Opener(self._identity), session_id)[0]
        )


def _set_times(folders: Iterable[Path]) -> dict[Path, int]:
    """Give folders a time within this second that is theirs alone.

    A clock's own steps are 4 ms and more on many systems: two changes in one step look the same.
    Where a folder does not keep such a time, it is always another than it should be.
    """
    times: dict[Path, int] = {}
    for folder in folders:
        second = time.time_ns() // _SECOND_NS * _SECOND_NS
        moment = second + 1 + secrets.randbelow(_SECOND_NS - 1)
        with contextlib.suppress(OSError):
            os.utime(folder, ns=(moment, moment))
        times[folder] = moment
    return times


def _time_of(folder: Path) -> int | None:
    try:
        return folder.stat().st_mtime_ns
    except OSError:
        return None
