"""No silence ends an answer unless the person chose that."""

import pytest

from tests.scenes.reflection.playbook import answering, ready
from voice.floor.commands import Chime
from voice.floor.events import SpeechStarted
from voice.floor.turn import MOVING_ON_SECONDS, Patience, patience_named
from voice.scenes.reflection.states import State


def test_a_thinking_pause_does_not_end_the_answer():
    book = answering().says("i feel safe")
    for _ in range(20):
        if not book.conversation.now.silence:
            break
        book.silence()
    assert book.state is State.LISTENING
    assert book.marks() == []


def test_one_soft_cue_in_a_long_silence_inside_an_answer_and_only_one():
    book = answering().says("i feel safe")
    assert book.timer_seconds() == pytest.approx(18.5)  # 20 s, 1.5 of which have passed
    assert book.silence().last_of(Chime)
    assert book.says("and calm").timer_seconds() is None


def test_two_gentle_lines_at_most_when_nothing_is_said():
    book = answering()
    assert book.silence().said().startswith("There is no hurry")
    book.spoken()
    assert book.timer_seconds() == 45.0
    assert "next question" in book.silence().said()
    book.spoken()
    assert book.timer_seconds() is None


def test_the_first_gentle_line_comes_after_twenty_five_seconds():
    book = ready().says("begin").spoken()
    assert book.timer_seconds() == 25.0


def test_speech_stops_the_silence_timer():
    book = answering().happens(SpeechStarted(answering().turn_id))
    assert book.conversation.now.silence == ""


def test_noise_without_words_starts_the_silence_afresh():
    book = answering().says("")
    assert book.timer_seconds() == pytest.approx(23.5)


def test_give_me_a_minute_is_a_silence_without_a_line():
    book = answering().says("give me a minute").spoken()
    assert book.timer_seconds() is None
    assert book.conversation.now.silence == ""
    book.says("now i know")
    assert book.timer_seconds() == pytest.approx(18.5)


def test_steady_moves_on_only_after_something_was_said():
    book = answering(patience=patience_named("steady"))
    assert book.conversation.now.silence == "gentle line"
    book.says("i feel safe")
    assert book.timer_seconds() == pytest.approx(8.0 - 1.5)
    book.silence()
    assert book.marks() == [("safe", "answered")]


def test_patience_is_a_name_or_seconds_or_never():
    assert patience_named("unhurried") == Patience(None)
    assert patience_named("never") == Patience(None)
    assert patience_named("12.5") == Patience(12.5)
    assert patience_named(2) == Patience(2)
    assert set(MOVING_ON_SECONDS) == {"unhurried", "steady", "brisk"}


@pytest.mark.parametrize("wrong", ["1.9", "-3", "nan", "soon", 0])
def test_a_patience_that_would_cut_people_off_is_refused(wrong: str | float):
    with pytest.raises(ValueError, match=r"."):
        patience_named(wrong)


def test_no_yes_and_no_no_leaves_things_as_they_are():
    book = answering().says("i feel safe").says("start over").spoken()
    assert book.state is State.CONFIRMING
    book.silence()
    assert book.erased() == []
    assert "leave it as it is" in book.said()
