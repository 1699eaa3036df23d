"""What is typed becomes a passage: as it was typed, bounded, and corrected like a spoken one."""

from hypothesis import given
from hypothesis import strategies as st

from voice.values.problems import is_plain
from voice.values.transcript import (
    Answer,
    AnswerState,
    Segment,
    Word,
    corrected,
    corrections_of,
    prose,
    segment_prose,
)
from voice.values.typing import (
    LONGEST_TYPED_WORD,
    MOST_TYPED_CHARACTERS,
    as_draft,
    typed_passage,
)


def typed(text: str, id_: str = "t", at_seconds: float = 3.0) -> Segment:
    passage = typed_passage(text, id_, at_seconds)
    assert passage is not None
    return passage


def spoken(text: str, id_: str, start: float) -> Segment:
    words = tuple(Word(word, start, start + 0.3, 0.4) for word in text.split())
    return Segment(id_, words, start, start + 1.0)


def test_what_was_typed_reads_as_it_was_typed() -> None:
    passage = typed("  I'm well,  Anna said: [unk] i i'd  ¿no?\n")
    assert segment_prose(passage) == "I'm well, Anna said: [unk] i i'd ¿no?"
    assert {word.confidence for word in passage.words} == {1.0}
    assert (passage.start_seconds, passage.end_seconds) == (3.0, 3.0)


def test_nothing_is_no_passage() -> None:
    assert typed_passage(" \n\t ", "t", 0.0) is None


def test_it_is_a_paragraph_of_its_own_and_marked_where_it_is_written() -> None:
    segments = (spoken("we spoke", "a", 0.0), typed("Then I wrote."), spoken("and spoke", "b", 3.1))
    answer = Answer("q", "Q?", AnswerState.ANSWERED, segments)
    paragraphs = ["We [?] spoke [?].", "Then I wrote.", "And [?] spoke [?]."]
    assert prose(answer.corrected).split("\n\n") == paragraphs
    assert answer.text.split("\n\n") == [paragraphs[0], "Then I wrote. [typed]", paragraphs[2]]
    assert answer.verbatim == "we spoke Then I wrote. [typed] and spoke"
    assert answer.is_said


def test_a_word_is_found_and_changed_whatever_signs_stand_around_it() -> None:
    passage = typed("I bake (bread), and Bread\u2019s good.")
    first, second = corrections_of("c", ["bread"], ["red", "bred"], [passage])[0], None
    assert segment_prose(corrected(passage, [first])) == "I bake (red bred), and Bread\u2019s good."
    (second,) = corrections_of("c", ["bread's"], ["bed's"], [passage])
    assert segment_prose(corrected(passage, [second])) == "I bake (bread), and bed's good."


def test_of_what_was_spoken_a_sound_that_is_no_word_keeps_its_own_name() -> None:
    assert corrections_of("c", ["unk"], ["bed"], [spoken("[unk] bread", "a", 0.0)]) == []


@given(st.text(max_size=3 * MOST_TYPED_CHARACTERS))
def test_whatever_is_typed_is_bounded_and_plain(text: str) -> None:
    draft = as_draft(text)
    assert len(draft) <= MOST_TYPED_CHARACTERS
    assert is_plain(draft)
    assert as_draft(draft) == draft
    passage = typed_passage(text, "t", 0.0)
    if passage is not None:
        assert all(0 < len(word.text) <= LONGEST_TYPED_WORD for word in passage.words)
        assert not any(char.isspace() for word in passage.words for char in word.text)


def test_no_letter_of_a_word_without_end_is_lost() -> None:
    passage = typed("a" * MOST_TYPED_CHARACTERS)
    assert "".join(word.text for word in passage.words) == "a" * MOST_TYPED_CHARACTERS
