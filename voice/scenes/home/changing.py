"""A setting changed at home: as it comes next; a voice is heard, one by one, before it is taken.

Only the asking and the telling; what it is then, `settings` says, and the desk keeps it.
"""

from dataclasses import replace

from voice.floor.commands import Line
from voice.scenes.home.errands import (
    KeepSetting,
    LanguageSpoken,
    ListLanguages,
    ListVoices,
    SettingKept,
    TakeListed,
    VoiceHeard,
)
from voice.scenes.home.settings import Among, Chosen, Setting, following, value_of, with_value
from voice.scenes.home.states import Home
from voice.scenes.home.step import Step
from voice.scenes.home.wording import HomeSay


def change_setting(step: Step, index: int) -> None:
    """Have a setting as it comes next; of the voices, what there is."""
    step.change(candidate=index)
    setting = tuple(Setting)[index]
    if setting is Setting.VOICE:
        step.ask_desk(ListVoices())
        return
    if setting is Setting.LANGUAGE:
        step.ask_desk(ListLanguages())
        return
    value = value_of(setting, step.now.preferences, step.now.manner)
    step.ask_desk(KeepSetting(Chosen(setting, following(setting, value))))


def setting_kept(step: Step, kept: SettingKept) -> None:
    """It is as chosen from now on; for as long as it is looked at it can be taken back."""
    setting = kept.chosen.setting
    was = Chosen(setting, value_of(setting, step.now.preferences, step.now.manner))
    preferences, manner = with_value(kept.chosen, step.now.preferences, step.now.manner)
    before = None if kept.taken_back else was
    step.change(preferences=preferences, manner=manner, before=before)
    step.tell_setting(tuple(Setting).index(setting))


def language_spoken(step: Step, spoken: LanguageSpoken) -> None:
    """Everything is said in it from now on, this first; looked at, it can be taken back."""
    was = Chosen(Setting.LANGUAGE, step.plan.wording.language)
    step.plan = replace(
        step.plan, wording=spoken.wording, keeper=spoken.keeper, crisis=spoken.crisis
    )
    preferences = replace(
        step.now.preferences, language=spoken.wording.language, voice=spoken.voice
    )
    before = None if spoken.taken_back else was
    step.change(preferences=preferences, guide=spoken.guide, before=before, doubted=None)
    step.tell_setting(tuple(Setting).index(Setting.LANGUAGE))


# One of several voices ------------------------------------------------------------------------


def hear_or_take(step: Step, index: int) -> None:
    """A voice that was chosen: the one that was heard last is taken, any other heard."""
    if index == step.now.candidate:
        step.ask_desk(TakeListed(index + 1))
    else:
        step.hear_voice(index)


def ask_about_voice(step: Step, heard: VoiceHeard) -> None:
    """Let it say something; then the present voice asks whether it is to be that."""
    index = heard.number - 1
    which = step.line(HomeSay.THIS_ONE, number=heard.number, what=step.now.items[index])
    sample = replace(step.line(HomeSay.VOICE_SAMPLE), recording=heard.recording)
    step.change(candidate=index, before=None)
    step.tell(*((sample,) if heard.recording else ()), which, then=Home.CHOOSING, prompt=True)


def look_at(step: Step, index: int, *before: Line) -> None:
    """One of what there is to choose from, said; of the voices, heard."""
    if step.now.among is Among.VOICES:
        step.hear_voice(index)
    else:
        step.look_at(index, *before)


def look_back(step: Step) -> None:
    """The one before; before the first of the voices are the settings that led to them."""
    if step.now.among is Among.VOICES and step.now.candidate == 0:
        step.tell_setting(tuple(Setting).index(Setting.VOICE))
    else:
        look_at(step, step.now.candidate - 1)
