"""Which theme the article gives to each of its questions.

Pure functions. In order: the item a question is nested under, the heading over it, the theme
that the text announced ("the second factor is power") and spoke of last, else none.
"""

import re
from dataclasses import dataclass

from voice.guides.article.blocks import Block, Kind
from voice.guides.article.cues import Cues, holds, plain, words_of
from voice.guides.article.dates import find_date
from voice.guides.article.questions import Taken
from voice.guides.article.sentences import asks, sentences_of

LONGEST_LABEL_WORDS = 8
_LONGEST_ANNOUNCED_WORDS = 5
_MOST_WORDS_BETWEEN = 5
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
        self._runs = _runs(taken)
        self._parents = self._parent_items()
        self._over = self._headings()
        self._spoken_of: dict[int, list[str]] = {}

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
        open_items: list[Block] = []
        for block in self._blocks:
            if block.kind is not Kind.ITEM:
                open_items = []
                found.append("")
                continue
            while open_items and open_items[-1].depth >= block.depth:
                open_items.pop()
            labels = [b.text for b in open_items if _is_label(b.text)]
            found.append(_tidy(labels[-1]) if labels else "")
            open_items.append(block)
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
        open_headings: list[tuple[int, str, bool]] = []
        now = ""
        for index, block in enumerate(self._blocks):
            is_heading = block.kind is Kind.HEADING and block.aside is None
            is_heading = is_heading and find_date(block.text) is None  # "May 2020, by Jane Doe"
            if index == self._title:
                open_headings, now = [], ""
            elif is_heading and index not in self._asking:
                while open_headings and open_headings[-1][0] >= block.depth:
                    open_headings.pop()
                generic = self._is_generic(block.text)
                open_headings.append((block.depth, _tidy(block.text), generic))
                naming = [text for _, text, is_generic in open_headings if not is_generic]
                any_ = "" if self._announced else open_headings[-1][1]
                now = naming[-1] if naming else any_
            found.append(now)
        return found

    def _is_generic(self, text: str) -> bool:
        """ "Questions to reflect on": a heading that names no theme."""
        words = {word.lower() for word in words_of(text)}
        return bool(words & set(self._cues.generic)) or holds(text, self._cues.lead_in)

    def _announced_for(self, index: int) -> str:
        """The announced theme that the text before a question spoke of last, alone."""
        if not self._announced:
            return ""
        for i in range(index, -1, -1):
            if i in self._announcing:
                continue
            spoken_of = self._themes_in(i)
            if len(spoken_of) == 1:
                return _tidy(spoken_of[0])
            if i < index and i in self._asking and i not in self._runs[index]:
                break  # beyond the questions before, it is another theme's text
        order = list(dict.fromkeys(min(run) for run in self._runs.values()))
        number = order.index(min(self._runs[index]))
        return _tidy(self._announced[min(number, len(self._announced) - 1)])

    def _themes_in(self, index: int) -> list[str]:
        """The announced themes that a block speaks of."""
        if index not in self._spoken_of:
            text = self._blocks[index].text
            self._spoken_of[index] = [t for t in self._announced if _speaks_of(text, t)]
        return self._spoken_of[index]


def _runs(taken: tuple[Taken, ...]) -> dict[int, frozenset[int]]:
    """For each asking block, the asking blocks that follow each other without one between."""
    indexes = sorted({question.block for question in taken})
    runs: dict[int, frozenset[int]] = {}
    run: list[int] = []
    for index in [*indexes, -1]:
        if run and index != run[-1] + 1:
            runs |= dict.fromkeys(run, frozenset(run))
            run = []
        run.append(index)
    return runs


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


def _is_label(text: str) -> bool:
    return not asks(text) and len(text.split()) <= LONGEST_LABEL_WORDS


def _speaks_of(text: str, theme: str) -> bool:
    said = {word.lower() for word in words_of(text)}
    for word in words_of(theme):
        key = word.lower()
        if len(key) >= 4 and any(_akin(key, other) for other in said):
            return True
    return False


def _akin(key: str, other: str) -> bool:
    shared = max(_STEM_LETTERS, len(key) - 2) if len(key) > _STEM_LETTERS else len(key)
    return other.startswith(key[:shared])


def _tidy(text: str) -> str:
    """A heading as a theme's title: without number and colon, its first letter a capital."""
    text = re.sub(r"^\(?\d{1,3}(?:\.\d{1,2}){0,2}[.):]?\s", "", text).strip(" :–—-*_")
    return text[:1].upper() + text[1:]
