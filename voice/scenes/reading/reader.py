"""The reader: `handle(event) -> commands`, the whole behaviour of reading aloud.

Which event leads where is `states.STEPS`; what an action does is `doing`. As in the
conversation, stale events are dropped, strange ones refused, and words never lost.
"""

from typing import assert_never

from voice.floor.actions import Action
from voice.floor.commands import Command, End, Line, Manner
from voice.floor.correcting import places_wished
from voice.floor.devices import device_failed, device_recovered
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
from voice.floor.understanding import command_at_end, understand, wish_of_another
from voice.floor.view import View
from voice.floor.wording import Say
from voice.scenes.reading.doing import DOING, make_correction
from voice.scenes.reading.states import FLOOR_TAKEN, STEPS, Reading
from voice.scenes.reading.step import SILENCE_TIMER, Book, Moment, Step, offered
from voice.scenes.reading.view import view_of
from voice.scenes.reflection.conversation import IllegalEvent
from voice.scenes.reflection.passages import AT_ONCE_FROM_ANYBODY
from voice.scenes.reflection.states import Happening


class Reader:
    """One reading, from the first part to the goodbye."""

    def __init__(self, book: Book, manner: Manner) -> None:
        """`book` holds at least one piece."""
        self._book = book
        self._now = Moment(manner, book.pieces)

    @property
    def now(self) -> Moment:
        """The present moment."""
        return self._now

    @property
    def book(self) -> Book:
        """What this reading was given at its start."""
        return self._book

    @property
    def reason(self) -> str:
        """Why reading ended; empty before."""
        return self._now.reason

    def offered(self) -> tuple[Action, ...]:
        """The actions that can be chosen now, in the order of the single-switch scan."""
        return offered(self._now)

    def accepts(self, action: Action) -> bool:
        """Whether choosing this action now would do something."""
        closing = self._now.state is Reading.CLOSING and action is Action.STOP
        return closing or action in self.offered()

    def start(self) -> list[Command]:
        """Read the first part; the first commands of every reading."""
        if self._now.turn_id:
            raise IllegalEvent("reading has already started")
        step = Step(self._book, self._now)
        step.read(0, step.line(self._book.how))
        self._now = step.now
        return step.out

    def handle(self, event: Event) -> list[Command]:
        """Take one event and return what is to be done.

        Raises:
            IllegalEvent: the state does not expect it; nothing has changed.
        """
        step = Step(self._book, self._now)
        self._take(step, event)
        if step.trigger is not None:
            before, trigger = self._now, step.trigger
            table = STEPS[before.waiting_state if isinstance(trigger, Action) else before.state]
            if step.now.state not in table.get(trigger, ()):
                raise IllegalEvent(f"{before.state} has no {trigger} to {step.now.state}")
        self._now = step.now
        return step.out

    def view(self) -> View:
        """The present moment, as it may be shown on any screen."""
        return view_of(self)

    def _take(self, step: Step, event: Event) -> None:
        match event:
            case SpeechFinished():
                silenced = step.now.state is Reading.DRAINING  # the goodbye, by a second stop
                if _is_current(step, event.turn_id, step.now.speaking or silenced) and (
                    not silenced
                ):
                    step.trigger = Happening.SPEECH_FINISHED
                    step.change(speaking=False)
                    _speech_over(step)
            case Interrupted():
                # the last sample may sound while a finger comes down: then there is nothing to stop
                if _is_current(step, event.turn_id, True) and step.now.speaking:
                    step.trigger = Happening.INTERRUPTED
                    step.take_floor()
                    _speech_over(step)
            case ListeningStarted():
                if _is_current(step, event.turn_id, step.now.listening):
                    step.wait()
            case SpeechStarted():
                if _is_current(step, event.turn_id, step.now.listening):
                    step.stop_waiting()  # whosever voice it is, nobody is moved on from
                    step.change(hearing=event.near)
            case SegmentHeard():
                self._heard(step, event)
            case ListeningStopped():
                _listening_stopped(step, event.turn_id)
            case ActionChosen():
                self._chosen(step, event.action)
            case ChoiceOffered():
                here = STEPS[step.now.state]
                if Happening.CHOICE_OFFERED in here and event.action in self.offered():
                    step.trigger = Happening.CHOICE_OFFERED
                    step.tell(Line(self._book.wording.actions[event.action].button))
            case TimerFired():
                now = step.now
                if event.name == SILENCE_TIMER and event.turn_id == now.turn_id and now.waiting:
                    step.trigger = Happening.SILENCE_TIMER
                    step.change(waiting=False)
                    DOING[Action.NEXT](step)
            case SegmentSealed():
                step.change(sealed_count=step.now.sealed_count + 1)
            case SealingFailed():
                already = bool(step.now.writing_trouble)
                words = step.words_for(event.trouble)
                step.change(writing_trouble=str(words))
                if not already:
                    _trouble(step, step.trouble(Say.NOT_SAVED, words))
            case SoundNotSealed():
                return  # no sound is kept here, so none can be missing
            case WritingRecovered():
                step.change(writing_trouble="")
                _trouble(step, step.line(Say.SAVED_AGAIN))
            case SoundLost():
                if step.now.waiting_state is Reading.ADDING:  # elsewhere nothing would be kept
                    _trouble(step, step.line(Say.SOUND_LOST))
            case DeviceFailed():
                _trouble(step, *device_failed(step, event))
            case DeviceRecovered():
                _trouble(step, *device_recovered(step, event))
            case Remark():
                _trouble(step, Line(event.text))
            case _:
                assert_never(event)

    def _heard(self, step: Step, heard: SegmentHeard) -> None:
        now = step.now
        if heard.turn_id > now.turn_id:
            raise IllegalEvent(f"turn {heard.turn_id} in {now.state}, turn {now.turn_id}")
        if heard.turn_id < now.turn_id or not now.listening:
            if heard.turn_id == now.delayed_turn_id:
                late = understand(heard, self.offered(), self._book.wording)
                if late is not None and late.sure:
                    self._chosen(step, late.action)
                    return
            read = now.kept_turns.get(heard.turn_id)
            if read is not None and heard.segment.words:
                step.add(read, heard.segment)
            return
        if heard.segment.background:
            step.change(hearing=False)
            if heard.segment.words and now.state is Reading.ADDING:
                step.add(now.piece, heard.segment)
            wish = wish_of_another(heard, self.offered(), self._book.wording)
            stops = wish is Action.STOP and now.asked_whose_stop
            if wish is not None and (stops or wish in AT_ONCE_FROM_ANYBODY):
                self._chosen(step, wish)
            elif wish is Action.STOP:
                step.trigger = Happening.ANOTHERS_WISH_HEARD
                step.change(asked_whose_stop=True)
                spoken = self._book.wording.actions[wish].spoken[0]
                step.tell(step.line(Say.ASK_WHOSE, action=spoken))
            elif not step.now.waiting:
                step.wait(heard.waited_seconds)
            return
        step.stop_waiting()
        step.change(hearing=False)
        adding = now.state is Reading.ADDING
        understood = understand(heard, self.offered(), self._book.wording)
        parted = command_at_end(heard, self.offered(), self._book.wording)
        if understood is not None and (understood.sure or not adding):
            self._chosen(step, understood.action)
        elif parted is not None and (parted[1].sure or not adding):
            if adding:
                step.add(now.piece, parted[0])
            self._chosen(step, parted[1].action)
        elif adding and heard.segment.words:
            step.trigger = Happening.CONTENT_HEARD
            step.add(now.piece, heard.segment)
            _tell_what_is_owed(step)
        elif not adding and self._corrects(step, heard):
            step.trigger = Happening.CORRECTION_HEARD
        else:
            _tell_what_is_owed(step)
            step.wait(heard.waited_seconds)

    def _corrects(self, step: Step, heard: SegmentHeard) -> bool:
        """Whether it was a correction: nothing said here is content, so none is asked about."""
        if Action.CORRECT not in self.offered():
            return False
        wished = places_wished(heard, step.now.piece.shown, self._book.wording)
        if wished is None:
            return False
        if not wished:
            step.tell(step.line(Say.READING_NOT_FOUND))
        else:
            make_correction(step, wished[-1])
        return True

    def _chosen(self, step: Step, action: Action) -> None:
        step.trigger = action
        if step.now.state is Reading.CLOSING and action is Action.STOP:
            step.take_floor()
            _speech_over(step)
            return
        if action not in self.offered():
            raise IllegalEvent(f"{action} is not offered in {step.now.state}")
        DOING[action](step)


def _is_current(step: Step, turn_id: int, expected: bool) -> bool:
    if turn_id < step.now.turn_id:
        return False
    if turn_id > step.now.turn_id or not expected:
        raise IllegalEvent(f"turn {turn_id} in {step.now.state}, turn {step.now.turn_id}")
    return True


def _listening_stopped(step: Step, turn_id: int) -> None:
    if turn_id > step.now.turn_id:
        raise IllegalEvent(f"turn {turn_id} stopped in turn {step.now.turn_id}")
    if turn_id == step.now.open_turn_id:
        step.change(open_turn_id=None)
        if step.now.state is Reading.DRAINING:
            step.trigger = Happening.LISTENING_STOPPED
            _end(step)


def _speech_over(step: Step) -> None:
    if step.now.state is not Reading.CLOSING:
        if step.now.owed:
            step.tell(then=step.now.then)
        else:
            step.listen()
    elif step.now.open_turn_id is None:
        _end(step)
    else:
        step.change(state=Reading.DRAINING, saying=())


def _end(step: Step) -> None:
    step.change(state=Reading.ENDED, saying=())
    step.out.append(End(step.now.reason))


def _trouble(step: Step, *lines: Line) -> None:
    """Tell it at once where nobody is speaking, otherwise at the next pause."""
    if not lines or step.now.state in {Reading.DRAINING, Reading.ENDED}:
        return
    step.change(owed=(*step.now.owed, *lines))
    if step.now.state not in FLOOR_TAKEN and not step.now.hearing:
        step.trigger = Happening.TROUBLE
        step.tell()


def _tell_what_is_owed(step: Step) -> None:
    if step.now.owed:
        step.trigger = Happening.TROUBLE
        step.tell()
