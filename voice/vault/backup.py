"""Sealed sessions copied to another place and back: each file checked once it is there.

Needs no key, and copies no secret one: what is in a backup opens with the keys it was sealed to.
Nothing that is there is changed or removed. A file is known by its bytes and not by its name, so
one that was damaged there does not stand for the one that is whole here.
"""

import contextlib
import os
import secrets
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from voice.values.errors import VaultError
from voice.values.phrase import Phrase
from voice.values.troubles import TroubleName
from voice.vault.files import (
    FOLDER_MODE,
    FileSystem,
    NotOrdinary,
    make_folder_durably,
    read_ordinary,
    sweep,
    write_durably,
)
from voice.vault.locking import changing
from voice.vault.opening import (
    LARGEST_SEALED_BYTES,
    RECORD_SUFFIX,
    place_of,
    session_folders,
    written_at,
)
from voice.vault.recipients import Role
from voice.vault.vault import FORMAT_FILE, FORMAT_TEXT, RECORDS_FOLDER, Vault
from voice.vault.writing import vault_error

BACKUP_NAME = "reflect-backup"
_DOES_NOT_KEEP = "choose another drive: this one does not keep what is written to it"


@dataclass(frozen=True, slots=True)
class Copied:
    """What is in a place now of what was to be copied there."""

    folder: Path
    sessions: int
    """Those with at least one file that was read and is there now."""
    files: int
    """Files that were read and are there now, byte for byte."""
    new_files: int
    """Those of them that were not there before."""
    unreadable: tuple[str, ...]
    """Files that could not be read here, by session's folder and name."""


def backup_folder(vault: Vault, place: Path) -> Path:
    """Where in a place this vault's backup lies: a drive may hold those of several people."""
    owner = next((r for r in vault.recipients if r.role is Role.OWNER), vault.recipients[0])
    return place / f"{BACKUP_NAME}-{''.join(owner.fingerprint.split()[:2])}"


def back_up(vault: Vault, place: Path) -> Copied:
    """Copy every sealed session into a folder of its own in this place, and check each file there.

    Raises:
        VaultError: there is no such place, or not everything that was read is there now.
    """
    folder = backup_folder(vault, place)
    if not place.is_dir():
        raise VaultError(
            "there is no folder {path}", "plug in a drive, or name another folder", path=place
        )
    if place.resolve().is_relative_to(vault.directory.resolve()):
        raise VaultError(
            "{path} lies in the vault itself", "name a folder on another drive", path=place
        )
    records = folder / RECORDS_FOLDER
    with _writing(folder):
        for each in (folder, records):
            _make_sure(vault.fs, each)
        sweep(folder)
        _put(vault.fs, folder / FORMAT_FILE, FORMAT_TEXT.encode())
        return _copy(vault.fs, vault.records_folder, folder)


def backups_in(place: Path) -> list[Path]:
    """The backups in a place, or the place itself where it is one."""
    if (place / RECORDS_FOLDER).is_dir():
        return [place]
    found = sorted(place.glob(f"{BACKUP_NAME}-*"))
    return [each for each in found if (each / RECORDS_FOLDER).is_dir()]


def restore(directory: Path, backup: Path, fs: FileSystem | None = None) -> Copied:
    """Bring sessions back from a backup into a vault, which is made where there is none.

    Raises:
        VaultError: it is no backup, or not everything that was read is in the vault now.
    """
    fs = fs or FileSystem()
    _check_format(backup)
    with _writing(directory):
        directory.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
        if not any(directory.iterdir()):  # without a key: the one on paper makes new ones
            _put(fs, directory / FORMAT_FILE, FORMAT_TEXT.encode())
    _check_format(directory)
    with changing(
        directory, Phrase("not everything could be brought back into {path}", path=directory)
    ):
        (directory / RECORDS_FOLDER).mkdir(mode=FOLDER_MODE, exist_ok=True)
        return _copy(fs, backup / RECORDS_FOLDER, directory)


def _check_format(folder: Path) -> None:
    try:
        text = read_ordinary(folder / FORMAT_FILE, len(FORMAT_TEXT)).decode()
    except (OSError, NotOrdinary, UnicodeDecodeError):
        text = ""
    if text != FORMAT_TEXT:
        raise VaultError.named(TroubleName.VAULT_OF_OTHER_FORMAT, path=folder)


@contextmanager
def _writing(folder: Path) -> Generator[None]:
    try:
        yield
    except OSError as error:
        raise vault_error(
            Phrase("not everything could be copied to {path}", path=folder), error
        ) from None


def _copy(fs: FileSystem, source: Path, folder: Path) -> Copied:
    sessions = files = new_files = 0
    unreadable: list[str] = []
    for session in session_folders(source):
        paths = sorted(session.glob(f"*{RECORD_SUFFIX}"), key=written_at)
        to = folder / RECORDS_FOLDER / session.name
        there = _digests(to)
        copied = 0
        for path in paths:
            try:
                data = read_ordinary(path, LARGEST_SEALED_BYTES)
            except FileNotFoundError:  # erased meanwhile
                continue
            except (OSError, NotOrdinary):
                unreadable.append(place_of(path))
                continue
            copied += 1
            if sha256(data).digest() in there:
                continue
            _make_sure(fs, to)
            _write_checked(fs, _free(to / path.name), data, written_at(path))
            new_files += 1
        files += copied
        sessions += copied > 0
    return Copied(folder, sessions, files, new_files, tuple(unreadable))


def _digests(folder: Path) -> set[bytes]:
    """Of what is whole in a folder, as it can be read from the drive now."""
    return {
        digest
        for path in sorted(folder.glob(f"*{RECORD_SUFFIX}"))
        if (digest := _digest(path)) is not None
    }


def _digest(path: Path) -> bytes | None:
    with contextlib.suppress(OSError, NotOrdinary):
        _forget_cached(path)
        return sha256(read_ordinary(path, LARGEST_SEALED_BYTES)).digest()
    return None


def _write_checked(fs: FileSystem, path: Path, data: bytes, written: float) -> None:
    write_durably(fs, path, data)
    if _digest(path) != sha256(data).digest():
        raise VaultError("{path} does not hold what was written to it", _DOES_NOT_KEEP, path=path)
    with contextlib.suppress(OSError):  # the first record is found faster by it, and no more
        os.utime(path, (written, written))


def _forget_cached(path: Path) -> None:
    """Have it read from the drive, and not from what memory still has of it."""
    if sys.platform == "linux":
        fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(fd)


def _free(path: Path) -> Path:
    taken = path.exists() or path.is_symlink()
    return path.with_name(f"{secrets.token_hex(16)}{RECORD_SUFFIX}") if taken else path


def _make_sure(fs: FileSystem, folder: Path) -> None:
    """That it is a folder and no link to one elsewhere."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise VaultError(
            "{path} is no folder", "take it away, or choose another drive", path=folder
        )
    if not folder.exists():
        make_folder_durably(fs, folder)


def _put(fs: FileSystem, path: Path, data: bytes) -> None:
    with contextlib.suppress(OSError, NotOrdinary):
        if read_ordinary(path, len(data)) == data:
            return
    write_durably(fs, path, data)
