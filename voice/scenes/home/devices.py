"""The loudspeaker and the microphone at home: tried inside, and chosen as one of the settings.

What is asked there is the sound check's; which device is kept, its desk's.
"""

from collections.abc import Mapping

from voice.floor.commands import Keeping
from voice.scenes.home.settings import Setting
from voice.scenes.home.step import Step
from voice.scenes.home.wording import HomeSay
from voice.scenes.sound_check.errands import Part
from voice.scenes.sound_check.sound_check import SoundCheck
from voice.scenes.sound_check.step import Plan

PARTS: Mapping[Setting, Part] = {
    Setting.LOUDSPEAKER: Part.LOUDSPEAKER,
    Setting.MICROPHONE: Part.MICROPHONE,
}
"""Settings that are chosen by ear."""


def try_device(step: Step, index: int) -> bool:
    """Have a device tried where this setting is one; whether it is."""
    part = PARTS.get(tuple(Setting)[index])
    if part is not None:
        try_sound(step, part)
    return part is not None


def try_sound(step: Step, *parts: Part) -> None:
    """Try these inside, as far as there is anything to hear."""
    heard = step.plan.speaks
    tried = tuple(p for p in parts if heard or p is Part.MICROPHONE) or (Part.MICROPHONE,)
    plan = Plan(
        step.plan.wording,
        step.plan.wording.line(HomeSay.AT_HOME),
        tried,
        step.plan.crisis,
        step.plan.loudest,
        speaks=heard,
        listens=True,
    )
    step.go_inside(holds_session=False)
    step.open_inside(SoundCheck(plan, step.now.manner, step.now.turn_id), Keeping())
