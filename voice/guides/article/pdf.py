"""PDF as blocks: pypdf reads the text of each page, `plain` its structure.

Pure functions over bytes. pypdf is in the extra `articles`; nothing here asks it for pictures,
scripts or attachments.
"""

import io
import logging
import re
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from voice.guides.article.blocks import Block
from voice.guides.article.cues import cues_of, guess_language
from voice.guides.article.decoding import LARGEST_TEXT_LETTERS, clean, not_text, too_much
from voice.guides.article.origin import Told
from voice.guides.article.pages import lines_of
from voice.guides.article.plain import blocks_of_lines
from voice.values.errors import GuideError
from voice.values.phrase import Phrase

MOST_PAGES = 100
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
                "this PDF has {count} pages, more than {most}",
                "give only the pages with the questions",
                count=count,
                most=MOST_PAGES,
            )
        pages = [clean(page.extract_text()) for page in reader.pages]
        told = _told(reader)
    except (PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, OSError,
            ArithmeticError, RecursionError, AssertionError, NotImplementedError):  # fmt: skip
        # all of these were raised by pypdf over damaged files
        raise not_text(Phrase("this PDF is damaged")) from None
    letters = sum(map(len, pages))
    if letters > LARGEST_TEXT_LETTERS:
        raise too_much(letters)
    if not any(char.isalpha() for page in pages for char in page):
        raise GuideError(
            "this PDF holds no text: its pages are pictures",
            "give one that text can be copied from",
        )
    language = guess_language(" ".join(pages)) or ""
    lines = lines_of([page.split("\n") for page in pages], cues_of(language))
    return blocks_of_lines(lines, language), told


def _told(reader: PdfReader) -> Told:
    properties: Any = reader.metadata
    if properties is None:
        return Told()
    title = clean(str(properties.title or "")).strip()
    author = clean(str(properties.author or "")).strip()
    if _UNTITLED.search(title):
        title = ""
    return Told(title, author)  # its date is when it was printed, not when it was published
