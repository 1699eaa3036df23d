"""What began before the microphone was open acts, is asked about, or is told; it never vanishes."""

from dataclasses import replace

import pytest

from tests.scenes.reflection.playbook import WORDING, Playbook, answering, ready, segment
from voice.floor.actions import Action
from voice.floor.events import SegmentHeard
from voice.floor.wording import Say
from voice.scenes.reflection.states import State
from voice.values.transcript import UNKNOWN_WORD, Word

ONLY_THE_END, NOT_CAUGHT = WORDING.line(Say.ONLY_THE_END), WORDING.line(Say.NOT_CAUGHT)


def early(book: Playbook, text: str, unheard: bool = True, form: str = "") -> Playbook:
    """Somebody began to say this before the microphone opened."""
    book.heard += 1
    opinion = tuple(Word(w, 0.0, 0.2, 1.0) for w in form.split())
    return book.happens(
        SegmentHeard(
            book.turn_id,
            segment(text, book.heard),
            5.0,
            1.5,
            begun_early=True,
            beginning_unheard=unheard,
            second_opinion=opinion,
        )
    )


@pytest.mark.parametrize("unheard", [True, False])
def test_what_surely_is_an_action_acts(unheard: bool) -> None:
    book = early(answering(), "pause", unheard)
    assert ONLY_THE_END not in book.said()
    assert book.spoken().state is State.PAUSED
    assert book.sealed() == []


def test_what_may_be_one_is_asked_about_and_nothing_else_is_said() -> None:
    book = early(answering(), "pulse please", form="pause please")
    assert "pause" in book.said()
    assert ONLY_THE_END not in book.said()
    assert book.spoken().state is State.CONFIRMING


def test_other_words_are_kept_marked_and_told() -> None:
    book = early(answering(), "and then she left")
    assert book.sealed() == [("safe", f"{UNKNOWN_WORD} and then she left")]
    assert book.said() == ONLY_THE_END
    assert book.spoken().state is State.LISTENING


def test_the_mark_is_shown() -> None:
    book = early(answering(), "and then she left")
    assert book.conversation.view().answer.startswith("[unclear]")


def test_what_was_heard_whole_is_neither_marked_nor_told() -> None:
    book = early(answering(), "and then she left", unheard=False)
    assert book.sealed() == [("safe", "and then she left")]
    assert book.state is State.LISTENING


def test_a_voice_of_which_no_word_was_caught_is_told() -> None:
    book = early(answering(), "", unheard=False)
    assert book.sealed() == []
    assert book.said() == NOT_CAUGHT
    assert book.spoken().state is State.LISTENING


@pytest.mark.parametrize("text", ["", "so it goes"])
def test_it_is_told_once_until_something_is_heard_whole(text: str) -> None:
    book = early(answering(), text).spoken()
    early(book, text)
    assert book.state is State.LISTENING
    book.says("i feel safe")
    early(book, text)
    assert book.state is State.TELLING


def test_it_is_told_before_the_first_question_and_nothing_is_kept() -> None:
    book = early(ready(), "hello there")
    assert book.said() == ONLY_THE_END
    assert book.sealed() == []
    assert book.spoken().state is State.READY


def test_while_paused_an_early_resume_acts_and_other_talk_is_only_told() -> None:
    book = answering().chooses(Action.PAUSE).spoken()
    assert early(book, "my keys").said() == ONLY_THE_END
    assert book.sealed() == []
    assert early(book.spoken(), "resume").spoken().state is State.LISTENING


def test_words_that_come_late_are_marked_too() -> None:
    book = answering()
    turn_id = book.turn_id
    book.chooses(Action.REPEAT)
    late = SegmentHeard(turn_id, segment("so it goes", 9), 5.0, 1.5, beginning_unheard=True)
    book.happens(replace(late, begun_early=True))
    assert book.sealed() == [("safe", f"{UNKNOWN_WORD} so it goes")]
