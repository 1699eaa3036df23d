"""Questions that are set apart and alike in form: headings, bold or italic sentences, paragraphs
of their own, block quotes.

Pure functions over blocks. One such question says little; several of one form, and what
announces them, say whether the reader is asked. What a text is by itself is `asking`'s.
"""

from dataclasses import dataclass
from itertools import groupby

from voice.guides.article.asking import is_informing, is_personal, is_to_reader, unfit
from voice.guides.article.blocks import Block, Kind, Why
from voice.guides.article.cues import Cues, addresses, begins
from voice.guides.article.sentences import asks, sentences_of
from voice.guides.article.set_apart import Key, Member, SetApart, parents_of
from voice.guides.article.setting import Setting

_MOSTLY = 0.5
_SUREST = 3
""" "Because", "yes" and "no" answer for sure."""

_NEARLY_ALL = 0.6
"""Of headings that nothing announces."""

_THREE = 3
"""Two paragraphs of questions may be chance."""

_NEARLY_ALL_HEADINGS = 0.75


@dataclass(frozen=True, slots=True)
class _Weight:
    """What the members of a series say together."""

    count: int
    share: float
    """How many speak to the reader or of oneself."""
    share_explained: float
    """The same, with the rest of their paragraphs."""
    are_numbered: bool
    are_informing: bool


class Series:
    """Which of the questions that are set apart are taken, and why the others are not."""

    def __init__(self, blocks: list[Block], cues: Cues, setting: Setting, title_index: int) -> None:
        self._blocks = blocks
        self._cues = cues
        self._setting = setting
        self._title_index = title_index
        self.taken: set[Key] = set()
        self.left: dict[Key, Why] = {}
        self._parents = parents_of(blocks)
        self._asking_levels = self._levels()
        self._under_question = self._under_questions()
        apart = SetApart(blocks, cues, setting, title_index, self._parents).all()
        members = sorted(apart, key=lambda member: member.form)
        for (form, _), found in groupby(members, key=lambda member: member.form):
            self._judge(form, sorted(found, key=lambda member: member.key))

    def _judge(self, form: str, members: list[Member]) -> None:
        fit = [member for member in members if unfit(member.text, self._cues) is None]
        if not fit:
            return
        weight = self._weigh(fit)
        for member in fit:
            why = self._why_not(form, member, weight)
            if why is None:
                self.taken.add(member.key)
            else:
                self.left[member.key] = why
        if form == "alone":
            self._take_between(fit)

    def _weigh(self, fit: list[Member]) -> _Weight:
        mine = {m.key for m in fit if is_personal(m.text, self._cues)}
        ours = {m.key for m in fit if mine and addresses(m.text, self._cues.together)}
        explained = sum(self._is_explained_to_reader(m) for m in fit)
        informing = sum(is_informing(m.text, self._cues) for m in fit)
        answered = 2 * sum(self._is_answered(m, or_told=True) for m in fit) >= len(fit)
        is_asked = not answered or self._setting.is_titled_so
        return _Weight(
            len(fit),
            len(mine | ours) / len(fit) if is_asked else 0.0,
            0.0 if answered else explained / len(fit),
            2 * sum(m.is_numbered for m in fit) >= len(fit),
            2 * informing >= len(fit),
        )

    def _is_explained_to_reader(self, member: Member) -> bool:
        """Whether a question, or the text that explains it, speaks to somebody or bids them."""
        index = member.key[0]
        block = self._blocks[index]
        texts = [block.text]
        following = self._following(index)
        is_heading = block.kind is Kind.HEADING
        if is_heading and following is not None and following.kind is Kind.PARAGRAPH:
            texts.append(following.text)
        return any(
            is_personal(text, self._cues) or begins(text, self._cues.imperative) for text in texts
        )

    def _why_not(self, form: str, member: Member, weight: _Weight) -> Why | None:
        index = member.key[0]
        if self._setting.is_faq[index]:
            return Why.FAQ
        is_announced = self._setting.is_announced(index)
        titled = self._setting.is_titled_so
        mine = is_personal(member.text, self._cues)
        may_inform = is_informing(member.text, self._cues)
        may_inform = may_inform and (weight.are_informing or not mine)
        if self._setting.is_interview and form != "alone":
            return Why.INTERVIEW
        if form.startswith("heading"):
            return self._why_not_heading(member, weight, is_announced or titled)
        if form == "quote":
            is_led_in = self._leads_into_quote(index)
            is_of_many = weight.count > 1 and weight.share >= _NEARLY_ALL
            is_own = is_of_many or ((is_announced or titled) and mine)
            is_own = is_own and not self._is_signed(index)
            return None if is_led_in or is_own else Why.QUOTE
        if not (is_announced or titled) and self._is_answered(member):
            return Why.ANSWERED
        if not asks(member.text):
            return None if is_announced or titled else Why.NO_PROMPTS
        if form == "alone" and self._under_question[index]:
            is_announced = titled = False
        if is_announced and not (may_inform and not mine):
            return None
        is_one_of_many = weight.share >= _MOSTLY and weight.count > 1
        if not may_inform and titled and (is_one_of_many or form == "stressed"):
            return None
        if form == "stressed":
            is_of_many = weight.count > 1 and weight.share_explained >= _MOSTLY
            is_taken = not may_inform and (mine or is_one_of_many or is_of_many)
            return None if is_taken else Why.RHETORICAL
        is_of_three = weight.count >= _THREE and weight.share >= _NEARLY_ALL
        if not may_inform and ((mine and is_one_of_many) or is_of_three):
            return None
        return None if is_to_reader(member.text, self._cues) else Why.RHETORICAL

    def _why_not_heading(self, member: Member, weight: _Weight, is_announced: bool) -> Why | None:
        """A heading's question is the reader's where several are, or where they are announced."""
        index = member.key[0]
        mine = is_personal(member.text, self._cues)
        is_asking = not is_informing(member.text, self._cues)
        is_asking = is_asking or (mine and not weight.are_informing)
        if self._has_nothing_beneath(index) and (mine or is_announced):
            return None
        if weight.count == 1 and not (is_announced and (mine or member.is_numbered)):
            return Why.HEADING
        if not member.is_numbered and self._is_answered(member, surely=True):
            return Why.HEADING
        if is_announced:
            if weight.are_numbered and not member.is_numbered:
                return Why.HEADING
            return None if member.is_numbered or is_asking else Why.HEADING
        if weight.are_numbered and member.is_numbered and weight.share >= _MOSTLY:
            return None
        is_explained = weight.share >= _MOSTLY and weight.share_explained >= _NEARLY_ALL_HEADINGS
        is_one_of_many = weight.share >= _NEARLY_ALL or is_explained
        is_one_of_many = is_one_of_many and not (weight.are_informing or self._setting.is_guide)
        is_one_of_many = is_one_of_many and self._is_asking_level(index)
        return None if is_one_of_many and is_asking else Why.HEADING

    def _has_nothing_beneath(self, index: int) -> bool:
        """Whether another heading, or nothing, follows a heading; or a question that goes on it."""
        following = self._following(index)
        if following is None or following.aside is not None:
            return True
        if following.kind is Kind.HEADING:
            return True
        return following.kind is Kind.PARAGRAPH and sentences_of(following.text)[0].asks

    def _following(self, index: int) -> Block | None:
        return self._blocks[index + 1] if index + 1 < len(self._blocks) else None

    def _under_questions(self) -> list[bool]:
        """For each block, whether the heading over it asks, so that it explains a question."""
        found: list[bool] = []
        is_under = False
        for index, block in enumerate(self._blocks):
            found.append(is_under)
            if block.kind is Kind.HEADING and index != self._title_index:
                is_under = asks(block.text)
        return found

    def _levels(self) -> dict[tuple[int, int], tuple[int, int]]:
        """Of the headings of each level under each heading: how many ask, and how many are."""
        found: dict[tuple[int, int], tuple[int, int]] = {}
        for index, block in enumerate(self._blocks):
            if block.kind is Kind.HEADING and block.aside is None and index != self._title_index:
                level = (block.depth, self._parents[index])
                asking, all_ = found.get(level, (0, 0))
                found[level] = (asking + asks(block.text), all_ + 1)
        return found

    def _is_asking_level(self, index: int) -> bool:
        """Whether nearly all headings beside this one ask."""
        asking, all_ = self._asking_levels[self._blocks[index].depth, self._parents[index]]
        return asking >= _NEARLY_ALL_HEADINGS * all_

    def _is_answered(self, member: Member, or_told: bool = False, surely: bool = False) -> bool:
        """Whether the sentence after it begins like an answer, or tells of oneself."""
        index, number = member.key
        sentences = sentences_of(self._blocks[index].text)
        if self._blocks[index].kind is Kind.HEADING or number + 1 >= len(sentences):
            following = self._following(index)
            if following is None or following.aside or following.kind is not Kind.PARAGRAPH:
                return False
            after = sentences_of(following.text)[0]
        else:
            after = sentences[number + 1]
        if after.asks:
            return False
        is_told = or_told and begins(after.text, self._cues.myself)
        words = self._cues.answer[:_SUREST] if surely else self._cues.answer
        return is_told or begins(after.text, words)

    def _leads_into_quote(self, index: int) -> bool:
        """Whether the text before the quoted questions announces them."""
        while index > 0 and self._blocks[index].aside is Why.QUOTE:
            index -= 1
        return self._setting.leads_in(self._blocks[index].text)

    def _is_signed(self, index: int) -> bool:
        """Whether something else is quoted right beside it, such as whose words they are."""
        near = self._blocks[max(0, index - 1) : index + 2]
        return any(b.aside is Why.QUOTE and not asks(b.text) for b in near)

    def _take_between(self, fit: list[Member]) -> None:
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
