"""Bytes as text, whatever the encoding, without one control character.

Pure functions. What is no text is refused; nothing is guessed beyond Windows-1252, in which
every text of western Europe that is not UTF-8 is written.
"""

import codecs
import re
import unicodedata

from voice.values.errors import GuideError
from voice.values.phrase import Phrase
from voice.values.problems import JOINERS

LARGEST_ARTICLE_BYTES = 5_000_000
"""A web page or a PDF with its pictures; 10 MB is no article."""

LARGEST_TEXT_LETTERS = 400_000
"""A book of 60,000 words. The slowest reader of ours, markdown-it on 400,000 asterisks, needs
under a second for it."""

LONGEST_LINE_LETTERS = 20_000
"""The longest paragraph that is kept as one; a longer line is no prose."""

_MARKS = (
    (codecs.BOM_UTF32_LE, codecs.lookup("utf-32-le")),
    (codecs.BOM_UTF32_BE, codecs.lookup("utf-32-be")),
    (codecs.BOM_UTF16_LE, codecs.lookup("utf-16-le")),
    (codecs.BOM_UTF16_BE, codecs.lookup("utf-16-be")),
)
"""Looked up here, while files may still be opened."""

_DECLARED = re.compile(rb"""charset\s{0,9}=\s{0,9}["']?([A-Za-z0-9_-]{1,40})""")
_DECLARED_WITHIN_BYTES = 4096
_LINE_ENDS = re.compile("\r\n?|[\f\u2028\u0085]")
_KEPT = frozenset(["\n", "\t", *JOINERS, "\u00ad"])
"""Line ends, tabs, joiners and the soft hyphen."""

_UNSAFE = frozenset(["Cc", "Cf", "Cs", "Co", "Cn"])
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_JOINED = re.compile("[\ufb00-\ufb06]")
_SUSPICIOUS_SHARE = 0.01
"""Of control characters in Windows-1252, where nearly any bytes can be read as letters."""

GIVE_A_PART = "give only the part with the questions"


def decode(data: bytes, encoding: str | None = None, declared_in_text: bool = False) -> str:
    """The text, with lines ending in a newline.

    `encoding` is what whoever gave the bytes says; with `declared_in_text`, a `charset=` near the
    start is believed where UTF-8 does not fit.

    Raises:
        GuideError: this is no text, or too much of it.
    """
    text = _decoded(data, encoding, declared_in_text)
    if "\0" in text:
        raise not_text(Phrase("it holds NUL bytes"))
    if len(text) > LARGEST_TEXT_LETTERS:
        raise too_much(len(text))
    text = _LINE_ENDS.sub("\n", text).replace("\u2029", "\n\n")
    controls = sum(text.count(c) for c in set(text) - _KEPT if unicodedata.category(c) == "Cc")
    if controls > max(3, _SUSPICIOUS_SHARE * len(text)):
        raise not_text(Phrase("it holds control characters"))
    if not any(char.isalpha() for char in text):
        raise GuideError("the article is empty: there is no word in it", "give its text")
    return clean(text)


def clean(text: str) -> str:
    """Without control and format characters, but for line ends, tabs, joiners, soft hyphens.

    Letters of private use become bullets: that is what word processors use them for. Letters
    that a printer joined ("ﬁ") become the letters that they are.
    """
    text = _PRIVATE.sub("•", text)
    text = _JOINED.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    unsafe = {c for c in set(text) - _KEPT if unicodedata.category(c) in _UNSAFE}
    return text.translate(dict.fromkeys(map(ord, unsafe)))


def not_text(
    why: Phrase,
    hint: Phrase = Phrase("give plain text, Markdown, HTML or PDF"),  # noqa: B008
) -> GuideError:
    """What is said of bytes that are no article."""
    return GuideError("this is not an article that can be read: {why}", hint, why=why)


def too_much(letters: int) -> GuideError:
    """What is said of an article that is a library."""
    return GuideError(
        "the article has {letters} letters, more than {most}",
        GIVE_A_PART,
        letters=letters,
        most=LARGEST_TEXT_LETTERS,
    )


def refuse_too_large(data: bytes) -> None:
    """Refuse more bytes than an article has.

    Raises:
        GuideError: these are more.
    """
    if len(data) > LARGEST_ARTICLE_BYTES:
        raise GuideError(
            "the article is over {megabytes} MB",
            GIVE_A_PART,
            megabytes=LARGEST_ARTICLE_BYTES // 1000000,
        )


def declared_encoding(data: bytes) -> str | None:
    """The `charset=` near the start."""
    found = _DECLARED.search(data[:_DECLARED_WITHIN_BYTES])
    return found[1].decode("ascii") if found else None


def _decoded(data: bytes, encoding: str | None, declared_in_text: bool) -> str:
    for mark, marked in _MARKS:
        if data.startswith(mark):
            try:
                return marked.decode(data)[0]
            except UnicodeError:
                raise not_text(
                    Phrase("it begins like {name} and is not", name=marked.name.upper())
                ) from None
    declared = declared_encoding(data) if declared_in_text else None
    for candidate in (encoding, "utf-8", declared, "cp1252"):
        try:
            if candidate:
                return data.decode(candidate)
        except (UnicodeError, LookupError):
            continue
    raise not_text(Phrase("it is neither UTF-8 nor Windows-1252"))
