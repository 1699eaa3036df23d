"""Sealing and opening: the age v1 format, by pyrage, and nothing else.

Bytes in, bytes out. Only X25519 recipients are parsed: plugin recipients could run programs
(CVE-2024-56327).
"""

from collections.abc import Sequence
from typing import Any

import pyrage as _pyrage  # pyright: ignore[reportMissingTypeStubs]

from voice.values.errors import VaultError

pyrage: Any = _pyrage
"""pyrage has no types of its own; every value that leaves this module is typed here."""
x25519: Any = pyrage.x25519


_NO_KEY_FITS = "No matching keys found"
"""What pyrage 1.4.0 says where every stanza was made for somebody else."""


SECRET_KEY_MARK = "AGE-SECRET-KEY-"
"""What every secret key begins with, in capitals as age writes it or in small letters."""


_AROUND_A_KEY = " \t\r\n\v\f\xa0\ufeff\u200b\u200e\u200f\u2060"
"""What `str.strip` takes, and what an editor or a web page puts in unseen."""


class WrongKey(Exception):
    """An age file whose header was made for other keys, or is damaged just there."""


class DamagedFile(Exception):
    """No age file, or one that has changed since it was sealed."""


def new_identity() -> str:
    """A new secret key, `AGE-SECRET-KEY-1…`."""
    return str(x25519.Identity.generate())


def recipient_of(identity: str) -> str:
    """The public key of a secret one; raises `VaultError` where it is none."""
    return str(_identity(identity).to_public())


def bare(key: str) -> str:
    """A key without what copying puts around it: spaces, line ends, a byte order mark."""
    return key.strip(_AROUND_A_KEY)


def check_recipient(recipient: str) -> str:
    """The one spelling of a recipient; raises `VaultError` unless it is an X25519 one.

    A QR code gives capitals, and they are the same person. The error never repeats it: it may be
    a secret key or a passphrase, pasted by mistake.
    """
    refuse_secret_key(recipient)
    try:
        return str(x25519.Recipient.from_str(bare(recipient).lower()))
    except pyrage.RecipientError:
        raise VaultError(
            "that is not an age recipient", "give a public key, one that begins with age1"
        ) from None


def refuse_secret_key(text: str) -> None:
    """Raises `VaultError` where a secret key stands in what should name a public one."""
    if SECRET_KEY_MARK in text.upper():
        raise VaultError(
            "that is a secret key, and whoever has it opens everything sealed to it",
            "give the public key, which `reflect key show` names, and share the secret one with "
            "nobody; a shell keeps what was typed: in bash, history -d -2; history -w takes it out "
            "(others: docs/recovery-drill.md)",
        )


def seal(plain: bytes, recipients: Sequence[str]) -> bytes:
    """An age file that each of the recipients opens."""
    return pyrage.encrypt(plain, [x25519.Recipient.from_str(r) for r in recipients])


def unseal(sealed: bytes, identity: str) -> bytes:
    """What is in an age file; raises `WrongKey` or `DamagedFile`."""
    return Opener(identity).open(sealed)


class Opener:
    """One secret key, parsed once: a hundred thousand records are opened with it."""

    def __init__(self, identity: str) -> None:
        """Raises `VaultError` where it is no secret key."""
        self._identities = [_identity(identity)]

    def open(self, sealed: bytes) -> bytes:
        """What is in an age file; raises `WrongKey` or `DamagedFile`."""
        try:
            return pyrage.decrypt(sealed, self._identities)
        except pyrage.DecryptError as error:
            raise (WrongKey if str(error) == _NO_KEY_FITS else DamagedFile) from None


def _identity(identity: str) -> Any:
    try:
        return x25519.Identity.from_str(bare(identity).upper())
    except pyrage.IdentityError:
        raise VaultError(
            "that is not an age secret key", "a secret key begins with AGE-SECRET-KEY-1"
        ) from None
