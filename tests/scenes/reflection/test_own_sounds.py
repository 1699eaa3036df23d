"""What a person's own sound does in a session: asks first, acts by right, and is learned from."""

from dataclasses import replace

import pytest

from tests.scenes.reflection.playbook import Playbook, answering, ready, segment
from voice.floor.actions import RULE_OF, Action, Safety
from voice.floor.commands import LearnSound
from voice.floor.events import OwnSound, SegmentHeard
from voice.scenes.reflection.states import State

EXAMPLE = b"features"


def sounds(
    book: Playbook,
    action: Action,
    acts: bool = False,
    words: str = "",
    near_words_seconds: float = 9.0,
) -> Playbook:
    """Somebody makes their own sound for this; a recogniser may make words of it."""
    book.heard += 1
    said = segment(words or "x", book.heard)
    said = replace(said, words=said.words if words else ())
    return book.happens(
        SegmentHeard(
            book.turn_id,
            said,
            5.0,
            1.5,
            anybody_before_seconds=near_words_seconds,
            own_sound=OwnSound(action, acts, EXAMPLE),
        )
    )


def learned(book: Playbook) -> list[tuple[Action, bool]]:
    return [(each.action, each.right) for each in book.last_of(LearnSound)]


def test_at_first_it_asks_and_a_yes_does_it_and_is_learned() -> None:
    book = sounds(answering(), Action.NEXT)
    assert "Did you mean: next question" in book.said()
    book.spoken().says("yes")
    assert learned(book) == [(Action.NEXT, True)]
    assert book.conversation.now.question_index == 1


def test_the_same_sound_again_is_a_yes() -> None:
    book = sounds(sounds(answering(), Action.NEXT).spoken(), Action.NEXT)
    assert learned(book) == [(Action.NEXT, True)]
    assert book.conversation.now.question_index == 1


def test_another_sound_is_no_yes() -> None:
    book = sounds(sounds(answering(), Action.NEXT).spoken(), Action.STOP)
    assert learned(book) == []
    assert book.conversation.now.question_index == 0


def test_a_no_leaves_everything_and_is_learned() -> None:
    book = sounds(answering(), Action.NEXT).spoken().says("no")
    assert learned(book) == [(Action.NEXT, False)]
    assert book.conversation.now.question_index == 0


def test_a_silence_is_neither_yes_nor_no() -> None:
    book = sounds(answering(), Action.NEXT).spoken().silence()
    assert learned(book) == []
    assert book.conversation.now.question_index == 0


def test_a_sound_that_may_act_acts_at_once() -> None:
    book = sounds(answering(), Action.NEXT, acts=True)
    assert book.conversation.now.question_index == 1
    assert learned(book) == []


@pytest.mark.parametrize("acts", [False, True])
def test_the_words_heard_in_it_are_kept_first(acts: bool) -> None:
    book = sounds(answering(), Action.NEXT, acts, words="i feel safe")
    assert book.sealed() == [("safe", "i feel safe")]


def test_a_yes_takes_the_words_of_the_sound_out_again_and_a_no_does_not() -> None:
    book = sounds(answering(), Action.NEXT, words="necks").spoken().says("yes")
    assert book.erased() == ["segment-2"]
    book = sounds(answering(), Action.NEXT, words="necks").spoken().says("no")
    assert book.sealed() == [("safe", "necks")]


def test_where_others_words_are_close_even_a_sound_that_may_act_asks() -> None:
    book = sounds(answering(), Action.NEXT, acts=True, near_words_seconds=0.4)
    assert "Did you mean" in book.said()
    assert book.conversation.now.question_index == 0


@pytest.mark.parametrize("action", [Action.SCRATCH, Action.STOP, Action.START_OVER])
def test_nothing_ends_or_is_taken_out_without_a_yes(action: Action) -> None:
    assert RULE_OF[action].safety is not Safety.HARMLESS
    book = sounds(answering().says("i feel safe"), action)
    assert book.state is State.TELLING
    assert "Did you mean" in book.said()
    assert book.erased() == []
    book.spoken().silence()
    assert book.erased() == []
    assert book.state in {State.LISTENING, State.TELLING}


def test_before_the_session_the_sound_for_next_made_twice_begins_it() -> None:
    book = sounds(ready(), Action.NEXT)
    assert book.state is not State.ASKING
    book = sounds(book.spoken(), Action.NEXT)
    assert book.state is State.ASKING
    assert learned(book) == [(Action.NEXT, True)]


def test_what_is_said_in_words_wins() -> None:
    book = answering()
    said = segment("say it again", 7)
    book.happens(
        SegmentHeard(book.turn_id, said, 5.0, 1.5, own_sound=OwnSound(Action.NEXT, True, EXAMPLE))
    )
    assert book.conversation.now.question_index == 0
    assert book.state is State.ASKING


def test_a_sound_for_what_is_not_offered_now_is_none() -> None:
    book = sounds(answering(), Action.LET_GO, acts=True)
    assert book.state is State.LISTENING


def test_consent_is_never_taken_from_a_sound_made_once() -> None:
    book = ready(keep_sound=True).says("begin").spoken()
    assert book.state is State.AGREEING
    sounds(book, Action.YES, acts=True)
    assert not book.conversation.now.keeps_sound
