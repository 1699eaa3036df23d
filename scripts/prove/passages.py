"""Invented sessions and passages to seal: no sound is needed for what happens on the disk."""

from voice.values.transcript import Segment, Word
from voice.vault.journal import SessionHeader
from voice.vault.reading import Reading
from voice.vault.records import AskedQuestion

CANARY = "periwinkle"
BEGAN = "2026-11-24T10:00:00+00:00"


def header(number: int) -> SessionHeader:
    """A session of two questions."""
    asked = tuple(
        AskedQuestion(question_id=q, question=f"What of {q}?", theme="T") for q in ("one", "two")
    )
    started = f"2026-11-24T10:{number // 60 % 60:02d}:{number % 60:02d}+00:00"
    return SessionHeader(f"20261124-{number:08x}", "guide", "Guide", "en", started, asked)


def passage(number: int, words: int = 20) -> Segment:
    """One passage with an id of its own."""
    start = number * 10.0
    said = tuple(
        Word(f"{CANARY}{place}", start + place * 0.4, start + place * 0.4 + 0.3, 0.9)
        for place in range(words)
    )
    return Segment(f"{number:032x}", said, start, start + words * 0.4)


def passages_in(reading: Reading) -> set[str]:
    """The ids of all that can be read again."""
    return {
        segment.segment_id
        for session in reading.sessions
        for answer in session.answers
        for segment in answer.segments
    }
