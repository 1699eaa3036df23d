"""Own sounds where something is asked and nothing said is kept; and where a home stands by."""

import math
from dataclasses import replace
from typing import Any

import pytest

from tests.scenes.home.playbook import standing_in as at_home
from tests.scenes.recording.playbook import Played
from tests.scenes.reflection.playbook import segment
from tests.scenes.teaching.playbook import line, standing_in
from voice.floor.actions import Action
from voice.floor.commands import LearnSound
from voice.floor.events import OwnSound, SegmentHeard
from voice.scenes.home.states import Home
from voice.scenes.recording.errands import TakeReading
from voice.scenes.teaching.errands import ForgetSound
from voice.scenes.teaching.states import Teaching
from voice.scenes.teaching.wording import TeachSay


def sounds(
    stay: Any, action: Action, acts: bool = True, words: str = "", background: bool = False
) -> Any:
    """Somebody makes their own sound for this; a recogniser may make words of it."""
    now = stay.home.now if hasattr(stay, "home") else stay.scene.now
    said = segment(words or "x", 1)
    said = replace(said, words=said.words if words else (), background=background)
    own = OwnSound(action, acts, b"features")
    return stay.happens(SegmentHeard(now.turn_id, said, math.inf, 1.5, own_sound=own))


def learned(stay: Played) -> list[LearnSound]:
    return [each for each in stay.last if isinstance(each, LearnSound)]


def test_next_names_one_choice_after_the_other_and_yes_takes_the_one_that_was_named() -> None:
    taught = sounds(standing_in(Teaching.ENOUGH), Action.NEXT, acts=False)
    assert f"1: {line(TeachSay.LEARN)}." in taught.said()
    sounds(taught.spoken(), Action.NEXT)
    assert f"2: {line(TeachSay.ONE_MORE)}." in taught.said()
    assert sounds(taught.spoken(), Action.YES).state is Teaching.UNMADE
    made = sounds(sounds(taught.spoken(), Action.NEXT).spoken(), Action.YES).spoken()
    assert [each for each in made.last if isinstance(each, TakeReading)]
    around = standing_in(Teaching.TALK)
    sounds(sounds(around, Action.NEXT).spoken(), Action.NEXT)
    assert around.scene.now.looked_at == 1, "after the last comes the first"


def test_yes_takes_nothing_that_was_not_named() -> None:
    taught = sounds(standing_in(Teaching.ENOUGH), Action.YES)
    assert taught.state is Teaching.ENOUGH
    asked_anew = sounds(standing_in(Teaching.ENOUGH), Action.NEXT).spoken().chooses(2).spoken()
    assert asked_anew.scene.now.looked_at == 0


def test_until_it_was_right_often_enough_it_is_asked_for_once_more_and_that_is_learned() -> None:
    taught = sounds(standing_in(Teaching.ENOUGH), Action.BACK, acts=False)
    assert "make it once more" in taught.said()
    assert (taught.spoken().state, learned(taught)) == (Teaching.ENOUGH, [])
    sounds(taught, Action.BACK, acts=False)
    assert taught.state is Teaching.MADE
    assert learned(taught) == [LearnSound(Action.BACK, b"features", right=True)]
    other = sounds(sounds(standing_in(Teaching.ENOUGH), Action.BACK, False).spoken(), Action.NEXT)
    assert sounds(other.spoken(), Action.BACK, acts=False).state is Teaching.ENOUGH
    by_hand = sounds(standing_in(Teaching.ENOUGH), Action.BACK, False).spoken()
    by_hand.acts(Action.REPEAT).spoken()
    assert sounds(by_hand, Action.BACK, acts=False).state is Teaching.ENOUGH


def test_nothing_is_forgotten_by_a_sound_made_once() -> None:
    taught = standing_in(Teaching.FORGETTING)
    sounds(sounds(taught, Action.NEXT).spoken(), Action.NEXT).spoken()
    sounds(taught, Action.YES)
    assert "make it once more" in taught.said()
    assert not any(isinstance(each, ForgetSound) for each in taught.errands())
    assert isinstance(sounds(taught.spoken(), Action.YES).errands()[-1], ForgetSound)


def test_the_sound_that_is_being_taught_means_nothing_meanwhile_and_words_go_before_any() -> None:
    stop = sounds(sounds(standing_in(Teaching.UNMADE), Action.STOP), Action.STOP)
    assert stop.state is Teaching.UNMADE
    assert stop.scene.now.doubted is None
    assert sounds(standing_in(Teaching.ENOUGH), Action.NEXT, words="go back").state is Teaching.MADE


@pytest.mark.parametrize("background", [False, True])
def test_a_home_that_stands_by_begins_by_a_sound_made_twice_and_says_nothing_before(
    background: bool,
) -> None:
    stay = sounds(at_home(Home.STANDING_BY), Action.NEXT, background=background)
    assert (stay.state, stay.said()) == (Home.STANDING_BY, "")
    sounds(stay, Action.NEXT, background=background)
    assert stay.state is (Home.STANDING_BY if background else Home.PREPARING)


def test_nothing_between_and_nothing_that_still_asks_begins_from_standing_by() -> None:
    stay = sounds(sounds(at_home(Home.STANDING_BY), Action.NEXT), Action.REPEAT)
    assert sounds(stay, Action.NEXT).state is Home.STANDING_BY
    asks = sounds(sounds(at_home(Home.STANDING_BY), Action.NEXT, False), Action.NEXT, False)
    assert asks.state is Home.STANDING_BY
    opens = sounds(sounds(at_home(Home.STANDING_BY), Action.READ_BACK), Action.READ_BACK)
    assert opens.state is Home.STANDING_BY
