"""What a person has taught: examples of their own sounds, by the action that each stands for.

Frozen values and what becomes of them; an example is bytes, `features` as 16-bit floats, so that
whoever passes one on needs no numpy. When a sound may act by itself is said here and nowhere else.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from voice.floor.actions import RULE_OF, Action, Safety
from voice.hearing.own_sounds.features import CEPSTRA, STEPS

if TYPE_CHECKING:
    from voice.hearing.own_sounds.features import Features

FEWEST_EXAMPLES, MOST_EXAMPLES = 3, 8
"""With one example 84 % of people's lone words were told apart, with three 93, with five 96, by
the prototype; eight of twelve actions are compared with in 10 ms."""

MOST_ACTIONS = 12
MOST_OTHERS = 24
"""Sounds that were none of them: the latest ones."""

YESES_TO_ACT = 3
"""Without a no since: before that a sound only asks."""

EXAMPLE_BYTES = STEPS * CEPSTRA * 2


def example_of(features: "Features") -> bytes:
    """Features as they are kept."""
    return features.astype("<f2").tobytes()


def features_in(example: bytes) -> "Features":
    """The same as numbers: (STEPS, CEPSTRA)."""
    import numpy as np

    return np.frombuffer(example, "<f2").reshape(STEPS, CEPSTRA).astype(np.float32)


@dataclass(frozen=True, slots=True)
class TaughtSound:
    """The sound of one action."""

    action: Action
    examples: tuple[bytes, ...] = field(repr=False)
    yeses: int = 0
    """How often it was this action when asked, since it last was not."""

    @property
    def acts(self) -> bool:
        """Whether it is done without asking: it loses nothing, and was right often enough."""
        harmless = RULE_OF[self.action].safety is Safety.HARMLESS
        return harmless and self.yeses >= YESES_TO_ACT


@dataclass(frozen=True, slots=True)
class Taught:
    """All sounds of one person; at most `MOST_ACTIONS`, each with examples."""

    sounds: tuple[TaughtSound, ...] = ()
    others: tuple[bytes, ...] = field(default=(), repr=False)
    """What was taken for one of them and was none."""

    def of(self, action: Action) -> TaughtSound | None:
        """The sound that stands for an action, where one was taught."""
        return next((sound for sound in self.sounds if sound.action is action), None)

    def with_sound(self, action: Action, examples: Sequence[bytes]) -> "Taught":
        """An action taught, anew where it had been.

        Raises:
            ValueError: too few examples or too many, or one action too many.
        """
        if not FEWEST_EXAMPLES <= len(examples) <= MOST_EXAMPLES:
            raise ValueError(f"{len(examples)} examples of one sound")
        rest = tuple(sound for sound in self.sounds if sound.action is not action)
        if len(rest) >= MOST_ACTIONS:
            raise ValueError(f"{len(rest) + 1} actions")
        return replace(self, sounds=(*rest, TaughtSound(action, tuple(examples))))

    def without(self, action: Action) -> "Taught":
        """An action forgotten; with the last one all is."""
        rest = tuple(sound for sound in self.sounds if sound.action is not action)
        return replace(self, sounds=rest) if rest else Taught()

    def answered(self, action: Action, example: bytes, right: bool) -> "Taught":
        """What is learned from a yes or a no to "did you mean"; nothing of a sound since forgotten.

        A yes makes an example: the latest give way to it, never those that were taught. A no makes
        a counter-example, and the sound asks again until it was right often enough anew.
        """
        sound = self.of(action)
        if sound is None:
            return self
        if right:
            taught, learned = sound.examples[:FEWEST_EXAMPLES], sound.examples[FEWEST_EXAMPLES:]
            kept = (*learned, example)[-(MOST_EXAMPLES - FEWEST_EXAMPLES) :]
            changed = replace(sound, examples=(*taught, *kept), yeses=sound.yeses + 1)
            others = self.others
        else:
            changed = replace(sound, yeses=0)
            others = (*self.others, example)[-MOST_OTHERS:]
        sounds = tuple(changed if each is sound else each for each in self.sounds)
        return Taught(sounds, others)
