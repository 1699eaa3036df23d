"""What is read, part by part: a paragraph, with what is said before it.

Pure functions from sessions to pieces. A paragraph is what was said between two long silences;
the reader waits after each.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from voice.floor.wording import Say, Wording
from voice.values.transcript import (
    Answer,
    AnswerState,
    Correction,
    Segment,
    Session,
    corrected_all,
    paragraphs,
    prose,
)

Day = Callable[[str], str]
"""An ISO 8601 moment as a day in words."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One part: where it belongs, what is said before it, and the person's own words."""

    session_id: str
    question_id: str
    question: str
    number: int
    """The question's in its session, from 1."""
    count: int
    day: str
    before: tuple[str, ...] = ()
    passages: tuple[Segment, ...] = ()
    corrections: tuple[Correction, ...] = ()
    flagged: frozenset[str] = field(default_factory=frozenset[str])
    first: bool = True
    """Whether an answer begins with it."""
    added: bool = False
    """Whether it was added while reading."""
    recorded: bool = False
    """Whether it is one passage that is heard as it was said."""

    @property
    def shown(self) -> tuple[Segment, ...]:
        """The passages as corrected."""
        return corrected_all(self.passages, self.corrections)

    @property
    def text(self) -> str:
        """The part as it is read."""
        return prose(self.shown)

    @property
    def recording(self) -> str:
        """Which recording is played for it, by session and passage; empty where none is."""
        return f"{self.session_id} {self.passages[0].segment_id}" if self.recorded else ""

    def same_answer(self, other: "Piece") -> bool:
        """Whether both belong to one answer."""
        return (self.session_id, self.question_id) == (other.session_id, other.question_id)


def pieces_of_sessions(sessions: Iterable[Session], wording: Wording, day: Day) -> list[Piece]:
    """Sessions from their first to their last question, each led by its date."""
    pieces: list[Piece] = []
    for session in sessions:
        date = day(session.started_at)
        before = (wording.line(Say.READING_SESSION, date=date),)
        for number, answer in enumerate(session.answers, start=1):
            line = wording.line(Say.READING_QUESTION, number=number, question=answer.question)
            pieces += _pieces(session, number, date, (*before, line), answer, wording)
            before = ()
    return pieces


def pieces_of_question(
    sessions: Iterable[Session], question_id: str, wording: Wording, day: Day
) -> list[Piece]:
    """Every answer that was given to one question, in order of time, each led by its date."""
    pieces: list[Piece] = []
    for session in sessions:
        for number, answer in enumerate(session.answers, start=1):
            if answer.question_id != question_id or not answer.is_said:
                continue
            date = day(session.started_at)
            before = (wording.line(Say.READING_ON, date=date),)
            if not pieces:
                line = wording.line(Say.READING_LOOK_BACK, question=answer.question)
                before = (line, *before)
            pieces += _pieces(session, number, date, before, answer, wording)
    return pieces


def pieces_to_hear(sessions: Iterable[Session], wording: Wording, day: Day) -> list[Piece]:
    """Passage by passage, answers that have a sound; a passage without one is read in its place."""
    pieces: list[Piece] = []
    for session in sessions:
        date = day(session.started_at)
        for number, answer in enumerate(session.answers, start=1):
            if not answer.sounds:
                continue
            line = wording.line(Say.READING_QUESTION, number=number, question=answer.question)
            parts = [(segment,) for segment in answer.said if segment.words]
            pieces += _pieces(session, number, date, (line,), answer, wording, parts)
    return pieces


def pieces_marked(sessions: Iterable[Session], wording: Wording, day: Day) -> list[Piece]:
    """Passage by passage, what was noted for a session, each led by its date and its question."""
    pieces: list[Piece] = []
    for session in sessions:
        date = day(session.started_at)
        for number, answer in enumerate(session.answers, start=1):
            parts = [(segment,) for segment in answer.said if segment.segment_id in answer.flagged]
            if parts:
                on = wording.line(Say.READING_ON, date=date)
                line = wording.line(Say.READING_QUESTION, number=number, question=answer.question)
                pieces += _pieces(session, number, date, (on, line), answer, wording, parts)
    return pieces


def from_piece(pieces: Sequence[Piece], first: int) -> list[Piece]:
    """The pieces from the one of this number on, counted from 1, led as its answer is."""
    chosen = list(pieces[first - 1 :])
    leads = next((p.before for p in pieces if chosen and p.first and p.same_answer(chosen[0])), ())
    return [replace(chosen[0], before=leads), *chosen[1:]] if chosen else []


_NOTHING = {
    AnswerState.PASSED: Say.READING_PASSED,
    AnswerState.SKIPPED: Say.READING_SKIPPED,
    AnswerState.UNANSWERED: Say.READING_UNANSWERED,
    AnswerState.NOT_ASKED: Say.READING_NOT_ASKED,
    AnswerState.ANSWERED: Say.READING_UNANSWERED,
}


def _pieces(
    session: Session,
    number: int,
    date: str,
    before: tuple[str, ...],
    answer: Answer,
    wording: Wording,
    passages: Sequence[tuple[Segment, ...]] | None = None,
) -> list[Piece]:
    parts = paragraphs(answer.said) if passages is None else passages
    if not parts:
        before = (*before, wording.line(_NOTHING[answer.state]))
    return [
        Piece(
            session.session_id,
            answer.question_id,
            answer.question,
            number,
            len(session.answers),
            date,
            before if index == 0 else (),
            part,
            answer.corrections,
            answer.flagged,
            first=index == 0,
            recorded=passages is not None and part[0].segment_id in answer.sounds,
        )
        for index, part in enumerate(parts or [()])
    ]
