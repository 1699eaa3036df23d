"""A recording as an answer: the real `Conversation` and `Listener`, the tape's frames as clock.

The program's own lines take no time here, so that what is measured is only what silence and words
lead to. Rooms in which the program is heard are `echo`'s.
"""

from collections import deque
from dataclasses import dataclass, field, fields

from recorded_people.oracle import Tape
from voice.app.session import plan_of
from voice.floor.actions import Action, Means
from voice.floor.commands import (
    CancelTimer,
    Listen,
    Manner,
    Rest,
    SetTimer,
    Speak,
)
from voice.floor.events import (
    ActionChosen,
    Event,
    SegmentHeard,
    SpeechFinished,
    TimerFired,
)
from voice.floor.table import Happening, Trigger
from voice.floor.turn import Wait
from voice.floor.understanding import stands_alone
from voice.guides.loading import find_guide
from voice.hearing.activity import ActivityDetector
from voice.hearing.listener import Listener
from voice.hearing.passage import LONGEST_ALONE_SECONDS
from voice.scenes.reflection.conversation import Conversation
from voice.scenes.reflection.states import State
from voice.scenes.reflection.step import Step
from voice.settings import Settings
from voice.stage.ports import FRAME_SECONDS, Notice, Recognizer

SOUNDED_SECONDS = 1.0
"""Whoever was heard this lately is still speaking: words have gaps."""

_IN_DOUBT = frozenset(
    {Happening.UNSURE_ACTION_HEARD, Happening.CORRECTION_HEARD, Happening.ANOTHERS_WISH_HEARD}
)


@dataclass(slots=True)
class Sat:
    """What a sitting came to."""

    seconds: float = 0.0
    moved_on: int = 0
    moved_on_while_speaking: int = 0
    lines: int = 0
    """Gentle lines and cues."""
    lines_while_speaking: int = 0
    passages: int = 0
    lone_passages: int = 0
    """Short enough, and with silence enough around them, to be an action."""
    asked_in_doubt: int = 0
    false_actions: int = 0

    def __add__(self, other: "Sat") -> "Sat":
        return Sat(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))


class _Watched(Conversation):
    """Remembers what moved the state last."""

    trigger: Trigger | None = None

    def _check(self, step: Step) -> None:
        super()._check(step)
        self.trigger = step.trigger


@dataclass(slots=True)
class _Clock:
    frame: int = 0
    due: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Timer -> the frame in which it fires, and its turn."""


def sit(tape: Tape, recognizer: Recognizer, patience: str) -> Sat:
    """Answer the first questions with this tape; nothing in it is meant for the program."""
    sat = Sat(tape.seconds)
    settings = Settings(patience=patience)
    conversation = _Watched(plan_of(find_guide(settings.guide), settings), Manner())
    events: deque[Event | Notice] = deque()
    listener = Listener(recognizer, events.append, guard_seconds=0.0, captions=False)
    clock = _Clock()
    activity = ActivityDetector()
    last_sound = -round(60 / FRAME_SECONDS)

    def carry_out(event: Event | None) -> None:
        commands = conversation.start() if event is None else conversation.handle(event)
        for command in commands:
            match command:
                case Speak():
                    events.append(SpeechFinished(command.turn_id))
                case Listen():
                    listener.open(command.turn_id, forms=command.forms)
                case Rest():
                    listener.close_turn(command.turn_id)
                case SetTimer():
                    fires = clock.frame + round(command.seconds / FRAME_SECONDS)
                    clock.due[command.name] = fires, command.turn_id
                case CancelTimer():
                    clock.due.pop(command.name, None)
                case _:
                    pass

    def drain() -> None:
        while events:
            event = events.popleft()
            if not isinstance(event, Notice):
                conversation.trigger = None
                carry_out(event)
                if isinstance(event, SegmentHeard) and event.segment.words:
                    _count_passage(sat, event, conversation.trigger)

    carry_out(None)
    drain()
    carry_out(ActionChosen(Action.BEGIN, Means.KEY))
    drain()
    for frame in tape.frames:
        clock.frame += 1
        listener.hear(frame)
        if activity.judge(frame).sounds:
            last_sound = clock.frame
        drain()
        for name, (fires, turn_id) in list(clock.due.items()):
            if clock.frame < fires:
                continue
            del clock.due[name]
            speaking = (clock.frame - last_sound) * FRAME_SECONDS < SOUNDED_SECONDS
            now = conversation.now
            if now.state is State.LISTENING and turn_id == now.turn_id and name == "silence":
                moves_on = now.silence == Wait.MOVE_ON
                sat.moved_on += moves_on
                sat.moved_on_while_speaking += moves_on and speaking
                sat.lines += not moves_on
                sat.lines_while_speaking += (not moves_on) and speaking
            carry_out(TimerFired(name, turn_id))
            drain()
        if conversation.now.state in {State.CLOSING, State.DRAINING, State.ENDED}:
            break
    return sat


def _count_passage(sat: Sat, heard: SegmentHeard, trigger: Trigger | None) -> None:
    sat.passages += 1
    long_seconds = heard.segment.end_seconds - heard.segment.start_seconds
    sat.lone_passages += stands_alone(heard) and long_seconds <= LONGEST_ALONE_SECONDS
    sat.false_actions += isinstance(trigger, Action)
    sat.asked_in_doubt += trigger in _IN_DOUBT
