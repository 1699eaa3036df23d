"""Which sentences of an article ask the reader, and why the others do not.

Pure functions over blocks. When in doubt a question of a list is taken, and one inside a text is
left; either way it is reported, and the guide is there to be edited.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from voice.guides.article.asking import (
    MOST_LABEL_WORDS,
    begins_anew,
    has_choice,
    is_informing,
    is_of_site,
    is_open,
    is_reflective,
    is_to_reader,
    tidy,
    unfit,
    without_word_before,
)
from voice.guides.article.blocks import Block, Kind, Place, Why
from voice.guides.article.bullets import without_number
from voice.guides.article.cues import SUREST_ANSWERS, Cues, addresses, begins, holds
from voice.guides.article.found import Found, Left, Taken
from voice.guides.article.items import Lists
from voice.guides.article.origin import Origin
from voice.guides.article.plain import speaker, speakers
from voice.guides.article.sentences import SAID, Sentence, asks
from voice.guides.article.series import Series
from voice.guides.article.set_apart import heading_text
from voice.guides.article.setting import Setting
from voice.values.errors import GuideError
from voice.values.phrase import Phrase

LONGEST_QUESTION_LETTERS = 600
"""What a guide holds."""

_FEWEST_INLINE_WORDS = 4
""" "Have you noticed?" inside a text is no question to think about."""

_NEAR_BLOCKS = 10
_SHORT_SPEECH_WORDS = 4


@dataclass(slots=True)
class _Asked:
    """A question, and why it is not taken as far as is known."""

    text: str
    block: int
    place: Place
    why: Why | None
    is_sure: bool = False
    """Whether more than its own words says that the reader is asked."""


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
    for asked in _Judge(blocks, cues, origin).all():
        why, text = asked.why, tidy(asked.text)
        if why not in _NEVER and text.casefold() in seen:
            why = Why.TWICE
        elif len(asked.text) > LONGEST_QUESTION_LETTERS:
            why = Why.TOO_LONG
        number += why is not None
        if why is not None and why in _NEVER and number in wanted:
            raise GuideError(
                "question {number} cannot be taken: {why}",
                "leave its number out",
                number=number,
                why=Phrase(why),
            )
        if why is None or (why not in _NEVER and (is_all_wanted or number in wanted)):
            seen.add(text.casefold())
            taken.append(Taken(text, asked.block, asked.place))
        else:
            left.append(Left(asked.text, why, asked.place, asked.block, number))
    beyond = sorted(one for one in wanted if not 1 <= one <= number)
    if beyond:
        raise GuideError(
            "there is no question {wanted} among those left out: there are {number}",
            "run it without --take to see them",
            wanted=beyond[0],
            number=number,
        )
    return Found(tuple(taken), tuple(left))


_NEVER = frozenset([Why.TWICE, Why.TOO_LONG, Why.UNREADABLE])
"""What cannot go into a guide, whoever wants it."""


class _Judge:
    def __init__(self, blocks: list[Block], cues: Cues, origin: Origin) -> None:
        self._blocks = blocks
        self._cues = cues
        self._setting = Setting(blocks, cues, origin)
        self._speakers = speakers(block.text for block in blocks)
        self._lists = Lists(self._setting)
        self._series = Series(self._setting)
        asking = {index for index, _ in self._series.taken} | self._lists.items
        self._first = min(asking) if self._setting.is_titled_so and asking else 0
        """Where an article of questions comes to them; what it asks before is its beginning."""

    def all(self) -> Iterator[_Asked]:
        """Every question; one that speaks of oneself, right after those that are taken, is too."""
        before = -_NEAR_BLOCKS
        for asked in self._each():
            block = asked.block
            is_near = block - before <= _NEAR_BLOCKS
            is_near = (
                is_near and sum(b.aside is None for b in self._blocks[before + 1 : block]) <= 1
            )
            is_whole = asked.text == self._blocks[block].text
            if is_near and is_whole and addresses(asked.text, self._cues.myself):
                _take(asked)
            if asked.why is None:
                before = block
            yield asked

    def _each(self) -> Iterator[_Asked]:
        for index, block in enumerate(self._blocks):
            why = self._why_not_at_all(index, block)
            if why is not None:
                for number, sentence in enumerate(self._setting.sentences[index]):
                    is_taken = why is Why.QUOTE and (index, number) in self._series.taken
                    if sentence.asks:
                        yield self._asked(sentence, index, None if is_taken else why)
            elif block.kind is Kind.HEADING:
                yield from self._heading(index)
            elif index not in self._lists.items:
                yield from self._inline(index, block)
            elif asked := self._lists.asked(index):
                yield self._asked(Sentence(asked[0], 0), index, asked[1])

    def _why_not_at_all(self, index: int, block: Block) -> Why | None:
        if index == self._setting.title_index:
            return Why.TITLE
        if block.aside is not None:
            return block.aside
        if self._speakers and speaker(block.text) in self._speakers:
            return Why.INTERVIEW
        if self._setting.is_faq[index]:
            return Why.FAQ
        return Why.QUOTE if index in self._lists.quoted else None

    def _heading(self, index: int) -> Iterator[_Asked]:
        text, key = heading_text(self._blocks[index]), (index, 0)
        if asks(text) or key in self._series.left or key in self._series.taken:
            why = self._series.left.get(key) or unfit(text, self._cues) or Why.HEADING
            yield self._asked(Sentence(text, 0), index, None if key in self._series.taken else why)

    def _inline(self, index: int, block: Block) -> Iterator[_Asked]:
        """The questions inside a text; one that a taken one follows at once is taken with it."""
        sentences = self._setting.sentences[index]
        is_first = index in {0, self._setting.title_index + 1}
        led_in = not is_first and self._setting.leads_in(self._blocks[index - 1].text)
        run: list[_Asked] = []
        for number, sentence in enumerate(sentences):
            key = (index, number)
            if not sentence.asks and key not in self._series.taken:
                led_in = self._setting.leads_in(sentence.text)
                led_in = led_in or self._setting.asks_to_think(sentence.text)
                led_in = led_in or self._setting.offers_questions(sentence.text)
                yield from self._together(run, is_left_behind=True)
                run = []
                is_prompt = block.kind is Kind.ITEM and is_reflective(sentence.text, self._cues)
                if key in self._series.left or (is_prompt and number == 0):
                    yield self._asked(sentence, index, Why.NO_PROMPTS)
                continue
            asked, leads_itself = self._without_lead_in(sentence)
            is_led_in = led_in or leads_itself
            is_taken = key in self._series.taken
            why = unfit(asked.text, self._cues)
            if not (is_taken and self._setting.is_titled_so):
                why = why or self._answered_or_spoken(sentences, number, is_led_in)
            why = why or self._leads_to_the_site(sentences, number)
            is_going_on = bool(run) and run[-1].why is None
            if why is None and not (is_led_in or is_going_on or is_taken):
                why = self._series.left.get(key)
                if why in {None, Why.RHETORICAL}:
                    is_early = index < self._first
                    why = Why.RHETORICAL if is_early else self._not_to_the_reader(asked.text)
            run.append(self._asked(asked, index, why))
            run[-1].is_sure = is_led_in or is_taken
        is_all = len(run) == len(sentences) or any(has_choice(one.text, self._cues) for one in run)
        yield from self._together(run, is_left_behind=not is_all)

    def _together(self, run: list[_Asked], is_left_behind: bool) -> Iterator[_Asked]:
        """Questions one after the other: those before one that is taken, where most speak to
        somebody. None, where yes or no would answer them all and they are not all there is."""
        is_among = bool(run) and 0 < self._first <= run[0].block
        if is_left_behind and not is_among and not any(map(self._is_open, run)):
            for asked in run:
                asked.why = asked.why or Why.RHETORICAL
        personal = sum(is_to_reader(asked.text, self._cues) for asked in run)
        if 2 * personal >= len(run):
            for asked, after in reversed(list(pairwise(run))):
                if after.why is None and not is_informing(asked.text, self._cues):
                    _take(asked)
        yield from run

    def _is_open(self, asked: _Asked) -> bool:
        return asked.is_sure or is_open(asked.text, self._cues)

    def _without_lead_in(self, sentence: Sentence) -> tuple[Sentence, bool]:
        """ "Ask yourself: (1) What do I need?" as "What do I need?"; whether that leads in."""
        before, colon, after = sentence.text.rpartition(":")
        says = self._cues.lead_in
        if len(before.split()) <= MOST_LABEL_WORDS:
            says = says + self._cues.generic
        leads = bool(colon) and holds(before, says)
        text = after.strip()
        if asks(text) and without_number(text) != text:
            leads = True
        elif not (asks(text) and begins_anew(text)):
            text = without_word_before(sentence.text)
        text = without_number(text)
        return Sentence(text, sentence.offset + sentence.text.rindex(text)), leads

    def _answered_or_spoken(
        self, sentences: list[Sentence], number: int, led_in: bool
    ) -> Why | None:
        following = sentences[number + 1].text if number + 1 < len(sentences) else ""
        before = sentences[number - 1].text if number else ""
        text = sentences[number].text
        is_speech = any(mark in text for mark in SAID)
        says = self._cues.speech
        if len(following.split()) <= _SHORT_SPEECH_WORDS and holds(following, says):
            return Why.SPEECH
        is_said = following[:1].islower() or following[:1] in {",", ";"} or holds(text, says)
        is_said = is_said or (before.endswith((",", ":")) and holds(before, says))
        if is_said and is_speech and not led_in:
            return Why.SPEECH
        answers = self._cues.answer
        answers = answers[:SUREST_ANSWERS] if self._setting.is_titled_prompts else answers
        if following and not asks(following) and begins(following, answers):
            return Why.ANSWERED
        return None

    def _leads_to_the_site(self, sentences: list[Sentence], number: int) -> Why | None:
        """ "Feeling burnt out? Subscribe to my letter."."""
        after = sentences[number + 1] if number + 1 < len(sentences) else None
        is_of_it = after and not after.asks and is_of_site(after.text, self._cues)
        return Why.SITE if is_of_it else None

    def _not_to_the_reader(self, text: str) -> Why | None:
        if not self._cues.reader:
            return Why.UNKNOWN_ADDRESS
        is_asked = is_to_reader(text, self._cues) and not is_informing(text, self._cues)
        is_long = len(text.split()) >= _FEWEST_INLINE_WORDS
        return None if is_asked and is_long else Why.RHETORICAL

    def _asked(self, sentence: Sentence, index: int, why: Why | None) -> _Asked:
        return _Asked(sentence.text, index, self._blocks[index].place(sentence.offset), why)


def _take(asked: _Asked) -> None:
    """Take what was left only because it did not seem to ask the reader."""
    if asked.why is Why.RHETORICAL:
        asked.why = None
