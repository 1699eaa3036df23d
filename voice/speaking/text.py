"""What may reach a synthesiser: markup taken out, and long text cut into sentences.

Pure functions, for every synthesiser alike. SAPI reads text that begins with "<" as markup and
macOS obeys "[[…]]", so angle and square brackets never pass; control and format characters do not
either, nor what an article's emphasis is written with.
"""

import re
import unicodedata

LONGEST_PIECE = 240
"""Synthesis time grows with the square of the length; this is two long sentences, under 15 ms."""

LONGEST_BEGINNING = 60
"""A clause: a natural voice needs 0.3 s for it on one core, and 1.4 s for `LONGEST_PIECE`."""

MOST_SHORT_WORDS = 2
"""A natural voice says one or two words alone badly ("Kept." is heard as "Cut."), and well before
what follows them."""

_BRACKETS = str.maketrans(dict.fromkeys("<>[]{}\\", " "))
_EMPHASIS = re.compile(r"\*+|~{2,}|={2,}|\b_+|_+\b")
_MARK = re.compile(r"[.!?…]+(?=\s|$)")

_TITLES = "Dr Mr Mrs Ms Prof St vs cf ca approx bzw Hr Fr Nr Sr Sra Dra Mme Mlle"
_ABBREVIATIONS = frozenset(
    {*_TITLES.lower().split(), "e.g", "i.e", "z.b", "d.h", "u.a", "p.ej", "p.ex", "c.-à-d", "p"}
)
"""What a full stop follows in the middle of a sentence, also before a capital."""

_AT_ITS_END_TOO = frozenset({"etc", "usw"})
"""These end a sentence where a capital follows."""


def speakable(text: str) -> str:
    """The text as one line without markup, control and format characters, ligatures as letters."""
    kept: list[str] = []
    for char in text.translate(_BRACKETS):
        category = unicodedata.category(char)
        if category == "Cf":
            if char in "\u200c\u200d" and kept and _is_spelled_with_joiners(kept[-1]):
                kept.append(char)
        elif category[0] in "CZ":
            kept.append(" ")
        elif "\ufb00" <= char <= "\ufb06":
            kept.append(unicodedata.normalize("NFKC", char))
        else:
            kept.append(char)
    return " ".join(_EMPHASIS.sub("", "".join(kept)).split())


def sentences(text: str, longest_beginning: int = LONGEST_PIECE) -> list[str]:
    """Pieces of at most `LONGEST_PIECE` letters, cut at sentences, else between words.

    The first may be asked to be shorter. What has a word or two is not cut off from what follows.
    """
    pieces: list[str] = []
    for sentence in _joined(_split(speakable(text))):
        rest = sentence.strip()
        longest = LONGEST_PIECE if pieces else longest_beginning
        while len(rest) > longest:
            cut = rest.rfind(", ", longest // 4, longest)
            cut = cut if cut > 0 else rest.rfind(" ", 0, longest)
            cut = cut if cut > 0 else longest
            pieces.append(rest[:cut].strip())
            rest = rest[cut:].lstrip(", ")
            longest = LONGEST_PIECE
        if rest:
            pieces.append(rest)
    return [piece for piece in pieces if any(char.isalnum() for char in piece)]


def ends_sentence(before: str, after: str) -> bool:
    """Whether the full stop between them is one: not that of "Dr.", "e.g." or an initial."""
    word = before.split()[-1] if before.split() else ""
    word = word.lstrip("(\"'\u201c\u2018\u00ab\u201e")
    if word.lower() in _AT_ITS_END_TOO:
        return not after.lstrip()[:1].islower()
    return word.lower() not in _ABBREVIATIONS and not (len(word) == 1 and word.isupper())


def _is_spelled_with_joiners(char: str) -> bool:
    """Persian and Indian words are; elsewhere a joiner is only in the way."""
    return char.isalpha() and char > "\u024f"


def _split(text: str) -> list[str]:
    found: list[str] = []
    begun = 0
    for mark in _MARK.finditer(text):
        if mark[0] != "." or ends_sentence(text[begun : mark.start()], text[mark.end() :]):
            found.append(text[begun : mark.end()])
            begun = mark.end()
    return [*found, text[begun:]]


def _joined(found: list[str]) -> list[str]:
    joined: list[str] = []
    for sentence in found:
        short = joined and len(joined[-1].split()) <= MOST_SHORT_WORDS
        if short and len(joined[-1]) + len(sentence) <= LONGEST_PIECE:
            joined[-1] += sentence
        else:
            joined.append(sentence)
    return joined
