"""Lists: which of them are of questions and prompts, and what an item of one asks.

Pure functions over blocks.
"""

from itertools import groupby, pairwise

from voice.guides.article.asking import (
    is_informing,
    is_named,
    is_of_site,
    is_personal,
    is_prompt,
    is_reflective,
    is_stem,
    unfit,
    without_word_before,
)
from voice.guides.article.blocks import Kind, Why
from voice.guides.article.cues import begins
from voice.guides.article.sentences import asks, is_quoted, sentences_of
from voice.guides.article.setting import Setting

_MOST_NAMED_WORDS = 25
"""What names a thing to write about is no paragraph."""

_FEWEST_STEMS = 2
_NEARLY_ALL = 0.75
"""Where so many of a list ask, the others that speak to the reader do too."""


class Lists:
    """The runs of items of an article, and what is taken of each item."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._cues = setting.cues
        self.items: set[int] = set()
        """Those of lists that ask."""
        self.quoted: set[int] = set()
        """What others say or think, and who said it: "– Rumi"."""
        self._of_prompts: set[int] = set()
        self._named: set[int] = set()
        labels = 0
        lists: list[int] = []
        """For each block, the list it is in, a bold label beginning another; 0 for none."""
        for index in range(len(setting.blocks)):
            is_own = self._is_own_item(index)
            labels += is_own and self._is_bold_label(index)
            lists.append(1 + labels if is_own else 0)
        for number, run in groupby(range(len(lists)), key=lists.__getitem__):
            if number:
                self._weigh(list(run))

    def asked(self, index: int) -> tuple[str, Why | None] | None:
        """What an item of such a list asks, and why it is not taken; None where it asks nothing."""
        text = self._stressed_part(index)
        sentences = sentences_of(text)
        asking = [number for number, sentence in enumerate(sentences) if sentence.asks]
        if not asking:
            if not (self._is_prompt(text) or index in self._named):
                return None
            is_wanted = index in self._of_prompts or self._setting.blocks[index].is_labelled
            return text, unfit(text, self._cues) or (None if is_wanted else Why.NO_PROMPTS)
        count = asking[-1] + 1
        after = sentences[count].text if count < len(sentences) else ""
        why = unfit(" ".join(sentence.text for sentence in sentences[:count]), self._cues)
        if after and is_of_site(after, self._cues):
            why = why or Why.SITE
        elif begins(after, self._cues.answer):
            why = why or Why.ANSWERED
        elif after and not (after[0] in "([" or begins(after, self._cues.imperative)):
            text = text[: sentences[count].offset].rstrip()  # no remark to it
        return (without_word_before(text) if count == 1 else text), why

    def _stressed_part(self, index: int) -> str:
        """An item's text, or its bold question where the explanation after it is not bold."""
        block, sentences = self._setting.blocks[index], self._setting.sentences[index]
        for sentence, after in pairwise(sentences):
            end = sentence.offset + len(sentence.text)
            if block.stresses(0, end) and not block.stresses(after.offset, after.offset + 4):
                return block.text[:end]
        return block.text

    def _is_prompt(self, text: str) -> bool:
        return is_prompt(text, self._cues) or is_stem(text)

    def _weigh(self, run: list[int]) -> None:
        """Whether the items of a list ask for the most part, or are led into as questions."""
        setting, first = self._setting, run[0]
        if len(run) == 1 and first > 0 and is_quoted(setting.blocks[first - 1].text):
            self.quoted.add(first)
        if setting.is_faq[first] or first in self.quoted:
            return
        leaves = [i for i in run if not self._is_label(i)]
        is_led_in = first > 0 and setting.leads_in(setting.blocks[first - 1].text)
        is_prompted = setting.is_of_prompts(first)
        is_announced = setting.is_announced(first) or setting.is_titled_so
        is_announced = is_announced and not setting.is_explained(first)
        is_announced = is_announced or is_led_in or is_prompted
        is_introduced = first > 0 and setting.blocks[first - 1].text.endswith(":")
        are_quoted = all(is_quoted(setting.blocks[i].text) for i in leaves)
        if are_quoted and not is_led_in and (is_introduced or not is_announced):
            self.quoted.update(run)
            return
        with_mark = sum(
            any(s.asks and self._is_wanted(s.text, is_announced) for s in setting.sentences[i])
            for i in leaves
        )
        without = [
            setting.blocks[i].text for i in leaves if not any(s.asks for s in setting.sentences[i])
        ]
        by_form = sum(is_reflective(text, self._cues) or is_stem(text) for text in without)
        asking = with_mark + (sum(map(self._is_prompt, without)) if is_announced else by_form)
        is_half = 2 * asking >= len(leaves)
        if not (is_half or is_led_in or is_prompted):
            return
        self.items.update(run)
        stems = sum(map(is_stem, without))
        is_by_form = with_mark or 2 * by_form >= len(leaves) or stems >= _FEWEST_STEMS
        if is_announced or (is_half and is_by_form):
            self._of_prompts.update(run)
        if is_prompted or (is_half and setting.is_titled_prompts):
            self._take_named(leaves, asking)
        asking = with_mark + sum(map(self._is_prompt, without))
        if with_mark and asking >= _NEARLY_ALL * len(leaves):
            self._of_prompts.update(run)
            texts = {i: setting.blocks[i].text for i in leaves}
            self._named |= {
                i
                for i, text in texts.items()
                if is_personal(text, self._cues) and not text.endswith(":")
            }

    def _is_wanted(self, text: str, is_announced: bool) -> bool:
        """Whether a question could be taken; "Why? Because …" has none that could."""
        informs = is_informing(text, self._cues) and not is_personal(text, self._cues)
        return unfit(text, self._cues) is None and (is_announced or not informs)

    def _take_named(self, leaves: list[int], asking: int) -> None:
        """What names a thing to write about; where nearly all do, the others do too."""
        texts = {i: self._setting.blocks[i].text for i in leaves}
        short = {i: text for i, text in texts.items() if len(text.split()) <= _MOST_NAMED_WORDS}
        named = {i for i, text in short.items() if is_named(text, self._cues)}
        if 2 * (len(named) + asking) >= len(leaves):
            named |= {i for i, text in short.items() if not asking or is_personal(text, self._cues)}
        self._named |= named

    def _is_own_item(self, index: int) -> bool:
        block = self._setting.blocks[index]
        return block.kind is Kind.ITEM and block.aside is None

    def _is_label(self, index: int) -> bool:
        """An item that names what the items under it are about."""
        block, following = self._setting.blocks[index], self._setting.following(index)
        if following is None or following.kind is not Kind.ITEM or asks(block.text):
            return False
        return following.depth > block.depth or self._is_bold_label(index)

    def _is_bold_label(self, index: int) -> bool:
        """ "**Step 2: Look around**" over items that are not bold."""
        block, following = self._setting.blocks[index], self._setting.following(index)
        if following is None or following.kind is not Kind.ITEM or asks(block.text):
            return False
        return block.is_bold and not following.is_bold
