"""Who is near: in a room full of talk, the person's own words told from those of others by level.

Pure state over frames' levels; no clock, no words' meaning. A word is far only where both hold: it
is much softer than the person has lately been, and hardly louder than the room's own hum of
voices. So a whisper in a quiet room is near, and a room that is never silent still has silences.
Measured in the simulated room: four people 15 dB under the person's voice gave words 15 to 20 dB
under theirs, and none within 10 dB.
"""

from collections import deque
from collections.abc import Sequence

from voice.ports import FRAME_SECONDS
from voice.transcript import Word

UNDER_PERSON_DB = 11.0
OVER_HUM_DB = 18.0
"""Speech rises about 12 dB over its own dips: what is no louder than that over the floor is hum."""

SUSTAINED_FRAMES = 5
"""A level counts for the person's once it has lasted 100 ms: a slammed door's peak does not."""

DECAY_DB_PER_SECOND = 0.05
"""Somebody who becomes softer for good is near again after minutes, not seconds."""

REMEMBERED_SECONDS = 70.0
"""Longer than the longest passage."""

WORD_SHARE = 0.8
"""Of a word's levels: its loudest sounds, without the edges that a recogniser's times blur."""

_NOBODY_DBFS = -96.0


class Nearness:
    """Levels of the latest frames, counted from the first; owned by one thread."""

    def __init__(self) -> None:
        self._levels: deque[tuple[float, float]] = deque(
            maxlen=round(REMEMBERED_SECONDS / FRAME_SECONDS)
        )
        self._latest: deque[float] = deque(maxlen=SUSTAINED_FRAMES)
        self._person_dbfs = _NOBODY_DBFS
        self._count = 0

    def note(self, level_dbfs: float, floor_dbfs: float) -> None:
        """One frame's level and the room's floor at that moment."""
        self._count += 1
        self._levels.append((level_dbfs, floor_dbfs))
        self._latest.append(level_dbfs)
        decayed = self._person_dbfs - DECAY_DB_PER_SECOND * FRAME_SECONDS
        sustained = min(self._latest) if len(self._latest) == SUSTAINED_FRAMES else _NOBODY_DBFS
        self._person_dbfs = max(decayed, sustained)

    def skip(self) -> None:
        """A frame that is nobody's: the program speaks."""
        self._count += 1
        self._levels.append((_NOBODY_DBFS, _NOBODY_DBFS))
        self._latest.clear()

    def is_near(self, level_dbfs: float, floor_dbfs: float) -> bool:
        """Whether a sound this loud is the person's."""
        return level_dbfs >= min(self._person_dbfs - UNDER_PERSON_DB, floor_dbfs + OVER_HUM_DB)

    def last_near_run_seconds(self, pause_seconds: float) -> float:
        """How long the latest run of near frames is, up to a pause as long as this; 0: none."""
        pause_frames = round(pause_seconds / FRAME_SECONDS)
        last = first = None
        for place in range(len(self._levels) - 1, -1, -1):
            if self.is_near(*self._levels[place]):
                last = place if last is None else last
                first = place
            elif first is not None and first - place >= pause_frames:
                break
        return 0.0 if first is None or last is None else (last - first + 1) * FRAME_SECONDS

    def far(self, words: Sequence[Word]) -> list[bool]:
        """Of each word, whether somebody far away said it; times count from the first frame."""
        return [self._is_far(word) for word in words]

    def _is_far(self, word: Word) -> bool:
        gone = self._count - len(self._levels)
        first = round(word.start_seconds / FRAME_SECONDS) - gone
        last = min(round(word.end_seconds / FRAME_SECONDS) - gone, len(self._levels))
        if first < 0 or first >= last:
            return False
        frames = [self._levels[place] for place in range(first, last)]
        levels = sorted(level for level, _ in frames)
        floors = sorted(floor for _, floor in frames)
        level_dbfs = levels[int(WORD_SHARE * (len(levels) - 1))]
        return not self.is_near(level_dbfs, floors[len(floors) // 2])


def runs(
    words: Sequence[Word], far: Sequence[bool], pause_seconds: float
) -> list[tuple[tuple[Word, ...], bool]]:
    """The words as runs in order, each with whether it is near.

    A far word between near ones belongs to their run unless it fills a pause as long as this.
    """
    near = [place for place, is_far in enumerate(far) if not is_far]
    if len(near) == len(words):
        return [(tuple(words), True)] if words else []
    found: list[tuple[tuple[Word, ...], bool]] = []
    begun = 0  # where the words that belong to no run yet begin
    for number, first in enumerate(near):
        if first < begun:
            continue  # within the run before
        last = first
        for following in near[number + 1 :]:
            gap_seconds = words[following].start_seconds - words[last].end_seconds
            if following > last + 1 and gap_seconds >= pause_seconds:
                break
            last = following
        if first > begun:
            found.append((tuple(words[begun:first]), False))
        found.append((tuple(words[first : last + 1]), True))
        begun = last + 1
    if begun < len(words):
        found.append((tuple(words[begun:]), False))
    return found
