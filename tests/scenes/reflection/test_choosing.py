"""Any question can be gone to: by its number, or one by one."""

import math

import pytest

from tests.scenes.reflection.playbook import QUESTIONS, Playbook, answering
from voice.floor.actions import Action
from voice.language.loading import load_language
from voice.scenes.reflection.states import State
from voice.values.transcript import Answer


def choosing() -> Playbook:
    return answering().says("i feel safe").says("another question").spoken()


def number(book: Playbook) -> int:
    return book.conversation.now.question_index + 1


@pytest.mark.parametrize("said", ["three", "question three", "number three", "um three"])
def test_a_number_leads_to_its_question(said: str) -> None:
    book = choosing().says(said)
    assert (book.state, number(book)) == (State.ASKING, 3)
    assert book.conversation.now.saying[-1].text == QUESTIONS[2].text


def test_what_was_said_before_is_kept_and_the_person_is_told() -> None:
    book = choosing().says("three").spoken().says("another question").spoken().says("one")
    assert number(book) == 1
    assert "answered this before" in book.conversation.now.saying[0].text
    assert book.conversation.now.answer.verbatim == "i feel safe"


def test_a_number_that_no_question_has_is_said_to_be_none_and_asked_again() -> None:
    book = choosing().says("nine")
    assert "from one to 3" in book.conversation.now.saying[0].text
    assert book.spoken().state is State.CHOOSING
    assert book.says("two").state is State.ASKING


def test_without_numbers_questions_are_heard_one_by_one_and_a_yes_goes_there() -> None:
    book = choosing().says("next question")
    assert QUESTIONS[1].text in book.conversation.now.saying[0].text
    book.spoken().says("next question").spoken().says("go back").spoken()
    book.says("yes")
    assert (book.state, number(book)) == (State.ASKING, 2)


def test_before_the_first_and_after_the_last_there_is_none() -> None:
    book = choosing().says("go back").spoken()
    assert book.conversation.now.candidate == 0
    for _ in range(5):
        book.says("next question").spoken()
    assert book.conversation.now.candidate == len(QUESTIONS) - 1


def test_resume_stays_at_the_present_question() -> None:
    book = choosing().says("next question").spoken().says("resume").spoken()
    assert (book.state, number(book)) == (State.LISTENING, 1)


def test_help_names_what_leads_to_a_question_and_not_on_from_an_answer() -> None:
    told = choosing().says("help").said()
    assert "Stay here, to stay with this question." in told
    assert "when you are done" not in told


def test_silence_stays_there_too() -> None:
    book = choosing()
    book.silence().spoken()
    assert (book.state, number(book)) == (State.LISTENING, 1)


def test_a_number_in_an_answer_is_content() -> None:
    book = answering().says("three")
    assert (book.state, number(book)) == (State.LISTENING, 1)
    assert book.conversation.now.answer.verbatim == "three"


def test_a_sentence_instead_of_a_number_is_more_of_the_answer() -> None:
    book = choosing().says("three of us were afraid")
    assert (book.state, number(book)) == (State.LISTENING, 1)
    assert "three of us" in book.conversation.now.answer.verbatim


def test_a_number_without_silence_around_it_or_hardly_heard_is_no_choice() -> None:
    assert choosing().says("three", before_seconds=0.5).state is State.LISTENING
    assert choosing().says("three", confidence=0.3).state is State.LISTENING
    assert choosing().says("three", before_seconds=math.inf).state is State.ASKING


@pytest.mark.parametrize("language", ["en", "de", "es", "fr"])
def test_every_way_to_name_a_question_holds_its_number(language: str) -> None:
    wording = load_language(language).wording
    assert all(form.count("{number}") == 1 for form in wording.numbering)
    assert "{number}" in wording.numbering
    assert wording.actions[Action.CHOOSE].spoken


def test_no_answer_is_marked_as_left_by_looking_around() -> None:
    book = choosing().says("next question").spoken().says("resume").spoken()
    assert all(
        isinstance(a, Answer) and a.state == "not asked" for a in book.conversation.now.answers
    )
