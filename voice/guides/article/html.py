"""HTML as blocks: lxml reads it, trafilatura reads what its head tells.

Pure functions over a text already decoded; neither library is given anything it could fetch.
Both are in the extra `articles`.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from lxml import etree as _etree  # pyright: ignore
from lxml import html as _html  # pyright: ignore
from trafilatura.metadata import extract_metadata

from voice.guides.article.blocks import (
    ITALIC,
    STRESS_BEGINS,
    STRESS_ENDS,
    Block,
    Kind,
    Why,
    block_of,
)
from voice.guides.article.decoding import clean, not_text
from voice.guides.article.origin import Told
from voice.guides.article.page_parts import (
    SILENT,
    aside_of,
    is_bold,
    is_italic,
    is_titled,
    letters_within,
    style_of,
)
from voice.guides.article.plain import as_typed
from voice.guides.article.tables import Row, table_blocks
from voice.values.errors import GuideError

# neither comes with types
etree: Any = _etree  # pyright: ignore[reportUnknownVariableType]
html_: Any = _html

_BLOCKS = frozenset(
    """address article aside blockquote body center dd details div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table tbody
    td tfoot th thead tr ul""".split()  # noqa: SIM905
)
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_WORDS_BULLET = "mso-list:Ignore"
_WORDS_LEVEL = re.compile(r"mso-list:\s?l\d{1,4} level([1-9])")
"""What Word's "save as web page" writes of a list."""
_AROUND = f" \t\n\u00a0{STRESS_BEGINS}{STRESS_ENDS}{ITALIC}"
_ENDS = tuple(".!?…:;,؟–—-")
_ALONE = "save the article alone: the reading view of a browser does that"
MOST_ELEMENTS = 15_000
"""A long page of an encyclopaedia has 10,000. Time grows with their number: 44,000 take 1.5 s."""


def html_blocks(text: str) -> tuple[list[Block], Told]:
    """The blocks of a page, each with why it is no part of the article, and what its head tells.

    Raises:
        GuideError: it is no HTML, or a page of endless elements.
    """
    parser: Any = html_.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        root: Any = html_.document_fromstring(text.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise not_text("it is no HTML with text in it") from None
    if any("depth" in entry.message for entry in parser.error_log):  # the rest was dropped
        raise GuideError("the page is nested too deeply to be read", _ALONE)
    elements = sum(1 for _ in root.iter())
    if elements > MOST_ELEMENTS:
        raise GuideError(
            f"the page has {elements} elements, more than {MOST_ELEMENTS}",
            _ALONE,
        )
    return list(_Walk(root).blocks()), _told(root)


def _told(root: Any) -> Told:
    found: Any = extract_metadata(root, extensive=False)  # a guessed date is worse than none
    language = re.match(r"[a-zA-Z]{2,3}", root.get("lang") or "")
    published: date | None = None
    if found.date:
        published = date.fromisoformat(found.date)
    return Told(
        clean(found.title or ""),
        clean(found.author or "").replace("; ", ", "),
        published,
        language[0].lower() if language else "",
    )


class _Walk:
    """One pass over the elements in the order of the text."""

    def __init__(self, root: Any) -> None:
        self._root = root
        self._letters = letters_within(root)
        self._all_letters = max(1, self._letters[root])
        self._asides: list[Why | None] = [None]
        self._pieces: list[tuple[str, int]] = []
        self._kind = Kind.PARAGRAPH
        self._depth = 0
        self._lists = 0
        self._linked = 0
        self._unlinked = 0
        self._in_link = 0
        self._in_heading = False
        self._in_bold = 0
        self._in_italic = 0

    def blocks(self) -> Iterator[Block]:
        skipped: Any = None
        walker: Any = etree.iterwalk(self._root, events=("start", "end"))
        for event, element in walker:
            tag = str(element.tag).lower()
            if event == "start":
                if tag in SILENT:
                    if element.tail and tag in _BLOCKS:
                        yield from self._written()
                    walker.skip_subtree()
                    continue
                if _WORDS_BULLET in style_of(element):
                    self._itemised()
                    walker.skip_subtree()
                    skipped = element
                    continue
                if tag == "table" and (rows := _simple_rows(element)) is not None:
                    yield from self._written()
                    yield from table_blocks(rows, self._asides[-1] or self._aside_of(element, tag))
                    walker.skip_subtree()
                    skipped = element
                    continue
                yield from self._opened(element, tag)
            else:
                if tag not in SILENT and element is not skipped:
                    yield from self._closed(element, tag)
                self._say(element.tail, element)
        yield from self._written()

    def _itemised(self) -> None:
        """What a word processor draws before an item: it is one, whatever it drew."""
        if not any(piece.strip() for piece, _ in self._pieces):
            self._kind = Kind.ITEM

    def _opened(self, element: Any, tag: str) -> Iterator[Block]:
        if tag in _BLOCKS:
            yield from self._written()
            self._asides.append(self._asides[-1] or self._aside_of(element, tag))
            if tag in {"ul", "ol", "dl"}:
                self._lists += 1
            if tag in {"li", "dd"}:
                self._kind, self._depth = Kind.ITEM, max(0, self._lists - 1)
            if tag in _HEADINGS:
                self._kind, self._depth, self._in_heading = Kind.HEADING, int(tag[1]), True
            if tag in {"dt", "summary", "th"}:
                self._kind, self._depth = Kind.HEADING, 5
            if tag == "p" and is_titled(element):
                self._kind, self._depth = Kind.HEADING, 1
            if level := _WORDS_LEVEL.search(style_of(element)):
                self._depth = int(level[1]) - 1
        elif tag == "br":
            self._pieces.append(("\n", element.sourceline or 0))
        elif tag == "a":
            is_elsewhere = not (element.get("href") or "#").startswith("#")
            self._in_link += is_elsewhere or not self._in_heading
        else:
            self._in_bold += is_bold(element, tag)
            self._in_italic += is_italic(element, tag)
        self._say(element.text, element, at_start=True)

    def _closed(self, element: Any, tag: str) -> Iterator[Block]:
        if tag in _BLOCKS:
            yield from self._written()
            self._asides.pop()
            if tag in {"ul", "ol", "dl"}:
                self._lists -= 1
            if tag in _HEADINGS:
                self._in_heading = False
        elif tag == "a":
            is_elsewhere = not (element.get("href") or "#").startswith("#")
            self._in_link -= is_elsewhere or not self._in_heading
        elif tag != "br":
            self._in_bold -= is_bold(element, tag)
            self._in_italic -= is_italic(element, tag)

    def _say(self, text: str | None, element: Any, at_start: bool = False) -> None:
        if not text:
            return
        line = element.sourceline or 0
        if not at_start and len(element):
            line = max(line, element[-1].sourceline or 0)
        letters = len(text.strip())
        if self._in_link:
            self._linked += letters
        else:
            self._unlinked += letters
        *ended, last = clean(text).split("\n")
        said = [(piece + " ", line + number) for number, piece in enumerate(ended)]
        said.append((last, line + len(ended)))
        if self._in_bold or self._in_italic:
            begins = STRESS_BEGINS if self._in_bold else STRESS_BEGINS + ITALIC
            said = [(f"{begins}{piece}{STRESS_ENDS}", at) for piece, at in said]
        self._pieces += said

    def _written(self) -> Iterator[Block]:
        pieces, kind, depth = self._pieces, self._kind, self._depth
        is_link = bool(self._linked and not self._unlinked)
        self._pieces, self._linked, self._unlinked = [], 0, 0
        if not self._in_heading:
            self._kind, self._depth = Kind.PARAGRAPH, 0
        aside = self._asides[-1]
        is_linked_heading = kind is Kind.HEADING and depth > 1
        if aside is None and is_link and (kind is Kind.ITEM or is_linked_heading):
            aside = Why.NAVIGATION
        for part in _at_breaks(pieces):
            made = block_of(kind, _joined(part), depth, aside)
            if made is not None:
                yield as_typed(made)

    def _aside_of(self, element: Any, tag: str) -> Why | None:
        return aside_of(element, tag, self._letters[element] / self._all_letters)


def _joined(pieces: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Pieces of one line put together without a space that is not there: "tr<b>us</b>t"."""
    joined: list[tuple[str, int]] = []
    for piece, line in pieces:
        if joined and joined[-1][1] == line:
            joined[-1] = (joined[-1][0] + piece, line)
        else:
            joined.append((piece, line))
    return joined


def _at_breaks(pieces: list[tuple[str, int]]) -> list[list[tuple[str, int]]]:
    """Cut at line breaks, but not within a sentence that was only set in two lines."""
    parts: list[list[tuple[str, int]]] = [[]]
    for piece in pieces:
        if piece[0] == "\n":
            parts.append([])
        else:
            parts[-1].append(piece)
    out: list[list[tuple[str, int]]] = []
    for part in parts:
        words = "".join(piece for piece, _ in part).strip(_AROUND)
        if (
            words
            and out
            and words[0].islower()
            and not out[-1][-1][0].rstrip(_AROUND).endswith(_ENDS)
        ):
            out[-1] += [(" ", part[0][1]), *part]
        elif words:
            out.append(part)
    return out


def _simple_rows(table: Any) -> list[Row] | None:
    """A table's cells where they hold words only; None where it lays the page out."""
    if any(str(element.tag).lower() in _BLOCKS - _TABLE for element in table.iterdescendants()):
        return None
    return [
        [
            (
                " ".join(clean("".join(cell.itertext())).split()),
                cell.sourceline or 0,
                cell.tag == "th",
            )
            for cell in row
            if cell.tag in {"td", "th"}
        ]
        for row in table.iter("tr")
    ]


_TABLE = frozenset(["table", "tbody", "thead", "tfoot", "tr", "td", "th"])
