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

from voice.article.blocks import Block, Kind, Why, block_of
from voice.article.decoding import clean, not_text
from voice.article.origin import Told
from voice.article.plain import as_typed
from voice.article.tables import Row, table_blocks
from voice.errors import GuideError

# neither comes with types
etree: Any = _etree  # pyright: ignore[reportUnknownVariableType]
html_: Any = _html

_BLOCKS = frozenset(
    """address article aside blockquote body center dd details div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table tbody
    td tfoot th thead tr ul""".split()  # noqa: SIM905
)
_SILENT = frozenset(
    """script style template noscript head svg math iframe object select option button textarea
    canvas audio video map""".split()  # noqa: SIM905
)
_ASIDES = {
    "nav": Why.NAVIGATION,
    "menu": Why.NAVIGATION,
    "aside": Why.PAGE,
    "footer": Why.PAGE,
    "form": Why.PAGE,
    "pre": Why.CODE,
    "blockquote": Why.QUOTE,
}
_ROLES = {
    "navigation": Why.NAVIGATION,
    "menu": Why.NAVIGATION,
    "menubar": Why.NAVIGATION,
    "search": Why.PAGE,
    "banner": Why.PAGE,
    "contentinfo": Why.PAGE,
    "complementary": Why.PAGE,
    "dialog": Why.PAGE,
}
_CLASS_WORDS = {
    **dict.fromkeys(("nav", "navbar", "navigation", "menu", "breadcrumb", "breadcrumbs", "toc",
                     "pagination", "pager"), Why.NAVIGATION),
    **dict.fromkeys(("comment", "comments", "disqus", "respond", "replies", "kommentare",
                     "comentarios", "commentaires"), Why.COMMENTS),
    **dict.fromkeys(("sidebar", "footer", "share", "sharing", "social", "related", "newsletter",
                     "cookie", "cookies", "consent", "promo", "advert", "ads", "subscribe",
                     "popup", "modal", "banner", "recommended", "widget"), Why.PAGE),
}  # fmt: skip
_NAME_WORDS = re.compile(r"[A-Za-z]{2,30}")
_HIDDEN = re.compile(r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden", re.I)
_MOST_OF_THE_PAGE = 0.5
"""A part that holds more of the page's letters than this is the article, whatever its class."""
_MOST_NAME_LETTERS = 400
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
        self._letters = _letters_within(root)
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
        self._is_bold = True

    def blocks(self) -> Iterator[Block]:
        skipped: Any = None
        walker: Any = etree.iterwalk(self._root, events=("start", "end"))
        for event, element in walker:
            tag = str(element.tag).lower()
            if event == "start":
                if tag in _SILENT:
                    yield from self._written(element.tail and tag in _BLOCKS)
                    walker.skip_subtree()
                    continue
                if tag == "table" and (rows := _simple_rows(element)) is not None:
                    yield from self._written()
                    yield from table_blocks(rows, self._asides[-1] or self._aside_of(element, tag))
                    walker.skip_subtree()
                    skipped = element
                    continue
                yield from self._opened(element, tag)
            else:
                if tag not in _SILENT and element is not skipped:
                    yield from self._closed(tag)
                self._say(element.tail, element)
        yield from self._written()

    def _opened(self, element: Any, tag: str) -> Iterator[Block]:
        if tag in _BLOCKS:
            yield from self._written()
            self._asides.append(self._asides[-1] or self._aside_of(element, tag))
            if tag in {"ul", "ol", "dl"}:
                self._lists += 1
            if tag in {"li", "dd"}:
                self._kind, self._depth = Kind.ITEM, max(0, self._lists - 1)
            if tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
                self._kind, self._depth, self._in_heading = Kind.HEADING, int(tag[1]), True
            if tag in {"dt", "summary", "th"}:
                self._kind, self._depth = Kind.HEADING, 5
        elif tag == "br":
            self._pieces.append(("\n", element.sourceline or 0))
        elif tag == "a":
            self._in_link += 1
        elif tag in {"b", "strong"}:
            self._in_bold += 1
        self._say(element.text, element, at_start=True)

    def _closed(self, tag: str) -> Iterator[Block]:
        if tag in _BLOCKS:
            yield from self._written()
            self._asides.pop()
            if tag in {"ul", "ol", "dl"}:
                self._lists -= 1
            if tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
                self._in_heading = False
        elif tag == "a":
            self._in_link -= 1
        elif tag in {"b", "strong"}:
            self._in_bold -= 1

    def _say(self, text: str | None, element: Any, at_start: bool = False) -> None:
        if not text:
            return
        line = element.sourceline or 0
        if not at_start and len(element):
            line = max(line, element[-1].sourceline or 0)
        letters = len(text.strip())
        self._is_bold = self._is_bold and (self._in_bold > 0 or not letters)
        if self._in_link:
            self._linked += letters
        else:
            self._unlinked += letters
        *ended, last = text.split("\n")
        self._pieces += [(piece + " ", line + number) for number, piece in enumerate(ended)]
        self._pieces.append((last, line + len(ended)))

    def _written(self, _wanted: object = True) -> Iterator[Block]:
        pieces, kind, depth = self._pieces, self._kind, self._depth
        linked, unlinked = self._linked, self._unlinked
        self._pieces, self._linked, self._unlinked = [], 0, 0
        if not self._in_heading:
            self._kind, self._depth = Kind.PARAGRAPH, 0
        aside = self._asides[-1]
        if aside is None and kind is Kind.ITEM and linked and not unlinked:
            aside = Why.NAVIGATION
        is_bold, self._is_bold = self._is_bold, True
        for part in _at_breaks(pieces):
            made = block_of(kind, _joined(part), depth, aside=aside)
            if made is not None:
                yield as_typed(made, is_bold)

    def _aside_of(self, element: Any, tag: str) -> Why | None:
        if element.get("hidden") is not None or element.get("aria-hidden") == "true":
            return Why.CODE
        if _HIDDEN.search((element.get("style") or "")[:_MOST_NAME_LETTERS]):
            return Why.CODE
        if self._letters[element] > _MOST_OF_THE_PAGE * self._all_letters:
            return None
        if tag in _ASIDES:
            return _ASIDES[tag]
        role = _ROLES.get(element.get("role") or "")
        if role is not None:
            return role
        if tag in {"body", "html", "main", "article"}:
            return None
        names = f"{element.get('class') or ''} {element.get('id') or ''}"[:_MOST_NAME_LETTERS]
        for word in _NAME_WORDS.findall(names):
            if word.lower() in _CLASS_WORDS:
                return _CLASS_WORDS[word.lower()]
        return None


def _letters_within(root: Any) -> dict[Any, int]:
    """How many letters each element holds, children included."""
    counts: dict[Any, int] = {}
    for element in reversed(list(root.iter())):
        own = len((element.text or "").strip())
        if str(element.tag).lower() in _SILENT:
            own = 0
        else:
            own += sum(counts[c] + len((c.tail or "").strip()) for c in element if c in counts)
        counts[element] = own
    return counts


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
    """Cut where two line breaks follow each other, or one after a question."""
    parts: list[list[tuple[str, int]]] = [[]]
    for piece in pieces:
        if piece[0] == "\n":
            parts.append([])
        else:
            parts[-1].append(piece)
    return parts


def _simple_rows(table: Any) -> list[Row] | None:
    """A table's cells where they hold words only; None where it lays the page out."""
    if any(str(element.tag).lower() in _BLOCKS - _TABLE for element in table.iterdescendants()):
        return None
    return [
        [
            (" ".join("".join(cell.itertext()).split()), cell.sourceline or 0, cell.tag == "th")
            for cell in row
            if cell.tag in {"td", "th"}
        ]
        for row in table.iter("tr")
    ]


_TABLE = frozenset(["table", "tbody", "thead", "tfoot", "tr", "td", "th"])
