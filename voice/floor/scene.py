"""A scene: events in, commands out. What every scene does is here; what follows, each one says.

This module alone handles who speaks and who listens; what can be chosen is `offering`'s. It brings
an event to the right method of the scene, drops what is stale, and refuses what the scene's table
does not hold. The stage's thread is the only caller.
"""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar, assert_never

from voice.floor.actions import Action, Means
from voice.floor.commands import Command
from voice.floor.crisis import CARD_ACTIONS
from voice.floor.events import (
    ActionChosen,
    ChoiceOffered,
    DeviceEvent,
    DeviceFailed,
    DeviceRecovered,
    Drafted,
    Event,
    Interrupted,
    ListeningStarted,
    ListeningStopped,
    OptionChosen,
    RecordEvent,
    Remark,
    SceneEvent,
    SceneOver,
    SealingFailed,
    SegmentHeard,
    SegmentSealed,
    Sign,
    SoundLost,
    SoundNotSealed,
    SpeechFinished,
    SpeechStarted,
    TimerFired,
    WritingRecovered,
)
from voice.floor.offering import Offering, StepT
from voice.floor.step import SILENCE_TIMER, NowT, PlanT
from voice.floor.table import Happening, IllegalEvent
from voice.floor.troubles import take_trouble
from voice.floor.understanding import understand
from voice.floor.view import View
from voice.values.troubles import Trouble


class Scene(Offering[PlanT, NowT, StepT]):
    """One scene, from its first line to its last; its state is one frozen value."""

    own_events: ClassVar[tuple[type[SceneEvent], ...]] = ()
    """What only this scene takes."""

    def __init__(self, plan: PlanT, now: NowT) -> None:
        super().__init__(plan, now)
        self._opened_turn_id = now.turn_id

    def start(self) -> list[Command]:
        """Begin; the first commands of the scene."""
        if self._now.turn_id != self._opened_turn_id:
            raise IllegalEvent("the scene has already started")
        step = self.step()
        self.opening(step)
        self._now = step.now
        return step.out

    def know(self, device_troubles: Mapping[str, Trouble]) -> None:
        """What is wrong with which device already: told before, and shown as long as it is."""
        self._now = replace(self._now, device_troubles=device_troubles)

    def handle(self, event: Event) -> list[Command]:
        """Take one event and return what is to be done.

        Raises:
            IllegalEvent: the state does not expect it; nothing has changed.
        """
        step = self.step()
        self._take(step, event)
        if isinstance(step.trigger, Action) and step.trigger not in CARD_ACTIONS:
            step.change(card=False)  # whatever else was chosen: it is that, and no card
        self._check(step)
        self._now, self._plan = step.now, step.plan
        return step.out

    def sign_of_life(self, event: Event) -> Sign | None:
        """What this event will tell of a person, to the scene around; before it is taken."""
        match event:
            case SpeechStarted():
                return Sign.SOUND if event.near else None
            case SegmentHeard():
                if not event.segment.words:
                    return None
                if event.segment.background:
                    return Sign.SOUND  # others' talk, as far as a level can tell
                return Sign.CHOICE if self.takes_for_choice(event) else Sign.WORDS
            case Interrupted():
                return Sign.CHOICE
            case ActionChosen():  # a signal is the system's, or the scene's around: nobody is here
                return None if event.means is Means.SIGNAL else Sign.CHOICE
            case SpeechFinished():
                return Sign.FLOOR_GIVEN
            case Drafted() | OptionChosen():
                return Sign.CHOICE
            case _:
                return None

    # What a scene is -------------------------------------------------------------------------

    @abstractmethod
    def step(self) -> StepT:
        """A step from the present situation."""

    def around(self, inside: View, leaving: bool) -> View:
        """The view of the scene inside, with what this one adds and takes away."""
        return inside

    @property
    def leaving(self) -> bool:
        """Whether the person has asked for the end: the telling of it is part of it."""
        return False

    @property
    def shows_captions(self) -> bool:
        """Whether what is being heard may be shown, word by word."""
        return True

    def left_at_once(self) -> list[Command]:
        """What is to be kept of a scene that is left without another word; the last it says."""
        return []

    def takes_for_choice(self, heard: SegmentHeard) -> bool:
        """Whether this passage surely is an action, or ends in one, and is no mere content."""
        return False

    # What follows, as each scene says ---------------------------------------------------------

    @abstractmethod
    def opening(self, step: StepT) -> None:
        """The first lines."""

    @abstractmethod
    def heard(self, step: StepT, heard: SegmentHeard) -> None:
        """A passage of this turn: an action, or content, or nothing."""

    @abstractmethod
    def overheard(self, step: StepT, heard: SegmentHeard) -> None:
        """A passage of this turn that was taken for somebody else's."""

    def listening_began(self, step: StepT) -> None:
        """From here on nothing that is said is missed."""

    def voice_began(self, step: StepT, near: bool) -> None:
        """Something that may be a voice began in this turn."""

    def speech_over(self, step: StepT) -> None:
        """The last line has sounded, or was broken off."""
        now = step.now
        if now.state is not now.table.closing:
            if now.owed:
                step.tell(then=now.then)
            else:
                step.listen()
        elif now.open_turn_id is None:
            step.end()
        else:
            step.change(state=now.table.draining, saying=())

    def silence_over(self, step: StepT, what: str) -> None:
        """The silence has lasted as long as `wait` said."""

    def timer(self, step: StepT, fired: TimerFired) -> None:
        """A timer of the scene's own has run out."""

    def troubled(self, step: StepT, event: DeviceEvent | RecordEvent | SoundLost | Remark) -> None:
        """Something does not work, or works again."""
        take_trouble(step, event)

    def took(self, step: StepT, event: SceneEvent) -> None:
        """An event of the scene's own."""
        raise IllegalEvent(f"{type(event).__name__} in {step.now.state}")

    # The floor -------------------------------------------------------------------------------

    def _check(self, step: StepT) -> None:
        before, after, trigger = self._now, step.now.state, step.trigger
        if trigger is None:
            if after is not before.state:
                raise IllegalEvent(f"{before.state} to {after} without a reason")
            return
        chosen = isinstance(trigger, Action) or trigger in {Happening.OPTION_CHOSEN}
        state = before.waiting_state if chosen else before.state
        if after not in before.table.ways(state, before.card).get(trigger, ()):
            raise IllegalEvent(f"{before.state} has no {trigger} to {after}")

    def _take(self, step: StepT, event: Event) -> None:
        now = step.now
        match event:
            case SpeechFinished():
                hushed = event.turn_id == now.hushed_turn_id
                if step.is_current(event.turn_id, now.speaking or hushed) and not hushed:
                    step.trigger = Happening.SPEECH_FINISHED
                    step.change(speaking=False)
                    self.speech_over(step)
            case Interrupted():
                # the last sample may sound while a finger comes down: then there is nothing to stop
                if step.is_current(event.turn_id, True) and now.speaking:
                    step.trigger = Happening.INTERRUPTED
                    step.take_floor()
                    self.speech_over(step)
            case ListeningStarted():
                if step.is_current(event.turn_id, now.listening):
                    step.change(microphone_open=True)
                    self.listening_began(step)
                    step.wait()
            case SpeechStarted():
                if step.is_current(event.turn_id, now.listening):
                    if event.near:
                        step.stop_waiting()
                        step.change(hearing=True)
                    elif now.state in now.table.patient:
                        step.stop_waiting()  # whosever voice it is, nobody is moved on from
                    self.voice_began(step, event.near)
            case SegmentHeard():
                self._heard(step, event)
            case ListeningStopped():
                self._listening_stopped(step, event.turn_id)
            case ActionChosen():
                self.choose(step, event.action, event.means)
            case ChoiceOffered():
                self.name_choice(step, event.choice)
            case OptionChosen():
                self.choose_option(step, event.number)
            case TimerFired():
                self._timer(step, event)
            case (
                SegmentSealed()
                | SealingFailed()
                | SoundNotSealed()
                | WritingRecovered()
                | SoundLost()
                | DeviceFailed()
                | DeviceRecovered()
                | Remark()
            ):
                self.troubled(step, event)
            case SceneEvent():
                if isinstance(event, SceneOver):
                    step.change(away=False, turn_id=event.turn_id)
                self.took(step, event)
            case _:
                assert_never(event)

    def _heard(self, step: StepT, heard: SegmentHeard) -> None:
        now = step.now
        if heard.turn_id > now.turn_id:
            raise IllegalEvent(f"turn {heard.turn_id} in {now.state}, turn {now.turn_id}")
        if heard.turn_id < now.turn_id or not now.listening:
            self._heard_late(step, heard)
        elif heard.segment.background:
            step.change(hearing=False)
            self.overheard(step, heard)
        else:
            step.stop_waiting()
            step.change(hearing=False)
            if now.card:
                self.heard_under_card(step, heard)
            else:
                self.heard(step, heard)

    def _heard_late(self, step: StepT, heard: SegmentHeard) -> None:
        """Keep a passage of an earlier turn where its words are kept.

        It may still be an action where nothing was said since but that the model is still loading.
        """
        now = step.now
        if heard.turn_id == now.delayed_turn_id:
            understood = understand(heard, self.offered(), self._plan.wording)
            if understood is not None and understood.sure:
                step.take_floor()
                self.choose(step, understood.action, Means.VOICE)
                return
        if heard.segment.words and heard.turn_id in now.kept_turns:
            self.keep_late(step, now.kept_turns[heard.turn_id], heard)

    def _timer(self, step: StepT, fired: TimerFired) -> None:
        if fired.name != SILENCE_TIMER:
            self.timer(step, fired)
        elif fired.turn_id == step.now.turn_id and step.now.silence:
            what = step.now.silence
            step.trigger = Happening.SILENCE_TIMER
            step.change(silence="")
            self.silence_over(step, what)

    def _listening_stopped(self, step: StepT, turn_id: int) -> None:
        now = step.now
        if turn_id > now.turn_id:
            raise IllegalEvent(f"turn {turn_id} stopped in turn {now.turn_id}")
        if turn_id == now.open_turn_id:
            step.change(open_turn_id=None)
            if now.state is now.table.draining:
                step.trigger = Happening.LISTENING_STOPPED
                step.end()
