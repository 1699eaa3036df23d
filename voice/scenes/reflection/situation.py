"""All that a session remembers, as one frozen value.

Data and questions about the data only: what happens is in `conversation` and `doing`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from voice.floor.actions import Action, Needs, Rule
from voice.floor.commands import Line
from voice.floor.events import OwnSound
from voice.floor.situation import Floor
from voice.floor.turn import Turn
from voice.scenes.reflection.states import TABLE, State
from voice.values.transcript import Answer, AnswerState, Correction, Segment


@dataclass(frozen=True, slots=True)
class QuestionToAsk:
    """One question, its theme, and the theme's introduction where this is its first question."""

    question_id: str
    text: str
    theme: str
    introduction: str = ""
    recording: str = ""
    """By which name the mouth has it as somebody read it; empty: the program reads it."""
    introduction_recording: str = ""

    def lines(self, introduced: bool) -> tuple[Line, ...]:
        """What is said of it."""
        first = Line(self.introduction, recording=self.introduction_recording)
        question = Line(self.text, recording=self.recording)
        return (first, question) if introduced and self.introduction else (question,)


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
class Noted:
    """A passage just noted for a session; until `UNDO_SECONDS` have passed that can be undone."""

    question_index: int
    segment_id: str
    timer_turn_id: int | None = None
    """As for an `Erasure`."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """What was typed and left out; until `UNDO_SECONDS` have passed it can be brought back."""

    draft: str = field(repr=False)
    timer_turn_id: int | None = None
    """As for an `Erasure`."""


Undoable = Erasure | Corrected | Noted | Dropped
"""What can be taken back for a while."""


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
    own_sound: OwnSound | None = None
    """The person's own sound that it is asked about; the answer is learned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation(Floor):
    """One moment of a session."""

    table = TABLE

    answers: tuple[Answer, ...]
    state: State = State.WELCOMING
    then: State = State.READY
    question_index: int = 0
    asked: bool = False
    """Whether any question has been asked yet."""
    candidate: int = 0
    """The question that a yes would go to, while one is being chosen."""
    turn: Turn = field(default_factory=Turn)
    kept_turns: Mapping[int, int] = field(default_factory=dict[int, int])
    """Listening turn -> question index, for turns whose words are kept."""
    undoable: Undoable | None = None
    """The last change, as long as it can be taken back."""
    typing_turn_id: int = 0
    """The turn in which the line to type in was opened last."""
    draft: str = field(default="", repr=False)
    """What is typed and not taken yet: in memory only."""
    doubt: Doubt | None = None
    half_heard: Action | None = None
    """What the latest passage may have been, where it was neither done nor asked about."""
    asked_about: tuple[str, ...] | None = field(default=None, repr=False)
    """The words, as understood, that it was asked about last: never twice in a row."""
    told_of_missing: bool = False
    """Whether the person was told that the latest passage was not caught whole."""
    keeps_sound: bool = False
    """Whether the person has agreed that the sound of the answers is kept too."""

    @property
    def answer(self) -> Answer:
        """The answer to the present question."""
        return self.answers[self.question_index]

    @property
    def latest_seconds(self) -> float:
        """When the last passage of the session ended; what is typed has no moment of its own."""
        ends = (segment.end_seconds for answer in self.answers for segment in answer.segments)
        return max(ends, default=0.0)

    @property
    def said_anything(self) -> bool:
        """Whether any answer has words of the person's."""
        return any(answer.is_said for answer in self.answers)

    @property
    def left_open(self) -> int:
        """How many questions are still to be asked: neither answered, nor passed, nor skipped; none
        once all were gone through."""
        finished = self.reason == "finished"
        return 0 if finished else sum(not answer.is_done for answer in self.answers)

    def fits(self, rule: Rule) -> bool:
        """Whether there is what the action needs."""
        match rule.needs:
            case Needs.NOTHING:
                return True
            case Needs.WORDS:
                return self.answer.is_said
            case Needs.CHANGE:
                return self.undoable is not None

    def with_answer(self, question_index: int, answer: Answer) -> "Situation":
        """The same situation with one answer replaced."""
        answers = list(self.answers)
        answers[question_index] = answer
        return replace(self, answers=tuple(answers))
