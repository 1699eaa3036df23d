"""No secret key may lie on a kiosk: looking for one where it would lie.

Reading only. A file is suspected by what is in it, never by its name alone.
"""

from collections.abc import Iterable
from pathlib import Path

from voice.errors import VaultError
from voice.vault.keys import IDENTITY_FILE

LOOKED_AT_BYTES = 64 * 1024
"""A key file is under 1 KiB; a secret further down than this was hidden on purpose."""

_PLAIN_SECRET = b"AGE-SECRET-KEY-"
_LOCKED = b"age-encryption.org/v1\n-> scrypt"
"""A file behind a passphrase: records are never that, so it is a key."""
_ARMOURED = b"-----BEGIN AGE ENCRYPTED FILE-----"


def secret_keys_in(folders: Iterable[Path]) -> list[Path]:
    """The files under these folders that hold a secret key, or one behind a passphrase."""
    files = {path for folder in folders for path in _files(folder)}
    return sorted(path for path in files if _is_secret(path))


def refuse_secret_keys(folders: Iterable[Path]) -> None:
    """Raise `VaultError` where a secret key lies in one of these folders."""
    found = secret_keys_in(folders)
    if found:
        named = ", ".join(str(path) for path in found[:3])
        raise VaultError(
            f"a secret key lies on this machine: {named}",
            "move it to the reader's machine and erase it here; a kiosk may only seal",
        )


def _files(folder: Path) -> Iterable[Path]:
    if not folder.is_dir():
        return ()
    return (p for p in folder.rglob("*") if p.is_file() and not p.is_symlink())


def _is_secret(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            data = file.read(LOOKED_AT_BYTES)
    except OSError:
        return path.name == IDENTITY_FILE  # it is there, and who may read it is another question
    return _PLAIN_SECRET in data.upper() or data.startswith((_LOCKED, _ARMOURED))
