"""The formats of an export, by name and by the ending of a file, and the one way to each."""

from collections.abc import Sequence
from enum import StrEnum
from typing import assert_never

from voice.export.document import Choice, Document, chosen, document_of, numbers_of
from voice.export.markdown import markdown
from voice.export.pdf import pdf
from voice.export.sound import SoundOf, archive
from voice.export.text import plain_text
from voice.export.webpage import webpage
from voice.values.problems import printable_json
from voice.values.transcript import PassageSound, Session
from voice.vault.reading import as_json


class Format(StrEnum):
    """What can be written."""

    MARKDOWN = "markdown"
    HTML = "html"
    PDF = "pdf"
    JSON = "json"
    TEXT = "text"
    SOUND = "sound"
    """A ZIP file: the kept sound of each answer, its words in WebVTT, and all words as a page."""


ENDINGS = {
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".pdf": Format.PDF,
    ".json": Format.JSON,
    ".txt": Format.TEXT,
    ".zip": Format.SOUND,
}


def taken_along(
    sessions: Sequence[Session], choice: Choice
) -> tuple[tuple[Session, ...], Document | None]:
    """What is chosen, as sessions and laid out; None where nothing is."""
    kept = chosen(sessions, choice)
    return kept, document_of(kept, choice, numbers_of(sessions)) if kept else None


def no_sound(_session_id: str, _segment_id: str) -> PassageSound | None:
    """Of sessions whose sound is not at hand."""
    return None


def rendered(
    sessions: Sequence[Session],
    document: Document,
    format_: Format,
    sound_of: SoundOf = no_sound,
) -> bytes:
    """The export as the bytes of a file; raises `VoiceError` where PDF or sound is not possible."""
    match format_:
        case Format.MARKDOWN:
            return markdown(document).encode()
        case Format.HTML:
            return webpage(document).encode()
        case Format.PDF:
            return pdf(document)
        case Format.JSON:
            return printable_json(as_json(sessions)).encode() + b"\n"
        case Format.TEXT:
            return plain_text(document).encode()
        case Format.SOUND:
            return archive(sessions, document, sound_of)
        case _:
            assert_never(format_)
