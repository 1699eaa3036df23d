"""The home's table is the truth; every way in leads to the same place; nobody is locked in."""

import math
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scripts.languages import COMPLETE
from tests.scenes.home.playbook import (
    BACKED_UP,
    ITEMS,
    TAKEN,
    WORDING,
    Stay,
    at_home,
    choosing,
    opened,
    plan,
    standing_in,
)
from tests.scenes.reflection.playbook import segment
from tests.screen.test_scan import DWELL_SECONDS, choose
from tests.values.troubles import DISK_FULL, MICROPHONE_GONE
from voice.floor.actions import RULE_OF, Action, Means, Safety
from voice.floor.commands import Hush, Listen, Speak
from voice.floor.events import (
    ActionChosen,
    DeviceFailed,
    DeviceRecovered,
    Interrupted,
    ListeningStarted,
    ListeningStopped,
    OptionChosen,
    PassphraseGiven,
    SegmentHeard,
    ShutdownAsked,
    Sign,
    SignOfLife,
    SpeechFinished,
    SpeechStarted,
    TimerFired,
)
from voice.floor.table import IllegalEvent
from voice.language.loading import load_language
from voice.scenes.home.errands import (
    KeyAwaited,
    KeyTried,
    Listed,
    NoDrive,
    NotOpened,
    PassphraseWanted,
    Refused,
    Unlocked,
)
from voice.scenes.home.states import ACTIONS, TABLE, TRANSITIONS, Home
from voice.scenes.home.wording import HomeSay
from voice.scenes.reflection.states import ACTIONS as SESSIONS
from voice.screen.keys import action_for_key
from voice.screen.scan import SwitchScan

WAITING = [state for state in Home if Action.HELP in TRANSITIONS[state]]


@pytest.mark.parametrize("state", Home)
def test_every_state_can_be_reached(state: Home) -> None:
    assert standing_in(state).state is state


@pytest.mark.parametrize("state", Home)
def test_what_is_not_offered_is_refused_and_changes_nothing(state: Home) -> None:
    stay = standing_in(state)
    before = stay.home.now
    for action in Action:
        if not stay.home.accepts(action):
            with pytest.raises(IllegalEvent):
                stay.chooses(action)
    assert stay.home.now == before


@pytest.mark.parametrize("state", Home)
def test_completions_of_turns_that_never_were_are_refused_and_change_nothing(state: Home) -> None:
    stay = standing_in(state)
    before, future = stay.home.now, stay.turn_id + 1
    for event in (
        SpeechFinished(future),
        Interrupted(future),
        ListeningStarted(future),
        SpeechStarted(future),
        SegmentHeard(future, segment("hello", 1), 2.0, 2.0),
        ListeningStopped(future),
    ):
        with pytest.raises(IllegalEvent):
            stay.home.handle(event)
    assert stay.home.now == before


@pytest.mark.parametrize("state", Home)
def test_what_was_of_before_is_dropped(state: Home) -> None:
    stay = standing_in(state)
    before = stay.home.now
    for event in (
        SpeechFinished(0),
        Interrupted(0),
        ListeningStarted(0),
        SpeechStarted(0),
        SegmentHeard(0, segment("goodbye", 99), math.inf, math.inf),
        TimerFired("silence", 0),
        TimerFired("nobody's", 0),
    ):
        assert stay.happens(event).last == []
    assert stay.home.now == before


@pytest.mark.parametrize("code", COMPLETE)
@pytest.mark.parametrize("state", WAITING)
def test_every_offered_action_is_reached_by_voice_key_switch_and_page(
    state: Home, code: str
) -> None:
    def there() -> Stay:
        return standing_in(state, code)

    wording = load_language(code).home
    for action in there().home.offered():
        # standing by, a voice is no key: what it may do there has tests of its own
        forms = () if state is Home.STANDING_BY else wording.actions[action].spoken
        outcomes = [_outcome(there().says(form)) for form in forms]
        view = there().home.view()
        key = next(choice.key for choice in view.choices if choice.action is action)
        if state is not Home.UNLOCKING:  # there letters are letters
            assert key == RULE_OF[action].key
        chosen = action_for_key(view, key)
        assert chosen == ActionChosen(action, Means.KEY)
        outcomes.append(_outcome(there().happens(chosen)))
        by_switch = there()
        scan = SwitchScan(DWELL_SECONDS)
        scan.show(by_switch.home.view())
        outcomes.append(_outcome(by_switch.happens(choose(scan, action))))
        outcomes.append(_outcome(there().chooses(action, Means.PAGE)))
        assert len(set(outcomes)) == 1, action


def _outcome(stay: Stay) -> tuple[object, ...]:
    now = stay.home.now
    return (stay.state, now.then, stay.said(), now.manner, tuple(map(repr, stay.errands())))


@pytest.mark.parametrize("code", COMPLETE)
@pytest.mark.parametrize("state", Home)
def test_no_key_and_no_spoken_form_means_two_things_in_one_state(state: Home, code: str) -> None:
    actions = [trigger for trigger in TRANSITIONS[state] if isinstance(trigger, Action)]
    words = load_language(code).home.actions
    keys = Counter(RULE_OF[action].key for action in actions)
    forms = Counter(form for a in actions for form in (*words[a].spoken, *words[a].asked))
    assert [key for key, count in keys.items() if count > 1] == []
    assert [form for form, count in forms.items() if count > 1] == []


@pytest.mark.parametrize("state", WAITING)
def test_whoever_is_asked_can_go_ask_for_help_and_hear_it_again(state: Home) -> None:
    assert {Action.STOP, Action.HELP, Action.CRISIS, Action.REPEAT} <= set(
        standing_in(state).home.offered()
    )


def test_help_speaks_of_what_is_chosen_from_and_nowhere_at_home_of_a_question() -> None:
    told = choosing().says("help").said()
    assert "for the one after this" in told
    assert "question" not in told
    assert "for the number of this question" not in standing_in(Home.LEAVING).says("help").said()


def test_every_action_of_the_home_has_words_and_a_rule() -> None:
    for code in COMPLETE:
        assert set(load_language(code).home.actions) == ACTIONS
        assert set(load_language(code).home.lines) > set(HomeSay)
    assert RULE_OF.keys() >= ACTIONS
    unlike = {a for a in ACTIONS - SESSIONS if RULE_OF[a].safety is not Safety.HARMLESS}
    assert unlike == {Action.ERASE, Action.TAKE_ALONG}, "asked: test_erasing, test_taking"


@pytest.mark.parametrize("state", sorted(TABLE.speaking))
def test_whatever_interrupts_silences_the_loudspeaker_at_once(state: Home) -> None:
    stay = standing_in(state)
    assert isinstance(stay.home.handle(Interrupted(stay.turn_id))[0], Hush)
    for action in standing_in(state).home.offered():
        assert standing_in(state).chooses(action).last[0] == Hush(), action


@pytest.mark.parametrize("state", [s for s in Home if s not in {Home.DRAINING, Home.ENDED}])
def test_the_system_can_end_it_from_everywhere(state: Home) -> None:
    stay = standing_in(state).happens(ShutdownAsked())
    if state is Home.INSIDE:
        stay.over()
    assert stay.state is Home.CLOSING
    if stay.spoken().state is Home.DRAINING:
        stay.microphone_closed()
    assert stay.state is Home.ENDED


EVENTS = st.one_of(
    st.tuples(st.just("act"), st.sampled_from(sorted(ACTIONS)), st.sampled_from(list(Means))),
    st.tuples(
        st.just("say"), st.sampled_from(["begin", "goodbye", "hello there", "", "help", "two"])
    ),
    st.tuples(st.just("say"), st.sampled_from(["another guide", "hear my words", "yes", "next"])),
    st.tuples(st.just("mumble"), st.sampled_from(["begin", "goodbye", "go on", "yes"])),
    st.tuples(st.just("option"), st.integers(0, 4)),
    st.just(("listed",)),
    st.just(("opened",)),
    st.just(("unlocked",)),
    st.just(("taken",)),
    st.just(("no drive",)),
    st.just(("backed up",)),
    st.tuples(st.just("not opened"), st.booleans()),
    st.tuples(st.just("passphrase wanted"), st.booleans(), st.sampled_from(["", "Anna"])),
    *(st.just((name,)) for name in ("key awaited", "key tried", "given", "types")),
    *(st.just((name,)) for name in ("spoken", "interrupt", "silence", "closed", "prepared")),
    *(st.just((name,)) for name in ("refused", "over", "shutdown")),
    st.tuples(st.just("trouble"), st.booleans()),
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(EVENTS, max_size=60))
def test_no_order_of_events_locks_anybody_in(events: list[tuple]) -> None:
    stay = Stay(plan())
    for event in events:
        if stay.state is Home.ENDED:
            break
        _play(stay, event)
        stay.home.view()
    turn_ids = [c.turn_id for c in stay.commands if isinstance(c, Speak | Listen)]
    assert turn_ids == sorted(set(turn_ids))
    for _ in range(4):
        if stay.state is Home.INSIDE:
            stay.over()
        elif stay.state is Home.DRAINING:
            stay.microphone_closed()
        elif stay.state is Home.CLOSING:
            stay.spoken()
        elif stay.state is not Home.ENDED:
            stay.happens(ShutdownAsked())
    assert stay.state is Home.ENDED


def _play(stay: Stay, event: tuple) -> None:
    now = stay.home.now
    match event:
        case ("act", action, means) if stay.home.accepts(action):
            stay.chooses(action, means)
        case ("say", text) if now.listening:
            stay.says(text)
        case ("mumble", text) if now.listening:
            stay.says(text, confidence=0.3)
        case ("spoken",) if now.speaking:
            stay.spoken()
        case ("interrupt",) if now.turn_id:
            stay.happens(Interrupted(now.turn_id))
        case ("silence",) if now.silence:
            stay.silence()
        case ("closed",) if now.open_turn_id is not None and not now.listening:
            stay.microphone_closed()
        case ("prepared",):
            stay.prepared()
        case ("option", number) if stay.home.has_option(number):
            stay.happens(OptionChosen(number, Means.PAGE))
        case ("listed",):
            stay.happens(Listed(ITEMS))
        case ("unlocked",):
            stay.happens(Unlocked())
        case ("taken",):
            stay.happens(TAKEN)
        case ("no drive",):
            stay.happens(NoDrive())
        case ("backed up",):
            stay.happens(BACKED_UP)
        case ("opened",):
            stay.happens(opened())
        case ("not opened", locked):
            stay.happens(NotOpened(locked))
        case ("passphrase wanted", wrong, read_by):
            stay.happens(PassphraseWanted(wrong, read_by))
        case ("key awaited",):
            stay.happens(KeyAwaited())
        case ("key tried",):
            stay.happens(KeyTried())
        case ("given",):
            stay.happens(PassphraseGiven(now.passphrase_turn_id, "words"))
        case ("types",):
            stay.happens(SignOfLife(Sign.CHOICE))
        case ("refused",):
            stay.happens(Refused(DISK_FULL))
        case ("over",) if stay.state is Home.INSIDE:
            stay.over()
        case ("shutdown",):
            stay.happens(ShutdownAsked())
        case ("trouble", gone):
            failed = DeviceFailed("microphone", MICROPHONE_GONE)
            stay.happens(failed if gone else DeviceRecovered("microphone"))
        case _:
            pass


def test_the_words_it_listens_for_are_those_of_what_it_offers() -> None:
    (listen,) = at_home().last_of(Listen)
    for action in (Action.BEGIN, Action.STOP, Action.HELP):
        assert set(WORDING.actions[action].spoken) <= set(listen.forms)
