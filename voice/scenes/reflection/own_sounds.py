"""What a person's own sound does: asks first, acts once it was right often enough.

Whether it is one, `hearing` says, and when it may act, what was taught. Whatever words were heard
in it are kept before it is looked at. Nothing ends or is taken out by one without a yes, which may
be the same sound again.
"""

from collections.abc import Mapping

from voice.floor.actions import Action, Means
from voice.floor.events import OwnSound, SegmentHeard
from voice.floor.table import Happening
from voice.floor.understanding import Standing
from voice.floor.wording import Say
from voice.scenes.reflection.doing import do
from voice.scenes.reflection.half_heard import (
    NEVER_TWICE_HALF_HEARD,
    is_harmless,
    is_said_again,
    may_be_of_talk,
)
from voice.scenes.reflection.situation import Doubt
from voice.scenes.reflection.states import State
from voice.scenes.reflection.step import Step


def answers_by_sound(step: Step, heard: SegmentHeard) -> bool:
    """Whether what it was just asked about is the same own sound once more instead of a yes."""
    doubt = step.now.doubt if step.now.state is State.CONFIRMING else None
    if doubt is None or doubt.own_sound is None or heard.own_sound is None:
        return False
    return heard.own_sound.action is doubt.own_sound.action


def meant_by_sound(
    step: Step, heard: SegmentHeard, standing: Mapping[Action, Standing]
) -> Action | None:
    """The offered action that an own sound stands for here; None: it is none, or asks nothing."""
    if heard.own_sound is None or step.now.state is State.TYPING:
        return None
    action = heard.own_sound.action
    if action in step.now.offered():
        return action
    other = standing.get(action)
    if other is None or not other.sure or other.ask_first:
        return None
    return other.action if other.action in step.now.offered() else None


def take_own_sound(step: Step, action: Action, own: OwnSound, heard: SegmentHeard) -> None:
    """Do what a sound stands for, or ask; its words are kept already."""
    now = step.now
    consent = now.state in NEVER_TWICE_HALF_HEARD
    if own.acts and not consent and not may_be_of_talk(action, heard):
        step.change(half_heard=None)
        step.trigger = action
        do(step, action, Means.VOICE)
    elif now.state is State.LISTENING:
        _ask_whether_meant(step, action, own, heard)
    elif is_harmless(step, action) or is_said_again(step, action):
        if now.half_heard is action:
            step.learn_sound(own, right=True)
        step.change(half_heard=None)
        step.trigger = action
        do(step, action, Means.VOICE)
    else:
        step.trigger = Happening.UNSURE_ACTION_HEARD
        step.change(half_heard=action)
        step.say_again()


def _ask_whether_meant(step: Step, action: Action, own: OwnSound, heard: SegmentHeard) -> None:
    step.trigger = Happening.UNSURE_ACTION_HEARD
    kept = heard.segment if heard.segment.words else None
    step.change(doubt=Doubt(action, kept, own_sound=own), asked_about=None)
    spoken = step.plan.wording.actions[action].spoken[0]
    step.tell(step.line(Say.ASK_OWN_SOUND, action=spoken), then=State.CONFIRMING, prompt=True)
