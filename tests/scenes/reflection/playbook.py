"""Sessions as scripts: what happens is written down, what is done about it is read off.

A small driver over the real `Conversation` with the real English wording; it invents nothing
but words, times and ids.
"""

import math
from dataclasses import dataclass, field

from voice.floor.actions import Action, Means
from voice.floor.commands import (
    Command,
    EraseSegments,
    Listen,
    Manner,
    MarkAnswer,
    SealSegment,
    SealSound,
    SetTimer,
    Speak,
)
from voice.floor.crisis import CrisisCard
from voice.floor.events import (
    ActionChosen,
    Drafted,
    Event,
    ListeningStarted,
    ListeningStopped,
    SegmentHeard,
    SpeechFinished,
    SpeechStarted,
    TimerFired,
)
from voice.floor.turn import Patience
from voice.language.loading import load_language
from voice.scenes.reflection.conversation import Conversation
from voice.scenes.reflection.situation import QuestionToAsk
from voice.scenes.reflection.states import State
from voice.scenes.reflection.step import Plan
from voice.values.transcript import PassageSound, Segment, Word

WORDING = load_language("en").wording

QUESTIONS = (
    QuestionToAsk("safe", "What can I safely talk about?", "Trust", "About trust."),
    QuestionToAsk("trust", "Whom do I trust?", "Trust"),
    QuestionToAsk("ask", "Do you ask questions?", "Power", "About power."),
)


def plan(
    patience: Patience | None = None, ask_to_keep: bool = False, keep_sound: bool = False
) -> Plan:
    return Plan(
        QUESTIONS,
        WORDING,
        "A Guide",
        "Somebody",
        patience or Patience(),
        ask_to_keep,
        keep_sound,
        keeper="You hold the key.",
        crisis=CrisisCard("The card."),
    )


def segment(text: str, number: int, confidence: float = 1.0) -> Segment:
    words = tuple(Word(w, number * 10.0, number * 10.0 + 1, confidence) for w in text.split())
    return Segment(f"segment-{number}", words, number * 10.0, number * 10.0 + 1)


@dataclass
class Playbook:
    """Plays events into a conversation and keeps every command."""

    conversation: Conversation = field(default_factory=lambda: Conversation(plan(), Manner()))
    commands: list[Command] = field(default_factory=list)
    last: list[Command] = field(default_factory=list)
    heard: int = 0

    def __post_init__(self) -> None:
        self.last = self.conversation.start()
        self.commands += self.last

    @property
    def state(self) -> State:
        return self.conversation.now.state

    @property
    def turn_id(self) -> int:
        return self.conversation.now.turn_id

    def happens(self, event: Event) -> "Playbook":
        self.last = self.conversation.handle(event)
        self.commands += self.last
        return self

    def spoken(self) -> "Playbook":
        """The program finishes speaking, and its microphone opens."""
        self.happens(SpeechFinished(self.turn_id))
        if self.conversation.now.listening:
            opened = self.last
            self.happens(ListeningStarted(self.turn_id))
            self.last = opened + self.last
        return self

    def says(
        self,
        text: str,
        before_seconds: float = math.inf,
        after_seconds: float = 1.5,
        confidence: float = 1.0,
        turn_id: int | None = None,
    ) -> "Playbook":
        """The person says one passage."""
        self.heard += 1
        turn_id = self.turn_id if turn_id is None else turn_id
        self.happens(SpeechStarted(turn_id))
        started = self.last
        self.happens(
            SegmentHeard(
                turn_id,
                segment(text, self.heard, confidence),
                before_seconds,
                after_seconds,
                self.sound_of(self.heard) if self.hears_sound else None,
            )
        )
        self.last = started + self.last
        return self

    @property
    def hears_sound(self) -> bool:
        """Whether the last `Listen` asked for it."""
        return next(c.sound for c in reversed(self.commands) if isinstance(c, Listen))

    def sound_of(self, number: int) -> PassageSound:
        """Three seconds that begin a second before the words."""
        return PassageSound(number * 10.0 - 1, bytes([number % 256]) * 96_000)

    def types(self, text: str) -> "Playbook":
        """This stands now in the line that is open."""
        return self.happens(Drafted(self.conversation.now.typing_turn_id, text))

    def chooses(self, action: Action, means: Means = Means.KEY) -> "Playbook":
        return self.happens(ActionChosen(action, means))

    def silence(self) -> "Playbook":
        """The silence timer runs out."""
        return self.happens(TimerFired("silence", self.turn_id))

    def microphone_closed(self) -> "Playbook":
        open_turn_id = self.conversation.now.open_turn_id
        assert open_turn_id is not None
        return self.happens(ListeningStopped(open_turn_id))

    # What was done ------------------------------------------------------------------------

    def said(self) -> str:
        """Everything in the last step's speech."""
        return " ".join(line.text for c in self.last if isinstance(c, Speak) for line in c.lines)

    def last_of(self, kind: type) -> list:
        return [command for command in self.last if isinstance(command, kind)]

    def sealed(self) -> list[tuple[str, str]]:
        return [
            (c.question_id, c.segment.verbatim) for c in self.commands if isinstance(c, SealSegment)
        ]

    def sounds(self) -> list[str]:
        """The passages whose sound was to be kept."""
        return [c.segment_id for c in self.commands if isinstance(c, SealSound)]

    def erased(self) -> list[str]:
        return [i for c in self.commands if isinstance(c, EraseSegments) for i in c.segment_ids]

    def marks(self) -> list[tuple[str, str]]:
        return [(c.question_id, c.state.value) for c in self.commands if isinstance(c, MarkAnswer)]

    def timer_seconds(self, name: str = "silence") -> float | None:
        timers = [c for c in self.last if isinstance(c, SetTimer) and c.name == name]
        return timers[-1].seconds if timers else None

    def opens_microphone(self) -> bool:
        return bool(self.last_of(Listen))


def ready(**plan_options: object) -> Playbook:
    """A session whose welcome is over."""
    book = Playbook(Conversation(plan(**plan_options), Manner()))  # pyright: ignore
    return book.spoken()


def answering(**plan_options: object) -> Playbook:
    """A session in which the first question has been asked and the answer is open."""
    return ready(**plan_options).says("begin").spoken()
