"""A sound as forty steps of twelve numbers: how its spectrum is shaped, and changes, over time.

Pure functions over int16 samples at 16 kHz. The numbers are mel-frequency cepstra (Davis and
Mermelstein 1980) without the zeroth: how loud somebody is does not count, nor how long a sound is
beyond what warping allows. No words can be had from them; whose voice it is perhaps can.
"""

from functools import cache
from typing import TYPE_CHECKING, Any

from voice.stage.ports import SAMPLE_RATE_HZ, Pcm

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Features = npt.NDArray[np.float32]
else:
    Features = Any  # as for `Pcm`: most commands hear nothing

STEPS = 40
"""Every sound is stretched to as many: 30, 40 and 50 gave the same figures on people, and a
comparison then costs the same whatever is compared."""

CEPSTRA = 12
"""8 to 16 gave the same on people; slopes beside them made it worse once the mean stayed in."""

BANDS, LOWEST_HZ, HIGHEST_HZ = 26, 80, 3_800
"""Up to 7.6 kHz told less on recordings of a telephone, which is where it was measured."""

WINDOW_SAMPLES, HOP_SAMPLES, FFT_SAMPLES = 400, 160, 512
PRE_EMPHASIS = 0.97

SOUNDS_DB = 30.0
"""A sound begins and ends within so much of its loudest 25 ms: at 20 soft consonants fell away
(62 % acted on right instead of 74 on people), at 40 the room came in."""

OVER_ROOM_DB = 6.0
"""And so much over the room's own noise, which is the softest twentieth of what was heard."""

BAND_FLOOR_DB = 50.0
"""Softer than the loudest band by more, a band is silent: what is there is the room."""

SHORTEST_WINDOWS = 3
"""A click of the tongue sounds for 20 ms and more, and rings in every window that touches it."""

STANDS_OUT_DB = 10.0
"""The loudest window over the room: anything less is nothing that somebody did on purpose."""


def features_of(sound: Pcm) -> Features | None:
    """The loudest stretch of a sound as (STEPS, CEPSTRA); None where nothing stands out of it."""
    import numpy as np

    if len(sound) < WINDOW_SAMPLES:
        return None
    samples = sound.astype(np.float32)
    emphasised = np.append(samples[:1], samples[1:] - PRE_EMPHASIS * samples[:-1])
    windows = np.lib.stride_tricks.sliding_window_view(emphasised, WINDOW_SAMPLES)[::HOP_SAMPLES]
    weighted = windows * np.hamming(WINDOW_SAMPLES).astype(np.float32)
    power = np.abs(np.fft.rfft(weighted, FFT_SAMPLES)) ** 2
    bands = power @ _mel_bands() + 1.0
    level_db = 10.0 * np.log10(bands.sum(axis=1))
    room_db = float(np.percentile(level_db, 5))
    loudest_db = float(level_db.max())
    if loudest_db < room_db + STANDS_OUT_DB:
        return None
    sounding = np.flatnonzero(level_db > max(loudest_db - SOUNDS_DB, room_db + OVER_ROOM_DB))
    first, last = int(sounding[0]), int(sounding[-1])
    if last - first + 1 < SHORTEST_WINDOWS:
        return None
    heard = bands[first : last + 1]
    logs = np.log(np.maximum(heard, heard.max() * 10 ** (-BAND_FLOOR_DB / 10)))
    return _stretched(logs @ _cosines())


def _stretched(cepstra: Any) -> Features:
    """So many steps of a sound of any length, in between by straight lines."""
    import numpy as np

    at = np.linspace(0, len(cepstra) - 1, STEPS)
    before = at.astype(int)
    after = np.minimum(before + 1, len(cepstra) - 1)
    share = (at - before)[:, None]
    return (cepstra[before] * (1 - share) + cepstra[after] * share).astype(np.float32)


@cache
def _mel_bands() -> Any:
    """(bins, BANDS): triangles evenly spaced in mel."""
    import numpy as np

    def mel(hz: float) -> float:
        return float(1127.0 * np.log1p(hz / 700.0))

    edges = 700.0 * np.expm1(np.linspace(mel(LOWEST_HZ), mel(HIGHEST_HZ), BANDS + 2) / 1127.0)
    hz = np.arange(FFT_SAMPLES // 2 + 1) * SAMPLE_RATE_HZ / FFT_SAMPLES
    rising = (hz[:, None] - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - hz[:, None]) / (edges[2:] - edges[1:-1])
    return np.maximum(0.0, np.minimum(rising, falling)).astype(np.float32)


@cache
def _cosines() -> Any:
    """(BANDS, CEPSTRA): the cosine transform without its zeroth."""
    import numpy as np

    middles = np.pi / BANDS * (np.arange(BANDS) + 0.5)
    angles = middles[:, None] * np.arange(1, CEPSTRA + 1)
    return (np.cos(angles) * np.sqrt(2.0 / BANDS)).astype(np.float32)
