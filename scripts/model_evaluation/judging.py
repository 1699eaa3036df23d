"""What a model makes of what is said to it: word errors, commands, times, cost.

Only Vosk's public interface; WER by jiwer. Every figure that `eval_model.py` prints is made here.
"""

import json
import math
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jiwer
import numpy as np

from model_evaluation.sayings import RATE_HZ, Pcm, Saying, TimedWords

CHUNK_SAMPLES = 3_200
UTTERANCE_SAMPLES = 30 * RATE_HZ


def decode(model: Any, pcm: Pcm, grammar: Sequence[str] | None = None) -> list[dict[str, Any]]:
    """The words of one recording, with times and confidence, final results only."""
    import vosk

    if grammar is None:
        recognizer = vosk.KaldiRecognizer(model, RATE_HZ)
    else:
        recognizer = vosk.KaldiRecognizer(model, RATE_HZ, json.dumps([*grammar, "[unk]"]))
    recognizer.SetWords(True)
    words: list[dict[str, Any]] = []
    for start in range(0, len(pcm), CHUNK_SAMPLES):
        if recognizer.AcceptWaveform(pcm[start : start + CHUNK_SAMPLES].tobytes()):
            words += json.loads(recognizer.Result()).get("result", [])
    return words + json.loads(recognizer.FinalResult()).get("result", [])


def text_of(model: Any, pcm: Pcm, grammar: Sequence[str] | None = None) -> str:
    """The words of one recording as text."""
    return " ".join(word["word"] for word in decode(model, pcm, grammar))


def word_error_rate(model: Any, sayings: Sequence[Saying]) -> float:
    """Errors over words said, 0 to 1 and more."""
    return word_errors(model, sayings).rate


@dataclass(frozen=True, slots=True)
class WordErrors:
    """Of each saying, how many words were said and how many errors were made."""

    errors: tuple[int, ...]
    words: tuple[int, ...]

    @property
    def rate(self) -> float:
        """Errors over words said, 0 to 1 and more."""
        return sum(self.errors) / sum(self.words)

    @property
    def standard_error(self) -> float:
        """How far the rate of so many other sayings would be off: a ratio over whole sayings, since
        one word that is misheard takes its neighbours with it (Cochran 1977, 2.11)."""
        off = sum((e - self.rate * w) ** 2 for e, w in zip(self.errors, self.words, strict=True))
        return math.sqrt(off) / sum(self.words)


def word_errors(model: Any, sayings: Sequence[Saying]) -> WordErrors:
    """What each saying was misheard by."""
    found = [jiwer.process_words(s.transcript, text_of(model, s.pcm)) for s in sayings]
    errors = tuple(each.substitutions + each.deletions + each.insertions for each in found)
    return WordErrors(errors, tuple(len(s.transcript.split()) for s in sayings))


def exactly_right(
    model: Any, sayings: Sequence[Saying], grammar: Sequence[str] | None = None
) -> float:
    """The share of utterances recognised word for word."""
    right = sum(text_of(model, s.pcm, grammar) == s.transcript for s in sayings)
    return right / len(sayings)


def false_commands(model: Any, sayings: Sequence[Saying], commands: Sequence[str]) -> list[str]:
    """The utterances whose whole text came out as a command, in open dictation."""
    return [s.transcript for s in sayings if text_of(model, s.pcm) in set(commands)]


def heard_in_nothing(model: Any, sayings: Sequence[Saying]) -> list[str]:
    """What was heard where nobody spoke."""
    return [text for text in (text_of(model, s.pcm) for s in sayings) if text]


def time_errors_seconds(model: Any, timed: Sequence[TimedWords]) -> list[float]:
    """Absolute errors of every start and end, over utterances recognised word for word."""
    errors: list[float] = []
    for utterance in timed:
        heard = decode(model, utterance.pcm)
        if [word["word"] for word in heard] != [word for word, _, _ in utterance.words]:
            continue
        for found, (_, start, end) in zip(heard, utterance.words, strict=True):
            errors += [abs(found["start"] - start), abs(found["end"] - end)]
    return errors


@dataclass(frozen=True, slots=True)
class Cost:
    """What a model costs, measured in a process of its own."""

    load_seconds: float
    cpu_seconds_per_second: float
    memory_mb: float
    """Resident, above a Python that has imported vosk."""


def cost(model_path: Path, sayings: Sequence[Saying]) -> Cost:
    """Load and decode in a fresh process."""
    pcm = np.concatenate([saying.pcm for saying in sayings])
    done = subprocess.run(
        [sys.executable, "-m", "model_evaluation.judging", str(model_path.resolve())],
        input=pcm.tobytes(),
        capture_output=True,
        check=True,
        cwd=Path(__file__).parents[1],
    )
    return Cost(**json.loads(done.stdout))


def _measure(model_path: str) -> Cost:
    import vosk

    vosk.SetLogLevel(-1)
    before_mb = _resident_mb()
    load_seconds = []
    for _ in range(3):  # the best of three: the first also reads the disk
        began = time.perf_counter()
        model = vosk.Model(model_path=model_path)
        load_seconds.append(time.perf_counter() - began)
    count, cpu_seconds = 0, 0.0
    while chunk := sys.stdin.buffer.read(2 * UTTERANCE_SAMPLES):  # never all of it in memory
        pcm = np.frombuffer(chunk, np.int16)
        began = time.process_time()
        decode(model, pcm)
        cpu_seconds += time.process_time() - began
        count += len(pcm)
    memory_mb = _resident_mb() - before_mb
    return Cost(min(load_seconds), cpu_seconds / (count / RATE_HZ), memory_mb)


def _resident_mb() -> float:
    """Linux only; NaN elsewhere."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return float("nan")
    return pages * resource.getpagesize() / 1e6


if __name__ == "__main__":
    measured = _measure(sys.argv[1])
    print(
        json.dumps(
            {
                "load_seconds": measured.load_seconds,
                "cpu_seconds_per_second": measured.cpu_seconds_per_second,
                "memory_mb": measured.memory_mb,
            }
        )
    )
