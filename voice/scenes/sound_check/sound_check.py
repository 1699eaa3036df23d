"""The sound check: do you hear me, do you hear yourself; by keys, and by voice where one listens.

Which event leads where is `states.TABLE`; what a choice does is `doing`. What comes of an errand
and what is heard is taken here. Nothing said here is kept.
"""

from dataclasses import replace

from voice.floor.actions import Action, Means
from voice.floor.choosing import take_choice_heard, take_choice_overheard
from voice.floor.commands import Manner
from voice.floor.events import SceneEvent, SegmentHeard, TimerFired
from voice.floor.scene import Scene
from voice.floor.table import IllegalEvent
from voice.floor.view import Option, View
from voice.scenes.sound_check.doing import DOING, choose, part_of
from voice.scenes.sound_check.errands import (
    DevicesFound,
    DeviceTaken,
    Forget,
    Level,
    NotRecorded,
    Part,
    Recorded,
    SoundEvent,
)
from voice.scenes.sound_check.states import Occasion, Sounding
from voice.scenes.sound_check.step import Plan, Situation, Step, options
from voice.scenes.sound_check.view import view_of
from voice.scenes.sound_check.wording import SoundSay

_CHOOSING = {
    Part.LOUDSPEAKER: (Sounding.CHOOSING_LOUDSPEAKER, SoundSay.WHICH_LOUDSPEAKER),
    Part.MICROPHONE: (Sounding.CHOOSING_MICROPHONE, SoundSay.WHICH_MICROPHONE),
}
_NO_OTHER = {
    Part.LOUDSPEAKER: SoundSay.NO_OTHER_LOUDSPEAKER,
    Part.MICROPHONE: SoundSay.NO_OTHER_MICROPHONE,
}
_GOING = frozenset({Sounding.CLOSING, Sounding.DRAINING, Sounding.ENDED})


class SoundCheck(Scene[Plan, Situation, Step]):
    """The devices tried once, from the first question to the last."""

    own_events = (SoundEvent,)

    def __init__(self, plan: Plan, manner: Manner, turn_id: int = 0) -> None:
        first = _FIRST[plan.parts[0]]
        now = Situation(
            manner=manner, state=first, then=first, turn_id=turn_id, in_setup=plan.in_setup
        )
        super().__init__(plan, now)

    def step(self) -> Step:
        """A step from the present situation."""
        return Step(self._plan, self._now)

    def moment(self) -> View:
        """The present moment, as it may be shown on any screen."""
        return view_of(self._plan, self._now)

    def options(self) -> tuple[Option, ...]:
        """What is chosen by its number here."""
        return options(self._plan, self._now)

    def opening(self, step: Step) -> None:
        """The first question."""
        step.begin(self._plan.parts[0], *self._plan.told_before)

    def do(self, step: Step, action: Action, means: Means) -> None:
        """Carry out an action that is offered."""
        step.change(doubted=None)
        DOING[action](step)

    def take_option(self, step: Step, number: int) -> None:
        """Carry out a choice of this state."""
        choose(step, number)

    def speech_over(self, step: Step) -> None:
        """After the tone it records; anywhere else the person has the floor."""
        if step.now.state is Sounding.RECORDING and not step.now.card:
            step.record()
        else:
            Scene[Plan, Situation, Step].speech_over(self, step)

    def silence_over(self, step: Step, what: str) -> None:
        """What is asked once more."""
        turn = step.now.turn
        step.change(turn=replace(turn, lines_said=turn.lines_said + 1))
        step.say_again()

    def timer(self, step: Step, fired: TimerFired) -> None:
        """The microphone has given nothing."""
        if fired.turn_id == step.now.turn_id and _is_wanted(step, step.now.attempt):
            step.trigger = Occasion.RECORDED
            step.out.append(Forget())
            step.judge(Level.NOTHING)

    # What came of an errand ------------------------------------------------------------------

    def took(self, step: Step, event: SceneEvent) -> None:
        """What the desk answers; dropped where the person has gone on meanwhile."""
        state = step.now.state
        match event:
            case Recorded():
                if _is_wanted(step, event.attempt):
                    step.trigger = Occasion.RECORDED
                    step.judge(event.level)
            case NotRecorded():
                if _is_wanted(step, event.attempt):
                    step.trigger = Occasion.RECORDED
                    step.not_recorded(event.trouble)
            case DevicesFound():
                if state is _ASKING[event.part]:
                    step.trigger = Occasion.DEVICES_FOUND
                    _found(step, event)
            case DeviceTaken():
                if state not in _GOING and part_of(state) is event.part:
                    step.trigger = Occasion.DEVICE_TAKEN
                    step.begin(event.part, step.line(SoundSay.THIS_IS, device=event.name))
            case _:
                raise IllegalEvent(f"{type(event).__name__} in {state}")

    # What is heard ---------------------------------------------------------------------------

    def heard(self, step: Step, heard: SegmentHeard) -> None:
        """A choice, or nothing."""
        take_choice_heard(self, step, heard)

    def overheard(self, step: Step, heard: SegmentHeard) -> None:
        """Another's: what cannot wait."""
        take_choice_overheard(self, step, heard)


_FIRST = {Part.LOUDSPEAKER: Sounding.LOUDSPEAKER, Part.MICROPHONE: Sounding.BEFORE_RECORDING}
_ASKING = {Part.LOUDSPEAKER: Sounding.LOUDSPEAKER, Part.MICROPHONE: Sounding.MICROPHONE}


def _is_wanted(step: Step, attempt: int) -> bool:
    """Whether somebody waits for this recording; under the crisis card nobody does."""
    now = step.now
    return now.state is Sounding.RECORDING and attempt == now.attempt and not now.card


def _found(step: Step, found: DevicesFound) -> None:
    if len(found.names) < 2:
        before = (step.line(_NO_OTHER[found.part]),)
        if found.part is Part.LOUDSPEAKER:
            step.begin(Part.LOUDSPEAKER, *before)
        else:
            step.ask(Sounding.MICROPHONE, before, step.line(SoundSay.TRY_AGAIN))
        return
    state, which = _CHOOSING[found.part]
    step.change(devices=found.names)
    step.ask(state, (), step.line(which))
