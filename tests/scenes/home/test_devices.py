"""At home the microphone and the loudspeaker are tried inside, and chosen as settings are."""

import pytest

from scripts.languages import COMPLETE
from tests.scenes.home.playbook import Stay, at_home, line, plan
from voice.floor.actions import Action, Means
from voice.floor.commands import EndInside, Manner
from voice.floor.events import OptionChosen, SceneOver, ShutdownAsked
from voice.scenes.home.errands import KeepSetting
from voice.scenes.home.settings import Chosen, Setting
from voice.scenes.home.states import Home
from voice.scenes.home.wording import HomeSay
from voice.scenes.sound_check.errands import Part
from voice.scenes.sound_check.sound_check import SoundCheck


def inside_of(stay: Stay) -> SoundCheck:
    scene = stay.opened().scene
    assert isinstance(scene, SoundCheck)
    return scene


@pytest.mark.parametrize("code", COMPLETE)
def test_the_microphone_is_tested_inside_where_it_can_be_spoken_to(code: str) -> None:
    spoken = at_home(code).home.plan.wording.actions[Action.TEST_SOUND].spoken
    for form in spoken:
        stay = at_home(code).says(form)
        check = inside_of(stay)
        assert check.plan.parts == (Part.LOUDSPEAKER, Part.MICROPHONE)
        assert check.plan.listens
        assert not check.plan.in_setup
        assert stay.state is Home.INSIDE


def test_afterwards_the_person_is_home_again_and_the_voice_as_it_was_left() -> None:
    stay = at_home().chooses(Action.TEST_SOUND)
    stay.happens(SceneOver("done", 0, 0, stay.turn_id + 20, Manner(160, 0.5)))
    assert stay.said().startswith(line(HomeSay.HOME_AGAIN))
    assert stay.home.now.manner.volume == 0.5
    assert not stay.home.now.holds_session


@pytest.mark.parametrize("setting", [Setting.LOUDSPEAKER, Setting.MICROPHONE])
@pytest.mark.parametrize("by_yes", [True, False])
def test_a_device_among_the_settings_is_tried_and_nothing_else(
    setting: Setting, by_yes: bool
) -> None:
    number = tuple(Setting).index(setting) + 1
    stay = at_home().chooses(Action.SETTINGS).spoken()
    if by_yes:
        for _ in range(number - 1):
            stay.chooses(Action.NEXT).spoken()
        stay.chooses(Action.YES)
    else:
        stay.happens(OptionChosen(number, Means.KEY))
    assert inside_of(stay).plan.parts == (Part(str(setting)),)
    assert not any(isinstance(errand, KeepSetting) for errand in stay.errands())


def test_the_switch_is_chosen_among_the_settings_and_can_be_taken_back() -> None:
    stay = at_home().chooses(Action.SETTINGS).spoken()
    stay.happens(OptionChosen(tuple(Setting).index(Setting.SWITCH) + 1, Means.KEY))
    assert stay.errands()[-1] == KeepSetting(Chosen(Setting.SWITCH, "space"))


def test_whoever_hears_nothing_tests_the_microphone_alone() -> None:
    silent = plan()
    silent = type(silent)(silent.wording, silent.guide, True, speaks=False)
    stay = Stay(silent).spoken().chooses(Action.TEST_SOUND)
    assert inside_of(stay).plan.parts == (Part.MICROPHONE,)


def test_the_system_ends_a_test_and_then_the_home() -> None:
    stay = at_home().chooses(Action.TEST_SOUND).happens(ShutdownAsked())
    assert stay.last_of(EndInside)
    stay.happens(SceneOver("stopped", 0, 0, stay.turn_id + 20, Manner()))
    assert stay.state is Home.CLOSING
