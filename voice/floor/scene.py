"""A scene: events in, commands out. What every scene does is here; what follows, each one says.

This module alone handles who speaks and who listens. It brings an event to the right method of the
scene, drops what is stale, and refuses what the scene's table does not hold. The stage's thread is
the only caller.
"""

from abc import ABC, abstractmethod
from typing import Any, ClassVar, Generic, TypeVar, assert_never

from voice.floor.actions import Action, Means
from voice.floor.commands import Command, Line
from voice.floor.crisis import CARD_ACTIONS, meant_under_card
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
from voice.floor.step import SILENCE_TIMER, AnyStep, NowT, PlanT
from voice.floor.table import Happening, IllegalEvent
from voice.floor.troubles import take_trouble, tell_what_is_owed
from voice.floor.understanding import understand
from voice.floor.view import Option, View, card_over

StepT = TypeVar("StepT", bound=AnyStep)


class Scene(ABC, Generic[PlanT, NowT, StepT]):
    """One scene, from its first line to its last; its state is one frozen value."""

    own_events: ClassVar[tuple[type[SceneEvent], ...]] = ()
    """What only this scene takes."""

    def __init__(self, plan: PlanT, now: NowT) -> None:
        self._plan = plan
        self._now = now
        self._opened_turn_id = now.turn_id

    @property
    def now(self) -> NowT:
        """The present situation."""
        return self._now

    @property
    def plan(self) -> PlanT:
        """What the scene was given at its start."""
        return self._plan

    def offered(self) -> tuple[Action, ...]:
        """The actions that can be chosen now, in the order of the single-switch scan."""
        return self._now.offered()

    def accepts(self, action: Action) -> bool:
        """Whether choosing this action now would do something."""
        return self._ends_the_goodbye(action) or action in self.offered()

    def has_option(self, number: int) -> bool:
        """Whether choosing this number now would do something."""
        options = () if self._now.card else self.options()
        return any(option.number == number for option in options)

    def _name_of(self, choice: Action | int) -> str:
        """What the switch stands on, in words; empty where it is not offered."""
        if isinstance(choice, Action):
            offered = choice in self.offered()
            return self._plan.wording.actions[choice].button if offered else ""
        options = () if self._now.card else self.options()
        return next((option.text for option in options if option.number == choice), "")

    def start(self) -> list[Command]:
        """Begin; the first commands of the scene."""
        if self._now.turn_id != self._opened_turn_id:
            raise IllegalEvent("the scene has already started")
        step = self.step()
        self.opening(step)
        self._now = step.now
        return step.out

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
        self._now = step.now
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

    def view(self) -> View:
        """The present moment, as it may be shown: the crisis card in its place where that is."""
        moment = self.moment()
        return card_over(moment, self._plan.crisis) if self._now.card else moment

    # What a scene is -------------------------------------------------------------------------

    @abstractmethod
    def step(self) -> StepT:
        """A step from the present situation."""

    @abstractmethod
    def moment(self) -> View:
        """The present moment, as it may be shown where no crisis card lies over it."""

    def around(self, inside: View, leaving: bool) -> View:
        """The view of the scene inside, with what this one adds and takes away."""
        return inside

    def options(self) -> tuple[Option, ...]:
        """What can be chosen here by its number."""
        return ()

    def take_option(self, step: StepT, number: int) -> None:
        """One of them was chosen."""
        raise NotImplementedError

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
    def do(self, step: StepT, action: Action, means: Means) -> None:
        """Carry out an action that is offered."""

    @abstractmethod
    def heard(self, step: StepT, heard: SegmentHeard) -> None:
        """A passage of this turn: an action, or content, or nothing."""

    @abstractmethod
    def overheard(self, step: StepT, heard: SegmentHeard) -> None:
        """A passage of this turn that was taken for somebody else's."""

    def keep_late(self, step: StepT, belongs_to: Any, heard: SegmentHeard) -> None:
        """Words of a turn that keeps them, and nothing else is to come of."""

    def heard_under_card(self, step: StepT, heard: SegmentHeard) -> None:
        """A passage while the crisis card is shown: one of its choices, or kept where words are.

        What is not surely a choice is kept before it is done: nothing said here is lost.
        """
        action, content = meant_under_card(heard, self.offered(), self._plan.wording)
        if content.segment.words and content.turn_id in step.now.kept_turns:
            self.keep_late(step, step.now.kept_turns[content.turn_id], content)
        if action is not None:
            self.choose(step, action, Means.VOICE)
        else:
            tell_what_is_owed(step)

    def back_from_card(self, step: StepT) -> None:
        """The person goes on from the crisis card: what is asked for here is said again."""
        step.say_again()

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
                name = self._name_of(event.choice)
                if Happening.CHOICE_OFFERED in now.table.transitions[now.state] and name:
                    step.trigger = Happening.CHOICE_OFFERED
                    step.tell(Line(name))
            case OptionChosen():
                if not self.has_option(event.number):
                    raise IllegalEvent(f"there is no option {event.number} in {now.state}")
                step.trigger = Happening.OPTION_CHOSEN
                if now.speaking:
                    step.take_floor()
                self.take_option(step, event.number)
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

    def choose(self, step: StepT, action: Action, means: Means) -> None:
        """Take an action that was chosen or said; raises `IllegalEvent` where it is not offered."""
        if self._ends_the_goodbye(action):
            step.trigger = action
            step.take_floor()
            self.speech_over(step)
            return
        if action not in self.offered():
            raise IllegalEvent(f"{action} is not offered in {step.now.state}")
        step.trigger = action
        if step.now.speaking:
            step.take_floor()  # silence first, whatever else the action does
        if step.now.card and action is Action.RESUME:
            step.change(card=False)
            self.back_from_card(step)
        else:
            self.do(step, action, means)

    def _ends_the_goodbye(self, action: Action) -> bool:
        return self._now.state is self._now.table.closing and action is Action.STOP

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
