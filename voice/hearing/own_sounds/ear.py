"""An ear for one person's own sounds: a lone passage in, what it may mean out; and it learns.

It owns what was taught and the matcher over it. `hear`, `learn` and `know` may come from different
threads: each takes or puts one immutable value. A matcher is made on a thread of its own, and
whoever hears before it is there waits for it.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from voice.floor.commands import LearnSound
from voice.floor.events import OwnSound
from voice.hearing.own_sounds.features import features_of
from voice.hearing.own_sounds.matching import Match, Matcher
from voice.hearing.own_sounds.taught import Taught, example_of
from voice.stage.ports import Pcm


@dataclass(slots=True)
class _Known:
    """What was taught, and its matcher, once that is made: up to a second for twelve of eight."""

    taught: Taught
    _matcher: Matcher | None = None
    _made: threading.Event = field(default_factory=threading.Event)

    def begin(self) -> "_Known":
        """Have it made."""
        if self.taught.sounds:
            threading.Thread(target=self._make, name="own sounds", daemon=True).start()
        else:
            self._made.set()
        return self

    def matcher(self) -> Matcher | None:
        """None where nothing was taught."""
        self._made.wait()
        return self._matcher

    def _make(self) -> None:
        try:
            self._matcher = Matcher(self.taught)
        finally:
            self._made.set()


class OwnSoundsEar:
    """Compares what stands alone with what was taught."""

    def __init__(self, taught: Taught, keep: Callable[[Taught], None]) -> None:
        """`keep` is called with what has been learned, on the thread that says so."""
        self._keep = keep
        self._latest = _Known(taught).begin()

    @property
    def taught(self) -> Taught:
        """What it compares with now."""
        return self._latest.taught

    def hear(self, frames: Sequence[Pcm]) -> OwnSound | None:
        """What these frames are; None where they are like nothing that was taught."""
        import numpy as np

        latest = self._latest
        if not latest.taught.sounds or not frames:
            return None
        features = features_of(np.concatenate(list(frames)))
        matcher = None if features is None else latest.matcher()
        if features is None or matcher is None:
            return None
        return what_it_is(latest.taught, matcher.match(features), example_of(features))

    def learn(self, learned: LearnSound) -> None:
        """A yes or a no to "did you mean"."""
        taught = self.taught.answered(learned.action, learned.example, learned.right)
        if taught != self.taught:
            self.know(taught)
            self._keep(taught)

    def know(self, taught: Taught) -> None:
        """Compare with these from now on; they are kept already."""
        self._latest = _Known(taught).begin()


def what_it_is(taught: Taught, match: Match, example: bytes) -> OwnSound | None:
    """What a match comes to: nothing ends or destroys by it, and nothing acts before its yeses."""
    sound = taught.of(match.action)
    if sound is None or not (match.acts or match.asks):
        return None
    return OwnSound(match.action, match.acts and sound.acts, example)
