"""A block's text cut into sentences, and which of them are questions.

Pure functions; each takes time in proportion to the text.
"""

import re
from dataclasses import dataclass

QUESTION_MARKS = "?？؟⁇⁈"
_CLOSING = "\"'”’»«)\\]›“"
_END = re.compile(rf"[.!…。！{QUESTION_MARKS}]+(?:\s?[{_CLOSING}])?[{_CLOSING}]{{0,3}}(?=\s|$|¿)")
_ABBREVIATIONS = frozenset(
    """dr mr mrs ms prof st vs etc e.g i.e z.b d.h u.a bzw ca usw nr sr sra srta ud uds dra mme
    mlle m p.ej cf no fig approx jr""".split()  # noqa: SIM905
)
_ASKS = re.compile(rf"[{QUESTION_MARKS}][!.…{QUESTION_MARKS}]*[\s{_CLOSING}]*$")
_LONGEST_CLOSING = 12
SAID = ('"', "“", "”", "„", "«", "‘", "—", "–")
_PAIRS = ["“”", "„“", "„”", "«»", "»«", "‹›", "›‹", "「」", "『』", '""', "‘’", "‚‘", "''"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence and where it begins in its block's text."""

    text: str
    offset: int

    @property
    def asks(self) -> bool:
        """Whether it ends with a question mark, quotes and brackets aside."""
        return asks(self.text)


def asks(text: str) -> bool:
    """Whether a text ends with a question mark, quotes and brackets aside."""
    return _ASKS.search(text[-_LONGEST_CLOSING:]) is not None


def sentences_of(text: str) -> list[Sentence]:
    """The sentences in order; what has no end of its own belongs to the last."""
    found: list[Sentence] = []
    start = 0
    for end in _END.finditer(text):
        if end[0].startswith(".") and not _ends_a_sentence(text, start, end):
            continue
        if _is_quoted_within(text, start, end):
            continue
        _add(found, text, start, end.end())
        start = end.end()
    _add(found, text, start, len(text))
    return found


def _ends_a_sentence(text: str, start: int, end: re.Match[str]) -> bool:
    if end[0].startswith("..") or len(end[0]) > 1:
        after = text[end.end() :].lstrip()[:1]
        return not after.islower()
    last_word = text[max(start, end.start() - 12) : end.start()].rsplit(" ", 1)[-1].lower()
    last_word = last_word.lstrip("\"'(“‘„«")
    after = text[end.end() : end.end() + 3].lstrip()[:1]
    if after.islower() or last_word in _ABBREVIATIONS:
        return False
    return not (len(last_word) == 1 and last_word.isalpha())


def _is_quoted_within(text: str, start: int, end: re.Match[str]) -> bool:
    """Whether it ends only what a sentence quotes: "Asking “Who?” took a year."."""
    begun = text[start : end.start()].lstrip()
    after = text[end.end() : end.end() + 3].lstrip()[:1]
    return end[0][-1] in _CLOSING and after.islower() and not is_quoted(begun) and ":" not in begun


def _add(found: list[Sentence], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    words = piece.strip()
    if words:
        found.append(Sentence(words, start + len(piece) - len(piece.lstrip())))


def is_quoted(text: str) -> bool:
    """Whether a text begins with a quotation mark or a dash, as what is said does."""
    return text.startswith(SAID)


def unquoted(text: str) -> str:
    """The text without the pair of quotation marks that holds all of it."""
    for opening, closing in _PAIRS:
        if text.startswith(opening) and text.endswith(closing) and len(text) > 2:
            inner = text[1:-1]
            if opening not in inner and (closing == "’" or closing not in inner):
                return inner.strip()
    return text
