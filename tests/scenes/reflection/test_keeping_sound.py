"""The sound of an answer is kept after a yes and not before, and goes where its words go."""

from dataclasses import replace

import pytest

from tests.scenes.reflection.playbook import Playbook, answering, plan, ready, segment
from tests.values.troubles import DISK_FULL
from voice.floor.actions import Action, Means
from voice.floor.commands import (
    EraseSegments,
    Listen,
    Manner,
    SealSegment,
    SealSound,
)
from voice.floor.events import SegmentHeard, SoundNotSealed
from voice.floor.turn import CONFIRM_SECONDS
from voice.scenes.reflection.conversation import Conversation
from voice.scenes.reflection.passages import SOUND_TAIL_SECONDS
from voice.scenes.reflection.states import State
from voice.values.transcript import PassageSound, Segment, Word


def asked() -> Playbook:
    """A session that waits for a yes or a no to the sound."""
    return ready(keep_sound=True).says("begin").spoken()


def agreed() -> Playbook:
    """The first question is open, and the sound is kept."""
    return asked().says("yes").spoken()


def test_nobody_is_asked_who_did_not_choose_it_and_no_sound_is_asked_for():
    book = answering().says("i feel safe")
    assert not any(c.sound for c in book.commands if isinstance(c, Listen))
    assert book.sounds() == []


def test_the_person_is_asked_in_words_before_the_first_question():
    book = asked()
    assert book.state is State.AGREEING
    assert "sound" in " ".join(line.text for line in book.conversation.now.said)
    assert set(book.conversation.offered()) >= {Action.YES, Action.NO, Action.HELP, Action.STOP}
    assert not any(c.sound for c in book.commands if isinstance(c, Listen))


@pytest.mark.parametrize("means", [Means.KEY, Means.SWITCH, Means.PAGE])
def test_a_yes_in_any_way_keeps_the_sound_of_what_is_said_from_then_on(means: Means):
    book = asked().chooses(Action.YES, means).spoken()
    assert book.state is State.LISTENING
    assert book.last_of(Listen)[-1].sound
    book.says("i feel safe")
    assert book.sounds() == ["segment-2"]


def test_the_words_are_sealed_before_their_sound():
    book = agreed().says("i feel safe")
    kinds = [type(c) for c in book.last if isinstance(c, SealSegment | SealSound)]
    assert kinds == [SealSegment, SealSound]


@pytest.mark.parametrize("answer", ["no", None])
def test_a_no_and_no_answer_at_all_keep_the_words_only(answer: str | None):
    book = asked()
    assert book.timer_seconds() == CONFIRM_SECONDS
    book = book.silence() if answer is None else book.says(answer)
    assert "I keep only your words." in book.said()
    book.spoken().says("i feel safe")
    assert book.sealed() == [("safe", "i feel safe")]
    assert book.sounds() == []
    assert not any(c.sound for c in book.commands if isinstance(c, Listen))


def test_a_yes_that_was_not_heard_well_is_asked_for_again():
    book = asked().says("yes", confidence=0.3)
    assert not book.conversation.now.keeps_sound
    assert book.spoken().state is State.AGREEING


def test_what_is_said_instead_of_a_yes_is_neither_kept_nor_taken_for_one():
    book = asked().says("i am not sure about that")
    assert book.state is State.AGREEING
    assert book.sealed() == []
    assert book.timer_seconds() == CONFIRM_SECONDS


def test_stopping_instead_of_answering_ends_the_session_with_nothing_kept():
    book = asked().says("stop")
    assert book.state is State.CLOSING
    assert "No words of yours were kept" in book.said()


def test_who_can_hear_me_tells_what_is_true_at_that_moment():
    assert "I keep no sound" in asked().says("who can hear me").said()
    assert "the sound of your answers, locked" in agreed().says("who can hear me").said()
    declined = asked().says("no").spoken()
    assert "I keep no sound" in declined.says("who can hear me").said()


def test_no_sound_is_asked_for_while_paused_and_none_is_kept_of_what_is_said_then():
    book = agreed().says("i feel safe").says("pause").spoken()
    assert not book.last_of(Listen)[-1].sound
    book.says("a visitor talks")
    assert book.sounds() == ["segment-3"]


def test_scratching_erases_the_passage_by_the_id_that_its_sound_has():
    book = agreed().says("i feel safe").says("scratch that").spoken()
    book.chooses(Action.STOP, Means.SIGNAL)
    assert book.sounds() == book.erased()


def test_a_passage_that_comes_late_brings_its_sound():
    book = agreed()
    turn_id = book.turn_id
    book.chooses(Action.NEXT)
    sound = PassageSound(0.0, bytes(64_000))
    book.happens(SegmentHeard(turn_id, segment("i feel safe", 9), 2.0, 0.0, sound))
    assert book.sounds() == ["segment-9"]


def test_a_command_after_a_silence_is_not_in_the_sound_of_the_answer():
    book = agreed()
    words = tuple(
        Word(text, start, start + 0.5, 1.0)
        for text, start in [("safe", 10.0), ("next", 12.0), ("question", 12.5)]
    )
    sound = PassageSound(9.0, bytes(32_000 * 5))
    heard = Segment("one", words, 10.0, 13.0)
    book.happens(SegmentHeard(book.turn_id, heard, 3.0, 1.5, sound))
    (kept,) = book.last_of(SealSound)
    assert kept.sound.end_seconds == pytest.approx(10.5 + SOUND_TAIL_SECONDS)
    assert book.sealed() == [("safe", "safe")]


def test_a_doubtful_command_is_erased_with_its_sound_once_it_is_confirmed():
    book = agreed().says("i feel safe").says("next question", confidence=0.3).spoken()
    assert book.sounds() == ["segment-3", "segment-4"]
    assert book.says("yes").last_of(EraseSegments)[0].segment_ids == ("segment-4",)


def test_sound_that_came_although_nobody_agreed_is_not_kept():
    book = answering()
    sound = PassageSound(0.0, bytes(64_000))
    book.happens(SegmentHeard(book.turn_id, segment("i feel safe", 9), 2.0, 1.5, sound))
    assert book.sounds() == []


def test_the_sound_of_other_peoples_talk_is_not_kept_although_their_words_are_marked():
    book = agreed()
    turn_id, others = book.turn_id, replace(segment("somebody else", 9), background=True)
    sound = PassageSound(0.0, bytes(64_000))
    book.happens(SegmentHeard(turn_id, others, 0.0, 0.0, sound))
    book.chooses(Action.NEXT)
    late = replace(others, segment_id="late")
    book.happens(SegmentHeard(turn_id, late, 0.0, 0.0, sound))
    assert [c.segment.segment_id for c in book.commands if isinstance(c, SealSegment)] == [
        "segment-9",
        "late",
    ]
    assert book.sounds() == []


def test_that_the_sound_cannot_be_kept_is_told_and_the_answer_goes_on():
    book = agreed().says("i feel safe")
    book.happens(SoundNotSealed(DISK_FULL))
    assert "Please free some space." in book.said()
    assert book.spoken().state is State.LISTENING


def test_the_session_starts_over_with_the_question_each_time():
    """A yes holds for one session: the next conversation begins without it."""
    assert not Conversation(plan(keep_sound=True), Manner()).now.keeps_sound


def test_a_sound_is_cut_at_a_whole_sample_and_never_before_its_beginning():
    sound = PassageSound(10.0, bytes(range(200)) * 2)
    assert sound.until(10.00009).samples == sound.samples[:2]
    assert sound.until(9.0).samples == b""
    assert sound.until(99.0) == sound


def test_no_repr_holds_a_sample():
    assert "secret" not in repr(PassageSound(1.0, b"secret"))
    assert "secret" not in repr(SealSound("q", "s", PassageSound(1.0, b"secret")))
