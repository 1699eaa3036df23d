"""A client's own key as a slip: a fresh identity, its QR code, and the receipt printer's bytes.

The secret half exists in the values returned here and nowhere else; nothing is kept, and the
printer's device is written to directly, so that no spooler writes it to a disk.
"""

import os
import select
import stat
import textwrap
from dataclasses import dataclass, field
from pathlib import Path

import segno

from voice.floor.view import KeySlip
from voice.values.errors import DeviceError, VaultError
from voice.values.troubles import TroubleName
from voice.vault import age
from voice.vault.recipients import Recipient, Role

PRINTER_SECONDS = 10.0
"""A slip takes about three; a printer without paper takes none for ever."""

MODULE_DOTS = 6
"""Dots of 1/8 mm for one module of the code: 25 to 33 mm, which every phone reads."""

COLUMNS = 32
"""Letters in a line of a 58 mm printer."""

QUIET_ZONE_MODULES = 4
"""What the QR standard asks for around a code."""


@dataclass(frozen=True, slots=True)
class NewClientKey:
    """A key that was just made: what is shown, and what is sealed to."""

    slip: KeySlip = field(repr=False)
    public_key: str
    fingerprint: str


def make_client_key(session_id: str) -> NewClientKey:
    """A fresh key for one client and one session."""
    secret = age.new_identity()
    public_key = age.recipient_of(secret)
    code = segno.make(secret, error="m")
    rows = tuple("".join("1" if dark else "0" for dark in row) for row in code.matrix)
    slip = KeySlip(secret, rows, session_id)
    return NewClientKey(slip, public_key, fingerprint_of(public_key))


def fingerprint_of(public_key: str) -> str:
    """How two people compare this key."""
    return Recipient(public_key, Role.OTHER).fingerprint


def checked_recipient(text: str) -> str | None:
    """The public key that was entered, or None; whatever else it was is forgotten."""
    try:
        return age.check_recipient(text)
    except VaultError:
        return None


def looks_secret(text: str) -> bool:
    """Whether somebody entered the secret half by mistake."""
    return age.SECRET_KEY_MARK in text.upper()


def escpos(slip: KeySlip, lines: tuple[str, ...]) -> bytes:
    """The slip in the receipt printers' language: text, the code as a raster image, a cut."""
    wrapped = [part for line in lines for part in textwrap.wrap(line, COLUMNS) or [""]]
    text = "\n".join(wrapped).encode("cp1252", "replace")
    secret = "\n".join(_groups(slip.secret)).encode("ascii")
    return b"".join(
        (
            b"\x1b@",  # reset
            b"\x1bt\x10",  # the code page Windows-1252: it has the letters of every language here
            text,
            b"\n\n\x1ba\x01",  # centred
            _raster(slip.secret),
            b"\n\x1ba\x00",
            secret,
            b"\n\n\n\n\x1dV\x00",  # cut
            b"\x1b@",
        )
    )


def print_slip(device: Path, data: bytes) -> None:
    """Send a slip to the printer; raises `DeviceError` when it does not take all of it.

    What is no device is never opened for writing: a file would keep the client's secret key.
    """
    stopped = DeviceError.named(TroubleName.PRINTER_STOPPED, path=device)
    try:
        if not stat.S_ISCHR(os.stat(device).st_mode):
            raise stopped
        fd = os.open(device, os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError:
        raise stopped from None
    try:
        if not stat.S_ISCHR(os.fstat(fd).st_mode):  # exchanged in between
            raise stopped
        view = memoryview(data)
        while view:
            _, writable, _ = select.select([], [fd], [], PRINTER_SECONDS)
            if not writable:
                raise stopped
            view = view[os.write(fd, view) :]
    except OSError:
        raise stopped from None
    finally:
        os.close(fd)


def _groups(secret: str) -> list[str]:
    """The secret in lines that fit 32 columns."""
    return [secret[start : start + 30] for start in range(0, len(secret), 30)]


def _raster(secret: str) -> bytes:
    """`GS v 0`: a bit image, one bit a dot, rows padded to bytes."""
    code = segno.make(secret, error="m")
    rows: list[bytes] = []
    for row in code.matrix_iter(scale=MODULE_DOTS, border=QUIET_ZONE_MODULES):
        bits = "".join("1" if dark else "0" for dark in row)
        bits += "0" * (-len(bits) % 8)
        rows.append(bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8)))
    width, height = len(rows[0]), len(rows)
    return (
        b"\x1dv0\x00" + width.to_bytes(2, "little") + height.to_bytes(2, "little") + b"".join(rows)
    )
