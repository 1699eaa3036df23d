"""Which theme the article gives to each of its questions.

Pure functions. In order: the item a question is nested under, the heading over it, the theme
that the text announced ("the second factor is power") and spoke of last, else none.
"""

import re
from dataclasses import dataclass
from itertools import accumulate, pairwise

from voice.guides.article.blocks import Block, Kind
from voice.guides.article.cues import Cues, holds, plain, words_of
from voice.guides.article.dates import find_date
from voice.guides.article.found import Taken
from voice.guides.article.sentences import asks, sentences_of

LONGEST_LABEL_WORDS = 8
_LONGEST_ANNOUNCED_WORDS = 5
_MOST_WORDS_BETWEEN = 5
_FEWEST_KEY_LETTERS = 4
_STEM_LETTERS = 5
""" "trusting" is about trust: words that share so many letters, or the whole shorter word."""


@dataclass(frozen=True, slots=True)
class Grouped:
    """A theme as the article names it, empty where it names none, and its questions."""

    title: str
    questions: tuple[Taken, ...]


def group(taken: tuple[Taken, ...], blocks: list[Block], cues: Cues, title: int) -> list[Grouped]:
    """The questions by theme, in the order in which the themes come up."""
    finder = _Finder(blocks, cues, title, taken)
    by_title: dict[str, list[Taken]] = {}
    for question in taken:
        by_title.setdefault(finder.theme_of(question), []).append(question)
    return [Grouped(name, tuple(questions)) for name, questions in by_title.items()]


class _Finder:
    def __init__(
        self, blocks: list[Block], cues: Cues, title: int, taken: tuple[Taken, ...]
    ) -> None:
        self._blocks = blocks
        self._cues = cues
        self._title = title
        self._asking = {question.block for question in taken}
        self._announced, self._announcing = _announced(blocks, cues)
        self._spoken_of = [
            [theme for theme in self._announced if _speaks_of(block.text, theme)]
            for block in blocks
        ]
        self._runs = _runs(sorted(self._asking))
        self._parents = self._parent_items()
        self._over = self._headings()

    def theme_of(self, question: Taken) -> str:
        index = question.block
        return (
            self._parents[index]
            or self._label_in(index, question)
            or self._over[index]
            or self._announced_for(index)
        )

    def _parent_items(self) -> list[str]:
        """For each block, the item without a question of its own that it is nested under."""
        found: list[str] = []
        over: list[Block] = []
        for block in self._blocks:
            over = [o for o in over if block.kind is Kind.ITEM and o.depth < block.depth]
            labels = [o.text for o in over if not asks(o.text)]
            labels = [text for text in labels if len(text.split()) <= LONGEST_LABEL_WORDS]
            found.append(_tidy(labels[-1]) if labels else "")
            if block.kind is Kind.ITEM:
                over.append(block)
        return found

    def _label_in(self, index: int, question: Taken) -> str:
        """ "Trust: Whom do I trust?" in one block."""
        before, colon, _ = self._blocks[index].text.partition(":")
        follows = self._blocks[index].text.find(question.text) > len(before)
        if colon and follows and len(before.split()) <= 3 and not self._is_generic(before):
            return _tidy(before)
        return ""

    def _headings(self) -> list[str]:
        """For each block, the nearest heading over it that names a theme, else any heading."""
        found: list[str] = []
        over: list[Block] = []
        for index, block in enumerate(self._blocks):
            is_heading = block.kind is Kind.HEADING and block.aside is None
            is_heading = is_heading and find_date(block.text) is None  # "May 2020, by Jane Doe"
            if index == self._title:
                over = []
            elif is_heading and index not in self._asking:
                over = [*(other for other in over if other.depth < block.depth), block]
            naming = [other for other in over if not self._is_generic(other.text)]
            named = naming or ([] if self._announced else over)
            found.append(_tidy(named[-1].text) if named else "")
        return found

    def _is_generic(self, text: str) -> bool:
        """ "Questions to reflect on": a heading that names no theme."""
        words = words_of(text.lower())
        return not set(words).isdisjoint(self._cues.generic) or holds(text, self._cues.lead_in)

    def _announced_for(self, index: int) -> str:
        """The announced theme that the text before a question spoke of last, alone."""
        if not self._announced:
            return ""
        number = self._runs[index]
        for i in range(index, -1, -1):
            if i in self._announcing:
                continue
            if len(self._spoken_of[i]) == 1:
                return _tidy(self._spoken_of[i][0])
            if self._runs.get(i, number) != number:
                break  # beyond the questions before, it is another theme's text
        return _tidy(self._announced[min(number, len(self._announced) - 1)])


def _runs(asking: list[int]) -> dict[int, int]:
    """For each asking block, how many breaks there are between those before it."""
    breaks = accumulate(after != before + 1 for before, after in pairwise(asking))
    return dict(zip(asking, [0, *breaks], strict=False))


def _announced(blocks: list[Block], cues: Cues) -> tuple[list[str], set[int]]:
    """The themes of sentences such as "the second factor is power", and their blocks."""
    if not cues.ordinals:
        return [], set()
    pattern = re.compile(
        rf"^(?:\W*(?:{_any(cues.articles)})\s)?(?:{_any(cues.ordinals)})\b"
        rf"(?:\s[^\s.,:;]{{1,30}}){{0,{_MOST_WORDS_BETWEEN}}}?"
        rf"\s(?:{_any(cues.is_)})\s(?:(?:{_any(cues.articles)})\s?)?"
        rf"(?P<theme>[^\s.,:;]{{2,30}}(?:\s[^\s.,:;]{{1,30}}){{0,{_LONGEST_ANNOUNCED_WORDS - 1}}})"
        rf"[.,:;]"
    )
    themes: list[str] = []
    where: set[int] = set()
    for index, block in enumerate(blocks):
        if block.aside is not None:
            continue
        for sentence in sentences_of(block.text):
            found = pattern.match(plain(sentence.text[:300]))
            if found:
                start, end = found.span("theme")
                themes.append(sentence.text[start:end])
                where.add(index)
    unique = list(dict.fromkeys(themes))
    return (unique, where) if len(unique) > 1 else ([], set())


def _any(words: tuple[str, ...]) -> str:
    return "|".join(map(re.escape, words))


def _speaks_of(text: str, theme: str) -> bool:
    said = words_of(text.lower())
    keys = [word for word in words_of(theme.lower()) if len(word) >= _FEWEST_KEY_LETTERS]
    stems = tuple(key[: max(_STEM_LETTERS, len(key) - 2)] for key in keys)
    return any(word.startswith(stems) for word in said)


def _tidy(text: str) -> str:
    """A heading as a theme's title: without number and colon, its first letter a capital."""
    text = re.sub(r"^\(?\d{1,3}(?:\.\d{1,2}){0,2}[.):]?\s", "", text).strip(" :–—-*_")
    return text[:1].upper() + text[1:]
