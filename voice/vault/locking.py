"""One writer at a time: whatever changes a vault holds its lock. What only reads holds none."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from voice.values.errors import VaultError
from voice.values.phrase import Phrase
from voice.values.troubles import TroubleName
from voice.vault.writing import vault_error

LOCK_FILE = "lock"


def locked(directory: Path) -> FileLock:
    """The vault's lock, held; raises `VaultError` where another holds it."""
    lock = FileLock(directory / LOCK_FILE, mode=0o600)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise VaultError.named(TroubleName.VAULT_BUSY) from None
    except OSError as error:
        raise vault_error(
            Phrase("{directory} cannot be written", directory=directory), error
        ) from None
    return lock


@contextmanager
def changing(directory: Path, doing: Phrase) -> Generator[None]:
    """Hold the lock, and say in words what the system refused."""
    lock = locked(directory)
    try:
        yield
    except OSError as error:
        raise vault_error(doing, error) from None
    finally:
        lock.release()
