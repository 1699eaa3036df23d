"""The program's tones, taken out of what was heard wherever in it they may have come back.

A tone lies at one pitch, and what somebody says around it. So whatever a device's delay, and
without a room that is learned, that pitch is left out for as long as the tone may be heard. Pure
functions over frames; nothing is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voice.hearing.activity import level_dbfs
from voice.hearing.ear_over_echo import PLAYS_DBFS
from voice.stage.ports import FRAME_SAMPLES, SAMPLE_RATE_HZ, Pcm, frames_in

WINDOW_FRAMES = 3
"""What a pitch is told from: 60 ms, whose spectrum is 33 Hz wide to either side."""

AROUND_HZ, SHARE_OF_TONE = 40.0, 0.98
"""So much of a tone lies so close to its pitch; a word has overtones."""

SAME_HZ, SHORTEST_SECONDS = 12.0, 0.08
"""A tone keeps its pitch within so much for so long."""

_SIZE = 4096
_Samples = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PlayedTone:
    """One tone in what was played: its first frame, the one after its last, and its pitch."""

    first: int
    after: int
    hz: float


def tones_in(played: Sequence[Pcm]) -> list[PlayedTone]:
    """Every tone in what was played."""
    window = np.hanning(WINDOW_FRAMES * FRAME_SAMPLES)
    around = round(AROUND_HZ * _SIZE / SAMPLE_RATE_HZ)
    found: list[PlayedTone] = []
    for first in range(len(played) - WINDOW_FRAMES + 1):
        given = np.concatenate(played[first : first + WINDOW_FRAMES])
        if level_dbfs(given) < PLAYS_DBFS:
            continue
        power = np.square(np.abs(np.fft.rfft(given * window, _SIZE)))
        best = int(np.argmax(power))
        beside = power[max(0, best - around) : best + around + 1]
        if beside.sum() < SHARE_OF_TONE * power.sum():
            continue
        hz, after = best * SAMPLE_RATE_HZ / _SIZE, first + WINDOW_FRAMES
        if found and found[-1].after >= first and abs(found[-1].hz - hz) <= SAME_HZ:
            found[-1] = PlayedTone(found[-1].first, after, found[-1].hz)
        else:
            found.append(PlayedTone(first, after, hz))
    return [tone for tone in found if tone.after - tone.first >= frames_in(SHORTEST_SECONDS)]


def without_pitch(heard: _Samples, hz: float) -> _Samples:
    """These samples without what is at this pitch."""
    padded = np.pad(heard, FRAME_SAMPLES)
    size = 1 << (len(padded) - 1).bit_length()
    spectrum = np.fft.rfft(padded, size)
    low, high = (round((hz + by) * size / SAMPLE_RATE_HZ) for by in (-AROUND_HZ, AROUND_HZ))
    spectrum[low : high + 1] = 0.0
    return np.fft.irfft(spectrum, size)[FRAME_SAMPLES : FRAME_SAMPLES + len(heard)]
