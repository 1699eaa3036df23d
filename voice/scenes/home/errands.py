"""What the home asks of its desk, and what the desk answers.

Frozen values; whoever carries them out is outside. No answer but what is to be read holds words of
a person's.
"""

from dataclasses import dataclass

from voice.floor.commands import Errand, Keeping
from voice.floor.events import SceneEvent
from voice.scenes.reflection.step import Plan as SessionPlan
from voice.values.troubles import Trouble


@dataclass(frozen=True, slots=True)
class HomeErrand(Errand):
    """What only a home's desk does."""


@dataclass(frozen=True, slots=True)
class PrepareSession(HomeErrand):
    """See that a session with this guide can be held; answered by `SessionPrepared`."""

    guide: str


@dataclass(frozen=True, slots=True)
class NoteSession(HomeErrand):
    """The session that was prepared last is over."""

    reason: str
    kept_passages: int


@dataclass(frozen=True, slots=True)
class SessionKept(Keeping):
    """What is said is kept as the session that was prepared last."""


@dataclass(frozen=True, slots=True)
class HomeEvent(SceneEvent):
    """What only the home takes."""


@dataclass(frozen=True, slots=True)
class SessionPrepared(HomeEvent):
    """A session can be held now, and what it is given."""

    plan: SessionPlan


@dataclass(frozen=True, slots=True)
class Refused(HomeEvent):
    """What was asked for cannot be done now."""

    trouble: Trouble
