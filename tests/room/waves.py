"""A voice in a recording of a device, found by its wave, whatever a busy machine leaves of it.

What may live here: pieces of a sound that is known, and where they are in one that was recorded.
What was said, and what has to be heard of it, the tests say.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

Signal = npt.NDArray[np.float64]
PIECE_SAMPLES = 4000
"""A quarter of a second: long enough that another word in the same voice is another wave."""

THE_SAME = 0.7
"""No piece of a sentence that was not said was over 0.66, on a machine too busy for any word."""

AUDIBLE = 1e6
"""So much energy in a piece that dither is not taken for a voice."""

SILENT_MAGNITUDE, HOLE_SAMPLES = 30, 24
"""Dither, and a millisecond and a half of it: less is between two waves of a voice."""


def as_recorded(sound: npt.NDArray[np.float32]) -> Signal:
    """Full scale 1.0 as the samples of 16 bits that a device gives."""
    return sound.astype(np.float64) * 32767


def without_silence(signal: Signal) -> tuple[Signal, npt.NDArray[np.intp]]:
    """A machine that is late plays silence into a word: without any, it is the same wave again.

    And where each sample that is left had its place.
    """
    silent = np.concatenate([[False], np.abs(signal) <= SILENT_MAGNITUDE, [False]])
    edges = np.flatnonzero(np.diff(silent))
    left = np.ones(len(signal), bool)
    for begin, end in edges.reshape(-1, 2):
        left[begin:end] = end - begin < HOLE_SAMPLES
    return signal[left], np.flatnonzero(left)


def pieces_of(said: Signal, sounded: Signal) -> Iterator[int | None]:
    """Where each quarter of a second of what is said sounds, its sample; None where it does not."""
    said, _ = without_silence(said)
    sounded, places = without_silence(sounded)
    size = 1 << (len(sounded) + PIECE_SAMPLES).bit_length()
    spectrum = np.fft.rfft(sounded, size)
    energy = np.concatenate([[0.0], np.cumsum(np.square(sounded))])
    around = energy[PIECE_SAMPLES:-1] - energy[: -PIECE_SAMPLES - 1]
    for start in range(0, len(said) - PIECE_SAMPLES, PIECE_SAMPLES):
        piece = said[start : start + PIECE_SAMPLES]
        product = spectrum * np.conj(np.fft.rfft(piece, size))
        correlation = np.fft.irfft(product, size)[: len(around)]
        alike = correlation / np.sqrt(np.maximum(around, AUDIBLE) * (piece @ piece))
        best = int(np.argmax(alike))
        yield int(places[best]) if alike[best] > THE_SAME else None


def places_of(said: Signal, sounded: Signal) -> list[int]:
    """Those that sound."""
    return [place for place in pieces_of(said, sounded) if place is not None]
