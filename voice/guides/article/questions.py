"""Which sentences of an article ask the reader, and why the others do not.

Pure functions over blocks. When in doubt a question of a list is taken, and one inside a text is
left; either way it is reported, and the guide is there to be edited.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from voice.guides.article.asking import (
    is_informing,
    is_reflective,
    is_to_reader,
    tidy,
    unfit,
    without_word_before,
)
from voice.guides.article.blocks import Block, Kind, Why
from voice.guides.article.bullets import without_number
from voice.guides.article.cues import Cues, addresses, begins, holds
from voice.guides.article.items import Lists
from voice.guides.article.origin import Origin
from voice.guides.article.plain import speaker, speakers
from voice.guides.article.sentences import Sentence, asks, sentences_of
from voice.guides.article.series import Series
from voice.guides.article.set_apart import heading_text
from voice.guides.article.setting import Setting
from voice.values.errors import GuideError

LONGEST_QUESTION_LETTERS = 600
"""What a guide holds."""

_FEWEST_INLINE_WORDS = 4
""" "Have you noticed?" inside a text is no question to think about."""

_NEAR_BLOCKS = 10
_SHORT_SPEECH_WORDS = 4


@dataclass(frozen=True, slots=True)
class Taken:
    """A question that goes into the guide, word for word."""

    text: str
    block: int
    place: str


@dataclass(frozen=True, slots=True)
class Left:
    """A question that does not, and why."""

    text: str
    why: Why
    place: str
    block: int = -1
    number: int = 0
    """By which it can be asked for."""


@dataclass(frozen=True, slots=True)
class Found:
    """All the questions of an article."""

    taken: tuple[Taken, ...]
    left: tuple[Left, ...]


def find_questions(
    blocks: list[Block],
    cues: Cues,
    origin: Origin,
    wanted: frozenset[int] = frozenset(),
    is_all_wanted: bool = False,
) -> Found:
    """Every question of the article, taken or left; the wanted ones, by their number, are taken.

    Raises:
        GuideError: a wanted one is not among those left, or cannot be taken.
    """
    taken: list[Taken] = []
    left: list[Left] = []
    seen: set[str] = set()
    number = 0
    for found in _Judge(blocks, cues, origin).all():
        why = found.why if isinstance(found, Left) else None
        if why not in _NEVER and tidy(found.text).casefold() in seen:
            why = Why.TWICE
        elif len(found.text) > LONGEST_QUESTION_LETTERS:
            why = Why.TOO_LONG
        number += why is not None
        if why is not None and why in _NEVER and number in wanted:
            raise GuideError(f"question {number} cannot be taken: {why.value}", _LEAVE_OUT)
        if why is not None and (why in _NEVER or not (is_all_wanted or number in wanted)):
            left.append(Left(found.text, why, found.place, found.block, number))
            continue
        seen.add(tidy(found.text).casefold())
        taken.append(Taken(tidy(found.text), found.block, found.place))
    beyond = sorted(one for one in wanted if not 1 <= one <= number)
    if beyond:
        raise GuideError(
            f"there is no question {beyond[0]} among those left out: there are {number}",
            "run it without --take to see them",
        )
    return Found(tuple(taken), tuple(left))


_LEAVE_OUT = "leave its number out"
_NEVER = frozenset([Why.TWICE, Why.TOO_LONG, Why.UNREADABLE])
"""What cannot go into a guide, whoever wants it."""


class _Judge:
    def __init__(self, blocks: list[Block], cues: Cues, origin: Origin) -> None:
        title_index = origin.title_index
        self._blocks = blocks
        self._cues = cues
        self._title_index = title_index
        self._speakers = speakers(block.text for block in blocks)
        self._sentences = [sentences_of(block.text) for block in blocks]
        self._setting = Setting(blocks, cues, title_index, origin.title)
        self._lists = Lists(blocks, cues, self._setting)
        self._series = Series(blocks, cues, self._setting, title_index)
        asking = {index for index, _ in self._series.taken} | self._lists.all()
        self._first = min(asking) if self._setting.is_titled_so and asking else 0
        """Where an article of questions comes to them; what it asks before is its beginning."""
        self._led_in: set[int] = set()
        """Blocks of questions only that were led into, so that the next such block is too."""

    def all(self) -> Iterator[Taken | Left]:
        """Every question; one that speaks of oneself, right after those that are taken, is too."""
        before = -2
        for found in self._each():
            follows = isinstance(found, Left) and found.why is Why.RHETORICAL
            follows = follows and 0 <= self._own_between(before, found.block) <= 1
            if follows and addresses(found.text, self._cues.myself) and self._is_all(found):
                found = Taken(tidy(found.text), found.block, found.place)
            if isinstance(found, Taken):
                before = found.block
            yield found

    def _is_all(self, found: Taken | Left) -> bool:
        """Whether a question is all there is to its block."""
        return found.text == self._blocks[found.block].text

    def _own_between(self, before: int, block: int) -> int:
        """How many blocks of the article stand between two; -1 where there is none before."""
        if before < 0 or block - before > _NEAR_BLOCKS:
            return -1
        return sum(b.aside is None for b in self._blocks[before + 1 : block])

    def _each(self) -> Iterator[Taken | Left]:
        for index, block in enumerate(self._blocks):
            why = self._why_not_at_all(index, block)
            if why is not None:
                for number, sentence in enumerate(self._sentences[index]):
                    if sentence.asks:
                        is_taken = why is Why.QUOTE and (index, number) in self._series.taken
                        place = sentence.offset
                        yield self._judged(sentence.text, index, place, None if is_taken else why)
                continue
            match block.kind:
                case Kind.HEADING:
                    yield from self._heading(index)
                case Kind.ITEM if self._lists.holds(index):
                    asked = self._lists.asked(index)
                    if asked is not None:
                        yield self._judged(asked[0], index, 0, asked[1])
                case Kind.ITEM | Kind.PARAGRAPH:
                    yield from self._inline(index, block)

    def _why_not_at_all(self, index: int, block: Block) -> Why | None:
        if index == self._title_index:
            return Why.TITLE
        if block.aside is not None:
            return block.aside
        if self._speakers and speaker(block.text) in self._speakers:
            return Why.INTERVIEW
        if self._setting.is_faq[index]:
            return Why.FAQ
        return None

    def _heading(self, index: int) -> Iterator[Taken | Left]:
        text = heading_text(self._blocks[index])
        if (index, 0) in self._series.taken:
            yield self._judged(text, index, 0, None)
        elif asks(text) or (index, 0) in self._series.left:
            why = self._series.left.get((index, 0)) or unfit(text, self._cues) or Why.HEADING
            yield self._judged(text, index, 0, why)

    def _inline(self, index: int, block: Block) -> Iterator[Taken | Left]:
        """The questions inside a text; one that a taken one follows at once is taken with it."""
        sentences = self._sentences[index]
        led_in = 0 < index != self._title_index + 1 and (
            self._setting.leads_in(self._blocks[index - 1].text) or index - 1 in self._led_in
        )
        if led_in and all(sentence.asks for sentence in sentences):
            self._led_in.add(index)
        run: list[Taken | Left] = []
        for number, sentence in enumerate(sentences):
            key = (index, number)
            if not sentence.asks and key not in self._series.taken:
                led_in = self._setting.leads_in(sentence.text)
                led_in = led_in or self._setting.asks_to_think(sentence.text)
                yield from self._together(run)
                run = []
                is_prompt = block.kind is Kind.ITEM and is_reflective(sentence.text, self._cues)
                if key in self._series.left or (is_prompt and number == 0):
                    yield self._judged(sentence.text, index, sentence.offset, Why.NO_PROMPTS)
                continue
            text, offset, leads_itself = self._without_lead_in(sentence)
            why = unfit(text, self._cues)
            is_led_in = led_in or leads_itself
            if why is None and not (key in self._series.taken and self._setting.is_titled_so):
                why = self._answered_or_spoken(sentences, number, is_led_in)
            in_series = bool(run) and isinstance(run[-1], Taken)
            if why is None and not (is_led_in or in_series or key in self._series.taken):
                why = self._series.left.get(key)
                if why in {None, Why.RHETORICAL}:
                    why = Why.RHETORICAL if index < self._first else self._not_to_the_reader(text)
            run.append(self._judged(text, index, offset, why))
        yield from self._together(run)

    def _together(self, run: list[Taken | Left]) -> Iterator[Taken | Left]:
        """Questions one after the other: those before one that is taken, where most speak to
        somebody."""
        personal = sum(is_to_reader(found.text, self._cues) for found in run)
        if 2 * personal >= len(run):
            for at in range(len(run) - 2, -1, -1):
                found, after = run[at], run[at + 1]
                is_free = isinstance(found, Left) and found.why is Why.RHETORICAL
                may_be = is_free and not is_informing(found.text, self._cues)
                if may_be and isinstance(after, Taken):
                    run[at] = Taken(tidy(found.text), found.block, found.place)
        yield from run

    def _without_lead_in(self, sentence: Sentence) -> tuple[str, int, bool]:
        """ "Ask yourself: (1) What do I need?" as "What do I need?"; whether that leads in."""
        before, colon, after = sentence.text.partition(":")
        leads = bool(colon) and holds(before, self._cues.lead_in)
        text = after.strip()
        is_counted = bool(text) and without_number(text) != text
        if colon and is_counted and asks(text):
            leads = True
        elif not (text and asks(text) and _begins_anew(text)):
            text = without_word_before(sentence.text)
        text = without_number(text)
        return text, sentence.offset + sentence.text.rindex(text), leads

    def _answered_or_spoken(
        self, sentences: list[Sentence], number: int, led_in: bool
    ) -> Why | None:
        following = sentences[number + 1].text if number + 1 < len(sentences) else ""
        before = sentences[number - 1].text if number else ""
        text = sentences[number].text
        is_quoted = text.startswith(('"', "“", "„", "«", "‘", "—", "–")) or '"' in text
        says = self._cues.speech
        if len(following.split()) <= _SHORT_SPEECH_WORDS and holds(following, says):
            return Why.SPEECH
        if following and not asks(following) and _is_of_the_site(following, self._cues):
            return Why.SITE
        if is_quoted and not led_in:
            if following[:1].islower() or (holds(following[:60], says) and following[:1].islower()):
                return Why.SPEECH
            if holds(text, says) or (before.endswith((",", ":")) and holds(before, says)):
                return Why.SPEECH
        if following and not asks(following) and begins(following, self._cues.answer):
            return Why.ANSWERED
        return None

    def _not_to_the_reader(self, text: str) -> Why | None:
        if not self._cues.reader:
            return Why.UNKNOWN_ADDRESS
        is_asked = is_to_reader(text, self._cues) and not is_informing(text, self._cues)
        is_long = len(text.split()) >= _FEWEST_INLINE_WORDS
        return None if is_asked and is_long else Why.RHETORICAL

    def _judged(self, text: str, index: int, offset: int, why: Why | None) -> Taken | Left:
        place = self._blocks[index].place(offset)
        if why is not None:
            return Left(text, why, place, index)
        return Taken(tidy(text), index, place)


def _is_of_the_site(sentence: str, cues: Cues) -> bool:
    """Whether a sentence says where to write, click or subscribe."""
    return holds(sentence, cues.site) or "@" in sentence or "://" in sentence


def _begins_anew(text: str) -> bool:
    return text[0].isupper() or text[0] in '¿"“„«‘'
