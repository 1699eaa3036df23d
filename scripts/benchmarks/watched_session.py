"""`reflect` itself, telling on stderr when things happened; started by `session`.

Only moments are taken here: nothing of the session is replaced, but that a model for another
language is let in. BENCH_BEGAN holds the monotonic second at which the process was started.
"""

import json
import os
import sys
import threading
import time
from pathlib import Path
from typing import Any

from voice.cli.beforehand import begin_to_speak

if __name__ == "__main__":  # before what follows is loaded, as the program itself does it
    begin_to_speak(sys.argv[1:])

from benchmarks.memory import resident_mb
from voice.app import devices
from voice.cli import main
from voice.floor.actions import Action, Means
from voice.floor.events import (
    ActionChosen,
    ListeningStarted,
    SpeechFinished,
)
from voice.models import trial
from voice.scenes.reflection.states import State
from voice.stage.stage import Stage

THINKING_SECONDS = 1.0

LAUNCH_ONLY = "BENCH_LAUNCH_ONLY"
"""With it in the environment the process ends with the first sample."""

samples_at: list[float] = []
opened_ms: list[float] = []
next_ms: list[float] = []
moments: dict[str, float] = {}


class WatchedLoudspeaker(devices.SounddeviceLoudspeaker):
    """Tells when the first sample of each sound is handed over, and when the last has sounded."""

    def _fill(self, out: Any, frame_count: int, time_: Any, status: Any) -> None:
        if self._position == 0:
            now = time.monotonic()
            samples_at.append(now)
            if LAUNCH_ONLY in os.environ:
                tell()
                os._exit(0)
            if "chosen" in moments:
                next_ms.append(1000 * (now - moments.pop("chosen")))
        super()._fill(out, frame_count, time_, status)

    def play(self, *arguments: Any) -> bool:
        whole = super().play(*arguments)
        moments["last sample"] = time.monotonic()
        return whole


class WatchedStage(Stage):
    """Chooses "begin" and "next question" a second after each opening of the microphone."""

    def take(self, event: Any) -> None:
        if isinstance(event, ListeningStarted) and "last sample" in moments:
            opened_ms.append(1000 * (time.monotonic() - moments.pop("last sample")))
        before = self.scene.now.state
        if isinstance(event, ActionChosen) and before is State.LISTENING:
            moments["chosen"] = time.monotonic()
        super().take(event)
        if isinstance(event, ListeningStarted):
            waiting = self.scene.now.state
            action = Action.BEGIN if waiting is State.READY else Action.NEXT
            chosen = ActionChosen(action, Means.KEY)
            threading.Timer(THINKING_SECONDS, lambda: post.append(chosen)).start()
        elif isinstance(event, SpeechFinished):
            moments.pop("chosen", None)

    def tick(self) -> None:
        super().tick()
        while post and not self.ended:
            self.take(post.pop())

    def seconds_to_next_timer(self) -> float | None:
        """Often enough to see what the timer thread has chosen."""
        return 0.005

    def finish(self) -> None:
        moments["memory_mb"] = resident_mb()
        super().finish()


post: list[ActionChosen] = []


def children() -> list[str]:
    """The processes that this one has started."""
    tasks = Path("/proc/self/task").glob("*/children")
    return [child for task in tasks for child in task.read_text().split()]


class WatchedMouth(devices.SpeakingMouth):
    """Looks at the speech process before it goes."""

    def close(self) -> None:
        moments["speech_memory_mb"] = sum(resident_mb(child) for child in children())
        super().close()


def tell() -> None:
    """What was measured, as one line of JSON."""
    told = {
        "launch_seconds": samples_at[0] - float(os.environ["BENCH_BEGAN"]),
        "open_ms": opened_ms,
        "next_ms": next_ms,
        "memory_mb": moments.get("memory_mb", 0.0),
        "speech_memory_mb": moments.get("speech_memory_mb", 0.0),
    }
    print(json.dumps(told), file=sys.stderr)


if __name__ == "__main__":
    devices.SounddeviceLoudspeaker = WatchedLoudspeaker
    devices.SpeakingMouth = WatchedMouth
    devices.Stage = WatchedStage
    # what a model costs does not depend on its language
    trial.refuse_where_an_action_is_lacking = lambda *_arguments: None
    try:
        main()
    finally:
        tell()
