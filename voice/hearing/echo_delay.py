"""How much later than it was given does the program's own sound come back?

Pure functions over int16 samples at 16 kHz: the delay that fits best, and what echo is to be
expected at it. Devices hold sound back by 20 to 300 ms, each time by another amount.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voice.hearing.likeness import WAVE_HZ
from voice.stage.ports import SAMPLE_RATE_HZ

JITTER_FRAMES = 2
"""An echo may come so much before or after its delay: what a device lost, or waited for."""

DECAY_DB_PER_FRAME = 3.0
"""A furnished room falls by 60 dB in 0.4 s."""

NOTHING_DBFS = -96.0

LONGEST_DELAY_SECONDS = 0.6

_LEAST_MAGNITUDE = 1e-3

Samples = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class EchoDelay:
    """The delay at which what is heard is most like what was played."""

    samples: float
    over_mean: float
    """How far it stands out of all delays, in units of their root mean square."""


def echo_delay(heard: Samples, played: Samples) -> EchoDelay:
    """The delay that fits best; both end at the same moment, `played` begins so much earlier.

    By the phase transform (Knapp and Carter 1976); between two samples by a parabola.
    """
    size = 1 << (len(heard) + len(played) - 1).bit_length()
    ours = np.fft.rfft(heard, size)
    both = ours * np.conj(np.fft.rfft(played, size))
    low, high = (round(hz * size / SAMPLE_RATE_HZ) for hz in WAVE_HZ)
    both[:low] = both[high:] = 0.0
    both /= np.abs(both) + _LEAST_MAGNITUDE
    correlation = np.fft.irfft(both, size)
    mean = float(np.sqrt(np.mean(np.square(correlation))))
    earlier = len(played) - len(heard)
    at_delay = correlation[np.arange(-1, earlier + 1) - earlier]  # no echo comes before its sound
    best = 1 + int(np.argmax(np.abs(at_delay[1:-1])))
    before, peak, after = (float(value) for value in at_delay[best - 1 : best + 2])
    bend = before - 2 * peak + after
    between = 0.5 * (before - after) / bend if bend else 0.0
    return EchoDelay(best - 1 + between, abs(peak) / mean if mean > 0.0 else 0.0)


def echo_dbfs(played_dbfs: Sequence[float], delay: int | None) -> float:
    """The loudest that may come back now, as loud as it was given; levels with the latest last.

    Without a delay in frames, the loudest of all.
    """
    if delay is None:
        return max(played_dbfs)
    loudest = NOTHING_DBFS
    for ago, level in enumerate(reversed(played_dbfs)):
        after = ago - delay
        if after >= -JITTER_FRAMES:
            loudest = max(loudest, level - DECAY_DB_PER_FRAME * max(0, after - JITTER_FRAMES))
    return loudest
