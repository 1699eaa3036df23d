"""The crisis card at a kiosk: in every state, for whoever is there, and never for ever."""

import pytest

from tests.scenes.visit.playbook import WORDING, Visit, line, parting, resting, standing_in
from tests.values.troubles import LOUDSPEAKER_GONE, MICROPHONE_GONE
from voice.floor.actions import Action, Means
from voice.floor.crisis import CARD_ACTIONS
from voice.floor.events import DeviceFailed, DeviceRecovered
from voice.scenes.visit.states import PRESENT, UNATTENDED, KioskState
from voice.scenes.visit.timing import ALONE_SECONDS
from voice.scenes.visit.wording import KioskSay

WITH_SOMEBODY = sorted(PRESENT - {KioskState.IN_SESSION})
STATES = sorted({*WITH_SOMEBODY, *UNATTENDED})


def _with_card(state: KioskState) -> Visit:
    return standing_in(state).chooses(Action.CRISIS).spoken()


@pytest.mark.parametrize("state", STATES)
def test_it_replaces_everything_and_stays_when_its_line_has_ended(state: KioskState) -> None:
    visit = standing_in(state).chooses(Action.CRISIS)
    assert visit.said() == "The card."
    visit.spoken()
    view = visit.kiosk.view()
    assert view.card is not None
    assert (view.shown, view.slip, view.entry, view.crisis) == ((), None, False, "")
    assert {choice.action for choice in view.choices} <= {*CARD_ACTIONS, Action.STOP}
    assert visit.state is state


@pytest.mark.parametrize("state", STATES)
def test_going_on_leads_back_to_what_was_asked(state: KioskState) -> None:
    before = standing_in(state).kiosk.view()
    for means in (Means.KEY, Means.SWITCH, Means.PAGE):
        visit = _with_card(state).chooses(Action.RESUME, means)
        assert visit.kiosk.view().card is None
        assert visit.said()
        assert visit.spoken().kiosk.view().choices == before.choices
        assert visit.state is state
    if state is not KioskState.TROUBLED:
        for form in (*WORDING.actions[Action.RESUME].spoken, "go"):
            assert _with_card(state).says(form).kiosk.view().card is None, form


@pytest.mark.parametrize("state", WITH_SOMEBODY)
def test_nothing_that_runs_by_itself_takes_it_away(state: KioskState) -> None:
    visit = _with_card(state)
    assert set(visit.kiosk.now.timers) <= {"left alone", "unasked"}
    visit.says("somebody should come")
    visit.says("yes")
    assert visit.kiosk.view().card is not None
    assert visit.state is state


@pytest.mark.parametrize("state", WITH_SOMEBODY)
def test_whoever_walks_away_from_it_is_asked_and_then_wiped_as_ever(state: KioskState) -> None:
    visit = _with_card(state).timer("left alone")
    assert visit.kiosk.view().card is not None
    visit.spoken()
    assert visit.kiosk.now.warned
    visit.timer("left alone")
    assert visit.state is KioskState.RESTING
    assert visit.kiosk.view().card is None


def test_whoever_leaves_after_the_session_is_not_told_that_nothing_is_kept() -> None:
    visit = parting().says("crisis").spoken().timer("left alone")
    assert visit.said() == line(KioskSay.LEFT_ALONE_IN_SESSION)


@pytest.mark.parametrize("state", sorted(UNATTENDED))
def test_where_nobody_was_it_goes_by_itself_after_two_minutes(state: KioskState) -> None:
    visit = _with_card(state)
    assert visit.timer_seconds("left alone") == ALONE_SECONDS
    visit.timer("left alone")
    assert visit.kiosk.view().card is None
    assert visit.state is state
    assert visit.said() == ""


def test_nobody_is_invited_while_it_is_shown() -> None:
    visit = resting(inviting=True).says("crisis").spoken()
    assert "invitation" not in visit.kiosk.now.timers
    assert "invitation" in visit.says("go on").kiosk.now.timers


@pytest.mark.parametrize("state", [*WITH_SOMEBODY, KioskState.RESTING])
def test_what_breaks_meanwhile_waits_until_they_go_on(state: KioskState) -> None:
    visit = _with_card(state).happens(DeviceFailed("loudspeaker", LOUDSPEAKER_GONE))
    assert visit.kiosk.view().card is not None
    assert visit.state is state
    assert visit.chooses(Action.RESUME).state is KioskState.TROUBLED


def test_what_works_again_meanwhile_is_told_when_they_go_on() -> None:
    visit = standing_in(KioskState.TROUBLED).chooses(Action.CRISIS).spoken()
    visit.happens(DeviceRecovered("microphone"))
    assert visit.kiosk.view().card is not None
    assert visit.chooses(Action.RESUME).state is KioskState.RESTING


@pytest.mark.parametrize("state", WITH_SOMEBODY)
def test_stop_is_the_way_out_and_no_mumble_is_taken_for_it(state: KioskState) -> None:
    assert _with_card(state).says("stop", confidence=0.3).kiosk.view().card is not None
    visit = _with_card(state).says("stop")
    assert visit.kiosk.view().card is None
    assert visit.state is KioskState.LEAVING


def test_in_a_session_the_kiosk_adds_nothing_to_it() -> None:
    visit = standing_in(KioskState.IN_SESSION)
    inside = standing_in(KioskState.CONSENTING).says("crisis").spoken().kiosk.view()
    view = visit.kiosk.around(inside, False)
    assert view.card is inside.card
    assert view.choices == inside.choices
    assert view.crisis == ""
    visit.happens(DeviceFailed("microphone", MICROPHONE_GONE))
