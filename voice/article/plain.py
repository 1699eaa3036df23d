"""Plain text, and the text of a PDF's page, as blocks.

Pure functions. A blank line, a bullet, an indentation, a line that is short or underlined: that
is all the structure such a text has.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from voice.article.blocks import Block, Kind, block_of
from voice.article.bullets import is_rule, without_bullet
from voice.article.columns import Numbered, without_columns
from voice.article.cues import cues_of
from voice.article.dates import find_date
from voice.article.decoding import LONGEST_LINE_LETTERS, not_text
from voice.article.origin import byline
from voice.article.sentences import asks

LONGEST_HEADING_LETTERS = 90
MOST_HEADING_WORDS = 12
MOST_LABEL_WORDS = 5
_FULL_STOP = re.compile(r"[.!?…;,؟？。][\"'”’»)\]]{0,2}$")
_LABEL = re.compile(r"^([^\W\d_][^\s:]{0,24}(?: [^\s:]{1,24}){0,2}):(?:\s|$)")
_TYPED_HEADING = 6
"""Under every real heading."""

FEWEST_OF_A_LABEL = 2
_HEAD_LINES = 15
"""Where a byline or a date has a line of its own."""
_SHORT_LINE = 0.8
"""A line that ends a sentence and is shorter than this share of the widest ends a paragraph."""
_HEADING_LINE = 0.6
_WIDEST_LINE = 110
_UNWRAPPED_LINE = 150
"""A line this long is a whole paragraph of a text that was not wrapped."""


@dataclass(slots=True)
class _Open:
    """The block that is being put together."""

    kind: Kind = Kind.PARAGRAPH
    depth: int = 0
    indent: int = 0
    pieces: list[tuple[str, int]] = field(default_factory=list[tuple[str, int]])
    heading_level: int = 0
    is_no_heading: bool = False


def plain_blocks(text: str, page: int = 0, language: str = "") -> list[Block]:
    """The blocks of a text.

    Raises:
        GuideError: it has lines that are no prose.
    """
    numbered = list(enumerate(text.split("\n"), 1))
    if any(len(line) > LONGEST_LINE_LETTERS for _, line in numbered):
        raise not_text(f"a line of it is over {LONGEST_LINE_LETTERS} letters")
    reader = _Reader(without_columns(numbered), page, language)
    return list(reader.blocks())


class _Reader:
    def __init__(self, lines: list[Numbered], page: int, language: str) -> None:
        self._lines = lines
        self._page = page
        self._cues = cues_of(language)
        self._labels = _labels(lines)
        written = [len(line.strip()) for _, line in lines if line.strip()]
        self._width = min(max(written, default=0), _WIDEST_LINE)
        self._indents: list[int] = []
        self._seen = 0

    def blocks(self) -> Iterable[Block]:
        now = _Open()
        for number, raw in self._lines:
            line = raw.expandtabs(4)
            words = line.strip()
            indent = len(line) - len(line.lstrip())
            self._seen += bool(words)
            if not words:
                yield from self._closed(now)
                now = _Open()
            elif is_rule(words):
                if words[0] in "=-" and now.kind is Kind.PARAGRAPH and len(now.pieces) == 1:
                    now.heading_level = 1 if words[0] == "=" else 2
                yield from self._closed(now)
                now = _Open()
            elif self._has_line_of_its_own(words):
                yield from self._closed(now)
                yield from self._closed(_Open(pieces=[(words, number)], is_no_heading=True))
                now = _Open()
            elif (entry := without_bullet(raw.strip())) is not None:
                yield from self._before_item(now)
                now = _Open(Kind.ITEM, self._nesting(indent, now), indent, [(entry, number)])
            elif self._goes_on(now, words, indent):
                now.pieces.append((words, number))
            else:
                yield from self._closed(now)
                now = _Open(pieces=[(words, number)])
        yield from self._closed(now)

    def _has_line_of_its_own(self, words: str) -> bool:
        if self._seen > _HEAD_LINES or len(words) > LONGEST_HEADING_LETTERS:
            return False
        dated = find_date(words)
        if dated is not None and len(words.split()) <= 5 and not _FULL_STOP.search(words):
            return True
        return bool(byline(words, self._cues))

    def _nesting(self, indent: int, before: _Open) -> int:
        if before.kind is not Kind.ITEM:
            self._indents = []
        while self._indents and self._indents[-1] > indent + 1:
            self._indents.pop()
        if not self._indents or indent > self._indents[-1] + 1:
            self._indents.append(indent)
        return len(self._indents) - 1

    def _goes_on(self, now: _Open, words: str, indent: int) -> bool:
        """Whether a line belongs to what is open."""
        if not now.pieces:
            return False
        label = _LABEL.match(words)
        if label and label[1] in self._labels:
            return False
        last = now.pieces[-1][0]
        ended = bool(_FULL_STOP.search(last))
        if ended and len(last) > _UNWRAPPED_LINE:
            return False
        if now.kind is Kind.ITEM:
            return indent > now.indent or not ended or words[0].islower()
        if len(now.pieces) == 1 and _stands_over(last, words, self._width):
            return False
        if ended and (asks(words) or asks(last)) and (asks(last) == asks(words)):
            # questions under each other, each on its own line
            return len(last) >= _SHORT_LINE * self._width and len(now.pieces) > 1
        return not (ended and len(last) < _SHORT_LINE * self._width)

    def _before_item(self, now: _Open) -> Iterable[Block]:
        """Close what is open; a short last line right over a list is its heading."""
        if now.kind is Kind.PARAGRAPH and now.pieces:
            last, number = now.pieces[-1]
            alone = len(now.pieces) == 1 or _FULL_STOP.search(now.pieces[-2][0])
            if alone and is_heading(last):
                yield from self._closed(_Open(pieces=now.pieces[:-1]))
                now = _Open(pieces=[(last, number)], heading_level=3)
        yield from self._closed(now)

    def _closed(self, now: _Open) -> Iterable[Block]:
        kind, depth = now.kind, now.depth
        if kind is Kind.PARAGRAPH and len(now.pieces) == 1:
            words = now.pieces[0][0]
            first = self._seen <= 1
            if now.heading_level or (is_heading(words) and not now.is_no_heading):
                kind = Kind.HEADING
                depth = now.heading_level or (1 if first and not self._page else 3)
        made = block_of(kind, now.pieces, depth, self._page)
        if made is not None:
            yield made


def is_heading(words: str) -> bool:
    """Whether a line by itself is a heading: short, and no sentence."""
    if len(words) > LONGEST_HEADING_LETTERS or len(words.split()) > MOST_HEADING_WORDS:
        return False
    if words.endswith(":") and len(words.split()) > MOST_LABEL_WORDS:
        return False  # "Take your time and write down:"
    return not _FULL_STOP.search(words)


def as_typed(block: Block, is_bold: bool) -> Block:
    """A paragraph that was typed as a list item or a heading, with a bullet or in bold, as one."""
    if block.kind is not Kind.PARAGRAPH or find_date(block.text[:LONGEST_HEADING_LETTERS]):
        return block
    entry = without_bullet(block.text)
    if entry is not None:
        shift = len(block.text) - len(entry)
        lines = tuple((max(0, offset - shift), line) for offset, line in block.lines)
        return replace(block, kind=Kind.ITEM, text=entry, lines=lines)
    if is_bold and is_heading(block.text):
        return replace(block, kind=Kind.HEADING, depth=_TYPED_HEADING)
    return block


def _stands_over(line: str, following: str, width: int) -> bool:
    """Whether a paragraph's first line is a heading: far too short to have been wrapped."""
    is_new = following[0].isupper() or following[0] in '¿"“„«'
    return is_new and is_heading(line) and len(line) < _HEADING_LINE * width


def _labels(lines: list[Numbered]) -> frozenset[str]:
    """The speakers of an interview: labels that come again and again."""
    return speakers(line.strip() for _, line in lines)


def speakers(texts: Iterable[str]) -> frozenset[str]:
    """Labels such as "Q" or "Dr Doe" that begin several of these texts, where there are two."""
    found = Counter(match[1] for text in texts if (match := _LABEL.match(text)))
    often = frozenset(label for label, count in found.items() if count >= FEWEST_OF_A_LABEL)
    return often if len(often) >= 2 else frozenset()


def speaker(text: str) -> str:
    """The label that a text begins with; empty where there is none."""
    found = _LABEL.match(text)
    return found[1] if found else ""
