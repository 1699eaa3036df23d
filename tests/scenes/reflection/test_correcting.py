"""Corrections by voice: whole utterances that name words of the answer; in doubt it is content."""

import pytest

from tests.scenes.reflection.playbook import Playbook, answering
from voice.floor.actions import UNDO_SECONDS, Action
from voice.floor.commands import (
    EraseCorrection,
    SealCorrection,
    Speak,
)
from voice.floor.events import SegmentHeard, TimerFired
from voice.scenes.reflection.states import State
from voice.values.transcript import Segment, Word


def text(book: Playbook) -> str:
    return book.conversation.now.answer.text


def verbatim(book: Playbook) -> str:
    return book.conversation.now.answer.verbatim


def test_a_correction_changes_what_is_read_and_not_what_was_recognised():
    book = answering().says("i feel save with her").says("change save to safe")
    assert text(book) == "I feel safe with her."
    assert verbatim(book) == "i feel save with her"
    assert book.sealed() == [("safe", "i feel save with her")]
    assert "It now says: safe." in book.said()
    (sealed,) = book.last_of(SealCorrection)
    assert (sealed.question_id, sealed.correction.meant) == ("safe", ("safe",))
    assert book.conversation.view().passages == ("I feel safe with her.",)


def test_what_is_read_back_is_the_corrected_answer():
    book = answering().says("i feel save").says("change save to safe").spoken()
    assert "I feel safe." in book.says("read it back").said()


def test_the_persons_words_in_a_correction_are_never_kept_ready():
    book = answering().says("i feel save").says("change save to safe")
    (spoken,) = [c for c in book.last if isinstance(c, Speak)]
    assert all(line.private for line in spoken.lines)


def test_a_correction_can_be_taken_back_for_ten_seconds():
    book = answering().says("i feel save").says("change save to safe").spoken()
    assert book.timer_seconds("undo") == UNDO_SECONDS
    book.says("undo")
    assert text(book) == "I feel save."
    assert [c.question_id for c in book.last_of(EraseCorrection)] == ["safe"]


def test_after_that_it_stands():
    book = answering().says("i feel save").says("change save to safe").spoken()
    book.happens(TimerFired("undo", book.turn_id))
    assert Action.UNDO not in book.conversation.offered()
    assert text(book) == "I feel safe."
    assert book.erased() == []


def test_a_correction_can_be_corrected():
    book = answering().says("i feel save").says("change save to safer").spoken()
    book.says("change safer to safe and sound")
    assert text(book) == "I feel safe and sound."


@pytest.mark.parametrize(
    "said",
    [
        "i want to change jobs to be happy",  # no correction: it does not begin so
        "change jobs to be happy",  # "jobs" is no word of the answer
        "change safe to",
        "change to safe",
        "change",
        "people change to fit in",
    ],
)
def test_a_sentence_that_names_no_word_of_the_answer_is_content(said: str):
    book = answering().says("i feel safe").says(said)
    assert book.sealed()[-1] == ("safe", said)
    assert not [c for c in book.commands if isinstance(c, SealCorrection)]
    assert book.state is State.LISTENING


def test_a_correction_needs_silence_around_it():
    book = answering().says("i feel save").says("change save to safe", before_seconds=0.5)
    assert book.sealed()[-1] == ("safe", "change save to safe")


@pytest.mark.parametrize(
    ("answer", "said", "confidence"),
    [
        (["i feel save and save again"], "change save to safe", 1.0),  # twice
        (["i feel save", "and calm", "and quiet"], "change save to safe", 1.0),  # long ago
        (["i feel save"], "change save to happy when i am alone with her", 1.0),  # a sentence?
        (["i feel save"], "change save to safe", 0.3),  # not heard well
    ],
)
def test_in_doubt_it_is_kept_as_content_and_asked_about(
    answer: list[str], said: str, confidence: float
):
    book = answering()
    for passage in answer:
        book.says(passage)
    book.says(said, confidence=confidence)
    assert book.sealed()[-1] == ("safe", said)
    assert "Change: save" in book.said()
    assert book.spoken().state is State.CONFIRMING
    book.says("no").spoken()
    assert verbatim(book).endswith(said)


def test_a_yes_makes_the_correction_at_the_last_place_and_takes_the_wish_out_of_the_answer():
    book = answering().says("save here and save there").says("change save to safe").spoken()
    book.says("yes")
    assert text(book) == "Save here and safe there."
    assert book.erased() == ["segment-3"]
    assert book.state is State.TELLING


def test_words_with_a_to_in_them_can_be_corrected():
    book = answering().says("i go to the see")
    book.says("change to the see to to the sea")
    assert text(book) == "I go to the sea."


def test_a_stutter_does_not_prevent_a_correction():
    book = answering().says("i feel save").says("change um change save to to safe")
    assert text(book) == "I feel safe."


def test_scratching_a_passage_takes_its_correction_with_it_and_undo_brings_both_back():
    book = answering().says("i feel save").says("change save to safe").spoken()
    book.says("scratch that").spoken()
    assert text(book) == ""
    book.says("undo")
    assert text(book) == "I feel safe."


def test_an_answer_under_review_can_be_corrected_added_to_and_that_undone():
    book = answering(ask_to_keep=True).says("i feel save").says("next question").spoken()
    assert book.state is State.REVIEWING
    book.says("change save to safe").spoken()
    assert book.state is State.REVIEWING
    assert text(book) == "I feel safe."
    assert text(book.says("undo").spoken()) == "I feel save."
    assert book.says("add to this").spoken().state is State.LISTENING
    book.says("and calm")
    assert text(book) == "I feel save.\n\nAnd calm."


def test_asked_for_without_words_it_says_how():
    book = answering().says("i feel save").chooses(Action.CORRECT)
    assert "change bread to bed" in book.said()
    assert book.spoken().state is State.LISTENING


def test_add_to_this_is_no_part_of_the_answer():
    book = answering().says("i feel safe").says("add to this").spoken().says("and calm")
    assert verbatim(book) == "i feel safe and calm"


def test_a_correction_after_a_silence_inside_one_passage_is_made_and_the_rest_is_kept():
    """A recogniser's passage may end later than an utterance."""
    book = answering()
    said = Segment(
        "both",
        tuple(
            Word(word, at, at + 0.3, 1.0)
            for word, at in zip(
                ["i", "feel", "save", "change", "save", "to", "safe"],
                (0.0, 0.4, 0.8, 2.5, 2.9, 3.3, 3.7),
                strict=True,
            )
        ),
        0.0,
        4.0,
    )
    book.happens(SegmentHeard(book.turn_id, said, 9.0, 1.5))
    assert book.sealed() == [("safe", "i feel save")]
    assert text(book) == "I feel safe."
