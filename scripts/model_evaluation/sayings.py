"""What a model is judged on: committed sentences in voices it was never trained on.

Sound is float32 at 16 kHz from `rehearsal_model.speech` and `rehearsal_model.acoustics`, whose
held-out voices no training text ever reaches; or a folder of somebody's own recordings.
"""

import random
import shutil
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import numpy as np
import numpy.typing as npt
from rehearsal_model import speech
from rehearsal_model.acoustics import noise, reverberated, silence, with_noise

from voice.rehearsal.client import read_wav, to_room

Pcm = npt.NDArray[np.int16]
RATE_HZ = 16_000
EVALUATION = Path(__file__).parents[2] / "models" / "rehearsal-en" / "evaluation"

NOISY_SNR_DB = 15.0
"""A fan under the voice, as in the rehearsal's noisy room."""

DECAY_SECONDS = 0.4
"""A furnished room."""

LEVEL_DB = -6.0


class Condition(StrEnum):
    """How the room sounds."""

    CLEAN = "clean"
    NOISY = "noisy"
    REVERBERANT = "reverberant"


@dataclass(frozen=True, slots=True)
class Saying:
    """Sound with what was said, and in whose voice."""

    pcm: Pcm = field(repr=False)
    transcript: str
    group: str
    condition: Condition = Condition.CLEAN


def lines(name: str | Path) -> list[str]:
    """The lines of one of the evaluation's files, or of any file by its path."""
    text = (EVALUATION / name).read_text("utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and line[0] != "#"]


def groups() -> tuple[str, ...]:
    """The voice groups that this machine can speak with; flite is Debian's."""
    return ("espeak-ng", "flite rms") if shutil.which("flite") else ("espeak-ng",)


def say(texts: list[str], group: str, condition: Condition, seed: int = 1) -> list[Saying]:
    """Each text once, by a held-out voice of this group, in this room."""
    rng = random.Random(f"{seed}/{group}/{condition}")
    noise_rng = np.random.default_rng(rng.getrandbits(64))
    if group == "espeak-ng":
        signals = [speech.speak_espeak(text, _held_out(i, rng)) for i, text in enumerate(texts)]
    else:
        signals = speech.speak_flite(texts, speech.HELD_OUT_FLITE)
    return [
        Saying(_heard(signal, condition, noise_rng), text, group, condition)
        for signal, text in zip(signals, texts, strict=True)
    ]


def _held_out(index: int, rng: random.Random) -> speech.EspeakVoice:
    variant = speech.HELD_OUT_VARIANTS[index % len(speech.HELD_OUT_VARIANTS)]
    accent = speech.ACCENTS[(index // len(speech.HELD_OUT_VARIANTS)) % len(speech.ACCENTS)]
    return speech.EspeakVoice(f"{accent}+{variant}", rng.randint(110, 200), rng.randint(30, 70), 50)


def _heard(signal: speech.Signal, condition: Condition, rng: np.random.Generator) -> Pcm:
    padded = np.concatenate([silence(0.6), signal, silence(1.0)]).astype(np.float32)
    match condition:
        case Condition.NOISY:
            padded = with_noise(padded, noise("pink", len(padded), rng), NOISY_SNR_DB)
        case Condition.REVERBERANT:
            padded = reverberated(padded, rng, DECAY_SECONDS)
        case Condition.CLEAN:
            pass
    return as_pcm(padded)


def as_pcm(signal: speech.Signal) -> Pcm:
    """The signal at a peak of `LEVEL_DB`."""
    peak = max(float(np.abs(signal).max(initial=0)), 1e-6)
    return (signal * (10 ** (LEVEL_DB / 20) / peak) * 32767).astype(np.int16)


@dataclass(frozen=True, slots=True)
class TimedWords:
    """Words with where each truly begins and ends, in seconds from the first sample."""

    pcm: Pcm = field(repr=False)
    words: tuple[tuple[str, float, float], ...]


TIMED_GAP_SECONDS = 0.3
EDGE_DB = -32.0
"""Where a word begins and ends: the first and last 5 ms within so many dB of its loudest."""

_EDGE_SAMPLES = 80


def timed_words(texts: list[str]) -> list[TimedWords]:
    """Each text spoken word by word with short gaps, so that its true times are known."""
    made: list[TimedWords] = []
    for number, text in enumerate(texts):
        variant = speech.HELD_OUT_VARIANTS[number % len(speech.HELD_OUT_VARIANTS)]
        voice = speech.EspeakVoice(f"en-us+{variant}", 150, 50, 50)
        parts = [silence(0.6)]
        words: list[tuple[str, float, float]] = []
        count = len(parts[0])
        for word in text.split():
            sound = speech.speak_espeak(word, voice)
            first, last = _edges(sound)
            words.append((word, (count + first) / RATE_HZ, (count + last) / RATE_HZ))
            parts += [sound[: last + 1], silence(TIMED_GAP_SECONDS)]
            count += last + 1 + len(parts[-1])
        parts.append(silence(0.7))
        made.append(TimedWords(as_pcm(np.concatenate(parts)), tuple(words)))
    return made


def _edges(sound: speech.Signal) -> tuple[int, int]:
    blocks = sound[: len(sound) // _EDGE_SAMPLES * _EDGE_SAMPLES].reshape(-1, _EDGE_SAMPLES)
    power = np.mean(np.square(blocks), axis=1)
    loud = np.flatnonzero(power > power.max() * 10 ** (EDGE_DB / 10))
    return int(loud[0]) * _EDGE_SAMPLES, (int(loud[-1]) + 1) * _EDGE_SAMPLES - 1


def soundless(seed: int = 1) -> list[Saying]:
    """Silence, dither and noises of several colours and levels: nobody says anything."""
    rng = np.random.default_rng(seed)
    made = [Saying(np.zeros(4 * RATE_HZ, np.int16), "", "silence")]
    for kind in ("white", "pink", "brown", "hum"):
        for level_db in (-70, -50, -35, -25):
            signal = noise(kind, 4 * RATE_HZ, rng) * np.float32(10 ** (level_db / 20))
            made.append(Saying((signal * 32767).clip(-32768, 32767).astype(np.int16), "", kind))
    return made


def recordings(folder: Path) -> list[Saying]:
    """Every WAV of a folder that has a transcript beside it, NAME.txt, lower case."""
    made: list[Saying] = []
    for path in sorted(folder.glob("*.wav")):
        transcript = path.with_suffix(".txt")
        if transcript.is_file():
            signal = to_room(read_wav(path))
            said = " ".join(transcript.read_text("utf-8").lower().split())
            made.append(Saying((signal * 32767).astype(np.int16), said, "recordings"))
    return made
