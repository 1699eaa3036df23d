"""A typed answer: kept like a spoken one, never lost, and nobody is hurried or disturbed."""

import pytest

from tests.scenes.reflection.playbook import Playbook, answering, ready
from tests.values.troubles import DISK_FULL, MICROPHONE_GONE
from voice.floor.actions import Action, Means
from voice.floor.commands import Hush, Listen, SealSegment
from voice.floor.events import (
    DeviceFailed,
    DeviceRecovered,
    Drafted,
    Remark,
    SealingFailed,
    Sign,
    SoundLost,
    TimerFired,
)
from voice.floor.turn import patience_named
from voice.scenes.reflection.states import State
from voice.values.typing import MOST_TYPED_CHARACTERS


def typing(draft: str = "", **plan_options: object) -> Playbook:
    """A line is open, and this stands in it."""
    book = answering(**plan_options).says("let me write").spoken()
    return book.types(draft) if draft else book


def typed_to(book: Playbook) -> list[str]:
    return [s.verbatim for s in book.conversation.now.answer.segments if s.typed]


def test_what_is_typed_is_held_until_it_is_taken_and_then_sealed_as_typed() -> None:
    book = typing("I feel safe.")
    assert book.sealed() == []
    book.chooses(Action.KEEP_TYPED)
    (sealed,) = book.last_of(SealSegment)
    assert sealed.segment.typed
    assert sealed.segment.verbatim == "I feel safe."
    assert "in your answer" in book.said()
    assert book.spoken().state is State.LISTENING
    assert book.conversation.view().draft == ""


def test_more_is_typed_as_a_further_passage_and_has_a_name_of_its_own() -> None:
    book = typing("One.").chooses(Action.KEEP_TYPED).spoken()
    book.chooses(Action.TYPE).spoken().types("Two.").chooses(Action.KEEP_TYPED)
    ids = [s.segment_id for s in book.conversation.now.answer.segments]
    assert typed_to(book) == ["One.", "Two."]
    assert len(set(ids)) == 2


def test_a_passage_that_was_typed_lies_after_what_was_said_before_it() -> None:
    book = answering().says("i feel safe").says("let me write").spoken().types("And calm.")
    book.chooses(Action.KEEP_TYPED).spoken().says("all day")
    starts = [s.start_seconds for s in book.conversation.now.answer.segments]
    assert starts == sorted(starts)
    book.says("read it back")
    assert "I feel safe. And calm. All day." in " ".join(book.said().split())


def test_scratch_and_undo_bring_and_start_over_work_on_it() -> None:
    book = typing("I feel safe.").chooses(Action.KEEP_TYPED).spoken()
    assert Action.BRING in book.conversation.offered()
    book.says("scratch that").spoken()
    assert typed_to(book) == []
    book.says("undo").spoken()
    assert typed_to(book) == ["I feel safe."]
    book.chooses(Action.BRING).spoken()
    assert book.conversation.now.answer.flagged
    book.says("change safe to calm").spoken()
    assert book.conversation.now.answer.text == "I feel calm. [typed]"
    book.says("start over").spoken().says("yes").spoken()
    assert typed_to(book) == []


def test_an_empty_line_keeps_nothing_and_says_so() -> None:
    for action in (Action.KEEP_TYPED, Action.DROP_TYPED):
        book = typing("  ").chooses(action)
        assert "leave it as it is" in book.said()
        assert book.sealed() == []
        assert book.spoken().state is State.LISTENING


def test_what_was_left_out_comes_back_into_the_line_for_ten_seconds() -> None:
    book = typing("I feel safe.").chooses(Action.DROP_TYPED).spoken()
    assert (book.state, book.conversation.now.draft) == (State.LISTENING, "")
    first = book.conversation.now.typing_turn_id
    book.says("undo").spoken()
    assert (book.state, book.conversation.view().draft) == (State.TYPING, "I feel safe.")
    assert book.conversation.view().typing_turn_id != first
    assert book.sealed() == []


def test_what_was_left_out_is_forgotten_when_its_time_is_over_or_another_question_asked() -> None:
    book = typing("I feel safe.").chooses(Action.DROP_TYPED).spoken()
    book.happens(TimerFired("undo", book.turn_id))
    assert book.conversation.now.undoable is None
    for way in (Action.NEXT, Action.TYPE):
        book = typing("I feel safe.").chooses(Action.DROP_TYPED).spoken().chooses(way)
        assert book.conversation.now.undoable is None
    assert book.erased() == []


def test_speaking_goes_on_while_somebody_types_and_nobody_is_asked_anything() -> None:
    book = typing("I feel")
    book.says("i feel safe").says("scratch that", confidence=0.4).says("next question")
    assert book.state is State.TYPING
    spoken = [text for _, text in book.sealed()]
    assert spoken == ["i feel safe", "scratch that", "next question"]
    assert book.conversation.now.draft == "I feel"
    book.says("keep these words")
    assert typed_to(book) == ["I feel"]


@pytest.mark.parametrize("patience", ["brisk", "unhurried"])
def test_no_silence_ends_or_disturbs_somebody_who_types_or_has_typed(patience: str) -> None:
    book = typing(patience=patience_named(patience))
    assert book.timer_seconds() is None
    book.types("I feel").says("i feel safe")
    assert book.timer_seconds() is None
    book.chooses(Action.KEEP_TYPED).spoken()
    assert book.state is State.LISTENING
    assert book.timer_seconds() is None
    if patience == "brisk":
        assert book.says("and calm").timer_seconds() is not None, "they speak again"


def test_a_letter_silences_the_program_and_the_line_stays_open() -> None:
    book = answering().chooses(Action.TYPE)
    assert book.state is State.TELLING
    book.types("I")
    assert book.last[0] == Hush()
    assert book.opens_microphone()
    assert (book.state, book.conversation.now.draft) == (State.TYPING, "I")


def test_whoever_types_is_shown_that_nothing_is_heard_and_told_it_when_the_line_is_closed() -> None:
    for event in (DeviceFailed("microphone", MICROPHONE_GONE), SoundLost(2.0)):
        for close in (Action.KEEP_TYPED, Action.DROP_TYPED, Action.STOP):
            book = typing("I feel").happens(event)
            told = "missed a moment" if isinstance(event, SoundLost) else "cannot hear you"
            assert (book.last, book.state) == ([], State.TYPING)
            assert ("microphone" in book.conversation.view().notice) is ("cannot" in told)
            assert told not in book.chooses(Action.HELP).said()
            book.spoken().types("I feel safe")
            book.chooses(close)
            assert told in book.said()
            assert told not in book.spoken().chooses(Action.HELP).said(), "once is enough"


def test_what_kept_the_program_from_hearing_and_is_over_before_the_line_closes_is_not_told() -> (
    None
):
    book = typing("I feel").happens(DeviceFailed("microphone", MICROPHONE_GONE))
    book.happens(DeviceRecovered("microphone")).chooses(Action.KEEP_TYPED)
    assert "hear" not in book.said()
    book = answering().happens(DeviceFailed("microphone", MICROPHONE_GONE)).spoken()
    book.chooses(Action.TYPE).spoken().happens(DeviceRecovered("microphone"))
    assert book.last == []
    assert "can hear you again" in book.chooses(Action.KEEP_TYPED).said()


def test_what_matters_to_whoever_types_is_told_at_once() -> None:
    for event in (SealingFailed("x", DISK_FULL), Remark("The kiosk closes soon.")):
        book = typing("I feel").happens(event)
        assert "cannot save" in book.said() or "closes soon" in book.said()
        assert (book.spoken().state, book.conversation.now.draft) == (State.TYPING, "I feel")


def test_help_and_the_question_are_said_and_the_line_is_still_there() -> None:
    for action in (Action.HELP, Action.REPEAT, Action.SLOWER, Action.WHERE):
        book = typing("I feel").chooses(action)
        view = book.conversation.view()
        assert (view.draft, bool(view.typing_turn_id)) == ("I feel", True)
        assert book.spoken().state is State.TYPING
    assert book.conversation.now.draft == "I feel"


def test_the_question_is_what_is_said_again() -> None:
    book = typing("I feel").chooses(Action.REPEAT)
    assert book.conversation.view().question in book.said()


def test_stop_keeps_what_stands_in_the_line_and_says_so() -> None:
    book = typing("I feel safe").chooses(Action.STOP)
    assert typed_to(book) == ["I feel safe"]
    assert "What you were typing is in your answer." in book.said()
    book.spoken().says("go on").spoken()
    assert (book.state, book.conversation.now.draft) == (State.LISTENING, "")


def test_a_signal_keeps_it_too_and_a_second_one_as_well() -> None:
    book = typing("I feel safe").chooses(Action.STOP, Means.SIGNAL)
    assert [text for _, text in book.sealed()] == ["I feel safe"]
    left = typing("I feel safe").conversation
    (sealed,) = left.left_at_once()
    assert isinstance(sealed, SealSegment)
    assert left.left_at_once() == []


def test_what_comes_late_of_a_line_that_is_closed_is_nobodys() -> None:
    book = typing("One.").chooses(Action.KEEP_TYPED)
    old = book.conversation.now.typing_turn_id
    book.happens(Drafted(old, "One. Tw")).spoken()
    assert book.conversation.now.draft == ""
    book.chooses(Action.TYPE).happens(Drafted(old, "One.")).spoken()
    assert book.conversation.now.draft == ""


def test_a_draft_is_bounded_and_in_no_repr() -> None:
    book = typing("plum" * MOST_TYPED_CHARACTERS)
    assert len(book.conversation.now.draft) == MOST_TYPED_CHARACTERS
    shown = (repr(book.conversation.now), repr(book.conversation.view()), repr(Drafted(1, "plum")))
    assert not any("plum" in text for text in shown)
    book.chooses(Action.DROP_TYPED)
    assert "plum" not in repr(book.conversation.now)


def test_somebody_who_types_is_there() -> None:
    assert typing().conversation.sign_of_life(Drafted(1, "a")) is Sign.CHOICE


def test_letters_are_no_keys_while_a_line_is_open_or_about_to_be() -> None:
    for book in (typing("a"), answering().chooses(Action.TYPE)):
        keys = {choice.key for choice in book.conversation.view().choices}
        assert {"enter", "escape"} <= keys
        assert all(len(key) > 1 for key in keys)


def test_a_line_can_be_opened_where_an_answer_is_heard_and_nowhere_else() -> None:
    assert Action.TYPE not in ready().conversation.offered()
    book = answering(ask_to_keep=True).says("i feel safe").says("next question").spoken()
    assert book.state is State.REVIEWING
    book.chooses(Action.TYPE).spoken().types("And calm.").chooses(Action.KEEP_TYPED)
    assert typed_to(book) == ["And calm."]
    assert not answering().says("pause").spoken().conversation.accepts(Action.TYPE)


def test_nothing_that_is_typed_has_a_sound() -> None:
    book = ready(keep_sound=True).says("begin").spoken().says("yes").spoken()
    book.chooses(Action.TYPE).spoken().types("Safe.").says("and calm").chooses(Action.KEEP_TYPED)
    assert book.sounds() == ["segment-3"]
    assert book.last_of(Listen) == []
