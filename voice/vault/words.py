"""A secret key as 24 words, for reading over the telephone and taking down again.

The words are BIP-39's English ones, chosen to be told apart by ear; each stands for 11 bits of
the key, and the last also for a checksum of 8. Nothing of them is ever repeated in an error.
"""

import re
from functools import cache

import bech32
from mnemonic import Mnemonic

from voice.values.errors import VaultError
from voice.vault import age

WORD_COUNT = 24
"""What BIP-39 makes of the 32 bytes of an X25519 key."""

_HUMAN_PART = "age-secret-key-"


def in_words(identity: str) -> tuple[str, ...]:
    """A secret key, `AGE-SECRET-KEY-1…`, as its words; raises `VaultError` where it is none."""
    human_part, groups = bech32.bech32_decode(identity)
    key = bech32.convertbits(groups, 5, 8, False) if groups else None
    if human_part != _HUMAN_PART or key is None:
        raise VaultError(
            "that is not an age secret key", "a secret key begins with AGE-SECRET-KEY-1"
        )
    return tuple(_list().to_mnemonic(bytes(key)).split())


def looks_like_words(typed: str) -> bool:
    """Whether somebody gave words rather than the letters of a key; a few may be wrong."""
    if age.SECRET_KEY_MARK in typed.upper():
        return False
    given, known = _given(typed), _known()
    return sum(word in known for word in given) * 2 > len(given)


def is_known_word(word: str) -> bool:
    """Whether this is one of the words, in small letters."""
    return word in _known()


def from_words(typed: str) -> str:
    """The secret key that the words stand for; numbers, commas and capitals do not matter.

    Raises:
        VaultError: a word that is on no list, by its place; too few or too many; or words that
            do not belong together. One wrong or misplaced word in 256 passes the checksum: then
            it is another key, and no vault's.
    """
    given, known = _given(typed), _known()
    for place, word in enumerate(given, 1):
        if word not in known:
            raise VaultError(
                "word {place} is not one of the words that a recovery key is made of",
                "compare word {place} with the paper, letter by letter",
                place=place,
            )
    if len(given) != WORD_COUNT:
        raise VaultError(
            "that is {count} words, and a recovery key has {most}",
            "give all of them, in the order of the paper",
            count=len(given),
            most=WORD_COUNT,
        )
    try:
        key = _list().to_entropy(given)
    except ValueError:
        raise VaultError(
            "these words do not belong together: one is another, or the order is",
            "compare each with the paper, in the order of its numbers",
        ) from None
    groups = bech32.convertbits(key, 8, 5)
    assert groups is not None  # bytes always convert
    return bech32.bech32_encode(_HUMAN_PART, groups).upper()


def _given(typed: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", typed.lower())


@cache
def _known() -> frozenset[str]:
    return frozenset(_list().wordlist)


@cache
def _list() -> Mnemonic:
    return Mnemonic("english")
