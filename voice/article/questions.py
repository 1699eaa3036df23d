"""Which sentences of an article ask the reader, and why the others do not.

Pure functions over blocks. When in doubt a question of a list is taken, and one inside a text is
left; either way it is reported, and the guide is there to be edited.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from voice.article.blocks import Block, Kind, Why
from voice.article.cues import Cues, addresses, begins, holds, plain, words_of
from voice.article.plain import speaker, speakers
from voice.article.sentences import Sentence, asks, sentences_of, unquoted

LONGEST_QUESTION_LETTERS = 600
"""What a guide holds."""

FEWEST_WORDS = 2
"""A question of one word means nothing without what stood before it."""

_CONJUNCTIONS = frozenset(["and", "but", "so", "und", "aber", "y", "pero", "et", "mais", "alors"])
_LONGEST_END_WORDS = 6
"""A heading such as "12 comments" that ends the article is no longer."""


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


@dataclass(frozen=True, slots=True)
class Found:
    """All the questions of an article."""

    taken: tuple[Taken, ...]
    left: tuple[Left, ...]


def find_questions(blocks: list[Block], cues: Cues, title_index: int) -> Found:
    """Every question of the article, taken or left."""
    taken: list[Taken] = []
    left: list[Left] = []
    seen: set[str] = set()
    for found in _Judge(blocks, cues, title_index).all():
        if isinstance(found, Left):
            left.append(found)
        elif found.text.casefold() in seen:
            left.append(Left(found.text, Why.TWICE, found.place))
        elif len(found.text) > LONGEST_QUESTION_LETTERS:
            left.append(Left(found.text, Why.TOO_LONG, found.place))
        else:
            seen.add(found.text.casefold())
            taken.append(found)
    return Found(tuple(taken), tuple(left))


def without_what_follows(blocks: list[Block], cues: Cues) -> list[Block]:
    """The same blocks, those below the article's end marked as comments or page."""
    out: list[Block] = []
    ended = False
    for number, block in enumerate(blocks):
        head = block.text.partition(":")[0]
        is_late = number > 2 and len(head.split()) <= _LONGEST_END_WORDS
        words = head.lstrip("0123456789 (")
        if is_late and block.aside is None and begins(words, cues.end) and not asks(head):
            ended = True
        if ended and block.aside is None:
            block = Block(
                block.kind, block.text, block.lines, block.depth, block.page, Why.COMMENTS
            )
        out.append(block)
    return out


class _Judge:
    def __init__(self, blocks: list[Block], cues: Cues, title_index: int) -> None:
        self._blocks = blocks
        self._cues = cues
        self._title_index = title_index
        self._speakers = speakers(block.text for block in blocks)
        self._sentences = [sentences_of(block.text) for block in blocks]
        self._of_questions = self._items_of_questions()
        self._led_in: set[int] = set()
        """Blocks of questions only that were led into, so that the next such block is too."""

    def all(self) -> Iterator[Taken | Left]:
        for index, block in enumerate(self._blocks):
            asking = [sentence for sentence in self._sentences[index] if sentence.asks]
            if index == self._title_index:
                whys = [Why.TITLE] * len(asking)
            elif block.aside is not None:
                whys = [block.aside] * len(asking)
            elif self._speakers and speaker(block.text) in self._speakers:
                whys = [Why.INTERVIEW] * len(asking)
            else:
                yield from self._in_article(index, block)
                continue
            for sentence, why in zip(asking, whys, strict=True):
                yield Left(sentence.text, why, block.place(sentence.offset))

    def _in_article(self, index: int, block: Block) -> Iterator[Taken | Left]:
        match block.kind:
            case Kind.HEADING:
                yield from self._heading(index, block)
            case Kind.ITEM:
                if index in self._of_questions:
                    yield from self._item(index, block)
                else:
                    yield from self._inline(index, block)
            case Kind.PARAGRAPH:
                yield from self._inline(index, block)

    # Headings -------------------------------------------------------------------------------

    def _heading(self, index: int, block: Block) -> Iterator[Taken | Left]:
        if not asks(block.text):
            return
        following = self._blocks[index + 1] if index + 1 < len(self._blocks) else None
        why = self._unfit(block.text)
        if why is None and following is not None and following.kind is Kind.PARAGRAPH:
            is_last_of_run = index > 0 and self._is_asking_heading(index - 1)
            if (
                following.aside is None
                and not self._sentences[index + 1][0].asks
                and not is_last_of_run
            ):
                why = Why.HEADING
        if why is None and following is not None and following.kind is Kind.ITEM:
            why = Why.HEADING
        yield self._judged(block.text, index, 0, why)

    def _is_asking_heading(self, index: int) -> bool:
        return self._blocks[index].kind is Kind.HEADING and asks(self._blocks[index].text)

    # Items ----------------------------------------------------------------------------------

    def _items_of_questions(self) -> set[int]:
        """The items of lists that ask for the most part, or are led into as questions."""
        found: set[int] = set()
        run: list[int] = []
        for index in range(len(self._blocks) + 1):
            if index < len(self._blocks) and self._is_own_item(index):
                run.append(index)
                continue
            leaves = [self._blocks[i] for i in run if not self._is_label(i)]
            asking = sum(self._asks_somewhere(leaf) for leaf in leaves)
            before = self._blocks[run[0] - 1].text if run and run[0] else ""
            if 2 * asking >= len(leaves) or self._leads_in(before):
                found.update(run)
            run = []
        return found

    def _is_own_item(self, index: int) -> bool:
        block = self._blocks[index]
        return block.kind is Kind.ITEM and block.aside is None

    def _asks_somewhere(self, block: Block) -> bool:
        return any(s.asks for s in sentences_of(block.text)) or self._is_prompt(block.text)

    def _is_label(self, index: int) -> bool:
        """An item that names what the items under it are about."""
        following = self._blocks[index + 1] if index + 1 < len(self._blocks) else None
        if following is None or following.kind is not Kind.ITEM:
            return False
        return following.depth > self._blocks[index].depth

    def _is_prompt(self, text: str) -> bool:
        return begins(text, self._cues.imperative) and len(words_of(text)) > FEWEST_WORDS

    def _item(self, index: int, block: Block) -> Iterator[Taken | Left]:
        """One item is one question, with whatever sentence it begins with."""
        sentences = self._sentences[index]
        asking = [n for n, sentence in enumerate(sentences) if sentence.asks]
        if not asking:
            if self._is_prompt(block.text):
                yield self._judged(block.text, index, 0, self._unfit(block.text))
            return
        last = asking[-1]
        after = sentences[last + 1 :]
        text = block.text
        why = self._unfit(" ".join(sentence.text for sentence in sentences[: last + 1]))
        if after and begins(after[0].text, self._cues.answer):
            why = why or Why.ANSWERED
        elif after and not self._is_aside(after):
            text = text[: after[0].offset].rstrip()
        yield self._judged(text, index, 0, why)

    def _is_aside(self, after: list[Sentence]) -> bool:
        """A remark to the question: in brackets, or another request."""
        first = after[0].text
        return first.startswith(("(", "[")) or begins(first, self._cues.imperative)

    # Inside a text --------------------------------------------------------------------------

    def _inline(self, index: int, block: Block) -> Iterator[Taken | Left]:
        sentences = self._sentences[index]
        led_in = index > 0 and (
            self._leads_in(self._blocks[index - 1].text) or index - 1 in self._led_in
        )
        if led_in and all(sentence.asks for sentence in sentences):
            self._led_in.add(index)
        in_series = False
        for number, sentence in enumerate(sentences):
            if not sentence.asks:
                led_in = self._leads_in(sentence.text)
                in_series = False
                continue
            text, offset, leads_itself = self._without_lead_in(sentence)
            why = self._unfit(text)
            if why is None:
                why = self._answered_or_spoken(sentences, number, led_in or leads_itself)
            if why is None and not (led_in or leads_itself or in_series):
                why = self._not_to_the_reader(text)
            in_series = why is None
            yield self._judged(text, index, offset, why)

    def _leads_in(self, text: str) -> bool:
        last = text.rstrip()[-200:]
        if not last or asks(last):
            return False
        return holds(last, self._cues.lead_in) and (last[-1] in ":.…" or len(last.split()) <= 8)

    def _without_lead_in(self, sentence: Sentence) -> tuple[str, int, bool]:
        """ "Ask yourself: What do I need?" as "What do I need?"."""
        before, colon, after = sentence.text.partition(":")
        leads = holds(before if colon else sentence.text, self._cues.lead_in)
        words = after.lstrip()
        starts_anew = words[:1].isupper() or words[:1] in '¿"“„«‘'
        if colon and words and starts_anew and (leads or len(before.split()) <= 3):
            return words, sentence.offset + sentence.text.rindex(words), leads
        return sentence.text, sentence.offset, leads and bool(self._cues.lead_in)

    def _answered_or_spoken(
        self, sentences: list[Sentence], number: int, led_in: bool
    ) -> Why | None:
        following = sentences[number + 1].text if number + 1 < len(sentences) else ""
        before = sentences[number - 1].text if number else ""
        text = sentences[number].text
        is_quoted = text.startswith(('"', "“", "„", "«", "‘", "—", "–")) or '"' in text
        says = self._cues.speech
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
        return None if addresses(text, self._cues.reader) else Why.RHETORICAL

    # What fits nowhere ----------------------------------------------------------------------

    def _unfit(self, text: str) -> Why | None:
        """What is no question for reflection, wherever it stands."""
        if len(words_of(text)) < FEWEST_WORDS:
            return Why.SHORT
        if holds(text, self._cues.site):
            return Why.SITE
        is_filler = begins(text, self._cues.opener) or _hangs_on(text, self._cues.filler)
        return Why.FILLER if is_filler else None

    def _judged(self, text: str, index: int, offset: int, why: Why | None) -> Taken | Left:
        place = self._blocks[index].place(offset)
        if why is not None:
            return Left(text, why, place)
        return Taken(unquoted(text), index, place)


def _hangs_on(text: str, phrases: tuple[str, ...]) -> bool:
    """Whether a turn of speech is all there is to a question, or is hung on at its end."""
    words = plain(unquoted(text)).strip('¿?؟!. \u00a0)"”»')
    for phrase in phrases:
        phrase = phrase.rstrip("?")
        if words.endswith(phrase):
            before = words[: len(words) - len(phrase)].rstrip("¿ ")
            if not before or before.endswith((",", "-", "—", "–", ".", "!", ":")):
                return True
            if before in _CONJUNCTIONS:
                return True
    return False
