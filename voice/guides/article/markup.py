"""Marked-up text as blocks: what HTML, Markdown and Word documents have in common.

Pure functions over elements that a format's own module made of what its library read. What an
element is in one format only, and why it is no part of the article, is said there.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from voice.guides.article.blocks import Block, Kind, Piece, Why, block_of
from voice.guides.article.bullets import is_label, label_of, without_bullet, without_checkbox
from voice.guides.article.dates import find_date
from voice.guides.article.plain import LONGEST_HEADING_LETTERS, is_heading
from voice.guides.article.sentences import asks

BULLET = "bullet"
"""The tag of what is drawn before an item that is none by its element."""

_TABLE = frozenset(["table", "tbody", "thead", "tfoot", "tr", "td", "th"])
_BLOCKS = _TABLE | frozenset(
    """address article aside blockquote body center dd details div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary ul""".split()  # noqa: SIM905
)
_HEADINGS = {**{f"h{level}": level for level in range(1, 7)}, "dt": 5, "summary": 5, "th": 5}
_ENDS = tuple(".!?…:;,؟–—-")
_TYPED_HEADING = 6
"""Under every real heading."""


@dataclass(slots=True)
class Element:
    """One element, by its name in HTML, with the elements and texts in it."""

    tag: str
    line: int = 0
    children: "list[Element | Piece]" = field(default_factory=list["Element | Piece"])
    aside: Why | None = None
    is_bold: bool = False
    is_italic: bool = False
    is_link: bool = False
    leads_elsewhere: bool = False
    """Of a link: whether to another page."""
    level: int | None = None
    """Of an item that is none by its element: how deep it is nested."""


@dataclass(frozen=True, slots=True)
class _Around:
    """What the elements around a text make of it."""

    aside: Why | None = None
    lists: int = 0
    is_heading: bool = False
    is_bold: bool = False
    is_italic: bool = False
    is_link: bool = False


def markup_blocks(root: Element) -> list[Block]:
    """The blocks in the order of the text."""
    walk = _Walk()
    walk.read(root, _Around())
    walk.write(_Around())
    return walk.blocks


class _Walk:
    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._parts: list[list[Piece]] = [[]]
        """What is to be written, cut at line breaks."""
        self._kind = Kind.PARAGRAPH
        self._depth = 0
        self._linked = self._unlinked = False

    def read(self, element: Element, around: _Around) -> None:
        """Read an element and all that is in it."""
        tag = element.tag
        if tag == "br":
            self._parts.append([])
        elif tag == BULLET:
            if not any(piece.text.strip() for part in self._parts for piece in part):
                self._kind = Kind.ITEM
        elif tag not in _BLOCKS:
            is_link = element.leads_elsewhere or (element.is_link and not around.is_heading)
            self._read_children(
                element,
                replace(
                    around,
                    is_bold=around.is_bold or element.is_bold,
                    is_italic=around.is_italic or element.is_italic,
                    is_link=around.is_link or is_link,
                ),
            )
        else:
            self.write(around)
            inside = replace(
                around,
                aside=around.aside or element.aside,
                lists=around.lists + (tag in {"ul", "ol", "dl"}),
                is_heading=around.is_heading or tag in _HEADINGS,
            )
            if tag == "table" and (rows := _simple_rows(element)) is not None:
                self.blocks += _table_blocks(rows, inside.aside)
                return
            if tag in {"li", "dd"}:
                self._kind, self._depth = Kind.ITEM, max(0, inside.lists - 1)
            elif tag in _HEADINGS:
                self._kind, self._depth = Kind.HEADING, _HEADINGS[tag]
            if element.level is not None:
                self._depth = element.level
            self._read_children(element, inside)
            self.write(inside)
            if not around.is_heading:
                self._kind, self._depth = Kind.PARAGRAPH, 0

    def _read_children(self, element: Element, around: _Around) -> None:
        for child in element.children:
            if isinstance(child, Element):
                self.read(child, around)
                continue
            is_said = bool(child.text.strip())
            self._linked |= is_said and around.is_link
            self._unlinked |= is_said and not around.is_link
            *ended, last = child.text.split("\n")
            for number, text in enumerate([*(line + " " for line in ended), last], child.line):
                self._parts[-1].append(Piece(text, number, around.is_bold, around.is_italic))

    def write(self, around: _Around) -> None:
        """Make blocks of what was read."""
        parts, kind, depth = self._parts, self._kind, self._depth
        is_link = self._linked and not self._unlinked
        self._parts, self._linked, self._unlinked = [[]], False, False
        aside = around.aside
        is_linked_heading = kind is Kind.HEADING and depth > 1
        if aside is None and is_link and (kind is Kind.ITEM or is_linked_heading):
            aside = Why.NAVIGATION
        written = [
            made for part in _at_breaks(parts) if (made := block_of(kind, part, depth, aside))
        ]
        self.blocks += map(as_typed, written)
        if written and not around.is_heading:
            self._kind, self._depth = Kind.PARAGRAPH, 0


def _at_breaks(parts: list[list[Piece]]) -> list[list[Piece]]:
    """The same parts, those of one sentence that was only set in two lines put together."""
    out: list[list[Piece]] = []
    before = ""
    for part in parts:
        words = "".join(piece.text for piece in part).strip()
        if not words:
            continue
        if before and words[0].islower() and not before.endswith(_ENDS):
            out[-1] += [Piece(" ", part[0].line), *part]
        else:
            out.append(part)
        before = words
    return out


def as_typed(block: Block) -> Block:
    """A paragraph that was typed as a list item or a heading, with a bullet or in bold, as one;
    an item without the emoji or label it begins with.
    """
    if block.kind is Kind.HEADING or find_date(block.text[:LONGEST_HEADING_LETTERS]):
        return block
    if block.kind is Kind.ITEM:
        block = block.without_first(len(block.text) - len(without_checkbox(block.text)))
    entry = without_bullet(block.text)
    if block.kind is Kind.ITEM and entry is None:
        return block
    begun = block.text[: block.stressed[0][1]] if block.stressed else ""
    is_stressed_label = entry is None and is_label(begun.strip())
    if is_stressed_label:
        entry = block.text[len(begun) :].strip()
    if entry:
        is_labelled = bool(label_of(block.text)) or is_stressed_label
        shifted = block.without_first(len(block.text) - len(entry))
        return replace(shifted, kind=Kind.ITEM, is_labelled=is_labelled)
    if block.is_bold and is_heading(block.text):
        return replace(block, kind=Kind.HEADING, depth=_TYPED_HEADING)
    return block


def _within(element: Element) -> Iterator[Element | Piece]:
    """All that is in an element, in order."""
    for child in element.children:
        yield child
        if isinstance(child, Element):
            yield from _within(child)


def _simple_rows(table: Element) -> list[list[Piece]] | None:
    """A table's cells where they hold words only; None where it lays the page out."""
    elements = [inner for inner in _within(table) if isinstance(inner, Element)]
    if any(inner.tag in _BLOCKS - _TABLE for inner in elements):
        return None
    return [
        [_cell(cell) for cell in row.children if isinstance(cell, Element) and cell.tag in _TABLE]
        for row in elements
        if row.tag == "tr"
    ]


def _cell(cell: Element) -> Piece:
    words = "".join(inner.text for inner in _within(cell) if isinstance(inner, Piece))
    return Piece(" ".join(words.split()), cell.line)


def _table_blocks(rows: list[list[Piece]], aside: Why | None) -> list[Block]:
    """Headings and items; by column where the first row heads them, else by row."""
    rows = [row for row in rows if any(cell.text for cell in row)]
    if not rows:
        return []
    heads = rows[0]
    if len(rows) > 1 and len(heads) > 1 and not any(asks(cell.text) for cell in heads):
        groups = [
            [head, *(row[column] for row in rows[1:] if column < len(row))]
            for column, head in enumerate(heads)
        ]
    else:
        groups = rows
    made: list[Block | None] = []
    for first, *rest in groups:
        if groups is rows and (not rest or asks(first.text)):
            rest = [first, *rest]
        else:
            made.append(block_of(Kind.HEADING, [first], 4, aside))
        for cell in rest:
            entry = without_bullet(cell.text) or cell.text
            made.append(block_of(Kind.ITEM, [cell._replace(text=entry)], 0, aside))
    return [block for block in made if block is not None]
