"""Other people's talk is kept apart: it is no answer, no wish, and holds nothing up."""

from dataclasses import replace

from tests.conversation.playbook import Playbook, answering, segment
from voice.conversation.actions import Action
from voice.conversation.commands import SealSegment
from voice.conversation.events import SegmentHeard
from voice.conversation.states import State
from voice.transcript import BACKGROUND


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


def test_a_gentle_line_comes_although_others_talk() -> None:
    book = answering()
    waiting = book.conversation.now.silence
    assert waiting
    assert overhears(book, "the train was late").conversation.now.silence == waiting
