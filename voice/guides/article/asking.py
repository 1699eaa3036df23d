"""What one text is by itself: a question, a prompt without a question mark, or neither.

Pure functions over one text and a language's words; where it stands is not known here.
"""

import re

from voice.guides.article.blocks import Why
from voice.guides.article.cues import Cues, addresses, begins, holds, plain, words_of
from voice.guides.article.sentences import asks, unquoted
from voice.values.problems import is_plain, piles_marks

FEWEST_WORDS = 2
"""A question of one word means nothing without what stood before it."""

FEWEST_PROMPT_WORDS = 3
_MOST_DEFINING_WORDS = 5
""" "What is shadow work?"; "What is one small step that you could take?" is longer."""

MOST_LABEL_WORDS = 3
_FIRST_WORDS = 3
""" "And in what way …?"."""

_QUESTION_BEGINS = frozenset('¿"“„«‘')
_WHO = frozenset(["who", "wer", "quién", "qui"])
_CONJUNCTIONS = frozenset(["and", "but", "so", "und", "aber", "y", "pero", "et", "mais", "alors"])
_OPEN_END = re.compile(r"(?:…|\.\.\.|_{3,})[\s_.\"'”’»“]*$")


def is_prompt(text: str, cues: Cues) -> bool:
    """Whether it asks for something without a question mark: "Describe a day …"."""
    return begins(text, cues.imperative + cues.reflective) and _is_long_enough(text)


def is_reflective(text: str, cues: Cues) -> bool:
    """Whether what it asks for can only be reflection: "Think of a time …"."""
    return begins(text, cues.reflective) and _is_long_enough(text)


def _is_long_enough(text: str) -> bool:
    """Whether a prompt has enough words, and does not lead into others."""
    return len(words_of(text)) >= FEWEST_PROMPT_WORDS and not text.rstrip().endswith(":")


def is_stem(text: str) -> bool:
    """Whether it is a sentence to be completed: "I feel seen when …"."""
    is_open = not asks(text) and _OPEN_END.search(text[-80:]) is not None
    return is_open and len(words_of(text)) >= FEWEST_PROMPT_WORDS


def is_named(text: str, cues: Cues) -> bool:
    """Whether it names what to write about: "A time when you were brave"."""
    return begins(text, cues.noun) and len(words_of(text)) >= FEWEST_WORDS and not asks(text)


def is_personal(text: str, cues: Cues) -> bool:
    """Whether it speaks to the reader, or as one speaks of oneself."""
    return is_to_reader(text, cues) or addresses(text, cues.myself)


def is_to_reader(text: str, cues: Cues) -> bool:
    """Whether it speaks to the reader."""
    return addresses(text, cues.reader, cues.reader_endings)


def is_informing(text: str, cues: Cues) -> bool:
    """Whether it wants to know something of the subject: "How long does therapy take?"."""
    text = text.lstrip("¿ ")
    is_short = len(text.split()) <= _MOST_DEFINING_WORDS
    if is_short and begins(text, cues.defining) and not is_personal(text, cues):
        return True
    if not begins(text, cues.informing) or not addresses(text, cues.myself):
        return begins(text, cues.informing)
    return begins(text, [one for one in cues.informing if addresses(one, cues.myself)])


def is_open(text: str, cues: Cues) -> bool:
    """Whether it asks for more than yes or no, or for what the reader has lived through."""
    if not cues.open or begins(text.lstrip("¿ "), cues.lived):
        return True
    return any(
        not set(cues.open).isdisjoint(plain(word) for word in words_of(clause)[:_FIRST_WORDS])
        for clause in text.split(",")
    )


def has_choice(text: str, cues: Cues) -> bool:
    """Whether it asks which of two: "For the hour, or for permission?"."""
    return not set(cues.choice).isdisjoint(words_of(plain(text))[:-1])


def without_word_before(text: str) -> str:
    """ "Monday: What do I need?" as "What do I need?"."""
    before, colon, after = text.partition(":")
    words = after.lstrip()
    is_short = colon and len(before.split()) <= MOST_LABEL_WORDS and not asks(before)
    return words if is_short and begins_anew(words) and asks(text) else text


def begins_anew(text: str) -> bool:
    """Whether a text begins as a sentence does."""
    return text[:1].isupper() or text[:1] in _QUESTION_BEGINS


def is_hanging(text: str, cues: Cues) -> bool:
    """Whether it means nothing without the question before it: "Why or why not?"."""
    return plain(text).strip("¿?؟!. \u00a0") in cues.hanging


def unfit(text: str, cues: Cues) -> Why | None:
    """Why it is no question for reflection wherever it stands, or None."""
    if not is_plain(text) or piles_marks(text):
        return Why.UNREADABLE
    if len(words_of(text)) < FEWEST_WORDS or is_hanging(text, cues):
        return Why.SHORT
    if holds(text, cues.site):
        return Why.SITE
    is_filler = _opens_so(text.lstrip("¿ "), cues) or _hangs_on(text, cues.filler)
    return Why.FILLER if is_filler else None


def is_of_site(sentence: str, cues: Cues) -> bool:
    """Whether a sentence says where to write, click or subscribe."""
    return holds(sentence, cues.site) or "@" in sentence or "://" in sentence


def tidy(text: str) -> str:
    """A question as it goes into the guide: without what is around it or to be filled in."""
    words = text.rstrip(" _.\u00a0")
    blank = text[len(words) :]
    if ("___" in blank or "....." in blank) and "___" not in words:
        text = words.rstrip(" :")
    return unquoted(text.strip())


def _opens_so(text: str, cues: Cues) -> bool:
    """Whether it begins like a turn of speech: "Who doesn't like rest?", and not "Who doesn't know
    how you are?"."""
    if not begins(text, cues.opener) or not is_to_reader(text, cues):
        return begins(text, cues.opener)
    return begins(text, [phrase for phrase in cues.opener if phrase.split()[0] not in _WHO])


def _hangs_on(text: str, phrases: tuple[str, ...]) -> bool:
    """Whether a turn of speech is all there is to a question, or is hung on at its end."""
    words = plain(unquoted(text)).strip('¿?؟!. \u00a0)"”»')
    for phrase in phrases:
        phrase = phrase.rstrip("?")
        before = words.removesuffix(phrase).rstrip("¿ ")
        is_hung = not before or before[-1] in ",-—–.!:" or before in _CONJUNCTIONS
        if words.endswith(phrase) and is_hung:
            return True
    return False
