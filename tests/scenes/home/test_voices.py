"""The program's voice at home: each is heard, one is taken, and it can be taken back."""

import pytest

from scripts.languages import COMPLETE
from tests.scenes.home.playbook import Stay, at_home, line
from tests.screen.test_scan import DWELL_SECONDS, choose
from tests.values.troubles import DISK_FULL
from voice.floor.actions import Action, Means
from voice.floor.commands import Line, Manner, Speak
from voice.floor.events import OptionChosen
from voice.scenes.home.errands import (
    HearVoice,
    KeepSetting,
    Listed,
    ListVoices,
    Refused,
    SettingKept,
    TakeListed,
    VoiceHeard,
)
from voice.scenes.home.settings import Among, Chosen, Setting
from voice.scenes.home.states import Home
from voice.scenes.home.wording import HomeSay
from voice.screen.scan import SwitchScan

VOICES = Listed(
    ("Joe.", "English (United Kingdom).", "English (United States)."),
    among=Among.VOICES,
    present=1,
)
TAKEN = SettingKept(Chosen(Setting.VOICE, "gmw/en-us"))


def in_settings(code: str = "en") -> Stay:
    """The settings are looked at, the voice first."""
    return at_home(code).chooses(Action.SETTINGS).spoken()


def heard(stay: Stay) -> Stay:
    """The desk has the voice that was asked for last say something, and that is over."""
    asked = stay.errands()[-1]
    assert isinstance(asked, HearVoice)
    return stay.happens(VoiceHeard(asked.number, f"voice {asked.number}"))


def trying(code: str = "en") -> Stay:
    """The voice of now was heard, and it is asked whether it is to be that."""
    stay = in_settings(code).chooses(Action.YES).happens(VOICES)
    return heard(stay).spoken()


def lines(stay: Stay) -> list[Line]:
    return [line for c in stay.last if isinstance(c, Speak) for line in c.lines]


@pytest.mark.parametrize("code", COMPLETE)
def test_the_voice_of_now_is_heard_first_and_then_asked_about(code: str) -> None:
    stay = in_settings(code)
    assert stay.home.view().options[0].text == line("try_voice", code)
    stay.chooses(Action.YES)
    assert stay.errands()[-1] == ListVoices()
    stay.happens(VOICES)
    sample = line("voice_sample", code)
    assert stay.errands()[-1] == HearVoice(2, sample, Manner())
    assert stay.state is Home.PREPARING
    heard(stay)
    which = line("this_one", code, number=2, what="English (United Kingdom).")
    assert lines(stay) == [Line(sample, recording="voice 2"), Line(which)]
    assert [option.text for option in stay.home.view().options] == list(VOICES.items)


def test_each_is_heard_by_next_back_its_number_and_its_name_however_that_comes_in() -> None:
    third = [
        trying().says("next question"),
        trying().says("no"),
        trying().says("number three"),
        trying().says("english united states"),
        trying().chooses(Action.NEXT, Means.SWITCH),
        *(trying().happens(OptionChosen(3, means)) for means in Means),
    ]
    for stay in third:
        assert stay.errands()[-1] == HearVoice(3, line("voice_sample"), Manner())
        assert not any(isinstance(errand, TakeListed) for errand in stay.errands())
    assert trying().says("go back").errands()[-1] == HearVoice(1, line("voice_sample"), Manner())


def test_the_one_that_was_heard_is_taken_by_yes_its_number_and_the_switch() -> None:
    by_switch = heard(trying().says("number three")).spoken()
    scan = SwitchScan(DWELL_SECONDS)
    scan.show(by_switch.home.view())
    taking = [
        heard(trying().says("number three")).spoken().says("yes"),
        heard(trying().says("number three")).spoken().says("number three"),
        heard(trying().chooses(Action.NEXT)).spoken().chooses(Action.YES),
        *(
            heard(trying().happens(OptionChosen(3, means))).happens(OptionChosen(3, means))
            for means in Means
        ),
        by_switch.happens(choose(scan, Action.YES)),
    ]
    for stay in taking:
        assert stay.errands()[-1] == TakeListed(3)
        assert stay.home.now.preferences.voice is None, "nothing is so before it is remembered"


@pytest.mark.parametrize("code", COMPLETE)
def test_what_was_taken_says_so_itself_and_can_be_taken_back(code: str) -> None:
    stay = heard(trying(code).chooses(Action.NEXT)).spoken().chooses(Action.YES)
    stay.happens(TAKEN)
    taken = line(HomeSay.VOICE_TAKEN, code)
    assert lines(stay) == [Line(line("changed", code, what=taken))]
    assert stay.home.now.preferences.voice == "gmw/en-us"
    assert stay.home.now.in_settings
    stay.spoken().chooses(Action.UNDO)
    assert stay.errands()[-1] == KeepSetting(Chosen(Setting.VOICE, None), taken_back=True)
    stay.happens(SettingKept(Chosen(Setting.VOICE, None), taken_back=True))
    assert stay.home.now.preferences.voice is None
    assert line("try_voice", code) in stay.said()


@pytest.mark.parametrize("action", [Action.SLOWER, Action.REPEAT])
def test_said_again_it_is_heard_again_at_the_pace_of_now(action: Action) -> None:
    stay = trying().chooses(action)
    assert stay.errands()[-1] == HearVoice(2, line("voice_sample"), stay.home.now.manner)
    assert (stay.home.now.manner.rate_wpm < Manner().rate_wpm) is (action is Action.SLOWER)


def test_back_from_the_first_leads_to_the_settings_and_its_button_says_nothing_else() -> None:
    first = heard(trying().says("number one")).spoken()
    (button,) = (c.button for c in first.home.view().choices if c.action is Action.BACK)
    assert button == first.home.plan.wording.actions[Action.BACK].button
    first.says("go back")
    assert first.said() == line("change_this", number=1, what=line("try_voice"))
    assert first.home.now.in_settings
    second = trying().home.view().choices
    (button,) = (c.button for c in second if c.action is Action.BACK)
    assert button == line("hear_number", number=1)


def test_left_alone_it_is_heard_once_more_and_then_nothing_has_changed() -> None:
    stay = heard(trying().silence()).spoken().silence()
    assert stay.said().endswith(line("choices"))
    assert stay.home.now.preferences.voice is None
    assert not any(isinstance(errand, KeepSetting | TakeListed) for errand in stay.errands())


def test_a_voice_that_cannot_speak_leads_home_and_changes_nothing() -> None:
    stay = trying().chooses(Action.NEXT).happens(Refused(DISK_FULL))
    assert stay.said().startswith("I am sorry, I cannot do that now.")
    assert stay.home.now.among is Among.THINGS
    assert stay.home.now.preferences.voice is None


def test_where_nothing_speaks_a_voice_is_chosen_by_its_name() -> None:
    stay = in_settings().chooses(Action.YES).happens(VOICES).happens(VoiceHeard(2))
    assert lines(stay) == [Line(line("this_one", number=2, what="English (United Kingdom)."))]
    assert stay.spoken().chooses(Action.YES).errands()[-1] == TakeListed(2)


def test_no_voice_is_changed_while_a_session_runs() -> None:
    stay = at_home().says("begin").prepared()
    assert Action.SETTINGS not in stay.home.offered()
    before = len(stay.errands())
    for event in (TAKEN, VoiceHeard(1, "voice 1"), VOICES):
        stay.happens(event)
    assert stay.state is Home.INSIDE
    assert stay.home.now.preferences.voice is None
    assert len(stay.errands()) == before
