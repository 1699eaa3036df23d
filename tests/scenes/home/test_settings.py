"""The settings at home: numbered, said as they are by now, remembered, and taken back."""

import pytest

from scripts.languages import COMPLETE
from tests.scenes.home.playbook import Stay, at_home, line, plan
from tests.values.troubles import DISK_FULL
from voice.floor.actions import Action, Means
from voice.floor.commands import Manner
from voice.floor.events import OptionChosen
from voice.language.loading import load_language
from voice.scenes.home.errands import KeepSetting, Refused, SettingKept
from voice.scenes.home.listing import MORE
from voice.scenes.home.settings import (
    STEPS,
    Chosen,
    Preferences,
    Setting,
    following,
    items_of,
    value_of,
    with_value,
)
from voice.scenes.home.states import Home

NUMBERED = (
    *("one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven"),
)
PATIENCE = tuple(Setting).index(Setting.PATIENCE) + 1


def in_settings(code: str = "en") -> Stay:
    return at_home(code).chooses(Action.SETTINGS).spoken()


def kept(stay: Stay) -> Stay:
    """The desk does what it was asked last."""
    asked = stay.errands()[-1]
    assert isinstance(asked, KeepSetting)
    return stay.happens(SettingKept(asked.chosen, asked.taken_back))


def changed(setting: Setting, code: str = "en") -> Stay:
    number = tuple(Setting).index(setting) + 1
    return kept(in_settings(code).happens(OptionChosen(number, Means.KEY))).spoken()


@pytest.mark.parametrize("code", COMPLETE)
def test_every_setting_is_an_option_by_number_said_as_it_is(code: str) -> None:
    stay = in_settings(code)
    *options, more = stay.home.view().options
    options += stay.happens(OptionChosen(more.number, Means.KEY)).spoken().home.view().options[:-1]
    assert [option.number for option in options] == [*range(1, len(Setting) + 1)]
    assert options[1].text == line("pace", code, count=160)
    stay.happens(OptionChosen(MORE, Means.KEY)).spoken().chooses(Action.NEXT)
    what = line("pace", code, count=160)
    assert stay.said() == line("change_this", code, number=2, what=what)


@pytest.mark.parametrize("setting", STEPS)
def test_each_is_changed_by_its_number_however_that_comes_in(setting: Setting) -> None:
    number = tuple(Setting).index(setting) + 1
    ways = [in_settings().happens(OptionChosen(number, means)) for means in Means]
    ways.append(in_settings().says(f"number {NUMBERED[number - 1]}"))
    by_steps = in_settings()
    for _ in range(number - 1):
        by_steps.says("next question").spoken()
    ways.append(by_steps.says("yes"))
    (asked,) = {errand for stay in ways for errand in stay.errands()}
    value = value_of(setting, Preferences(), Manner())
    assert asked == KeepSetting(Chosen(setting, following(setting, value)))


@pytest.mark.parametrize("code", COMPLETE)
@pytest.mark.parametrize("setting", STEPS)
def test_a_change_is_said_and_can_be_taken_back(setting: Setting, code: str) -> None:
    before = in_settings(code).home.now.items
    stay = changed(setting, code)
    now = stay.home.now
    index = tuple(Setting).index(setting)
    assert now.items[index] != before[index]
    assert now.said[0].text == line("changed", code, what=now.items[index])
    assert Action.UNDO in stay.home.offered()
    kept(stay.chooses(Action.UNDO)).spoken()
    assert stay.home.now.items == before
    assert Action.UNDO not in stay.home.offered()


def test_nothing_is_said_to_be_changed_before_it_is_remembered() -> None:
    stay = in_settings().happens(OptionChosen(PATIENCE, Means.KEY))
    assert stay.home.now.preferences == Preferences()
    stay.happens(Refused(DISK_FULL))
    assert stay.said().startswith("I am sorry, I cannot do that now.")
    assert stay.home.now.preferences == Preferences()


def test_what_was_changed_cannot_be_taken_back_once_the_person_looks_at_another() -> None:
    stay = changed(Setting.PATIENCE).says("next question").spoken()
    assert Action.UNDO not in stay.home.offered()
    assert stay.home.now.preferences.patience == "steady"


def test_the_pace_is_heard_at_once_and_slower_is_told_as_it_is() -> None:
    stay = changed(Setting.PACE)
    assert stay.home.now.manner.rate_wpm == 200
    assert line("pace", count=160) in stay.says("slower").said()
    assert stay.home.view().options[1].text == line("pace", count=160)


def test_go_on_leads_home_and_a_silence_does_without_a_word_about_leaving_it() -> None:
    assert in_settings().says("go on").said() == line("choices")
    stay = in_settings().silence().spoken().silence()
    assert stay.said() == line("choices")
    assert stay.spoken().state is Home.AT_HOME
    assert stay.home.view().options == ()


@pytest.mark.parametrize("setting", STEPS)
def test_every_setting_comes_round_to_what_it_was(setting: Setting) -> None:
    seen = [STEPS[setting][0]]
    for _ in STEPS[setting]:
        seen.append(following(setting, seen[-1]))
    assert seen[-1] == seen[0]
    assert set(seen) == set(STEPS[setting])


def test_what_is_between_two_steps_goes_to_the_next() -> None:
    assert following(Setting.PACE, 128) == 130
    assert following(Setting.PACE, 400) == 100
    assert following(Setting.PATIENCE, "6.5") == "unhurried"


def test_seconds_of_the_persons_own_are_said_as_they_are() -> None:
    said = items_of(Preferences(patience="6.5"), Manner(), load_language("en").home)
    assert line("patience", count="6.5") in said


def test_the_settings_of_before_are_the_homes() -> None:
    stay = Stay(plan())
    assert stay.home.now.preferences == plan().preferences
    assert with_value(Chosen(Setting.PACE, 100), Preferences(), Manner())[1].rate_wpm == 100
