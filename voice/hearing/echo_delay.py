"""How much later than it was given does the program's own sound come back?

Pure functions over int16 samples at 16 kHz: the delay that fits best, and what echo is to be
expected at it. Devices hold sound back by 20 to 300 ms, each time by another amount.
"""

from collections.abc import Sequence

import numpy as np

from voice.hearing.likeness import WAVE_HZ
from voice.stage.ports import FRAME_SAMPLES, SAMPLE_RATE_HZ, Pcm

SURE_OVER_MEAN = 20.0
"""How far the best delay's correlation must stand out of all, in units of their root mean square.
In PulseAudio's virtual room it did by 43 to 224, of two different voices by under 10."""

JITTER_FRAMES = 2
"""An echo may come so much before or after its delay: what a device lost, or waited for."""

DECAY_DB_PER_FRAME = 3.0
"""A furnished room falls by 60 dB in 0.4 s."""

NOTHING_DBFS = -96.0

_LEAST_MAGNITUDE = 1e-3


def delay_frames(heard: Pcm, played: Pcm) -> int | None:
    """After how many whole frames what was played is heard; None: it is not to be told.

    Both end at the same moment. By the phase transform (Knapp and Carter 1976).
    """
    size = 1 << (len(heard) + len(played) - 1).bit_length()
    ours = np.fft.rfft(heard[::-1].astype(np.float32), size)
    theirs = np.fft.rfft(played[::-1].astype(np.float32), size)
    both = theirs * np.conj(ours)
    low, high = (round(hz * size / SAMPLE_RATE_HZ) for hz in WAVE_HZ)
    both[:low] = both[high:] = 0.0
    both /= np.abs(both) + _LEAST_MAGNITUDE
    correlation = np.abs(np.fft.irfft(both, size))
    mean = float(np.sqrt(np.mean(np.square(correlation))))
    later = correlation[: len(played)]  # an echo never comes before its sound
    best = int(np.argmax(later))
    return best // FRAME_SAMPLES if mean > 0.0 and later[best] > SURE_OVER_MEAN * mean else None


def echo_dbfs(played_dbfs: Sequence[float], delay: int | None) -> float:
    """The loudest that may come back now, as loud as it was given; levels with the latest last.

    Without a delay, the loudest of all.
    """
    if delay is None:
        return max(played_dbfs)
    loudest = NOTHING_DBFS
    for ago, level in enumerate(reversed(played_dbfs)):
        after = ago - delay
        if after >= -JITTER_FRAMES:
            loudest = max(loudest, level - DECAY_DB_PER_FRAME * max(0, after - JITTER_FRAMES))
    return loudest
