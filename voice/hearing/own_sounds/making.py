"""A sound as somebody makes it to be learned: when it is over, and what is kept of it.

Frames in, samples and features out. Whatever stands out of the room counts, voice or not; no word
is recognised, and nothing here opens a device or a file.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from voice.hearing.activity import level_dbfs
from voice.hearing.own_sounds.features import STANDS_OUT_DB, features_of
from voice.hearing.own_sounds.taught import example_of
from voice.hearing.reading_taken import LEVEL_DBFS, MOST_GAIN_DB, is_cut_off, levelled
from voice.scenes.recording.takes import Fault
from voice.stage.ports import FRAME_SECONDS, Pcm, frames_in

OVER_AFTER_SECONDS = 1.0
"""So long a quiet ends it by itself: a sound of two parts has less between them."""

LONGEST_SECONDS = 3.5
"""In a session nothing over four seconds is looked at, and said is three."""

LONGEST_WAIT_SECONDS = 20.0
"""From the tone on: whoever needs a while to begin has it."""

AROUND_SECONDS = 0.2
"""What is left before and after it where it is played back."""

ROOM_SHARE = 0.1
"""The softest tenth of the frames is the room."""


class SoundEnd:
    """Tells whether a sound was made and it has been quiet since; owned by whoever records."""

    def __init__(self) -> None:
        self._levels: list[float] = []

    def take(self, frame: Pcm) -> bool:
        """One more frame; whether it is over."""
        self._levels.append(level_dbfs(frame))
        sounding = _sounding(self._levels)
        silent_frames = len(self._levels) - 1 - int(sounding[-1]) if len(sounding) else 0
        return silent_frames >= frames_in(OVER_AFTER_SECONDS)


@dataclass(frozen=True, slots=True)
class MadeSound:
    """A sound that was made; no samples and no features where nothing stood out."""

    samples: Pcm = field(repr=False)
    features: bytes = field(repr=False)
    seconds: float
    faults: tuple[Fault, ...] = ()


def made_of(frames: Sequence[Pcm]) -> MadeSound:
    """What stands out in these frames, trimmed and levelled to be heard, and what tells it."""
    features = features_of(np.concatenate(list(frames))) if frames else None
    levels = [level_dbfs(frame) for frame in frames]
    sounding = _sounding(levels)
    if features is None or not len(sounding):
        return MadeSound(np.zeros(0, np.int16), b"", 0.0, (Fault.NOTHING,))
    first, last = int(sounding[0]), int(sounding[-1])
    around = frames_in(AROUND_SECONDS)
    stretch = frames[max(0, first - around) : last + 1 + around]
    seconds = (last - first + 1) * FRAME_SECONDS
    gain_db = LEVEL_DBFS - max(levels)
    faults: list[Fault] = []
    if is_cut_off(np.concatenate(list(frames[first : last + 1]))):
        faults.append(Fault.CUT_OFF)
    if gain_db > MOST_GAIN_DB:
        faults.append(Fault.VERY_SOFT)
    if seconds > LONGEST_SECONDS:
        faults.append(Fault.TOO_LONG)
    samples = levelled(np.concatenate(list(stretch)).astype(np.float32), gain_db)
    return MadeSound(samples, example_of(features), seconds, tuple(faults))


def _sounding(levels: Sequence[float]) -> npt.NDArray[np.intp]:
    """The frames that stand out of the room."""
    known = np.asarray(levels)
    if not len(known):
        return np.zeros(0, np.intp)
    return np.flatnonzero(known > np.quantile(known, ROOM_SHARE) + STANDS_OUT_DB)
