"""Questions that are set apart and alike in form: headings, bold or italic sentences, paragraphs
of their own, block quotes.

Pure functions over blocks. One such question says little; several of one form, and what
announces them, say whether the reader is asked. What a text is by itself is `asking`'s.
"""

from dataclasses import dataclass
from itertools import groupby

from voice.guides.article.asking import is_informing, is_open, is_personal, is_to_reader, unfit
from voice.guides.article.blocks import Kind, Why
from voice.guides.article.cues import SUREST_ANSWERS, addresses, begins
from voice.guides.article.sentences import asks, is_quoted
from voice.guides.article.set_apart import Key, Member, members_of
from voice.guides.article.setting import Setting

_MOSTLY = 0.5
_NEARLY_ALL = 0.6
"""Of headings that nothing announces."""

_THREE = 3
"""Two paragraphs of questions may be chance."""

_NEARLY_ALL_HEADINGS = 0.75
_LONGEST_BEFORE_WORDS = 4
"""What stands before the first paragraph: "Share", "4 min read"."""


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

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._cues = setting.cues
        self.taken: set[Key] = set()
        self.left: dict[Key, Why] = {}
        self._under_question = self._under_questions()
        members = sorted(members_of(setting), key=lambda member: (member.form, member.key))
        for form, found in groupby(members, key=lambda member: member.form):
            fit = [member for member in found if unfit(member.text, self._cues) is None]
            self._judge(form, fit, self._weigh(fit))

    def _judge(self, form: str, fit: list[Member], weight: _Weight) -> None:
        for member in fit:
            is_announced = self._setting.is_announced(member.key[0])
            if form.startswith("heading"):
                why = self._why_not_heading(member, weight, is_announced)
            elif form == "quote":
                why = self._why_not_quote(member, weight, is_announced)
            else:
                why = self._why_not(form, member, weight, is_announced)
            if why is None:
                self.taken.add(member.key)
            else:
                self.left[member.key] = why

    def _weigh(self, fit: list[Member]) -> _Weight:
        count = max(1, len(fit))
        mine = [is_personal(member.text, self._cues) for member in fit]
        ours = [any(mine) and addresses(member.text, self._cues.together) for member in fit]
        explained = sum(self._is_explained_to_reader(member) for member in fit)
        answered = 2 * sum(self._is_answered(m, or_told=True) for m in fit) >= count
        is_asked = not answered or self._setting.is_titled_so
        return _Weight(
            len(fit),
            sum(map(max, mine, ours)) / count if is_asked else 0.0,
            0.0 if answered else explained / count,
            2 * sum(member.is_numbered for member in fit) >= count,
            2 * sum(is_informing(member.text, self._cues) for member in fit) >= count,
        )

    def _is_explained_to_reader(self, member: Member) -> bool:
        """Whether a question, or the text that explains it, speaks to somebody or bids them."""
        block, following = (
            self._setting.blocks[member.key[0]],
            self._setting.following(member.key[0]),
        )
        texts = [block.text]
        if block.kind is Kind.HEADING and following and following.kind is Kind.PARAGRAPH:
            texts.append(following.text)
        return any(
            is_personal(text, self._cues) or begins(text, self._cues.imperative) for text in texts
        )

    def _why_not(
        self, form: str, member: Member, weight: _Weight, is_announced: bool
    ) -> Why | None:
        """Of a sentence or paragraph."""
        is_titled = self._setting.is_titled_so
        if self._setting.is_interview and form == "stressed":
            return Why.INTERVIEW
        if not (is_announced or is_titled) and self._is_answered(member):
            return Why.ANSWERED
        if form == "alone" and self._is_in_a_dialogue(member):
            return Why.SPEECH
        if form == "alone" and asks(member.text) and self._only_opens(member.key[0]):
            return Why.RHETORICAL
        explains = form == "alone" and self._under_question[member.key[0]]
        if not asks(member.text):
            is_prompt = (is_announced or is_titled) and not explains
            return None if is_prompt else Why.NO_PROMPTS
        if explains:
            is_announced = is_titled = False
        mine = is_personal(member.text, self._cues)
        informs = is_informing(member.text, self._cues)
        if is_announced and (mine or not informs):
            return None
        is_one_of_many = weight.share >= _MOSTLY and weight.count > 1
        if form == "stressed":
            is_explained = weight.count > 1 and weight.share_explained >= _MOSTLY
            is_asked = is_titled or mine or is_one_of_many or is_explained
        else:
            is_of_three = weight.count >= _THREE and weight.share >= _NEARLY_ALL
            is_asked = ((is_titled or mine) and is_one_of_many) or is_of_three
        if is_asked and not (informs and (weight.are_informing or not mine)):
            return None
        is_to_them = form == "alone" and is_to_reader(member.text, self._cues)
        return None if is_to_them else Why.RHETORICAL

    def _only_opens(self, index: int) -> bool:
        """Whether it is in an article's first paragraph, which yes or no would answer."""
        setting = self._setting
        before = setting.blocks[setting.title_index + 1 : index]
        is_first = not any(len(block.text.split()) > _LONGEST_BEFORE_WORDS for block in before)
        texts = [sentence.text for sentence in setting.sentences[index]]
        return is_first and not any(is_open(text, self._cues) for text in texts)

    def _is_in_a_dialogue(self, member: Member) -> bool:
        """Whether it is said, and something is replied."""
        following = self._setting.following(member.key[0])
        if following is None or asks(following.text):
            return False
        return is_quoted(member.text) and is_quoted(following.text)

    def _why_not_quote(self, member: Member, weight: _Weight, is_announced: bool) -> Why | None:
        """What is quoted is the article's where it leads into it, or where it quotes its own."""
        index, blocks = member.key[0], self._setting.blocks
        near = blocks[max(0, index - 1) : index + 2]
        is_signed = any(b.aside is Why.QUOTE and not asks(b.text) for b in near)
        is_own = weight.count > 1 and weight.share >= _NEARLY_ALL
        if is_announced or self._setting.is_titled_so:
            is_own |= is_personal(member.text, self._cues)
        while index > 0 and blocks[index].aside is Why.QUOTE:
            index -= 1
        is_led_in = self._setting.leads_in(blocks[index].text)
        return None if is_led_in or (is_own and not is_signed) else Why.QUOTE

    def _why_not_heading(self, member: Member, weight: _Weight, is_announced: bool) -> Why | None:
        """A heading's question is the reader's where several are, or where they are announced."""
        is_announced = is_announced or self._setting.is_titled_so
        mine = is_personal(member.text, self._cues)
        informs = is_informing(member.text, self._cues) and not (mine and not weight.are_informing)
        if self._setting.is_interview:
            return Why.INTERVIEW
        if weight.count == 1 and not (is_announced and (mine or member.is_numbered)):
            return Why.HEADING
        if not member.is_numbered and self._is_answered(member, surely=True):
            return Why.HEADING
        if is_announced:
            is_taken = member.is_numbered or not (informs or weight.are_numbered)
        else:
            is_explained = weight.share_explained >= _NEARLY_ALL_HEADINGS
            least = _MOSTLY if is_explained else _NEARLY_ALL
            is_taken = weight.share >= least and not (informs or weight.are_informing)
            is_taken = is_taken and not self._setting.is_guide
        return None if is_taken else Why.HEADING

    def _under_questions(self) -> list[bool]:
        """For each block, whether the heading over it asks, so that it explains a question."""
        found: list[bool] = []
        is_under = False
        for index, block in enumerate(self._setting.blocks):
            found.append(is_under)
            if block.kind is Kind.HEADING and index != self._setting.title_index:
                is_under = asks(block.text)
        return found

    def _is_answered(self, member: Member, or_told: bool = False, surely: bool = False) -> bool:
        """Whether the sentence after it begins like an answer, or tells of oneself."""
        index, number = member.key
        after = self._setting.sentences[index][number + 1 :]
        if not after:
            following = self._setting.following(index)
            if following is None or following.aside or following.kind is not Kind.PARAGRAPH:
                return False
            after = self._setting.sentences[index + 1]
        if after[0].asks:
            return False
        words = self._cues.answer[:SUREST_ANSWERS] if surely else self._cues.answer
        return begins(after[0].text, words + self._cues.myself if or_told else words)
