"""Kept sound taken along: a ZIP file with a FLAC file for each answer and its words in WebVTT.

The words stand beside it as a page too. Everything is made in memory, where the ZIP may be sealed:
about a megabyte for each minute of speech, and never a minute unpacked at a time but one passage.
"""

import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from voice.export.document import Document
from voice.export.webpage import webpage
from voice.sound.flac import FlacWriter
from voice.values.continuing import by_question, read_as_one
from voice.values.errors import VaultError
from voice.values.problems import printable
from voice.values.transcript import (
    SOUND_BYTES_PER_SECOND,
    UNCLEAR,
    UNSURE_MARK,
    Answer,
    PassageSound,
    Segment,
    Session,
    on_paper,
)

WORDS_PAGE = "words.html"

MOST_CUE_WORDS = 12
"""About two lines under a picture, as captions are usually set."""

CUE_PAUSE_SECONDS = 1.0
"""A silence after which a new cue begins."""

SHORTEST_CUE_SECONDS = 0.2
"""A cue has to end after it begins, and to be seen."""

SoundOf = Callable[[str, str], PassageSound | None]
"""A passage's sound by session and segment id."""


@dataclass(frozen=True, slots=True)
class Cue:
    """What is shown, from when to when in the answer's file; each word with its own moment."""

    start_seconds: float
    end_seconds: float
    words: tuple[tuple[float, str], ...]


def archive(sessions: Sequence[Session], document: Document, sound_of: SoundOf) -> bytes:
    """The chosen sessions as a ZIP file.

    Raises:
        VoiceError: none of them has a sound, or the library for it is missing.
    """
    memory = io.BytesIO()
    count = 0
    with zipfile.ZipFile(memory, "w") as files:  # stored: FLAC does not become smaller
        _add(files, WORDS_PAGE, webpage(document).encode())
        for session, answer, name, heading in _with_sound(sessions, document):
            flac, cues, notes = _track(session, answer, sound_of)
            if not cues:  # what was kept of it cannot be read any more
                continue
            _add(files, f"{name}.flac", flac)
            _add(files, f"{name}.vtt", webvtt(cues, (heading, *notes)).encode())
            count += 1
    if not count:
        raise VaultError(
            "no sound is kept of what is chosen",
            "take the words along in another format, such as html",
        )
    return memory.getvalue()


def _with_sound(
    sessions: Sequence[Session], document: Document
) -> Iterator[tuple[Session, Answer, str, str]]:
    """Each answer with a sound, its files' name and what stands over its words."""
    wholes = zip(read_as_one(sessions), document.chapters, strict=True)
    for place, (whole, chapter) in enumerate(wholes, start=1):
        for parts, entry in zip(by_question(whole), chapter.entries, strict=True):
            sounding = [part for part in parts if part.answer.sounds]
            for nth, part in enumerate(sounding, start=1):
                name = _name(part.session, place, entry.number) + (f"-{nth}" if nth > 1 else "")
                yield part.session, part.answer, name, f"{entry.number}. {entry.question}"


def webvtt(cues: Sequence[Cue], notes: Sequence[str] = ()) -> str:
    """Cues in WebVTT, in order and none at a time before the last; notes are not shown by players.

    Source: W3C WebVTT, sections 4.1 (structure, comments) and 4.2 (text, timestamps).
    """
    blocks = [f"NOTE {_one_line(note)}" for note in notes]
    earliest = 0.0
    for cue in cues:
        if not cue.words:
            continue
        start = max(earliest, cue.start_seconds)
        end = max(cue.end_seconds, start + SHORTEST_CUE_SECONDS)
        blocks.append(f"{_moment(start)} --> {_moment(end)}\n{_payload(cue, start, end)}")
        earliest = end
    return "".join(["WEBVTT\n", *(f"\n{block}\n" for block in blocks)] if blocks else "WEBVTT\n\n")


def cues_of(segment: Segment, offset_seconds: float) -> list[Cue]:
    """A passage as cues of a few words each; `offset_seconds` is added to every time."""
    cues: list[Cue] = []
    words: list[tuple[float, str]] = []
    start = end = 0.0
    for word, (text, unsure) in zip(segment.words, on_paper(segment), strict=True):
        begins = word.start_seconds + offset_seconds
        if words and (len(words) == MOST_CUE_WORDS or begins - end >= CUE_PAUSE_SECONDS):
            cues.append(Cue(start, end, tuple(words)))
            words = []
        if not words:
            start = begins
        words.append((begins, f"{text} {UNSURE_MARK}" if unsure and text != UNCLEAR else text))
        end = word.end_seconds + offset_seconds
    return [*cues, Cue(start, end, tuple(words))] if words else cues


def _name(session: Session, place: int, number: int) -> str:
    """A file's name, made of numbers only: nothing of a record can lead it out of its folder."""
    try:
        day = f"{datetime.fromisoformat(session.started_at).date()}-"
    except ValueError:
        day = ""
    return f"{day}session-{place}-question-{number}"


def _track(
    session: Session, answer: Answer, sound_of: SoundOf
) -> tuple[bytes, list[Cue], list[str]]:
    """An answer's FLAC file, its cues, and what else is to be known of it."""
    writer = FlacWriter()
    cues: list[Cue] = []
    notes: list[str] = []
    written_seconds = 0.0
    for segment, shown in zip(answer.said, answer.said_corrected, strict=True):
        text = " ".join(text for text, _ in on_paper(shown))
        sound = sound_of(session.session_id, segment.segment_id)
        if sound is None:
            notes.append(f"{'typed' if segment.typed else 'no sound is kept of'}: {text}")
            continue
        if shown != segment:
            notes.append(f"as recognised: {segment.verbatim}; as corrected: {text}")
        cues += cues_of(shown, written_seconds - sound.start_seconds)
        writer.write(sound.samples)
        written_seconds += len(sound.samples) / SOUND_BYTES_PER_SECOND
    return writer.finish(), cues, notes


def _add(files: zipfile.ZipFile, name: str, data: bytes) -> None:
    info = zipfile.ZipInfo(name)  # no date: an export has none but its session's
    info.external_attr = 0o600 << 16
    files.writestr(info, data)


def _payload(cue: Cue, start: float, end: float) -> str:
    """The words, each after the first led by its moment where that lies further on in the cue."""
    pieces: list[str] = []
    latest = start
    for number, (begins, text) in enumerate(cue.words):
        led = number > 0 and latest + 0.001 <= begins < end
        pieces.append((f"<{_moment(begins)}>" if led else "") + _escaped(text))
        latest = begins if led else latest
    return " ".join(pieces)


def _escaped(text: str) -> str:
    plain = " ".join(printable(text).split())
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _one_line(text: str) -> str:
    """A comment's text, without what would end it."""
    return " ".join(printable(text).split()).replace("-->", "->")


def _moment(seconds: float) -> str:
    milliseconds = max(0, round(seconds * 1000))
    minutes, rest = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{rest // 1000:02}.{rest % 1000:03}"
