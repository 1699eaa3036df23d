"""How the home speaks of what is kept and what can be begun: guides, sessions, questions.

Pure functions; what is opened and taken is the desk's.
"""

from collections.abc import Iterable, Sequence

from voice.guides.loading import ReflectionGuide
from voice.language.loading import load_language
from voice.scenes.home.errands import Erasable, KnownGuide
from voice.values.continuing import Whole
from voice.values.transcript import Session


def named(guide: ReflectionGuide) -> str:
    """Its title, with who reads it where somebody does: there may be several of one title."""
    return f"{guide.title} ({guide.read_by})" if guide.read_by else guide.title


def known(name: str, guide: ReflectionGuide) -> KnownGuide:
    """A guide as the home speaks of it."""
    return KnownGuide(name, guide.title, guide.author)


def days_of(language: str, moments: Iterable[str]) -> str:
    """When it was: each day of these moments, ISO 8601."""
    return ", ".join(dict.fromkeys(map(load_language(language).paper.said_day, moments)))


def began(whole: Whole) -> tuple[str, ...]:
    """When each of those that are read as one began."""
    return tuple(session.started_at for session in whole)


def erasable(language: str, whole: Whole) -> Erasable:
    """A session as somebody is asked about it who wants to erase it, and all that goes with it."""
    parts = sum(len(answer.said) for session in whole for answer in session.answers)
    return Erasable(whole[0].session_id, days_of(language, began(whole)), parts)


def as_one(name: str) -> str:
    """A title or a date as a sentence of its own, so that a voice stops after it."""
    return name if name.endswith((".", "?", "!")) else f"{name}."


def questions_of(sessions: Sequence[Session]) -> dict[str, str]:
    """Every question that was answered, id to text, in the order of the newest session first."""
    questions: dict[str, str] = {}
    for session in reversed(sessions):
        for answer in session.answers:
            if answer.is_said:
                questions.setdefault(answer.question_id, answer.question)
    return questions
