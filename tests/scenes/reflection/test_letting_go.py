"""What destroys asks first, or can be taken back; what is let go is really erased."""

from tests.scenes.reflection.playbook import answering
from voice.floor.actions import UNDO_SECONDS, Action, Means
from voice.floor.commands import FlagSegment, UnflagSegment
from voice.floor.events import SpeechStarted, TimerFired
from voice.scenes.reflection.states import State


def test_scratch_takes_out_the_last_passage_only():
    book = answering().says("i feel safe").says("and calm").says("scratch that")
    assert [s.verbatim for s in book.conversation.now.answer.segments] == ["i feel safe"]
    assert book.erased() == []


def test_the_undo_time_starts_when_the_person_can_speak_again():
    book = answering().says("i feel safe").says("scratch that")
    assert book.timer_seconds("undo") is None
    book.spoken()
    assert book.timer_seconds("undo") == UNDO_SECONDS


def test_undo_brings_it_back_in_its_place():
    book = answering().says("i feel safe").says("scratch that").spoken().says("undo").spoken()
    assert [s.verbatim for s in book.conversation.now.answer.segments] == ["i feel safe"]
    book.happens(TimerFired("undo", 6))
    assert book.erased() == []


def test_a_note_for_the_session_is_undone_and_nothing_else_with_it():
    book = answering().says("i feel safe").says("bring this to my session").spoken()
    book.says("undo")
    flagged = [c for c in book.commands if isinstance(c, FlagSegment | UnflagSegment)]
    assert flagged == [FlagSegment("safe", "segment-2"), UnflagSegment("safe", "segment-2")]
    assert "no longer noted" in book.said()
    assert book.conversation.now.answer.flagged == frozenset()
    assert [s.verbatim for s in book.conversation.now.answer.segments] == ["i feel safe"]


def test_when_the_time_is_over_the_note_stays():
    book = answering().says("i feel safe").says("bring this to my session").spoken()
    assert book.timer_seconds("undo") == UNDO_SECONDS
    book.happens(TimerFired("undo", book.turn_id))
    assert book.conversation.now.answer.flagged == {"segment-2"}
    assert Action.UNDO not in book.conversation.offered()


def test_noting_twice_notes_once_and_undo_still_takes_it_back():
    book = answering().says("i feel safe").says("bring this to my session").spoken()
    book.says("bring this to my session").spoken().says("undo")
    assert book.conversation.now.answer.flagged == frozenset()


def test_when_the_time_is_over_it_is_erased_for_good():
    book = answering().says("i feel safe").says("scratch that").spoken()
    book.happens(TimerFired("undo", book.turn_id))
    assert book.erased() == ["segment-2"]
    assert Action.UNDO not in book.conversation.offered()


def test_somebody_saying_undo_just_then_is_waited_for():
    book = answering().says("i feel safe").says("scratch that").spoken()
    book.happens(SpeechStarted(book.turn_id)).happens(TimerFired("undo", book.turn_id))
    assert book.erased() == []
    assert book.timer_seconds("undo")


def test_ending_the_session_erases_what_was_let_go():
    book = answering().says("i feel safe").says("scratch that").spoken()
    book.chooses(Action.STOP, Means.SIGNAL)
    assert book.erased() == ["segment-2"]


def test_starting_over_asks_first_and_can_still_be_undone():
    book = answering().says("i feel safe").says("and calm").says("start over").spoken()
    assert book.state is State.CONFIRMING
    book.says("yes").spoken()
    assert book.conversation.now.answer.segments == ()
    assert book.erased() == []
    book.says("undo").spoken()
    assert len(book.conversation.now.answer.segments) == 2


def test_an_answer_can_be_kept_or_let_go_where_that_was_asked_for():
    book = answering(ask_to_keep=True).says("i feel safe").says("next question").spoken()
    assert book.state is State.REVIEWING
    book.says("let it go").spoken()
    assert book.marks() == [("safe", "unanswered")]
    assert book.conversation.now.answers[0].segments == ()
    book.happens(TimerFired("undo", book.turn_id))
    assert book.erased() == ["segment-2"]


def test_an_answer_that_is_kept_goes_on_to_the_next_question():
    book = answering(ask_to_keep=True).says("i feel safe").says("next question").spoken()
    book.says("keep it")
    assert book.marks() == [("safe", "answered")]
    assert "Whom do I trust?" in book.said()


def test_let_go_can_be_undone_from_the_next_question():
    book = answering(ask_to_keep=True).says("i feel safe").says("next question").spoken()
    book.says("let it go").spoken().says("undo").spoken()
    assert len(book.conversation.now.answers[0].segments) == 1


def test_a_passage_can_be_marked_for_a_session():
    book = answering().says("i feel safe").says("bring this to my session")
    assert book.conversation.now.answer.flagged == {"segment-2"}
