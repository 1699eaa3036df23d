"""What is typed, as a passage: bounded, rid of what moves a cursor or hides, and parted into words.

Pure functions over text. Nothing here knows where it was typed.
"""

import unicodedata

from voice.values.transcript import Segment, Word

MOST_TYPED_CHARACTERS = 2_000
"""Of one passage: about a page and a half. More is typed as a further passage."""

LONGEST_TYPED_WORD = 200
"""What has no space for longer is parted; a record's word may have twice as many letters."""


def as_draft(text: str) -> str:
    """What stands in the line: one line of printable letters, no longer than a passage may be."""
    return "".join(map(_as_letter, text[:MOST_TYPED_CHARACTERS]))


def _as_letter(char: str) -> str:
    if char.isspace() or unicodedata.category(char) == "Cc":
        return " "
    joins = char in "\u200c\u200d"  # within words of Persian or Hindi
    return "" if unicodedata.category(char) in {"Cf", "Cs", "Co"} and not joins else char


def typed_passage(draft: str, segment_id: str, at_seconds: float) -> Segment | None:
    """A draft as a passage that was typed at this moment of the session; None where it is empty."""
    texts = [
        word[start : start + LONGEST_TYPED_WORD]
        for word in as_draft(draft).split()
        for start in range(0, len(word), LONGEST_TYPED_WORD)
    ]
    words = tuple(Word(text, at_seconds, at_seconds, 1.0) for text in texts)
    return Segment(segment_id, words, at_seconds, at_seconds, typed=True) if words else None
