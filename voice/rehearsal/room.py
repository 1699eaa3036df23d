"""The simulated room: what the microphone hears of the loudspeaker, the client and the noise.

Sample for sample at 16 kHz, as fast as the machine can: no clock, no device. Frames are 320
samples, as `ports` has them.
"""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from voice.rehearsal.acoustics import Acoustics
from voice.stage.ports import FRAME_SAMPLES, FRAME_SECONDS, SAMPLE_RATE_HZ, Pcm

Signal = npt.NDArray[np.float32]

VOICE_DBFS = -26.0
"""A client's voice as root mean square: what a microphone at arm's length usually gives."""

ECHO_DECAY_SECONDS = 0.25
NOISE_LOOP_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Heard:
    """One frame of the room: what reaches the microphone, and what the loudspeaker gave."""

    microphone: Pcm = field(repr=False)
    loudspeaker_sounds: bool
    loudspeaker: Pcm = field(repr=False)
    """What the loudspeaker was given for this frame."""
    aloud: Pcm = field(repr=False)
    """What somebody who looks on hears: the loudspeaker and the client, without echo and noise."""


class _Queue:
    """Samples waiting to sound."""

    def __init__(self) -> None:
        self._blocks: list[Signal] = []
        self._offset = 0

    def put(self, samples: Signal) -> None:
        self._blocks.append(samples)

    def clear(self) -> None:
        self._blocks.clear()
        self._offset = 0

    @property
    def empty(self) -> bool:
        return not self._blocks

    def take(self) -> Signal | None:
        """The next frame, padded with silence at the end; None when nothing waits."""
        if not self._blocks:
            return None
        frame = np.zeros(FRAME_SAMPLES, np.float32)
        filled = 0
        while self._blocks and filled < FRAME_SAMPLES:
            block = self._blocks[0][self._offset : self._offset + FRAME_SAMPLES - filled]
            frame[filled : filled + len(block)] = block
            filled += len(block)
            self._offset += len(block)
            if self._offset >= len(self._blocks[0]):
                self._blocks.pop(0)
                self._offset = 0
        return frame


class Room:
    """Mixes loudspeaker, client and noise into microphone frames; deterministic by seed."""

    def __init__(self, acoustics: Acoustics, seed: int, babble: Signal | None = None) -> None:
        rng = np.random.default_rng(seed)
        self._noise = _noise(acoustics, rng, babble)
        self._echo = _impulse_response(acoustics, rng)
        self._tail = np.zeros(len(self._echo) + FRAME_SAMPLES, np.float32)
        self._tail_frames = 0
        self._loudspeaker = _Queue()
        self._client = _Queue()
        self._frames = 0

    def now_seconds(self) -> float:
        """The room's own time: this is the session's clock."""
        return self._frames * FRAME_SECONDS

    def play(self, samples: Signal) -> None:
        """The loudspeaker plays after what it is playing; full scale is 1.0."""
        self._loudspeaker.put(samples)

    def silence_loudspeaker(self) -> None:
        """The loudspeaker stops at once."""
        self._loudspeaker.clear()

    @property
    def loudspeaker_done(self) -> bool:
        """Whether the last sample has sounded."""
        return self._loudspeaker.empty

    def speak(self, samples: Signal) -> None:
        """The client speaks after what it is saying."""
        self._client.put(samples)

    @property
    def client_done(self) -> bool:
        """Whether the client's last sample has sounded."""
        return self._client.empty

    def next_frame(self) -> Heard:
        """Let 20 ms pass."""
        start = (self._frames * FRAME_SAMPLES) % (len(self._noise) - FRAME_SAMPLES)
        mix = self._noise[start : start + FRAME_SAMPLES].copy()
        self._frames += 1
        loudspeaker = self._loudspeaker.take()
        if len(self._echo) and (loudspeaker is not None or self._tail_frames):
            mix += self._echo_of(loudspeaker)
        client = self._client.take()
        if client is not None:
            mix += client
        silence = np.zeros(FRAME_SAMPLES, np.float32)
        signal = silence if loudspeaker is None else loudspeaker
        played = _pcm(signal)
        aloud = played if client is None else _pcm(signal + client)
        return Heard(_pcm(mix), loudspeaker is not None, played, aloud)

    def _echo_of(self, loudspeaker: Signal | None) -> Signal:
        if loudspeaker is None:
            self._tail_frames -= 1
        else:
            spread = np.convolve(loudspeaker, self._echo)
            self._tail[: len(spread)] += spread
            self._tail_frames = len(self._tail) // FRAME_SAMPLES + 1
        now = self._tail[:FRAME_SAMPLES].copy()
        self._tail[:-FRAME_SAMPLES] = self._tail[FRAME_SAMPLES:]
        self._tail[-FRAME_SAMPLES:] = 0
        return now


def _pcm(signal: Signal) -> Pcm:
    return np.clip(signal * 32767.0, -32768, 32767).astype(np.int16)


def at_level(samples: Signal, dbfs: float) -> Signal:
    """The samples scaled so that their root mean square over what sounds is `dbfs`."""
    sounding = samples[np.abs(samples) > 0.01 * np.max(np.abs(samples), initial=1e-9)]
    rms = float(np.sqrt(np.mean(np.square(sounding)))) if len(sounding) else 1.0
    return (samples * (10 ** (dbfs / 20) / max(rms, 1e-9))).astype(np.float32)


def _noise(acoustics: Acoustics, rng: np.random.Generator, babble: Signal | None) -> Signal:
    count = NOISE_LOOP_SECONDS * SAMPLE_RATE_HZ + FRAME_SAMPLES
    if acoustics.colour == "babble" and babble is not None:
        return at_level(np.resize(babble, count).astype(np.float32), acoustics.noise_dbfs)
    white = rng.standard_normal(count)
    if acoustics.colour == "white":
        return at_level(white.astype(np.float32), acoustics.noise_dbfs)
    spectrum = np.fft.rfft(white)
    spectrum[1:] /= np.sqrt(np.arange(1, len(spectrum)))  # power falls with 1/f: pink
    pink = np.fft.irfft(spectrum, count)
    return at_level(pink.astype(np.float32), acoustics.noise_dbfs)


def _impulse_response(acoustics: Acoustics, rng: np.random.Generator) -> Signal:
    if acoustics.echo_db is None:
        return np.zeros(0, np.float32)
    delay = round(acoustics.echo_delay_seconds * SAMPLE_RATE_HZ)
    length = round(ECHO_DECAY_SECONDS * SAMPLE_RATE_HZ)
    response = np.zeros(delay + length, np.float32)
    response[delay] = 1.0
    decay = np.exp(-6.9 * np.arange(length) / length)  # 60 dB over the decay time
    response[delay:] += (0.05 * rng.standard_normal(length) * decay).astype(np.float32)
    return response * np.float32(10 ** (acoustics.echo_db / 20))
