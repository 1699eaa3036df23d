"""How a secret key is told in bytes: as text of any width, as 24 words, or behind a passphrase.

Bytes in, yes or no out; nothing of what was found is kept or told.
"""

import base64
import re
import string
from collections.abc import Iterable

from voice.values.errors import VaultError
from voice.vault import age
from voice.vault.words import WORD_COUNT, from_words, is_known_word

OVERLAP_BYTES = 8 * 1024
"""More than a key or 24 words take, in UTF-32 and with spaces between them; what is looked at piece
by piece overlaps by it, so that nothing falls between two."""

_KEY_LETTERS = 58
"""What follows `AGE-SECRET-KEY-1`: 32 bytes and a checksum."""

_AROUND_BYTES = 1024
"""A key's letters with line ends, spaces and NULs between them."""

_MARKS = tuple(
    (b"\0" * width).join(bytes([letter]) for letter in mark)
    for mark in (age.SECRET_KEY_MARK.encode(), age.SECRET_KEY_MARK.lower().encode())
    for width in (0, 1, 3)
)
"""As ASCII, UTF-16 and UTF-32, of either order of bytes."""

_LOCKED = re.compile(rb"\s*age-encryption\.org/v1\r?\n-> scrypt [A-Za-z0-9+/]{22} [0-9]{1,2}\r?\n")
"""A file behind a passphrase: records are never that, so it is a key."""

_ARMOURED = b"-----BEGINAGEENCRYPTEDFILE-----"
_LOCKED_IN_ARMOUR = b"".join((_ARMOURED, base64.b64encode(b"age-encryption.org/v1\n-> scryp")))
"""Without line ends and spaces; thirty bytes, so that no letter depends on what follows."""

_TEXT = string.printable.encode()
_SAMPLE_BYTES = 16 * 1024
_WORDS = re.compile(rb"[A-Za-z]+")


def holds_a_secret(pieces: Iterable[bytes]) -> bool:
    """Whether a secret key is in what these pieces make together."""
    before = b""
    for piece in pieces:
        data = before + piece
        if _has_key(data) or _has_words(data) or _is_armoured(data):
            return True
        if not before and _LOCKED.match(data):
            return True
        before = data[-OVERLAP_BYTES:]
    return False


def _has_key(data: bytes) -> bool:
    for mark in _MARKS:
        at = data.find(mark)
        while at >= 0:
            # every width, and line ends and spaces between groups of letters
            text = data[at : at + _AROUND_BYTES].replace(b"\0", b"")
            letters = b"".join(text.split())[: len(age.SECRET_KEY_MARK) + 1 + _KEY_LETTERS]
            if _is_key(letters.decode("latin-1")):
                return True
            at = data.find(mark, at + 1)
    return False


def _is_key(text: str) -> bool:
    try:
        age.recipient_of(text.upper())
    except VaultError:
        return False
    return True


def _is_armoured(data: bytes) -> bool:
    """Whether a file behind a passphrase stands there as text, at any place."""
    at = data.find(b"-----")
    if at < 0 and (at := data.find(b"-\0-\0-")) < 0:
        return False
    return _LOCKED_IN_ARMOUR in b"".join(data[at:].replace(b"\0", b"").split())


def _has_words(data: bytes) -> bool:
    """Whether 24 words stand there one after the other, with whatever numbers between them."""
    sample = data[:_SAMPLE_BYTES].replace(b"\0", b"")
    if len(sample.translate(None, _TEXT)) * 4 > len(sample):
        return False  # a program, a model, a picture, a record
    data = data.replace(b"\0", b"")
    run: list[str] = []
    for found in _WORDS.finditer(data):
        word = found.group().decode().lower()
        if not is_known_word(word):
            run.clear()
            continue
        run = [*run[1 - WORD_COUNT :], word]
        if len(run) == WORD_COUNT and _are_words(run):
            return True
    return False


def _are_words(run: list[str]) -> bool:
    try:
        from_words(" ".join(run))
    except VaultError:
        return False
    return True
