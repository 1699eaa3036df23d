"""What is said: answers full of command words, and the commands themselves, from the wording.

The sentences are made from the product's own spoken forms, so that a new command is tried too.
"""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from voice.floor.actions import Action
from voice.floor.understanding import spoken_form
from voice.floor.wording import Wording

TEMPLATES = (
    "{form} is what she said to me",
    "{form} he said and then he left the room",
    "{form} was all i could think",
    "{form} is not something i say easily",
    "my mother always told me {form}",
    "all i wanted to say was {form}",
    "he looked at me and said {form}",
    "i could not say {form}",
    "when they say {form} i feel small",
    "i heard {form} in my head all day",
    "sometimes {form} is the wrong thing to say",
    "people who say {form} do not listen",
    "not {form}",
    "just {form} he said",
    "{form} she said",
    "and {form} again",
)
"""Sentences that begin with, end with or contain a command's words."""

_PLAIN = Path(__file__).parents[1] / "rehearsal_model" / "development.txt"
PLAIN_SHARE = 0.25

CHAINS: tuple[tuple[Action, ...], ...] = (
    (Action.REPEAT,),
    (Action.WHERE,),
    (Action.SLOWER,),
    (Action.LOUDER,),
    (Action.SOFTER,),
    (Action.READ_BACK,),
    (Action.MINUTE,),
    (Action.BRING,),
    (Action.WHO,),
    (Action.HELP,),
    (Action.PAUSE, Action.RESUME),
    (Action.SCRATCH, Action.UNDO),
    (Action.START_OVER, Action.NO),
    (Action.STOP, Action.RESUME),
)
"""Commands asked for in the middle of an answer, each with what leads back to it."""

MOVING_ON = (Action.NEXT, Action.NEXT, Action.NEXT, Action.SKIP, Action.PASS)

ENDING = frozenset(
    {
        Action.NEXT,
        Action.SKIP,
        Action.PASS,
        Action.BACK,
        Action.LET_GO,
        Action.SCRATCH,
        Action.START_OVER,
        Action.STOP,
    }
)
"""Actions that destroy something or end the answer or the session."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """Something to say that is no command; a trap holds a command's words."""

    text: str
    trap: bool


class Sayings:
    """Draws sentences and commands for one client."""

    def __init__(self, wording: Wording, rng: random.Random) -> None:
        self._wording = wording
        self._rng = rng
        self.forms = frozenset(form for words in wording.actions.values() for form in words.spoken)
        self._plain = [
            line for line in _PLAIN.read_text("utf-8").splitlines() if line and line[0] != "#"
        ]

    def sentence(self) -> Sentence:
        """A sentence for an answer; three of four hold a command's words."""
        if self._rng.random() < PLAIN_SHARE:
            return Sentence(self._rng.choice(self._plain), trap=False)
        while True:
            form = self._rng.choice(sorted(self.forms))
            text = self._rng.choice(TEMPLATES).format(form=form)
            if not self.is_command(text.split()):
                return Sentence(text, trap=True)

    def plain(self) -> str:
        """A sentence that holds no command's words."""
        return self._rng.choice(self._plain)

    def command(self, action: Action) -> str:
        """One of the ways to ask for this; the first, which help and buttons say, half the time."""
        spoken = self._wording.actions[action].spoken
        return spoken[0] if self._rng.random() < 0.5 else self._rng.choice(spoken)

    def is_command(self, words: Iterable[str]) -> bool:
        """Whether these words, said alone, are a command by the product's own rule."""
        return spoken_form(words, self._wording.hesitations) in self.forms
