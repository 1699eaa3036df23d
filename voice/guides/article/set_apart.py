"""What is set apart in an article, and in which form: headings, bold or italic sentences,
paragraphs of their own, block quotes.

Pure functions over blocks. What becomes of questions of one form is `series`'.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from voice.guides.article.asking import is_reflective, is_stem, unfit, without_word_before
from voice.guides.article.blocks import Block, Kind, Why
from voice.guides.article.bullets import without_number
from voice.guides.article.cues import Cues, begins
from voice.guides.article.sentences import Sentence, asks, sentences_of
from voice.guides.article.setting import Setting

_MOST_ALONE_SENTENCES = 5
_SHORT_REMARK_WORDS = 5
""" "Explore this." after a question leaves the paragraph one of questions."""

Key = tuple[int, int]
"""A block and the number of the sentence in it."""


@dataclass(frozen=True, slots=True)
class Member:
    """A question that is set apart; those of one form are a series."""

    key: Key
    text: str
    form: tuple[str, int]
    is_numbered: bool = False


def heading_text(block: Block) -> str:
    """A heading's question, without the number or word before it."""
    return without_word_before(without_number(block.text))


def parents_of(blocks: list[Block]) -> list[int]:
    """For each block, the heading of a higher level over it; -1 where there is none."""
    found: list[int] = []
    stack: list[int] = []
    for index, block in enumerate(blocks):
        is_heading = block.kind is Kind.HEADING and block.aside is None
        while is_heading and stack and blocks[stack[-1]].depth >= block.depth:
            stack.pop()
        found.append(stack[-1] if stack else -1)
        if is_heading:
            stack.append(index)
    return found


class SetApart:
    """One pass over the blocks."""

    def __init__(
        self,
        blocks: list[Block],
        cues: Cues,
        setting: Setting,
        title_index: int,
        parents: list[int],
    ) -> None:
        """`parents`: of `parents_of` these blocks."""
        self._blocks = blocks
        self._cues = cues
        self._setting = setting
        self._title_index = title_index
        self._parents = parents

    def all(self) -> Iterator[Member]:
        """Each question or prompt that is set apart, in order."""
        for index, block in enumerate(self._blocks):
            if index == self._title_index:
                continue
            if block.aside is Why.QUOTE:
                yield from self._quoted(index, block)
            elif block.aside is not None:
                continue
            elif block.kind is Kind.HEADING:
                yield from self._heading(index, block)
            elif block.kind is Kind.PARAGRAPH:
                yield from self._of_paragraph(index, block)

    def _heading(self, index: int, block: Block) -> Iterator[Member]:
        text = heading_text(block)
        is_announced = self._setting.is_announced(index) or self._setting.is_titled_so
        is_prompt = is_stem(text) or is_reflective(text, self._cues)
        is_over_list = index + 1 < len(self._blocks) and self._blocks[index + 1].kind is Kind.ITEM
        if asks(text) or (is_announced and is_prompt and not is_over_list):
            is_numbered = text != block.text
            yield Member(
                (index, 0), text, (f"heading {self._parents[index]}", block.depth), is_numbered
            )

    def _quoted(self, index: int, block: Block) -> Iterator[Member]:
        sentences = sentences_of(block.text)
        if sentences and all(s.asks for s in sentences):
            for number, sentence in enumerate(sentences):
                yield Member((index, number), sentence.text, ("quote", 0))

    def _of_paragraph(self, index: int, block: Block) -> Iterator[Member]:
        sentences = sentences_of(block.text)
        following = self._blocks[index + 1] if index + 1 < len(self._blocks) else None
        leads = following is not None and following.kind is Kind.ITEM
        is_alone = self._is_alone(sentences) and (sentences[0].asks or not leads)
        for number, sentence in enumerate(sentences):
            if not sentence.asks and not (is_alone and self._is_prompt(sentence.text)):
                continue
            end = sentence.offset + len(sentence.text)
            if block.stresses(sentence.offset, end):
                yield Member((index, number), sentence.text, ("stressed", 0))
            elif is_alone:
                yield Member((index, number), sentence.text, ("alone", 0))

    def _is_alone(self, sentences: list[Sentence]) -> bool:
        """Whether questions and prompts are all there is to a paragraph."""
        sentences = [s for s in sentences if any(char.isalnum() for char in s.text)]
        if not 1 <= len(sentences) <= _MOST_ALONE_SENTENCES:
            return False
        if not (sentences[0].asks or self._is_prompt(sentences[0].text)):
            return False
        if any(unfit(s.text, self._cues) is Why.SITE for s in sentences):
            return False
        return all(s.asks or self._is_prompt(s.text) or self._is_remark(s.text) for s in sentences)

    def _is_remark(self, text: str) -> bool:
        """ "Explore this." """
        return len(text.split()) < _SHORT_REMARK_WORDS and begins(text, self._cues.imperative)

    def _is_prompt(self, text: str) -> bool:
        return is_reflective(text, self._cues) or is_stem(text)
