"""Recording a guide: who reads, each text read and heard back, and all of it kept at the end.

Which event leads where is `states.TABLE`; what a choice does is `doing`. What comes of an errand
and what is heard is taken here. While somebody reads nobody is recognised: nothing that is read is
taken for a command.
"""

from dataclasses import replace

from voice.floor.actions import Action, Means
from voice.floor.choosing import take_choice_heard, take_choice_overheard
from voice.floor.commands import CancelTimer, Command, Manner
from voice.floor.events import SceneEvent, SegmentHeard, TimerFired
from voice.floor.scene import Scene
from voice.floor.table import IllegalEvent
from voice.floor.view import Option, View
from voice.scenes.recording.doing import DOING, choose
from voice.scenes.recording.errands import (
    KeepReadings,
    MicrophoneOpen,
    NotFound,
    NotKept,
    NotTaken,
    ReadingOver,
    ReadingsFound,
    ReadingsKept,
    RecordEvent,
    Taken,
)
from voice.scenes.recording.states import Occasion, Recording
from voice.scenes.recording.step import (
    KEPT,
    MICROPHONE_TIMER,
    STOPPED,
    Plan,
    Situation,
    Step,
    options,
)
from voice.scenes.recording.takes import Takes
from voice.scenes.recording.view import view_of
from voice.scenes.recording.wording import RecordSay


class GuideRecording(Scene[Plan, Situation, Step]):
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
        step.change(asked_to_end=means is Means.SIGNAL)
        DOING[action](step)

    def take_option(self, step: Step, number: int) -> None:
        """Carry out a choice of this state."""
        choose(step, number)

    def left_at_once(self) -> list[Command]:
        """What was read is kept, whatever ended it."""
        step = self.step()
        return [KeepReadings(step.now.own, step.now.takes.read)] if step.has_read else []

    def speech_over(self, step: Step) -> None:
        """After the tone it is read; anywhere else the person has the floor."""
        if step.now.takes.is_reading and not step.now.card:
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
        wanted = step.now.takes.is_reading and fired.turn_id == step.now.turn_id
        if fired.name == MICROPHONE_TIMER and wanted:
            step.trigger = Occasion.TAKEN
            step.not_taken(step.line(RecordSay.MICROPHONE_SILENT))

    def heard(self, step: Step, heard: SegmentHeard) -> None:
        """A choice, or nothing."""
        take_choice_heard(self, step, heard)

    def overheard(self, step: Step, heard: SegmentHeard) -> None:
        """Another's: what cannot wait."""
        take_choice_overheard(self, step, heard)

    # What came of an errand ------------------------------------------------------------------

    def took(self, step: Step, event: SceneEvent) -> None:
        """What the desk answers; dropped where the person has gone on meanwhile."""
        takes, state = step.now.takes, step.now.state
        match event:
            case MicrophoneOpen():
                if takes.wants(event.attempt):
                    step.out.append(CancelTimer(MICROPHONE_TIMER))
            case ReadingOver():
                if takes.wants(event.attempt):
                    step.trigger = Occasion.OVER
                    step.end_reading()
            case Taken():
                if takes.wants(event.attempt):
                    step.trigger = Occasion.TAKEN
                    step.taken(event.reading)
            case NotTaken():
                if takes.wants(event.attempt):
                    step.trigger = Occasion.TAKEN
                    words = step.words_for(event.trouble)
                    step.not_taken(step.trouble(RecordSay.NOT_TAKEN, words))
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
