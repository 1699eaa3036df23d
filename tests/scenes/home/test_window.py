"""A window that is closed ends the stay, and with it whatever was opened; a session goes on."""

import pytest

from tests.scenes.home.playbook import choosing, inside, opened, standing_in
from voice.floor.commands import EndInside, Leave
from voice.floor.events import ShutdownAsked, WindowBack, WindowGone
from voice.scenes.home.states import Home

OPEN = (Home.TELLING, Home.AT_HOME, Home.PREPARING, Home.ASKING, Home.CHOOSING, Home.CONFIRMING)


@pytest.mark.parametrize("state", [*OPEN, Home.LEAVING])
def test_a_window_that_is_closed_at_home_ends_the_stay(state: Home) -> None:
    assert standing_in(state).happens(WindowGone()).state is Home.CLOSING


@pytest.mark.parametrize("state", [Home.CLOSING, Home.DRAINING, Home.ENDED])
def test_one_that_goes_with_the_stay_changes_nothing(state: Home) -> None:
    stay = standing_in(state).happens(WindowGone()).happens(WindowBack())
    assert stay.state is state


def test_what_was_opened_to_be_read_is_closed_with_the_window() -> None:
    stay = choosing().says("number two").happens(opened()).happens(WindowGone())
    assert stay.last_of(EndInside)
    assert stay.over().state is Home.CLOSING


def test_a_session_goes_on_by_voice_and_nobody_comes_home_to_no_window() -> None:
    stay = inside().happens(WindowGone())
    assert (stay.state, stay.last) == (Home.INSIDE, [])
    assert stay.over().state is Home.CLOSING


def test_whoever_opens_the_window_again_comes_home_after_the_session() -> None:
    stay = inside().happens(WindowGone()).happens(WindowBack())
    assert stay.over().spoken().state is Home.AT_HOME
    assert stay.happens(WindowGone()).state is Home.CLOSING


def test_a_window_that_is_back_takes_no_shutdown_back() -> None:
    stay = inside().happens(ShutdownAsked()).happens(WindowGone()).happens(WindowBack())
    assert stay.over().state is Home.CLOSING
    assert stay.spoken().last_of(Leave)
