"""What an export holds, chosen from sessions and laid out in blocks; the renderers write it down.

Whatever comes from outside (words, questions, titles) is rid of control characters here, once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from voice.language.loading import load_language
from voice.language.phrases_file import Paper
from voice.values.continuing import Part, Whole, by_question, read_as_one, that_say_something
from voice.values.problems import printable
from voice.values.transcript import (
    BACKGROUND,
    UNCLEAR,
    Answer,
    AnswerState,
    Segment,
    Session,
    on_paper,
    paragraphs,
)


@dataclass(frozen=True, slots=True)
class Choice:
    """What of the sessions is taken along."""

    question_ids: frozenset[str] | None = None
    """None: all questions."""
    flagged: bool = False
    """Only the passages that are marked for a session."""
    therapist: bool = False
    """As a page of questions for a therapist, with room to write; marked passages only."""


@dataclass(frozen=True, slots=True)
class ShownWord:
    """A word on paper, and whether it was not heard well, or not understood at all."""

    text: str = field(repr=False)
    unsure: bool = False
    unclear: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """Sentences of one paragraph that are all marked for a session, or all not."""

    sentences: tuple[tuple[ShownWord, ...], ...]
    marked: bool
    typed: bool = False
    """Typed by the person, with signs of their own; its last word says so."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One question and what was said to it; `left` says how it was left, where nothing was."""

    number: int
    theme: str
    question: str
    blocks: tuple[Block, ...]
    left: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """One session, or those that are read as one."""

    heading: str
    guide_title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A whole export, in the language of its newest session."""

    title: str
    notes: tuple[str, ...]
    chapters: tuple[Chapter, ...]
    paper: Paper
    language: str
    made_of: str
    """When the newest session began, ISO 8601: an export has no other date."""
    room_to_write: bool = False

    @property
    def unsure_words(self) -> int:
        """How many words were not heard well or not understood."""
        return sum(
            word.unsure or word.unclear
            for chapter in self.chapters
            for entry in chapter.entries
            for block in entry.blocks
            for sentence in block.sentences
            for word in sentence
        )


def chosen(sessions: Iterable[Session], choice: Choice) -> tuple[Session, ...]:
    """The sessions with nothing in them but what is taken along; empty ones are left out."""
    marked_only = choice.flagged or choice.therapist
    kept: list[Session] = []
    for session in sessions:
        answers = [
            _marked_only(answer) if marked_only else answer
            for answer in session.answers
            if choice.question_ids is None or answer.question_id in choice.question_ids
        ]
        answers = [answer for answer in answers if answer.is_said or not marked_only]
        if answers:
            kept.append(replace(session, answers=tuple(answers)))
    return tuple(kept)


def document_of(
    sessions: Sequence[Session], choice: Choice, numbers: dict[tuple[str, str], int]
) -> Document:
    """The chosen sessions, at least one, laid out; `numbers` by session and question id.

    Those that go on with one another are one chapter.
    """
    newest = sessions[-1]
    paper = load_language(newest.language).paper
    chapters = tuple(_chapter(whole, paper, numbers) for whole in read_as_one(sessions))
    has_corrections = any(a.corrections for session in sessions for a in session.answers)
    document = Document(
        title=paper.therapist_title if choice.therapist else paper.title,
        notes=(paper.therapist_note,) if choice.therapist else (),
        chapters=chapters,
        paper=paper,
        language=newest.language,
        made_of=newest.started_at,
        room_to_write=choice.therapist,
    )
    notes = [
        *document.notes,
        *([paper.unclear_note] if document.unsure_words else []),
        *([paper.corrected_note] if has_corrections else []),
    ]
    return replace(document, notes=tuple(notes))


def numbers_of(sessions: Iterable[Session]) -> dict[tuple[str, str], int]:
    """The number of each question in its session, before anything was left out."""
    return {
        (session.session_id, answer.question_id): number
        for session in sessions
        for number, answer in enumerate(session.answers, start=1)
    }


def _marked_only(answer: Answer) -> Answer:
    segments = tuple(s for s in answer.segments if s.segment_id in answer.flagged)
    ids = {segment.segment_id for segment in segments}
    corrections = tuple(c for c in answer.corrections if c.segment_id in ids)
    sounds = answer.sounds & ids
    return replace(answer, segments=segments, corrections=corrections, sounds=sounds)


def _chapter(whole: Whole, paper: Paper, numbers: dict[tuple[str, str], int]) -> Chapter:
    entries = tuple(
        _entry(that_say_something(parts), paper, numbers) for parts in by_question(whole)
    )
    days = dict.fromkeys(paper.day(session.started_at) for session in whole)
    heading = paper.session.format(date=", ".join(days))
    return Chapter(heading, printable(whole[0].guide_title), entries)


def _entry(parts: Sequence[Part], paper: Paper, numbers: dict[tuple[str, str], int]) -> Entry:
    first = parts[0]
    return Entry(
        numbers[first.session.session_id, first.answer.question_id],
        printable(first.answer.theme),
        printable(first.answer.question),
        tuple(block for part in parts for block in _blocks(part.answer, paper)),
        _left(first.answer, paper) if len(parts) == 1 else "",
    )


def _left(answer: Answer, paper: Paper) -> str:
    if any(segment.words for segment in answer.segments):
        return ""
    match answer.state:
        case AnswerState.PASSED:
            return paper.passed
        case AnswerState.SKIPPED:
            return paper.skipped
        case AnswerState.NOT_ASKED:
            return paper.not_asked
        case AnswerState.ANSWERED | AnswerState.UNANSWERED:
            return paper.unanswered


def _blocks(answer: Answer, paper: Paper) -> tuple[Block, ...]:
    def marked(segment: Segment) -> bool:
        return segment.segment_id in answer.flagged

    return tuple(
        Block(tuple(_sentence(each, paper) for each in together), mark, paragraph[0].typed)
        for paragraph in paragraphs(answer.corrected)
        for mark, together in groupby(paragraph, marked)
    )


def _sentence(segment: Segment, paper: Paper) -> tuple[ShownWord, ...]:
    if segment.typed:
        words = tuple(ShownWord(printable(text)) for text, _ in on_paper(segment))
        return (*words, ShownWord(f"[{paper.typed}]"))
    return tuple(
        ShownWord(f"[{paper.unclear}]", unsure, unclear=True)
        if text == UNCLEAR
        else ShownWord(f"[{paper.background}]" if text == BACKGROUND else printable(text), unsure)
        for text, unsure in on_paper(segment)
    )
