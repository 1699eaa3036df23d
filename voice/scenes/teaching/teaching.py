"""Teaching sounds: an action, its examples made and heard back, all of it kept once it is enough.

Which event leads where is `states.TABLE`; what a choice does is `doing`. What comes of an errand
is taken here. It works where nothing is recognised: then keys, switch and touch lead.
"""

from dataclasses import replace

from voice.floor.actions import Action, Means
from voice.floor.commands import Command, Manner
from voice.floor.events import SceneEvent, SegmentHeard
from voice.floor.table import IllegalEvent
from voice.floor.view import Option, View
from voice.scenes.recording.errands import RecordEvent
from voice.scenes.recording.takes import Takes
from voice.scenes.recording.taking import Taking
from voice.scenes.recording.wording import RecordSay
from voice.scenes.teaching.doing import DOING, choose
from voice.scenes.teaching.errands import SoundForgotten, SoundKept, SoundNotKept, TeachEvent
from voice.scenes.teaching.situation import EXAMPLES, Plan, Situation, offered, options
from voice.scenes.teaching.states import Occasion, Teaching
from voice.scenes.teaching.step import Step
from voice.scenes.teaching.view import view_of
from voice.scenes.teaching.wording import TeachSay


class SoundTeaching(Taking[Plan, Situation, Step]):
    """Sounds taught, tried and forgotten, as many as somebody likes to."""

    own_events = (RecordEvent, TeachEvent)

    def __init__(self, plan: Plan, manner: Manner, turn_id: int = 0) -> None:
        now = Situation(manner=manner, takes=Takes(EXAMPLES), turn_id=turn_id, taught=plan.taught)
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
        """Which action?"""
        if step.plan.tries:
            step.try_sounds()
        else:
            step.ask_which()

    def do(self, step: Step, action: Action, means: Means) -> None:
        """Carry out an action that is offered."""
        step.change(asked_to_end=means is Means.SIGNAL, doubted=None)
        DOING[action](step)

    def take_option(self, step: Step, number: int) -> None:
        """Carry out a choice of this state."""
        choose(step, number)

    def loses_by(self, number: int) -> bool:
        """A sound is gone once it is forgotten, or let go of where it is not kept."""
        return offered(self._now)[number - 1] in {TeachSay.FORGET, RecordSay.LET_GO}

    def heard(self, step: Step, heard: SegmentHeard) -> None:
        """A choice, or nothing: the sound that is being taught means nothing meanwhile."""
        own, state = heard.own_sound, step.now.state
        taught = None if state in {Teaching.TAUGHT, Teaching.FORGETTING} else step.now.action
        if own is not None and own.action is taught:
            heard = replace(heard, own_sound=None)
        Taking[Plan, Situation, Step].heard(self, step, heard)

    def left_at_once(self) -> list[Command]:
        """What is enough to be learned from is kept, whatever ended it."""
        step = self.step()
        return [step.keeping()] if step.is_worth_keeping else []

    def took(self, step: Step, event: SceneEvent) -> None:
        """What the desk answers; dropped where the person has gone on meanwhile."""
        if self.took_of_take(step, event):
            return
        awaited = step.now.table.transitions[step.now.state].keys() if step.now.awaits else ()
        step.change(awaits=False)
        match event:
            case SoundKept():
                step.change(taught=event.taught)
                if Occasion.KEPT in awaited:
                    step.trigger = Occasion.KEPT
                    if step.now.state is Teaching.TRIED:
                        step.try_sounds(step.line(TeachSay.NOTED))
                    else:
                        _go_on(step, TeachSay.LEARNED)
            case SoundForgotten():
                step.change(taught=event.taught)
                if Occasion.FORGOTTEN in awaited:
                    step.trigger = Occasion.FORGOTTEN
                    _go_on(step, TeachSay.FORGOTTEN)
            case SoundNotKept():
                if Occasion.NOT_KEPT in awaited:
                    step.trigger = Occasion.NOT_KEPT
                    step.not_kept(event.trouble)
            case _:
                raise IllegalEvent(f"{type(event).__name__} in {step.now.state}")


def _go_on(step: Step, say: TeachSay) -> None:
    if step.now.leaving:
        step.leave(step.line(say))
    else:
        step.ask_which(step.line(say))
