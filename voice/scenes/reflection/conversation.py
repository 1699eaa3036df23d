"""The conversation: `handle(event) -> commands`, the whole behaviour of a session.

Which event leads where is `states.TRANSITIONS`; what an action does is `doing`; how long a
silence may last is `turn`. This module brings an event to the right one of them, drops what is
stale, and refuses what the table does not hold. The runner's thread is the only caller.
"""

from dataclasses import replace
from typing import assert_never

from voice.floor.actions import Action, Means
from voice.floor.commands import Chime, Command, End, Line, Manner, Prepare
from voice.floor.devices import closes_microphone, device_failed, device_recovered
from voice.floor.events import (
    ActionChosen,
    ChoiceOffered,
    DeviceFailed,
    DeviceRecovered,
    Event,
    Interrupted,
    ListeningStarted,
    ListeningStopped,
    Remark,
    SealingFailed,
    SegmentHeard,
    SegmentSealed,
    SoundLost,
    SoundNotSealed,
    SpeechFinished,
    SpeechStarted,
    TimerFired,
    WritingRecovered,
)
from voice.floor.turn import CONFIRM_SECONDS, Wait
from voice.floor.understanding import command_at_end, question_number, understand
from voice.floor.view import View
from voice.floor.wording import Say
from voice.scenes.reflection.doing import DOING, do
from voice.scenes.reflection.passages import take_late_passage, take_passage
from voice.scenes.reflection.situation import Situation
from voice.scenes.reflection.states import SPEAKING, TRANSITIONS, Happening, State
from voice.scenes.reflection.step import SILENCE_TIMER, UNDO_TIMER, Plan, Step, offered
from voice.scenes.reflection.view import view_of
from voice.values.transcript import Answer


class IllegalEvent(ValueError):
    """An event that the present state does not expect; the situation is unchanged."""


class Conversation:
    """One session, from the welcome to the goodbye."""

    def __init__(self, plan: Plan, manner: Manner) -> None:
        self._plan = plan
        answers = tuple(Answer(q.question_id, q.text) for q in plan.questions)
        self._now = Situation(manner=manner, answers=answers)

    @property
    def now(self) -> Situation:
        """The present situation."""
        return self._now

    @property
    def plan(self) -> Plan:
        """What the session was given at its start."""
        return self._plan

    def offered(self) -> tuple[Action, ...]:
        """The actions that can be chosen now, in the order of the single-switch scan."""
        return offered(self._now)

    def accepts(self, action: Action) -> bool:
        """Whether choosing this action now would do something."""
        closing = self._now.state is State.CLOSING and action is Action.STOP
        return closing or action in self.offered()

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

    def view(self) -> View:
        """The present moment, as it may be shown."""
        return view_of(self)

    @property
    def reason(self) -> str:
        """Why the session ended; empty before."""
        return self._now.reason

    def start(self) -> list[Command]:
        """Begin with the welcome; the first commands of every session."""
        if self._now.turn_id:
            raise IllegalEvent("the session has already started")
        step = Step(self._plan, self._now)
        welcome = step.line(Say.WELCOME, title=self._plan.title, author=self._plan.author)
        how = step.line(Say.HOW_TO_BEGIN)
        step.change(prompt=(how,))
        step.speak(State.WELCOMING, (welcome, how), State.READY)
        step.out.append(Prepare(self._first_lines(step), self._now.manner))
        self._now = step.now
        return step.out

    def handle(self, event: Event) -> list[Command]:
        """Take one event and return what is to be done.

        Raises:
            IllegalEvent: the state does not expect it; nothing has changed.
        """
        step = Step(self._plan, self._now)
        self._take(step, event)
        if step.trigger is not None:
            self._check(step)
        self._now = step.now
        return step.out

    def _check(self, step: Step) -> None:
        before, trigger = self._now, step.trigger
        table = TRANSITIONS[before.waiting_state if isinstance(trigger, Action) else before.state]
        if trigger is None or step.now.state not in table.get(trigger, ()):
            raise IllegalEvent(f"{before.state} has no {trigger} to {step.now.state}")

    def _first_lines(self, step: Step) -> tuple[Line, ...]:
        first = self._plan.questions[0]
        introduction = (Line(first.introduction),) if first.introduction else ()
        return (step.line(Say.HOW_TO_ANSWER), *introduction, Line(first.text))

    def _take(self, step: Step, event: Event) -> None:
        match event:
            case SpeechFinished():
                silenced = step.now.state is State.DRAINING  # the goodbye, by a second stop
                if self._is_current(step, event.turn_id, step.now.speaking or silenced) and (
                    not silenced
                ):
                    step.trigger = Happening.SPEECH_FINISHED
                    step.change(speaking=False)
                    _speech_over(step)
            case Interrupted():
                # the last sample may sound while a finger comes down: then there is nothing to stop
                if self._is_current(step, event.turn_id, True) and step.now.speaking:
                    step.trigger = Happening.INTERRUPTED
                    step.take_floor()
                    _speech_over(step)
            case ListeningStarted():
                if self._is_current(step, event.turn_id, step.now.listening):
                    step.change(microphone_open=True)
                    step.wait()
            case SpeechStarted():
                if self._is_current(step, event.turn_id, step.now.listening):
                    if event.near:
                        step.stop_waiting()
                        step.change(hearing=True)
                    elif step.now.state is State.LISTENING:
                        step.stop_waiting()  # whosever voice it is, nobody is moved on from
            case SegmentHeard():
                self._heard(step, event)
            case ListeningStopped():
                self._listening_stopped(step, event.turn_id)
            case ActionChosen():
                self._chosen(step, event.action, event.means)
            case ChoiceOffered():
                here = TRANSITIONS[step.now.state]
                if Happening.CHOICE_OFFERED in here and event.action in self.offered():
                    step.trigger = Happening.CHOICE_OFFERED
                    step.tell(Line(self._plan.wording.actions[event.action].button))
            case TimerFired():
                self._timer(step, event)
            case SegmentSealed():
                step.change(sealed_count=step.now.sealed_count + 1)
            case SealingFailed():
                already = bool(step.now.writing_trouble)
                words = step.words_for(event.trouble)
                step.change(writing_trouble=str(words))
                if not already:
                    _trouble(step, step.trouble(Say.NOT_SAVED, words))
            case SoundNotSealed():
                words = step.words_for(event.trouble)
                _trouble(step, step.trouble(Say.SOUND_NOT_SAVED, words))
            case WritingRecovered():
                step.change(writing_trouble="")
                _trouble(step, step.line(Say.SAVED_AGAIN))
            case SoundLost():
                _trouble(step, step.line(Say.SOUND_LOST))
            case DeviceFailed():
                if closes_microphone(event):
                    step.change(microphone_open=False)
                _trouble(step, *device_failed(step, event))
            case DeviceRecovered():
                _trouble(step, *device_recovered(step, event))
            case Remark():
                _trouble(step, Line(event.text))
            case _:
                assert_never(event)

    def _is_current(self, step: Step, turn_id: int, expected: bool) -> bool:
        """Whether an event belongs to this turn; a stale one is dropped, a strange one refused."""
        if turn_id < step.now.turn_id:
            return False
        if turn_id > step.now.turn_id or not expected:
            raise IllegalEvent(f"turn {turn_id} in {step.now.state}, turn {step.now.turn_id}")
        return True

    def _heard(self, step: Step, heard: SegmentHeard) -> None:
        now = step.now
        if heard.turn_id > now.turn_id:
            raise IllegalEvent(f"turn {heard.turn_id} in {now.state}, turn {now.turn_id}")
        if heard.turn_id < now.turn_id or not now.listening:
            take_late_passage(step, heard)
            return
        take_passage(step, heard)

    def _chosen(self, step: Step, action: Action, means: Means) -> None:
        if step.now.state is State.CLOSING and action is Action.STOP:
            step.trigger = action
            step.take_floor()
            _speech_over(step)
            return
        if action not in self.offered():
            raise IllegalEvent(f"{action} is not offered in {step.now.state}")
        step.trigger = action
        if step.now.speaking:
            step.take_floor()  # silence first, whatever else the action does
        do(step, action, means)

    def _timer(self, step: Step, fired: TimerFired) -> None:
        now = step.now
        undoable = now.undoable
        if fired.name == UNDO_TIMER:
            if undoable is not None and undoable.timer_turn_id == fired.turn_id:
                doubted = now.doubt is not None and now.doubt.action is Action.UNDO
                if now.hearing or doubted:  # they may be saying "undo" right now, or a yes to it
                    step.start_undo_timer(undoable, CONFIRM_SECONDS)
                else:
                    step.settle()
            return
        if fired.name != SILENCE_TIMER or fired.turn_id != now.turn_id or not now.silence:
            return
        step.trigger = Happening.SILENCE_TIMER
        step.change(silence="")
        match now.silence:
            case Wait.CUE:
                step.change(turn=replace(now.turn, cue_given=True))
                step.out.append(Chime(now.manner))
            case Wait.MOVE_ON:
                DOING[Action.NEXT](step)
            case Wait.GENTLE_LINE | Wait.GENTLE_CHOICES:
                step.change(turn=replace(now.turn, lines_said=now.turn.lines_said + 1))
                step.tell(*self._gentle_lines(step, Wait(now.silence)))
            case "close":
                step.close("stopped")
            case _:
                DOING[Action.NO](step)

    def _gentle_lines(self, step: Step, wait: Wait) -> tuple[Line, ...]:
        if step.now.state is not State.LISTENING:
            return step.now.prompt
        say = Say.GENTLE_LINE if wait is Wait.GENTLE_LINE else Say.GENTLE_CHOICES
        return (step.line(say),)

    def _listening_stopped(self, step: Step, turn_id: int) -> None:
        if turn_id > step.now.turn_id:
            raise IllegalEvent(f"turn {turn_id} stopped in turn {step.now.turn_id}")
        if turn_id == step.now.open_turn_id:
            step.change(open_turn_id=None)
            if step.now.state is State.DRAINING:
                step.trigger = Happening.LISTENING_STOPPED
                _end(step)


def _speech_over(step: Step) -> None:
    if step.now.state is not State.CLOSING:
        if step.now.owed:
            step.tell(then=step.now.then)
        else:
            step.listen()
    elif step.now.open_turn_id is None:
        _end(step)
    else:
        step.change(state=State.DRAINING, saying=())


def _end(step: Step) -> None:
    step.change(state=State.ENDED, saying=())
    step.out.append(End(step.now.reason))


def _trouble(step: Step, *lines: Line) -> None:
    """Tell it at once where nobody is speaking, otherwise at the next pause."""
    now = step.now
    if not lines or now.state in {State.DRAINING, State.ENDED}:
        return
    step.change(owed=(*now.owed, *lines))
    if now.state not in SPEAKING and not now.hearing:
        step.trigger = Happening.TROUBLE
        step.tell()
