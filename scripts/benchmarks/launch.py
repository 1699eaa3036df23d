"""From the start of the program to the first sample of its voice, on devices: each voice, one run.

As where it is installed: compiled, and the fixed lines of a natural voice kept at the rate of the
settings. Each voice in turn, so that what else a machine does is not one's alone; the first of
each is left out, for it compiles.
"""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median

from sound_server import installed

from benchmarks.figure import Figure
from benchmarks.session import quiet_room, watched
from benchmarks.voice import OTHER_RATE_WPM, RATE_WPM, install_packaged, packaged_voice
from voice.vault.vault import Vault

LAUNCHES_A_ROUND = 3


def measure(rounds: int, progress: Callable[[str], None]) -> list[Figure]:
    """Medians of as many launches as there is time for; nothing is said to their end."""
    if not installed():
        return []
    times = rounds * LAUNCHES_A_ROUND
    model = packaged_voice()
    with tempfile.TemporaryDirectory(prefix="bench-launch-") as folder:
        os.environ["XDG_DATA_HOME"] = folder
        how: dict[str, tuple[int, str | None]] = {"espeak-ng": (RATE_WPM, None)}
        if model is None:
            print("launch: no natural voice here; next: scripts/test_voice", file=sys.stderr)
        else:
            progress("a natural voice speaks its fixed lines")
            name = install_packaged(model).name
            how[f"{name}, lines kept"] = (RATE_WPM, name)
            how[f"{name}, lines made anew"] = (OTHER_RATE_WPM, name)
        taken = _launched(how, times, progress)
        del os.environ["XDG_DATA_HOME"]
    return [
        Figure(
            f"{what}: launch to the first sample, median of {times}",
            median(seconds),
            "s",
            None if "anew" in what else 1.0,
        )
        for what, seconds in taken.items()
    ]


def _launched(
    how: dict[str, tuple[int, str | None]], times: int, progress: Callable[[str], None]
) -> dict[str, list[float]]:
    taken: dict[str, list[float]] = {what: [] for what in how}
    with quiet_room() as folder:
        for number in range(times + 1):
            progress(f"launches, {number} of {times}")
            for place, (what, (rate_wpm, voice)) in enumerate(how.items()):
                vault, _ = Vault.create(Path(folder) / f"{number}-{place}")
                told = watched(vault.directory, "rehearsal-en", rate_wpm, voice, launch_only=True)
                if number:
                    taken[what].append(float(told["launch_seconds"]))  # type: ignore[arg-type]
    return taken
