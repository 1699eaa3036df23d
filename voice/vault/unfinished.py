"""Which sessions were left unfinished: the names of their folders, in a plain file.

So it is known without a key that there is something to go on with. Nothing else stands there: no
word, no title, no day; the names say nothing, and stand beside it as folders anyway. What cannot be
read or written here costs nobody a word: then a session is not offered. Whoever writes holds the
vault's lock.
"""

import contextlib
import re
from collections.abc import Collection, Iterable
from pathlib import Path

from voice.vault.files import FileSystem, NotOrdinary, read_ordinary, write_durably

UNFINISHED_FILE = "unfinished"

_FOLDER_NAME = re.compile("[0-9a-f]{24,32}")
_MOST_BYTES = 64 * 1024
"""Two thousand names; more is nobody's, and is left unread."""


def unfinished(vault: Path, records: Path) -> frozenset[str]:
    """The folders of sessions that were left so and are still there; opens nothing."""
    return frozenset(name for name in _noted(vault) if (records / name).is_dir())


def note_unfinished(fs: FileSystem, vault: Path, name: str) -> None:
    """Note that what is in this folder is not finished yet."""
    _write(fs, vault, {*_noted(vault), name})


def forget_unfinished(fs: FileSystem, vault: Path, names: Collection[str]) -> None:
    """Take these out, where they are noted."""
    noted = _noted(vault)
    if not noted.isdisjoint(names):
        _write(fs, vault, noted.difference(names))


def _noted(vault: Path) -> frozenset[str]:
    try:
        lines = read_ordinary(vault / UNFINISHED_FILE, _MOST_BYTES).decode("ascii").splitlines()
    except (OSError, NotOrdinary, UnicodeDecodeError):
        return frozenset()
    return frozenset(line for line in lines if _FOLDER_NAME.fullmatch(line))


def _write(fs: FileSystem, vault: Path, names: Iterable[str]) -> None:
    path = vault / UNFINISHED_FILE
    data = "".join(f"{name}\n" for name in sorted(names)).encode()
    with contextlib.suppress(OSError):
        if data:
            write_durably(fs, path, data)
        else:
            fs.unlink(path)
