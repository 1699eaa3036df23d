"""An echo canceller that takes out only what was played and never ducks whoever speaks over it.

An adaptive filter of the room in blocks of one frame, nothing else: no suppression, no delay that
has to be known, no library but numpy. What it leaves is good for noticing a person, since their
voice comes through whole; more of the echo comes through with it than through WebRTC's canceller.
Owned by the hearing thread; 0.17 ms a frame (8 ms of CPU per second of the program's own speech).
"""

import numpy as np
import numpy.typing as npt

from voice.stage.ports import FRAME_SAMPLES, Pcm

_Spectra = npt.NDArray[np.complex64]
_Powers = npt.NDArray[np.float32]

BLOCKS = 24
"""Of 20 ms: devices' latency, the way, and the room's decay, of which 0.3 s is loud enough."""

FORGETS = 0.999**2
"""Of what is known of the room, with each block: people move, and clocks drift."""

NEAR_SMOOTHING = 0.9
"""Over which time the power that is not echo is averaged: it holds the filter while a person
speaks. With 0.5 it took 5 dB less of the echo out."""

UNKNOWN_ROOM = 0.1
"""How much the filter may be off before anything was heard: it learns the faster. A loudspeaker is
seldom louder in the microphone than it was played."""

CONSTRAINED_IN_TURN = 4
"""Every block's part of the filter is cut back to one frame with each fourth frame: as good as
all of them with each (within 0.5 dB), at a fraction of the cost."""

_FULL_SCALE = 32768.0
_LEAST_POWER = 1e-9


class LinearCanceller:
    """Takes the program's own voice out of a frame, as `ports.EchoCanceller` has it.

    A partitioned-block frequency-domain Kalman filter with diagonal covariance (Kuech, Mabande,
    Enzner, ICASSP 2014), overlap-save.
    """

    def __init__(self) -> None:
        bins = FRAME_SAMPLES + 1
        self._played: _Spectra = np.zeros((BLOCKS, bins), np.complex64)
        self._room: _Spectra = np.zeros((BLOCKS, bins), np.complex64)
        self._unsure: _Powers = np.full((BLOCKS, bins), UNKNOWN_ROOM, np.float32)
        self._near: _Powers = np.zeros(bins, np.float32)
        self._last = np.zeros(FRAME_SAMPLES, np.float32)
        self._frames = 0

    def begin(self) -> None:
        """The program begins to speak after it was silent: what it played before is over."""
        self._played[:] = 0
        self._last[:] = 0

    def clean(self, frame: Pcm, played: Pcm) -> Pcm:
        """320 samples of the microphone, and what the loudspeaker was given as they came."""
        given = played.astype(np.float32) / _FULL_SCALE
        self._played[1:] = self._played[:-1]
        self._played[0] = np.fft.rfft(np.concatenate([self._last, given]))
        self._last = given
        if not self._played.any():
            return frame
        echo = np.fft.irfft((self._played * self._room).sum(axis=0))[FRAME_SAMPLES:]
        left = (frame.astype(np.float32) / _FULL_SCALE - echo).astype(np.float32)
        self._learn(left)
        return np.clip(left * _FULL_SCALE, -32768, 32767).astype(np.int16)

    def _learn(self, left: _Powers) -> None:
        error = np.fft.rfft(np.concatenate([np.zeros(FRAME_SAMPLES, np.float32), left]))
        error = error.astype(np.complex64)
        power = self._played.real**2 + self._played.imag**2
        room_power = self._room.real**2 + self._room.imag**2
        error_power = error.real**2 + error.imag**2
        unsure = FORGETS * self._unsure + (1 - FORGETS) * room_power
        near = NEAR_SMOOTHING * self._near + (1 - NEAR_SMOOTHING) * error_power
        self._near = near.astype(np.float32)
        gain = unsure / ((unsure * power).sum(axis=0) + 2 * near + _LEAST_POWER)
        self._room += gain * np.conj(self._played) * error
        self._unsure = unsure * (1 - 0.5 * gain * power)
        turn = slice(self._frames % CONSTRAINED_IN_TURN, BLOCKS, CONSTRAINED_IN_TURN)
        response = np.fft.irfft(self._room[turn], axis=1)
        response[:, FRAME_SAMPLES:] = 0
        self._room[turn] = np.fft.rfft(response, axis=1)
        self._frames += 1
