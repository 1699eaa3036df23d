"""What a room and a microphone do to a voice: everything that training varies beside the words.

Pure functions over float32 at 16 kHz, full scale 1.0; all chance comes from the given source.
"""

import numpy as np
import numpy.typing as npt
import soxr

Signal = npt.NDArray[np.float32]
RATE_HZ = 16_000
ONE_STEP = 1 / 32768
FFT_BLOCK = 4_096
"""Transforms are as long as a whole number of these: a prime length takes many times as long."""


def silence(seconds: float) -> Signal:
    """Nothing, for so long."""
    return np.zeros(round(seconds * RATE_HZ), np.float32)


def stretched(signal: Signal, factor: float) -> Signal:
    """The signal played at another speed, pitch and all: another mouth."""
    return soxr.resample(signal, RATE_HZ, RATE_HZ * factor).astype(np.float32)


def coloured(signal: Signal, rng: np.random.Generator) -> Signal:
    """A random tilt and one random resonance: another microphone."""
    size = _fft_size(len(signal))
    spectrum = np.fft.rfft(signal, size)
    hz = np.linspace(0, RATE_HZ / 2, len(spectrum))
    octaves = np.log2(np.maximum(hz, 50) / 1000)
    bump = np.exp(-0.5 * ((octaves - rng.uniform(-3, 3)) / 0.5) ** 2)
    gain_db = rng.uniform(-4, 4) * octaves / 2 + rng.uniform(-8, 8) * bump
    shaped = np.fft.irfft(spectrum * 10 ** (gain_db / 20), size)
    return shaped[: len(signal)].astype(np.float32)


def reverberated(signal: Signal, rng: np.random.Generator, decay_seconds: float) -> Signal:
    """The signal in a room whose echo falls by 60 dB in so long."""
    length = round(decay_seconds * RATE_HZ)
    tail = rng.standard_normal(length) * np.exp(-6.9 * np.arange(length) / length)
    response = np.concatenate([[1.0], rng.uniform(0.02, 0.12) * tail])
    size = _fft_size(len(signal) + length)
    wet = np.fft.irfft(np.fft.rfft(signal, size) * np.fft.rfft(response, size), size)
    return wet[: len(signal)].astype(np.float32)


def noise(kind: str, count: int, rng: np.random.Generator) -> Signal:
    """White, pink, brown or hum noise of unit power."""
    if kind == "hum":
        seconds = np.arange(count) / RATE_HZ
        base_hz = rng.choice([50.0, 60.0, 100.0, 120.0])
        waves = [
            np.sin(2 * np.pi * base_hz * n * seconds + rng.uniform(0, 6)) / n for n in (1, 2, 3)
        ]
        made = np.sum(waves, axis=0) + 0.1 * rng.standard_normal(count)
    else:
        size = _fft_size(count)
        spectrum = np.fft.rfft(rng.standard_normal(size))
        power = {"white": 0.0, "pink": 0.5, "brown": 1.0}[kind]
        spectrum[1:] /= np.arange(1, len(spectrum)) ** power
        made = np.fft.irfft(spectrum, size)[:count]
    return (made / max(float(np.sqrt(np.mean(made**2))), 1e-9)).astype(np.float32)


def with_noise(signal: Signal, other: Signal, snr_db: float) -> Signal:
    """The signal with noise of unit power under it, by so many dB."""
    loud = signal[np.abs(signal) > 0.02 * max(float(np.abs(signal).max(initial=0)), 1e-6)]
    rms = float(np.sqrt(np.mean(loud**2))) if len(loud) else 0.05
    return signal + other[: len(signal)] * np.float32(rms * 10 ** (-snr_db / 20))


def as_recorded(signal: Signal, peak_db: float, rng: np.random.Generator) -> npt.NDArray[np.int16]:
    """The signal at a peak level as int16; half of the recordings get a floor of one step."""
    scaled = signal * (10 ** (peak_db / 20) / max(float(np.abs(signal).max(initial=0)), 1e-6))
    if rng.random() < 0.5:
        scaled = scaled + rng.integers(-1, 2, len(signal)) * ONE_STEP
    return np.clip(scaled * 32767, -32768, 32767).astype(np.int16)


def recorded(signal: Signal, rng: np.random.Generator) -> npt.NDArray[np.int16]:
    """A voice as some microphone in some room would give it; a third of them are clean."""
    signal = stretched(signal, rng.uniform(0.85, 1.18))
    signal = np.concatenate(
        [silence(rng.uniform(0.05, 1.1)), signal, silence(rng.uniform(0.15, 1.9))]
    )
    signal = signal.astype(np.float32)
    if rng.random() < 0.7:
        signal = coloured(signal, rng)
    if rng.random() < 0.4:
        signal = reverberated(signal, rng, rng.uniform(0.1, 0.5))
    if rng.random() < 0.65:
        kind = str(rng.choice(["white", "pink", "pink", "brown", "hum"]))
        signal = with_noise(signal, noise(kind, len(signal), rng), rng.uniform(6, 45))
    return as_recorded(signal, rng.uniform(-36, -0.5), rng)


def _fft_size(least: int) -> int:
    return -(-least // FFT_BLOCK) * FFT_BLOCK
