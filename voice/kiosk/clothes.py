"""What is in a file, layer by layer: itself, and every file of an archive that it is.

Everything is made in memory and within bounds. What nobody can look into is an error of its own:
on a machine where no secret may lie, it counts as one.
"""

import bz2
import gzip
import io
import lzma
import os
import tarfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Protocol

PIECE_BYTES = 1024 * 1024
"""What is looked at in one go."""

MOST_UNPACKED_BYTES = 64 * 1024 * 1024
"""Of one archive and all archives in it: a key is under a kilobyte, and memory is not endless."""

DEEPEST_ARCHIVE = 3
"""An archive in an archive in an archive."""

_HEAD_BYTES = 512
_COMPRESSED = (b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\0")
_TAR_MARK, _TAR_MARK_AT = b"ustar", 257
_OTHERS = (
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a\x07",
    b"\x28\xb5\x2f\xfd",
    b"\x04\x22\x4d\x18",
    b"LZIP",
)
"""7z, RAR, Zstandard, LZ4, lzip: archives that the standard library cannot open."""

_BROKEN = (zlib.error, lzma.LZMAError, zipfile.BadZipFile, tarfile.TarError, EOFError)


class Unreadable(Exception):
    """An archive that is locked, broken, too large or of a kind that cannot be opened here."""


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


def layers(path: Path) -> Iterator[Iterable[bytes]]:
    """The file's own bytes in pieces, then those of every file that is packed into it.

    Raises:
        Unreadable: there is something in it that cannot be looked at.
        OSError: the file cannot be read.
    """
    fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(fd, "rb") as file:
        head = file.read(_HEAD_BYTES)
        if head.startswith(_OTHERS):
            raise Unreadable
        file.seek(0)
        yield _pieces(file)
        if _is_archive(head, file):
            file.seek(0)
            yield from _unpacked(file, head, DEEPEST_ARCHIVE, _Budget())


class _Budget:
    """How much more may be unpacked."""

    def __init__(self) -> None:
        self._left_bytes = MOST_UNPACKED_BYTES

    def read(self, packed: _Readable) -> bytes:
        """All of it; raises `Unreadable` where that is too much."""
        data = packed.read(self._left_bytes + 1)
        self._left_bytes -= len(data)
        if self._left_bytes < 0:
            raise Unreadable
        return data


def _pieces(file: _Readable) -> Iterator[bytes]:
    while piece := file.read(PIECE_BYTES):
        yield piece


def _is_archive(head: bytes, file: IO[bytes]) -> bool:
    tar = head[_TAR_MARK_AT:].startswith(_TAR_MARK)
    return tar or head.startswith(_COMPRESSED) or zipfile.is_zipfile(file)


def _unpacked(
    file: IO[bytes], head: bytes, deeper: int, budget: _Budget
) -> Iterator[Iterable[bytes]]:
    if not deeper:
        raise Unreadable
    try:
        for data in _members(file, head, budget):
            inner = io.BytesIO(data)
            yield (data,)
            if data.startswith(_OTHERS):
                raise Unreadable
            if _is_archive(data[:_HEAD_BYTES], inner):
                inner.seek(0)
                yield from _unpacked(inner, data[:_HEAD_BYTES], deeper - 1, budget)
    except (*_BROKEN, OSError, RuntimeError, NotImplementedError, ValueError):
        raise Unreadable from None  # locked and unknown ones among them


def _members(file: IO[bytes], head: bytes, budget: _Budget) -> Iterator[bytes]:
    """Every file in an archive, or what was compressed."""
    gzipped, bzipped, xzipped = (head.startswith(mark) for mark in _COMPRESSED)
    if gzipped:
        with gzip.GzipFile(fileobj=file) as packed:
            yield budget.read(packed)
    elif bzipped:
        with bz2.BZ2File(file) as packed:
            yield budget.read(packed)
    elif xzipped:
        with lzma.LZMAFile(file) as packed:
            yield budget.read(packed)
    elif head[_TAR_MARK_AT:].startswith(_TAR_MARK):
        with tarfile.open(fileobj=file, mode="r:") as tar:
            for member in tar:
                packed = tar.extractfile(member) if member.isreg() else None
                if packed is not None:
                    yield budget.read(packed)
    else:
        with zipfile.ZipFile(file) as files:
            for info in files.infolist():
                with files.open(info) as packed:
                    yield budget.read(packed)
