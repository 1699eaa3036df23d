"""A real session's waits and memory, on the devices of a private PulseAudio.

The session runs in a process of its own, `watched_session`, that tells when things happened.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from rehearsal_model.acoustics import noise
from sound_server import SoundServer, environment

from benchmarks.figure import Figure
from voice.hearing.listener import GUARD_SECONDS
from voice.models.choosing import rehearsal_model
from voice.vault.vault import Vault

SCRIPTS = Path(__file__).parents[1]
LAUNCH_ONLY = "BENCH_LAUNCH_ONLY"
NEVER_COMPILED = "PYTHONDONTWRITEBYTECODE"
ROOM_DBFS = -60.0
ROOM_FORMAT = ["--rate=16000", "--format=s16le", "--channels=1", "--raw"]

BARE_VOSK = """
import json, resource, sys
import numpy as np, vosk
vosk.SetLogLevel(-1)
recognizer = vosk.KaldiRecognizer(vosk.Model(model_path=sys.argv[1]), 16000)
recognizer.SetWords(True)
pcm = np.random.default_rng(1).normal(0, 300, 160_000).astype(np.int16).tobytes()
for start in range(0, len(pcm), 8000):
    if recognizer.AcceptWaveform(pcm[start : start + 8000]):
        json.loads(recognizer.Result())
recognizer.FinalResult()
status = open("/proc/self/status").read()
print(status.split("VmRSS:")[1].split()[0])
"""


def measure(rounds: int, progress: Callable[[str], None]) -> list[Figure]:
    """Medians over the sessions and the questions in them."""
    with quiet_room() as folder:
        told = []
        for number in range(rounds):
            progress(f"sessions on devices, {number + 1} of {rounds}")
            vault, _ = Vault.create(folder / f"vault{number}")
            told.append(watched(vault.directory, "rehearsal-en"))
    bare_mb = bare_vosk_mb(rehearsal_model())
    opened = [ms for session in told for ms in session["open_ms"]]
    first = [ms for session in told for ms in session["next_ms"]]
    launch = [session["launch_seconds"] for session in told]
    memory = [session["memory_mb"] for session in told]
    child = [session["speech_memory_mb"] for session in told]
    return [
        Figure("launch to the first spoken sample", float(np.median(launch)), "s", 1.0),
        Figure(
            "prompt's last sample to open microphone, over the guard",
            float(np.median(opened)) - 1000 * GUARD_SECONDS,
            "ms",
            40,
        ),
        Figure("'next question' to the device's first sample", float(np.median(first)), "ms", 50),
        Figure("memory above a bare Vosk process", float(np.median(memory)) - bare_mb, "MB", 60),
        Figure("memory of the speech process beside it", float(np.median(child)), "MB"),
    ]


@contextmanager
def quiet_room() -> Generator[Path]:
    """Devices of a private PulseAudio in a quiet room, and a folder that goes with them."""
    with tempfile.TemporaryDirectory(prefix="reflect-bench-") as name:
        folder = Path(name)
        os.environ.update(environment(folder))
        server = SoundServer(folder)
        server.start()
        quiet = threading.Event()
        room = threading.Thread(target=_room_noise, args=(quiet,), daemon=True)
        room.start()
        try:
            yield folder
        finally:
            quiet.set()
            server.kill()
            room.join()


def watched(
    vault: Path,
    model: str,
    rate_wpm: int = 400,
    voice: str | None = None,
    launch_only: bool = False,
) -> dict[str, list[float]]:
    """What a session with this model tells of itself, whatever language the model is for.

    `launch_only`: it ends with its first sample.
    """
    command = [sys.executable, "-m", "benchmarks.watched_session", "--vault", str(vault)]
    chosen = [] if voice is None else ["--voice", voice]
    # compiled once, as a program that is installed is
    given = {name: value for name, value in os.environ.items() if name != NEVER_COMPILED}
    if launch_only:
        given[LAUNCH_ONLY] = "1"
    began = time.monotonic()
    done = subprocess.run(
        [*command, "--model", model, "--rate", str(rate_wpm), "--plain", *chosen],
        cwd=SCRIPTS,
        env={**given, "BENCH_BEGAN": str(began), "PYTHONPATH": f"{SCRIPTS.parent}"},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    for line in done.stderr.splitlines():
        if line.startswith("{"):
            return json.loads(line)
    raise RuntimeError(f"the watched session told nothing: {done.stderr[-2000:]}")


def bare_vosk_mb(model: Path) -> float:
    """What a process holds that only decodes with this model."""
    command = [sys.executable, "-c", BARE_VOSK, str(model)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return int(done.stdout) / 1000


def _room_noise(quiet: threading.Event) -> None:
    """A quiet room's noise at the microphone: digital silence would be told as a fault."""
    signal = noise("pink", 32_000, np.random.default_rng(1)) * np.float32(10 ** (ROOM_DBFS / 20))
    block = (signal * 32767).astype(np.int16).tobytes()
    pacat = subprocess.Popen(
        ["pacat", "--device=room", *ROOM_FORMAT], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert pacat.stdin is not None
    try:
        while not quiet.is_set():
            pacat.stdin.write(block)
    except BrokenPipeError:
        pass  # the server is gone
    finally:
        pacat.kill()
        pacat.wait()
