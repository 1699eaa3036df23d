"""The words by which an article is understood, read from `cues.toml`.

Reading and matching words only; what follows from a match is `questions`' and `origin`'s.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_PARTS = re.compile("['-]")
""" "pouvez-vous", "j'ai": each part is a word."""
_SCRIPTS = {"he": "\u0590-\u05ff", "ar": "\u0600-\u06ff", "ru": "\u0400-\u04ff"}
_GUESS_WITHIN_LETTERS = 20_000
BEFORE_THE_FIRST_WORD = "\"'“”„«»‘(-– "
_BEGINNING_LETTERS = 80
"""More than the longest phrase that a text may begin with."""

_SURE_WORDS = 3
"""Fewer common words than this say nothing about a language."""

SUREST_ANSWERS = 3
""" "Because", "yes" and "no" answer for sure."""

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cues:
    """One language's words; every list may be empty."""

    common: Words = ()  # what every text in it holds
    reader: Words = ()  # how it addresses the reader; a capital letter in it is meant
    reader_endings: Words = ()  # how a word ends that addresses the reader by itself
    myself: Words = ()  # how one speaks of oneself alone
    together: Words = ()  # how one speaks of oneself and others
    asking: Words = ()  # what questions begin with, and what else tells a language
    lead_in: Words = ()  # what announces questions to the reader
    generic: Words = ()  # what a heading over questions says that names no theme
    announcing: Words = ()  # what says that questions for the reader follow
    prompts: Words = ()  # what says that prompts without a question mark follow
    explaining: Words = ()  # what says that a heading is over an explanation, whatever else it says
    faq: Words = ()  # what says that the questions are other people's, with their answers
    informing: Words = ()  # how a question begins that asks of the subject, not of the reader
    defining: Words = ()  # how a short question begins that only wants a word explained
    open: Words = ()  # words by which a question asks for more than yes or no
    choice: Words = ()  # what stands between the two things a question lets one choose from
    lived: Words = ()  # how a question begins that asks of what one has lived through
    pointing: Words = ()  # what says that something follows; with `announcing`, that questions do
    reflective: Words = ()  # how a prompt begins that can only be one for reflection
    imperative: Words = ()  # how an item begins that asks for something without a question mark
    noun: Words = ()  # how a prompt begins that names what to write about
    hanging: Words = ()  # questions that mean nothing without the one before
    filler: Words = ()  # turns of speech: a whole question, or hung on at its end
    opener: Words = ()  # how a question begins that wants no answer
    site: Words = ()  # what only a question about the site speaks of
    answer: Words = ()  # how an answer begins to the sentence before; first the three surest
    guide: Words = ()  # what a title says over a page that informs
    interview: Words = ()  # what a title says over questions that somebody else answers
    speech: Words = ()  # what stands beside something said by somebody in the text
    end: Words = ()  # headings of what comes after the article
    by: Words = ()  # what stands before the author's name
    ordinals: Words = ()  # with `is_` and `articles`: "the second factor is power"
    is_: Words = ()
    articles: Words = ()
    hyphen_first: Words = ()  # the first part of a word that has its hyphen wherever it stands
    hyphen_second: Words = ()  # the second part of such a word
    unnamed: str = ""  # what stands for an author who is not named
    attribution: str = ""


@cache
def all_cues() -> dict[str, Cues]:
    """Every language's words by its code."""
    text = (resources.files("voice.guides.article") / "cues.toml").read_text("utf-8")
    tables: dict[str, dict[str, Any]] = tomllib.loads(text)
    return {
        code: Cues(**{k: _frozen(v) for k, v in words.items()}) for code, words in tables.items()
    }


def _frozen(value: Any) -> Any:
    return value if isinstance(value, str) else tuple(value)


def cues_of(language: str) -> Cues:
    """A language's words; none where they are not known."""
    return all_cues().get(language, Cues())


def plain(text: str) -> str:
    """The text in lower case with straight apostrophes, as the lists have it."""
    return text.replace("\u2019", "'").replace("\u02bc", "'").lower()


def words_of(text: str) -> list[str]:
    """The words of a text, in its own case, with straight apostrophes."""
    return _WORD.findall(text.replace("\u2019", "'"))


def holds(text: str, phrases: Words) -> bool:
    """Whether one of the phrases stands in the text, from the beginning of a word on."""
    return bool(phrases) and _any_of(phrases).search(plain(text)) is not None


@cache
def _any_of(phrases: Words) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, phrases))})")


def begins(text: str, phrases: Iterable[str]) -> bool:
    """Whether the text begins with one of the phrases, as whole words."""
    text = plain(text[:_BEGINNING_LETTERS]).lstrip(BEFORE_THE_FIRST_WORD)
    phrases = tuple(phrases)
    if not text.startswith(phrases):
        return False
    return any(
        text.startswith(phrase) and not text[len(phrase) : len(phrase) + 1].isalnum()
        for phrase in phrases
    )


def addresses(text: str, words: Iterable[str], endings: Words = ()) -> bool:
    """Whether one of the words stands in the text; one with a capital only inside a sentence."""
    lowered = {word for word in words if word.islower()}
    capital = {word for word in words if not word.islower()}
    said = words_of(text)
    if any(word in capital for word in said[1:]):
        return True
    for word in (word.lower() for word in said):
        if word in lowered or (endings and word.endswith(endings)):
            return True
        if not lowered.isdisjoint(_PARTS.split(word)):
            return True
    return False


def guess_language(text: str) -> str | None:
    """The language of a text by its script and its commonest words; None where unsure."""
    sample = text[:_GUESS_WITHIN_LETTERS]
    letters = sum(char.isalpha() for char in sample)
    for code, script in _SCRIPTS.items():
        if letters and len(re.findall(f"[{script}]", sample)) > letters / 2:
            return code
    counts = Counter(word.lower() for word in words_of(sample))
    scores = {
        code: sum(counts[word] for word in _telling(code))
        for code, cues in all_cues().items()
        if cues.common
    }
    best, second = sorted(scores, key=lambda code: -scores[code])[:2]
    if scores[best] < _SURE_WORDS or scores[best] == scores[second]:
        return None
    return best


@cache
def _telling(language: str) -> frozenset[str]:
    """The words that tell a language."""
    cues = cues_of(language)
    words = (*cues.common, *cues.reader, *cues.myself, *cues.asking)
    return frozenset(word.lower() for word in words)
