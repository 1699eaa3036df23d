"""Is this passage an action, or part of the answer? When in doubt it is the answer.

Pure functions over words and silences. Rules from the turn-taking facts: an action is a whole
utterance, matched exactly, with a second of silence on both sides.
"""

import re
from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from voice.floor.actions import RULES, Action
from voice.floor.asking import meant, plain
from voice.floor.events import SegmentHeard
from voice.floor.wording import Wording
from voice.values.transcript import Segment, Word

SILENCE_AROUND_SECONDS = 1.0
"""An action stands alone: less silence than this on either side makes it content."""

SURE_CONFIDENCE = 0.5
"""Below this mean confidence an action is not acted on but kept, and asked about once."""

SURE_OF_ONE_WORD_CONFIDENCE = 0.7
"""The same for a single word, which any short sound may come out as: of 19 commands of one word
that were understood beside a fan the least sure had 0.72, the next 0.86."""

ASKED_CONFIDENCE, ASKED_ABOUT_ONE_WORD_CONFIDENCE = 0.75, 0.95
"""From here on a second opinion is asked about. Of people's spoken digits, alone in a quiet room, a
model of synthetic speech made single words up to 0.93 and twice 0.97 and 1.0, and several words of
0.63 and 0.72; of what was a form beside a fan and had not been understood, the least was
0.76 with several words and 0.98 with one (`scripts/second_opinion.py`, 2026-11-29)."""

ONE_WORD_SECONDS = 0.5
"""A form of one word that lasts less counts only where open dictation heard it too, and was rather
sure: the second opinion is, in any short sound. Of half of `scripts/second_opinion.py`'s words the
five that were no form lasted at most 0.39 s, one that was a form 0.72; of the other half six at
most 0.45 and one 0.66 (2026-11-30). What is heard twice was looked at with both halves."""

PERHAPS_A_HESITATION_CONFIDENCE = 0.7
"""A word under this beside the certain words of a form may be an "um": those that were came out as
"our", "i'm", "and" and had 0.26 to 0.68. It is asked about, never acted on."""

CERTAIN_CONFIDENCE = 0.9
"""From here on an "a" is an "a" and no "uh": those that were said had 1.0, the others under 0.8."""


_IN_NAMES = re.compile(r"[\w'\u2019-]+")

CANNOT_WAIT = frozenset({Action.HELP, Action.CRISIS, Action.STOP, Action.PAUSE, Action.UNDO})
"""Asked about however unsurely they were heard; what can be undone can be for some seconds only."""

AT_ONCE_FROM_ANYBODY = frozenset({Action.HELP, Action.CRISIS})
"""How loud somebody is does not tell whose voice it is: what must not wait does not."""


@dataclass(frozen=True, slots=True)
class Understood:
    """An action that a passage was taken for, and whether the recogniser was sure."""

    action: Action
    sure: bool
    ask_first: bool = False
    """Clearly said, and still not to be done before a yes."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The offered action for which another one's forms stand in a state."""

    action: Action
    sure: bool = True
    ask_first: bool = False


_NOTHING_ELSE: Mapping[Action, Standing] = {}


def understand(
    heard: SegmentHeard,
    offered: Collection[Action],
    wording: Wording,
    standing: Mapping[Action, Standing] = _NOTHING_ELSE,
) -> Understood | None:
    """The offered action that this passage is as a whole, or None: then it is content.

    `standing`: what the forms of actions that are not offered mean here.
    """
    words = heard.segment.words
    if not stands_alone(heard):
        return None
    for heard_words in (words, without_misheard_hesitations(words, wording)):
        said = spoken_form((word.text for word in heard_words), wording.hesitations)
        among = (*offered, *(a for a, other in standing.items() if other.action in offered))
        found = meant(said, among, wording.actions, wording.habits)
        if found is None:
            continue
        sure = _is_sure_action(heard_words) and found.clearly
        if found.action in offered:
            return Understood(found.action, sure)
        other = standing[found.action]
        return Understood(other.action, sure and other.sure, other.ask_first)
    return None


def half_understood(
    heard: SegmentHeard, offered: Collection[Action], wording: Wording
) -> Understood | None:
    """The offered action that this lone passage may be on a second look; None: it is none.

    One short word is none unless it cannot wait, and then it is not sure.
    """
    if not stands_alone(heard) and heard.segment.words:
        return None
    second = tuple(w for w in heard.second_opinion if w.text not in wording.hesitations)
    of_second = (
        second if second and confidence_of(second) >= _asked_from(second) else (),
        _without_an_unsure_word(second),
    )
    for words in (*of_second, _without_an_unsure_word(heard.segment.words)):
        said = spoken_form((word.text for word in words), wording.hesitations)
        found = meant(said, offered, wording.actions, wording.habits)
        believed = not _is_one_short_word(words) or _agree(words, heard)
        if found is not None and (believed or found.action in CANNOT_WAIT):
            return Understood(found.action, believed)
    return None


def _without_an_unsure_word(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words but one that may be an "um" heard as something else; empty where that is not so."""
    sure = tuple(word for word in words if word.confidence >= PERHAPS_A_HESITATION_CONFIDENCE)
    certain = len(sure) > 1 and confidence_of(sure) >= CERTAIN_CONFIDENCE
    return sure if certain and len(sure) == len(words) - 1 else ()


def _is_one_short_word(words: Sequence[Word]) -> bool:
    """Whether all is one word, said once or again and again, and too short to be believed."""
    lasted_seconds = (word.end_seconds - word.start_seconds for word in words)
    one = len({word.text for word in words}) == 1
    return one and max(lasted_seconds) < ONE_WORD_SECONDS


def _agree(words: Sequence[Word], heard: SegmentHeard) -> bool:
    """Whether open dictation heard one of these words too, and was rather sure of it."""
    sure = {word.text for word in heard.segment.words if word.confidence >= SURE_CONFIDENCE}
    return bool({word.text for word in words} & sure)


def _asked_from(words: Sequence[Word]) -> float:
    """A form of one word is found in anything: it takes more to be asked about."""
    return ASKED_CONFIDENCE if len(words) > 1 else ASKED_ABOUT_ONE_WORD_CONFIDENCE


def without_misheard_hesitations(words: Sequence[Word], wording: Wording) -> tuple[Word, ...]:
    """The words but those that a hesitation is heard as, where the recogniser was not certain."""
    return tuple(
        word
        for word in words
        if word.text not in wording.misheard_hesitations or word.confidence >= CERTAIN_CONFIDENCE
    )


def question_number(heard: SegmentHeard, wording: Wording) -> int | None:
    """The number that this passage is as a whole, such as "question three"; None: it is none."""
    words = heard.segment.words
    if not words or not stands_alone(heard) or not is_sure(words):
        return None
    said = spoken_form((word.text for word in words), wording.hesitations)
    for form in wording.numbering:
        before, _, after = form.partition("{number}")
        if said.startswith(before) and said.endswith(after):
            number = said[len(before) : len(said) - len(after)]
            if number in wording.numbers:
                return wording.numbers[number]
    return None


def named_in(heard: SegmentHeard, names: Sequence[str], wording: Wording) -> int | None:
    """Which of these the passage names as a whole, such as a title; None: none, or several."""
    words = heard.segment.words
    if not words or not stands_alone(heard) or not is_sure(words):
        return None
    said = plain(spoken_form((word.text for word in words), wording.hesitations), wording.habits)
    found = [
        index
        for index, name in enumerate(names)
        if plain(" ".join(_IN_NAMES.findall(name.lower())), wording.habits) == said
    ]
    return found[0] if len(found) == 1 else None


def wish_of_another(
    heard: SegmentHeard, offered: Collection[Action], wording: Wording
) -> Action | None:
    """The action among those offered that a passage taken for another's surely is, as a whole.

    How loud somebody is does not tell for certain whose voice it is: what must not wait is heard.
    """
    if not heard.segment.background or not heard.segment.words:
        return None
    understood = understand(as_if_near(heard), offered, wording)
    return understood.action if understood is not None and understood.sure else None


def as_if_near(heard: SegmentHeard) -> SegmentHeard:
    """The same passage, taken for the person's own."""
    return replace(heard, segment=replace(heard.segment, background=False))


def stands_alone(heard: SegmentHeard) -> bool:
    """Whether there is silence on both sides of the person's passage; others' talk is no wish."""
    return (
        not heard.segment.background
        and heard.silence_before_seconds >= SILENCE_AROUND_SECONDS
        and heard.silence_after_seconds >= SILENCE_AROUND_SECONDS
    )


def _is_sure_action(words: Sequence[Word]) -> bool:
    least = SURE_CONFIDENCE if len(words) > 1 else SURE_OF_ONE_WORD_CONFIDENCE
    return confidence_of(words) >= least


def is_sure(words: Sequence[Word]) -> bool:
    """Whether the recogniser was sure of words, at least one, on the whole."""
    return confidence_of(words) >= SURE_CONFIDENCE


def confidence_of(words: Sequence[Word]) -> float:
    """How sure the recogniser was of words, at least one, on the whole: 0 to 1."""
    return sum(word.confidence for word in words) / len(words)


def last_words_alone(heard: SegmentHeard) -> tuple[Segment, SegmentHeard] | None:
    """The passage without its last words, and those as if heard alone; None: there is no gap.

    A recogniser's passage ends later than an utterance: words that follow a second of silence
    stand alone, although no passage ended there.
    """
    words = heard.segment.words
    for index in range(len(words) - 1, 0, -1):
        gap_seconds = words[index].start_seconds - words[index - 1].end_seconds
        if gap_seconds >= SILENCE_AROUND_SECONDS:
            content, last = words[:index], words[index:]
            rest = replace(heard.segment, words=last, start_seconds=last[0].start_seconds)
            alone = replace(
                heard,
                segment=rest,
                silence_before_seconds=gap_seconds,
                anybody_before_seconds=gap_seconds,
            )
            before = replace(heard.segment, words=content, end_seconds=content[-1].end_seconds)
            return before, alone
    return None


def command_at_end(
    heard: SegmentHeard,
    offered: Collection[Action],
    wording: Wording,
    standing: Mapping[Action, Standing] = _NOTHING_ELSE,
) -> tuple[Segment, Understood] | None:
    """The passage without its last words, and the action that those are; None: all is content."""
    parted = last_words_alone(heard)
    if parted is None:
        return None
    before, alone = parted
    understood = understand(alone, offered, wording, standing)
    return None if understood is None else (before, understood)


def forms_of(possible: Container[object], wording: Wording) -> tuple[str, ...]:
    """Everything by which one of these actions can be asked for, offered yet or not.

    And the sounds that may stand beside it: a recogniser has to know "um" not to hear "i'm".
    """
    actions = (rule.action for rule in RULES if rule.action in possible)
    forms = (form for action in actions for form in wording.actions[action].spoken)
    return (*forms, *sorted(wording.hesitations))


def spoken_form(words: Iterable[str], hesitations: Collection[str]) -> str:
    """The words without hesitations and without immediate repetitions.

    "um next next question" is "next question": a stutter does not lock anybody out. No other
    word is ever left out, so that "scratch that itch" stays content.
    """
    return " ".join(word for word, _ in groupby(w for w in words if w not in hesitations))
