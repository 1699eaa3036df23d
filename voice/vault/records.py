"""What is inside a sealed record: an envelope and a body, as JSON, padded.

Formats only: Pydantic models and their bytes. Errors never show what a record holds.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from voice.transcript import AnswerState, Correction, Segment, Word

FORMAT_VERSION = 1
SMALLEST_RECORD_BYTES = 1024
"""Records are padded to powers of two from here, so that sizes tell little."""

PIECE_SECONDS = 20
"""A record holds no more sound than this: even noise that FLAC cannot make smaller stays under a
mebibyte of base64, so that sealing one needs little memory and a torn disk costs little."""

_MOST_PIECES = 60
"""A passage ends after a minute; twenty of them is more than any program has written."""

_MOST_FLAC_LETTERS = 1024 * 1024


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    __str__ = __repr__


class AskedQuestion(_Strict):
    """A question as it was asked."""

    question_id: str
    question: str
    theme: str


class SessionStarted(_Strict):
    """The first record of every session."""

    kind: Literal["session_started"] = "session_started"
    guide_id: str
    guide_title: str
    language: str
    started_at: str
    questions: tuple[AskedQuestion, ...]


class KeptWord(_Strict):
    """One recognised word."""

    word: str
    start_seconds: float
    end_seconds: float
    confidence: float


class SegmentKept(_Strict):
    """One passage of an answer, word for word."""

    kind: Literal["segment"] = "segment"
    question_id: str
    segment_id: str
    start_seconds: float
    end_seconds: float
    words: tuple[KeptWord, ...]
    background: bool = False

    @classmethod
    def of(cls, question_id: str, segment: Segment) -> "SegmentKept":
        """A record of this passage."""
        return cls(
            question_id=question_id,
            segment_id=segment.segment_id,
            start_seconds=segment.start_seconds,
            end_seconds=segment.end_seconds,
            words=tuple(
                KeptWord(
                    word=word.text,
                    start_seconds=word.start_seconds,
                    end_seconds=word.end_seconds,
                    confidence=word.confidence,
                )
                for word in segment.words
            ),
            background=segment.background,
        )

    def segment(self) -> Segment:
        """The passage."""
        words = tuple(
            Word(w.word, w.start_seconds, w.end_seconds, w.confidence) for w in self.words
        )
        return Segment(
            self.segment_id, words, self.start_seconds, self.end_seconds, self.background
        )


class SoundKept(_Strict):
    """How one passage sounded, or a piece of it; its words are a record of their own."""

    kind: Literal["sound"] = "sound"
    question_id: str
    segment_id: str
    number: int = Field(ge=0, lt=_MOST_PIECES)
    """Which piece of the passage, from 0; each but the last is `PIECE_SECONDS` long."""
    start_seconds: float
    flac: str = Field(max_length=_MOST_FLAC_LETTERS)
    """A FLAC file, mono, 16 kHz, 16 bit, in base64."""


class AnswerMarked(_Strict):
    """How a question was left."""

    kind: Literal["answer"] = "answer"
    question_id: str
    state: AnswerState


class SegmentFlagged(_Strict):
    """A passage that the person wants to bring to a session."""

    kind: Literal["flag"] = "flag"
    question_id: str
    segment_id: str


class CorrectionKept(_Strict):
    """What the person says that some words of a passage are; the passage stays as it is."""

    kind: Literal["correction"] = "correction"
    question_id: str
    correction_id: str
    segment_id: str
    first_word: int = Field(ge=0)
    misheard: tuple[str, ...]
    meant: tuple[str, ...]

    @classmethod
    def of(cls, question_id: str, correction: Correction) -> "CorrectionKept":
        """A record of this correction."""
        return cls(
            question_id=question_id,
            correction_id=correction.correction_id,
            segment_id=correction.segment_id,
            first_word=correction.first_word,
            misheard=correction.misheard,
            meant=correction.meant,
        )

    def correction(self) -> Correction:
        """The correction."""
        return Correction(
            self.correction_id, self.segment_id, self.first_word, self.misheard, self.meant
        )


class SegmentsErased(_Strict):
    """Passages or corrections that were erased, by id, and the places in the session that are
    empty because of it."""

    kind: Literal["erased"] = "erased"
    question_id: str
    segment_ids: tuple[str, ...]
    sequences: tuple[int, ...]
    digests: tuple[str, ...] = ()
    """SHA-256 of each sealed file that was removed, in the order of `sequences`: what stands
    after the empty place still has something to follow."""


class SessionEnded(_Strict):
    """A session ended in order; corrections and additions made later come after it."""

    kind: Literal["session_ended"] = "session_ended"
    reason: str


Body = Annotated[
    SessionStarted
    | SegmentKept
    | SoundKept
    | AnswerMarked
    | SegmentFlagged
    | CorrectionKept
    | SegmentsErased
    | SessionEnded,
    Field(discriminator="kind"),
]


class Envelope(_Strict):
    """A record: where it belongs, and its body."""

    format_version: Literal[1] = FORMAT_VERSION
    session_id: str
    record_id: str
    sequence: int = Field(ge=0)
    previous: str
    """SHA-256 of the sealed file before this one, in hexadecimal; empty for the first."""
    body: Body


class DamagedRecord(Exception):
    """Bytes that are no record of this format."""


def to_bytes(envelope: Envelope) -> bytes:
    """JSON and a line end, filled with spaces to a power of two."""
    text = envelope.model_dump_json().encode() + b"\n"
    size = SMALLEST_RECORD_BYTES
    while size < len(text):
        size *= 2
    return text.ljust(size, b" ")


def from_bytes(data: bytes) -> Envelope:
    """The record in these bytes; raises `DamagedRecord`, which holds none of them."""
    try:
        return Envelope.model_validate_json(data)
    except ValidationError:
        raise DamagedRecord from None
