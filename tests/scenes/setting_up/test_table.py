"""Setting up's table is the truth; every way in leads to the same place; nobody is locked in."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.scenes.setting_up.playbook import (
    ALL,
    MADE,
    NOT_SAVED,
    SAVED,
    SECRETS,
    Sitting,
    plan,
    standing_in,
)
from tests.values.troubles import DISK_FULL, LOUDSPEAKER_GONE
from voice.floor.actions import RULE_OF, Action, Means
from voice.floor.commands import Leave, Listen, Speak
from voice.floor.events import (
    DeviceFailed,
    DeviceRecovered,
    Interrupted,
    ListeningStarted,
    OptionChosen,
    Remark,
    SpeechFinished,
    TimerFired,
)
from voice.floor.table import IllegalEvent
from voice.floor.view import Mood
from voice.scenes.setting_up.commands import DropKey, Note
from voice.scenes.setting_up.events import (
    Ending,
    Fetched,
    FetchMoved,
    FilesFound,
    NotMade,
    PlacesFound,
    VaultMade,
)
from voice.scenes.setting_up.states import ACTIONS, TRANSITIONS, SettingUp
from voice.scenes.setting_up.step import FIRST_OF

OVER = {SettingUp.CLOSING, SettingUp.DRAINING, SettingUp.ENDED}
ASKING = sorted(set(SettingUp) - OVER - {SettingUp.SOUND})
"""What asks, or is waited for, itself: the sound is tried inside."""


@pytest.mark.parametrize("state", SettingUp)
def test_every_state_can_be_reached(state: SettingUp) -> None:
    assert standing_in(state).state is state


@pytest.mark.parametrize("state", SettingUp)
def test_what_is_not_offered_is_refused_and_changes_nothing(state: SettingUp) -> None:
    sitting = standing_in(state)
    before = sitting.scene.now
    for action in Action:
        if not sitting.scene.accepts(action):
            with pytest.raises(IllegalEvent):
                sitting.chooses(action)
    with pytest.raises(IllegalEvent):
        sitting.happens(OptionChosen(9, Means.KEY))
    assert sitting.scene.now == before


@pytest.mark.parametrize("state", SettingUp)
def test_completions_of_before_and_errands_that_came_late_change_nothing(state: SettingUp) -> None:
    sitting = standing_in(state)
    before = sitting.scene.now
    for event in (SpeechFinished(0), Interrupted(0), TimerFired("silence", 0)):
        assert sitting.happens(event).last == []
    late = {
        SettingUp.RECOGNISER: (MADE, SAVED, FetchMoved(5), Fetched(Ending.READY)),
        SettingUp.FETCHING: (MADE, SAVED, FilesFound(("a",))),
        SettingUp.MAKING_KEY: (SAVED, PlacesFound(("A",)), VaultMade()),
        SettingUp.SHOWING_KEY: (MADE, SAVED, VaultMade(), NotMade(DISK_FULL)),
        SettingUp.SAVING_KEY: (MADE, PlacesFound(("A",)), VaultMade(), NotMade(DISK_FULL)),
        SettingUp.MAKING_VAULT: (MADE, SAVED, PlacesFound(("A",))),
    }
    others = (MADE, SAVED, VaultMade(), NotMade(DISK_FULL), FetchMoved(5), Fetched(Ending.READY))
    for event in late.get(state, others):
        assert sitting.happens(event).last == []
    assert sitting.scene.now == before


@pytest.mark.parametrize("state", ASKING)
def test_every_choice_is_reached_by_key_switch_and_page(state: SettingUp) -> None:
    numbers = [option.number for option in standing_in(state).scene.options()]
    for what in (*standing_in(state).scene.offered(), *numbers):
        outcomes = [
            _outcome(standing_in(state).chooses(what, means))
            for means in (Means.KEY, Means.SWITCH, Means.PAGE)
        ]
        assert len(set(outcomes)) == 1, what


def _outcome(sitting: Sitting) -> tuple[object, ...]:
    now = sitting.scene.now
    return (sitting.state, sitting.said(), now.manner, tuple(sitting.errands()))


@pytest.mark.parametrize("state", ASKING)
def test_whatever_is_asked_can_be_left_said_again_and_helped_with(state: SettingUp) -> None:
    always = {Action.STOP, Action.HELP, Action.CRISIS, Action.REPEAT}
    assert always <= set(standing_in(state).scene.offered())
    sitting = standing_in(state).chooses(Action.STOP).spoken().ears_close()
    assert sitting.state is SettingUp.ENDED
    assert sitting.last == [Leave("stopped", 0)]


@pytest.mark.parametrize("state", sorted({*FIRST_OF.values(), SettingUp.PACE} - {SettingUp.SOUND}))
def test_each_thing_can_be_gone_back_from_left_out_and_put_off(state: SettingUp) -> None:
    assert {Action.GO_BACK, Action.SKIP, Action.LATER} <= set(standing_in(state).scene.offered())


@pytest.mark.parametrize("state", SettingUp)
def test_no_key_means_two_things_and_no_number_is_a_key(state: SettingUp) -> None:
    scene = standing_in(state).scene
    keys = [*(RULE_OF[a].key for a in scene.offered()), *(str(o.number) for o in scene.options())]
    assert [key for key, count in Counter(keys).items() if count > 1] == []


@pytest.mark.parametrize("state", ASKING)
def test_the_crisis_card_lies_over_every_state_and_leads_back_to_it(state: SettingUp) -> None:
    sitting = standing_in(state).chooses(Action.CRISIS)
    assert sitting.said() == "The card."
    assert sitting.scene.view().card is not None
    assert not any(secret in sitting.shown() for secret in SECRETS)
    assert sitting.spoken().chooses(Action.RESUME).state is state


def test_every_action_of_its_own_is_offered_somewhere() -> None:
    in_table = {trigger for table in TRANSITIONS.values() for trigger in table}
    assert {Action.GO_BACK, Action.SKIP, Action.LATER, Action.STOP} <= ACTIONS & in_table


@pytest.mark.parametrize("state", ASKING)
def test_a_trouble_is_told_in_between_and_the_thing_goes_on(state: SettingUp) -> None:
    sitting = standing_in(state).happens(Remark("Something else."))
    assert sitting.said() == "Something else."
    assert sitting.spoken().state is state
    asked = {line.text for line in sitting.scene.now.prompt if not line.private}
    choices = {line.text for line in sitting.scene.now.option_lines}
    assert asked - choices <= {*sitting.scene.view().shown}, "what is asked stays in sight"
    failed = standing_in(state).happens(DeviceFailed("loudspeaker", LOUDSPEAKER_GONE))
    assert failed.scene.view().notice


def test_nobody_is_listened_to_and_that_is_said_first() -> None:
    opening = Sitting()
    assert "I am not listening yet." in opening.said()
    for state in ASKING:
        assert not standing_in(state).scene.view().microphone_open
        assert standing_in(state).scene.view().mood is not Mood.LISTENING
    forms = [c.forms for c in standing_in(SettingUp.PACE).commands if isinstance(c, Listen)]
    assert set(forms) == {()}


@pytest.mark.parametrize("state", [SettingUp.KEY, SettingUp.ASKING_BACK])
def test_an_errand_begins_before_the_ears_have_said_that_they_are_open(state: SettingUp) -> None:
    sitting = standing_in(state).chooses(Action.REPEAT)
    sitting.happens(SpeechFinished(sitting.scene.now.turn_id))
    listening_turn_id = sitting.scene.now.turn_id
    sitting.chooses(1 if state is SettingUp.KEY else 2)
    before = sitting.scene.now
    assert sitting.happens(ListeningStarted(listening_turn_id)).last == []
    assert sitting.scene.now == before


EVENTS = st.one_of(
    st.tuples(st.just("act"), st.sampled_from(sorted(ACTIONS))),
    st.tuples(st.just("number"), st.integers(1, 6)),
    st.just(("spoken",)),
    st.just(("ears",)),
    st.tuples(
        st.just("event"),
        st.sampled_from(
            [
                *(MADE, SAVED, NOT_SAVED, VaultMade(), NotMade(DISK_FULL), Remark("hm")),
                *(PlacesFound(()), PlacesFound(("A", "B"))),
                *(FilesFound(()), FilesFound(("a.zip",)), FetchMoved(30), FetchMoved(100)),
                *(Fetched(ending) for ending in Ending),
                DeviceFailed("loudspeaker", LOUDSPEAKER_GONE),
                DeviceRecovered("loudspeaker"),
            ]
        ),
    ),
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(EVENTS, max_size=60), st.booleans(), st.integers(0, 3))
def test_no_order_of_events_breaks_it_or_shows_a_key_that_was_not_asked_for(
    events: list[tuple], speaks: bool, first: int
) -> None:
    tasks = ALL[first:] or ALL[:1]
    sitting = Sitting(plan(tasks, speaks=speaks))
    for kind, *what in events:
        sitting.last = []
        accepts = {"act": sitting.scene.accepts, "number": sitting.scene.has_option}
        if kind in accepts and accepts[kind](what[0]):
            sitting.chooses(what[0])
        elif kind == "spoken" and sitting.scene.now.speaking:
            sitting.spoken()
        elif kind == "ears":
            sitting.ears_close()
        elif kind == "event":
            sitting.happens(what[0])
        now = sitting.scene.now
        assert not (now.speaking and now.listening)
        assert len([c for c in sitting.last if isinstance(c, Speak)]) <= 1
        if now.state not in {SettingUp.SHOWING_KEY, SettingUp.ASKING_BACK}:
            assert not any(secret in sitting.shown() for secret in SECRETS)
        if now.state in OVER:
            assert now.slip is None
    notes = [e.task for e in sitting.errands() if isinstance(e, Note)]
    assert set(notes) <= set(tasks)
    dropped = sum(isinstance(e, DropKey) for e in sitting.errands())
    assert dropped or sitting.scene.now.reason != "stopped" or sitting.scene.now.slip is None
