"""Recording a guide: who reads, each text read and heard back, and all of it kept at the end.

Which event leads where is `states.TABLE`; what a choice does is `doing`. What comes of an errand
and what is heard is taken here. While somebody reads nobody is recognised: nothing that is read is
taken for a command.
"""

from voice.floor.actions import Action, Means
from voice.floor.commands import Command, Manner
from voice.floor.events import SceneEvent
from voice.floor.table import IllegalEvent
from voice.floor.view import Option, View
from voice.scenes.recording.doing import DOING, choose
from voice.scenes.recording.errands import (
    KeepReadings,
    NotFound,
    NotKept,
    ReadingsFound,
    ReadingsKept,
    RecordEvent,
)
from voice.scenes.recording.states import Occasion, Recording
from voice.scenes.recording.step import (
    KEPT,
    STOPPED,
    Plan,
    Situation,
    Step,
    offered,
    options,
)
from voice.scenes.recording.takes import Takes
from voice.scenes.recording.taking import Taking
from voice.scenes.recording.view import view_of
from voice.scenes.recording.wording import RecordSay


class GuideRecording(Taking[Plan, Situation, Step]):
    """One guide read aloud, as far as somebody likes to."""

    own_events = (RecordEvent,)

    def __init__(self, plan: Plan, manner: Manner, turn_id: int = 0) -> None:
        now = Situation(manner=manner, takes=Takes(tuple(plan.texts)), turn_id=turn_id)
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
        """Who reads?"""
        step.ask(Recording.WHO, (), step.line(RecordSay.WHO))

    def do(self, step: Step, action: Action, means: Means) -> None:
        """Carry out an action that is offered."""
        step.change(asked_to_end=means is Means.SIGNAL, doubted=None)
        DOING[action](step)

    def take_option(self, step: Step, number: int) -> None:
        """Carry out a choice of this state."""
        choose(step, number)

    def loses_by(self, number: int) -> bool:
        """What was read is gone once it is let go of."""
        return offered(self._now)[number - 1] is RecordSay.LET_GO

    def left_at_once(self) -> list[Command]:
        """What was read is kept, whatever ended it."""
        step = self.step()
        return [KeepReadings(step.now.own, step.now.takes.read)] if step.has_read else []

    # What came of an errand ------------------------------------------------------------------

    def took(self, step: Step, event: SceneEvent) -> None:
        """What the desk answers; dropped where the person has gone on meanwhile."""
        state = step.now.state
        if self.took_of_take(step, event):
            return
        match event:
            case ReadingsFound() if state is Recording.WHO:
                step.trigger = Occasion.FOUND
                step.begin(event.read)
            case NotFound() if state is Recording.WHO:
                step.trigger = Occasion.NOT_FOUND
                words = step.words_for(event.trouble)
                step.leave(STOPPED, step.trouble(RecordSay.NOT_FOUND, words))
            case ReadingsKept() if Occasion.KEPT in step.now.table.transitions[state]:
                step.trigger = Occasion.KEPT
                say = RecordSay.KEPT_LOCKED if event.locked else RecordSay.KEPT_OPEN
                step.leave(KEPT, step.line(say))
            case NotKept() if Occasion.NOT_KEPT in step.now.table.transitions[state]:
                step.trigger = Occasion.NOT_KEPT
                step.not_kept(event.trouble)
            case ReadingsFound() | NotFound() | ReadingsKept() | NotKept():
                pass  # the person has left meanwhile
            case _:
                raise IllegalEvent(f"{type(event).__name__} in {state}")
