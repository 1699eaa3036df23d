"""A guide with the recordings of somebody who reads it: the bytes of one file, and what is in them.

The format and its checks only, every byte hostile until it is checked: nothing here opens a file,
decodes a sound or names a path. docs/trusted-voice.md describes it for others.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

import tomli_w
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from voice.guides.loading import LARGEST_GUIDE_BYTES, ReflectionGuide, parse_guide
from voice.values.errors import GuideError
from voice.values.problems import in_one_line, is_plain, piles_marks

MAGIC = b"reflect guide 1\n"

LARGEST_FILE_BYTES = 48 << 20
"""Forty minutes of speech at 16 kHz in a noisy room, as FLAC."""

LONGEST_RECORDING_SECONDS = 60.0
"""The longest question, 600 letters, is read in about 45 s."""

LONGEST_NAME = 60

_LARGEST_RECORDING_BYTES = 4 << 20
_LARGEST_HEAD_BYTES = 4 * LARGEST_GUIDE_BYTES
_LENGTH_BYTES = 4
_FLAC_MARK = b"fLaC"


def question_name(question_id: str) -> str:
    """By which name the recording of a question is found."""
    return f"question {question_id}"


def introduction_name(theme_id: str) -> str:
    """By which name the recording of a theme's introduction is found."""
    return f"theme {theme_id}"


def texts_to_read(guide: ReflectionGuide) -> dict[str, str]:
    """All that can be recorded of a guide, in its order: each text by its recording's name."""
    texts: dict[str, str] = {}
    for theme in guide.themes:
        if theme.introduction:
            texts[introduction_name(theme.id)] = theme.introduction
        texts |= {question_name(question.id): question.text for question in theme.questions}
    return texts


@dataclass(frozen=True, slots=True)
class ReadGuide:
    """A guide, who is said to read it, and FLAC bytes by name, not decoded yet."""

    guide: ReflectionGuide
    toml: str
    reader: str
    recordings: Mapping[str, bytes] = field(repr=False)


def fingerprint(data: bytes) -> str:
    """Four groups of four letters by which two people compare a file aloud."""
    digest = hashlib.sha256(data).hexdigest()[:16]
    return " ".join(digest[at : at + 4] for at in range(0, 16, 4))


def check_reader(name: str) -> str:
    """A reader's name as it is kept; raises `GuideError` where it can be neither shown nor said."""
    plain = in_one_line(name).strip()
    if not 0 < len(plain) <= LONGEST_NAME or plain != name or not any(map(str.isalnum, plain)):
        raise GuideError(
            "that is no name of a reader",
            "give a name of at most {most} letters",
            most=LONGEST_NAME,
        )
    return plain


def toml_with_reader(read: ReadGuide) -> str:
    """The guide's own text, with who reads it."""
    return tomli_w.dumps({"read_by": read.reader}) + read.toml


# Bytes -----------------------------------------------------------------------------------------


def _plain_name(name: str) -> str:
    if not is_plain(name) or piles_marks(name) or name != in_one_line(name).strip():
        raise ValueError
    return check_reader(name)


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class _Recording(_Strict):
    name: Annotated[str, Field(max_length=80)]
    bytes: Annotated[int, Field(ge=len(_FLAC_MARK), le=_LARGEST_RECORDING_BYTES)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class _Head(_Strict):
    reader: Annotated[str, Field(max_length=LONGEST_NAME), AfterValidator(_plain_name)]
    guide: Annotated[str, Field(max_length=LARGEST_GUIDE_BYTES)]
    recordings: Annotated[tuple[_Recording, ...], Field(min_length=1, max_length=400)]


def pack(read: ReadGuide) -> bytes:
    """The whole file."""
    parts = tuple(
        _Recording(name=name, bytes=len(flac), sha256=hashlib.sha256(flac).hexdigest())
        for name, flac in read.recordings.items()
    )
    head = _Head(reader=read.reader, guide=read.toml, recordings=parts).model_dump_json().encode()
    length = len(head).to_bytes(_LENGTH_BYTES, "big")
    return b"".join((MAGIC, length, head, *read.recordings.values()))


def unpack(data: bytes) -> ReadGuide:
    """What is in a file, its sounds not decoded; raises `GuideError`."""
    begins = len(MAGIC) + _LENGTH_BYTES
    size = int.from_bytes(data[len(MAGIC) : begins], "big")
    ends = begins + size
    if not data.startswith(MAGIC) or size > _LARGEST_HEAD_BYTES or len(data) > LARGEST_FILE_BYTES:
        raise damaged()
    try:
        head = _Head.model_validate_json(data[begins:ends])
        guide = parse_guide(head.guide, "the guide in it")
    except (ValidationError, GuideError, RecursionError):
        raise damaged() from None
    recordings = _parts(data[ends:], head.recordings)
    if guide.read_by or not recordings.keys() <= texts_to_read(guide).keys():
        raise damaged()
    return ReadGuide(guide, head.guide, head.reader, recordings)


def _parts(data: bytes, named: tuple[_Recording, ...]) -> dict[str, bytes]:
    """Every byte belongs to one recording, and is what its maker's head says of it."""
    if sum(part.bytes for part in named) != len(data):
        raise damaged()
    parts: dict[str, bytes] = {}
    at = 0
    for part in named:
        flac = data[at : at + part.bytes]
        at += part.bytes
        is_new = part.name not in parts and flac.startswith(_FLAC_MARK)
        if not is_new or hashlib.sha256(flac).hexdigest() != part.sha256:
            raise damaged()
        parts[part.name] = flac
    return parts


def damaged() -> GuideError:
    """Whatever is wrong with it: nobody mends such a file by hand."""
    return GuideError(
        "this is no guide with recordings, or it is damaged",
        "ask whoever gave it to you for the file once more",
    )
