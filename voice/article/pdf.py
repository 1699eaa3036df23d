"""PDF as blocks: pypdf reads the text of each page, `plain` its structure.

Pure functions over bytes. pypdf is in the extra `articles`; nothing here asks it for pictures,
scripts or attachments.
"""

import io
import logging
import re
from dataclasses import replace
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from voice.article.blocks import Block
from voice.article.decoding import LARGEST_TEXT_LETTERS, clean, not_text, too_much
from voice.article.origin import Told
from voice.article.plain import plain_blocks
from voice.errors import GuideError

MOST_PAGES = 100
_HYPHENATED = re.compile(r"([^\W\d_]{2,30})-\n[ \t]*([^\W\d_]{2,30})(\S{0,9})")
_PAGE_NUMBER = re.compile(
    r"^[ \t]*(?:page |seite |página )?\d{1,4}(?: ?(?:/|of|von|de) ?\d{1,4})?[ \t]*$", re.I
)
_UNTITLED = re.compile(r"untitled|microsoft word|\.(?:docx?|pdf|indd|odt)$", re.I)

# pypdf warns of every flaw of a file on stderr
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def pdf_blocks(data: bytes) -> tuple[list[Block], Told]:
    """The blocks of every page, and what the file's properties tell.

    Raises:
        GuideError: it is damaged, locked, too long, or pictures of text only.
    """
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise GuideError("this PDF is locked with a password", "save a copy without one")
        count = len(reader.pages)
        if count > MOST_PAGES:
            raise GuideError(
                f"this PDF has {count} pages, more than {MOST_PAGES}",
                "give only the pages with the questions",
            )
        pages = [clean(page.extract_text()) for page in reader.pages]
        told = _told(reader)
    except (PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, OSError,
            ArithmeticError, RecursionError, AssertionError, NotImplementedError):  # fmt: skip
        # all of these were raised by pypdf over damaged files
        raise not_text("this PDF is damaged") from None
    letters = sum(map(len, pages))
    if letters > LARGEST_TEXT_LETTERS:
        raise too_much(letters)
    if not any(char.isalpha() for page in pages for char in page):
        raise GuideError(
            "this PDF holds no text: its pages are pictures",
            "give one that text can be copied from",
        )
    whole = " ".join(pages)
    known = {word.lower() for word in re.findall(r"[^\W\d_]+", whole)}
    blocks: list[Block] = []
    for number, page in enumerate(pages, 1):
        for block in plain_blocks(_without_page_number(_mended(page, known)), number):
            if blocks and blocks[-1].page < number and _goes_on(blocks[-1], block):
                last = blocks[-1]
                blocks[-1] = replace(last, text=f"{last.text} {block.text}")
            else:
                blocks.append(block)
    return blocks, told


def _goes_on(before: Block, block: Block) -> bool:
    """Whether a page's first block is the rest of the last page's last sentence."""
    return before.text[-1].isalpha() and block.text[0].islower()


def _told(reader: PdfReader) -> Told:
    properties: Any = reader.metadata
    if properties is None:
        return Told()
    title = clean(str(properties.title or "")).strip()
    author = clean(str(properties.author or "")).strip()
    if _UNTITLED.search(title):
        title = ""
    return Told(title, author)  # its date is when it was printed, not when it was published


def _mended(page: str, known: set[str]) -> str:
    """Words divided at a line's end put together: without the hyphen where the text elsewhere
    has the word so."""

    def whole(found: re.Match[str]) -> str:
        joined = found[1] + found[2]
        word = joined if joined.lower() in known else f"{found[1]}-{found[2]}"
        return f"{word}{found[3]}\n"

    return _HYPHENATED.sub(whole, page)


def _without_page_number(page: str) -> str:
    lines = page.split("\n")
    for at in (0, -1):
        if lines and _PAGE_NUMBER.match(lines[at]):
            lines[at] = ""
    return "\n".join(lines)
