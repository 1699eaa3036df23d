"""The conversation: `handle(event) -> commands`, the whole behaviour of a session.

Which event leads where is `states.TRANSITIONS`; what an action does is `doing`; how long a
silence may last is `turn`. This module brings an event to the right one of them, drops what is
stale, and refuses what the table does not hold. The runner's thread is the only caller.
"""

from dataclasses import replace
from typing import assert_never

from voice.conversation.actions import Action, Means
from voice.conversation.commands import Chime, Command, End, Line, Manner, Prepare
from voice.conversation.correcting import Wished, understand_correction
from voice.conversation.doing import DOING, do, go_to, make_correction
from voice.conversation.events import (
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
from voice.conversation.situation import Doubt, Situation
from voice.conversation.states import KEEPING, SPEAKING, TRANSITIONS, Happening, State
from voice.conversation.step import SILENCE_TIMER, UNDO_TIMER, Plan, Step, offered
from voice.conversation.turn import CONFIRM_SECONDS, Wait
from voice.conversation.understanding import (
    command_at_end,
    last_words_alone,
    question_number,
    understand,
)
from voice.conversation.view import SessionView, view_of
from voice.conversation.wording import Say
from voice.transcript import Answer, PassageSound, Segment

SOUND_TAIL_SECONDS = 0.3
"""A last consonant rings on after its word's end; the silence before a command is a second."""


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

    def view(self) -> SessionView:
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
                    step.stop_waiting()
                    step.change(hearing=True)
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
                _trouble(step, step.line(Say.SOUND_LOST, seconds=f"{event.lost_seconds:.1f}"))
            case DeviceFailed():
                words = step.words_for(event.trouble)
                step.change(device_trouble=str(words))
                if event.device == "microphone":
                    step.change(microphone_open=False)
                    _trouble(step, step.trouble(Say.MICROPHONE_LOST, words))
            case DeviceRecovered():
                step.change(device_trouble="")
                if event.device == "microphone":
                    _trouble(step, step.line(Say.MICROPHONE_BACK))
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
            question_index = now.kept_turns.get(heard.turn_id)
            if question_index is not None and heard.segment.words:
                step.keep(question_index, heard.segment, heard.sound)
            return
        if heard.segment.background:
            _overheard(step, heard)
            return
        step.stop_waiting()
        step.change(hearing=False)
        if now.state is State.CHOOSING:
            number = question_number(heard, self._plan.wording)
            if number is not None:
                step.trigger = Happening.NUMBER_HEARD
                go_to(step, number - 1)
                return
        understood = understand(heard, self.offered(), self._plan.wording)
        if understood is not None and (understood.sure or now.state is not State.LISTENING):
            if understood.action is Action.YES and not understood.sure:
                step.trigger = Action.REPEAT
                DOING[Action.REPEAT](step)
            else:
                step.trigger = understood.action
                do(step, understood.action, Means.VOICE)
            return
        wished = self._wished(step, heard)
        if wished is not None and wished.sure:
            step.trigger = Happening.CORRECTION_HEARD
            make_correction(step, wished.correction)
            return
        parted = command_at_end(heard, self.offered(), self._plan.wording)
        if parted is not None and parted[1].sure and now.state is State.LISTENING:
            content, understood = parted
            step.keep(now.question_index, content, _sound_of(content, heard))
            step.change(turn=replace(step.now.turn, spoke=True, undisturbed=False))
            step.trigger = understood.action
            do(step, understood.action, Means.VOICE)
            return
        if now.state is State.LISTENING and self._corrects_at_end(step, heard):
            return
        if heard.segment.words and now.state in KEEPING:
            step.keep(now.question_index, heard.segment, heard.sound)
            step.change(turn=replace(step.now.turn, spoke=True, undisturbed=False))
            if understood is not None:
                step.trigger = Happening.UNSURE_ACTION_HEARD
                self._ask_whether_meant(step, understood.action, heard)
                return
            if wished is not None:
                step.trigger = Happening.CORRECTION_HEARD
                _ask_whether_to_correct(step, wished, heard)
                return
            step.trigger = Happening.CONTENT_HEARD
            step.change(state=State.LISTENING, then=State.LISTENING, doubt=None)
            if step.now.owed:
                step.trigger = Happening.TROUBLE
                step.tell()
                return
        step.wait(heard.silence_after_seconds)

    def _corrects_at_end(self, step: Step, heard: SegmentHeard) -> bool:
        """Whether the last words, after a silence, were a sure correction: the rest is kept."""
        parted = last_words_alone(heard)
        if parted is None:
            return False
        content, alone = parted
        answer = step.now.answer
        answer = replace(answer, segments=(*answer.segments, content))
        wished = understand_correction(alone, answer, self._plan.wording)
        if wished is None or not wished.sure:
            return False
        step.keep(step.now.question_index, content, _sound_of(content, heard))
        step.change(turn=replace(step.now.turn, spoke=True, undisturbed=False))
        step.trigger = Happening.CORRECTION_HEARD
        make_correction(step, wished.correction)
        return True

    def _wished(self, step: Step, heard: SegmentHeard) -> Wished | None:
        if Happening.CORRECTION_HEARD not in TRANSITIONS[step.now.state]:
            return None
        return understand_correction(heard, step.now.answer, self._plan.wording)

    def _ask_whether_meant(self, step: Step, action: Action, heard: SegmentHeard) -> None:
        step.change(doubt=Doubt(action, heard.segment))
        spoken = self._plan.wording.actions[action].spoken[0]
        question = step.line(Say.ASK_DID_YOU_MEAN, action=spoken)
        step.tell(question, then=State.CONFIRMING, prompt=True)

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


def _sound_of(content: Segment, heard: SegmentHeard) -> PassageSound | None:
    """The sound of a passage's beginning, without the command that followed a silence."""
    if heard.sound is None:
        return None
    return heard.sound.until(content.end_seconds + SOUND_TAIL_SECONDS)


def _ask_whether_to_correct(step: Step, wished: Wished, heard: SegmentHeard) -> None:
    correction = wished.correction
    step.change(doubt=Doubt(Action.CORRECT, heard.segment, correction))
    question = step.line(
        Say.ASK_CORRECT,
        private=True,
        misheard=" ".join(correction.misheard),
        meant=" ".join(correction.meant),
    )
    step.tell(question, then=State.CONFIRMING, prompt=True)


def _overheard(step: Step, heard: SegmentHeard) -> None:
    """Other people's talk: kept where words are kept, and otherwise as if nothing had sounded."""
    step.change(hearing=False)
    if heard.segment.words and step.now.state is State.LISTENING:
        step.keep(step.now.question_index, heard.segment)
    if not step.now.silence:
        step.wait()


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


def _trouble(step: Step, line: Line) -> None:
    """Tell it at once where nobody is speaking, otherwise at the next pause."""
    now = step.now
    if now.state in {State.DRAINING, State.ENDED}:
        return
    step.change(owed=(*now.owed, line))
    if now.state not in SPEAKING and not now.hearing:
        step.trigger = Happening.TROUBLE
        step.tell()
