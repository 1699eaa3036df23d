"""What a person's own sound does at home: asks for it once more, and consents to nothing alone."""

import math
from dataclasses import replace

import pytest

from tests.scenes.home.playbook import Stay, at_home, standing_in
from tests.scenes.reflection.playbook import segment
from voice.floor.actions import Action
from voice.floor.commands import LearnSound
from voice.floor.events import OwnSound, SegmentHeard
from voice.scenes.home.states import Home


def sounds(
    stay: Stay, action: Action, acts: bool = False, words: str = "", background: bool = False
) -> Stay:
    """Somebody makes their own sound for this; a recogniser may make words of it."""
    stay.heard += 1
    said = segment(words or "x", stay.heard)
    said = replace(said, words=said.words if words else (), background=background)
    own = OwnSound(action, acts, b"features")
    return stay.happens(SegmentHeard(stay.turn_id, said, math.inf, 1.5, own_sound=own))


def learned(stay: Stay) -> list[LearnSound]:
    return [each for each in stay.last if isinstance(each, LearnSound)]


def test_at_first_it_asks_for_it_once_more_and_that_is_a_yes() -> None:
    stay = sounds(at_home(), Action.NEXT)
    assert "That may be your sound for begin" in stay.said()
    assert learned(stay) == []
    stay = sounds(stay.spoken(), Action.NEXT)
    assert stay.state is Home.PREPARING, "the sound for next begins"
    assert learned(stay) == [LearnSound(Action.NEXT, b"features", right=True)]


def test_another_sound_is_no_yes() -> None:
    stay = sounds(sounds(at_home(), Action.NEXT).spoken(), Action.STOP)
    assert learned(stay) == []
    assert "make it once more" in stay.said()


def test_what_was_right_often_enough_is_done_at_once_and_what_only_tells_always_is() -> None:
    assert sounds(at_home(), Action.NEXT, acts=True).state is Home.PREPARING
    assert "once more" not in sounds(at_home(), Action.REPEAT).said()


def test_one_of_several_is_looked_at_and_taken_by_sounds() -> None:
    stay = standing_in(Home.CHOOSING)
    first = stay.home.now.candidate
    sounds(stay, Action.NEXT, acts=True).spoken()
    assert stay.home.now.candidate == first + 1
    assert sounds(stay, Action.YES, acts=True).state is not Home.CHOOSING


@pytest.mark.parametrize("state", [Home.ASKING, Home.CONFIRMING])
def test_no_sound_made_once_consents_however_often_it_was_right(state: Home) -> None:
    stay = sounds(standing_in(state), Action.YES, acts=True)
    assert "make it once more" in stay.said()
    assert stay.spoken().state is state
    gone = sounds(standing_in(state), Action.NO, acts=True).spoken()
    assert gone.state is Home.AT_HOME


def test_words_that_are_understood_go_before_it() -> None:
    stay = sounds(at_home(), Action.NEXT, acts=True, words="goodbye")
    assert stay.spoken().state is Home.LEAVING


def test_a_sound_for_what_is_not_offered_another_s_and_one_at_a_closed_home_do_nothing() -> None:
    assert sounds(at_home(), Action.SKIP, acts=True).state is Home.AT_HOME
    assert sounds(at_home(), Action.NEXT, acts=True, background=True).state is Home.AT_HOME
    closed = standing_in(Home.STANDING_BY)
    assert sounds(closed, Action.NEXT, acts=True).state is Home.STANDING_BY
