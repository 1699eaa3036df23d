"""Is what is heard an echo of what was played, at whatever delay? Levels in bands, and waves.

Pure functions over int16 samples at 16 kHz. A sound device that stumbles lets the echo come
earlier or later than a canceller has learned, and a canceller then lets it through; but an echo
still rises and falls, band by band, as what was played did; and where nothing but a linear filter
has touched it, it is still the same wave.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from voice.stage.ports import FRAME_SAMPLES, SAMPLE_RATE_HZ, Pcm

_Levels = npt.NDArray[np.float64]

BAND_EDGES = (3, 5, 7, 9, 11, 13, 16, 19, 22, 26, 30, 36, 42, 50, 60, 72, 84)
"""In bins of 50 Hz: sixteen bands from 150 Hz to 4.2 kHz. With eight, a person and an echo were
mistaken for each other half as often again."""

QUIETEST_BAND_DB = 60.0
"""Under this a band is silent: rounding, and the noise of a quiet room."""


def echo_likeness(heard: Pcm, voiced: Sequence[bool], played: Pcm) -> float:
    """How alike both rise and fall where a voice is heard, at the delay that fits best: 0 to 1.

    `heard` is whole frames, `voiced` tells of each whether it counts, `played` holds at least as
    many frames: every window of it is tried. 0 where either does not change at all, or none counts.
    """
    counted = np.array(voiced, bool)
    if not counted.any():
        return 0.0
    ours, theirs = _band_levels(heard)[counted], _band_levels(played)
    ours = ours - ours.mean(axis=0)
    best = 0.0
    for start in range(len(theirs) - len(counted) + 1):
        window = theirs[start : start + len(counted)][counted]
        window = window - window.mean(axis=0)
        size = float(np.linalg.norm(ours) * np.linalg.norm(window))
        if size > 0.0:
            best = max(best, float((ours * window).sum()) / size)
    return best


WAVE_HZ = (150, 4_200)
"""The same band as above: what a small loudspeaker plays, and a voice holds."""

_LEAST_MAGNITUDE = 1e-3


def wave_likeness(heard: Pcm, played: Pcm) -> float:
    """How far the correlation of both waves stands out at the delay that fits best.

    In units of its own root mean square over all delays, each frequency counting the same (the
    phase transform: Knapp and Carter 1976). Two voices give under 10 at some delay or other; the
    same voice by another way gives 20 and more, the more of it the more.
    """
    size = 1 << (len(heard) + len(played) - 1).bit_length()
    ours = np.fft.rfft(heard.astype(np.float32), size)
    theirs = np.fft.rfft(played.astype(np.float32), size)
    both = ours * np.conj(theirs)
    low, high = (round(hz * size / SAMPLE_RATE_HZ) for hz in WAVE_HZ)
    both[:low] = both[high:] = 0.0
    both /= np.abs(both) + _LEAST_MAGNITUDE
    correlation = np.fft.irfft(both, size)
    mean = float(np.sqrt(np.mean(np.square(correlation))))
    return float(np.abs(correlation).max()) / mean if mean > 0.0 else 0.0


def _band_levels(samples: Pcm) -> _Levels:
    """(frames, bands) in dB over the quietest."""
    frames = samples[: len(samples) // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES)
    power = np.abs(np.fft.rfft(frames * np.hanning(FRAME_SAMPLES))) ** 2
    bands = np.add.reduceat(power, BAND_EDGES, axis=1)[:, :-1]
    return np.maximum(10.0 * np.log10(bands + 1.0) - QUIETEST_BAND_DB, 0.0)
