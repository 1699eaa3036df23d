"""What was said or typed, as values: Session > Answer > Segment > Word, and how they read.

Value types and pure functions only: nothing here is stored, sealed or spoken. Spoken text is
kept out of every `repr`, so that it can reach neither a log nor a traceback.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum

PARAGRAPH_PAUSE_SECONDS = 4.0
"""A silence this long starts a new paragraph: twice the silence that ends a segment."""

UNSURE_CONFIDENCE = 0.6
"""Words that the recogniser was less sure of are marked, never dropped."""

UNSURE_MARK = "[?]"
SOUND_BYTES_PER_SECOND = 2 * 16_000
"""Of what the recogniser is given: int16 little-endian mono samples at 16 kHz."""

UNKNOWN_WORD = "[unk]"
"""What a recogniser gives for a sound that is none of its words; sealed as it is."""

UNCLEAR = "[unclear]"
"""In place of a sound that was none of the words the recogniser knows."""

TYPED = "[typed]"
"""After what was typed and not spoken."""

BACKGROUND = "[voices nearby]"
"""In place of what others said in a loud room; the words are sealed and shown verbatim only."""

_AROUND_A_WORD = ".,;:!?\u2026\"'()[]\u00ab\u00bb\u201e\u201c\u201d\u2018\u2019\u00bf\u00a1-\u2013"
"""Signs that a typed word may have around it and that nobody says."""


class AnswerState(StrEnum):
    """How one question was left; `unanswered` is not a failing."""

    ANSWERED = "answered"
    PASSED = "passed"
    SKIPPED = "skipped"
    UNANSWERED = "unanswered"
    NOT_ASKED = "not asked"
    """The session ended, or went elsewhere, before it."""


_DONE = frozenset({AnswerState.ANSWERED, AnswerState.PASSED, AnswerState.SKIPPED})


@dataclass(frozen=True, slots=True)
class Word:
    """One recognised word; seconds count from the session's first sample, confidence 0 to 1."""

    text: str = field(repr=False)
    start_seconds: float
    end_seconds: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Segment:
    """One passage between two silences, as the recogniser heard it, or as it was typed."""

    segment_id: str
    words: tuple[Word, ...]
    start_seconds: float
    end_seconds: float
    background: bool = False
    """Other people's talk in a loud room: kept word for word, but no part of the answer."""
    typed: bool = False
    """Typed by the person: letters and signs are their own, and no word is unsure."""

    @property
    def verbatim(self) -> str:
        """The words exactly as recognised, lower case without punctuation; or as typed."""
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class PassageSound:
    """What the recogniser was given of one passage; seconds as of its words."""

    start_seconds: float
    samples: bytes = field(repr=False)
    """int16 little-endian mono, 16 kHz."""

    @property
    def end_seconds(self) -> float:
        """Where the last sample has sounded."""
        return self.start_seconds + len(self.samples) / SOUND_BYTES_PER_SECOND

    def until(self, seconds: float) -> "PassageSound":
        """The same without what sounded later."""
        return self.between(self.start_seconds, seconds)

    def between(self, first_seconds: float, last_seconds: float) -> "PassageSound":
        """What of it sounded from one moment to another."""
        first, last = self._byte_at(first_seconds), self._byte_at(last_seconds)
        start_seconds = round(self.start_seconds + first / SOUND_BYTES_PER_SECOND, 3)
        return PassageSound(start_seconds, self.samples[first:last])

    def _byte_at(self, seconds: float) -> int:
        sample = round((seconds - self.start_seconds) * SOUND_BYTES_PER_SECOND / 2)
        return min(len(self.samples), max(0, sample * 2))


@dataclass(frozen=True, slots=True)
class Correction:
    """Words of one passage that were misheard, and what the person says they are.

    The passage itself stays as it was recognised: a correction is laid over it when it is read.
    """

    correction_id: str
    segment_id: str
    first_word: int
    """Where the words begin in the passage as corrected so far, counted from 0."""
    misheard: tuple[str, ...] = field(repr=False)
    meant: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said to one question, in the order it was said."""

    question_id: str
    question: str
    state: AnswerState = AnswerState.NOT_ASKED
    segments: tuple[Segment, ...] = ()
    flagged: frozenset[str] = frozenset()
    """Segments that the person wants to bring to a session, by segment id."""
    corrections: tuple[Correction, ...] = ()
    """In the order they were made."""
    theme: str = ""
    sounds: frozenset[str] = frozenset()
    """Segments whose sound is kept too, by segment id."""

    @property
    def said(self) -> tuple[Segment, ...]:
        """The person's own passages, without other people's talk."""
        return tuple(segment for segment in self.segments if not segment.background)

    @property
    def is_said(self) -> bool:
        """Whether there is a passage of the person's own; asked at every event, so it looks only
        as far as the first."""
        return any(not segment.background for segment in self.segments)

    @property
    def is_done(self) -> bool:
        """Whether it was answered, passed or skipped: then nobody asks it again."""
        return self.is_said or self.state in _DONE

    @property
    def text(self) -> str:
        """The answer as readable prose, as corrected; what was typed is marked."""
        return prose(self.corrected, marks_typed=True)

    @property
    def corrected(self) -> tuple[Segment, ...]:
        """The passages with the person's corrections laid over them."""
        return corrected_all(self.segments, self.corrections)

    @property
    def said_corrected(self) -> tuple[Segment, ...]:
        """The person's own passages, corrected."""
        return corrected_all(self.said, self.corrections)

    @property
    def verbatim(self) -> str:
        """The answer's words exactly as recognised, those of others marked as such."""
        return " ".join(
            f"{BACKGROUND} {segment.verbatim}"
            if segment.background
            else segment.verbatim + (f" {TYPED}" if segment.typed else "")
            for segment in self.segments
            if segment.words
        )


@dataclass(frozen=True, slots=True)
class Session:
    """One sitting with one guide; `started_at` is ISO 8601 with an offset.

    Which of two was first is told by `instant_of`, never by their texts: a flight or the end of
    summer time puts the later one's text first.
    """

    session_id: str
    guide_id: str
    started_at: str
    answers: tuple[Answer, ...] = ()
    guide_title: str = ""
    language: str = "en"
    continues: str = ""
    """The id of the session that this one goes on with, where it does."""


def instant_of(moment: str) -> float:
    """Seconds since 1970 of an ISO 8601 moment; without an offset it is taken for UTC.

    What is no moment lies before all others: it is never the last.
    """
    try:
        read = datetime.fromisoformat(moment)
    except ValueError:
        return -math.inf
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()


def corrected_all(
    segments: Iterable[Segment], corrections: Iterable[Correction]
) -> tuple[Segment, ...]:
    """The passages as corrected: each meets its own corrections only."""
    own: dict[str, list[Correction]] = {}
    for correction in corrections:
        own.setdefault(correction.segment_id, []).append(correction)
    return tuple(
        corrected(segment, own[segment.segment_id]) if segment.segment_id in own else segment
        for segment in segments
    )


def corrected(segment: Segment, corrections: Iterable[Correction]) -> Segment:
    """The passage as corrected; a correction that does not fit the words is left out.

    Words put in take the time of those they replace, and are sure: the person said so.
    """
    words = segment.words
    for correction in corrections:
        first, last = correction.first_word, correction.first_word + len(correction.misheard)
        found = words[first:last]
        if correction.segment_id != segment.segment_id or not correction.meant:
            continue
        if not found or tuple(word.text for word in found) != correction.misheard:
            continue
        start, end = found[0].start_seconds, found[-1].end_seconds
        meant = tuple(Word(text, start, end, 1.0) for text in correction.meant)
        words = (*words[:first], *meant, *words[last:])
    return replace(segment, words=words)


def named(word: str) -> str:
    """A word without what is around it and how it is written, as two of them are compared."""
    return word.casefold().replace("\u2019", "'").strip(_AROUND_A_WORD)


def _named(word: str, typed: bool) -> str:
    """A word as somebody names it to have it changed."""
    return named(word) if typed else word.casefold()


def corrections_of(
    name: str, misheard: Sequence[str], meant: Sequence[str], segments: Iterable[Segment]
) -> list[Correction]:
    """The corrections that these words can mean, one for each place where they stand, in order.

    `segments` are as corrected so far; capital letters count as small ones, and of what was typed
    the signs around a word do not count.
    """
    wanted = [text.casefold() for text in misheard]
    found: list[Correction] = []
    for segment in segments:
        texts = tuple(word.text for word in segment.words)
        for first in range(len(texts) - len(wanted) + 1):
            here = texts[first : first + len(wanted)]
            if wanted and [_named(text, segment.typed) for text in here] == wanted:
                put = _with_signs_of(here, meant) if segment.typed else tuple(meant)
                found.append(Correction(name, segment.segment_id, first, here, put))
    return found


def _with_signs_of(here: tuple[str, ...], meant: Sequence[str]) -> tuple[str, ...]:
    """What was meant, with the comma or the like that stands around what it replaces."""
    before = here[0][: len(here[0]) - len(here[0].lstrip(_AROUND_A_WORD))]
    after = here[-1][len(here[-1].rstrip(_AROUND_A_WORD)) :]
    return tuple((before + " ".join(meant) + after).split(" "))


def segment_prose(segment: Segment) -> str:
    """One passage as a readable sentence: capital, "I", unsure words marked, a full stop.

    What was typed stays as it was typed.
    """
    if segment.background:
        return BACKGROUND
    if segment.typed:
        return " ".join(text for text, _ in on_paper(segment))
    shown = [f"{text} {UNSURE_MARK}" if unsure else text for text, unsure in on_paper(segment)]
    return " ".join(shown) + "." if shown else ""


def on_paper(segment: Segment) -> list[tuple[str, bool]]:
    """One passage word by word, as written on paper, and whether each was not heard well."""
    if segment.background:
        return [(BACKGROUND, False)]
    if segment.typed:
        return [(" ".join(word.text.split()), False) for word in segment.words]
    shown = [(_on_paper(word.text), word.confidence < UNSURE_CONFIDENCE) for word in segment.words]
    if shown:
        first, unsure = shown[0]
        shown[0] = (first[:1].upper() + first[1:], unsure)
    return shown


def prose(segments: tuple[Segment, ...], marks_typed: bool = False) -> str:
    """Passages as paragraphs of sentences."""
    return "\n\n".join(
        " ".join(segment_prose(segment) for segment in paragraph)
        + (f" {TYPED}" if marks_typed and paragraph[0].typed else "")
        for paragraph in paragraphs(segments)
    )


def paragraphs(segments: Iterable[Segment]) -> list[tuple[Segment, ...]]:
    """Passages with words, together: a silence of `PARAGRAPH_PAUSE_SECONDS` parts them.

    What was typed is a paragraph of its own.
    Of other people's talk without a break only the first passage is given.
    """
    found: list[list[Segment]] = []
    previous_end_seconds: float | None = None
    for segment in segments:
        if not segment.words:
            continue
        if segment.background and found and found[-1][-1].background:
            previous_end_seconds = segment.words[-1].end_seconds
            continue
        started = segment.words[0].start_seconds
        if (
            previous_end_seconds is None
            or started - previous_end_seconds >= PARAGRAPH_PAUSE_SECONDS
            or segment.typed
            or found[-1][-1].typed
        ):
            found.append([])
        found[-1].append(segment)
        previous_end_seconds = segment.words[-1].end_seconds
    return [tuple(paragraph) for paragraph in found]


def _on_paper(word: str) -> str:
    text = " ".join(word.split())  # a forged word must not begin a line or a paragraph
    if text == UNKNOWN_WORD:
        return UNCLEAR
    return "I" + text[1:] if text == "i" or text.startswith("i'") else text
