"""What a recording sounds like where it is played: levels, noises, softness, bursts.

Samples in, samples out, drawn by seed; what is played when is `scenes`'s to say.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from recorded_people.recordings import Recording, SpokenWord
from voice.rehearsal.room import VOICE_DBFS, Signal
from voice.stage.ports import FRAME_SAMPLES, SAMPLE_RATE_HZ

SOFT_DBFS = -40.0
"""A person who speaks softly, or sits far from the microphone."""

BURST_SECONDS = 0.2
BURST_DB = 15.0
"""A cough, a knock, a loud first word: measured 100 to 300 ms, 10 to 20 dB over the voice."""

EDGE_SECONDS = 0.02
"""Over which a level changes: nothing clicks."""


class Noise(StrEnum):
    """What is heard beside the person."""

    WHITE = "white"
    PINK = "pink"
    KITCHEN = "kitchen"


@dataclass(frozen=True, slots=True)
class Place:
    """A room and how loud the person is in it; levels in dB relative to full scale."""

    name: str
    noise: Noise
    noise_dbfs: float
    voice_dbfs: float = VOICE_DBFS

    @property
    def is_quiet(self) -> bool:
        """Whether nothing sounds in it but its own floor."""
        return self.noise is Noise.WHITE


QUIET = Place("quiet", Noise.WHITE, -72.0)
SOFT = Place("quiet, the person at -40 dBFS", Noise.WHITE, -72.0, SOFT_DBFS)
FLOORS = tuple(Place(f"floor {dbfs:.0f} dBFS", Noise.WHITE, dbfs) for dbfs in (-60.0, -50.0, -45.0))
FAN = Place("fan 15 dB under", Noise.PINK, VOICE_DBFS - 15)
KITCHENS = tuple(
    Place(f"kitchen {under} dB under", Noise.KITCHEN, VOICE_DBFS - under) for under in (15, 10)
)
BYSTANDER_PLACE = FLOORS[-1]
"""Where a bystander is heard: the person at -26 dBFS, the floor at -45."""


class Noises:
    """The noise of every place; a recorded kitchen where there is one, and a made one else."""

    def __init__(self, kitchen: Signal | None) -> None:
        self._kitchen = made_kitchen() if kitchen is None else kitchen

    def of(self, place: Place, count: int, rng: np.random.Generator) -> Signal:
        """So many samples of it, beginning anywhere; no two frames are the same."""
        match place.noise:
            case Noise.WHITE:
                noise = rng.standard_normal(count)
            case Noise.PINK:
                noise = pink(count, rng)
            case Noise.KITCHEN:
                begins = int(rng.integers(len(self._kitchen)))
                noise = np.resize(np.roll(self._kitchen, -begins), count)
        power = float(np.sqrt(np.mean(np.square(noise))))
        scaled = noise * (10 ** (place.noise_dbfs / 20) / max(power, 1e-9))
        dither = rng.standard_normal(count) * 10 ** (-80 / 20)
        return (scaled + dither).astype(np.float32)


def pink(count: int, rng: np.random.Generator) -> np.ndarray:
    """Noise whose power falls with its frequency, as a fan's."""
    spectrum = np.fft.rfft(rng.standard_normal(count))
    spectrum[1:] /= np.sqrt(np.arange(1, len(spectrum)))
    return np.fft.irfft(spectrum, count)


def made_kitchen(seconds: float = 60.0) -> Signal:
    """A stand-in for a recorded kitchen: water, and dishes that ring two or three times a second.

    A recorded one is harder: it has voices and chairs in it.
    """
    rng = np.random.default_rng(14)
    count = round(seconds * SAMPLE_RATE_HZ)
    noise = pink(count, rng)
    noise /= np.sqrt(np.mean(np.square(noise)))
    for _ in range(round(seconds * 2.5)):
        ringing = round(rng.uniform(0.03, 0.25) * SAMPLE_RATE_HZ)
        start = int(rng.integers(count - ringing))
        times = np.arange(ringing) / SAMPLE_RATE_HZ
        tones = sum(np.sin(2 * np.pi * hz * times) for hz in rng.uniform(600, 5000, 4))
        strength = 10 ** (rng.uniform(0, 14) / 20)
        noise[start : start + ringing] += strength * tones * np.exp(-times * rng.uniform(15, 60))
    return noise.astype(np.float32)


def said(recording: Recording, dbfs: float) -> Signal:
    """The recording with its voice at this level, and no louder than full scale.

    The voice is its words without the loudest tenth of them: one cough was 25 dB over it.
    """
    levels = [
        float(np.mean(np.square(recording.signal[first:last])))
        for first, last in (
            (word.first_frame * FRAME_SAMPLES, (word.last_frame + 1) * FRAME_SAMPLES)
            for word in recording.words
        )
    ]
    voice = sorted(levels)[: max(1, round(0.9 * len(levels)))]
    rms = float(np.sqrt(np.mean(voice)))
    return np.clip(recording.signal * (10 ** (dbfs / 20) / max(rms, 1e-9)), -1, 1)


def loudest_dbfs(signal: Signal, word: SpokenWord) -> float:
    """What four fifths of a word's frames do not exceed, in dB relative to full scale."""
    frames = signal[word.first_frame * FRAME_SAMPLES : (word.last_frame + 1) * FRAME_SAMPLES]
    power = np.mean(np.square(frames.reshape(-1, FRAME_SAMPLES)), axis=1)
    return 10 * float(np.log10(max(np.quantile(power, 0.8), 1e-12)))


def softer(signal: Signal, first_frame: int, by_db: float) -> Signal:
    """The signal so much softer from this frame on."""
    gains = np.zeros(len(signal))
    gains[first_frame * FRAME_SAMPLES :] = -by_db
    return _with_gains(signal, gains)


def drifting(signal: Signal, by_db: float) -> Signal:
    """The signal softer and softer, by so much at its end."""
    return _with_gains(signal, np.linspace(0.0, -by_db, len(signal)))


def spread(
    signal: Signal, words: tuple[SpokenWord, ...], rng: np.random.Generator, median_db: float = 5.0
) -> Signal:
    """Each word softer by an amount of its own: median 5 dB, 95th percentile 18 dB.

    A word's frames take it whole; between words it changes within 20 ms.
    """
    gains = np.zeros(len(signal))
    drawn = spread_db(len(words), rng, median_db)
    for word, by_db in zip(words, drawn, strict=True):
        gains[word.first_frame * FRAME_SAMPLES : (word.last_frame + 1) * FRAME_SAMPLES] = -by_db
    return _with_gains(signal, gains)


def spread_db(count: int, rng: np.random.Generator, median_db: float = 5.0) -> np.ndarray:
    """Of so many words, how far each lies under the loudest, in dB: people's, as measured."""
    return np.minimum(median_db * np.exp(rng.normal(0.0, 0.779, count)), 30.0)


def bursts(signal: Signal, every_seconds: float, dbfs: float, rng: np.random.Generator) -> Signal:
    """The signal with a burst of noise over it about so often, the first within its first second.

    Each 200 ms long and 15 dB over the voice's level.
    """
    struck = signal.copy()
    length = round(BURST_SECONDS * SAMPLE_RATE_HZ)
    shape = np.hanning(length)
    at_seconds = rng.uniform(0.0, 1.0)
    while (start := round(at_seconds * SAMPLE_RATE_HZ)) + length < len(signal):
        burst = pink(length, rng) * shape
        burst *= 10 ** ((dbfs + BURST_DB) / 20) / np.sqrt(np.mean(np.square(burst)))
        struck[start : start + length] += burst.astype(np.float32)
        at_seconds += every_seconds * rng.uniform(0.7, 1.3)
    return struck


def _with_gains(signal: Signal, gains_db: np.ndarray) -> Signal:
    width = round(EDGE_SECONDS * SAMPLE_RATE_HZ)
    smooth = np.convolve(np.pad(gains_db, width, "edge"), np.ones(width) / width, "same")
    return (signal * 10 ** (smooth[width:-width] / 20)).astype(np.float32)
