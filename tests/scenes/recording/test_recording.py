"""A guide read aloud at home: each way in, nothing read taken for a command, nothing lost."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scripts.languages import COMPLETE
from tests.scenes.recording.playbook import (
    READ,
    TEXTS,
    TROUBLE,
    Read,
    at_text,
    line,
    plan,
    standing_in,
)
from tests.screen.test_scan import DWELL_SECONDS, choose
from tests.values.troubles import MICROPHONE_GONE
from voice.floor.actions import RULE_OF, Action, Means
from voice.floor.commands import Leave, Listen, Speak
from voice.floor.events import (
    ActionChosen,
    ChoiceOffered,
    DeviceFailed,
    Interrupted,
    OptionChosen,
    SpeechFinished,
    TimerFired,
)
from voice.floor.table import IllegalEvent
from voice.floor.view import Mood
from voice.language.loading import load_language
from voice.scenes.recording.errands import (
    DropReading,
    EndReading,
    FindReadings,
    ForgetReadings,
    KeepReadings,
    MicrophoneOpen,
    NotFound,
    NotKept,
    NotTaken,
    ReadingOver,
    ReadingsFound,
    ReadingsKept,
    Taken,
    TakeReading,
)
from voice.scenes.recording.states import TRANSITIONS, Recording
from voice.scenes.recording.step import TOLD_OF, offered, options
from voice.scenes.recording.takes import Fault
from voice.scenes.recording.wording import RecordSay
from voice.screen.keys import action_for_key
from voice.screen.scan import SwitchScan

OVER = {Recording.CLOSING, Recording.DRAINING, Recording.ENDED}
ASKING = [state for state in Recording if state not in OVER]


# From the first text to the last -----------------------------------------------------------------


@pytest.mark.parametrize("own", [True, False])
def test_who_reads_is_asked_first_and_what_there_is_already_is_looked_for(own: bool) -> None:
    read = at_text(own=own)
    assert read.errands()[0] == FindReadings(own)
    assert (read.state, read.scene.view().question) == (Recording.UNREAD, TEXTS["theme t"])


def test_each_text_is_said_read_after_the_tone_heard_and_kept_with_all_others_at_the_end() -> None:
    read = at_text()
    for text in TEXTS.values():
        assert read.scene.view().question == text
        read.chooses(RecordSay.RECORD_NOW)
        (spoken,) = [c for c in read.last if isinstance(c, Speak)]
        assert spoken.cue, "it is read after the tone"
        assert not any(isinstance(c, TakeReading) for c in read.last)
        read.spoken()
        assert [c for c in read.last if isinstance(c, TakeReading)] == [TakeReading(read.attempt)]
        read.happens(Taken(read.attempt, READ))
        (played,) = [c for c in read.last if isinstance(c, Speak)]
        assert (played.lines[0].recording, played.lines[0].text) == (
            read.scene.now.takes.name,
            text,
        )
        read.spoken().chooses(Action.NEXT)
        if read.scene.now.speaking:
            read.spoken()
    assert read.errands()[-1] == KeepReadings(True, dict.fromkeys(TEXTS, READ))
    assert read.happens(ReadingsKept(locked=True)).said() == line(RecordSay.KEPT_LOCKED)
    assert ForgetReadings() in read.last
    assert read.spoken().ears_close().last == [Leave("kept", 0)]


def test_while_somebody_reads_nobody_is_recognised_and_what_is_read_is_no_command() -> None:
    read = standing_in(Recording.READING)
    assert not read.scene.now.listening
    assert not any(isinstance(c, Listen) for c in read.last)
    with pytest.raises(IllegalEvent):
        read.says("stop")
    view = read.scene.view()
    assert (view.mood, view.mood_key, view.microphone_open, view.tries_microphone) == (
        Mood.LISTENING,
        "record_mood_reading",
        True,
        True,
    )


@pytest.mark.parametrize("means", [Means.KEY, Means.SWITCH, Means.PAGE])
def test_it_is_ended_by_a_choice_or_by_itself_and_not_twice(means: Means) -> None:
    by_hand = standing_in(Recording.READING).chooses(RecordSay.DONE, means)
    assert [type(c) for c in by_hand.last if isinstance(c, EndReading)] == [EndReading]
    by_itself = standing_in(Recording.READING)
    by_itself.happens(ReadingOver(by_itself.attempt))
    assert [type(c) for c in by_itself.last if isinstance(c, EndReading)] == [EndReading]
    assert by_itself.taken().state is Recording.READ
    assert by_itself.happens(ReadingOver(by_itself.attempt)).last == []


def test_the_switchs_choices_are_not_said_into_a_recording() -> None:
    read = standing_in(Recording.READING)
    assert read.happens(ChoiceOffered(1)).last == []
    assert standing_in(Recording.READ).happens(ChoiceOffered(1)).said() == "Next"


@pytest.mark.parametrize("asked", [Action.HELP, Action.REPEAT, Action.CRISIS, Action.LOUDER])
def test_whatever_is_said_while_somebody_reads_is_in_no_recording(asked: Action) -> None:
    read = standing_in(Recording.READING)
    was = read.attempt
    read.chooses(asked)
    assert DropReading() in read.last
    assert read.last.index(DropReading()) < [isinstance(c, Speak) for c in read.last].index(True)
    if asked is Action.CRISIS:
        assert not any(isinstance(c, TakeReading) for c in read.spoken().last), "the card is read"
        read.chooses(Action.RESUME)
    read.spoken()
    assert read.last[0] == TakeReading(read.attempt)
    assert read.attempt > was
    assert read.happens(Taken(was, READ)).last == [], "what was broken off is nobody's"


@pytest.mark.parametrize("fault", Fault)
def test_what_is_wrong_with_a_recording_is_told(fault: Fault) -> None:
    read = standing_in(Recording.READING)
    read.happens(Taken(read.attempt, type(READ)(b"fLaC", 1.0, (fault,))))
    assert line(TOLD_OF[fault]) in read.said()
    kept = fault not in {Fault.NOTHING, Fault.FULL}
    assert read.state is (Recording.READ if kept else Recording.UNREAD)


def test_again_reads_it_anew_and_the_last_one_counts() -> None:
    read = standing_in(Recording.READ).chooses(RecordSay.AGAIN).spoken()
    better = type(READ)(b"fLaC better", 3.0)
    read.happens(Taken(read.attempt, better)).spoken().chooses(Action.STOP)
    assert read.errands()[-1] == KeepReadings(True, {"theme t": better})


def test_a_text_can_be_left_to_the_program_and_gone_back_to() -> None:
    read = at_text()
    assert Action.BACK not in read.scene.offered(), "nothing is before the first"
    read.chooses(RecordSay.NEXT).spoken()
    assert read.scene.now.takes.name == "question a"
    read.chooses(Action.BACK).spoken().read().chooses(Action.NEXT).spoken()
    assert read.chooses(Action.NEXT).spoken().scene.now.takes.name == "question b"
    read.chooses(Action.NEXT)
    assert read.errands()[-1] == KeepReadings(True, {"theme t": READ})


def test_what_was_read_another_time_is_gone_on_with_and_kept_only_where_something_is_new() -> None:
    read = at_text(theme_t=READ, question_a=READ)
    assert read.scene.now.takes.name == "question b"
    read.chooses(Action.BACK)
    assert line(RecordSay.READ_ALREADY) in read.said()
    stopped = read.spoken().chooses(Action.STOP)
    assert not any(isinstance(errand, KeepReadings) for errand in stopped.errands())
    assert stopped.said() == line(RecordSay.NONE_READ)
    every = at_text(theme_t=READ, question_a=READ).read().chooses(Action.NEXT)
    assert every.errands()[-1] == KeepReadings(True, dict.fromkeys(TEXTS, READ))


def test_what_was_read_and_cannot_be_opened_is_not_written_over() -> None:
    read = Read().spoken().chooses(RecordSay.MYSELF).happens(NotFound(TROUBLE))
    assert (read.state, read.scene.now.reason) == (Recording.CLOSING, "stopped")


@pytest.mark.parametrize("state", [Recording.UNREAD, Recording.READING, Recording.READ])
def test_stop_keeps_what_was_read_in_every_state(state: Recording) -> None:
    read = at_text().read().chooses(Action.NEXT).spoken()
    if state is not Recording.UNREAD:
        read.chooses(RecordSay.RECORD_NOW).spoken()
    if state is Recording.READ:
        read.taken()
    read.chooses(Action.STOP, Means.SWITCH)
    (kept,) = [errand for errand in read.errands() if isinstance(errand, KeepReadings)]
    assert len(kept.read) == (2 if state is Recording.READ else 1)
    assert read.happens(ReadingsKept(locked=False)).said() == line(RecordSay.KEPT_OPEN)


def test_what_could_not_be_written_is_in_memory_until_somebody_lets_it_go() -> None:
    read = standing_in(Recording.NOT_KEPT)
    assert not any(isinstance(errand, ForgetReadings) for errand in read.errands())
    read.chooses(RecordSay.TRY_AGAIN)
    assert read.last[-1] == KeepReadings(True, {"theme t": READ})
    read.happens(NotKept(TROUBLE)).spoken()
    read.chooses(RecordSay.LET_GO)
    assert read.said() == line(RecordSay.LET_GONE)
    assert ForgetReadings() in read.last


def test_whatever_ends_it_what_was_read_is_kept() -> None:
    assert standing_in(Recording.READ).scene.left_at_once() == [
        KeepReadings(True, {"theme t": READ})
    ]
    assert standing_in(Recording.UNREAD).scene.left_at_once() == []
    by_system = standing_in(Recording.READ).chooses(Action.STOP, Means.SIGNAL)
    assert by_system.errands()[-1] == KeepReadings(True, {"theme t": READ})
    assert by_system.happens(NotKept(TROUBLE)).state is Recording.CLOSING, "nobody is asked then"


def test_a_microphone_that_gives_nothing_or_fails_is_told_and_it_can_be_tried_again() -> None:
    silent = standing_in(Recording.READING)
    silent.happens(TimerFired("microphone", silent.scene.now.turn_id))
    assert line(RecordSay.MICROPHONE_SILENT) in silent.said()
    assert silent.spoken().read().state is Recording.READ
    failed = standing_in(Recording.READING)
    failed.happens(NotTaken(failed.attempt, MICROPHONE_GONE))
    assert failed.state is Recording.UNREAD
    open_ = standing_in(Recording.READING)
    open_.happens(MicrophoneOpen(open_.attempt))
    assert [type(c).__name__ for c in open_.last] == ["CancelTimer"]


def test_whoever_hears_nothing_is_shown_it_and_nothing_is_played() -> None:
    read = at_text(plan(speaks=False)).read()
    assert not any(
        each.recording for c in read.commands if isinstance(c, Speak) for each in c.lines
    )


# Every way in ------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", COMPLETE)
@pytest.mark.parametrize("state", ASKING)
def test_every_choice_and_action_is_reached_by_voice_key_switch_and_page(
    state: Recording, code: str
) -> None:
    given = plan(code)

    def there() -> Read:
        return standing_in(state, given)

    wording, listens = given.wording, there().scene.now.listening
    for action in there().scene.offered():
        forms = wording.actions[action].spoken if listens else ()
        outcomes = [_outcome(there().says(form)) for form in forms]
        view = there().scene.view()
        key = next(choice.key for choice in view.choices if choice.action is action)
        assert key == RULE_OF[action].key
        assert action_for_key(view, key) == ActionChosen(action, Means.KEY)
        scan, by_switch = SwitchScan(DWELL_SECONDS), there()
        scan.show(by_switch.scene.view())
        outcomes.append(_outcome(by_switch.happens(choose(scan, action))))
        outcomes += [_outcome(there().chooses(action, m)) for m in (Means.KEY, Means.PAGE)]
        assert len(set(outcomes)) == 1, action
    for option in there().scene.options():
        outcomes = [_outcome(there().happens(OptionChosen(option.number, Means.PAGE)))]
        if listens:
            number = next(w for w, n in wording.numbers.items() if n == option.number)
            outcomes += [_outcome(there().says(said)) for said in (number, option.text.lower())]
        assert len(set(outcomes)) == 1, option


def _outcome(read: Read) -> tuple[object, ...]:
    now = read.scene.now
    return (read.state, now.then, now.takes.state, now.takes.at, read.said(), now.manner)


@pytest.mark.parametrize("code", COMPLETE)
@pytest.mark.parametrize("state", Recording)
def test_no_key_form_or_choice_means_two_things_in_one_state(state: Recording, code: str) -> None:
    actions = [trigger for trigger in TRANSITIONS[state] if isinstance(trigger, Action)]
    wording = load_language(code).recording
    words = wording.actions
    keys = Counter(RULE_OF[action].key for action in actions)
    forms = Counter(form for a in actions for form in (*words[a].spoken, *words[a].asked))
    assert [key for key, count in keys.items() if count > 1] == []
    assert [form for form, count in forms.items() if count > 1] == []
    texts = [option.text for option in options(plan(code), standing_in(state).scene.now)]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("state", ASKING)
def test_whoever_is_asked_can_go_ask_for_help_and_hear_it_again(state: Recording) -> None:
    assert {Action.STOP, Action.HELP, Action.CRISIS, Action.REPEAT} <= set(
        standing_in(state).scene.offered()
    )


@pytest.mark.parametrize("state", Recording)
def test_what_is_not_offered_or_never_was_is_refused_and_changes_nothing(state: Recording) -> None:
    read = standing_in(state)
    before = read.scene.now
    refused = [ActionChosen(a, Means.KEY) for a in Action if not read.scene.accepts(a)]
    for event in (*refused, OptionChosen(9, Means.KEY), SpeechFinished(before.turn_id + 1)):
        with pytest.raises(IllegalEvent):
            read.scene.handle(event)
    for event in (
        Taken(0, READ),
        ReadingOver(0),
        NotTaken(0, TROUBLE),
        TimerFired("microphone", 0),
    ):
        assert read.happens(event).last == []
    assert read.scene.now == before


EVENTS = st.one_of(
    st.tuples(st.just("act"), st.sampled_from(sorted(Action)), st.sampled_from(list(Means))),
    st.tuples(st.just("option"), st.integers(1, 3)),
    st.tuples(st.just("say"), st.sampled_from(["next", "again", "go back", "stop", "two", "hm"])),
    *(st.just((name,)) for name in ("spoken", "interrupt", "silence", "closed", "over", "taken")),
    *(st.just((name,)) for name in ("not taken", "found", "kept", "not kept", "trouble", "timer")),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(EVENTS, max_size=60))
def test_no_order_of_events_locks_anybody_in(events: list[tuple]) -> None:
    read = Read()
    for event in events:
        if read.state is Recording.ENDED:
            break
        _play(read, event)
        read.scene.view()
    for _ in range(6):
        match read.state:
            case Recording.ENDED:
                break
            case Recording.DRAINING:
                read.ears_close()
            case Recording.CLOSING:
                read.spoken()
            case _ if read.scene.accepts(Action.STOP):
                read.chooses(Action.STOP, Means.SIGNAL)
                if any(isinstance(c, KeepReadings) for c in read.last):
                    read.happens(NotKept(TROUBLE))
    assert read.state is Recording.ENDED


def _play(read: Read, event: tuple) -> None:
    now = read.scene.now
    attempt = now.takes.attempt
    match event:
        case ("act", action, means) if read.scene.accepts(action):
            read.chooses(action, means)
        case ("option", number) if read.scene.has_option(number):
            read.chooses(number)
        case ("say", text) if now.listening:
            read.says(text)
        case ("spoken",) if now.speaking:
            read.spoken()
        case ("interrupt",) if now.turn_id:
            read.happens(Interrupted(now.turn_id))
        case ("silence",) if now.silence:
            read.happens(TimerFired("silence", now.turn_id))
        case ("timer",):
            read.happens(TimerFired("microphone", now.turn_id))
        case ("closed",) if now.open_turn_id is not None and not now.listening:
            read.ears_close()
        case ("over",):
            read.happens(ReadingOver(attempt))
        case ("taken",):
            read.happens(Taken(attempt, READ))
        case ("not taken",):
            read.happens(NotTaken(attempt, MICROPHONE_GONE))
        case ("found",):
            read.happens(ReadingsFound({}))
        case ("kept",) if now.takes.is_over:
            read.happens(ReadingsKept(locked=True))
        case ("not kept",) if now.takes.is_over:
            read.happens(NotKept(TROUBLE))
        case ("trouble",):
            read.happens(DeviceFailed("microphone", MICROPHONE_GONE))
        case _:
            pass


@pytest.mark.parametrize("code", COMPLETE)
def test_every_choice_says_another_thing_than_what_it_stands_beside(code: str) -> None:
    for state in ASKING:
        read = standing_in(state, plan(code))
        view = read.scene.view()
        assert [o.text for o in view.options] == [
            load_language(code).recording.line(say) for say in offered(read.scene.now)
        ]
        assert not {o.text for o in view.options} & {*view.shown}
