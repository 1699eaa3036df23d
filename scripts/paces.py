#!/usr/bin/env python3
"""What changes a recorded voice's pace at the same pitch, and how well: prints a table.

`pip install python-stretch audiotsm pylibrb` for the others; those that are absent are left out.
`scripts/paces.py FOLDER`: its FLAC files at 16 kHz, mono, of whomever.
"""

import importlib
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
import numpy.typing as npt
import soundfile  # pyright: ignore[reportMissingTypeStubs]

from voice.speaking.sonic import at_speed

Samples = npt.NDArray[Any]
RATE_HZ = 16_000
PIECE, MOST_PIECES = 6 * RATE_HZ, 24
FRAME = 800
"""50 ms."""


def _stretch(samples: Samples, pace: float) -> Samples:
    stretch: Any = importlib.import_module("python_stretch").Signalsmith.Stretch()
    stretch.preset(1, RATE_HZ)
    stretch.timeFactor = pace
    return stretch.process(_as_float(samples))[0] * 32767


def _audiotsm(samples: Samples, pace: float) -> Samples:
    audiotsm: Any = importlib.import_module("audiotsm")
    arrays: Any = importlib.import_module("audiotsm.io.array")
    out = arrays.ArrayWriter(1)
    audiotsm.wsola(1, speed=pace).run(arrays.ArrayReader(_as_float(samples)), out)
    return out.data[0] * 32767


def _rubber_band(samples: Samples, pace: float) -> Samples:
    library: Any = importlib.import_module("pylibrb")
    options = library.Option.PROCESS_OFFLINE | library.Option.ENGINE_FINER
    stretcher = library.RubberBandStretcher(RATE_HZ, 1, options, 1 / pace)
    data = _as_float(samples)
    stretcher.set_max_process_size(data.shape[1])
    stretcher.study(data, True)
    stretcher.process(data, True)
    parts: list[Samples] = []
    while stretcher.available() > 0:
        parts.append(stretcher.retrieve(stretcher.available()))
    return np.concatenate(parts, axis=1)[0] * 32767


WAYS: dict[str, Callable[[Samples, float], Samples]] = {
    "sonic (espeakng-loader)": lambda samples, pace: at_speed(samples, RATE_HZ, pace),
    "python-stretch": _stretch,
    "audiotsm": _audiotsm,
    "pylibrb": _rubber_band,
}


def _as_float(samples: Samples) -> Samples:
    return samples[None, :].astype(np.float32) / 32768


def pitches_hz(samples: Samples) -> Samples:
    """Of each voiced frame, by its autocorrelation between 60 and 400 Hz."""
    found: list[float] = []
    for at in range(0, len(samples) - FRAME, FRAME // 2):
        frame = samples[at : at + FRAME].astype(float) * np.hanning(FRAME)
        if np.sum(frame**2) < 1e8:
            continue
        likeness = np.fft.irfft(np.abs(np.fft.rfft(frame, 4 * FRAME)) ** 2)[:400]
        lag = 40 + int(np.argmax(likeness[40:267]))
        if likeness[lag] > 0.5 * likeness[0]:
            found.append(RATE_HZ / lag)
    return np.array(found)


def distance_db(before: Samples, after: Samples, pace: float) -> float:
    """Log-spectral distance between moments that are the same, in what is loud."""
    one, other = _log_spectra(before), _log_spectra(after)
    at = np.rint(np.arange(len(one)) / pace).astype(int)
    shifted = [np.clip(at + shift, 0, len(other) - 1) for shift in range(-4, 5)]
    apart = np.min([np.sqrt(np.mean((one - other[s]) ** 2, axis=1)) for s in shifted], axis=0)
    loud = one.mean(axis=1)
    return float(apart[loud > np.median(loud)].mean())


def _log_spectra(samples: Samples) -> Samples:
    frames = np.lib.stride_tricks.sliding_window_view(samples.astype(float), 512)[::160]
    return 10 * np.log10(np.abs(np.fft.rfft(frames * np.hanning(512))) ** 2 + 1e4)


def _pieces(folder: Path) -> Iterator[Samples]:
    for path in sorted(folder.glob("*.flac")):
        samples, rate_hz = soundfile.read(path, dtype="int16")  # pyright: ignore[reportUnknownMemberType]
        if rate_hz == RATE_HZ and samples.ndim == 1:
            for at in range(0, max(1, len(samples) - PIECE), PIECE):
                if len(pitches_hz(piece := samples[at : at + PIECE])) > FRAME // 20:
                    yield piece


def main(folder: Path) -> None:
    """One line for each way and pace."""
    pieces = [piece for _, piece in zip(range(MOST_PIECES), _pieces(folder), strict=False)]
    seconds = sum(map(len, pieces)) / RATE_HZ
    print(f"{len(pieces)} pieces, {seconds:.0f} s")
    for name, changed in WAYS.items():
        for pace in (0.8, 1.25):
            try:
                changed(pieces[0], pace)  # loaded before it is timed
            except ImportError:
                print(f"{name}: absent")
                break
            began = time.process_time()
            after = [changed(piece, pace) for piece in pieces]
            cpu_ms = (time.process_time() - began) / seconds * 1000
            both = list(zip(pieces, after, strict=True))
            off = max(abs(len(a) / (len(p) / pace) - 1) for p, a in both)
            ratios = [np.median(pitches_hz(a)) / np.median(pitches_hz(p)) for p, a in both]
            cents = 1200 * abs(np.log2(np.median(ratios)))
            apart = np.mean([distance_db(p, a, pace) for p, a in both])
            print(
                f"{name}, pace {pace}: length off by {100 * off:.2f} % at most, "
                f"pitch by {cents:.0f} cents (median), spectrum by {apart:.1f} dB, "
                f"{cpu_ms:.2f} ms of CPU per second"
            )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
