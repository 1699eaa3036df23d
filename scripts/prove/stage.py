"""A real session on the devices of a private PulseAudio: the whole program in its own process.

The program is run as a person runs it, on plain lines; somebody in the room speaks when it says
that it listens.
"""

import math
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from benchmarks.session import ROOM_FORMAT, _room_noise
from sound_server import SoundServer, environment

from voice.rehearsal.client import to_room
from voice.rehearsal.espeak import espeak
from voice.rehearsal.room import VOICE_DBFS, at_level
from voice.screen.plain import PERSON
from voice.vault.vault import Vault

REFLECT = "from voice.cli import main; main()"
RATE_WPM = "400"
"""The program speaks as fast as it can: a proof waits in real time."""

PERSON_LINE = f"{PERSON:<8} "
"""How a line with the person's own words begins; the program says "you" too."""

GUIDE = """
id = "two"
title = "Two Questions"
author = "Nobody"
attribution = "Made for a proof."
[[themes]]
id = "trust"
title = "Trust"
[[themes.questions]]
id = "one"
text = "Whom do you trust?"
[[themes.questions]]
id = "two"
text = "What is safe?"
"""


class Session:
    """One running program; `lines` are what it has printed so far."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.lines: list[str] = []
        self.ended = threading.Event()
        self.ended_seconds = math.inf
        self._said = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def wait_for(self, text: str, seconds: float = 60.0, after: int = 0) -> int:
        """How many lines there are once one after the first `after` holds this text.

        Raises:
            TimeoutError: it never came.
        """
        with self._said:
            found = self._said.wait_for(
                lambda: any(text in line for line in self.lines[after:]) or self._over, seconds
            )
            for number in range(after, len(self.lines)):
                if text in self.lines[number]:
                    return number + 1
        raise TimeoutError(f"the program never said {text!r}: {found}, {self.lines[-3:]}")

    @property
    def _over(self) -> bool:
        return self.process.poll() is not None and not self._reader.is_alive()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._said:
                self.lines.append(line.rstrip("\n"))
                self._said.notify_all()
        self.process.wait()
        self.ended_seconds = time.monotonic()
        self.ended.set()


class Stage:
    """A room with a loudspeaker and a microphone, and a vault."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.errors = folder / "stderr"
        self.guide = folder / "two.toml"
        self.guide.write_text(GUIDE)
        self._running: list[subprocess.Popen[str]] = []
        self.server = SoundServer(folder)
        self.vault, _ = Vault.create(folder / "vault")
        self._quiet = threading.Event()
        self._noise: threading.Thread | None = None

    def start_sound(self) -> None:
        """Start the sound server, and the room's noise: digital silence is told as a fault."""
        self.server.start()
        self._noise = threading.Thread(target=_room_noise, args=(self._quiet,), daemon=True)
        self._noise.start()

    def stop_sound(self) -> None:
        """The sound server is gone."""
        self.server.kill()
        if self._noise is not None:
            self._noise.join()
            self._noise = None

    def close(self) -> None:
        """End everything, sessions that are still running too."""
        for process in self._running:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)  # strace and what it traces
                process.wait()
        self._quiet.set()
        self.stop_sound()

    def session(self, before: list[str], program: str = REFLECT) -> Session:
        """Start a session, under whatever command stands before the program."""
        return self.run(self.session_options(), before, program)

    def session_options(self) -> list[str]:
        """A session's, on plain lines."""
        known = ["--vault", str(self.vault.directory), "--guide", str(self.guide)]
        return [*known, "--model", "rehearsal-en", "--rate", RATE_WPM, "--plain"]

    def run(
        self,
        options: list[str],
        before: Sequence[str] = (),
        program: str = REFLECT,
        keys: int = subprocess.DEVNULL,
    ) -> Session:
        """Start any of the program's commands; `keys` is where it reads what is pressed."""
        # a pipe that nobody empties would fill with ALSA's underruns and stop the sound
        with self.errors.open("a") as errors:
            process = subprocess.Popen(
                [*before, sys.executable, "-c", program, *options],
                stdin=keys,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                start_new_session=True,
                env={**os.environ, "HOME": str(self.folder), "TMPDIR": str(self.folder)},
            )
        self._running.append(process)
        return Session(process)

    @property
    def tracebacks(self) -> int:
        """How many sessions ended with an error that nobody expected."""
        return self.told_on_stderr.count("Traceback (most recent call last)")

    @property
    def told_on_stderr(self) -> str:
        """All that the sessions told there, and the libraries they use."""
        return self.errors.read_text(errors="replace")

    def say(self, *sentences: str) -> None:
        """Speak into the room, with a pause after each sentence; returns when all has sounded."""
        pause = np.zeros(32_000, np.float32)
        parts = [
            part
            for sentence in sentences
            for part in (
                at_level(to_room(espeak().say(sentence, "en-us+f2", 150)), VOICE_DBFS),
                pause,
            )
        ]
        pcm = (np.concatenate(parts) * 32767).clip(-32768, 32767).astype(np.int16)
        subprocess.run(["pacat", "--device=room", *ROOM_FORMAT], input=pcm.tobytes(), check=True)


SAY_TRIES = 10
HEARD_SECONDS = 8.0
"""From a sentence's last sample to what the program makes of it, on a busy machine."""


def say_until(room: Stage, session: Session, sentence: str, text: str, after: int) -> int:
    """Say it as a person does, again where it was not heard, until the program prints this text.

    Raises:
        TimeoutError: it was never heard.
    """
    for _ in range(SAY_TRIES):
        room.say(sentence)
        try:
            return session.wait_for(text, HEARD_SECONDS, after)
        except TimeoutError:
            continue
    raise TimeoutError(f"nobody heard {sentence!r}: {session.lines[-3:]}")


@contextmanager
def stage() -> Iterator[Stage]:
    """A stage in a temporary folder, with its sound already on."""
    with tempfile.TemporaryDirectory(prefix="reflect-prove-") as name:
        folder = Path(name)
        before = dict(os.environ)
        os.environ.update(environment(folder))
        made = Stage(folder)
        made.start_sound()
        try:
            yield made
        finally:
            made.close()
            os.environ.clear()
            os.environ.update(before)
