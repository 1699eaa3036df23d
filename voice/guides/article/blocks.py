"""What every format is turned into: headings, paragraphs and list items, with their lines.

Values only; each format's module makes them, `questions` and `themes` read them.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from voice.values.phrase import Phrase

LINES_A_PAGE = 1_000_000
"""A line of a PDF is counted from its page's number times this on."""

MOST_BLOCKS = 8_000
"""A book has 5,000 paragraphs."""

_SOFT_HYPHEN = "\u00ad"


class Piece(NamedTuple):
    """A part of a text, as a format's reader comes upon it."""

    text: str
    line: int
    is_bold: bool = False
    is_italic: bool = False


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
class Place:
    """Where something stands in an article; page 0: it has no pages."""

    line: int
    page: int = 0

    def told(self) -> Phrase:
        """The same in words."""
        if self.page:
            return Phrase("page {page}, line {line}", page=self.page, line=self.line)
        return Phrase("line {line}", line=self.line)


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

    def place(self, offset: int = 0) -> Place:
        """Where the letter at this offset stands."""
        index = bisect_right(self.lines, (offset, 1 << 60)) - 1
        page, line = divmod(self.lines[max(0, index)][1] if self.lines else 0, LINES_A_PAGE)
        return Place(line, page)

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
    kind: Kind, pieces: Iterable[Piece], depth: int = 0, aside: Why | None = None
) -> Block | None:
    """A block from pieces, a space between those of two lines; None where no letter is in them."""
    text: list[str] = []
    lines: list[tuple[int, int]] = []
    stressed: list[tuple[int, int]] = []
    is_italic = is_divided = False
    last_line = 0
    for piece in pieces:
        words = piece.text
        if piece.line != last_line and text and text[-1] != " " and not is_divided:
            text.append(" ")
        last_line = piece.line
        begun = len(text)
        if words.strip():
            if not lines or lines[-1][1] != piece.line:
                lines.append((begun, piece.line))
            is_divided = words.rstrip().endswith(_SOFT_HYPHEN)  # at a line's end
            words = words.rstrip() if is_divided else words
            is_italic |= piece.is_italic and not piece.is_bold
        for char in words:
            char = " " if char.isspace() else char
            if char != _SOFT_HYPHEN and not (char == " " and (not text or text[-1] == " ")):
                text.append(char)
        if (piece.is_bold or piece.is_italic) and len(text) > begun:
            if stressed and begun - stressed[-1][1] <= 1:  # what only a space divides is one
                begun = stressed.pop()[0]
            stressed.append((begun, len(text)))
    if not any(char.isalnum() for char in text):
        return None
    made = Block(kind, "".join(text).rstrip(), tuple(lines), depth, aside, tuple(stressed))
    return replace(made, is_bold=not is_italic and made.stresses(0, len(made.text)))
