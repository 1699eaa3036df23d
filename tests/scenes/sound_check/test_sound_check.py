"""Do we hear each other: each step by key and by voice, judged in plain words, kept nowhere."""

from collections import Counter

import pytest

from scripts.languages import COMPLETE
from tests.scenes.sound_check.playbook import (
    DEVICES,
    Check,
    at_home,
    in_setup,
    judged,
    line,
    recording,
    standing_in,
)
from tests.values.troubles import LOUDSPEAKER_GONE
from voice.floor.actions import RULE_OF, Action, Means
from voice.floor.commands import Leave, Listen, RememberManner, Speak
from voice.floor.events import (
    DeviceFailed,
    Interrupted,
    ListeningStarted,
    OptionChosen,
    SpeechFinished,
    TimerFired,
)
from voice.floor.table import IllegalEvent
from voice.floor.view import Mood
from voice.language.loading import load_language
from voice.scenes.sound_check.errands import (
    OWN_VOICE,
    DevicesFound,
    DeviceTaken,
    Forget,
    KeepDevice,
    Level,
    NotRecorded,
    Part,
    Record,
    Recorded,
    TakeDevice,
    TakeNextDevice,
)
from voice.scenes.sound_check.states import TRANSITIONS, Sounding
from voice.scenes.sound_check.step import Plan
from voice.scenes.sound_check.wording import SoundSay
from voice.values.troubles import Trouble, TroubleName

OVER = {Sounding.CLOSING, Sounding.DRAINING, Sounding.ENDED}
ASKING = sorted(set(Sounding) - OVER)
PLANS = {"setting up": in_setup(), "home": at_home()}
IN_SETUP = {Action.GO_BACK, Action.SKIP, Action.LATER}


# The loudspeaker ---------------------------------------------------------------------------------


def test_the_first_question_is_whether_the_program_is_heard() -> None:
    check = Check()
    assert check.said().startswith("Do you hear me? 1: Yes. 2: No. 3: Louder. 4: Another loud")
    assert "1: Yes." not in check.scene.view().saying, "a screen has the choices already"


def test_a_yes_keeps_the_loudspeaker_and_goes_on_to_the_microphone() -> None:
    check = Check().spoken().chooses(SoundSay.YES)
    assert check.errands() == [KeepDevice(Part.LOUDSPEAKER)]
    assert check.said() == line(SoundSay.SAY_SOMETHING)


def test_a_no_takes_the_next_loudspeaker_and_asks_on_that() -> None:
    check = Check().spoken().chooses(SoundSay.NO)
    assert check.errands() == [TakeNextDevice(Part.LOUDSPEAKER)]
    check.happens(DeviceTaken(Part.LOUDSPEAKER, "Headset"))
    assert check.said().startswith("This is Headset. Do you hear me?")


def test_where_there_is_no_other_that_is_said_and_asked_again() -> None:
    for choice in (SoundSay.NO, SoundSay.OTHER_LOUDSPEAKER):
        check = Check().spoken().chooses(choice)
        check.happens(DevicesFound(Part.LOUDSPEAKER, ("Speakers",)))
        assert check.said().startswith(line(SoundSay.NO_OTHER_LOUDSPEAKER))
        assert check.state is Sounding.LOUDSPEAKER


def test_another_loudspeaker_is_chosen_by_its_number_and_heard() -> None:
    check = standing_in(Sounding.CHOOSING_LOUDSPEAKER)
    assert [option.text for option in check.scene.options()] == [*DEVICES]
    assert check.chooses(2).errands()[-1] == TakeDevice(Part.LOUDSPEAKER, 2)
    check.happens(DeviceTaken(Part.LOUDSPEAKER, "Headset"))
    assert check.said().startswith("This is Headset.")


def test_louder_is_heard_at_once_and_remembered() -> None:
    check = Check().spoken().chooses(SoundSay.LOUDER)
    spoken = [c for c in check.last if isinstance(c, Speak)][-1]
    assert spoken.manner.volume == 1.0
    assert [c for c in check.last if isinstance(c, RememberManner)]
    assert check.said().startswith("Do you hear me?")


# The microphone ----------------------------------------------------------------------------------


def test_it_records_after_the_tone_and_only_then() -> None:
    check = Check().spoken().chooses(SoundSay.YES)
    (spoken,) = [c for c in check.last if isinstance(c, Speak)]
    assert spoken.cue
    assert not any(isinstance(errand, Record) for errand in check.errands())
    check.spoken()
    assert check.errands()[-1] == Record(1)
    assert not any(isinstance(c, Listen) for c in check.last), "nobody is recognised meanwhile"
    view = check.scene.view()
    assert (view.mood, view.mood_key, view.microphone_open) == (
        Mood.LISTENING,
        "sound_mood_recording",
        True,
    )


def test_how_loud_the_microphone_is_is_shown_while_it_records_and_at_home_while_one_is_chosen() -> (
    None
):
    check = Check().spoken()
    assert not check.scene.view().listens, "nobody listens while setting up"
    check.chooses(SoundSay.YES)
    assert not check.scene.view().tries_microphone
    check.spoken()
    assert (check.scene.view().listens, check.scene.view().tries_microphone) == (True, True)
    for state, tried in ((Sounding.LOUDSPEAKER, False), (Sounding.CHOOSING_MICROPHONE, True)):
        view = standing_in(state, at_home()).scene.view()
        assert (view.listens, view.tries_microphone) == (True, tried)


def test_a_tone_tells_only_of_a_microphone_that_opens_then() -> None:
    (asked,) = [c for c in Check().last if isinstance(c, Speak)]
    assert not asked.cue, "nobody listens while setting up"
    (asked,) = [c for c in Check(at_home()).last if isinstance(c, Speak)]
    assert asked.cue


def test_what_was_recorded_is_played_and_asked_about() -> None:
    check = recording().recorded(Level.FINE)
    (spoken,) = [c for c in check.last if isinstance(c, Speak)]
    assert spoken.lines[0].recording == OWN_VOICE
    assert "I hear you well. Did you hear yourself?" in check.said()
    check.spoken().chooses(SoundSay.YES)
    assert check.errands()[-2:] == [KeepDevice(Part.MICROPHONE), Forget()]
    assert check.said() == line(SoundSay.GOOD)
    assert check.spoken().ears_close().last == [Leave("done", 0)]


@pytest.mark.parametrize(
    ("level", "say"),
    [
        (Level.NOTHING, SoundSay.NOTHING_HEARD),
        (Level.VERY_SOFT, SoundSay.VERY_SOFT),
        (Level.TOO_LOUD, SoundSay.TOO_LOUD),
    ],
)
def test_the_level_is_judged_in_plain_words(level: Level, say: SoundSay) -> None:
    check = recording().recorded(level)
    assert line(say) in check.said()
    spoken = [each for c in check.last if isinstance(c, Speak) for each in c.lines]
    played = [each for each in spoken if each.recording]
    heard = level is not Level.NOTHING
    assert bool(played) is heard
    assert (line(SoundSay.YES) in [o.text for o in check.scene.options()]) is heard


def test_again_records_again_and_what_was_broken_off_is_nobodys() -> None:
    check = judged(Level.VERY_SOFT).chooses(SoundSay.AGAIN).spoken()
    assert check.errands()[-1] == Record(2)
    assert check.happens(Recorded(1, Level.FINE)).last == []
    assert check.recorded(Level.FINE).state is Sounding.MICROPHONE


def test_another_microphone_is_tried_at_once() -> None:
    check = standing_in(Sounding.CHOOSING_MICROPHONE).chooses(2)
    assert check.errands()[-1] == TakeDevice(Part.MICROPHONE, 2)
    check.happens(DeviceTaken(Part.MICROPHONE, "Headset"))
    assert check.said() == f"This is Headset. {line(SoundSay.SAY_SOMETHING)}"
    none = judged().chooses(SoundSay.OTHER_MICROPHONE)
    none.happens(DevicesFound(Part.MICROPHONE, ()))
    assert none.said().startswith(line(SoundSay.NO_OTHER_MICROPHONE))
    assert none.state is Sounding.MICROPHONE


def test_a_microphone_that_fails_or_gives_nothing_is_told_and_can_be_tried_again() -> None:
    gone = Trouble(TroubleName.MICROPHONE_ABSENT)
    check = recording().happens(NotRecorded(1, gone))
    assert check.said().startswith("That did not work.")
    assert check.state is Sounding.MICROPHONE
    check = recording()
    check.happens(TimerFired("recording", check.scene.now.turn_id))
    assert check.said().startswith(line(SoundSay.NOTHING_HEARD))
    assert Forget() in check.last


def test_whoever_hears_nothing_begins_themselves_and_sees_how_well_they_are_heard() -> None:
    check = standing_in(Sounding.BEFORE_RECORDING)
    check.chooses(SoundSay.RECORD_NOW).spoken().recorded(Level.FINE)
    assert check.said().startswith("I hear you well. Shall we leave it like this?")
    assert not any(each.recording for c in check.last if isinstance(c, Speak) for each in c.lines)


@pytest.mark.parametrize(
    "action", [Action.STOP, Action.SKIP, Action.LATER, Action.GO_BACK, Action.REPEAT, Action.CRISIS]
)
def test_nothing_is_recorded_on_after_something_else_was_chosen(action: Action) -> None:
    check = recording().chooses(action)
    assert check.happens(Recorded(1, Level.FINE)).last == [] or action is Action.REPEAT
    if action in {Action.STOP, Action.SKIP, Action.LATER, Action.GO_BACK}:
        assert Forget() in check.commands


# Every state, both places ------------------------------------------------------------------------


@pytest.mark.parametrize("place", PLANS)
@pytest.mark.parametrize("state", Sounding)
def test_every_state_can_be_reached(state: Sounding, place: str) -> None:
    assert standing_in(state, PLANS[place]).state is state


@pytest.mark.parametrize("place", PLANS)
@pytest.mark.parametrize("state", Sounding)
def test_what_is_not_offered_is_refused_and_changes_nothing(state: Sounding, place: str) -> None:
    check = standing_in(state, PLANS[place])
    before = check.scene.now
    for action in Action:
        if not check.scene.accepts(action):
            with pytest.raises(IllegalEvent):
                check.chooses(action)
    with pytest.raises(IllegalEvent):
        check.happens(OptionChosen(9, Means.KEY))
    for event in (SpeechFinished(0), Interrupted(0), TimerFired("silence", 0)):
        assert check.happens(event).last == []
    assert check.scene.now == before


@pytest.mark.parametrize("place", PLANS)
@pytest.mark.parametrize("state", ASKING)
def test_every_choice_is_reached_by_key_switch_and_page(state: Sounding, place: str) -> None:
    plan = PLANS[place]
    numbers = [option.number for option in standing_in(state, plan).scene.options()]
    for what in (*standing_in(state, plan).scene.offered(), *numbers):
        outcomes = set()
        for means in (Means.KEY, Means.SWITCH, Means.PAGE):
            check = standing_in(state, plan).chooses(what, means)
            outcomes.add((check.state, check.said(), tuple(check.errands())))
        assert len(outcomes) == 1, what


@pytest.mark.parametrize("code", COMPLETE)
@pytest.mark.parametrize("state", [s for s in ASKING if s is not Sounding.RECORDING])
def test_at_home_every_choice_is_reached_by_voice(state: Sounding, code: str) -> None:
    wording = load_language(code).home
    words = {number: word for word, number in reversed(wording.numbers.items())}
    for option in standing_in(state, at_home(code)).scene.options():
        by_key = standing_in(state, at_home(code)).chooses(option.number)
        for text in (words[option.number], option.text.lower()):
            by_voice = standing_in(state, at_home(code)).says(text)
            assert (by_voice.state, by_voice.errands()) == (by_key.state, by_key.errands()), text
    for action in standing_in(state, at_home(code)).scene.offered():
        by_key = standing_in(state, at_home(code)).chooses(action)
        spoken = wording.actions[action].spoken[0]
        by_voice = standing_in(state, at_home(code)).says(spoken)
        assert (by_voice.state, by_voice.errands()) == (by_key.state, by_key.errands()), spoken


@pytest.mark.parametrize("state", ASKING)
def test_in_setting_up_it_is_left_in_its_ways_and_at_home_by_going_on(state: Sounding) -> None:
    in_setting_up = set(standing_in(state).scene.offered())
    assert in_setting_up >= {*IN_SETUP, Action.STOP, Action.HELP, Action.CRISIS}
    assert Action.RESUME not in in_setting_up
    home = set(standing_in(state, at_home()).scene.offered())
    assert not home & IN_SETUP
    assert {Action.RESUME, Action.STOP} <= home


@pytest.mark.parametrize(
    ("action", "plan", "reason"),
    [
        (Action.SKIP, in_setup(), "skipped"),
        (Action.LATER, in_setup(), "put off"),
        (Action.GO_BACK, in_setup(), "back"),
        (Action.STOP, in_setup(), "stopped"),
        (Action.RESUME, at_home(), "done"),
        (Action.STOP, at_home(), "stopped"),
    ],
)
def test_how_it_was_left_is_told_to_whoever_is_around_it(
    action: Action, plan: Plan, reason: str
) -> None:
    check = Check(plan).spoken().chooses(action).spoken().ears_close()
    assert check.last == [Leave(reason, 0)]


def test_back_leads_to_what_was_asked_before() -> None:
    assert judged().chooses(Action.GO_BACK).state is Sounding.LOUDSPEAKER
    assert recording().chooses(Action.GO_BACK).state is Sounding.LOUDSPEAKER
    chosen = standing_in(Sounding.CHOOSING_MICROPHONE).chooses(Action.GO_BACK)
    assert chosen.state is Sounding.MICROPHONE
    chosen = standing_in(Sounding.CHOOSING_LOUDSPEAKER).chooses(Action.GO_BACK)
    assert chosen.state is Sounding.LOUDSPEAKER


@pytest.mark.parametrize("place", PLANS)
@pytest.mark.parametrize("state", ASKING)
def test_no_key_means_two_things_and_no_number_is_a_key(state: Sounding, place: str) -> None:
    scene = standing_in(state, PLANS[place]).scene
    keys = [*(RULE_OF[a].key for a in scene.offered()), *(str(o.number) for o in scene.options())]
    assert [key for key, count in Counter(keys).items() if count > 1] == []


@pytest.mark.parametrize("state", ASKING)
def test_the_crisis_card_lies_over_every_state_and_leads_back_to_it(state: Sounding) -> None:
    check = standing_in(state).chooses(Action.CRISIS)
    assert check.said() == "The card."
    assert check.scene.view().card is not None
    check.spoken()
    assert not any(isinstance(command, Record) for command in check.last), "the card is read"
    assert check.chooses(Action.RESUME).state is state


@pytest.mark.parametrize("state", ASKING)
def test_a_trouble_is_told_and_the_check_goes_on(state: Sounding) -> None:
    failed = standing_in(state).happens(DeviceFailed("loudspeaker", LOUDSPEAKER_GONE))
    assert failed.scene.view().notice
    assert failed.state is state


def test_another_voice_chooses_nothing_but_help_and_crisis() -> None:
    check = standing_in(Sounding.LOUDSPEAKER, at_home())
    assert check.says("one", background=True).errands() == []
    assert check.says("goodbye", background=True).state is Sounding.LOUDSPEAKER
    assert check.says("crisis", background=True).said() == "The card."


def test_what_was_not_understood_is_told_once() -> None:
    check = standing_in(Sounding.LOUDSPEAKER, at_home())
    assert "I did not catch that." in check.says("the weather is fine today").said()
    check.happens(SpeechFinished(check.scene.now.turn_id))
    check.happens(ListeningStarted(check.scene.now.turn_id))
    assert check.says("the weather is fine today").said() == ""


def test_help_names_keys_where_nobody_is_listened_to_and_words_at_home() -> None:
    assert standing_in(Sounding.LOUDSPEAKER).chooses(Action.HELP).said().startswith("Keys:")
    home = standing_in(Sounding.LOUDSPEAKER, at_home()).chooses(Action.HELP)
    assert "You can say:" in home.said()


def test_every_state_but_the_end_is_in_the_table_with_its_way_out() -> None:
    for state in ASKING:
        assert Action.STOP in TRANSITIONS[state]
