"""Vosk: a model directory opened with care, and a recogniser over it.

Only ever `Model(model_path=…)`: the other ways download. A damaged model can abort the whole
process inside libvosk, so files are checked before, and one without checksums is tried in a
child process first.
"""

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from voice.errors import ModelError
from voice.ports import SAMPLE_RATE_HZ, Pcm, Recognized
from voice.transcript import Word
from voice.troubles import TroubleName

CHECKSUM_FILE = "SHA256SUMS"
TRIAL_SECONDS = 120.0
"""The largest official model loads in about half a minute."""

CHUNK_FRAMES = 12
"""Vosk is fed 240 ms at a time: a call costs the same for one frame as for twelve, and a caption
four times a second is as fast as anybody reads."""

_REQUIRED = ("am/final.mdl", "conf/mfcc.conf")
_GRAPHS = (("graph/HCLG.fst",), ("graph/HCLr.fst", "graph/Gr.fst"))
_BLOCK_BYTES = 1 << 20


def check_model(path: Path) -> None:
    """Refuse what would not load, without loading it.

    Raises:
        ModelError: missing, incomplete, damaged, for another sample rate, or not loadable.
    """
    if not path.is_dir():
        raise ModelError(f"there is no model in {path}", "see `reflect model list`")
    missing = [name for name in _REQUIRED if not (path / name).is_file()]
    if not any(all((path / name).is_file() for name in graph) for graph in _GRAPHS):
        missing.append("graph/HCLG.fst")
    if missing:
        raise ModelError(
            f"{path} is no complete Vosk model: {', '.join(missing)} missing",
            "install it again: `reflect model install`",
        )
    rate_hz = _sample_rate_hz(path / "conf" / "mfcc.conf")
    if rate_hz != SAMPLE_RATE_HZ:
        raise ModelError(
            f"the model in {path} is for {rate_hz} Hz, not {SAMPLE_RATE_HZ}",
            "choose another: `reflect model list`",
        )
    if (path / CHECKSUM_FILE).is_file():
        _check_checksums(path)
    else:
        try_loading(path)


def write_checksums(path: Path) -> None:
    """Write down what every file of a model is, so that damage shows."""
    lines = [f"{_sha256(file)}  {file.relative_to(path).as_posix()}\n" for file in _files(path)]
    (path / CHECKSUM_FILE).write_text("".join(lines), "utf-8")


def try_loading(path: Path) -> None:
    """Load the model and decode a moment of silence in a child process; raises `ModelError`."""
    code = (
        "import sys, vosk; vosk.SetLogLevel(-1); "
        "r = vosk.KaldiRecognizer(vosk.Model(model_path=sys.argv[1]), 16000); "
        "r.AcceptWaveform(bytes(32000)); r.FinalResult()"
    )
    try:
        trial = subprocess.run(
            [sys.executable, "-c", code, str(path)], capture_output=True, timeout=TRIAL_SECONDS
        )
        loaded = trial.returncode == 0
    except subprocess.TimeoutExpired:
        loaded = False
    if not loaded:
        raise ModelError.named(TroubleName.MODEL_NOT_LOADED, path=path)


def open_model(path: Path) -> Any:
    """A model that `check_model` has passed, loaded; raises `ModelError`."""
    import vosk as untyped_vosk  # pyright: ignore[reportMissingTypeStubs]

    vosk: Any = untyped_vosk
    vosk.SetLogLevel(-1)
    try:
        return vosk.Model(model_path=str(path))
    except Exception:  # vosk raises a bare Exception
        raise ModelError.named(TroubleName.MODEL_NOT_LOADED, path=path) from None


class VoskRecognizer:
    """Open dictation over one model, as `ports.Recognizer` has it; owned by one thread."""

    def __init__(self, model: Any) -> None:
        import vosk  # pyright: ignore[reportMissingTypeStubs]

        self._recognizer: Any = vosk.KaldiRecognizer(model, SAMPLE_RATE_HZ)
        self._recognizer.SetWords(True)
        self._fed_samples = 0
        self._began_seconds = 0.0
        self._waiting: list[Pcm] = []
        self._words: list[Word] = []
        self._caption = ""

    def begin(self) -> None:
        """Forget everything and start a passage at 0 s."""
        self._recognizer.Reset()
        # Vosk's word times go on counting from its construction, whatever is reset
        self._began_seconds = self._fed_samples / SAMPLE_RATE_HZ
        self._waiting.clear()
        self._words.clear()
        self._caption = ""

    def accept(self, frame: Pcm) -> str | None:
        """Take samples; returns the caption so far where it changed."""
        self._waiting.append(frame)
        if len(self._waiting) < CHUNK_FRAMES:
            return None
        if self._feed():
            self._take(self._recognizer.Result())
            partial = ""
        else:
            partial = json.loads(self._recognizer.PartialResult())["partial"]
        settled = [word.text for word in self._words]
        caption = " ".join([*settled, partial] if partial else settled)
        if caption == self._caption:
            return None
        self._caption = caption
        return caption

    def finish(self) -> Recognized:
        """Drain and return all words since `begin`."""
        if self._waiting and self._feed():
            self._take(self._recognizer.Result())
        self._take(self._recognizer.FinalResult())
        return Recognized(tuple(self._words))

    def close(self) -> None:
        """Let the recogniser go."""
        self._recognizer = None

    def _feed(self) -> bool:
        chunk = np.concatenate(self._waiting)
        self._waiting.clear()
        self._fed_samples += len(chunk)
        return bool(self._recognizer.AcceptWaveform(chunk.tobytes()))

    def _take(self, result: str) -> None:
        for heard in json.loads(result).get("result", ()):
            self._words.append(
                Word(
                    text=str(heard["word"]),
                    start_seconds=float(heard["start"]) - self._began_seconds,
                    end_seconds=float(heard["end"]) - self._began_seconds,
                    confidence=float(heard["conf"]),
                )
            )


def _sample_rate_hz(conf: Path) -> int:
    try:
        for line in conf.read_text("utf-8").splitlines():
            option, _, value = line.partition("=")
            if option.strip() == "--sample-frequency":
                return int(float(value.split("#")[0]))
    except (OSError, ValueError):
        raise ModelError(
            f"{conf} cannot be read", "install it again: `reflect model install`"
        ) from None
    return SAMPLE_RATE_HZ


def _files(path: Path) -> Iterator[Path]:
    yield from sorted(f for f in path.rglob("*") if f.is_file() and f.name != CHECKSUM_FILE)


def _check_checksums(path: Path) -> None:
    known: dict[str, str] = {}
    for line in (path / CHECKSUM_FILE).read_text("utf-8", errors="replace").splitlines():
        digest, _, name = line.partition("  ")
        known[name] = digest
    bad = [n for n, d in known.items() if not (path / n).is_file() or _sha256(path / n) != d]
    required = {*_REQUIRED, *(n for graph in _GRAPHS for n in graph if (path / n).is_file())}
    bad += sorted(required - set(known))
    if bad:
        raise ModelError(
            f"{path} is damaged: {', '.join(bad[:3])} differs from its checksum",
            "install it again: `reflect model install`",
        )


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            digest.update(block)
    return digest.hexdigest()
