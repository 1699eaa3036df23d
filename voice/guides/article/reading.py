"""One article from bytes to found questions: the way through the formats and the rules.

Values in, values out. It runs in the child process of `apart`, since the libraries under it meet
hostile input.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from voice.guides.article.blocks import MOST_BLOCKS, Block, Place
from voice.guides.article.bullets import without_labels
from voice.guides.article.cues import cues_of, guess_language
from voice.guides.article.decoding import GIVE_A_PART, clean, decode, not_text, refuse_too_large
from voice.guides.article.found import Left
from voice.guides.article.markdown import markdown_blocks
from voice.guides.article.mhtml import is_mhtml, page_of
from voice.guides.article.origin import Told, find_origin
from voice.guides.article.plain import plain_blocks
from voice.guides.article.questions import find_questions
from voice.guides.article.setting import without_what_follows
from voice.guides.article.themes import Grouped, group
from voice.values.errors import GuideError
from voice.values.phrase import Phrase


class Format(StrEnum):
    """What an article is written in."""

    TEXT = "text"
    MARKDOWN = "Markdown"
    HTML = "HTML"
    SAVED = "a saved page"
    WORD = "a Word document"
    PDF = "PDF"


_SUFFIXES = {
    **dict.fromkeys(("txt", "text"), Format.TEXT),
    **dict.fromkeys(("md", "markdown"), Format.MARKDOWN),
    **dict.fromkeys(("html", "htm", "xhtml"), Format.HTML),
    **dict.fromkeys(("mhtml", "mht"), Format.SAVED),
    "docx": Format.WORD,
    "pdf": Format.PDF,
}
_PDF_MARK = b"%PDF-"
_MARK_WITHIN_BYTES = 1024
_ZIP_MARK = b"PK\x03\x04"
_NOT_ARTICLES = (
    (b"\x1f\x8b", Phrase("it is compressed")),
    (b"\xd0\xcf\x11\xe0", Phrase("it is an old office document (.doc, .xls or .ppt)")),
    (b"\x89PNG", Phrase("it is a picture")),
    (b"\xff\xd8\xff", Phrase("it is a picture")),
    (b"GIF8", Phrase("it is a picture")),
    (b"\x7fELF", Phrase("it is a program")),
    (b"{\\rtf", Phrase("it is rich text (.rtf)")),
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found in an article."""

    format: Format
    title: str
    author: str
    published: date | None
    language: str
    """Empty where neither the article says it nor its words show it."""
    language_is_guessed: bool
    places: tuple[tuple[str, Place], ...]
    themes: tuple[Grouped, ...]
    left: tuple[Left, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the person wants taken of what would be left: by number, or all of it."""

    numbers: frozenset[int] = frozenset()
    all: bool = False


def read_article(
    data: bytes, suffix: str = "", language: str = "", wanted: Wanted | None = None
) -> Reading:
    """Read an article; `suffix` is its file name's, `language` what the person says it is in.

    Raises:
        GuideError: it is none that can be read, or has not what is wanted of it.
    """
    wanted = wanted or Wanted()
    refuse_too_large(data)
    for mark, what in _NOT_ARTICLES:
        if data.startswith(mark):
            raise not_text(what)
    format_, blocks, told = _blocks(data, suffix, language)
    if len(blocks) > MOST_BLOCKS:
        raise GuideError(
            "the article has more than {most} paragraphs and items", GIVE_A_PART, most=MOST_BLOCKS
        )
    if not blocks:
        raise GuideError("the article is empty: there is no word in it", "give its text")
    told_language = language or told.language
    guessed = "" if told_language else guess_language("\n".join(b.text for b in blocks)) or ""
    cues = cues_of(told_language or guessed)
    blocks = without_what_follows(without_labels(blocks), cues)
    origin = find_origin(blocks, told, cues)
    found = find_questions(blocks, cues, origin, wanted.numbers, wanted.all)
    return Reading(
        format_,
        origin.title,
        origin.author,
        origin.published,
        told_language or guessed,
        bool(guessed),
        origin.places,
        tuple(group(found.taken, blocks, cues, origin.title_index)),
        found.left,
    )


def is_pdf(data: bytes) -> bool:
    """Whether the bytes begin like a PDF; some have a few bytes of something before."""
    return _PDF_MARK in data[:_MARK_WITHIN_BYTES]


def is_archive(data: bytes) -> bool:
    """Whether the bytes are a zip archive, which a Word document is."""
    return data.startswith(_ZIP_MARK)


def modules_for(data: bytes, suffix: str) -> tuple[str, ...]:
    """Modules in an extra that `read_article` imports for such an article, or may."""
    if is_pdf(data):
        return ("voice.guides.article.pdf",)
    html = "voice.guides.article.html"
    if is_archive(data):
        return ("voice.guides.article.office", html)
    plain = (Format.TEXT, Format.MARKDOWN)
    return () if _SUFFIXES.get(_bare(suffix)) in plain else (html,)


def _bare(suffix: str) -> str:
    return suffix.lower().lstrip(".")


def _blocks(data: bytes, suffix: str, language: str) -> tuple[Format, list[Block], Told]:
    suffix = _bare(suffix)
    named = _SUFFIXES.get(suffix)
    if is_pdf(data):
        from voice.guides.article.pdf import pdf_blocks  # in an extra

        return Format.PDF, *pdf_blocks(data)
    if is_archive(data):
        from voice.guides.article.office import office_html  # in an extra

        format_, text = Format.WORD, clean(office_html(data))
    elif named in {Format.PDF, Format.WORD}:
        raise not_text(
            Phrase(
                "its name ends with .{suffix}, and it is no {format}",
                suffix=suffix,
                format=str(named).removeprefix("a "),
            )
        )
    elif is_mhtml(data) and named in {None, Format.SAVED}:
        format_, text = Format.SAVED, page_of(data)
    else:
        text = decode(data, declared_in_text=named in {None, Format.HTML})
        format_ = named or _looks_like(text)
    if format_ is Format.TEXT:
        return format_, plain_blocks(text, language), Told()
    if format_ is Format.MARKDOWN:
        return format_, *markdown_blocks(text)
    from voice.guides.article.html import html_blocks  # in an extra

    return format_, *html_blocks(text)


def _looks_like(text: str) -> Format:
    start = text[:_MARK_WITHIN_BYTES].lstrip().lower()
    if start.startswith(("<!doctype html", "<html", "<?xml")) or "<body" in start:
        return Format.HTML
    lines = text[:20_000].split("\n")
    if lines[0] == "---" or any(line.startswith(("# ", "## ", "### ")) for line in lines):
        return Format.MARKDOWN
    return Format.TEXT
