"""What is read, part by part: a paragraph, with what is said before it.

Pure functions from sessions to pieces. A paragraph is what was said between two long silences;
the reader waits after each.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from voice.floor.wording import Say, Wording
from voice.values.continuing import Part, by_question, read_as_one, that_say_something
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
    under: tuple[str, ...] = ()
    """What stands over its answer, wherever that is looked at: a question, a day."""
    left: str = ""
    """What is said in place of words, where there are none."""
    others: frozenset[int] = field(default_factory=frozenset[int])
    """Before which of its passages others talked; after the last one by how many there are."""
    sounds: frozenset[str] = field(default_factory=frozenset[str])
    """Passages that can be heard as they were said."""
    passages: tuple[Segment, ...] = ()
    corrections: tuple[Correction, ...] = ()
    flagged: frozenset[str] = field(default_factory=frozenset[str])
    first: bool = True
    """Whether an answer begins with it."""
    added: bool = False
    """Whether it was added while reading."""
    stays: bool = False
    """Whether it is only shown here: it is taken out where its session is read."""
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
    def marked(self) -> bool:
        """Whether anything of it is noted for a session of therapy."""
        return any(passage.segment_id in self.flagged for passage in self.passages)

    @property
    def can_be_heard(self) -> bool:
        """Whether the sound of any passage is kept."""
        return any(passage.segment_id in self.sounds for passage in self.passages)

    @property
    def recording(self) -> str:
        """Which recording is played for it, by session and passage; empty where none is."""
        return self._sound_of(self.passages[0]) if self.recorded else ""

    def recording_of(self, passage: Segment) -> str:
        """By which name one of its passages is heard as it was said; empty where it is not."""
        return self._sound_of(passage) if passage.segment_id in self.sounds else ""

    def _sound_of(self, passage: Segment) -> str:
        return f"{self.session_id} {passage.segment_id}"

    def same_answer(self, other: "Piece") -> bool:
        """Whether both belong to one answer."""
        return (self.session_id, self.question_id) == (other.session_id, other.question_id)


def pieces_of_sessions(sessions: Iterable[Session], wording: Wording, day: Day) -> list[Piece]:
    """Sessions from their first to their last question, each led by its date.

    Those that go on with one another are read as one; a date is said where it changes.
    """
    pieces: list[Piece] = []
    for whole in read_as_one(sessions):
        here = day(whole[0].started_at)
        before = (wording.line(Say.READING_SESSION, date=here),)
        if whole[0].continues:
            before = (*before, wording.line(Say.READING_REST_GONE))
        for parts in by_question(whole):
            for index, part in enumerate(that_say_something(parts)):
                date = day(part.session.started_at)
                over: tuple[str, ...] = ()
                if part.answer.is_said and date != here:
                    over, here = (wording.line(Say.READING_ON, date=date),), date
                if index == 0:
                    over = (*over, _question(part, wording))
                pieces += _pieces(part, date, (*before, *over), wording, over=len(over))
                before = ()
    return pieces


def pieces_of_question(
    sessions: Iterable[Session], question_id: str, wording: Wording, day: Day
) -> list[Piece]:
    """Every answer that was given to one question, in order of time, each led by its date."""
    pieces: list[Piece] = []
    for part, date, before in _dated(sessions, wording, day):
        if part.answer.question_id != question_id or not part.answer.is_said:
            continue
        if not pieces:
            line = wording.line(Say.READING_LOOK_BACK, question=part.answer.question)
            before = (line, *before)
        pieces += _pieces(part, date, before, wording, over=1)
    return pieces


def pieces_to_hear(sessions: Iterable[Session], wording: Wording, day: Day) -> list[Piece]:
    """Passage by passage, answers that have a sound; a passage without one is read in its place."""
    pieces: list[Piece] = []
    for part, date, _ in _dated(sessions, wording, day):
        if part.answer.sounds:
            passages = [(segment,) for segment in part.answer.said if segment.words]
            line = _question(part, wording)
            pieces += _pieces(part, date, (line,), wording, passages, over=1)
    return pieces


def pieces_marked(sessions: Iterable[Session], wording: Wording, day: Day) -> list[Piece]:
    """Passage by passage, what was noted for a session, each led by its date and its question."""
    pieces: list[Piece] = []
    for part, date, on in _dated(sessions, wording, day):
        answer = part.answer
        passages = [(segment,) for segment in answer.said if segment.segment_id in answer.flagged]
        if passages:
            before = (*on, _question(part, wording))
            found = _pieces(part, date, before, wording, passages, over=2)
            pieces += [replace(piece, stays=True, recorded=False) for piece in found]
    return pieces


def _dated(
    sessions: Iterable[Session], wording: Wording, day: Day
) -> Iterator[tuple[Part, str, tuple[str, ...]]]:
    """Every answer, with its day and what is said of it; question by question where sessions are
    read as one."""
    for whole in read_as_one(sessions):
        for part in (part for parts in by_question(whole) for part in parts):
            date = day(part.session.started_at)
            yield part, date, (wording.line(Say.READING_ON, date=date),)


def _question(part: Part, wording: Wording) -> str:
    return wording.line(Say.READING_QUESTION, number=part.number, question=part.answer.question)


def from_piece(pieces: Sequence[Piece], first: int) -> list[Piece]:
    """The pieces from the one of this number on, counted from 1, led as its answer is."""
    chosen = list(pieces[first - 1 :])
    leads = next((p.before for p in pieces if chosen and p.first and p.same_answer(chosen[0])), ())
    return [replace(chosen[0], before=leads), *chosen[1:]] if chosen else []


MOST_PART_CHARACTERS = 1_500
"""Of one part: what is changed in it by typing has to fit its line, and grows."""

_AFTER_ALL = ""
"""In place of a passage: after the last one."""

_NOTHING = {
    AnswerState.PASSED: Say.READING_PASSED,
    AnswerState.SKIPPED: Say.READING_SKIPPED,
    AnswerState.UNANSWERED: Say.READING_UNANSWERED,
    AnswerState.NOT_ASKED: Say.READING_NOT_ASKED,
    AnswerState.ANSWERED: Say.READING_UNANSWERED,
}


def _pieces(
    part: Part,
    date: str,
    before: tuple[str, ...],
    wording: Wording,
    passages: Sequence[tuple[Segment, ...]] | None = None,
    over: int = 0,
) -> list[Piece]:
    """`over`: so many of the last lines before it stand over the answer where it is looked at."""
    session, answer = part.session, part.answer
    parts = passages
    if parts is None:
        parts = [some for whole in paragraphs(answer.said) for some in _no_longer(whole)]
    talked = _where_others_talked(answer) if passages is None else frozenset[str]()
    found: list[Piece] = []
    for index, said in enumerate(parts or [()]):
        ids = [passage.segment_id for passage in said]
        others = {at for at, id_ in enumerate(ids) if id_ in talked}
        if index + 1 >= len(parts) and _AFTER_ALL in talked:
            others.add(len(said))
        found.append(
            Piece(
                session.session_id,
                answer.question_id,
                answer.question,
                part.number,
                len(session.answers),
                date,
                before if index == 0 else (),
                before[len(before) - over :],
                "" if said else wording.line(_NOTHING[answer.state]),
                frozenset(others),
                answer.sounds,
                said,
                answer.corrections,
                answer.flagged,
                first=index == 0,
                recorded=passages is not None and said[0].segment_id in answer.sounds,
            )
        )
    return found


def _no_longer(paragraph: tuple[Segment, ...]) -> list[tuple[Segment, ...]]:
    """A paragraph in parts that a line to type in can hold, parted between passages."""
    parts: list[list[Segment]] = []
    length = 0
    for passage in paragraph:
        length += len(passage.verbatim) + 2
        if not parts or length > MOST_PART_CHARACTERS:
            parts.append([])
            length = len(passage.verbatim) + 2
        parts[-1].append(passage)
    return [tuple(part) for part in parts]


def _where_others_talked(answer: Answer) -> frozenset[str]:
    """The passages that others talked before; and whether they did after all of them."""
    talked: set[str] = set()
    others = False
    for passage in answer.segments:
        if not passage.words:
            continue
        if others and not passage.background:
            talked.add(passage.segment_id)
        others = passage.background
    return frozenset({*talked, _AFTER_ALL} if others else talked)
