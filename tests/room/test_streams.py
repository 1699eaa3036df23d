"""A session on real devices whose terminal is dumb or goes away, or whose output nobody reads."""

import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from sound_server import SoundServer

from tests.room.client import FORMAT, SOUNDS_LEVEL
from tests.room.conftest import needs_pulseaudio
from tests.room.test_session import FAST_WPM
from voice.stage.ports import FRAME_SAMPLES
from voice.vault.vault import Vault

pytestmark = needs_pulseaudio

REFLECT = Path(sys.executable).with_name("reflect")


class Run:
    """One session, and what it says where."""

    def __init__(self, folder: Path, **streams: object) -> None:
        self.vault, _ = Vault.create(folder / "vault")
        self.errors = folder / "errors"
        options = ["--vault", str(folder / "vault"), "--model", "rehearsal-en"]
        with self.errors.open("w") as errors:
            self.process = subprocess.Popen(
                [str(REFLECT), *options, "--rate", str(FAST_WPM)],
                stderr=errors,
                env={**os.environ, "HOME": str(folder), "TERM": "dumb"},
                start_new_session=True,
                **streams,  # type: ignore[arg-type]
            )

    def ends(self) -> int:
        """Its exit code, asked to end where it has not ended itself."""
        self.process.terminate()
        return self.process.wait(60)


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    ours, theirs = pty.openpty()
    yield ours, theirs
    os.close(theirs)


def read_until(descriptor: int, text: str) -> str:
    shown = ""
    while text not in shown:
        shown += os.read(descriptor, 4096).decode(errors="replace")
    return shown


QUIET_BLOCKS = 50
"""A second: longer than between two of its sentences."""


def wait_until_said() -> None:
    """Until the loudspeaker has sounded and is quiet again."""
    monitor = ["parec", "--device=speaker.monitor", *FORMAT]
    with subprocess.Popen(monitor, stdout=subprocess.PIPE) as listening:
        sounded, quiet = False, 0
        while not sounded or quiet < QUIET_BLOCKS:
            block = listening.stdout.read(2 * FRAME_SAMPLES)
            assert block, "the sound server is gone"
            sounds = np.abs(np.frombuffer(block, np.int16)).mean() > SOUNDS_LEVEL
            sounded, quiet = sounded or sounds, 0 if sounds else quiet + 1
        listening.kill()


def test_a_dumb_terminal_is_shown_plain_lines(
    sound_server: SoundServer, tmp_path: Path, terminal: tuple[int, int]
) -> None:
    ours, theirs = terminal
    run = Run(tmp_path, stdin=theirs, stdout=theirs)
    assert "\x1b" not in read_until(ours, "state    Ready")
    os.write(ours, b"q")
    read_until(ours, "No words of yours were kept.")
    assert run.process.wait(60) == 0
    assert run.errors.read_text().count("Traceback") == 0
    os.close(ours)


@pytest.mark.parametrize("stdin", [None, subprocess.DEVNULL])
def test_a_session_needs_no_standard_input(
    sound_server: SoundServer, tmp_path: Path, stdin: int | None
) -> None:
    closing = {"preexec_fn": lambda: os.close(0)} if stdin is None else {"stdin": stdin}
    run = Run(tmp_path, stdout=subprocess.PIPE, **closing)
    assert run.process.stdout is not None
    read_until(run.process.stdout.fileno(), "state    Ready")
    assert run.ends() == 0
    run.process.stdout.close()
    assert "Traceback" not in run.errors.read_text()


def test_a_session_whose_lines_nobody_reads_goes_on_by_voice(
    sound_server: SoundServer, tmp_path: Path
) -> None:
    run = Run(tmp_path, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    assert run.process.stdout is not None
    read_until(run.process.stdout.fileno(), "program ")
    run.process.stdout.close()
    wait_until_said()  # then comes a line that nobody reads: it is ready
    assert run.ends() == 0
    assert "Traceback" not in run.errors.read_text()


def test_a_session_whose_terminal_goes_away_ends_in_order(
    sound_server: SoundServer, tmp_path: Path, terminal: tuple[int, int]
) -> None:
    ours, theirs = terminal
    run = Run(tmp_path, stdin=theirs, stdout=theirs)
    read_until(ours, "state    Ready")
    os.close(ours)
    run.process.send_signal(signal.SIGHUP)
    assert run.process.wait(60) == 0
    assert "Traceback" not in run.errors.read_text()
