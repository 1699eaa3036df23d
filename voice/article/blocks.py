"""What every format is turned into: headings, paragraphs and list items, with their lines.

Values only; each format's module makes them, `questions` and `themes` read them.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


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
    page: int = 0
    """In a PDF, the page that `lines` counts on."""
    aside: Why | None = None
    """Why the format itself says that this is not the article's own text."""

    def place(self, offset: int = 0) -> str:
        """Where the letter at this offset stands: "line 17", or "page 2, line 3"."""
        index = bisect_right(self.lines, (offset, 1 << 60)) - 1
        line = self.lines[max(0, index)][1] if self.lines else 0
        return f"page {self.page}, line {line}" if self.page else f"line {line}"


def block_of(
    kind: Kind,
    pieces: Iterable[tuple[str, int]],
    depth: int = 0,
    page: int = 0,
    aside: Why | None = None,
) -> Block | None:
    """A block from pieces of text and their lines; None where there is no letter in them."""
    text = ""
    lines: list[tuple[int, int]] = []
    for piece, line in pieces:
        words = " ".join(piece.split())
        if not words:
            continue
        if text.endswith("\u00ad"):  # a soft hyphen at a line's end
            text = text[:-1]
        elif text:
            text += " "
        lines.append((len(text), line))
        text += words
    text = text.replace("\u00ad", "")
    if not any(char.isalnum() for char in text):
        return None
    return Block(kind, text, tuple(lines), depth, page, aside)
