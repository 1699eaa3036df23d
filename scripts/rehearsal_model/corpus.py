"""The training corpus: texts, voices and rooms put together, as features with transcripts.

Deterministic by seed: every utterance has its own random source, whichever process makes it.
"""

import multiprocessing
import random
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from rehearsal_model import invented_voices, speech
from rehearsal_model.acoustics import Signal, as_recorded, noise, recorded, silence, stretched
from rehearsal_model.features import mfcc
from rehearsal_model.texts import TextSource
from voice.rehearsal.espeak import Espeak

FEWEST_FRAMES = 30


@dataclass(frozen=True, slots=True)
class Amounts:
    """How many utterances of each kind."""

    espeak: int = 12_600
    flite: int = 2_100
    festival: int = 1_500
    empty: int = 220
    nonsense: int = 900
    babble: int = 400
    """Spoken over other people's voices."""

    def scaled(self, factor: float) -> "Amounts":
        """The same shares of a smaller or larger corpus."""
        return Amounts(
            *(max(8, round(n * factor)) for n in (self.espeak, self.flite, self.festival)),
            *(max(8, round(n * factor)) for n in (self.empty, self.nonsense, self.babble)),
        )


@dataclass(frozen=True, slots=True)
class Utterance:
    """Cepstra as float16, and what was said."""

    frames: npt.NDArray[np.float16]
    transcript: str


@dataclass(frozen=True, slots=True)
class _Job:
    kind: str
    first: int
    count: int
    seed: int


JOB_SIZE = 50


def make_corpus(
    amounts: Amounts, seed: int, processes: int, progress: Callable[[int, int], None]
) -> list[Utterance]:
    """Every utterance; `progress` is called with how many are made and how many there will be."""
    jobs = [
        _Job(kind, first, min(JOB_SIZE, count - first), seed)
        for kind, count in (
            ("espeak", amounts.espeak),
            ("flite", amounts.flite),
            ("festival", amounts.festival),
            ("empty", amounts.empty),
            ("nonsense", amounts.nonsense),
            ("babble", amounts.babble),
        )
        for first in range(0, count, JOB_SIZE)
    ]
    total = sum(job.count for job in jobs)
    made: list[Utterance] = []
    with tempfile.TemporaryDirectory(prefix="rehearsal-model-") as folder:
        data = str(invented_voices.write_data(Path(folder), speech.FOREIGN, seed))
        with multiprocessing.get_context("spawn").Pool(processes, _begin, (data,)) as pool:
            for batch in pool.imap(_make, jobs):
                made += batch
                progress(len(made), total)
    return [utterance for utterance in made if len(utterance.frames) >= FEWEST_FRAMES]


_library: Espeak | None = None
"""This process's espeak-ng, with the invented voices."""


def _begin(data_path: str) -> None:
    global _library
    _library = Espeak(data_path)


def _speak(text: str, voice: speech.EspeakVoice) -> Signal:
    return speech.speak_espeak(text, voice, _library)


def _make(job: _Job) -> list[Utterance]:
    rng = random.Random(f"{job.seed}/{job.kind}/{job.first}")
    noise_rng = np.random.default_rng(rng.getrandbits(64))
    texts = TextSource(rng)
    spoken: list[tuple[Signal, str]] = []
    match job.kind:
        case "espeak":
            for index in range(job.first, job.first + job.count):
                text = texts.training_text()
                spoken.append((_with_pauses(text, speech.voice_at(index, rng), rng), text))
        case "flite":
            wanted = [texts.training_text() for _ in range(job.count)]
            voice = speech.FLITE_VOICES[job.first // JOB_SIZE % len(speech.FLITE_VOICES)]
            spoken += _other_mouths(speech.speak_flite(wanted, voice), wanted, rng)
        case "festival":
            wanted = [texts.training_text() for _ in range(job.count)]
            voice = speech.FESTIVAL_VOICES[job.first // JOB_SIZE % len(speech.FESTIVAL_VOICES)]
            spoken += _other_mouths(speech.speak_festival(wanted, voice), wanted, rng)
        case "empty":
            return [_empty(rng, noise_rng) for _ in range(job.count)]
        case "nonsense":
            for index in range(job.first, job.first + job.count):
                spoken.append(_nonsense(texts, index, rng))
        case _:
            for index in range(job.first, job.first + job.count):
                text = texts.training_text()
                voice = _speak(text, speech.voice_at(index, rng))
                spoken.append((_over_babble(voice, texts, rng), text))
    return [
        Utterance(mfcc(recorded(signal, noise_rng)).astype(np.float16), transcript)
        for signal, transcript in spoken
    ]


def _other_mouths(
    signals: Sequence[Signal], texts: Sequence[str], rng: random.Random
) -> list[tuple[Signal, str]]:
    """Flite and festival have few voices: each sounds as if from larger and smaller people."""
    return [
        (stretched(signal, rng.uniform(0.85, 1.15)), text)
        for signal, text in zip(signals, texts, strict=True)
    ]


def _with_pauses(text: str, voice: speech.EspeakVoice, rng: random.Random) -> Signal:
    """One utterance; one in five has a thinking pause between two words, of up to 2.5 s."""
    words = text.split()
    if len(words) < 2 or rng.random() > 0.2:
        return _speak(text, voice)
    cut = rng.randrange(1, len(words))
    return np.concatenate(
        [
            _speak(" ".join(words[:cut]), voice),
            silence(rng.uniform(0.2, 2.5)),
            _speak(" ".join(words[cut:]), voice),
        ]
    )


def _nonsense(texts: TextSource, index: int, rng: random.Random) -> tuple[Signal, str]:
    if rng.random() < 0.3:  # English read by a voice of another language
        text = texts.from_template()
        name = f"{rng.choice(speech.FOREIGN)}+{rng.choice(speech.VARIANTS)}"
        voice = speech.EspeakVoice(name, rng.randint(110, 200), rng.randint(15, 85), 50)
        return _speak(text, voice), " ".join(["[unk]"] * len(text.split()))
    text, transcript = texts.nonsense()
    return _speak(text, speech.voice_at(index, rng)), transcript


def _over_babble(voice: Signal, texts: TextSource, rng: random.Random) -> Signal:
    """A voice with three others 8 to 20 dB below it."""
    mixed = voice.copy()
    for _ in range(3):
        other = _speak(texts.from_template(), speech.voice_at(rng.randrange(999), rng))
        level = 10 ** (-rng.uniform(8, 20) / 20) / 2
        mixed += np.resize(other, len(voice)).astype(np.float32) * np.float32(level)
    return mixed


def _empty(rng: random.Random, noise_rng: np.random.Generator) -> Utterance:
    """Silence or noise with nothing said, at any level down to nothing."""
    count = round(rng.uniform(0.5, 4.0) * 16_000)
    kind = rng.choice(["white", "pink", "brown", "hum", "none"])
    sound = np.zeros(count, np.float32) if kind == "none" else noise(kind, count, noise_rng)
    peak_db = rng.uniform(-70, -15)
    return Utterance(mfcc(as_recorded(sound, peak_db, noise_rng)).astype(np.float16), "")


def transcripts(corpus: Sequence[Utterance]) -> list[str]:
    """What was said, utterance by utterance."""
    return [utterance.transcript for utterance in corpus]
