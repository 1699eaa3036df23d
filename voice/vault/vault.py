"""A vault directory: making one, opening one, beginning, reading and erasing sessions.

Whatever changes a vault holds its lock. What only reads holds none: a record is whole or absent.
"""

import secrets
import shutil
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from voice.errors import VaultError
from voice.places import data_folder
from voice.troubles import TroubleName
from voice.vault import erasing, keys, opening, reading
from voice.vault.files import FOLDER_MODE, FileSystem, sweep, write_durably
from voice.vault.journal import SessionHeader, SessionJournal, lay_reserve, vault_error

FORMAT_FILE = "vault.toml"
FORMAT_TEXT = "format = 1\n"
RECORDS_FOLDER = "records"
LOCK_FILE = "lock"
RESERVE_FILE = "reserve"
_DAY_SECONDS = 86_400


def default_vault_directory() -> Path:
    """Where a vault is unless another place is chosen."""
    return data_folder() / "vault"


@dataclass(frozen=True, slots=True)
class ListedSession:
    """What anyone who sees the folder knows of a session, key or no key."""

    folder: str
    last_written: float
    """Seconds since 1970, from the file system: a copy or a wrong clock may have changed it."""
    records: int


class Vault:
    """One vault directory."""

    def __init__(self, directory: Path, fs: FileSystem | None = None) -> None:
        self.directory = directory
        self._fs = fs or FileSystem()
        self._for_next_session: tuple[keys.Recipient, ...] = ()

    @classmethod
    def create(
        cls, directory: Path, owner_passphrase: str | None = None
    ) -> tuple["Vault", keys.NewKeys]:
        """Make a new vault with new keys.

        Raises:
            VaultError: something is there already, or the place cannot be written.
        """
        if (directory / keys.RECIPIENTS_FILE).exists():
            raise VaultError(
                f"{directory} is a vault already", "see its keys with `reflect key show`"
            )
        try:
            directory.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
            directory.chmod(FOLDER_MODE)
            (directory / RECORDS_FOLDER).mkdir(mode=FOLDER_MODE, exist_ok=True)
            write_durably(FileSystem(), directory / FORMAT_FILE, FORMAT_TEXT.encode())
            made = keys.make_keys(directory, owner_passphrase)
        except OSError as error:
            raise vault_error(f"a vault could not be made in {directory}", error) from None
        return cls(directory), made

    @classmethod
    def open(cls, directory: Path) -> "Vault":
        """An existing vault; raises `VaultError` where there is none."""
        if not directory.is_dir() or not (directory / keys.RECIPIENTS_FILE).exists():
            raise VaultError.named(TroubleName.VAULT_MISSING, path=directory)
        format_file = directory / FORMAT_FILE
        if not format_file.exists() or format_file.read_bytes() != FORMAT_TEXT.encode():
            raise VaultError.named(TroubleName.VAULT_OF_OTHER_FORMAT, path=directory)
        return cls(directory)

    @property
    def records_folder(self) -> Path:
        """Where the sessions' folders are."""
        return self.directory / RECORDS_FOLDER

    @property
    def recipients(self) -> tuple[keys.Recipient, ...]:
        """Whom records are sealed to."""
        return keys.read_recipients(self.directory)

    def add_recipient(
        self, public_key: str, name: str, next_session_only: bool = False
    ) -> keys.Recipient:
        """Seal to one more, from now on or for the next session only; raises `VaultError`."""
        role = keys.Role.NEXT_SESSION if next_session_only else keys.Role.OTHER
        with self._changing("the recipient could not be added"):
            return keys.add_recipient(self.directory, public_key, name, role)

    def remove_recipient(self, wanted: str) -> keys.Recipient:
        """Seal no longer to somebody who was added; raises `VaultError`."""
        with self._changing("the recipient could not be removed"):
            return keys.remove_recipient(self.directory, wanted)

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
        return keys.read_identity(self.directory, ask)

    def protect_identity(self, identity: str, passphrase: str) -> None:
        """Put the secret key that lies here behind a passphrase; raises `VaultError`."""
        with self._changing("the key could not be protected"):
            keys.protect_identity(self.directory, identity, passphrase)

    def move_identity_to_keyring(self, identity: str) -> None:
        """Put the secret key that lies here into the system's keyring; raises `VaultError`."""
        with self._changing("the key could not be moved"):
            keys.move_to_keyring(self.directory, identity)

    def recover(self, recovery_identity: str, passphrase: str | None) -> keys.NewKeys:
        """Make the recovery key the owner's, and a new recovery key; raises `VaultError`."""
        with self._changing("the key could not be recovered"):
            return keys.recover(self.directory, recovery_identity, passphrase)

    def check_writable(self) -> None:
        """Prove that a record could be kept now; raises `VaultError` with what is in the way."""
        with self._changing(f"{self.directory} cannot be written"):
            probe = self.records_folder / "probe"
            probe.unlink(missing_ok=True)
            write_durably(self._fs, probe, b" ")
            probe.unlink()
        lay_reserve(self._fs, self.directory / RESERVE_FILE)

    def begin_session(self, header: SessionHeader) -> SessionJournal:
        """Start writing a session; one at a time.

        Raises:
            VaultError: another session is being recorded, or nothing can be written.
        """
        lock = self._lock()
        try:
            self.records_folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
            sweep(self.directory)
            recipients = self._recipients_of_next_session()
        except OSError as error:
            lock.release()
            raise vault_error("the vault could not be prepared", error) from None
        except VaultError:
            lock.release()
            raise
        journal = SessionJournal(
            self.records_folder / secrets.token_hex(12),
            self.directory / RESERVE_FILE,
            [recipient.public_key for recipient in recipients],
            header,
            self._fs,
            lock.release,
        )
        self._for_next_session = ()
        return journal

    def go_on(self, identity: str, session_id: str) -> SessionJournal:
        """Go on writing a session that was closed: to correct, to flag, to add to an answer.

        Raises:
            VaultError: no such session opens, another is being recorded, or it cannot be written.
        """
        lock = self._lock()
        try:
            recipients = [recipient.public_key for recipient in self.recipients]
            end = reading.end_of_session(self.directory / RECORDS_FOLDER, identity, session_id)
        except VaultError:
            lock.release()
            raise
        return SessionJournal(
            end.folder, self.directory / RESERVE_FILE, recipients, end, self._fs, lock.release
        )

    def read(self, identity: str, wanted: str | None = None) -> reading.Reading:
        """Open the sessions that `wanted` names by the start of their id, or all."""
        return reading.read_sessions(self.records_folder, identity, wanted)

    def heads(self, identity: str) -> tuple[tuple[opening.Head, ...], tuple[str, ...]]:
        """Every session by its first record only, oldest first, and what did not open."""
        return opening.heads(self.records_folder, identity)

    def listed(self) -> tuple[ListedSession, ...]:
        """Every session as it looks without a key, the last written last; opens nothing."""
        return tuple(
            sorted(
                (
                    ListedSession(
                        folder.name,
                        folder.stat().st_mtime,
                        opening.count_records(folder),
                    )
                    for folder in opening.session_folders(self.records_folder)
                ),
                key=lambda session: session.last_written,
            )
        )

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
        with self._changing("the answer could not be erased"):
            reserve = self.directory / RESERVE_FILE
            return erasing.erase_answer(self._fs, folders, identity, question, recipients, reserve)

    def erase_all(self) -> int:
        """Remove every session; the keys stay. Raises `VaultError`."""
        return self._remove(lambda: opening.session_folders(self.records_folder))

    def erase_older_than(self, days: int, now: float | None = None) -> int:
        """Remove sessions that were last written so many days ago, by the files' own times.

        `now` is seconds since 1970. Raises `VaultError`.
        """
        before = (time.time() if now is None else now) - days * _DAY_SECONDS
        return self._remove(
            lambda: [
                folder
                for folder in opening.session_folders(self.records_folder)
                if folder.stat().st_mtime < before
            ]
        )

    def _remove(self, choose: Callable[[], list[Path]]) -> int:
        with self._changing("the session could not be erased"):
            folders = choose()
            for folder in folders:
                shutil.rmtree(folder)
            if folders:
                self._fs.fsync_folder(self.records_folder)
        return len(folders)

    def _recipients_of_next_session(self) -> tuple[keys.Recipient, ...]:
        """Everyone who may open it; those for this one session are taken off the list first.

        They are remembered until it has begun: a disk that fails in between costs them nothing,
        and never gives them a second session.
        """
        known = self.recipients
        once = tuple(r for r in known if r.role is keys.Role.NEXT_SESSION)
        lasting = tuple(r for r in known if r.role is not keys.Role.NEXT_SESSION)
        if once:
            keys.write_recipients(self.directory, lasting)
            self._for_next_session = once
        return (*lasting, *self._for_next_session)

    @contextmanager
    def _changing(self, doing: str) -> Generator[None]:
        """Hold the lock, and say in words what the system refused."""
        lock = self._lock()
        try:
            yield
        except OSError as error:
            raise vault_error(doing, error) from None
        finally:
            lock.release()

    def _lock(self) -> FileLock:
        lock = FileLock(self.directory / LOCK_FILE, mode=0o600)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise VaultError.named(TroubleName.VAULT_BUSY) from None
        except OSError as error:
            raise vault_error(f"{self.directory} cannot be written", error) from None
        return lock
