"""What is changed in a line comes out as corrections that read as it was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.scenes.reflection.playbook import segment
from voice.values.retyping import corrections_typed, line_of, named_after
from voice.values.transcript import UNKNOWN_WORD, Correction, corrected_all, prose
from voice.values.typing import typed_passage

TWO = (segment("i baked bred", 0), segment("it was go", 1))


def texts(typed: str, *segments: object) -> str:
    passages = segments or TWO
    made = corrections_typed(typed, passages)  # pyright: ignore[reportArgumentType]
    return " ".join(p.verbatim for p in corrected_all(passages, made))  # pyright: ignore


def test_the_line_reads_as_sentences_without_a_mark() -> None:
    assert line_of((segment("i baked bred", 0, 0.3), segment("it was go", 1))) == (
        "I baked bred. It was go."
    )


@pytest.mark.parametrize(
    ("typed", "reads"),
    [
        ("I baked bread. It was good.", "i baked bread it was good"),
        ("I baked bred. It was go.", "i baked bred it was go"),
        ("i baked, bred it was GO", "i baked bred it was go"),
        ("I baked fresh bred. It was go.", "i baked fresh bred it was go"),
        ("Today I baked bred. It was go.", "Today i baked bred it was go"),
        ("I baked. It was go.", "i baked it was go"),
        ("baked bred. It was go.", "baked bred it was go"),
        ("I baked bread rolls they were good.", "i baked bread rolls they were good"),
    ],
)
def test_what_is_typed_is_what_stands_there(typed: str, reads: str) -> None:
    assert texts(typed) == reads


def test_a_passage_never_loses_all_its_words() -> None:
    assert corrections_typed("", TWO) == []
    assert texts("It was go.") == "i baked bred it was go"


def test_a_sound_that_was_no_word_is_one_word_here() -> None:
    heard = segment(f"i {UNKNOWN_WORD} bread", 0)
    assert line_of((heard,)) == "I [unclear] bread."
    assert corrections_typed(line_of((heard,)), (heard,)) == []
    assert texts("I baked bread.", heard) == "i baked bread"


def test_what_was_typed_can_be_typed_anew() -> None:
    typed = typed_passage("Calm, at last!", "t", 3.0)
    assert typed is not None
    assert texts("Calm, at least!", typed) == "Calm, at least!"


def test_a_second_correction_of_a_passage_has_another_name() -> None:
    first = list(named_after(corrections_typed("I baked bread. It was go.", TWO), ()))
    (again,) = named_after(
        corrections_typed("I baked buns. It was go.", corrected_all(TWO, first)), first
    )
    assert [each.correction_id for each in (*first, again)] == [
        "segment-0-typed-0",
        "segment-0-typed-1",
    ]
    assert isinstance(again, Correction)
    assert prose(corrected_all(TWO, (*first, again))).startswith("I baked buns")


WORDS = st.lists(st.sampled_from(["bread", "bed", "is", "the", "a", "sea"]), min_size=1, max_size=6)


@given(st.lists(WORDS, min_size=1, max_size=3), WORDS)
def test_whatever_is_typed_every_correction_fits(said: list[list[str]], typed: list[str]) -> None:
    passages = tuple(segment(" ".join(words), n) for n, words in enumerate(said))
    made = corrections_typed(" ".join(typed), passages)
    after = corrected_all(passages, made)
    assert all(each.misheard and each.meant for each in made)
    assert len({each.segment_id for each in made}) == len(made)
    whole = " ".join(p.verbatim for p in after)
    if len(passages) == 1:
        assert whole == " ".join(typed)
    for one in made:
        (passage,) = [p for p in passages if p.segment_id == one.segment_id]
        found = passage.words[one.first_word : one.first_word + len(one.misheard)]
        assert tuple(word.text for word in found) == one.misheard
