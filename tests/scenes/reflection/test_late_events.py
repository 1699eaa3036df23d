"""Devices answer when they answer: no delay of theirs ends a session with an error.

A small world of a mouth, ears, timers and a hasty person, each with events of its own under way.
Whatever order they reach the one inbox in, every event is taken, and somebody has the floor.
"""

import math
import random
from collections import deque

import pytest

from tests.scenes.reflection.playbook import WORDING, plan, segment
from tests.values.troubles import DISK_FULL, LOUDSPEAKER_GONE, MICROPHONE_GONE, MODEL_LOADING
from voice.floor.actions import Action, Means
from voice.floor.commands import (
    CancelTimer,
    Command,
    Leave,
    Listen,
    Manner,
    Rest,
    SealSegment,
    SealSound,
    SetTimer,
    Speak,
)
from voice.floor.crisis import CrisisCard
from voice.floor.events import (
    ActionChosen,
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
from voice.floor.turn import patience_named
from voice.scenes.reading.pieces import pieces_of_sessions
from voice.scenes.reading.reader import Reader
from voice.scenes.reading.step import Plan
from voice.scenes.reflection.conversation import Conversation
from voice.values.transcript import Answer, AnswerState, PassageSound, Session

WORLDS = 150
STEPS = 300

SAYINGS = (
    *(form.spoken[0] for form in WORDING.actions.values()),
    "i feel safe",
    "",
    "change safe to calm",
)
TROUBLES: tuple[Event, ...] = (
    SoundLost(1.0),
    DeviceFailed("microphone", MICROPHONE_GONE),
    DeviceRecovered("microphone"),
    DeviceFailed("loudspeaker", LOUDSPEAKER_GONE),
    DeviceRecovered("loudspeaker"),
    DeviceFailed("recogniser", MODEL_LOADING),
    DeviceRecovered("recogniser"),
    Remark("Somebody knocks."),
    WritingRecovered(),
)


class World:
    """What is outside of a core, with a will of its own."""

    def __init__(self, core: Conversation | Reader, rng: random.Random) -> None:
        self.core = core
        self.rng = rng
        self.inbox: deque[Event] = deque()
        self.ended = False
        self._speeches: deque[int] = deque()
        self._orders: deque[Listen | Rest | Speak] = deque()
        self._timers: dict[str, int] = {}
        self._watched: int | None = None
        self._turn_id: int | None = None
        self._open = False
        self._said = 0
        self._with_sound = False
        self._carry_out(core.start())

    def live(self) -> None:
        """One thing happens outside, or the core takes the next event."""
        match self.rng.randrange(12):
            case 0 | 1 if self._speeches:
                spoken = self.rng.random() < 0.8
                self.inbox.append(SpeechFinished(self._speeches.popleft(), spoken))
            case 2 | 3 if self._orders:
                self._obey(self._orders.popleft())
            case 4 | 5 if self._turn_id is not None:
                self._hear(self._turn_id)
            case 6 if self._timers:
                name = self.rng.choice(sorted(self._timers))
                self.inbox.append(TimerFired(name, self._timers.pop(name)))
            case 7:
                self._by_hand_or_trouble()
            case _ if self.inbox:
                self._take(self.inbox.popleft())
            case _:
                pass

    def _by_hand_or_trouble(self) -> None:
        hand = self.rng.randrange(8)
        means = (Means.KEY, Means.SWITCH, Means.PAGE)
        if hand == 0:
            self.inbox.append(self.rng.choice(TROUBLES))
        elif hand == 1 and self.core.now.speaking:  # any key, as the screen shows the turn
            self.inbox.append(Interrupted(self.core.now.turn_id))
        elif hand == 2 and self._watched is not None:
            self.inbox.append(Interrupted(self._watched))
            self._watched = None
        elif hand == 3 and self.rng.random() < 0.1:
            self.inbox.append(ActionChosen(Action.STOP, Means.SIGNAL))
        else:
            self.inbox.append(ActionChosen(self.rng.choice(list(Action)), self.rng.choice(means)))

    def _hear(self, turn_id: int) -> None:
        if not self._open:
            self._open = True
            self.inbox.append(ListeningStarted(turn_id))
        elif self.rng.random() < 0.4:
            self.inbox.append(SpeechStarted(turn_id))
        else:
            self._passage(turn_id)

    def _passage(self, turn_id: int) -> None:
        self._said += 1
        said = segment(self.rng.choice(SAYINGS), self._said, self.rng.choice((1.0, 1.0, 0.3)))
        before, after = self.rng.choice((math.inf, 2.0, 0.2)), self.rng.choice((1.5, 0.0))
        sound = PassageSound(said.start_seconds, bytes(2)) if self._with_sound else None
        self.inbox.append(SegmentHeard(turn_id, said, before, after, sound))

    def _obey(self, order: Listen | Rest | Speak) -> None:
        match order:
            case Speak():
                self._watched = order.turn_id
            case Listen():
                self._watched, self._turn_id, self._open = None, order.turn_id, False
            case Rest():
                if self._turn_id == order.turn_id:
                    if self._open and self.rng.random() < 0.4:
                        self._passage(order.turn_id)
                    self._turn_id = None
                self.inbox.append(ListeningStopped(order.turn_id))

    def _take(self, event: Event) -> None:
        # the runner's own rule for what was chosen a moment too late
        if not isinstance(event, ActionChosen) or self.core.accepts(event.action):
            self._carry_out(self.core.handle(event))
            self.core.view()
            now = self.core.now
            over = now.state.value in {"draining", "ended"}
            assert over or now.speaking != now.listening, f"nobody has the floor after {event}"

    def _carry_out(self, commands: list[Command]) -> None:
        for command in commands:
            match command:
                case Speak():
                    self._orders.append(command)
                    self._speeches.append(command.turn_id)
                case Listen() | Rest():
                    self._with_sound = isinstance(command, Listen) and command.sound
                    self._orders.append(command)
                case SetTimer():
                    self._timers[command.name] = command.turn_id
                case CancelTimer():
                    self._timers.pop(command.name, None)
                case SealSegment():
                    kept = command.segment.segment_id
                    full = SealingFailed(kept, DISK_FULL)
                    self.inbox.append(full if self.rng.random() < 0.1 else SegmentSealed(kept))
                case SealSound():
                    if self.rng.random() < 0.1:
                        self.inbox.append(SoundNotSealed(DISK_FULL))
                case Leave():
                    self.ended = True
                case _:
                    pass


def a_conversation(rng: random.Random) -> Conversation:
    patience = patience_named(rng.choice(("unhurried", "brisk")))
    asks, sound = rng.random() < 0.5, rng.random() < 0.5
    return Conversation(plan(patience, ask_to_keep=asks, keep_sound=sound), Manner())


def a_reading(rng: random.Random) -> Reader:
    said = tuple(segment(text, number) for number, text in enumerate(("i feel save", "and calm")))
    answers = (Answer("safe", "What is safe?", AnswerState.ANSWERED, said),)
    session = Session("s1", "guide", "2026-11-24T09:00:00+01:00", answers, "A Guide")
    pieces = tuple(pieces_of_sessions((session,), WORDING, lambda _moment: "today"))
    patience = patience_named(rng.choice(("unhurried", "brisk")))
    return Reader(Plan("A Guide", pieces, WORDING, patience, CrisisCard("The card.")), Manner())


@pytest.mark.parametrize("make", [a_conversation, a_reading])
def test_no_order_in_which_late_events_arrive_ends_a_session_with_an_error(make):
    for number in range(WORLDS):
        rng = random.Random(number)
        world = World(make(rng), rng)
        for _ in range(STEPS):
            if world.ended:
                break
            world.live()
