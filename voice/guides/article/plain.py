"""Plain text, and the text of a PDF's page, as blocks.

Pure functions. A blank line, a bullet, an indentation, a line that is short or underlined: that
is all the structure such a text has.
"""

import itertools
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from voice.guides.article.blocks import MOST_BLOCKS, Block, Kind, Piece, block_of
from voice.guides.article.bullets import is_label, is_rule, label_of, without_bullet
from voice.guides.article.columns import Numbered, without_columns
from voice.guides.article.cues import cues_of
from voice.guides.article.dates import find_date
from voice.guides.article.decoding import LONGEST_LINE_LETTERS, not_text
from voice.guides.article.origin import LONGEST_TITLE_LETTERS, byline
from voice.guides.article.sentences import asks
from voice.values.phrase import Phrase

LONGEST_HEADING_LETTERS = 90
MOST_HEADING_WORDS = 12
MOST_LABEL_WORDS = 5
_FULL_STOP = re.compile(r"[.!?…;,؟？。][\"'”’»)\]]{0,2}$")
_AFTER_THE_END = re.compile(r"[\s_]*(?:[\u2190-\u2bff\U0001f000-\U0001faff\ufe0f\u200d]\s?){0,6}$")
_LABEL = re.compile(r"^([^\W\d_][^\s:]{0,24}(?: [^\s:]{1,24}){0,2}):(?:\s|$)")
_TELLING_LINES = 2_000
"""So many tell how a text was wrapped; of endless ones, more would take half the time there is."""
_FEWEST_PAIRS = 3
_UNWRAPPED_SHARE = 0.75
"""Of lines with one under them: those of a text wrapped at a width end a sentence now and then."""

FEWEST_OF_A_LABEL = 2
_HEAD_LINES = 15
"""Where a byline or a date has a line of its own."""
_LONGEST_DATE_WORDS = 5
_SHORT_LINE = 0.8
"""A line that ends a sentence and is shorter than this share of the widest ends a paragraph."""
_HEADING_LINE = 0.6
_WIDEST_LINE = 110


@dataclass(slots=True)
class _Open:
    """The block that is being put together."""

    kind: Kind = Kind.PARAGRAPH
    depth: int = 0
    indent: int = 0
    pieces: list[Piece] = field(default_factory=list[Piece])
    level: int | None = None
    """Of a heading; 0 of what is none, None where its looks decide."""
    is_labelled: bool = False


def plain_blocks(text: str, language: str = "") -> list[Block]:
    """The blocks of a text.

    Raises:
        GuideError: it has lines that are no prose.
    """
    return blocks_of_lines(list(enumerate(text.split("\n"), 1)), language)


def blocks_of_lines(lines: list[Numbered], language: str = "") -> list[Block]:
    """The blocks of lines and their numbers, at most one more than an article may have.

    Raises:
        GuideError: some of them are no prose.
    """
    if any(len(line) > LONGEST_LINE_LETTERS for _, line in lines):
        raise not_text(Phrase("a line of it is over {most} letters", most=LONGEST_LINE_LETTERS))
    lines = [(number, line.expandtabs(4).rstrip()) for number, line in without_columns(lines)]
    return _Reader(lines, language).blocks()


class _Reader:
    def __init__(self, lines: list[Numbered], language: str) -> None:
        self._lines = lines
        self._cues = cues_of(language)
        shown = [(number, line.lstrip()) for number, line in lines if line]
        self._speakers = speakers(line for _, line in shown)
        self._width = min(max((len(line) for _, line in shown), default=0), _WIDEST_LINE)
        self._is_unwrapped = _is_unwrapped([line.lstrip() for _, line in lines])
        self._first = shown[0][0] if shown else 0
        self._second_is_prose = len(shown) > 1 and not asks(shown[1][1])
        self._indents: list[int] = []
        self._seen = 0
        self._now = _Open()
        self._blocks: list[Block] = []

    def blocks(self) -> list[Block]:
        for number, line in self._lines:
            words = line.lstrip()
            indent, piece = len(line) - len(words), Piece(words, number)
            self._seen += bool(words)
            if len(self._blocks) > MOST_BLOCKS:
                break
            if not words:
                self._begin()
            elif is_rule(words):
                if words[0] in "=-" and len(self._now.pieces) == 1:
                    self._now.level = 1 if words[0] == "=" else 2
                self._begin()
            elif self._has_line_of_its_own(words):
                self._begin(_Open(pieces=[piece], level=0))
                self._begin()
            elif (entry := without_bullet(words)) is not None:
                self._set_heading_apart()
                depth, is_labelled = self._nesting(indent), bool(label_of(words))
                made = _Open(Kind.ITEM, depth, indent, [Piece(entry, number)], None, is_labelled)
                self._begin(made)
            elif self._goes_on(words, indent):
                self._now.pieces.append(piece)
            else:
                self._begin(_Open(pieces=[piece]))
        self._begin()
        return self._blocks

    def _has_line_of_its_own(self, words: str) -> bool:
        if self._seen > _HEAD_LINES or len(words) > LONGEST_HEADING_LETTERS:
            return False
        is_short = len(words.split()) <= _LONGEST_DATE_WORDS and not ends(words)
        return bool((is_short and find_date(words)) or byline(words, self._cues))

    def _nesting(self, indent: int) -> int:
        before = self._indents if self._now.kind is Kind.ITEM else []
        self._indents = [other for other in before if other <= indent + 1]
        if not self._indents or indent > self._indents[-1] + 1:
            self._indents.append(indent)
        return len(self._indents) - 1

    def _goes_on(self, words: str, indent: int) -> bool:
        """Whether a line belongs to what is open."""
        now = self._now
        if not now.pieces or speaker(words) in self._speakers or is_label(words):
            return False
        last = now.pieces[-1].text
        ended = ends(last)
        if is_label(last) or (self._is_unwrapped and (ended or not words[0].islower())):
            return False
        if now.kind is Kind.ITEM:
            return indent > now.indent or not ended or words[0].islower()
        is_first = len(now.pieces) == 1
        if is_first and self._stands_over(last, words):
            return False
        if ended and asks(words) and asks(last) and is_first:
            return False  # questions under each other, each on its own line
        return not (ended and len(last) < _SHORT_LINE * self._width)

    def _stands_over(self, line: str, following: str) -> bool:
        """Whether a paragraph's first line is a heading: far too short to have been wrapped."""
        if not _is_new(following) or not is_heading(line):
            return False
        is_titled = self._seen == 2 and (line.isupper() or line.istitle())
        return is_titled or len(line) < _HEADING_LINE * self._width

    def _set_heading_apart(self) -> None:
        """A short last line right over a list is its heading."""
        if self._now.kind is Kind.PARAGRAPH and self._now.pieces:
            *before, last = self._now.pieces
            if (not before or ends(before[-1].text)) and is_heading(last.text):
                self._now.pieces = before
                self._begin(_Open(pieces=[last], level=3))

    def _begin(self, new: _Open | None = None) -> None:
        """Make a block of what is open, and open another."""
        now, self._now = self._now, new or _Open()
        kind, depth = now.kind, now.depth
        if kind is Kind.PARAGRAPH and len(now.pieces) == 1:
            words = now.pieces[0].text
            is_first = self._first == now.pieces[0].line
            looks = is_heading(words) if now.level is None else now.level > 0
            if looks or (is_first and self._is_title(words)):
                kind, depth = Kind.HEADING, now.level or (1 if is_first else 3)
        if made := block_of(kind, now.pieces, depth):
            self._blocks.append(replace(made, is_labelled=now.is_labelled))

    def _is_title(self, words: str) -> bool:
        """Whether a text's first line is its title, although it is long or ends like a sentence."""
        if len(words) > LONGEST_TITLE_LETTERS or words[-1] in ".:;,…":
            return False
        return not asks(words) or self._second_is_prose


def _is_unwrapped(lines: list[str]) -> bool:
    """Whether each line is a paragraph, as in a text that was copied from a page."""
    pairs = ended = 0
    lines = [line if without_bullet(line) is None else "" for line in lines[:_TELLING_LINES]]
    for words, after in itertools.pairwise(lines):
        if words and after:
            pairs += 1
            ended += (ends(words) or words.endswith(":") or is_heading(words)) and _is_new(after)
    return pairs >= _FEWEST_PAIRS and ended >= _UNWRAPPED_SHARE * pairs


def ends(line: str) -> bool:
    """Whether a line ends with the end of a sentence, a blank to fill in or an emoji aside."""
    is_blank = line.rstrip().endswith("___")
    return is_blank or _FULL_STOP.search(_AFTER_THE_END.sub("", line)) is not None


def _is_new(line: str) -> bool:
    """Whether a line may begin a paragraph."""
    return bool(line) and not line[0].islower() and line[0] not in ",;)]"


def is_heading(words: str) -> bool:
    """Whether a line by itself is a heading: short, and no sentence."""
    if len(words) > LONGEST_HEADING_LETTERS or len(words.split()) > MOST_HEADING_WORDS:
        return False
    if (words.endswith(":") and len(words.split()) > MOST_LABEL_WORDS) or "___" in words:
        return False  # "Take your time and write down:", "Name: ____"
    return not ends(words)


def speakers(texts: Iterable[str]) -> frozenset[str]:
    """Labels such as "Q" or "Dr Doe" that begin several of these texts, where there are two."""
    found = Counter(match[1] for text in texts if (match := _LABEL.match(text)))
    often = frozenset(label for label, count in found.items() if count >= FEWEST_OF_A_LABEL)
    return often if len(often) >= 2 else frozenset()


def speaker(text: str) -> str:
    """The label that a text begins with; empty where there is none."""
    found = _LABEL.match(text)
    return found[1] if found else ""
