"""What may reach a synthesiser: markup taken out, and long text cut into sentences.

Pure functions. SAPI reads text that begins with "<" as markup and macOS obeys "[[…]]", so angle
and square brackets never pass; control and format characters do not either.
"""

import re
import unicodedata

from voice.problems import JOINERS

LONGEST_PIECE = 240
"""Synthesis time grows with the square of the length; this is two long sentences, under 15 ms."""

_BRACKETS = str.maketrans(dict.fromkeys("<>[]{}\\", " "))
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")


def speakable(text: str) -> str:
    """The text as one line without markup, control and format characters."""
    kept = "".join(
        char if unicodedata.category(char)[0] not in "CZ" or char in JOINERS else " "
        for char in text.translate(_BRACKETS)
    )
    return " ".join(kept.split())


def sentences(text: str) -> list[str]:
    """Pieces of at most `LONGEST_PIECE` letters, cut at sentences, else between words."""
    pieces: list[str] = []
    for sentence in _SENTENCE_END.split(speakable(text)):
        rest = sentence.strip()
        while len(rest) > LONGEST_PIECE:
            cut = max(rest.rfind(mark, 0, LONGEST_PIECE) for mark in (", ", " "))
            cut = cut if cut > 0 else LONGEST_PIECE
            pieces.append(rest[:cut].strip())
            rest = rest[cut:].lstrip(", ")
        if rest:
            pieces.append(rest)
    return [piece for piece in pieces if any(char.isalnum() for char in piece)]
