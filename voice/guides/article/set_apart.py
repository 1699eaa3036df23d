"""What is set apart in an article, and in which form: headings, bold or italic sentences,
paragraphs of their own, block quotes.

Pure functions over blocks. What becomes of questions of one form is `series`'.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from voice.guides.article.asking import is_reflective, is_stem, unfit, without_word_before
from voice.guides.article.blocks import Block, Kind, Why
from voice.guides.article.bullets import without_number
from voice.guides.article.cues import begins
from voice.guides.article.sentences import Sentence, asks
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
    form: str
    is_numbered: bool = False


def heading_text(block: Block) -> str:
    """A heading's question, without the number or word before it."""
    return without_word_before(without_number(block.text))


def members_of(setting: Setting) -> Iterator[Member]:
    """Each question or prompt that is set apart, in order."""
    for index, block in enumerate(setting.blocks):
        if index == setting.title_index or block.aside not in {None, Why.QUOTE}:
            continue
        if block.aside is Why.QUOTE:
            if all(sentence.asks for sentence in setting.sentences[index]):
                for number, sentence in enumerate(setting.sentences[index]):
                    yield Member((index, number), sentence.text, "quote")
        elif block.kind is Kind.HEADING and _is_asking_heading(index, setting):
            text = heading_text(block)
            yield Member((index, 0), text, f"heading {block.depth}", text != block.text)
        elif block.kind is Kind.PARAGRAPH:
            yield from _of_paragraph(index, setting)


def _is_asking_heading(index: int, setting: Setting) -> bool:
    text = heading_text(setting.blocks[index])
    following = setting.following(index)
    if asks(text) or (following is not None and following.kind is Kind.ITEM):
        return asks(text)
    return _is_prompt(text, setting) and (setting.is_titled_so or setting.is_announced(index))


def _of_paragraph(index: int, setting: Setting) -> Iterator[Member]:
    block, sentences = setting.blocks[index], setting.sentences[index]
    following = setting.following(index)
    leads = following is not None and following.kind is Kind.ITEM
    is_alone = _is_alone(sentences, setting) and (sentences[0].asks or not leads)
    for number, sentence in enumerate(sentences):
        if not sentence.asks and not (is_alone and _is_prompt(sentence.text, setting)):
            continue
        if block.stresses(sentence.offset, sentence.offset + len(sentence.text)):
            yield Member((index, number), sentence.text, "stressed")
        elif is_alone:
            yield Member((index, number), sentence.text, "alone")


def _is_alone(sentences: list[Sentence], setting: Setting) -> bool:
    """Whether questions and prompts are all there is to a paragraph, remarks aside."""
    sentences = [s for s in sentences if any(char.isalnum() for char in s.text)]
    if not 1 <= len(sentences) <= _MOST_ALONE_SENTENCES:
        return False
    first, *others = sentences
    if not (first.asks or _is_prompt(first.text, setting)):
        return False
    if any(unfit(s.text, setting.cues) is Why.SITE for s in sentences):
        return False
    return all(
        s.asks
        or _is_prompt(s.text, setting)
        or (len(s.text.split()) < _SHORT_REMARK_WORDS and begins(s.text, setting.cues.imperative))
        for s in others
    )


def _is_prompt(text: str, setting: Setting) -> bool:
    return is_reflective(text, setting.cues) or is_stem(text)
