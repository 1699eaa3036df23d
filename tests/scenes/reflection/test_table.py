"""The transition table is the truth: what it lacks is refused, and every way in reaches it."""

import math
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.scenes.reflection.playbook import WORDING, Playbook, answering, plan, ready, segment
from tests.screen.test_scan import choose, scanning
from tests.values.troubles import DISK_FULL, MICROPHONE_GONE
from voice.floor.actions import RULE_OF, RULES, Action, Means
from voice.floor.commands import (
    EraseSegments,
    Hush,
    Listen,
    Manner,
    SealSegment,
    Speak,
)
from voice.floor.crisis import CARD_ACTIONS
from voice.floor.events import (
    ActionChosen,
    DeviceFailed,
    DeviceRecovered,
    Interrupted,
    ListeningStarted,
    ListeningStopped,
    SealingFailed,
    SegmentHeard,
    SegmentSealed,
    SoundLost,
    SoundNotSealed,
    SpeechFinished,
    SpeechStarted,
    TimerFired,
)
from voice.floor.table import IllegalEvent
from voice.floor.turn import patience_named
from voice.scenes.reflection.conversation import Conversation
from voice.scenes.reflection.passages import ASKED_ONCE_BEGUN
from voice.scenes.reflection.situation import Erasure
from voice.scenes.reflection.states import (
    ACTIONS,
    SPEAKING,
    TRANSITIONS,
    State,
)
from voice.screen.keys import action_for_key, event_for_key


def _in_state(state: State) -> Playbook:
    """A session that stands in this state, with something said and something let go."""
    said = answering(ask_to_keep=True).says("i feel safe").says("and calm")
    match state:
        case State.WELCOMING:
            return Playbook()
        case State.READY:
            return ready()
        case State.AGREEING:
            return ready(keep_sound=True).says("begin").spoken()
        case State.ASKING:
            return ready().says("begin")
        case State.LISTENING:
            return said.says("scratch that").spoken()
        case State.TELLING:
            return said.says("where am i")
        case State.PAUSED:
            return said.says("pause").spoken()
        case State.CONFIRMING:
            return said.says("start over").spoken()
        case State.REVIEWING:
            return said.says("next question").spoken()
        case State.CHOOSING:
            return said.says("another question").spoken()
        case State.TYPING:
            return said.says("scratch that").spoken().says("let me write").spoken().types("well")
        case State.STOPPING:
            return said.says("stop").spoken()
        case State.CLOSING:
            return said.chooses(Action.STOP, Means.SIGNAL)
        case State.DRAINING:
            return said.chooses(Action.STOP, Means.SIGNAL).spoken()
        case State.ENDED:
            return said.chooses(Action.STOP, Means.SIGNAL).spoken().microphone_closed()


LIVE = tuple(state for state in State if state not in {State.ENDED, State.DRAINING})
LISTENING = tuple(state for state in LIVE if state not in SPEAKING)


@pytest.mark.parametrize("state", State)
def test_every_state_can_be_reached(state: State):
    assert _in_state(state).state is state


@pytest.mark.parametrize("state", State)
def test_an_action_that_is_not_offered_is_refused_and_changes_nothing(state: State):
    book = _in_state(state)
    before = book.conversation.now
    for action in Action:
        if not book.conversation.accepts(action):
            with pytest.raises(IllegalEvent):
                book.conversation.handle(ActionChosen(action, Means.KEY))
    assert book.conversation.now == before


@pytest.mark.parametrize("state", State)
def test_completions_of_turns_that_never_were_are_refused_and_change_nothing(state: State):
    book = _in_state(state)
    before, future = book.conversation.now, book.turn_id + 1
    for event in (
        SpeechFinished(future),
        Interrupted(future),
        ListeningStarted(future),
        SpeechStarted(future),
        SegmentHeard(future, segment("hello", 1), 2.0, 2.0),
        ListeningStopped(future),
    ):
        with pytest.raises(IllegalEvent):
            book.conversation.handle(event)
    assert book.conversation.now == before


@pytest.mark.parametrize("state", State)
def test_completions_of_earlier_turns_are_dropped(state: State):
    book = _in_state(state)
    before = book.conversation.now
    for event in (SpeechFinished(0), Interrupted(0), ListeningStarted(0), SpeechStarted(0)):
        assert book.conversation.handle(event) == []
    for name in ("silence", "undo", "nobody's"):
        assert book.conversation.handle(TimerFired(name, 0)) == []
    assert book.conversation.now == before


@pytest.mark.parametrize("state", State)
def test_a_finger_that_comes_down_as_the_last_sample_sounds_changes_nothing(state: State):
    book = _in_state(state)
    if not book.conversation.now.speaking:
        before = book.conversation.now
        assert book.conversation.handle(Interrupted(book.turn_id)) == []
        assert book.conversation.now == before


@pytest.mark.parametrize("state", sorted(SPEAKING))
def test_whatever_interrupts_silences_the_loudspeaker_at_once(state: State):
    book = _in_state(state)
    assert isinstance(book.conversation.handle(Interrupted(book.turn_id))[0], Hush)
    for action in _in_state(state).conversation.offered():
        commands = _in_state(state).conversation.handle(ActionChosen(action, Means.KEY))
        assert isinstance(commands[0], Hush), action


@pytest.mark.parametrize("state", LISTENING)
def test_a_finished_prompt_is_refused_where_nobody_was_speaking(state: State):
    book = _in_state(state)
    with pytest.raises(IllegalEvent):
        book.conversation.handle(SpeechFinished(book.turn_id))


@pytest.mark.parametrize("state", LIVE)
def test_every_state_answers_help_and_stop_or_is_the_goodbye(state: State):
    offered = _in_state(state).conversation.offered()
    if state is State.CLOSING:
        assert _in_state(state).conversation.accepts(Action.STOP)
    else:
        assert {Action.HELP, Action.STOP, Action.REPEAT} <= set(offered)


@pytest.mark.parametrize("state", LISTENING)
def test_every_offered_action_is_reached_by_voice_key_switch_and_page(state: State):
    """One outcome, whichever way in: made from the table, so it covers every action there is."""
    for action in _in_state(state).conversation.offered():
        outcomes = []
        for form in WORDING.actions[action].spoken:
            said = _in_state(state).says(form)
            if state is State.LISTENING and action in ASKED_ONCE_BEGUN:
                said = said.spoken().says("yes")
            outcomes.append(_outcome(said))
        by_key = _in_state(state)
        view = by_key.conversation.view()
        key = next(choice.key for choice in view.choices if choice.action is action)
        assert key.removeprefix("alt-") == RULE_OF[action].key
        chosen = action_for_key(view, key)
        assert chosen == ActionChosen(action, Means.KEY)
        outcomes.append(_outcome(by_key.happens(chosen)))
        by_switch = _in_state(state)
        outcomes.append(_outcome(by_switch.happens(choose(scanning(by_switch), action))))
        outcomes.append(_outcome(_in_state(state).chooses(action, Means.PAGE)))
        assert len(set(outcomes)) == 1, action


def _outcome(book: Playbook) -> tuple[object, ...]:
    now = book.conversation.now
    return (book.state, now.then, now.question_index, book.said(), now.manner, tuple(book.marks()))


@pytest.mark.parametrize("state", LIVE)
def test_no_key_and_no_spoken_form_means_two_things_in_one_state(state: State):
    offered = _in_state(state).conversation.offered()
    keys = Counter(RULE_OF[action].key for action in offered)
    forms = Counter(form for action in offered for form in WORDING.actions[action].spoken)
    assert [key for key, count in keys.items() if count > 1] == []
    assert [form for form, count in forms.items() if count > 1] == []


def test_every_action_is_offered_somewhere_and_has_one_rule():
    offered = {trigger for table in TRANSITIONS.values() for trigger in table} | {*CARD_ACTIONS}
    assert offered >= ACTIONS
    assert Counter(rule.action for rule in RULES) == Counter(Action)


EVENTS = st.one_of(
    st.tuples(st.just("act"), st.sampled_from(list(Action)), st.sampled_from(list(Means))),
    st.tuples(st.just("say"), st.sampled_from(["i feel safe", "", "next question", "stop", "yes"])),
    st.tuples(st.just("say"), st.sampled_from(["undo", "scratch that", "start over", "pause"])),
    st.tuples(st.just("say"), st.sampled_from(["change safe to calm", "change calm to safe"])),
    st.tuples(st.just("mumble"), st.sampled_from(["undo", "scratch that", "next question"])),
    st.tuples(st.just("type"), st.sampled_from(["", "I feel", "I feel safe.", "next question"])),
    st.just(("spoken",)),
    st.just(("interrupt",)),
    st.just(("silence",)),
    st.just(("undo timer",)),
    st.just(("closed",)),
    st.tuples(st.just("trouble"), st.integers(0, 5)),
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(EVENTS, max_size=60),
    st.sampled_from(["unhurried", "brisk"]),
    st.booleans(),
    st.booleans(),
)
def test_no_order_of_events_loses_a_passage_or_locks_anybody_in(
    events: list[tuple], patience: str, ask_to_keep: bool, keep_sound: bool
):
    conversation = Conversation(plan(patience_named(patience), ask_to_keep, keep_sound), Manner())
    book = Playbook(conversation)
    kept: list[str] = []
    for event in events:
        if book.state is State.ENDED:
            break
        _play(book, event, kept)
        conversation.view()
    passages = [c.segment for c in book.commands if isinstance(c, SealSegment)]
    sealed = [segment.segment_id for segment in passages]
    assert len(set(sealed)) == len(sealed)
    assert [segment.segment_id for segment in passages if not segment.typed] == kept
    assert set(book.sounds()) <= set(sealed)
    assert keep_sound or not book.sounds()
    assert len(set(book.erased())) == len(book.erased()), "erased twice"
    erased_or_held = set(book.erased()) | {
        s.segment_id for answer in conversation.now.answers for s in answer.segments
    }
    if isinstance(conversation.now.undoable, Erasure):
        erased_or_held |= {s.segment_id for s in conversation.now.undoable.segments}
    assert set(sealed) == erased_or_held
    now = conversation.now
    left = now.draft.strip() if now.waiting_state is State.TYPING else ""
    book.commands.clear()
    _leave(book)
    assert [text for _, text in book.sealed()] == ([left] if left else [])


def _play(book: Playbook, event: tuple, kept: list[str]) -> None:
    conversation, now = book.conversation, book.conversation.now
    match event:
        case ("act", action, means) if conversation.accepts(action):
            book.chooses(action, means)
        case ("say", text) if now.listening:
            before = len(book.sealed())
            book.says(text)
            if len(book.sealed()) > before:
                kept.append(f"segment-{book.heard}")
            elif text == "i feel safe":
                waits = {State.READY, State.AGREEING, State.PAUSED}
                assert now.state in waits, "content that was not kept"
        case ("type", text):
            before = now.draft
            book.types(text)
            open_ = now.waiting_state is State.TYPING
            assert conversation.now.draft == (text if open_ else before)
        case ("mumble", text) if now.listening:
            before = len(book.sealed())
            book.says(text, confidence=0.3)
            kept += [f"segment-{book.heard}"] * (len(book.sealed()) - before)
        case ("interrupt",) if now.turn_id:  # a key may come down when there is nothing to stop
            book.happens(Interrupted(now.turn_id))
        case ("spoken",) if now.speaking:
            book.spoken()
        case ("silence",) if now.silence:
            book.silence()
        case ("undo timer",) if now.undoable and now.undoable.timer_turn_id:
            book.happens(TimerFired("undo", now.undoable.timer_turn_id))
        case ("closed",) if now.open_turn_id is not None and not now.listening:
            book.microphone_closed()
        case ("trouble", number):
            troubles = (
                SoundLost(1.0),
                DeviceFailed("microphone", MICROPHONE_GONE),
                DeviceRecovered("microphone"),
                SealingFailed("x", DISK_FULL),
                SegmentSealed("x"),
                SoundNotSealed(DISK_FULL),
            )
            book.happens(troubles[number])
        case _:
            pass


def _leave(book: Playbook) -> None:
    """From wherever it stands, the signal ends the session in a few steps."""
    for _ in range(6):
        now = book.conversation.now
        if book.state is State.ENDED:
            return
        if book.state is State.DRAINING:
            book.microphone_closed()
        elif now.speaking and book.state is State.CLOSING:
            book.spoken()
        else:
            book.chooses(Action.STOP, Means.SIGNAL)
    assert book.state is State.ENDED


def test_every_speech_has_the_newest_turn_and_every_listening_too():
    book = answering().says("i feel safe").says("help").spoken().says("next question").spoken()
    turn_ids = [c.turn_id for c in book.commands if isinstance(c, Speak | Listen)]
    assert turn_ids == sorted(set(turn_ids))
    assert math.isfinite(turn_ids[-1])
    assert not book.last_of(EraseSegments)


BY_HAND = (Means.KEY, Means.SWITCH, Means.PAGE, Means.SIGNAL)


@pytest.mark.parametrize("means", BY_HAND)
@pytest.mark.parametrize("state", sorted(SPEAKING))
def test_every_key_switch_and_button_silences_the_program_first(state: State, means: Means):
    offered_here = _in_state(state).conversation.offered()
    assert Action.STOP in offered_here
    for action in offered_here:
        book = _in_state(state)
        book.chooses(action, means)
        assert book.last[0] == Hush(), action


LEADING_ELSEWHERE = {
    "pause": State.PAUSED,
    "start over": State.CONFIRMING,
    "next question": State.REVIEWING,
    "another question": State.CHOOSING,
    "let me write": State.TYPING,
    "stop": State.STOPPING,
}
"""What is said before the states that are entered by being told something."""


@pytest.mark.parametrize("said", LEADING_ELSEWHERE)
def test_what_is_told_on_the_way_to_a_state_is_silenced_by_each_of_its_choices(said: str):
    def telling() -> Playbook:
        return answering(ask_to_keep=True).says("i feel safe").says(said)

    assert telling().state is State.TELLING
    assert telling().conversation.now.then is LEADING_ELSEWHERE[said]
    for action in telling().conversation.offered():
        assert telling().chooses(action, Means.SWITCH).last[0] == Hush(), action


@pytest.mark.parametrize("state", sorted(SPEAKING))
def test_a_key_that_is_no_choice_silences_the_program_and_does_nothing_else(state: State):
    book = _in_state(state)
    before = book.conversation.now
    meant = event_for_key(book.conversation.view(), " ")
    assert meant == Interrupted(book.turn_id)
    book.happens(meant)
    assert book.last[0] == Hush()
    assert book.conversation.now.answers == before.answers
    assert book.conversation.now.question_index == before.question_index


@pytest.mark.parametrize("state", LISTENING)
def test_a_key_that_is_no_choice_means_nothing_while_it_listens(state: State):
    assert event_for_key(_in_state(state).conversation.view(), " ") is None


def test_an_interruption_that_comes_after_the_goodbye_is_dropped():
    book = _in_state(State.DRAINING)
    book.happens(Interrupted(book.turn_id))
    assert book.state is State.DRAINING
    assert book.last == []


def test_a_goodbye_that_was_silenced_may_still_say_that_it_has_finished():
    book = answering().says("i feel safe").chooses(Action.STOP, Means.SIGNAL)
    book.chooses(Action.STOP, Means.SIGNAL)
    assert book.last[0] == Hush()
    assert book.state is State.DRAINING
    book.happens(SpeechFinished(book.turn_id, spoken=False))
    assert book.state is State.DRAINING
    assert book.microphone_closed().state is State.ENDED


@pytest.mark.parametrize("state", sorted(SPEAKING))
def test_a_person_who_interrupts_while_a_trouble_waits_to_be_told_is_told_it_then(state: State):
    book = _in_state(state).happens(DeviceFailed("microphone", MICROPHONE_GONE))
    assert book.last == []
    book.happens(Interrupted(book.turn_id))
    assert book.last[0] == Hush()
    if state is State.CLOSING:
        assert book.state is State.DRAINING
    else:
        assert "Please check that your microphone is plugged in" in book.said()
        assert book.spoken().conversation.now.listening


def test_an_undo_that_was_heard_unsurely_brings_back_on_a_yes_what_had_been_let_go():
    book = answering().says("i feel safe").says("scratch that").spoken()
    book.says("undo", confidence=0.3).spoken()
    assert book.state is State.CONFIRMING
    undoable = book.conversation.now.undoable
    assert undoable is not None
    # nobody's ten seconds run out while they are being asked
    book.happens(TimerFired("undo", undoable.timer_turn_id or 0))
    book.says("yes").spoken()
    assert book.state is State.LISTENING
    assert [s.verbatim for s in book.conversation.now.answer.segments] == ["i feel safe"]
    assert book.erased() == ["segment-4"]  # the "undo" itself, and nothing else
