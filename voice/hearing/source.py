"""Where a stream's sound comes from, as PulseAudio or PipeWire tells it, and whether that is gone.

A sound server moves a stream whose microphone was taken away to something else, often to what the
loudspeaker plays: the stream goes on, and gives zeros for ever. A noise gate's zeros look the same;
only the server knows. Where there is none, or no `pactl`, nothing is known and nothing is told.
"""

import json
import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from voice.stage.ports import FRAME_SECONDS, Pcm

ZEROS_SECONDS = 5.0
"""After so long without a sound it is asked, and again after as long: a noise gate may stay shut
for minutes, and a question costs 5 ms of CPU."""

ASK_SECONDS = 2.0
"""A server that answers does so in 0.01 s, on a busy machine in 0.3 s."""

LOOK_BACK_SECONDS = 1.0
"""How often it is looked whether what sounds again is a microphone."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What a sound server could record from now, and what it does for this process."""

    microphones: frozenset[str]
    """By name; without what loudspeakers play."""
    ours: str
    """The name of the one that this process's stream records from; empty where there is none."""


Look = Callable[[], Sources | None]


def look() -> Sources | None:
    """What the server says now; None where nobody can be asked."""
    if not _has_server():
        return None  # pactl would start one, and take the devices from whoever has them
    sources, streams = _listed("sources"), _listed("source-outputs")
    if sources is None or streams is None:
        return None
    try:
        names = {int(s["index"]): str(s["name"]) for s in sources}
        microphones = frozenset(str(s["name"]) for s in sources if not _is_monitor(s))
        ours = [
            names.get(int(stream["source"]), "")
            for stream in streams
            if stream["properties"].get("application.process.id") == str(os.getpid())
        ]
    except (KeyError, TypeError, ValueError, AttributeError):  # of another version, or damaged
        return None
    return Sources(microphones, ours[0] if ours else "")


class SourceWatch:
    """One stream's source, judged frame by frame; the hearing thread's."""

    def __init__(self, look: Look = look) -> None:
        self._look = look
        self._home: str | None = None
        """The source of its first sound; empty where that cannot be told."""
        self._zero_frames = 0
        self._frames_since_look = 0
        self._gone = False

    def hear(self, frame: Pcm) -> bool | None:
        """True: the microphone is gone since now; False: there is one again; None: as before.

        For a stream that has given sound.
        """
        self._frames_since_look += 1
        sounds = bool(frame.any())
        self._zero_frames = 0 if sounds else self._zero_frames + 1
        if self._gone:
            return self._look_back() if sounds and self._is_time(LOOK_BACK_SECONDS) else None
        if sounds and self._home is None:
            self._settle(self._look())
        silent = self._zero_frames * FRAME_SECONDS >= ZEROS_SECONDS
        if silent and self._home != "" and self._is_time(ZEROS_SECONDS):
            now = self._look()
            # without a home yet, and none of the server's streams: nothing is known of it
            wanted = self._home or (now.ours if now else "")
            self._gone = now is not None and wanted != "" and wanted not in now.microphones
        return self._gone or None

    def _look_back(self) -> bool | None:
        """What sounds may be the program's own voice, which the loudspeaker plays."""
        now = self._look()
        if now is None or now.ours not in now.microphones:
            return None
        self._gone = False
        self._settle(now)
        return False

    def _is_time(self, seconds: float) -> bool:
        if self._frames_since_look * FRAME_SECONDS < seconds:
            return False
        self._frames_since_look = 0
        return True

    def _settle(self, now: Sources | None) -> None:
        self._home = "" if now is None or now.ours not in now.microphones else now.ours
        self._frames_since_look = 0


def _has_server() -> bool:
    """Whether a sound server listens where libpulse would look for it."""
    named = os.environ.get("PULSE_SERVER", "")
    if named:
        return Path(named.removeprefix("unix:")).exists()
    runtime = os.environ.get("PULSE_RUNTIME_PATH")
    folder = Path(runtime) if runtime else Path(os.environ.get("XDG_RUNTIME_DIR", "/"), "pulse")
    return (folder / "native").exists()


def _listed(what: str) -> list[Any] | None:
    try:
        asked = subprocess.run(
            ["pactl", "--format=json", "list", what],
            capture_output=True,
            timeout=ASK_SECONDS,
            check=True,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )
        found: Any = json.loads(asked.stdout)
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    return cast(list[Any], found) if isinstance(found, list) else None


def _is_monitor(source: dict[str, Any]) -> bool:
    """Whether it is what a loudspeaker plays."""
    return bool(source["monitor_source"])
