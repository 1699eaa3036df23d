"""HTML as blocks: lxml reads it, trafilatura reads what its head tells.

Pure functions over a text already decoded; neither library is given anything it could fetch.
Both are in the extra `articles`.
"""

import re
from datetime import date
from typing import Any

from lxml import etree as _etree  # pyright: ignore
from lxml import html as _html  # pyright: ignore
from trafilatura.metadata import extract_metadata

from voice.guides.article.blocks import Block, Piece
from voice.guides.article.decoding import clean, not_text
from voice.guides.article.markup import BULLET, Element, markup_blocks
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
from voice.values.errors import GuideError
from voice.values.phrase import Phrase

# neither comes with types
etree: Any = _etree  # pyright: ignore[reportUnknownVariableType]
html_: Any = _html

_WORDS_BULLET = "mso-list:Ignore"
_WORDS_LEVEL = re.compile(r"mso-list:\s?l\d{1,4} level([1-9])")
"""What Word's "save as web page" writes of a list."""
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
        raise not_text(Phrase("it is no HTML with text in it")) from None
    if any("depth" in entry.message for entry in parser.error_log):  # the rest was dropped
        raise GuideError("the page is nested too deeply to be read", _ALONE)
    elements = sum(1 for _ in root.iter())
    if elements > MOST_ELEMENTS:
        raise GuideError(
            "the page has {elements} elements, more than {most}",
            _ALONE,
            elements=elements,
            most=MOST_ELEMENTS,
        )
    letters = letters_within(root)
    return markup_blocks(_element(root, letters, max(1, letters[root]))), _told(root)


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


def _element(element: Any, letters: dict[Any, int], all_letters: int) -> Element:
    """An element of lxml's with all that is in it, but for what no page shows."""
    tag, line = element.tag.lower(), element.sourceline or 0
    style = style_of(element)
    level = _WORDS_LEVEL.search(style)
    made = Element(
        "h1" if tag == "p" and is_titled(element) else tag,
        line,
        aside=aside_of(element, tag, letters[element] / all_letters),
        is_bold=is_bold(element, tag),
        is_italic=is_italic(element, tag),
        is_link=tag == "a",
        leads_elsewhere=tag == "a" and not (element.get("href") or "#").startswith("#"),
        level=int(level[1]) - 1 if level else None,
    )
    made.children.append(Piece(clean(element.text or ""), line))
    for child in element:
        at = child.sourceline or 0
        if _WORDS_BULLET in style_of(child):
            made.children.append(Element(BULLET))
        elif child.tag.lower() not in SILENT:
            made.children.append(_element(child, letters, all_letters))
            at = max([at, *(inner.sourceline or 0 for inner in child[-1:])])
        made.children.append(Piece(clean(child.tail or ""), at))
    return made
