"""An article as the rules see it: its blocks, and what stands over and before each of them.

Pure functions over blocks. What a text is by itself is `asking`'s.
"""

from dataclasses import replace

from voice.guides.article.asking import is_to_reader
from voice.guides.article.blocks import Block, Kind, Why
from voice.guides.article.bullets import without_number
from voice.guides.article.cues import Cues, addresses, begins, holds
from voice.guides.article.origin import Origin
from voice.guides.article.sentences import asks, sentences_of

_SHORT_LEAD_WORDS = 8
_LEAD_LETTERS = 200
_LEADING_BLOCKS = 11
"""How far before a question the text may stand that announces it."""
_LONGEST_END_WORDS = 6
"""A heading such as "12 comments" that ends the article is no longer."""
_BEGINNING_BLOCKS = 8
_FEWEST_IMPERATIVE_WORDS = 4
""" "Think about it." leads into nothing."""


class Setting:
    """The blocks of an article, its language's words, and what announces or explains each."""

    def __init__(self, blocks: list[Block], cues: Cues, origin: Origin) -> None:
        self.blocks = blocks
        self.cues = cues
        self.title_index = origin.title_index
        self.sentences = [sentences_of(block.text) for block in blocks]
        title = origin.title
        self.is_titled_prompts = self._says_prompts(title)
        self.is_guide = holds(title, cues.guide)
        self.is_interview = holds(title, cues.interview)
        self._follows = [self._speaks_of_questions(index) for index in range(len(blocks))]
        self.is_titled_so = self._title_announces(title) or self._beginning_announces()
        """Whether the whole article is one of questions, by its title or its first words."""
        self._headings: list[tuple[int, ...]] = []
        """For each block, the headings over it that are no question themselves."""
        over: tuple[int, ...] = ()
        for index, block in enumerate(blocks):
            is_heading = block.kind is Kind.HEADING and block.aside is None
            is_over = holds(block.text, cues.faq) or not asks(block.text)
            if is_heading and is_over and index != self.title_index:
                over = (*(i for i in over if blocks[i].depth < block.depth), index)
            self._headings.append(over)
        is_all_faq = holds(title, cues.faq)
        headings = {i for over in self._headings for i in over}
        faq = {i for i in headings if holds(blocks[i].text, cues.faq)}
        self.is_faq = [is_all_faq or not faq.isdisjoint(over) for over in self._headings]

    def following(self, index: int) -> Block | None:
        """The block after one."""
        return self.blocks[index + 1] if index + 1 < len(self.blocks) else None

    def is_announced(self, index: int) -> bool:
        """Whether a heading over a block, or the text between that and it, announces questions."""
        if any(self._announces(self.blocks[i].text) for i in self._headings[index]):
            return True
        first = max(0, self._over(index) + 1, index - _LEADING_BLOCKS)
        return any(self._follows[first:index])

    def is_explained(self, index: int) -> bool:
        """Whether the heading over it says that it explains something."""
        over = self._over(index)
        return over >= 0 and begins(without_number(self.blocks[over].text), self.cues.explaining)

    def is_of_prompts(self, index: int) -> bool:
        """Whether what is announced right before it needs no question mark."""
        over = [self.blocks[i].text for i in self._headings[index][-1:]]
        near = self.blocks[max(0, index - 1) : index]
        before = [block.text for block in near if block.aside is None]
        return any(map(self._says_prompts, over + before))

    def leads_in(self, text: str) -> bool:
        """Whether a text ends by announcing questions: "Ask yourself:"."""
        last = text.rstrip()[-_LEAD_LETTERS:]
        if not last or asks(last) or begins(without_number(text), self.cues.explaining):
            return False
        if self._tells_of_oneself(text):
            return False
        if holds(last, self.cues.lead_in):
            return last[-1] in ":.…" or len(last.split()) <= _SHORT_LEAD_WORDS
        return last[-1] == ":" and holds(last, self.cues.announcing)

    def _tells_of_oneself(self, text: str) -> bool:
        """Whether its last sentence does, and to nobody: "I consider myself lucky."."""
        last, cues = sentences_of(text)[-1].text, self.cues
        is_told = last.endswith(".") and not holds(last, cues.announcing)
        return (
            is_told
            and addresses(last, cues.myself + cues.together)
            and not is_to_reader(last, cues)
        )

    def asks_to_think(self, sentence: str) -> bool:
        """Whether a sentence asks for thinking, so that the questions after it are the reader's."""
        is_long = len(sentence.split()) >= _FEWEST_IMPERATIVE_WORDS
        if not is_long or holds(sentence, self.cues.site):
            return False
        cues = self.cues
        asking = (*cues.lead_in, *cues.reflective, *cues.imperative)
        return begins(sentence, asking) or begins(sentence.partition(" ")[2], asking)

    def offers_questions(self, sentence: str) -> bool:
        """ "You can ask simple questions."."""
        return is_to_reader(sentence, self.cues) and holds(sentence, self.cues.announcing)

    def _over(self, index: int) -> int:
        """The nearest heading that is no question itself; -1 where there is none."""
        return self._headings[index][-1] if self._headings[index] else -1

    def _speaks_of_questions(self, index: int) -> bool:
        """Whether a paragraph says that questions follow: "Questions for a slow evening."."""
        block, cues = self.blocks[index], self.cues
        if block.kind is not Kind.PARAGRAPH or block.aside is not None:
            return False
        texts = [sentence.text for sentence in self.sentences[index] if not sentence.asks]
        return any(
            begins(text, cues.announcing)
            or (holds(text, cues.lead_in + cues.pointing) and holds(text, cues.announcing))
            for text in texts
        )

    def _announces(self, text: str) -> bool:
        if holds(text, self.cues.faq) or begins(text, self.cues.explaining):
            return False
        return holds(text, self.cues.announcing + self.cues.lead_in)

    def _title_announces(self, text: str) -> bool:
        if holds(text, self.cues.faq) or not holds(text, self.cues.announcing):
            return False
        has_number = any(char.isdigit() for char in text) or ":" in text
        return has_number or not begins(text, self.cues.explaining)

    def _beginning_announces(self) -> bool:
        """Whether the text before the first heading says that questions follow."""
        for index, block in enumerate(self.blocks[:_BEGINNING_BLOCKS]):
            if block.aside is not None or index == self.title_index:
                continue
            if block.kind is not Kind.PARAGRAPH:
                return False
            if self._follows[index]:
                return True
        return False

    def _says_prompts(self, text: str) -> bool:
        text = text[-_LEAD_LETTERS:]
        if holds(text, self.cues.faq) or begins(text, self.cues.explaining):
            return False
        return holds(text, self.cues.prompts)


def without_what_follows(blocks: list[Block], cues: Cues) -> list[Block]:
    """The same blocks, those below the article's end marked as comments or page."""
    for number, block in enumerate(blocks):
        head = block.text.partition(":")[0].lstrip("0123456789 (")
        is_late = number > 2 and len(head.split()) <= _LONGEST_END_WORDS
        if is_late and block.aside is None and begins(head, cues.end) and not asks(head):
            after = [replace(b, aside=b.aside or Why.COMMENTS) for b in blocks[number:]]
            return blocks[:number] + after
    return blocks
