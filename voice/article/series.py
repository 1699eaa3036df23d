"""Questions that are set apart and alike in form: headings, bold or italic sentences, paragraphs
of their own, block quotes.

Pure functions over blocks. One such question says little; several of one form, and what
announces them, say whether the reader is asked. What a text is by itself is `asking`'s.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from voice.article.asking import (
    is_informing,
    is_personal,
    is_reflective,
    is_stem,
    is_to_reader,
    unfit,
)
from voice.article.blocks import Block, Kind, Why
from voice.article.bullets import without_number
from voice.article.cues import Cues, begins
from voice.article.sentences import Sentence, asks, sentences_of
from voice.article.setting import Setting

_MOST_ALONE_SENTENCES = 5
_SHORT_REMARK_WORDS = 5
""" "Explore this." after a question leaves the paragraph one of questions."""

_MOSTLY = 0.5
Key = tuple[int, int]
"""A block and the number of the sentence in it."""


@dataclass(frozen=True, slots=True)
class _Member:
    key: Key
    text: str
    form: tuple[str, int]
    is_numbered: bool = False


class Series:
    """Which of the questions that are set apart are taken, and why the others are not."""

    def __init__(self, blocks: list[Block], cues: Cues, setting: Setting, title_index: int) -> None:
        self._blocks = blocks
        self._cues = cues
        self._setting = setting
        self._title_index = title_index
        self.taken: set[Key] = set()
        self.left: dict[Key, Why] = {}
        members = sorted(self._members(), key=lambda member: member.form)
        for (form, _), found in groupby(members, key=lambda member: member.form):
            self._judge(form, sorted(found, key=lambda member: member.key))

    def text_of(self, index: int) -> str:
        """A heading's or quote's question, without the number before it."""
        return without_number(self._blocks[index].text)

    # Who belongs to one ---------------------------------------------------------------------

    def _members(self) -> Iterator[_Member]:
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

    def _heading(self, index: int, block: Block) -> Iterator[_Member]:
        text = self.text_of(index)
        is_announced = self._setting.is_announced(index) or self._setting.is_titled_so
        is_prompt = is_stem(text) or is_reflective(text, self._cues)
        is_over_list = index + 1 < len(self._blocks) and self._blocks[index + 1].kind is Kind.ITEM
        if asks(text) or (is_announced and is_prompt and not is_over_list):
            is_numbered = text != block.text
            yield _Member(
                (index, 0), text, (f"heading {self._parent(index)}", block.depth), is_numbered
            )

    def _parent(self, index: int) -> int:
        depth = self._blocks[index].depth
        for i in range(index - 1, -1, -1):
            block = self._blocks[i]
            if block.kind is Kind.HEADING and block.aside is None and block.depth < depth:
                return i
        return -1

    def _quoted(self, index: int, block: Block) -> Iterator[_Member]:
        sentences = sentences_of(block.text)
        if sentences and all(s.asks for s in sentences):
            for number, sentence in enumerate(sentences):
                yield _Member((index, number), sentence.text, ("quote", 0))

    def _of_paragraph(self, index: int, block: Block) -> Iterator[_Member]:
        sentences = sentences_of(block.text)
        is_alone = self._is_alone(sentences)
        for number, sentence in enumerate(sentences):
            if not sentence.asks and not (is_alone and self._is_prompt(sentence.text)):
                continue
            end = sentence.offset + len(sentence.text)
            if block.stresses(sentence.offset, end):
                yield _Member((index, number), sentence.text, ("stressed", 0))
            elif is_alone:
                yield _Member((index, number), sentence.text, ("alone", 0))

    def _is_alone(self, sentences: list[Sentence]) -> bool:
        """Whether questions and prompts are all there is to a paragraph."""
        if not 1 <= len(sentences) <= _MOST_ALONE_SENTENCES:
            return False
        if not (sentences[0].asks or self._is_prompt(sentences[0].text)):
            return False
        return all(s.asks or self._is_prompt(s.text) or self._is_remark(s.text) for s in sentences)

    def _is_remark(self, text: str) -> bool:
        """ "Explore this." """
        return len(text.split()) < _SHORT_REMARK_WORDS and begins(text, self._cues.imperative)

    def _is_prompt(self, text: str) -> bool:
        return is_reflective(text, self._cues) or is_stem(text)

    # What becomes of it ---------------------------------------------------------------------

    def _judge(self, form: str, members: list[_Member]) -> None:
        fit = [member for member in members if unfit(member.text, self._cues) is None]
        share = sum(is_personal(m.text, self._cues) for m in fit) / max(1, len(fit))
        answered = sum(self._is_answered(member, or_told=True) for member in fit)
        if fit and 2 * answered >= len(fit) and not self._setting.is_titled_so:
            share = 0.0
        for member in fit:
            why = self._why_not(form, member, fit, share)
            if why is None:
                self.taken.add(member.key)
            else:
                self.left[member.key] = why
        if form == "alone":
            self._take_between(fit)

    def _why_not(self, form: str, member: _Member, fit: list[_Member], share: float) -> Why | None:
        index = member.key[0]
        if self._setting.is_faq[index]:
            return Why.FAQ
        is_announced = self._setting.is_announced(index)
        titled = self._setting.is_titled_so
        mine = is_personal(member.text, self._cues)
        may_inform = is_informing(member.text, self._cues)
        if self._setting.is_interview and form != "alone":
            return Why.INTERVIEW
        if form.startswith("heading"):
            return self._why_not_heading(
                member, fit, share, is_announced or titled, mine, may_inform
            )
        if form == "quote":
            is_led_in = self._leads_into_quote(index)
            is_own = (is_announced or titled) and mine and not self._is_signed(index)
            return None if is_led_in or is_own else Why.QUOTE
        if not (is_announced or titled) and self._is_answered(member):
            return Why.ANSWERED
        if not asks(member.text):
            return None if is_announced or titled else Why.NO_PROMPTS
        if is_announced and not (may_inform and not mine):
            return None
        is_one_of_many = len(fit) > 1 or form == "stressed"
        if titled and (mine or not may_inform) and is_one_of_many:
            return None
        if form == "stressed":
            is_of_many = len(fit) > 1 and share >= _MOSTLY and not may_inform
            return None if (mine and not may_inform) or is_of_many else Why.RHETORICAL
        if mine and len(fit) > 1 and share >= _MOSTLY and not may_inform:
            return None
        return None if is_to_reader(member.text, self._cues) else Why.RHETORICAL

    def _why_not_heading(
        self,
        member: _Member,
        fit: list[_Member],
        share: float,
        is_announced: bool,
        mine: bool,
        may_inform: bool,
    ) -> Why | None:
        """A heading's question is the reader's where several are, or where they are announced."""
        index = member.key[0]
        if self._has_nothing_beneath(index) and (mine or is_announced):
            return None
        if len(fit) == 1 and not is_announced:
            return Why.HEADING
        numbered = 2 * sum(m.is_numbered for m in fit) >= len(fit)
        if is_announced:
            if numbered and not member.is_numbered:
                return Why.HEADING
            return None if member.is_numbered or mine or not may_inform else Why.HEADING
        if numbered and member.is_numbered and share >= _MOSTLY:
            return None
        informing = sum(is_informing(m.text, self._cues) for m in fit)
        if share == 1 and 2 * informing < len(fit) and self._all_ask(member):
            return None
        return Why.HEADING

    def _has_nothing_beneath(self, index: int) -> bool:
        """Whether another heading, or nothing, follows a heading; or a question that goes on it."""
        following = self._blocks[index + 1] if index + 1 < len(self._blocks) else None
        if following is None or following.aside is not None:
            return True
        if following.kind is Kind.HEADING:
            return True
        return following.kind is Kind.PARAGRAPH and sentences_of(following.text)[0].asks

    def _all_ask(self, member: _Member) -> bool:
        """Whether all headings of this level, under the same heading, ask."""
        index = member.key[0]
        depth, parent = self._blocks[index].depth, self._parent(index)
        alike = [
            i
            for i, block in enumerate(self._blocks)
            if block.kind is Kind.HEADING
            and block.aside is None
            and block.depth == depth
            and i != self._title_index
            and self._parent(i) == parent
        ]
        return 4 * sum(asks(self._blocks[i].text) for i in alike) >= 3 * len(alike)

    def _is_answered(self, member: _Member, or_told: bool = False) -> bool:
        """Whether the sentence after it begins like an answer, or tells of oneself."""
        index, number = member.key
        sentences = sentences_of(self._blocks[index].text)
        if self._blocks[index].kind is Kind.HEADING or number + 1 >= len(sentences):
            following = self._blocks[index + 1] if index + 1 < len(self._blocks) else None
            if following is None or following.aside or following.kind is not Kind.PARAGRAPH:
                return False
            after = sentences_of(following.text)[0]
        else:
            after = sentences[number + 1]
        if after.asks:
            return False
        is_told = or_told and begins(after.text, self._cues.myself)
        return is_told or begins(after.text, self._cues.answer)

    def _leads_into_quote(self, index: int) -> bool:
        """Whether the text before the quoted questions announces them."""
        while index > 0 and self._blocks[index].aside is Why.QUOTE:
            index -= 1
        return self._setting.leads_in(self._blocks[index].text)

    def _is_signed(self, index: int) -> bool:
        """Whether something else is quoted right beside it, such as whose words they are."""
        near = self._blocks[max(0, index - 1) : index + 2]
        return any(b.aside is Why.QUOTE and not asks(b.text) for b in near)

    def _take_between(self, fit: list[_Member]) -> None:
        """A question right between two that are taken is one of them."""
        for before, member, after in zip(fit, fit[1:], [*fit[2:], None], strict=False):
            if self.left.get(member.key) is not Why.RHETORICAL or before.key not in self.taken:
                continue
            is_next = member.key[0] - before.key[0] <= 1
            is_followed = after is None or after.key in self.taken
            is_between = is_next and (is_followed or member.key[0] == before.key[0])
            if is_between and not is_informing(member.text, self._cues):
                del self.left[member.key]
                self.taken.add(member.key)
