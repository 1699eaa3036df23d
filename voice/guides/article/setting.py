"""What stands over and before a block: which parts of an article hold questions for the reader.

Pure functions over blocks. What a text is by itself is `asking`'s.
"""

from dataclasses import replace

from voice.guides.article.blocks import Block, Kind, Why
from voice.guides.article.bullets import without_number
from voice.guides.article.cues import Cues, begins, holds
from voice.guides.article.sentences import asks, sentences_of

_SHORT_LEAD_WORDS = 8
_LEAD_LETTERS = 200
_LONGEST_END_WORDS = 6
"""A heading such as "12 comments" that ends the article is no longer."""
_BEGINNING_BLOCKS = 8
_FEWEST_IMPERATIVE_WORDS = 4
""" "Think about it." leads into nothing."""


class Setting:
    """For each block, by the headings over it and the text before it."""

    def __init__(self, blocks: list[Block], cues: Cues, title_index: int, title: str) -> None:
        self._blocks = blocks
        self._cues = cues
        self._title = title
        self._speaking_of_questions: dict[int, bool] = {}
        self.is_titled_prompts = self._says_prompts(title)
        self.is_guide = holds(title, cues.guide)
        self.is_interview = holds(title, cues.interview)
        self._titled = blocks[title_index] if title_index >= 0 else None
        self.is_titled_so = self._title_announces() or self._beginning_announces()
        """Whether the whole article is one of questions, by its title or its first words."""
        self.over: list[int] = []
        """The nearest heading that is no question itself; -1 where there is none."""
        self.is_faq: list[bool] = []
        self._stacks: list[tuple[int, ...]] = []
        stack: list[int] = []
        in_faq = holds(title, cues.faq)
        for index, block in enumerate(blocks):
            if block.kind is Kind.HEADING and block.aside is None and index != title_index:
                is_of_faq = holds(block.text, cues.faq)
                if is_of_faq or not asks(block.text):
                    while stack and blocks[stack[-1]].depth >= block.depth:
                        stack.pop()
                    stack.append(index)
            self.over.append(stack[-1] if stack else -1)
            self._stacks.append(tuple(stack))
            self.is_faq.append(in_faq or any(holds(blocks[i].text, cues.faq) for i in stack))

    def is_announced(self, index: int) -> bool:
        """Whether a heading over it, or the text between that and it, announces questions."""
        if any(self._announces(self._blocks[i].text) for i in self._stacks[index]):
            return True
        return self._is_led_into(index)

    def is_explained(self, index: int) -> bool:
        """Whether the heading over it says that it explains something."""
        over = self.over[index]
        return over >= 0 and begins(without_number(self._blocks[over].text), self._cues.explaining)

    def is_of_prompts(self, index: int) -> bool:
        """Whether what is announced right before it needs no question mark."""
        over = self.over[index]
        if over >= 0 and self._says_prompts(self._blocks[over].text):
            return True
        before = self._blocks[index - 1] if index else None
        return before is not None and before.aside is None and self._says_prompts(before.text)

    def leads_in(self, text: str) -> bool:
        """Whether a text ends by announcing questions: "Ask yourself:"."""
        last = text.rstrip()[-_LEAD_LETTERS:]
        if not last or asks(last) or begins(without_number(text), self._cues.explaining):
            return False
        if holds(last, self._cues.lead_in):
            return last[-1] in ":.…" or len(last.split()) <= _SHORT_LEAD_WORDS
        return last[-1] == ":" and holds(last, self._cues.announcing)

    def asks_to_think(self, sentence: str) -> bool:
        """Whether a sentence asks for thinking, so that the questions after it are the reader's."""
        is_long = len(sentence.split()) >= _FEWEST_IMPERATIVE_WORDS
        if not is_long or asks(sentence) or holds(sentence, self._cues.site):
            return False
        phrases = (*self._cues.lead_in, *self._cues.reflective, *self._cues.imperative)
        return begins(sentence, phrases)

    def _is_led_into(self, index: int) -> bool:
        """Whether a paragraph between the heading over it and it speaks of questions to come."""
        for i in range(index - 1, max(-1, self.over[index], index - 12), -1):
            if i not in self._speaking_of_questions:
                self._speaking_of_questions[i] = self._speaks_of_questions(self._blocks[i])
            if self._speaking_of_questions[i]:
                return True
        return False

    def _speaks_of_questions(self, block: Block) -> bool:
        if block.kind is not Kind.PARAGRAPH or block.aside is not None:
            return False
        return any(
            not asks(sentence.text) and self._says_questions_follow(sentence.text)
            for sentence in sentences_of(block.text)
        )

    def _says_questions_follow(self, text: str) -> bool:
        if begins(text, self._cues.announcing):
            return True  # "Questions for a slow evening."
        points = holds(text, self._cues.lead_in) or holds(text, self._cues.pointing)
        return points and holds(text, self._cues.announcing)

    def _announces(self, text: str) -> bool:
        if holds(text, self._cues.faq) or begins(text, self._cues.explaining):
            return False
        return holds(text, self._cues.announcing) or holds(text, self._cues.lead_in)

    def _title_announces(self) -> bool:
        text = self._title
        if holds(text, self._cues.faq) or not holds(text, self._cues.announcing):
            return False
        has_number = any(char.isdigit() for char in text) or ":" in text
        return has_number or not begins(text, self._cues.explaining)

    def _beginning_announces(self) -> bool:
        """Whether the text before the first heading says that questions follow."""
        for index, block in enumerate(self._blocks[:_BEGINNING_BLOCKS]):
            if block.aside is not None or self._blocks[index] is self._titled:
                continue
            if block.kind is not Kind.PARAGRAPH:
                return False
            if self._speaks_of_questions(block):
                return True
        return False

    def _says_prompts(self, text: str) -> bool:
        text = text[-_LEAD_LETTERS:]
        if holds(text, self._cues.faq) or begins(text, self._cues.explaining):
            return False
        return holds(text, self._cues.prompts)


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
            block = replace(block, aside=Why.COMMENTS)
        out.append(block)
    return out
