"""Sounds taught: each way in, nothing lost that was enough, no state that anybody is locked in."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scripts.languages import COMPLETE
from tests.scenes.recording.playbook import TROUBLE
from tests.scenes.teaching.playbook import Taught, at_action, line, plan, standing_in
from tests.screen.test_scan import DWELL_SECONDS, choose
from tests.values.troubles import MICROPHONE_GONE
from voice.floor.actions import Action, Means
from voice.floor.commands import Leave, Listen, Speak
from voice.floor.events import ChoiceOffered, Interrupted, OptionChosen, TimerFired
from voice.floor.table import IllegalEvent
from voice.floor.view import Mood
from voice.language.loading import load_language
from voice.scenes.recording.errands import (
    DropReading,
    ForgetReadings,
    MicrophoneOpen,
    NotTaken,
    ReadingOver,
    Taken,
    TakeReading,
)
from voice.scenes.recording.takes import Fault
from voice.scenes.reflection.states import ACTIONS as SESSIONS
from voice.scenes.teaching.errands import (
    EndSound,
    EndWord,
    Example,
    ForgetSound,
    KeepSound,
    NotMeant,
    SoundForgotten,
    SoundKept,
    SoundNotKept,
)
from voice.scenes.teaching.situation import MOST_EXAMPLES, WORDS, offered
from voice.scenes.teaching.states import TEACHABLE, TRANSITIONS, Teaching
from voice.scenes.teaching.step import TOLD_OF
from voice.scenes.teaching.wording import TeachSay
from voice.screen.scan import SwitchScan

OVER = {Teaching.CLOSING, Teaching.DRAINING, Teaching.ENDED}
ASKING = [state for state in Teaching if state not in OVER]


def test_what_can_be_taught_is_offered_in_sessions_and_fits_what_is_kept() -> None:
    assert len(set(TEACHABLE)) == 12
    assert set(TEACHABLE) <= SESSIONS


def test_an_action_its_examples_heard_back_and_all_kept_together_once_it_is_enough() -> None:
    taught = at_action(Action.NEXT)
    for number in range(1, 4):
        assert taught.state is Teaching.UNMADE
        taught.chooses(TeachSay.MAKE)
        (spoken,) = [c for c in taught.last if isinstance(c, Speak)]
        assert spoken.cue, "it is made after the tone"
        assert not any(isinstance(c, TakeReading) for c in taught.last)
        taught.spoken()
        assert [c for c in taught.last if isinstance(c, TakeReading)]
        taught.made(features=b"%d" % number)
        (played,) = [c for c in taught.last if isinstance(c, Speak)]
        assert played.lines[0].recording == f"example {number}"
        taught.spoken().chooses(TeachSay.KEEP).spoken()
        assert not any(isinstance(c, KeepSound) for c in taught.commands)
    assert taught.state is Teaching.ENOUGH
    taught.chooses(TeachSay.LEARN)
    kept = KeepSound(Action.NEXT, {f"example {n}": b"%d" % n for n in range(1, 4)})
    assert taught.errands()[-1] == kept
    assert line(TeachSay.LEARNED) in taught.happens(SoundKept((Action.NEXT,))).said()
    assert (taught.state, taught.scene.now.taught) == (Teaching.WHICH, (Action.NEXT,))
    (known, *_) = taught.scene.view().options
    assert known.note_key == "teach_known"


def test_five_examples_are_the_most() -> None:
    taught = at_action().keeps()
    for number in (4, 5):
        taught.chooses(TeachSay.ONE_MORE).spoken().makes(features=b"%d" % number)
        taught.chooses(TeachSay.KEEP).spoken()
    assert len(taught.scene.now.kept) == MOST_EXAMPLES
    assert TeachSay.ONE_MORE not in offered(taught.scene.now)
    taught.chooses(TeachSay.LEARN)
    assert len(taught.errands()[-1].examples) == MOST_EXAMPLES  # type: ignore[attr-defined]


def test_what_is_said_of_an_example() -> None:
    taught = at_action(Action.STOP, plan("en", Action.NEXT)).makes().chooses(TeachSay.KEEP).spoken()
    taught.chooses(TeachSay.MAKE).spoken().made(alike=True)
    assert line(TeachSay.ALIKE) in taught.said()
    taught.spoken().chooses(TeachSay.AGAIN).spoken().made(alike=False, near=Action.NEXT)
    assert line(TeachSay.UNLIKE) in taught.said()
    assert line(TeachSay.NEAR, action="next question") in taught.said()
    assert taught.state is Teaching.MADE, "it is told, and theirs to decide"


def says_words(taught: Taught, *near: int) -> Taught:
    """Ordinary words, one after each tone; the program leads from one to the next."""
    taught.chooses(TeachSay.SAY_WORDS).spoken()
    for number, each in enumerate(near):
        assert taught.state is Teaching.MAKING
        taught.made(features=b"word %d" % number, near_words=each).spoken()
    return taught


@pytest.mark.parametrize(
    ("near", "said"), [((0, 1, 0, 0, 0), TeachSay.NEAR_TALK), ((0,) * WORDS, TeachSay.NO_TALK)]
)
def test_whether_a_sound_is_close_to_ordinary_words_of_theirs_is_told(
    near: tuple[int, ...], said: TeachSay
) -> None:
    enough = at_action(Action.STOP).keeps()
    assert line(TeachSay.TALK_UNKNOWN) in " ".join(enough.scene.view().shown)
    talk = says_words(enough.chooses(TeachSay.COMPARE).spoken(), *near)
    assert talk.state is Teaching.ENOUGH
    assert line(said) in " ".join(talk.scene.view().shown)
    assert TeachSay.COMPARE not in offered(talk.scene.now)
    words = [e for e in talk.errands() if isinstance(e, EndWord)]
    talk.chooses(TeachSay.LEARN)
    kept = talk.errands()[-1]
    assert isinstance(kept, KeepSound)
    assert [*kept.examples.values()] == [b"features %d" % n for n in range(3)], "no word of them"
    assert all(each.examples == (*kept.examples.values(),) for each in words)


def test_the_words_are_said_once_and_compared_with_each_sound_after() -> None:
    taught = says_words(standing_in(Teaching.TALK), *(0,) * WORDS).chooses(TeachSay.LEARN).spoken()
    taught.chooses(TeachSay.NO_SOUND).happens(SoundKept((Action.NEXT, Action.STOP))).spoken()
    taught.chooses(Action.REPEAT).spoken().keeps(2)
    taught.chooses(TeachSay.MAKE).spoken().chooses(TeachSay.DONE)
    ended = taught.errands()[-1]
    assert isinstance(ended, EndSound)
    assert ended.words == tuple(b"word %d" % number for number in range(WORDS))
    assert line(TeachSay.NEAR_TALK) in taught.made(near_words=2).said()


def test_words_are_nobodys_duty_and_nothing_is_lost_between_them() -> None:
    talk = says_words(standing_in(Teaching.TALK), 0, 0)
    talk.made(Fault.NOTHING).spoken()
    assert talk.state is Teaching.TALK
    assert talk.chooses(Action.BACK).spoken().state is Teaching.ENOUGH
    assert line(TeachSay.TALK_UNKNOWN) in " ".join(talk.scene.view().shown)
    says_words(talk.chooses(TeachSay.COMPARE).spoken(), 0).chooses(Action.STOP, Means.SIGNAL)
    assert isinstance(talk.errands()[-1], KeepSound)


def test_where_nothing_came_of_another_take_it_says_that_the_one_before_is_still_there() -> None:
    taught = at_action().makes(features=b"first").chooses(TeachSay.AGAIN).spoken()
    taught.made(Fault.NOTHING)
    assert line(TeachSay.STILL_THERE) in taught.said()
    assert [c for c in taught.last if isinstance(c, Speak) and c.lines[2].recording]
    assert taught.spoken().state is Teaching.MADE
    first = standing_in(Teaching.MAKING).made(Fault.NOTHING)
    assert line(TeachSay.STILL_THERE) not in first.said()


@pytest.mark.parametrize("fault", TOLD_OF)
def test_what_is_wrong_with_a_take_is_told(fault: Fault) -> None:
    taught = standing_in(Teaching.MAKING).made(fault)
    assert load_language("en").teaching.line(TOLD_OF[fault]) in taught.said()
    assert taught.state is (Teaching.UNMADE if fault is Fault.NOTHING else Teaching.MADE)


def test_again_makes_it_anew_and_the_last_one_counts() -> None:
    taught = at_action().makes(features=b"first").makes(features=b"better").chooses(TeachSay.KEEP)
    taught.spoken()
    for number in (2, 3):
        taught.makes(features=b"%d" % number).chooses(TeachSay.KEEP).spoken()
    taught.chooses(TeachSay.LEARN)
    (kept,) = [e for e in taught.errands() if isinstance(e, KeepSound)]
    assert list(kept.examples.values()) == [b"better", b"2", b"3"]


def test_one_that_was_kept_can_be_gone_back_to_and_made_anew() -> None:
    taught = at_action().keeps()
    taught.chooses(Action.BACK).spoken().chooses(Action.BACK).spoken()
    assert taught.scene.now.takes.name == "example 2"
    taught.makes(features=b"better").chooses(TeachSay.KEEP).spoken()
    assert taught.state is Teaching.ENOUGH
    taught.chooses(TeachSay.LEARN)
    (kept,) = [e for e in taught.errands() if isinstance(e, KeepSound)]
    assert sorted(kept.examples.values()) == [b"better", b"features 0", b"features 2"]
    first = at_action().chooses(Action.BACK)
    assert first.state is Teaching.WHICH


def test_while_a_sound_is_made_nobody_is_recognised_and_no_choice_is_said_into_it() -> None:
    taught = standing_in(Teaching.MAKING)
    assert not any(isinstance(c, Listen) for c in taught.last)
    with pytest.raises(IllegalEvent):
        taught.says("stop")
    assert taught.happens(ChoiceOffered(1)).last == []
    view = taught.scene.view()
    assert (view.mood, view.mood_key, view.tries_microphone) == (
        Mood.LISTENING,
        "teach_mood_making",
        True,
    )
    was = taught.attempt
    taught.chooses(Action.REPEAT)
    assert DropReading() in taught.last
    taught.spoken()
    assert taught.last[0] == TakeReading(taught.attempt)
    assert taught.happens(Taken(was, Example(b"", 1.0))).last == [], "what was broken off"


@pytest.mark.parametrize("means", [Means.KEY, Means.SWITCH, Means.PAGE])
def test_it_is_ended_by_a_choice_or_by_itself(means: Means) -> None:
    by_hand = standing_in(Teaching.MAKING).chooses(TeachSay.DONE, means)
    assert [type(c) for c in by_hand.last if isinstance(c, EndSound)] == [EndSound]
    by_itself = standing_in(Teaching.MAKING)
    by_itself.happens(MicrophoneOpen(by_itself.attempt)).happens(ReadingOver(by_itself.attempt))
    assert [type(c) for c in by_itself.last if isinstance(c, EndSound)] == [EndSound]


def test_sounds_are_kept_to_be_heard_only_where_the_person_says_so() -> None:
    asked = standing_in(Teaching.SEALING)
    assert offered(asked.scene.now)[0] is TeachSay.NO_SOUND, "what is kept nowhere comes first"
    without = asked.chooses(TeachSay.NO_SOUND).errands()[-1]
    assert isinstance(without, KeepSound)
    assert not without.sealed
    sealed = standing_in(Teaching.SEALING).chooses(TeachSay.SEAL)
    (kept,) = [e for e in sealed.errands() if isinstance(e, KeepSound)]
    assert kept.sealed
    again = sealed.happens(SoundNotKept(TROUBLE)).spoken().chooses(1).errands()[-1]
    assert again == kept, "it is tried again as it was wanted"


@pytest.mark.parametrize(
    "state", [Teaching.UNMADE, Teaching.MAKING, Teaching.MADE, Teaching.ENOUGH, Teaching.SEALING]
)
def test_whatever_ends_it_what_is_enough_is_kept(state: Teaching) -> None:
    taught = at_action(Action.STOP, plan("en", can_seal=True)).keeps()
    match state:
        case Teaching.UNMADE:
            taught.chooses(TeachSay.ONE_MORE).spoken()
        case Teaching.MAKING:
            taught.chooses(TeachSay.ONE_MORE).spoken().chooses(TeachSay.MAKE).spoken()
        case Teaching.MADE:
            taught.chooses(TeachSay.ONE_MORE).spoken().makes()
        case Teaching.SEALING:
            taught.chooses(TeachSay.LEARN).spoken()
        case _:
            pass
    assert taught.state is state
    (at_once,) = taught.scene.left_at_once()
    taught.chooses(Action.STOP, Means.SIGNAL)
    assert taught.errands()[-1] == at_once
    assert len(at_once.examples) == 3  # type: ignore[attr-defined]
    taught.happens(SoundKept((Action.STOP,)))
    assert ForgetReadings() in taught.last
    assert taught.spoken().ears_close().last == [Leave("taught", 0)]


def test_fewer_examples_than_are_enough_are_nothing_that_was_kept() -> None:
    taught = at_action().keeps(2)
    assert taught.scene.left_at_once() == []
    assert taught.chooses(Action.STOP).said() == line(TeachSay.OVER)
    assert not any(isinstance(e, KeepSound) for e in taught.errands())


def test_what_could_not_be_written_is_in_memory_until_somebody_lets_it_go() -> None:
    taught = standing_in(Teaching.NOT_KEPT)
    assert not any(isinstance(e, ForgetReadings) for e in taught.errands())
    taught.chooses(1)
    assert isinstance(taught.last[-1], KeepSound)
    taught.happens(SoundNotKept(TROUBLE)).spoken().chooses(2)
    assert taught.state is Teaching.WHICH
    by_system = at_action().keeps().chooses(Action.STOP, Means.SIGNAL)
    assert by_system.happens(SoundNotKept(TROUBLE)).state is Teaching.CLOSING, "nobody is asked"


def test_what_has_a_sound_is_taught_anew_or_forgotten_after_it_was_asked() -> None:
    taught = standing_in(Teaching.TAUGHT)
    assert taught.chooses(TeachSay.ANEW).state is Teaching.UNMADE
    asked = standing_in(Teaching.FORGETTING)
    assert asked.scene.view().grave
    assert not any(isinstance(e, ForgetSound) for e in asked.errands())
    assert asked.chooses(TeachSay.LEAVE_IT).state is Teaching.TAUGHT
    gone = asked.spoken().chooses(TeachSay.FORGET).spoken().chooses(TeachSay.FORGET)
    assert gone.errands()[-1] == ForgetSound(Action.NEXT)
    assert line(TeachSay.FORGOTTEN) in gone.happens(SoundForgotten(())).said()
    assert gone.scene.now.taught == ()
    failed = standing_in(Teaching.FORGETTING).chooses(TeachSay.FORGET)
    assert "could not forget" in failed.happens(SoundNotKept(TROUBLE)).said()


def test_a_sound_is_tried_and_what_was_none_is_learned_from() -> None:
    taught = standing_in(Teaching.TRIED)
    assert line(TeachSay.MEANT, action="next question") in " ".join(taught.scene.view().shown)
    taught.chooses(TeachSay.NOT_MEANT)
    assert taught.errands()[-1] == NotMeant(Action.NEXT, b"features")
    assert line(TeachSay.NOTED) not in taught.said(), "not before it is"
    assert line(TeachSay.NOTED) in taught.happens(SoundKept((Action.NEXT,))).said()
    none = taught.spoken().makes(meant=None)
    assert offered(none.scene.now) == (TeachSay.MAKE,)
    assert not any(isinstance(e, KeepSound) for e in none.errands())
    assert "the question before" not in none.acts(Action.HELP).said()
    first = Taught(plan=plan("en", Action.NEXT, tries=True)).spoken()
    assert first.state is Teaching.UNTRIED


def test_a_microphone_that_gives_nothing_or_fails_is_told_and_it_can_be_tried_again() -> None:
    silent = standing_in(Teaching.MAKING)
    silent.happens(TimerFired("microphone", silent.scene.now.turn_id))
    assert "The microphone gives nothing" in silent.said()
    assert silent.spoken().makes().state is Teaching.MADE
    failed = standing_in(Teaching.MAKING)
    failed.happens(NotTaken(failed.attempt, MICROPHONE_GONE))
    assert failed.state is Teaching.UNMADE


def test_where_nobody_is_recognised_it_says_to_press_and_listens_only_to_a_sound() -> None:
    taught = standing_in(Teaching.WHICH, plan(listens=False))
    view = taught.scene.view()
    assert (view.mood_key, view.listens, view.microphone_open) == (
        "setup_mood_asking",
        False,
        False,
    )
    taught.acts(Action.HELP)
    assert "In a crisis, choose: crisis. You can choose: Say it again" in taught.said()
    assert "You can say:" in standing_in(Teaching.WHICH).acts(Action.HELP).said()
    making = standing_in(Teaching.MAKING, plan("en", Action.NEXT, listens=False))
    assert making.scene.view().microphone_open


def test_the_choices_of_a_moment_have_one_digit_each() -> None:
    for each in (plan(), plan("en", *TEACHABLE)):
        taught = Taught(plan=each).spoken()
        assert len(taught.scene.options()) <= 9
        assert len(taught.chooses(TeachSay.MORE_ACTIONS).spoken().scene.options()) <= 9


@pytest.mark.parametrize("state", ASKING)
def test_everything_is_reached_by_voice_key_switch_and_page_alike(state: Teaching) -> None:
    listens, words = state is not Teaching.MAKING, load_language("en").teaching
    for action in standing_in(state).scene.offered():
        ways = [standing_in(state).acts(action, means) for means in (Means.KEY, Means.PAGE)]
        scan, by_switch = SwitchScan(DWELL_SECONDS), standing_in(state)
        scan.show(by_switch.scene.view())
        ways.append(by_switch.happens(choose(scan, action)))
        if listens:
            ways.append(standing_in(state).says(words.actions[action].spoken[0]))
        assert len({_outcome(way) for way in ways}) == 1, action
    for option in standing_in(state).scene.options():
        ways = [standing_in(state).happens(OptionChosen(option.number, Means.PAGE))]
        if listens:
            said = (_word(option.number), option.text.lower().replace(":", ""))
            ways += [standing_in(state).says(each) for each in said]
        assert len({_outcome(way) for way in ways}) == 1, option


def _outcome(taught: Taught) -> tuple[object, ...]:
    now = taught.scene.now
    return now.state, now.then, taught.said(), now.kept


def _word(number: int) -> str:
    return next(w for w, n in load_language("en").teaching.numbers.items() if n == number)


def test_the_table_names_every_state_and_what_it_does_not_hold_changes_nothing() -> None:
    assert set(TRANSITIONS) == set(Teaching)
    for state in ASKING:
        taught = standing_in(state)
        before = taught.scene.now
        for action in set(Action) - set(taught.scene.offered()):
            with pytest.raises(IllegalEvent):
                taught.acts(action)
        assert taught.scene.now == before


EVENTS = st.one_of(
    st.tuples(st.just("act"), st.sampled_from(sorted(Action)), st.sampled_from(list(Means))),
    st.tuples(st.just("option"), st.integers(1, 8)),
    st.tuples(st.just("say"), st.sampled_from(["again", "go back", "stop", "number two", "hm"])),
    *(st.just((name,)) for name in ("spoken", "interrupt", "silence", "closed", "over", "taken")),
    *(st.just((name,)) for name in ("nothing", "not taken", "kept", "not kept", "gone", "timer")),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(EVENTS, max_size=60))
def test_no_order_of_events_locks_anybody_in(events: list[tuple]) -> None:
    taught = Taught(plan=plan("en", Action.NEXT, can_seal=True))
    for event in events:
        if taught.state is Teaching.ENDED:
            break
        _play(taught, event)
        taught.scene.view()
    for _ in range(6):
        match taught.state:
            case Teaching.ENDED:
                break
            case Teaching.DRAINING:
                taught.ears_close()
            case Teaching.CLOSING:
                taught.spoken()
            case _ if taught.scene.accepts(Action.STOP):
                taught.acts(Action.STOP, Means.SIGNAL)
                if taught.scene.now.awaits:
                    taught.happens(SoundNotKept(TROUBLE))
    assert taught.state is Teaching.ENDED


def _play(taught: Taught, event: tuple) -> None:
    now = taught.scene.now
    match event:
        case ("act", action, means) if taught.scene.accepts(action):
            taught.acts(action, means)
        case ("option", number) if taught.scene.has_option(number):
            taught.happens(OptionChosen(number, Means.KEY))
        case ("say", text) if now.listening:
            taught.says(text)
        case ("spoken",) if now.speaking:
            taught.spoken()
        case ("interrupt",) if now.turn_id:
            taught.happens(Interrupted(now.turn_id))
        case ("silence",) if now.silence:
            taught.happens(TimerFired("silence", now.turn_id))
        case ("timer",):
            taught.happens(TimerFired("microphone", now.turn_id))
        case ("closed",) if now.open_turn_id is not None and not now.listening:
            taught.ears_close()
        case ("over",):
            taught.happens(ReadingOver(taught.attempt))
        case ("taken",):
            taught.made(meant=Action.NEXT if now.action is None else None)
        case ("nothing",):
            taught.made(Fault.NOTHING)
        case ("not taken",):
            taught.happens(NotTaken(taught.attempt, MICROPHONE_GONE))
        case ("kept",):
            taught.happens(SoundKept((Action.NEXT, Action.STOP)))
        case ("not kept",):
            taught.happens(SoundNotKept(TROUBLE))
        case ("gone",):
            taught.happens(SoundForgotten(()))
        case _:
            pass


@pytest.mark.parametrize("code", COMPLETE)
def test_every_choice_says_another_thing_than_what_it_stands_beside(code: str) -> None:
    for state in ASKING:
        view = standing_in(state, plan(code, Action.NEXT, can_seal=True)).scene.view()
        texts = [option.text for option in view.options]
        assert len({text.lower() for text in texts}) == len(texts)
        assert not {*texts} & {*view.shown}
