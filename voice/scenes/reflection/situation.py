"""All that the conversation remembers, as one frozen value.

Data and questions about the data only: what happens is in `conversation` and `doing`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from voice.floor.actions import Action
from voice.floor.commands import Line, Manner
from voice.floor.turn import Turn
from voice.scenes.reflection.states import SPEAKING, State
from voice.values.transcript import Answer, AnswerState, Correction, Segment
from voice.values.troubles import Trouble


@dataclass(frozen=True, slots=True)
class QuestionToAsk:
    """One question, its theme, and the theme's introduction where this is its first question."""

    question_id: str
    text: str
    theme: str
    introduction: str = ""


@dataclass(frozen=True, slots=True)
class Erasure:
    """Passages let go; until `UNDO_SECONDS` have passed they are still sealed and come back."""

    question_index: int
    segments: tuple[Segment, ...]
    state: AnswerState
    timer_turn_id: int | None = None
    """The turn in which the undo timer was set; it starts when the person can speak again."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """A correction just made; until `UNDO_SECONDS` have passed it can be taken back."""

    question_index: int
    correction: Correction
    timer_turn_id: int | None = None
    """As for an `Erasure`."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """What a yes would do: an action that asks first, or one that may have been misheard."""

    action: Action
    heard: Segment | None = None
    """The passage that may have been the action; it is kept until a yes."""
    correction: Correction | None = None
    """What a yes would correct, where the action is `CORRECT`."""
    anothers: bool = False
    """It was asked whose wish it was: said again, by whomever, it is done."""


@dataclass(frozen=True, slots=True)
class Situation:
    """One moment of a session."""

    manner: Manner
    answers: tuple[Answer, ...]
    state: State = State.WELCOMING
    then: State = State.READY
    """The listening state that a speaking state leads into."""
    turn_id: int = 0
    question_index: int = 0
    asked: bool = False
    """Whether any question has been asked yet."""
    candidate: int = 0
    """The question that a yes would go to, while one is being chosen."""
    turn: Turn = field(default_factory=Turn)
    speaking: bool = False
    """The loudspeaker has this turn."""
    listening: bool = False
    """The microphone has this turn."""
    microphone_open: bool = False
    """The guard is over and the device gives sound: from here on nothing said is missed."""
    hearing: bool = False
    """Somebody is speaking right now."""
    delayed_turn_id: int | None = None
    """The listening turn in which the person was told that the model is still loading, as long as
    nothing but that followed."""
    open_turn_id: int | None = None
    """The listening turn that has not yet reported `ListeningStopped`."""
    kept_turns: Mapping[int, int] = field(default_factory=dict[int, int])
    """Listening turn -> question index, for turns whose words are kept."""
    silence: str = ""
    """What the silence timer is waiting to do; empty when it is not running."""
    undoable: Erasure | Corrected | None = None
    """The last change, as long as it can be taken back."""
    doubt: Doubt | None = None
    half_heard: Action | None = None
    """What the latest passage may have been, where it was neither done nor asked about."""
    asked_about: tuple[str, ...] | None = field(default=None, repr=False)
    """The words, as understood, that it was asked about last: never twice in a row."""
    told_of_missing: bool = False
    """Whether the person was told that the latest passage was not caught whole."""
    keeps_sound: bool = False
    """Whether the person has agreed that the sound of the answers is kept too."""
    help_page: int = 0
    prompt: tuple[Line, ...] = ()
    """What a listening state other than the question's says when asked to repeat."""
    saying: tuple[Line, ...] = ()
    said: tuple[Line, ...] = ()
    """What the program said last; it can still be read while it listens."""
    owed: tuple[Line, ...] = ()
    """Troubles that the person has not been told yet."""
    device_troubles: Mapping[str, Trouble] = field(default_factory=dict[str, Trouble])
    """What is wrong with which device, as long as it is."""
    writing_trouble: str = ""
    """Why passages cannot be made durable, as long as they cannot."""
    sealed_count: int = 0
    reason: str = ""

    @property
    def waiting_state(self) -> State:
        """The listening state that is open, or that the present speech leads into."""
        return self.then if self.state in SPEAKING else self.state

    @property
    def answer(self) -> Answer:
        """The answer to the present question."""
        return self.answers[self.question_index]

    @property
    def said_anything(self) -> bool:
        """Whether any answer has words of the person's."""
        return any(answer.is_said for answer in self.answers)

    def with_answer(self, question_index: int, answer: Answer) -> "Situation":
        """The same situation with one answer replaced."""
        answers = list(self.answers)
        answers[question_index] = answer
        return replace(self, answers=tuple(answers))
