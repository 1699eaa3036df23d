"""The kiosk's table is the truth; every way in leads to the same place; nobody is locked in."""

import math
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.scenes.reflection.playbook import segment
from tests.scenes.visit.playbook import (
    NOISY,
    QUIET,
    VOICES,
    WORDING,
    Visit,
    asked,
    in_session,
    line,
    resting,
    standing_in,
)
from tests.values.troubles import DISK_FULL, LOUDSPEAKER_GONE, MICROPHONE_GONE
from voice.floor.actions import RULE_OF, RULES, Action, Means
from voice.floor.commands import (
    Listen,
    Manner,
    Open,
    Speak,
    TellInside,
)
from voice.floor.crisis import CARD_ACTIONS
from voice.floor.events import (
    DeviceFailed,
    DeviceRecovered,
    Interrupted,
    SceneOver,
    SegmentHeard,
    Sign,
    SignOfLife,
    SpeechFinished,
    SpeechStarted,
    TimerFired,
)
from voice.floor.table import IllegalEvent
from voice.scenes.home.states import ACTIONS as HOMES
from voice.scenes.reading.states import ACTIONS as READINGS
from voice.scenes.reflection.states import ACTIONS as SESSIONS
from voice.scenes.setting_up.states import ACTIONS as SETTING_UP
from voice.scenes.visit.commands import (
    CheckStorage,
    Occurrence,
    Wipe,
)
from voice.scenes.visit.events import (
    KeyMade,
    RecipientAccepted,
    RecipientEntered,
    RecipientRefused,
    RoomMeasured,
    ScreenBack,
    ScreenLost,
    SessionErased,
    StorageFailed,
    StorageRecovered,
)
from voice.scenes.visit.states import (
    ACTIONS,
    PRESENT,
    TRANSITIONS,
    KioskState,
)


@pytest.mark.parametrize("state", KioskState)
def test_every_state_can_be_reached(state: KioskState) -> None:
    assert standing_in(state).state is state


@pytest.mark.parametrize("state", KioskState)
def test_what_is_not_offered_is_refused_and_changes_nothing(state: KioskState) -> None:
    visit = standing_in(state)
    before = visit.kiosk.now
    for action in Action:
        if not visit.kiosk.accepts(action):
            with pytest.raises(IllegalEvent):
                visit.chooses(action)
    assert visit.kiosk.now == before


@pytest.mark.parametrize("state", KioskState)
def test_completions_and_timers_of_before_are_dropped(state: KioskState) -> None:
    visit = standing_in(state)
    before = visit.kiosk.now
    late = segment("i'm ready", 99)
    for event in (
        SpeechFinished(0),
        Interrupted(0),
        SpeechStarted(0),
        SegmentHeard(0, late, math.inf, math.inf),
        TimerFired("left alone", 0),
        TimerFired("parting", 0),
        TimerFired("nobody's", 0),
    ):
        assert visit.happens(event).last == []
    assert visit.kiosk.now == before


LISTENING = sorted((PRESENT - {KioskState.IN_SESSION}) | {KioskState.RESTING})


@pytest.mark.parametrize("state", LISTENING)
def test_every_offered_action_is_reached_by_voice_key_switch_and_page(state: KioskState) -> None:
    for action in standing_in(state).kiosk.offered():
        outcomes = [_outcome(standing_in(state).says(f)) for f in WORDING.actions[action].spoken]
        for means in (Means.KEY, Means.SWITCH, Means.PAGE):
            outcomes.append(_outcome(standing_in(state).chooses(action, means)))
        assert len(set(outcomes)) == 1, action


def _outcome(visit: Visit) -> tuple[object, ...]:
    now = visit.kiosk.now
    return (visit.state, visit.said(), now.manner, now.captions, now.keeper)


@pytest.mark.parametrize("state", KioskState)
def test_no_key_and_no_spoken_form_means_two_things_in_one_state(state: KioskState) -> None:
    actions = standing_in(state).kiosk.offered()
    keys = Counter(RULE_OF[action].key for action in actions)
    forms = Counter(form for action in actions for form in WORDING.actions[action].spoken)
    assert [key for key, count in keys.items() if count > 1] == []
    assert [form for form, count in forms.items() if count > 1] == []


@pytest.mark.parametrize("state", sorted(PRESENT - {KioskState.IN_SESSION}))
def test_whoever_is_there_can_always_stop_and_ask_for_help(state: KioskState) -> None:
    assert {Action.STOP, Action.HELP, Action.CRISIS, Action.REPEAT} <= set(
        standing_in(state).kiosk.offered()
    )
    visit = standing_in(state).chooses(Action.STOP).spoken()
    assert visit.state is KioskState.RESTING


def test_every_action_is_offered_somewhere_and_has_one_rule() -> None:
    in_table = {trigger for table in TRANSITIONS.values() for trigger in table} | {*CARD_ACTIONS}
    assert in_table >= ACTIONS
    assert Counter(rule.action for rule in RULES) == Counter(Action)
    assert set(Action) == ACTIONS | SESSIONS | HOMES | READINGS | SETTING_UP


# Troubles -----------------------------------------------------------------------------------

TROUBLES = {
    "microphone": (DeviceFailed("microphone", MICROPHONE_GONE), "sorry_microphone"),
    "loudspeaker": (DeviceFailed("loudspeaker", LOUDSPEAKER_GONE), "sorry_loudspeaker"),
    "storage": (StorageFailed(DISK_FULL), "sorry_storage"),
}


@pytest.mark.parametrize("name", TROUBLES)
def test_at_rest_a_trouble_is_spoken_shown_and_reported_without_technical_words(name: str) -> None:
    failed, sorry = TROUBLES[name]
    visit = resting().happens(failed)
    assert visit.state is KioskState.TROUBLED
    assert visit.said() == line(sorry)
    assert visit.kiosk.view().shown == (line(sorry),)
    assert visit.reports()[-1] is Occurrence.TROUBLE or Occurrence.TROUBLE in visit.reports()
    assert not visit.spoken().last_of(Listen)


@pytest.mark.parametrize("name", TROUBLES)
def test_when_it_works_again_it_rests_again(name: str) -> None:
    visit = resting().happens(TROUBLES[name][0]).spoken()
    visit.happens(StorageRecovered() if name == "storage" else DeviceRecovered(name))
    assert visit.state is KioskState.RESTING
    assert Occurrence.RECOVERED in visit.reports()
    if name != "loudspeaker":
        assert visit.said() == line("works_again")
        visit.spoken()
    assert visit.last_of(Listen)


def test_two_troubles_need_two_recoveries() -> None:
    visit = resting().happens(TROUBLES["microphone"][0]).happens(TROUBLES["storage"][0])
    visit.happens(StorageRecovered())
    assert visit.state is KioskState.TROUBLED
    assert [shown.text for shown in visit.kiosk.now.prompt] == [line("sorry_microphone")]
    visit.happens(DeviceRecovered("microphone"))
    assert visit.state is KioskState.RESTING


def test_a_trouble_before_the_session_lets_go_of_the_person_with_an_apology() -> None:
    visit = asked().happens(TROUBLES["microphone"][0])
    assert visit.state is KioskState.TROUBLED
    assert visit.last_of(Wipe)


def test_a_trouble_in_the_session_is_the_sessions_to_tell_and_waits_for_its_end() -> None:
    visit = in_session().happens(TROUBLES["microphone"][0])
    assert visit.state is KioskState.IN_SESSION
    assert visit.session_over(kept=0).spoken().state is KioskState.TROUBLED


def test_the_disk_is_tried_while_nobody_is_there() -> None:
    visit = resting()
    assert visit.all_of(CheckStorage)
    assert visit.timer("health").last_of(CheckStorage)
    assert visit.timer_seconds("health") == 60


def test_a_lost_loudspeaker_is_spoken_to_until_it_answers() -> None:
    visit = resting().happens(TROUBLES["loudspeaker"][0]).spoken().timer("health")
    assert visit.said() == line("works_again")


def test_a_loudspeaker_that_answers_while_the_microphone_is_gone_says_so() -> None:
    visit = resting().happens(TROUBLES["microphone"][0]).happens(TROUBLES["loudspeaker"][0])
    visit.spoken().timer("health")
    assert visit.said() == line("sorry_microphone")


def test_a_screen_that_comes_back_in_the_session_is_apologised_for() -> None:
    visit = in_session().happens(ScreenLost()).happens(ScreenBack())
    assert [c.line.text for c in visit.last_of(TellInside)] == [line("screen_back")]
    visit = asked().happens(ScreenLost()).happens(ScreenBack())
    assert line("screen_back") in visit.said()
    assert resting().happens(ScreenBack()).said() == ""


# Any order ----------------------------------------------------------------------------------

EVENTS = st.one_of(
    st.tuples(st.just("act"), st.sampled_from(list(Action))),
    st.tuples(st.just("say"), st.sampled_from(["i'm ready", "yes", "no", "go on", "stop", "hm"])),
    st.just(("spoken",)),
    st.tuples(st.just("timer"), st.sampled_from(["left alone", "parting", "opening", "health"])),
    st.tuples(st.just("timer"), st.sampled_from(["invitation", "measuring", "unasked"])),
    st.tuples(st.just("room"), st.sampled_from([QUIET, NOISY, VOICES])),
    st.tuples(
        st.just("event"),
        st.sampled_from(
            [
                *(failed for failed, _ in TROUBLES.values()),
                StorageRecovered(),
                DeviceRecovered("microphone"),
                DeviceRecovered("loudspeaker"),
                ScreenLost(),
                ScreenBack(),
                SignOfLife(Sign.FLOOR_GIVEN),
                *(SignOfLife(sign) for sign in Sign),
                RecipientEntered("age1x"),
                RecipientAccepted("age1x", "f"),
                RecipientRefused(False),
                KeyMade("age1y", "f", False),
                SessionErased(True),
            ]
        ),
    ),
    st.just(("over",)),
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(EVENTS, max_size=60))
def test_no_order_of_events_breaks_it_or_begins_a_session_without_a_yes(
    events: list[tuple],
) -> None:
    visit = resting(inviting=True)
    agreed = False
    for kind, *what in events:
        before = visit.state
        said_yes = what[:1] in (["yes"], [Action.YES])
        if before is KioskState.CONSENTING and said_yes and kind in {"act", "say"}:
            agreed = True
        _play(visit, kind, what)
        visit.kiosk.view()
        if visit.last_of(Open):
            assert agreed
        if visit.state in {KioskState.RESTING, KioskState.TROUBLED}:
            agreed = False
            assert visit.kiosk.now.client_recipient == ""
            assert not visit.kiosk.now.captions
        _the_floor_is_taken_once(visit)


def _play(visit: Visit, kind: str, what: list) -> None:
    visit.last = []
    match kind:
        case "act":
            if visit.kiosk.accepts(what[0]):
                visit.chooses(what[0])
        case "say":
            if visit.kiosk.now.listening:
                visit.says(what[0])
        case "spoken":
            if visit.kiosk.now.speaking:
                visit.spoken()
        case "timer":
            if what[0] in visit.kiosk.now.timers:
                visit.timer(what[0])
        case "room":
            visit.room(what[0])
        case "over":
            if visit.state is KioskState.IN_SESSION:
                over = SceneOver("finished", 2, 0, visit.turn_id + 3, Manner())
                visit.happens(over)
        case _:
            visit.happens(what[0])


def _the_floor_is_taken_once(visit: Visit) -> None:
    now = visit.kiosk.now
    assert not (now.speaking and now.listening)
    assert len(visit.last_of(Speak)) <= 1
    if now.state is KioskState.IN_SESSION:
        assert not now.speaking
        assert not now.listening


def test_a_measurement_that_is_not_awaited_is_dropped() -> None:
    visit = asked()
    assert visit.happens(RoomMeasured(visit.turn_id, *QUIET)).last == []


@pytest.mark.parametrize("state", sorted(set(KioskState) - {KioskState.IN_SESSION}))
def test_the_end_of_a_session_that_does_not_run_is_refused(state: KioskState) -> None:
    visit = standing_in(state)
    before = visit.kiosk.now
    with pytest.raises(IllegalEvent):
        visit.session_over()
    assert visit.kiosk.now == before
