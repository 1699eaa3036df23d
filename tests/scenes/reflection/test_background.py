"""Other people's talk is kept apart: it is no answer, no wish, and holds nothing up."""

from dataclasses import replace

import pytest

from tests.scenes.reflection.playbook import WORDING, Playbook, answering, ready, segment
from voice.floor.actions import Action
from voice.floor.commands import SealSegment
from voice.floor.events import SegmentHeard, SpeechStarted
from voice.floor.turn import patience_named
from voice.scenes.reflection.states import State
from voice.values.transcript import BACKGROUND


def overhears(book: Playbook, text: str, number: int = 90) -> Playbook:
    others = replace(segment(text, number), background=True)
    return book.happens(SegmentHeard(book.turn_id, others, 2.0, 2.0))


def test_it_is_sealed_and_shown_as_a_mark_only() -> None:
    book = answering()
    overhears(book, "the train was late")
    (sealed,) = [command for command in book.last if isinstance(command, SealSegment)]
    assert sealed.segment.background
    answer = book.conversation.now.answer
    assert answer.text == BACKGROUND
    assert answer.verbatim == f"{BACKGROUND} the train was late"


def test_it_is_never_an_action() -> None:
    book = overhears(answering(), "next question")
    assert book.state is State.LISTENING
    assert book.conversation.now.question_index == 0


def test_it_is_no_answer_that_could_be_scratched_or_taken_along() -> None:
    book = overhears(answering(), "the train was late")
    offered = book.conversation.offered()
    assert not {Action.SCRATCH, Action.BRING, Action.READ_BACK} & set(offered)


def test_scratch_that_takes_the_persons_own_last_passage() -> None:
    book = answering().says("i feel safe")
    overhears(book, "the train was late").says("scratch that")
    (left,) = book.conversation.now.answer.segments
    assert left.background


def test_it_answers_no_question_of_the_programs() -> None:
    book = answering().says("i feel safe").says("start over").spoken()
    assert book.state is State.CONFIRMING
    assert overhears(book, "yes").state is State.CONFIRMING
    assert book.conversation.now.silence, "the question still gives up by itself"


def test_a_gentle_line_comes_although_others_have_talked() -> None:
    book = answering()
    waiting = book.conversation.now.silence
    assert waiting
    assert overhears(book, "the train was late").conversation.now.silence == waiting


@pytest.mark.parametrize("patience", ["unhurried", "steady", "brisk"])
def test_patience_waits_while_anybodys_voice_sounds(patience: str) -> None:
    book = answering(patience=patience_named(patience)).says("i feel safe")
    assert book.conversation.now.silence
    book.happens(SpeechStarted(book.turn_id, near=False))
    assert not book.conversation.now.silence
    overhears(book, "the train was late")
    assert book.conversation.now.silence


def test_patience_counts_from_the_last_sound_whosever_it_was() -> None:
    book = answering(patience=patience_named("brisk"))
    heard = SegmentHeard(book.turn_id, segment("i feel safe", 90), 2.0, 9.0, unheard_seconds=0.5)
    assert book.happens(heard).timer_seconds() == 3.5


def test_others_do_not_hold_the_end_of_a_session_or_a_question_of_the_programs() -> None:
    book = answering().says("i feel safe").says("stop").spoken()
    assert book.state is State.STOPPING
    book.happens(SpeechStarted(book.turn_id, near=False))
    assert book.conversation.now.silence == "close"


@pytest.mark.parametrize(("wish", "told"), [("help", "you can say"), ("crisis", "The card.")])
def test_help_and_crisis_act_whosever_voice_it_was(wish: str, told: str) -> None:
    spoken = WORDING.actions[Action(wish)].spoken[0]
    book = overhears(answering(), spoken)
    assert book.state is State.TELLING
    assert told.lower() in book.said().lower()
    assert book.spoken().state is State.LISTENING


@pytest.mark.parametrize("wish", ["stop", "pause"])
def test_stop_and_pause_pause_and_ask(wish: str) -> None:
    book = overhears(answering(), wish)
    assert f"Was it you who said: {wish}?" in book.said()
    assert book.sealed()[-1][1] == wish, "kept, and marked as others' talk"
    assert book.spoken().state is State.PAUSED
    assert book.says("i feel safe").state is State.PAUSED, "nothing is written down meanwhile"


def test_stop_said_again_from_there_stops_whosever_voice_it_was() -> None:
    book = overhears(overhears(answering(), "stop").spoken(), "stop", 91)
    assert book.spoken().state is State.STOPPING


def test_resume_from_there_goes_on_whosever_voice_it_was_and_then_it_is_asked_again() -> None:
    book = overhears(overhears(answering(), "stop").spoken(), "resume", 91).spoken()
    assert book.state is State.LISTENING
    assert overhears(book, "stop", 92).spoken().state is State.PAUSED


def test_in_a_pause_of_the_persons_own_nobody_else_resumes() -> None:
    book = answering().says("pause").spoken()
    assert overhears(book, "resume").state is State.PAUSED


def test_before_the_first_question_it_is_asked_and_nothing_else_happens() -> None:
    book = overhears(ready(), "stop")
    assert "please say it again" in book.said()
    assert book.spoken().state is State.READY
    assert overhears(book, "stop", 91).state is State.CLOSING


@pytest.mark.parametrize("wish", ["next question", "scratch that", "start over", "yes"])
def test_nothing_else_acts_from_anothers_passage(wish: str) -> None:
    book = answering().says("i feel safe")
    before = book.conversation.now
    overhears(book, wish)
    assert book.state is State.LISTENING
    assert book.conversation.now.question_index == before.question_index


def test_what_is_no_whole_utterance_is_no_wish_of_anybodys() -> None:
    book = answering()
    others = replace(segment("stop", 90), background=True)
    book.happens(SegmentHeard(book.turn_id, others, 0.4, 2.0))
    assert book.state is State.LISTENING
