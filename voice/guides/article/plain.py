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

LONGEST_HEADING_LETTERS = 90
MOST_HEADING_WORDS = 12
MOST_LABEL_WORDS = 5
_FULL_STOP = re.compile(r"[.!?…;,؟？。][\"'”’»)\]]{0,2}$")
_AFTER_THE_END = re.compile(r"[\s_]*(?:[\u2190-\u2bff\U0001f000-\U0001faff\ufe0f\u200d]\s?){0,6}$")
_LABEL = re.compile(r"^([^\W\d_][^\s:]{0,24}(?: [^\s:]{1,24}){0,2}):(?:\s|$)")
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
    pieces: list[Piece] = field(default_factory=list[Piece])
    heading_level: int = 0
    is_no_heading: bool = False
    is_labelled: bool = False


def plain_blocks(text: str, language: str = "") -> list[Block]:
    """The blocks of a text.

    Raises:
        GuideError: it has lines that are no prose.
    """
    return blocks_of_lines(list(enumerate(text.split("\n"), 1)), language)


def blocks_of_lines(lines: list[Numbered], language: str = "") -> list[Block]:
    """The blocks of lines and their numbers.

    Raises:
        GuideError: some of them are no prose.
    """
    if any(len(line) > LONGEST_LINE_LETTERS for _, line in lines):
        raise not_text(f"a line of it is over {LONGEST_LINE_LETTERS} letters")
    blocks = _Reader(without_columns(lines), language).blocks()
    return list(itertools.islice(blocks, MOST_BLOCKS + 1))


class _Reader:
    def __init__(self, lines: list[Numbered], language: str) -> None:
        self._lines = lines
        self._cues = cues_of(language)
        self._labels = _labels(lines)
        written = [len(line.strip()) for _, line in lines if line.strip()]
        self._width = min(max(written, default=0), _WIDEST_LINE)
        self._is_unwrapped = is_unwrapped(lines)
        self._indents: list[int] = []
        self._seen = 0
        self._next = ""
        shown = [(number, line.strip()) for number, line in lines if line.strip()]
        self._first = shown[0][0] if shown else 0
        self._second_is_prose = len(shown) > 1 and not asks(shown[1][1])

    def blocks(self) -> Iterable[Block]:
        now = _Open()
        following = [*(line.strip() for _, line in self._lines[1:]), ""]
        for (number, raw), next_ in zip(self._lines, following, strict=True):
            self._next = next_
            line = raw.expandtabs(4).rstrip()
            words = line.lstrip()
            indent = len(line) - len(words)
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
                yield from self._closed(_Open(pieces=[Piece(words, number)], is_no_heading=True))
                now = _Open()
            elif (entry := without_bullet(words)) is not None:
                yield from self._before_item(now)
                depth = self._nesting(indent, now)
                now = _Open(Kind.ITEM, depth, indent, [Piece(entry, number)])
                now.is_labelled = bool(label_of(words))
            elif self._goes_on(now, words, indent):
                now.pieces.append(Piece(words, number))
            else:
                yield from self._closed(now)
                now = _Open(pieces=[Piece(words, number)])
        yield from self._closed(now)

    def _has_line_of_its_own(self, words: str) -> bool:
        if self._seen > _HEAD_LINES or len(words) > LONGEST_HEADING_LETTERS:
            return False
        dated = find_date(words)
        if dated is not None and len(words.split()) <= 5 and not ends(words):
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
        if (label and label[1] in self._labels) or is_label(words):
            return False
        last = now.pieces[-1].text
        if is_label(last):
            return False
        ended = ends(last)
        if self._is_unwrapped and (ended or not words[0].islower()):
            return False
        if ended and len(last) > _UNWRAPPED_LINE:
            return False
        if now.kind is Kind.ITEM:
            return indent > now.indent or not ended or words[0].islower()
        if len(now.pieces) == 1 and self._stands_over(last, words):
            return False
        is_short = len(words) < _SHORT_LINE * self._width
        is_over = asks(words) or (
            is_heading(words) and len(words) < _HEADING_LINE * self._width
        )  # a heading, or a question with its paragraph under it
        if ended and is_short and is_over and _is_new(words) and _is_new(self._next):
            return False
        if ended and (asks(words) or asks(last)) and (asks(last) == asks(words)):
            # questions under each other, each on its own line
            return len(last) >= _SHORT_LINE * self._width and len(now.pieces) > 1
        return not (ended and len(last) < _SHORT_LINE * self._width)

    def _stands_over(self, line: str, following: str) -> bool:
        """Whether a paragraph's first line is a heading: far too short to have been wrapped."""
        if not _is_new(following) or not is_heading(line):
            return False
        is_titled = self._seen == 2 and (line.isupper() or line.istitle())
        return is_titled or len(line) < _HEADING_LINE * self._width

    def _before_item(self, now: _Open) -> Iterable[Block]:
        """Close what is open; a short last line right over a list is its heading."""
        if now.kind is Kind.PARAGRAPH and now.pieces:
            *before, last = now.pieces
            if (not before or ends(before[-1].text)) and is_heading(last.text):
                yield from self._closed(_Open(pieces=before))
                now = _Open(pieces=[last], heading_level=3)
        yield from self._closed(now)

    def _closed(self, now: _Open) -> Iterable[Block]:
        kind, depth = now.kind, now.depth
        if kind is Kind.PARAGRAPH and len(now.pieces) == 1:
            words = now.pieces[0].text
            first = self._first == now.pieces[0].line
            is_title = first and self._is_title(words)
            if now.heading_level or is_title or (is_heading(words) and not now.is_no_heading):
                kind = Kind.HEADING
                depth = now.heading_level or (1 if first else 3)
        made = block_of(kind, now.pieces, depth)
        if made is not None:
            yield replace(made, is_labelled=now.is_labelled)

    def _is_title(self, words: str) -> bool:
        """Whether a text's first line is its title, although it is long or ends like a sentence."""
        if len(words) > LONGEST_TITLE_LETTERS or words[-1] in ".:;,…":
            return False
        return not asks(words) or self._second_is_prose


def is_unwrapped(lines: list[Numbered]) -> bool:
    """Whether each line is a paragraph, as in a text that was copied from a page."""
    pairs = ends_of = 0
    for (_, line), (_, following) in itertools.pairwise(lines):
        words, after = line.strip(), following.strip()
        if words and after and without_bullet(words) is None and without_bullet(after) is None:
            pairs += 1
            ends_of += (ends(words) or words.endswith(":") or is_heading(words)) and _is_new(after)
    return pairs >= _FEWEST_PAIRS and ends_of >= _UNWRAPPED_SHARE * pairs


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


_FEWEST_PAIRS = 3
_UNWRAPPED_SHARE = 0.75
"""Of lines with one under them: those of a text wrapped at a width end a sentence now and then."""


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
