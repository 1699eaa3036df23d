"""A vault directory: making one, opening one, beginning, reading and erasing sessions.

Whatever changes a vault holds its lock. What only reads holds none: a record is whole or absent.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from voice.values.errors import VaultError
from voice.values.phrase import Phrase
from voice.values.troubles import TroubleName
from voice.vault import age, ages, ends, erasing, keys, opening
from voice.vault.access import Access
from voice.vault.age import Opener
from voice.vault.files import FOLDER_MODE, FileSystem, sweep, write_durably
from voice.vault.journal import SessionHeader, SessionJournal
from voice.vault.locking import changing, locked
from voice.vault.proof import new_folder_name
from voice.vault.reading import Reading, read_sessions
from voice.vault.recipients import (
    RECIPIENTS_FILE,
    Recipient,
    Role,
    read_recipients,
    write_recipients,
)
from voice.vault.removing import finish_removing, remove_folders
from voice.vault.writing import lay_reserve, vault_error

FORMAT_FILE = "vault.toml"
FORMAT_TEXT = "format = 1\n"
RECORDS_FOLDER = "records"
RESERVE_FILE = "reserve"
_DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class ListedSession:
    """What anyone who sees the folder knows of a session, key or no key."""

    folder: str
    began: float
    """Seconds since 1970, of its oldest file: a copy or a wrong clock may have changed it."""
    last_written: float
    """The same of what was written last."""
    records: int


class Vault:
    """One vault directory."""

    def __init__(self, directory: Path, fs: FileSystem | None = None) -> None:
        self.directory = directory
        self.fs = fs or FileSystem()
        self.access = Access(directory, directory / RECORDS_FOLDER)
        self._for_next_session: tuple[Recipient, ...] = ()

    @classmethod
    def create(
        cls,
        directory: Path,
        owner_passphrase: str | None = None,
        take: keys.Take = keys.taken_on_trust,
    ) -> tuple["Vault", keys.NewKeys]:
        """Make a new vault with new keys, of which `take` hands over the recovery key.

        Raises:
            VaultError: something is there already, or the place cannot be written.
        """
        _refuse_what_is_there(directory)
        vault = cls(directory)
        doing = Phrase("a vault could not be made in {directory}", directory=directory)
        try:
            directory.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
            directory.chmod(FOLDER_MODE)
        except OSError as error:
            raise vault_error(doing, error) from None
        recovery = keys.new_recovery_identity(take)
        with changing(directory, doing):
            _refuse_what_is_there(directory)  # once more, now that nobody else changes it
            vault.records_folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
            write_durably(FileSystem(), directory / FORMAT_FILE, FORMAT_TEXT.encode())
            return vault, keys.make_keys(directory, owner_passphrase, recovery)

    @classmethod
    def open(cls, directory: Path) -> "Vault":
        """An existing vault; raises `VaultError` where there is none.

        A lost list of recipients is made again where the owner's key can be known unasked.
        """
        if not _what_is_there(directory):
            raise VaultError.named(TroubleName.VAULT_MISSING, path=directory)
        format_file = directory / FORMAT_FILE
        if not format_file.exists() or format_file.read_bytes() != FORMAT_TEXT.encode():
            raise VaultError.named(TroubleName.VAULT_OF_OTHER_FORMAT, path=directory)
        keys.restore_recipients(directory)
        return cls(directory)

    @property
    def records_folder(self) -> Path:
        """Where the sessions' folders are."""
        return self.directory / RECORDS_FOLDER

    @property
    def recipients(self) -> tuple[Recipient, ...]:
        """Whom records are sealed to."""
        return read_recipients(self.directory)

    @property
    def has_recovery_key(self) -> bool:
        """Whether what is said from now on opens with a key that lies on paper."""
        return any(r.role is Role.RECOVERY for r in self.recipients)

    @property
    def has_identity(self) -> bool:
        """Whether the owner's secret key lies here, protected by the computer's login only."""
        return self.protection is keys.Protection.LOGIN

    @property
    def protection(self) -> keys.Protection:
        """How the owner's secret key is protected here."""
        return keys.protection_of(self.directory)

    def identity(self, path: Path | None = None, ask: keys.AskPassphrase | None = None) -> str:
        """The secret key that lies here, or in another file; raises `VaultError`.

        `ask` is called where it is behind a passphrase; without it, that is an error.
        """
        if path is not None:
            return keys.read_identity_file(path, ask)
        identity = keys.read_identity(self.directory, ask)
        keys.restore_recipients(self.directory, age.recipient_of(identity))
        return identity

    def check_writable(self) -> None:
        """Prove that a record could be kept now; raises `VaultError` with what is in the way."""
        with changing(self.directory, Phrase("{path} cannot be written", path=self.directory)):
            finish_removing(self.fs, self.directory)
            probe = self.records_folder / "probe"
            probe.unlink(missing_ok=True)
            write_durably(self.fs, probe, b" ")
            probe.unlink()
        lay_reserve(self.fs, self.directory / RESERVE_FILE)

    def begin_session(self, header: SessionHeader) -> SessionJournal:
        """Start writing a session; one at a time.

        Raises:
            VaultError: another session is being recorded, or nothing can be written.
        """
        lock = locked(self.directory)
        try:
            self.records_folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
            finish_removing(self.fs, self.directory)
            sweep(self.directory)
            recipients = self._recipients_of_next_session()
        except OSError as error:
            lock.release()
            raise vault_error(Phrase("the vault could not be prepared"), error) from None
        except VaultError:
            lock.release()
            raise
        journal = SessionJournal(
            self.records_folder / new_folder_name(header.key),
            self.directory / RESERVE_FILE,
            [recipient.public_key for recipient in recipients],
            header,
            self.fs,
            lock.release,
        )
        self._for_next_session = ()
        return journal

    def go_on(self, identity: str, session_id: str) -> SessionJournal:
        """Go on writing a session that was closed: to correct, to flag, to add to an answer.

        Raises:
            VaultError: no such session opens, another is being recorded, or it cannot be written.
        """
        lock = locked(self.directory)
        try:
            recipients = [recipient.public_key for recipient in self.recipients]
            folders, _ = opening.wanted_folders(self.records_folder, Opener(identity), session_id)
            end = ends.end_of_session(folders, identity, session_id)
        except VaultError:
            lock.release()
            raise
        return SessionJournal(
            end.folder, self.directory / RESERVE_FILE, recipients, end, self.fs, lock.release
        )

    def read(self, identity: str, wanted: str | None = None, whole: bool = False) -> Reading:
        """Open the sessions that are wanted, or all: see `read_sessions`."""
        return read_sessions(self.records_folder, identity, wanted, whole)

    def heads(self, identity: str) -> tuple[tuple[opening.Head, ...], tuple[str, ...]]:
        """Every session by its first record only, oldest first, and what did not open."""
        return opening.heads(self.records_folder, identity)

    def listed(self) -> tuple[ListedSession, ...]:
        """Every session as it looks without a key, the last written last; opens nothing."""
        listed = map(_listed, opening.session_folders(self.records_folder))
        return tuple(sorted(listed, key=lambda session: session.last_written))

    def folders_named(self, wanted: str) -> tuple[ListedSession, ...]:
        """The sessions whose folder's own name begins so, as they look without a key."""
        return tuple(map(_listed, opening.folders_named(self.records_folder, wanted)))

    def folders_of(self, identity: str, wanted: str) -> tuple[str, ...]:
        """The folders of a session, as `erase_folders` takes them; raises `VaultError`."""
        folders = opening.folders_of(self.records_folder, identity, wanted)
        return tuple(folder.name for folder in folders)

    def count(self) -> tuple[int, int]:
        """How many sessions and how many records there are; opens nothing."""
        folders = opening.session_folders(self.records_folder)
        return len(folders), sum(opening.count_records(folder) for folder in folders)

    def erase_session(self, identity: str, wanted: str) -> int:
        """Remove the files of one session; how many folders that was. Raises `VaultError`."""
        return self._remove(lambda: opening.folders_of(self.records_folder, identity, wanted))

    def erase_folders(self, wanted: str) -> int:
        """Remove the folders whose own name begins so, without a key; 0 where there is none."""
        return self._remove(lambda: opening.folders_named(self.records_folder, wanted))

    def erase_answer(self, identity: str, wanted: str, question: str) -> int:
        """Remove the passages of one answer; how many that was. Raises `VaultError`.

        `question` is its id, or its number in the order of asking.
        """
        recipients = [recipient.public_key for recipient in self.recipients]
        folders = opening.folders_of(self.records_folder, identity, wanted)
        with changing(self.directory, Phrase("the answer could not be erased")):
            reserve = self.directory / RESERVE_FILE
            return erasing.erase_answer(self.fs, folders, identity, question, recipients, reserve)

    def erase_all(self) -> int:
        """Remove every session; the keys stay. Raises `VaultError`."""
        return self._remove(lambda: opening.session_folders(self.records_folder))

    def erase_older_than(self, days: int, now: float | None = None) -> int:
        """Remove the sessions that began so many days ago; `now` is seconds since 1970.

        Raises:
            VaultError: they could not be removed.
        """
        before = (time.time() if now is None else now) - days * _DAY_SECONDS
        try:
            identity = self.identity()
        except VaultError:  # elsewhere, or behind a passphrase: nobody is asked for it here
            identity = None
        began = ages.beginnings(self.records_folder, self.directory / FORMAT_FILE, identity)
        return self._remove(lambda: [folder for folder, moment in began.items() if moment < before])

    def _remove(self, choose: Callable[[], list[Path]]) -> int:
        with changing(self.directory, Phrase("the session could not be erased")):
            folders = choose()
            remove_folders(self.fs, self.directory, folders)
        return len(folders)

    def _recipients_of_next_session(self) -> tuple[Recipient, ...]:
        """Everyone who may open it; those for this one session are taken off the list first.

        They are remembered until it has begun: a disk that fails in between costs them nothing,
        and never gives them a second session.
        """
        known = self.recipients
        once = tuple(r for r in known if r.role is Role.NEXT_SESSION)
        lasting = tuple(r for r in known if r.role is not Role.NEXT_SESSION)
        if once:
            write_recipients(self.directory, lasting)
            self._for_next_session = once
        return (*lasting, *self._for_next_session)


def _listed(folder: Path) -> ListedSession:
    records = opening.in_order_of_time(folder)
    written = folder.stat().st_mtime
    began = opening.written_at(records[0]) if records else written
    return ListedSession(folder.name, began, written, len(records))


def _what_is_there(directory: Path) -> str | Phrase:
    """What makes a folder a vault, or nothing."""
    if (directory / RECIPIENTS_FILE).exists():
        return RECIPIENTS_FILE
    if found := keys.key_files(directory):
        return found[0].name
    return Phrase("sealed sessions") if any(directory.glob(f"{RECORDS_FOLDER}/*/*.age")) else ""


def _refuse_what_is_there(directory: Path) -> None:
    """New keys open nothing that is sealed already, and never take the place of others."""
    found = _what_is_there(directory)
    if found == RECIPIENTS_FILE:
        raise VaultError(
            "{directory} is a vault already",
            "see its keys with `reflect key show`",
            directory=directory,
        )
    if found:
        raise VaultError(
            "{directory} holds {found} already, and new keys would open nothing of it",
            "read what is there: `reflect read`; or with the recovery key: `reflect key recover`",
            directory=directory,
            found=found,
        )
