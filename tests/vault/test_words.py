"""A recovery key as words: there and back, and what a wrong word is told as."""

import random

import bech32
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice.values.errors import VaultError
from voice.vault import age, keys, words


def key_of(raw: bytes) -> str:
    groups = bech32.convertbits(raw, 8, 5)
    assert groups is not None
    return bech32.bech32_encode("age-secret-key-", groups).upper()


@given(st.binary(min_size=32, max_size=32))
def test_every_key_comes_back_from_its_words(raw: bytes) -> None:
    identity = key_of(raw)
    spoken = words.in_words(identity)
    assert len(spoken) == words.WORD_COUNT
    assert words.from_words(" ".join(spoken)) == identity


def test_the_words_are_those_of_the_standard() -> None:
    """BIP-39's own vectors for 256 bits, first and last."""
    assert words.in_words(key_of(bytes(32))) == ("abandon",) * 23 + ("art",)
    assert words.in_words(key_of(b"\xff" * 32)) == ("zoo",) * 23 + ("vote",)


def test_words_letters_and_groups_are_all_taken_as_they_stand_on_the_paper() -> None:
    identity = age.new_identity()
    spoken = words.in_words(identity)
    numbered = ", ".join(f"{n}. {word.capitalize()}" for n, word in enumerate(spoken, 1))
    groups = " ".join(keys.in_groups(identity))
    for typed in (" ".join(spoken), numbered, groups, groups.lower(), identity):
        assert keys.as_typed(typed) == identity


@given(st.integers(0, 2**32))
def test_letters_in_groups_are_never_taken_for_words(seed: int) -> None:
    identity = key_of(random.Random(seed).randbytes(32))
    for typed in (identity, " ".join(keys.in_groups(identity)), identity[16:], "AGE-SECRET-KEY-1X"):
        assert not words.looks_like_words(typed)


def test_a_mistyped_word_is_named_by_its_place_and_never_repeated() -> None:
    spoken = list(words.in_words(age.new_identity()))
    spoken[6] = "marzipann"
    with pytest.raises(VaultError) as raised:
        keys.as_typed(" ".join(spoken))
    assert "word 7 " in raised.value.fact
    assert "word 7 " in raised.value.hint
    others = list(words.in_words(age.new_identity()))
    others[6] = "marzipanm"
    with pytest.raises(VaultError) as of_others:
        keys.as_typed(" ".join(others))
    assert str(of_others.value) == str(raised.value)


@pytest.mark.parametrize("count", [12, 23, 25])
def test_too_few_or_too_many_words_are_counted(count: int) -> None:
    spoken = (words.in_words(age.new_identity()) * 2)[:count]
    with pytest.raises(VaultError, match=f"{count} words"):
        keys.as_typed(" ".join(spoken))


def test_words_in_another_order_do_not_pass_the_checksum_but_for_one_in_256() -> None:
    """And never give the right key: a vault knows its own."""
    chance = random.Random(1)
    passed = 0
    for _ in range(1_000):
        identity = key_of(chance.randbytes(32))
        spoken = list(words.in_words(identity))
        one, other = chance.sample(range(24), 2)
        if spoken[one] == spoken[other]:
            continue
        spoken[one], spoken[other] = spoken[other], spoken[one]
        try:
            taken = keys.as_typed(" ".join(spoken))
        except VaultError:
            continue
        assert taken != identity
        passed += 1
    assert passed < 15


def test_another_word_of_the_list_does_not_pass_the_checksum() -> None:
    with pytest.raises(VaultError, match="do not belong together"):
        words.from_words(" ".join(["abandon"] * 24))


def test_what_is_no_key_has_no_words() -> None:
    for text in ("", "age1nonsense", age.recipient_of(age.new_identity()), "AGE-SECRET-KEY-1ABC"):
        with pytest.raises(VaultError):
            words.in_words(text)
