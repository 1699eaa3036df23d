"""Standing by: not a word until somebody is ready, and a voice in the room is not a key."""

from dataclasses import replace

import pytest

from scripts.languages import COMPLETE
from tests.scenes.home.playbook import Stay, at_home, line, standing_by
from voice.floor.actions import Action, Means
from voice.floor.commands import Chime, Listen, Speak, Tone
from voice.floor.events import ListeningStarted, OptionChosen
from voice.floor.view import Mood
from voice.scenes.home.errands import (
    HomeErrand,
    KeepSetting,
    NoteSession,
    PrepareSession,
    SettingKept,
)
from voice.scenes.home.settings import Chosen, Setting
from voice.scenes.home.standing_by import BY_ANY_VOICE
from voice.scenes.home.states import Home
from voice.scenes.home.wording import HomeSay

WORD = "periwinkle"


def locked_at_home(code: str = "en") -> Stay:
    """A session that a voice began is over."""
    stay = standing_by(code).says(
        standing_by(code).home.plan.wording.actions[Action.BEGIN].spoken[0]
    )
    return stay.prepared().over().spoken()


def test_it_listens_from_the_first_moment_and_says_nothing() -> None:
    stay = standing_by()
    assert [type(command) for command in stay.commands] == [Listen, Chime]
    view = stay.home.view()
    assert (view.mood, view.mood_key, view.microphone_open) == (
        Mood.READY,
        "mood_standing_by",
        True,
    )
    assert line(HomeSay.STAND_BY_HELP) in view.said, "what can be said is to be read"


def test_a_tone_of_its_own_says_that_it_listens_and_sounds_once_it_does() -> None:
    stay = Stay(standing_by().plan)
    assert stay.last_of(Chime) == []
    stay.happens(ListeningStarted(stay.turn_id))
    assert [chime.tone for chime in stay.last_of(Chime)] == [Tone.STANDING_BY]
    back = stay.says("help").spoken()
    assert [chime.tone for chime in back.last_of(Chime)] == [Tone.STANDING_BY]
    assert at_home().last_of(Chime) == [], "a question has another tone"


@pytest.mark.parametrize("code", COMPLETE)
def test_it_is_chosen_and_left_among_the_settings_and_holds_at_once(code: str) -> None:
    stay = at_home(code).chooses(Action.SETTINGS).spoken()
    number = tuple(Setting).index(Setting.STAND_BY) + 1
    for stands_by, now in ((True, HomeSay.STANDS_BY), (False, HomeSay.GREETS)):
        stay.happens(OptionChosen(number, Means.KEY))
        chosen = Chosen(Setting.STAND_BY, stands_by)
        assert stay.errands()[-1] == KeepSetting(chosen)
        assert line(now, code) in stay.happens(SettingKept(chosen)).said()
        stay.spoken()
        left = Stay(replace(stay.plan, preferences=stay.home.now.preferences))
        assert (left.state is Home.STANDING_BY) is stands_by


def test_chosen_among_the_settings_it_stands_by_once_it_is_left_alone() -> None:
    stay = at_home().chooses(Action.SETTINGS).spoken()
    stay.happens(OptionChosen(tuple(Setting).index(Setting.STAND_BY) + 1, Means.KEY))
    stay.happens(SettingKept(Chosen(Setting.STAND_BY, value=True))).spoken()
    stay.chooses(Action.RESUME).spoken().silence().spoken().silence()
    assert stay.state is Home.STANDING_BY


def test_whatever_is_said_in_the_room_is_met_with_silence_and_kept_nowhere() -> None:
    stay = standing_by()
    for text in ("the weather is fine", "hear my words", "my notes", "settings", "goodbye", "yes"):
        for background in (False, True):
            assert stay.says(text, background=background).said() == ""
    assert stay.says("i'm ready", confidence=0.3).said() == "", "not heard well"
    assert stay.says("i'm ready", background=True).said() == "", (
        "another's, as far as a level tells"
    )
    assert stay.state is Home.STANDING_BY
    assert stay.errands() == []


@pytest.mark.parametrize("code", COMPLETE)
def test_whoever_says_that_they_are_ready_is_asked_the_first_question(code: str) -> None:
    for form in standing_by(code).home.plan.wording.actions[Action.BEGIN].spoken:
        stay = standing_by(code).says(form)
        assert [type(errand) for errand in stay.errands()] == [PrepareSession]
        assert stay.prepared().state is Home.INSIDE


@pytest.mark.parametrize("code", COMPLETE)
def test_help_and_crisis_are_there_for_any_voice(code: str) -> None:
    actions = standing_by(code).home.plan.wording.actions
    for background in (False, True):
        stay = standing_by(code).says(actions[Action.HELP].spoken[0], background=background)
        assert stay.said() == line(HomeSay.STAND_BY_HELP, code)
        assert stay.spoken().state is Home.STANDING_BY
        crisis = standing_by(code).says(actions[Action.CRISIS].spoken[0], background=background)
        assert crisis.home.view().card is not None


@pytest.mark.parametrize("code", COMPLETE)
def test_after_a_session_that_a_voice_began_nothing_sealed_is_within_a_voices_reach(
    code: str,
) -> None:
    stay = locked_at_home(code)
    assert stay.state is Home.AT_HOME
    before = stay.errands()
    for action in set(stay.home.offered()) - BY_ANY_VOICE - {Action.STOP}:
        spoken = stay.home.plan.wording.actions[action].spoken[0]
        assert locked_at_home(code).says(spoken).state is Home.AT_HOME, spoken
        heard = locked_at_home(code).says(spoken)
        assert len(heard.errands()) == len(before), spoken


def test_a_voice_that_says_goodbye_has_it_stand_by_again_and_closes_nothing() -> None:
    stay = locked_at_home().says("goodbye")
    assert stay.state is Home.STANDING_BY
    assert stay.said() == ""


@pytest.mark.parametrize("means", [Means.KEY, Means.SWITCH, Means.PAGE])
def test_a_key_the_switch_or_a_touch_opens_the_home(means: Means) -> None:
    stay = standing_by().chooses(Action.RESUME, means)
    assert stay.said() == line(HomeSay.CHOICES)
    assert stay.spoken().says("hear my words").said() == line(HomeSay.ASK_OTHERS)


def test_the_word_that_the_person_chose_does_what_a_key_does() -> None:
    stay = standing_by(own_word=WORD).says(WORD)
    assert stay.said() == line(HomeSay.CHOICES)
    assert not stay.home.now.locked
    assert standing_by(own_word=WORD).says(f"{WORD} and more").said() == ""
    assert standing_by().says(WORD).said() == ""
    assert WORD not in repr(standing_by(own_word=WORD).home.plan)


def test_where_nobody_says_anything_at_home_it_stands_by_again_and_is_locked_again() -> None:
    stay = standing_by().chooses(Action.RESUME).spoken()
    stay.silence().spoken().silence()
    assert stay.state is Home.STANDING_BY
    assert stay.home.now.locked
    assert not [c for c in stay.last if isinstance(c, Speak)]


def test_what_was_begun_by_hand_is_noted_as_ever_and_the_home_is_open() -> None:
    stay = standing_by().chooses(Action.BEGIN).prepared().over().spoken()
    noted = [errand for errand in stay.errands() if isinstance(errand, HomeErrand)]
    assert isinstance(noted[-1], NoteSession)
    assert stay.says("settings").home.now.in_settings
