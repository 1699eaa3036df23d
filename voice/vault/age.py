"""Sealing and opening: the age v1 format, by pyrage, and nothing else.

Bytes in, bytes out. Only X25519 recipients are parsed: plugin recipients could run programs
(CVE-2024-56327).
"""

from collections.abc import Sequence
from typing import Any

import pyrage as _pyrage  # pyright: ignore[reportMissingTypeStubs]

from voice.errors import VaultError

pyrage: Any = _pyrage
"""pyrage has no types of its own; every value that leaves this module is typed here."""
x25519: Any = pyrage.x25519


class WrongKey(Exception):
    """A record that this identity does not open, or that is damaged."""


def new_identity() -> str:
    """A new secret key, `AGE-SECRET-KEY-1…`."""
    return str(x25519.Identity.generate())


def recipient_of(identity: str) -> str:
    """The public key of a secret one; raises `VaultError` where it is none."""
    return str(_identity(identity).to_public())


def check_recipient(recipient: str) -> str:
    """The recipient as it was given; raises `VaultError` unless it is an X25519 one."""
    try:
        x25519.Recipient.from_str(recipient)
    except pyrage.RecipientError:
        raise VaultError(
            f'"{recipient[:80]}" is not an age recipient', "give one that begins with age1"
        ) from None
    return recipient


def seal(plain: bytes, recipients: Sequence[str]) -> bytes:
    """An age file that each of the recipients opens."""
    return pyrage.encrypt(plain, [x25519.Recipient.from_str(r) for r in recipients])


def unseal(sealed: bytes, identity: str) -> bytes:
    """What is in an age file; raises `WrongKey`."""
    try:
        return pyrage.decrypt(sealed, [_identity(identity)])
    except pyrage.DecryptError:
        raise WrongKey from None


def _identity(identity: str) -> Any:
    try:
        return x25519.Identity.from_str(identity.strip())
    except pyrage.IdentityError:
        raise VaultError(
            "that is not an age secret key", "a secret key begins with AGE-SECRET-KEY-1"
        ) from None
