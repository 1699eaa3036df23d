"""Making bytes durable, one file at a time: written whole or not there at all.

The recipe: a new file in the same folder, everything written, fsync, rename to its own name,
fsync of the folder; only then does a call return. Every system call goes through `FileSystem`,
so that crashes and errors at each of them can be tested on this very code.
"""

import contextlib
import errno
import os
import secrets
import stat
import sys
from pathlib import Path

if sys.platform == "darwin":
    import fcntl

TEMPORARY_PREFIX = ".new-"
FILE_MODE, FOLDER_MODE = 0o600, 0o700

_CAREFUL = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
"""What keeps links, children and line ends out, as far as this system knows it."""


class NotOrdinary(Exception):
    """What is no regular file of a fitting size; says what it is, in a few words."""


class FileSystem:
    """The system calls that storing needs, one method each."""

    def create(self, path: Path) -> int:
        """A descriptor of a file that did not exist; links are not followed."""
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _CAREFUL, FILE_MODE)

    def write(self, fd: int, data: bytes) -> int:
        """How many bytes were written."""
        return os.write(fd, data)

    def fsync(self, fd: int) -> None:
        """Return once the file's bytes are on the disk."""
        if sys.platform == "darwin":  # there fsync leaves them in the disk's own cache
            with contextlib.suppress(OSError):  # not every file system knows it
                fcntl.fcntl(fd, fcntl.F_FULLFSYNC)
                return
        os.fsync(fd)

    def close(self, fd: int) -> None:
        """Close a descriptor."""
        os.close(fd)

    def rename(self, old: Path, new: Path) -> None:
        """Give a file its name."""
        os.replace(old, new)

    def unlink(self, path: Path) -> None:
        """Remove a name."""
        os.unlink(path)

    def make_folder(self, path: Path) -> None:
        """A new folder for the owner only."""
        os.mkdir(path, FOLDER_MODE)

    def remove_folder(self, path: Path) -> None:
        """Remove an empty folder."""
        os.rmdir(path)

    def fsync_folder(self, path: Path) -> None:
        """Return once the folder's names are on the disk; Windows has no way to ask for that."""
        if sys.platform == "win32":
            return
        fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)


def read_ordinary(path: Path, most_bytes: int) -> bytes:
    """A regular file's bytes; whatever else has its name is neither waited for nor followed.

    Raises:
        NotOrdinary: a link, a pipe, a folder, a device, or larger than that.
        OSError: it cannot be read.
    """
    try:
        fd = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _CAREFUL)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise NotOrdinary("is a link") from None
        if error.errno == errno.ENXIO:  # a socket
            raise NotOrdinary("is no regular file") from None
        raise
    try:
        status = os.fstat(fd)
        if not stat.S_ISREG(status.st_mode):
            raise NotOrdinary("is no regular file")
        data = b""
        if status.st_size <= most_bytes:
            with open(fd, "rb", closefd=False) as file:
                data = file.read(most_bytes + 1)
    finally:
        os.close(fd)
    if max(status.st_size, len(data)) > most_bytes:
        raise NotOrdinary(f"is too large ({status.st_size} bytes)")
    return data


def write_durably(fs: FileSystem, path: Path, data: bytes) -> None:
    """Write a new file that is whole and there once this returns.

    Raises:
        OSError: it is not there, and nothing half-written is left.

    After a failed fsync the descriptor is never tried again: the kernel may have dropped the
    pages and would call a second fsync a success.
    """
    temporary = path.parent / f"{TEMPORARY_PREFIX}{secrets.token_hex(8)}"
    fd = fs.create(temporary)
    try:
        try:
            _write_all(fs, fd, data)
            fs.fsync(fd)
        finally:
            fs.close(fd)
        fs.rename(temporary, path)
    except OSError:
        with contextlib.suppress(OSError):
            fs.unlink(temporary)
        raise
    fs.fsync_folder(path.parent)


def make_folder_durably(fs: FileSystem, path: Path) -> None:
    """A new folder whose name is on the disk once this returns; raises `OSError`."""
    fs.make_folder(path)
    fs.fsync_folder(path.parent)


def remove_durably(fs: FileSystem, paths: list[Path]) -> None:
    """Remove files; what is already gone is fine; raises `OSError`."""
    for path in paths:
        with contextlib.suppress(FileNotFoundError):
            fs.unlink(path)
    for folder in {path.parent for path in paths}:
        fs.fsync_folder(folder)


def sweep(vault: Path) -> int:
    """Remove what an interrupted write left behind in a vault; how much that was.

    A session's folder without a record is such a thing too: the power went between the two.
    """
    orphans = [
        path
        for pattern in (TEMPORARY_PREFIX, f"*/{TEMPORARY_PREFIX}", f"*/*/{TEMPORARY_PREFIX}")
        for path in vault.glob(f"{pattern}*")
    ]
    for orphan in orphans:
        orphan.unlink(missing_ok=True)
    empty = 0
    for folder in vault.glob("*/*/"):
        with contextlib.suppress(OSError):  # not empty
            folder.rmdir()
            empty += 1
    return len(orphans) + empty


def _write_all(fs: FileSystem, fd: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[fs.write(fd, bytes(view)) :]
