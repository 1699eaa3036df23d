"""What every format is turned into: headings, paragraphs and list items, with their lines.

Values only; each format's module makes them, `questions` and `themes` read them.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

LINES_A_PAGE = 1_000_000
"""A line of a PDF is counted from its page's number times this on."""

STRESS_BEGINS, STRESS_ENDS = "\ue000", "\ue001"
"""Around what a format sets bold or italic, in the pieces that a block is made of; letters of
private use, which `decoding.clean` leaves in no text."""

ITALIC = "\ue002"
"""After `STRESS_BEGINS`, where it is italic only."""

_MARKS = STRESS_BEGINS + STRESS_ENDS + ITALIC
_ANY_MARK = re.compile(f"[{_MARKS}]")


class Kind(StrEnum):
    """What a block is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"


class Why(StrEnum):
    """Why a question was left out; the value is how it reads in the report."""

    NAVIGATION = "it is a link, not a question of the article"
    PAGE = "it belongs to the page around the article"
    COMMENTS = "it stands among the comments"
    CODE = "it is code or hidden"
    QUOTE = "it is quoted from somebody else"
    FAQ = "it is one of the questions people ask about the subject, with its answer"
    TITLE = "it is the article's title"
    HEADING = "it is a heading, and the text under it answers it"
    ANSWERED = "the text answers it itself"
    INTERVIEW = "it is asked of somebody else, in an interview"
    SPEECH = "somebody in the text says it"
    FILLER = "it is a turn of speech"
    SITE = "it is about the site, not about the reader"
    SHORT = "it is too short to stand alone"
    RHETORICAL = "it does not ask the reader"
    UNKNOWN_ADDRESS = "it stands inside a text, in a language whose forms of address are not known"
    NO_PROMPTS = "it asks without a question mark, and not in a list of prompts"
    UNREADABLE = "it holds letters that cannot be shown"
    TWICE = "it was taken before"
    TOO_LONG = "it is over 600 letters"
    TOO_MANY = "a guide holds at most 30 questions to a theme"
    TOO_MANY_THEMES = "a guide holds at most 12 themes"
    GUIDE_FULL = "the guide has reached its largest size"


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, paragraph or item, its white space made single."""

    kind: Kind
    text: str
    lines: tuple[tuple[int, int], ...]
    """(offset in `text`, line number) for each line that the text was put together from."""
    depth: int = 0
    """A heading's level, 1 the highest; an item's nesting, 0 the outermost."""
    aside: Why | None = None
    """Why the format itself says that this is not the article's own text."""
    stressed: tuple[tuple[int, int], ...] = ()
    """From and to which letter it is bold or italic."""
    is_bold: bool = False
    """Whether all of it is bold."""
    is_labelled: bool = False
    """Whether "Day 4" or "Prompt:" stood before it."""

    def place(self, offset: int = 0) -> str:
        """Where the letter at this offset stands: "line 17", or "page 2, line 3"."""
        index = bisect_right(self.lines, (offset, 1 << 60)) - 1
        page, line = divmod(self.lines[max(0, index)][1] if self.lines else 0, LINES_A_PAGE)
        return f"page {page}, line {line}" if page else f"line {line}"

    def stresses(self, start: int, end: int) -> bool:
        """Whether all between these letters is bold or italic, a mark at its edges aside."""
        return any(a <= start + 1 and b >= end - 2 for a, b in self.stressed)

    def without_first(self, letters: int) -> "Block":
        """The same without its first letters."""
        if not letters:
            return self
        return replace(
            self,
            text=self.text[letters:],
            lines=tuple((max(0, offset - letters), line) for offset, line in self.lines),
            stressed=tuple((max(0, a - letters), b - letters) for a, b in self.stressed),
        )


def block_of(
    kind: Kind,
    pieces: Iterable[tuple[str, int]],
    depth: int = 0,
    aside: Why | None = None,
) -> Block | None:
    """A block from pieces of text and their lines; None where there is no letter in them."""
    text: list[str] = []
    lines: list[tuple[int, int]] = []
    stressed: list[tuple[int, int]] = []
    begun = -1
    is_italic = is_divided = False
    for piece, line in pieces:
        words = " ".join(piece.split())
        if words.strip(_MARKS):
            if text and not is_divided and text[-1] != " ":
                text.append(" ")
            lines.append((len(text), line))
            is_divided = words.rstrip(STRESS_ENDS).endswith("\u00ad")  # at a line's end
        for char in words:
            if char == STRESS_BEGINS:
                begun = len(text)
            elif char == STRESS_ENDS:
                _stress(stressed, begun, len(text))
                begun = -1
            elif char == ITALIC:
                is_italic = True
            elif char != "\u00ad" and not (char == " " and (not text or text[-1] == " ")):
                text.append(char)
    _stress(stressed, begun, len(text))
    if not any(char.isalnum() for char in text):
        return None
    made = Block(kind, "".join(text).rstrip(), tuple(lines), depth, aside, tuple(stressed))
    is_bold = not is_italic and made.stresses(0, len(made.text))
    return replace(made, is_bold=is_bold)


def without_marks(piece: str) -> str:
    """A piece's letters alone."""
    return piece if piece.isascii() else _ANY_MARK.sub("", piece)


def without_first(piece: str, letters: int) -> str:
    """A piece without its first letters; the marks stay."""
    marks = ""
    for at, char in enumerate(piece):
        if char in _MARKS:
            marks += char
        elif letters <= 0:
            return marks + piece[at:]
        else:
            letters -= 1
    return marks


def _stress(stressed: list[tuple[int, int]], begun: int, end: int) -> None:
    """Add what is bold or italic; what only a space divides is one."""
    if begun < 0 or end <= begun:
        return
    if stressed and begun - stressed[-1][1] <= 1:
        begun = stressed.pop()[0]
    stressed.append((begun, end))
