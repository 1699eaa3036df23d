"""How much faster than real time the default rehearsal runs."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.figure import Figure
from voice.app.rehearsing import rehearse
from voice.rehearsal.acoustics import RoomKind
from voice.rehearsal.watching import Watching
from voice.settings import Settings


def measure(rounds: int, progress: Callable[[str], None]) -> list[Figure]:
    """The best of so many rehearsals."""
    watching = Watching(lambda _view: None, lambda _notice: None, lambda _text: None)
    speed = 0.0
    for number in range(rounds):
        progress(f"rehearsal {number + 1} of {rounds}")
        with tempfile.TemporaryDirectory(prefix="reflect-bench-") as folder:
            settings = Settings(vault=Path(folder) / "vault")
            began = time.monotonic()
            figures = rehearse(settings, None, RoomKind.QUIET, 1, watching).figures
            speed = max(speed, figures.simulated_seconds / (time.monotonic() - began))
    return [Figure("rehearsal over real time", speed, "times", 10, at_least=True)]
