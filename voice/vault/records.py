"""What is inside a sealed record: an envelope and a body as a line of JSON, its proof, padding.

Formats only: what Pydantic checks, and its bytes; the bounds of the fields are in `bounds`. Errors
never show what a record holds.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Any, Literal, TypeVar, cast, dataclass_transform

from pydantic import (
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetPydanticSchema,
    TypeAdapter,
    ValidationError,
    model_validator,
)
from pydantic.dataclasses import dataclass as checked
from pydantic_core import CoreSchema, core_schema

from voice.values.transcript import AnswerState, Correction, Segment, Word
from voice.vault.bounds import (
    MOST_QUESTIONS,
    MOST_WORDS,
    Confidence,
    Digest,
    Id,
    Language,
    Moment,
    OneWord,
    Seconds,
    Sequence,
    Text,
)
from voice.vault.proof import proof

PROVEN_FORMAT = 2
"""The format whose records are proven by their session's key; 1 had no proof."""

SMALLEST_RECORD_BYTES = 1024
"""Records are padded to powers of two from here, so that sizes tell little."""

LARGEST_RECORD_BYTES = 2 * 1024 * 1024
"""Before it is sealed: a mebibyte of sound and what stands around it, padded."""

PIECE_SECONDS = 20
"""A record holds no more sound than this: even noise that FLAC cannot make smaller stays under a
mebibyte of base64, so that sealing one needs little memory and a torn disk costs little."""

_MOST_PIECES = 60
"""A passage ends after a minute; twenty of them is more than any program has written."""

_MOST_FLAC_LETTERS = 1024 * 1024

MOST_ERASED = 1000
"""Places that one record says are empty; a longer answer takes several."""

_PROOF_LINE = re.compile(rb'(?:\{"proof": "([0-9a-f]{64})"\}\n)? *')
"""JSON too, so that whatever reads the first line as JSON may read on."""


_T = TypeVar("_T")


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(Field,))
def _kept(cls: type[_T]) -> type[_T]:
    """What a record holds, checked wherever it is made, and shown in no `repr`.

    No `BaseModel`: each keeps a dict and the set of its fields, two kilobytes a record of twenty
    words, and a session may have as many records as a person says passages in fifty hours.
    """
    config = ConfigDict(extra="forbid", hide_input_in_errors=True)
    made = checked(frozen=True, kw_only=True, slots=True, repr=False, config=config)(cls)
    return cast(type[_T], made)


@_kept
class AskedQuestion:
    """A question as it was asked."""

    question_id: Id
    question: Text
    theme: Text


@_kept
class SessionStarted:
    """The first record of every session."""

    kind: Literal["session_started"] = "session_started"
    guide_id: Id
    guide_title: Text
    language: Language
    started_at: Moment
    questions: tuple[AskedQuestion, ...] = Field(min_length=1, max_length=MOST_QUESTIONS)
    key: Digest = ""
    """What proves every record of the session, in hexadecimal; empty in format 1."""

    @model_validator(mode="after")
    def _questions_are_told_apart(self) -> "SessionStarted":
        if len({asked.question_id for asked in self.questions}) < len(self.questions):
            raise ValueError("a question's id is used twice")
        return self


@_kept
class KeptWord:
    """One recognised word."""

    word: OneWord
    start_seconds: Seconds
    end_seconds: Seconds
    confidence: Confidence


def _as_said(kept: tuple[KeptWord, ...]) -> tuple[Word, ...]:
    return tuple(Word(w.word, w.start_seconds, w.end_seconds, w.confidence) for w in kept)


def _as_kept(words: Iterable[Word]) -> tuple[KeptWord, ...]:
    return tuple(
        KeptWord(
            word=word.text,
            start_seconds=word.start_seconds,
            end_seconds=word.end_seconds,
            confidence=word.confidence,
        )
        for word in words
    )


def _or_given(given: Any) -> Any:
    """A passage's own words are checked like any others."""
    return _as_kept(given) if all(isinstance(word, Word) for word in given) else given


def _checked_as_kept(_source: object, schema_of: GetCoreSchemaHandler) -> CoreSchema:
    kept = schema_of.generate_schema(
        Annotated[tuple[KeptWord, ...], Field(max_length=MOST_WORDS)],
    )
    said = core_schema.no_info_before_validator_function(_or_given, kept)
    return core_schema.json_or_python_schema(
        core_schema.no_info_after_validator_function(_as_said, kept),
        core_schema.no_info_after_validator_function(_as_said, said),
        serialization=core_schema.plain_serializer_function_ser_schema(
            _as_kept, return_schema=kept
        ),
    )


_SaidWords = Annotated[tuple[Word, ...], GetPydanticSchema(_checked_as_kept)]
"""Words as whoever reads the record holds them, so that no second half million is made."""


@_kept
class SegmentKept:
    """One passage of an answer, word for word."""

    kind: Literal["segment"] = "segment"
    question_id: Id
    segment_id: Id
    start_seconds: Seconds
    end_seconds: Seconds
    words: _SaidWords
    background: bool = False
    typed: bool = Field(default=False, exclude_if=lambda typed: not typed)
    """Written only where it is so: programs from before it read all that was spoken."""

    @classmethod
    def of(cls, question_id: str, segment: Segment) -> "SegmentKept":
        """A record of this passage."""
        return cls(
            question_id=question_id,
            segment_id=segment.segment_id,
            start_seconds=segment.start_seconds,
            end_seconds=segment.end_seconds,
            words=segment.words,
            background=segment.background,
            typed=segment.typed,
        )

    def segment(self) -> Segment:
        """The passage."""
        return Segment(
            self.segment_id,
            self.words,
            self.start_seconds,
            self.end_seconds,
            self.background,
            self.typed,
        )


@_kept
class SoundKept:
    """How one passage sounded, or a piece of it; its words are a record of their own."""

    kind: Literal["sound"] = "sound"
    question_id: Id
    segment_id: Id
    number: int = Field(ge=0, lt=_MOST_PIECES)
    """Which piece of the passage, from 0; each but the last is `PIECE_SECONDS` long."""
    start_seconds: Seconds
    flac: str = Field(max_length=_MOST_FLAC_LETTERS)
    """A FLAC file, mono, 16 kHz, 16 bit, in base64."""


@_kept
class AnswerMarked:
    """How a question was left."""

    kind: Literal["answer"] = "answer"
    question_id: Id
    state: AnswerState


@_kept
class SegmentFlagged:
    """A passage that the person wants to bring to a session."""

    kind: Literal["flag"] = "flag"
    question_id: Id
    segment_id: Id


@_kept
class FlagTakenBack:
    """A passage that the person does not want to bring to a session any more."""

    kind: Literal["flag_taken_back"] = "flag_taken_back"
    question_id: Id
    segment_id: Id


@_kept
class CorrectionKept:
    """What the person says that some words of a passage are; the passage stays as it is."""

    kind: Literal["correction"] = "correction"
    question_id: Id
    correction_id: Id
    segment_id: Id
    first_word: int = Field(ge=0, le=MOST_WORDS * MOST_WORDS)
    misheard: tuple[OneWord, ...] = Field(min_length=1, max_length=MOST_WORDS)
    meant: tuple[OneWord, ...] = Field(min_length=1, max_length=MOST_WORDS)

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


@_kept
class SegmentsErased:
    """Passages or corrections that were erased, by id, and the places in the session that are
    empty because of it."""

    kind: Literal["erased"] = "erased"
    question_id: Id
    segment_ids: tuple[Id, ...]
    sequences: tuple[Sequence, ...]
    digests: tuple[Digest, ...] = ()
    """SHA-256 of each sealed file that was removed, in the order of `sequences`: what stands
    after the empty place still has something to follow."""


@_kept
class SessionContinues:
    """That the session goes on with another: its second record, where it does."""

    kind: Literal["continues"] = "continues"
    session_id: Id
    proof: Digest
    """Made with both sessions' keys: `proof.continuing_proof`."""


@_kept
class SessionEnded:
    """A session ended in order; corrections and additions made later come after it."""

    kind: Literal["session_ended"] = "session_ended"
    reason: Text


Body = Annotated[
    SessionStarted
    | SegmentKept
    | SoundKept
    | AnswerMarked
    | SegmentFlagged
    | FlagTakenBack
    | CorrectionKept
    | SegmentsErased
    | SessionContinues
    | SessionEnded,
    Field(discriminator="kind"),
]


@_kept
class Envelope:
    """A record: where it belongs, and its body."""

    format_version: Literal[1, 2] = 1
    session_id: Id
    record_id: Id
    sequence: Sequence
    previous: Digest
    """SHA-256 of the sealed file before this one, in hexadecimal; empty for the first."""
    body: Body


_ENVELOPE = TypeAdapter(Envelope)


@dataclass(frozen=True, slots=True)
class Record:
    """What stood in a sealed file: the envelope, and what its proof is about."""

    envelope: Envelope
    line_digest: bytes
    """SHA-256 of the line of JSON, without its end."""
    proof: str
    """Empty in format 1."""


class DamagedRecord(Exception):
    """Bytes that are no record of this format."""


def to_bytes(envelope: Envelope, key: bytes | None = None) -> bytes:
    """A line of JSON, in format 2 a second with its proof, and spaces up to a power of two.

    `key` is the session's; a record of format 1 has none.
    """
    assert (key is not None) == (envelope.format_version == PROVEN_FORMAT)
    line = _ENVELOPE.dump_json(envelope)
    text = line + b"\n"
    if key is not None:
        text += b'{"proof": "%s"}\n' % proof(key, sha256(line).digest()).encode()
    size = SMALLEST_RECORD_BYTES
    while size < len(text):
        size *= 2
    return text.ljust(size, b" ")


def from_bytes(data: bytes) -> Record:
    """The record in these bytes; raises `DamagedRecord`, which holds none of them."""
    if len(data) > LARGEST_RECORD_BYTES:
        raise DamagedRecord
    line, _, rest = data.partition(b"\n")
    found = _PROOF_LINE.fullmatch(rest)
    try:
        envelope = _ENVELOPE.validate_json(line)
    except ValidationError:
        raise DamagedRecord from None
    if found is None or (found[1] is None) == (envelope.format_version == PROVEN_FORMAT):
        raise DamagedRecord
    return Record(envelope, sha256(line).digest(), (found[1] or b"").decode())
