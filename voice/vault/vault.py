"""A vault directory: making one, opening one, beginning and reading sessions, erasing them."""

import secrets
import shutil
from pathlib import Path

from filelock import FileLock, Timeout

from voice.errors import VaultError
from voice.places import data_folder
from voice.vault import keys, reading
from voice.vault.files import FOLDER_MODE, FileSystem, sweep, write_durably
from voice.vault.journal import SessionHeader, SessionJournal, lay_reserve, vault_error

FORMAT_FILE = "vault.toml"
FORMAT_TEXT = "format = 1\n"
RECORDS_FOLDER = "records"
LOCK_FILE = "lock"
RESERVE_FILE = "reserve"


def default_vault_directory() -> Path:
    """Where a vault is unless another place is chosen."""
    return data_folder() / "vault"


class Vault:
    """One vault directory."""

    def __init__(self, directory: Path, fs: FileSystem | None = None) -> None:
        self.directory = directory
        self._fs = fs or FileSystem()

    @classmethod
    def create(cls, directory: Path) -> tuple["Vault", keys.NewKeys]:
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
            (directory / FORMAT_FILE).write_text(FORMAT_TEXT, "ascii")
            made = keys.make_keys(directory)
        except OSError as error:
            raise vault_error(f"a vault could not be made in {directory}", error) from None
        return cls(directory), made

    @classmethod
    def open(cls, directory: Path) -> "Vault":
        """An existing vault; raises `VaultError` where there is none."""
        if not directory.is_dir() or not (directory / keys.RECIPIENTS_FILE).exists():
            raise VaultError(f"there is no vault in {directory}", "make one with `reflect key new`")
        format_file = directory / FORMAT_FILE
        if not format_file.exists() or format_file.read_text("ascii") != FORMAT_TEXT:
            raise VaultError(
                f"{directory} has another format than this program's",
                "use the program that made it, or another vault with --vault",
            )
        return cls(directory)

    @property
    def recipients(self) -> tuple[keys.Recipient, ...]:
        """Whom records are sealed to."""
        return keys.read_recipients(self.directory)

    def add_recipient(self, public_key: str, name: str) -> keys.Recipient:
        """Seal to one more from now on; raises `VaultError`."""
        return keys.add_recipient(self.directory, public_key, name)

    @property
    def has_identity(self) -> bool:
        """Whether the owner's secret key lies here, protected by the computer's login only."""
        return keys.has_identity(self.directory)

    def identity(self, path: Path | None = None) -> str:
        """The secret key that lies here, or in another file; raises `VaultError`."""
        return keys.read_identity(path or self.directory / keys.IDENTITY_FILE)

    def check_writable(self) -> None:
        """Prove that a record could be kept now; raises `VaultError` with what is in the way."""
        lock = self._lock()
        probe = self.directory / RECORDS_FOLDER / "probe"
        try:
            probe.unlink(missing_ok=True)
            write_durably(self._fs, probe, b" ")
            probe.unlink()
        except OSError as error:
            raise vault_error(f"{self.directory} cannot be written", error) from None
        finally:
            lock.release()
        lay_reserve(self._fs, self.directory / RESERVE_FILE)

    def begin_session(self, header: SessionHeader) -> SessionJournal:
        """Start writing a session; one at a time.

        Raises:
            VaultError: another session is being recorded, or nothing can be written.
        """
        recipients = [recipient.public_key for recipient in self.recipients]
        lock = self._lock()
        records = self.directory / RECORDS_FOLDER
        try:
            records.mkdir(mode=FOLDER_MODE, exist_ok=True)
            sweep(records)
        except OSError as error:
            lock.release()
            raise vault_error("the vault could not be prepared", error) from None
        return SessionJournal(
            records / secrets.token_hex(12),
            self.directory / RESERVE_FILE,
            recipients,
            header,
            self._fs,
            lock.release,
        )

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
        return reading.read_sessions(self.directory / RECORDS_FOLDER, identity, wanted)

    def count(self) -> tuple[int, int]:
        """How many sessions and how many records there are; opens nothing."""
        folders = [f for f in (self.directory / RECORDS_FOLDER).glob("*") if f.is_dir()]
        return len(folders), sum(1 for folder in folders for _ in folder.glob("*.age"))

    def erase_session(self, identity: str, wanted: str) -> int:
        """Remove the files of one session; how many folders that was. Raises `VaultError`."""
        folders = reading.folders_of(self.directory / RECORDS_FOLDER, identity, wanted)
        lock = self._lock()
        try:
            for folder in folders:
                shutil.rmtree(folder)
            self._fs.fsync_folder(self.directory / RECORDS_FOLDER)
        except OSError as error:
            raise vault_error("the session could not be erased", error) from None
        finally:
            lock.release()
        return len(folders)

    def _lock(self) -> FileLock:
        lock = FileLock(self.directory / LOCK_FILE, mode=0o600)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise VaultError(
                "another session is being recorded in this vault",
                "end it first, or use another vault with --vault",
            ) from None
        except OSError as error:
            raise vault_error(f"{self.directory} cannot be written", error) from None
        return lock
