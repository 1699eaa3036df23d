"""Lists: which of them are of questions and prompts, and what an item of one asks.

Pure functions over blocks.
"""

from voice.guides.article.asking import (
    is_named,
    is_personal,
    is_prompt,
    is_reflective,
    is_stem,
    unfit,
    without_word_before,
)
from voice.guides.article.blocks import Block, Kind, Why
from voice.guides.article.cues import Cues, begins
from voice.guides.article.sentences import Sentence, asks, sentences_of
from voice.guides.article.setting import Setting

_MOST_NAMED_WORDS = 25
"""What names a thing to write about is no paragraph."""

_FEWEST_STEMS = 2
_MOSTLY_NAMED = 0.5


class Lists:
    """The runs of items of an article, and what is taken of each item."""

    def __init__(self, blocks: list[Block], cues: Cues, setting: Setting) -> None:
        self._blocks = blocks
        self._cues = cues
        self._setting = setting
        self._of_questions: set[int] = set()
        self._of_prompts: set[int] = set()
        self._named: set[int] = set()
        run: list[int] = []
        for index in range(len(blocks) + 1):
            if index < len(blocks) and self._is_own_item(index):
                run.append(index)
            elif run:
                self._weigh(run)
                run = []

    def holds(self, index: int) -> bool:
        """Whether an item is of a list that asks."""
        return index in self._of_questions

    def all(self) -> set[int]:
        """Every item of such a list."""
        return self._of_questions

    def asked(self, index: int) -> tuple[str, Why | None] | None:
        """What an item of such a list asks, and why it is not taken; None where it asks nothing."""
        block = self._blocks[index]
        sentences = sentences_of(block.text)
        stressed = self._stressed_letters(block, sentences)
        if stressed:
            sentences = sentences_of(block.text[:stressed])
        asking = [number for number, sentence in enumerate(sentences) if sentence.asks]
        if not asking:
            return self._asked_without_mark(index, stressed)
        last = asking[-1]
        after = sentences[last + 1 :]
        text = block.text[:stressed] if stressed else block.text
        why = unfit(" ".join(sentence.text for sentence in sentences[: last + 1]), self._cues)
        if after and begins(after[0].text, self._cues.answer):
            why = why or Why.ANSWERED
        elif after and not self._is_aside(after):
            text = text[: after[0].offset].rstrip()
        return (without_word_before(text) if len(sentences) == len(after) + 1 else text), why

    def _stressed_letters(self, block: Block, sentences: list[Sentence]) -> int:
        """Where what is bold ends, in an item whose question is bold and its explanation is not."""
        for number, sentence in enumerate(sentences[:-1]):
            end = sentence.offset + len(sentence.text)
            after = sentences[number + 1]
            if block.stresses(0, end) and not block.stresses(after.offset, after.offset + 4):
                return end
        return 0

    def _asked_without_mark(self, index: int, stressed: int) -> tuple[str, Why | None] | None:
        text = self._blocks[index].text
        text = text[:stressed] if stressed else text
        is_prompt_ = is_prompt(text, self._cues) or is_stem(text)
        if not is_prompt_ and index not in self._named:
            return None
        if index in self._of_prompts or self._blocks[index].is_labelled:
            return text, unfit(text, self._cues)
        return text, unfit(text, self._cues) or Why.NO_PROMPTS

    def _weigh(self, run: list[int]) -> None:
        """Whether the items of a list ask for the most part, or are led into as questions."""
        if self._setting.is_faq[run[0]]:
            return
        leaves = [i for i in run if not self._is_label(i)]
        texts = [self._blocks[i].text for i in leaves]
        before = self._blocks[run[0] - 1].text if run[0] else ""
        is_led_in = self._setting.leads_in(before)
        prompted = self._setting.is_of_prompts(run[0])
        with_mark = sum(self._asks_fitly(text) for text in texts)
        without = [text for text in texts if not any(s.asks for s in sentences_of(text))]
        reflective = sum(is_reflective(text, self._cues) for text in without)
        stems = sum(is_stem(text) for text in without)
        imperative = sum(is_prompt(text, self._cues) for text in without)
        announced = self._setting.is_announced(run[0]) or self._setting.is_titled_so
        announced = is_led_in or prompted or (announced and not self._setting.is_explained(run[0]))
        prompts = max(imperative, reflective) if announced else reflective
        asking = with_mark + prompts + stems
        is_half = 2 * asking >= len(leaves)
        if not (is_half or is_led_in or prompted):
            return
        self._of_questions.update(run)
        by_form = with_mark or 2 * (reflective + stems) >= len(leaves) or stems >= _FEWEST_STEMS
        if announced or (is_half and by_form):
            self._of_prompts.update(run)
        if prompted or (is_half and self._setting.is_titled_prompts):
            self._take_named(leaves, asking)

    def _asks_fitly(self, text: str) -> bool:
        """Whether an item has a question that could be taken: "Why? Because …" has none."""
        sentences = sentences_of(text)
        return any(s.asks and unfit(s.text, self._cues) is None for s in sentences)

    def _take_named(self, leaves: list[int], asking: int) -> None:
        """What names a thing to write about; where nearly all do, the others do too."""
        short = [i for i in leaves if len(self._blocks[i].text.split()) <= _MOST_NAMED_WORDS]
        named = {i for i in short if is_named(self._blocks[i].text, self._cues)}
        if len(named) + asking >= _MOSTLY_NAMED * len(leaves):
            named |= {i for i in short if is_personal(self._blocks[i].text, self._cues)}
            if asking == 0:
                named |= set(short)
        self._named |= named

    def _is_own_item(self, index: int) -> bool:
        block = self._blocks[index]
        return block.kind is Kind.ITEM and block.aside is None

    def _is_label(self, index: int) -> bool:
        """An item that names what the items under it are about."""
        following = self._blocks[index + 1] if index + 1 < len(self._blocks) else None
        if following is None or following.kind is not Kind.ITEM or asks(self._blocks[index].text):
            return False
        return following.depth > self._blocks[index].depth

    def _is_aside(self, after: list[Sentence]) -> bool:
        """A remark to the question: in brackets, or another request."""
        first = after[0].text
        return first.startswith(("(", "[")) or begins(first, self._cues.imperative)
