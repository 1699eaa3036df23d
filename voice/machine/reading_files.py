"""A file that somebody named, read without being at its mercy: so many bytes, and not for ever.

It may be a pipe that nobody writes into, a device that never ends, a folder. What is in it is the
caller's business; the vault's own records are read by `vault.files`.
"""

import os
import select
import stat
import time
from pathlib import Path

from voice.values.phrase import PhraseError

NOBODY_WRITES_SECONDS = 5.0
"""A pipe whose writer is only just starting has one by then, such as a shell's `<(…)`."""

NOTHING_COMES_SECONDS = 60.0
"""Somebody may be typing a passphrase for whatever writes into it."""

LOOK_SECONDS = 0.1


def read_bytes_capped(path: Path, largest_bytes: int) -> bytes:
    """A file's bytes, no more than so many.

    Raises:
        PhraseError: missing, a folder, too large, or a pipe from which nothing comes; the text
            says which.
    """
    try:
        data = _read(path, largest_bytes + 1)
    except OSError as error:
        reason = (error.strerror or "").lower()
        raise PhraseError("{path} cannot be read: {reason}", path=path, reason=reason) from None
    if len(data) > largest_bytes:
        raise PhraseError("{path} is over {most} bytes", path=path, most=largest_bytes)
    return data


def read_text_capped(path: Path, largest_bytes: int) -> str:
    """A file's text, no longer than so many bytes.

    Raises:
        PhraseError: as for its bytes, or not UTF-8.
    """
    data = read_bytes_capped(path, largest_bytes)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PhraseError(
            "{path} is not UTF-8 text (byte {place})", path=path, place=error.start
        ) from None


def _read(path: Path, most_bytes: int) -> bytes:
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
    fd = os.open(path, flags | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0))
    with open(fd, "rb", buffering=0) as file:
        is_regular = stat.S_ISREG(os.fstat(fd).st_mode)
        data = bytearray()
        latest_seconds = time.monotonic()
        while len(data) < most_bytes:
            waited_seconds = time.monotonic() - latest_seconds
            ready = is_regular or bool(select.select([fd], [], [], LOOK_SECONDS)[0])
            if not ready and waited_seconds < NOBODY_WRITES_SECONDS:
                continue
            block = file.read(most_bytes - len(data))
            if block:
                data += block
                latest_seconds = time.monotonic()
            elif block is not None and ready:
                break
            elif block is not None:  # it would end here, if anybody had begun
                raise PhraseError("{path} is a pipe that nobody writes into", path=path)
            elif waited_seconds >= NOTHING_COMES_SECONDS:
                seconds = round(NOTHING_COMES_SECONDS)
                raise PhraseError(
                    "nothing has come from {path} for {seconds} seconds", path=path, seconds=seconds
                )
    return bytes(data)
