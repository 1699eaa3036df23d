"""The echo of what was played in some seconds of sound, by a room fitted to just these.

Whoever speaks over it is no part of the room. Pure functions over samples; what may be fitted, and
when, is not known here.
"""

import numpy as np
import numpy.typing as npt

from voice.stage.ports import FRAME_SAMPLES

TAPS = 512
"""Of the room: 32 ms. With 256 as much of PulseAudio's echo was
taken out, which has no room; with 1,024, in the same steps, 3 dB less of it."""

ROUNDS, STEPS = 3, 8
"""Of weighing each frame by what is left of it, so that who speaks over us is no part of the room;
and of conjugate gradients in each. With 4 steps it took out half as many dB."""

_EMPHASIS = 0.9
_RIDGE = 1e-4
_QUIETEST = 4.0
"""Of a frame, in units of a sample: what is softer counts no more."""

_BLOCK = 4096
_HOP = _BLOCK - TAPS + 1
"""Samples of each transform, and how many of them are new: half the time that one transform of all
four seconds takes."""

_Samples = npt.NDArray[np.float64]
_Spectra = npt.NDArray[np.complex128]


def echo_through(room: _Samples, given: _Samples) -> _Samples:
    """What is heard of what was given, less its first `TAPS` - 1 samples."""
    count = len(given) - TAPS + 1
    return _heard_of(room, _in_blocks(given, count), count)


def room_of(given: _Samples, heard: _Samples) -> _Samples:
    """The `TAPS` of the room between what was given, `TAPS` - 1 samples more before, and heard.

    Iteratively reweighted least squares, each solved by preconditioned conjugate gradients.
    """
    count = len(heard)
    flat_given, flat_heard = _emphasised(given), _emphasised(heard)
    spectra = _in_blocks(flat_given, count)
    power = _power(flat_given) * count
    ridge = _RIDGE * float(power.mean())

    def seen_from(error: _Samples) -> _Samples:
        blocks = np.zeros((len(spectra), _BLOCK))
        padded = np.pad(error, (0, len(spectra) * _HOP - count))
        blocks[:, TAPS - 1 :] = padded.reshape(-1, _HOP)
        seen = (np.conj(spectra) * np.fft.rfft(blocks, axis=1)).sum(axis=0)
        return np.fft.irfft(seen)[:TAPS]

    room = np.zeros(TAPS)
    weights = np.ones(count)
    for turn in range(ROUNDS):
        error = flat_heard - _heard_of(room, spectra, count)
        if turn:
            each = np.mean(np.square(error.reshape(-1, FRAME_SAMPLES)), axis=1)
            weights = np.repeat(1.0 / (each + _QUIETEST**2), FRAME_SAMPLES)
            weights /= weights.mean()
        rest = seen_from(weights * error) - ridge * room
        step = direction = np.fft.irfft(np.fft.rfft(rest, 2 * TAPS) / power)[:TAPS]
        slope = float(rest @ step)
        for _ in range(STEPS):
            if slope <= 0.0:
                break
            bent = seen_from(weights * _heard_of(direction, spectra, count)) + ridge * direction
            far = slope / float(direction @ bent)
            room = room + far * direction
            rest = rest - far * bent
            step = np.fft.irfft(np.fft.rfft(rest, 2 * TAPS) / power)[:TAPS]
            before, slope = slope, float(rest @ step)
            direction = step + slope / before * direction
    return room


def _heard_of(room: _Samples, given: _Spectra, count: int) -> _Samples:
    blocks = np.fft.irfft(given * np.fft.rfft(room, _BLOCK), axis=1)[:, TAPS - 1 :]
    return blocks.reshape(-1)[:count]


def _in_blocks(given: _Samples, count: int) -> _Spectra:
    """Its spectra, for as many samples as were heard: by overlap-save."""
    blocks = -(-count // _HOP)
    padded = np.pad(given, (0, blocks * _HOP + TAPS - 1 - len(given)))
    return np.fft.rfft(np.lib.stride_tricks.sliding_window_view(padded, _BLOCK)[::_HOP], axis=1)


def _emphasised(samples: _Samples) -> _Samples:
    return np.concatenate([samples[:1], samples[1:] - _EMPHASIS * samples[:-1]])


def _power(samples: _Samples) -> _Samples:
    """Of one sample, at each frequency of a transform of twice the taps."""
    parts = samples[: len(samples) // (2 * TAPS) * 2 * TAPS].reshape(-1, 2 * TAPS)
    windowed = parts * np.hanning(2 * TAPS)
    power = np.mean(np.square(np.abs(np.fft.rfft(windowed, axis=1))), axis=0) / TAPS
    return power + 1e-3 * power.mean() + 1e-6
