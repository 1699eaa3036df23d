"""One Piper voice in memory: onnxruntime runs it, and what comes is made as loud as it should be.

On the child's side only. Piper's own program is not needed: a voice is one network (VITS, Kim et
al., 2021) from phonemes to samples. No text is kept here.
"""

import hashlib
import json
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# From 1.29 on onnxruntime writes a device id and a queue of events into the home, and sends them;
# nothing but this, before it is imported, prevents it. The lists have it below 1.29 besides.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import numpy as np
import numpy.typing as npt

from voice.speaking.phonemes import Espeak, ids_of

_Audio = npt.NDArray[np.float32]

NOISE, NOISE_OF_LENGTHS = 0.667, 0.8
"""What the voices were made to be used with, for every one alike."""

FASTEST_SCALE, SLOWEST_SCALE = 0.5, 4.0
"""Twice as fast as a voice was trained; and slower than the settings' 80 words a minute."""

TARGET_DBFS, PEAK_DBFS = -20.0, -1.5
"""espeak-ng's speech is at -19.9; and the peak that no resampling carries over full scale."""

MOST_GAIN_DB = 10.0
"""The softest sentence of joe needed 7; more would be a breath's or a hiss's."""

SPEECH_BELOW_PEAK_DB = 35.0
"""What is softer than this is a pause."""

PAUSE_SECONDS = 0.18
"""Put after each sentence: espeak-ng's own end is so much longer, and it sounds rushed without."""


class AlteredError(Exception):
    """The files are not those that were installed."""


@dataclass(frozen=True, slots=True)
class VoiceFiles:
    """Where a voice is, what it must be, and its pace (`natural_voices.Pace`)."""

    model: str
    config: str
    sha256: str
    config_sha256: str
    pause_seconds_a_word: float
    seconds_a_word: float

    def length_scale(self, rate_wpm: float) -> float:
        """What makes it speak so many words a minute, as far as it can be understood."""
        wanted = (60.0 / rate_wpm - self.pause_seconds_a_word) / self.seconds_a_word
        return min(max(wanted, FASTEST_SCALE), SLOWEST_SCALE)


class PiperVoice:
    """Speaks one piece at a time; `give_up` may come from any thread."""

    def __init__(self, files: VoiceFiles) -> None:
        """Load it, while it is checked that it is the one that was installed.

        Raises:
            AlteredError: it is another, or damaged.
            Exception: of any kind, where onnxruntime is missing or does not take it.
        """
        with ThreadPoolExecutor(1) as checking:
            checked = checking.submit(_check, files)
            self._runtime = load_runtime()
            checked.result()  # nothing that was altered is parsed
        config: dict[str, Any] = json.loads(Path(files.config).read_text("utf-8"))
        self.rate_hz = int(config["audio"]["sample_rate"])
        self._known: dict[str, list[int]] = config["phoneme_id_map"]
        self._speakers = int(config.get("num_speakers", 1))
        self._session = self._load(files.model)
        self._espeak = Espeak(str(config["espeak"]["voice"]))
        self._run_options = self._new_run_options()

    def give_up(self) -> None:
        """End what is being spoken, or what `begin` was called for."""
        self._run_options.terminate = True

    def begin(self) -> None:
        """From now on `give_up` means the next piece."""
        self._run_options = self._new_run_options()

    def speak(self, text: str, length_scale: float) -> npt.NDArray[np.int16]:
        """One piece as samples at `rate_hz`; raises `Exception` where it was given up."""
        audio = levelled(self.raw(text, length_scale), self.rate_hz)
        pause = np.zeros(round(PAUSE_SECONDS * self.rate_hz), np.float32)
        return (np.concatenate([audio, pause]) * 32767).astype(np.int16)

    def raw(self, text: str, length_scale: float) -> _Audio:
        """The same as the network gives it."""
        ids = ids_of(self._espeak.phonemes(text), self._known)
        feeds: dict[str, Any] = {
            "input": np.array([ids], np.int64),
            "input_lengths": np.array([len(ids)], np.int64),
            "scales": np.array([NOISE, length_scale, NOISE_OF_LENGTHS], np.float32),
        }
        if self._speakers > 1:
            feeds["sid"] = np.array([0], np.int64)
        given: _Audio = self._session.run(None, feeds, self._run_options)[0]
        return given.reshape(-1)

    def _load(self, model: str) -> Any:
        options: Any = self._runtime.SessionOptions()
        # two threads wait for each other spinning, and took twice as long as one on two cores
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        # optimising the graph is half of the loading, and speaking gains nothing by it
        options.graph_optimization_level = self._runtime.GraphOptimizationLevel.ORT_DISABLE_ALL
        options.log_severity_level = 4
        return self._runtime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def _new_run_options(self) -> Any:
        options: Any = self._runtime.RunOptions()
        # without it 240 letters leave 540 MB resident, with it 200
        options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
        return options


def load_runtime() -> Any:
    """onnxruntime; raises `ImportError`."""
    import onnxruntime  # pyright: ignore[reportMissingTypeStubs]

    return onnxruntime


def level_dbfs(audio: _Audio, rate_hz: int) -> float:
    """How loud its speech is, pauses left out; -120 where there is none."""
    frame_samples = rate_hz // 50
    frames = audio[: len(audio) // frame_samples * frame_samples].reshape(-1, frame_samples)
    power: _Audio = np.mean(frames**2, axis=1)
    if not len(power) or power.max() < 1e-12:
        return -120.0
    speech = power[power > power.max() * 10 ** (-SPEECH_BELOW_PEAK_DB / 10)]
    return float(10 * np.log10(np.mean(speech)))


def levelled(audio: _Audio, rate_hz: int) -> _Audio:
    """The same at the level that it should have, never over the highest peak."""
    gain_db = min(TARGET_DBFS - level_dbfs(audio, rate_hz), MOST_GAIN_DB)
    peak = max(float(np.max(audio, initial=0.0)), -float(np.min(audio, initial=0.0)), 1e-6)
    return audio * np.float32(min(10 ** (gain_db / 20), 10 ** (PEAK_DBFS / 20) / peak))


def _check(files: VoiceFiles) -> None:
    for path, wanted in ((files.config, files.config_sha256), (files.model, files.sha256)):
        with open(path, "rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != wanted:
                raise AlteredError
