"""A private PulseAudio for each test, and JACK at a rate that refuses ours."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from pathlib import Path

import pytest
from sound_server import PACKAGES, SoundServer, environment, installed

from voice.sound.portaudio import Portaudio

NEARLY_ALIKE = 0.6
COMES_FIRST = 10
"""In steps of `nice`."""

needs_pulseaudio = pytest.mark.skipif(not installed(), reason=f"apt install {PACKAGES}")


def nearly(said: str, heard: str) -> bool:
    """Whether these are the words but for a few, more or fewer.

    The simulated room proves that no word is lost or made up; here a busy machine plays a hole
    between PulseAudio, ALSA and the program now and then, and what is asked is whether devices
    carry what is said.
    """
    return SequenceMatcher(None, said.split(), heard.split()).ratio() >= NEARLY_ALIKE


@pytest.fixture(autouse=True)
def whoever_plays_comes_first() -> Iterator[None]:
    """Where that may be asked for: what computes beside this, in other workers, may wait.

    For the threads and the sound server that a test begins, too.
    """
    usual = os.getpriority(os.PRIO_PROCESS, 0)
    with contextlib.suppress(PermissionError):
        os.setpriority(os.PRIO_PROCESS, 0, usual - COMES_FIRST)
    yield
    os.setpriority(os.PRIO_PROCESS, 0, usual)


@pytest.fixture
def make_sound_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[bool], SoundServer]]:
    folder = tmp_path / "pulse"
    folder.mkdir()
    for name, value in environment(folder).items():
        monkeypatch.setenv(name, value)
    started: list[SoundServer] = []

    def make(echo: bool = False) -> SoundServer:
        server = SoundServer(folder, echo)
        server.start()
        started.append(server)
        Portaudio().restart()
        return server

    yield make
    for server in started:
        server.kill()


@pytest.fixture
def sound_server(make_sound_server: Callable[[bool], SoundServer]) -> SoundServer:
    return make_sound_server(False)


@pytest.fixture
def jack_at_48_khz() -> Iterator[dict[str, str]]:
    """JACK's dummy driver, a device that takes 48 kHz and refuses everything else.

    What it yields is the environment for a process of its own: one process cannot change from
    one sound server to another that often.
    """
    if shutil.which("jackd") is None:
        pytest.skip("apt install jackd2")
    name = f"test{os.getpid()}"
    jack = {
        **os.environ,
        "JACK_DEFAULT_SERVER": name,
        "JACK_NO_AUDIO_RESERVATION": "1",
    }
    arguments = ["jackd", "--no-realtime", "-n", name, "-d", "dummy", "-r", "48000", "-p", "960"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    jackd = subprocess.Popen(arguments, env=jack, **quiet)
    subprocess.run(["jack_wait", "-s", name, "-w", "-t", "10"], check=True, env=jack, **quiet)
    yield jack
    jackd.terminate()
    jackd.wait()
