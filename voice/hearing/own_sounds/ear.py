"""An ear for one person's own sounds: a lone passage in, what it may mean out; and it learns.

It owns what was taught and the matcher over it. `hear` and `learn` may come from two threads: each
takes or puts one immutable pair.
"""

from collections.abc import Callable, Sequence

from voice.floor.commands import LearnSound
from voice.floor.events import OwnSound
from voice.hearing.own_sounds.features import features_of
from voice.hearing.own_sounds.matching import Match, Matcher
from voice.hearing.own_sounds.taught import Taught, example_of
from voice.stage.ports import Pcm


class OwnSoundsEar:
    """Compares what stands alone with what was taught."""

    def __init__(self, taught: Taught, keep: Callable[[Taught], None]) -> None:
        """`keep` is called with what has been learned, on the thread that says so."""
        self._keep = keep
        self._latest = self._with_matcher(taught)

    @property
    def taught(self) -> Taught:
        """What it compares with now."""
        return self._latest[0]

    def hear(self, frames: Sequence[Pcm]) -> OwnSound | None:
        """What these frames are; None where they are like nothing that was taught."""
        import numpy as np

        taught, matcher = self._latest
        if matcher is None or not frames:
            return None
        features = features_of(np.concatenate(list(frames)))
        if features is None:
            return None
        return what_it_is(taught, matcher.match(features), example_of(features))

    def learn(self, learned: LearnSound) -> None:
        """A yes or a no to "did you mean"."""
        taught = self.taught.answered(learned.action, learned.example, learned.right)
        if taught != self.taught:
            self._latest = self._with_matcher(taught)
            self._keep(taught)

    @staticmethod
    def _with_matcher(taught: Taught) -> tuple[Taught, Matcher | None]:
        return taught, Matcher(taught) if taught.sounds else None


def what_it_is(taught: Taught, match: Match, example: bytes) -> OwnSound | None:
    """What a match comes to: nothing ends or destroys by it, and nothing acts before its yeses."""
    sound = taught.of(match.action)
    if sound is None or not (match.acts or match.asks):
        return None
    return OwnSound(match.action, match.acts and sound.acts, example)
