"""The session: the questions and the answers, from the welcome to the goodbye.

Which event leads where is `states.TABLE`; what an action does is `doing`, what a passage comes to
`passages`; how long a silence may last is `floor.turn`. What follows on the floor is said here.
"""

from dataclasses import replace

from voice.floor.actions import Action, Means
from voice.floor.commands import Chime, Command, Line, Manner, Prepare
from voice.floor.events import Drafted, SceneEvent, SegmentHeard, TimerFired
from voice.floor.scene import Scene
from voice.floor.table import Happening
from voice.floor.turn import CONFIRM_SECONDS, Wait
from voice.floor.understanding import command_at_end, question_number, understand
from voice.floor.view import Option, View
from voice.floor.wording import Say
from voice.scenes.reflection.doing import DOING, begin, do, go_to, told_before
from voice.scenes.reflection.passages import keep_late, overhear, take_passage
from voice.scenes.reflection.situation import Situation
from voice.scenes.reflection.states import GOING, KEEPING, State
from voice.scenes.reflection.step import UNDO_TIMER, Plan, Step
from voice.scenes.reflection.view import questions_to_choose, view_of
from voice.values.transcript import Answer
from voice.values.typing import as_draft


class Conversation(Scene[Plan, Situation, Step]):
    """One session."""

    own_events = (Drafted,)

    def __init__(self, plan: Plan, manner: Manner, turn_id: int = 0) -> None:
        """`turn_id`: the last one of the scene around it; turns are counted on from there."""
        answers = tuple(Answer(q.question_id, q.text) for q in plan.questions)
        super().__init__(plan, Situation(manner=manner, answers=answers, turn_id=turn_id))

    def step(self) -> Step:
        """A step from the present situation."""
        return Step(self._plan, self._now)

    def moment(self) -> View:
        """The present moment, as it may be shown."""
        return view_of(self._plan, self._now)

    @property
    def leaving(self) -> bool:
        """From "stop" on: the telling of it is part of it."""
        now = self._now
        return now.state in GOING or (now.state is State.TELLING and now.then in GOING)

    @property
    def shows_captions(self) -> bool:
        """Only where words become part of the answer: what is shown is taken for written."""
        return self._now.state in KEEPING

    def takes_for_choice(self, heard: SegmentHeard) -> bool:
        """Whether this passage surely is an action, or ends in one, and is no mere content.

        "I'm still here" always is: a person may be asked whether they are in any state.
        """
        if self._now.state is State.CHOOSING and question_number(heard, self._plan.wording):
            return True
        actions = {*self.offered(), Action.MINUTE}
        understood = understand(heard, actions, self._plan.wording)
        parted = command_at_end(heard, actions, self._plan.wording)
        return any(found.sure for found in (understood, parted and parted[1]) if found)

    def opening(self, step: Step) -> None:
        """The welcome; where that has been, the first question."""
        if self._plan.told_before is not None:
            begin(step)
            return
        welcome = step.line(Say.WELCOME, title=self._plan.title, author=self._plan.author)
        how = step.line(Say.HOW_TO_BEGIN)
        step.change(prompt=(how,))
        step.speak(State.WELCOMING, welcome, how, then=State.READY)
        step.out.append(Prepare(self._first_lines(step), self._now.manner))

    def _first_lines(self, step: Step) -> tuple[Line, ...]:
        return (*told_before(step), *self._plan.questions[0].lines(introduced=True))

    def do(self, step: Step, action: Action, means: Means) -> None:
        """Carry out an action that is offered."""
        do(step, action, means)

    def heard(self, step: Step, heard: SegmentHeard) -> None:
        """An action, a correction, a number, or content."""
        take_passage(step, heard)

    def overheard(self, step: Step, heard: SegmentHeard) -> None:
        """Kept where words are kept; what cannot wait may be the person's after all."""
        overhear(step, heard)

    def took(self, step: Step, event: SceneEvent) -> None:
        """Somebody types: held until it is taken, and the program is silent at once."""
        now = step.now
        if not isinstance(event, Drafted):
            super().took(step, event)
        elif now.waiting_state is State.TYPING and event.typing_turn_id == now.typing_turn_id:
            step.change(draft=as_draft(event.text))
            if now.speaking:
                step.trigger = Happening.INTERRUPTED
                step.take_floor()
                self.speech_over(step)

    def left_at_once(self) -> list[Command]:
        """What is being typed is kept as what was being said is."""
        step = self.step()
        step.take_draft()
        self._now = step.now
        return step.out

    def keep_late(self, step: Step, belongs_to: int, heard: SegmentHeard) -> None:
        """Words of an earlier question's turn."""
        keep_late(step, belongs_to, heard)

    def back_from_card(self, step: Step) -> None:
        """The question is on the screen: nobody is asked it again so soon."""
        if step.now.waiting_state is State.LISTENING:
            step.tell(step.line(Say.GOING_ON))
        else:
            step.say_again()

    def options(self) -> tuple[Option, ...]:
        """The questions, while one is being chosen."""
        return questions_to_choose(self._plan, self._now)

    def take_option(self, step: Step, number: int) -> None:
        """To this question."""
        go_to(step, number - 1)

    def silence_over(self, step: Step, what: str) -> None:
        """One soft tone, a gentle line, or on, where the person chose that."""
        now = step.now
        match what:
            case Wait.CUE:
                step.change(turn=replace(now.turn, cue_given=True))
                step.out.append(Chime(now.manner))
            case Wait.MOVE_ON:
                DOING[Action.NEXT](step)
            case Wait.GENTLE_LINE | Wait.GENTLE_CHOICES:
                step.change(turn=replace(now.turn, lines_said=now.turn.lines_said + 1))
                step.tell(*self._gentle_lines(step, Wait(what)))
            case "close":
                step.close("stopped")
            case _:
                if step.now.doubt is not None:  # a silence is no answer to learn from
                    step.change(doubt=replace(step.now.doubt, own_sound=None))
                DOING[Action.NO](step)

    def _gentle_lines(self, step: Step, wait: Wait) -> tuple[Line, ...]:
        if step.now.state is not State.LISTENING:
            return step.now.prompt
        say = Say.GENTLE_LINE if wait is Wait.GENTLE_LINE else Say.GENTLE_CHOICES
        return (step.line(say),)

    def timer(self, step: Step, fired: TimerFired) -> None:
        """What was let go or corrected can no longer be taken back."""
        now = step.now
        undoable = now.undoable
        if fired.name != UNDO_TIMER or undoable is None:
            return
        if undoable.timer_turn_id == fired.turn_id:
            doubted = now.doubt is not None and now.doubt.action is Action.UNDO
            # they may be saying "undo" right now, or a yes to it, or be looking at the numbers
            if now.hearing or doubted or now.card:
                step.start_undo_timer(undoable, CONFIRM_SECONDS)
            else:
                step.settle()
