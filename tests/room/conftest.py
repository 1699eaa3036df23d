"""A private PulseAudio for each test: a loudspeaker, a room with a microphone, no echo or one.

`norewinds=1` matters: without it a null sink loses over a second when a reader attaches.
"""

import os
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from voice.portaudio import Portaudio

ALSA = "pcm.!default { type pulse }\nctl.!default { type pulse }\n"
READY_TRIES = 500

needs_pulseaudio = pytest.mark.skipif(
    not all(shutil.which(name) for name in ("pulseaudio", "pactl", "pacat", "parec"))
    or not Path("/usr/lib/x86_64-linux-gnu/alsa-lib/libasound_module_pcm_pulse.so").exists(),
    reason="apt install pulseaudio pulseaudio-utils libasound2-plugins",
)


@dataclass
class SoundServer:
    """PulseAudio in a folder of its own; PortAudio in this process is pointed at it."""

    folder: Path
    echo: bool
    _process: "subprocess.Popen[bytes] | None" = field(default=None)

    def start(self) -> None:
        """Start, and return when it answers."""
        modules = [
            f"module-native-protocol-unix auth-anonymous=1 socket={self.folder}/native",
            "module-null-sink sink_name=speaker rate=48000 channels=1 norewinds=1",
            "module-null-sink sink_name=room rate=48000 channels=1 norewinds=1",
            "module-remap-source master=room.monitor source_name=mic",
        ]
        if self.echo:
            modules.append(
                "module-loopback source=speaker.monitor sink=room latency_msec=60 "
                "source_dont_move=1 sink_dont_move=1"
            )
        arguments = [part for module in modules for part in ("-L", module)]
        self._process = subprocess.Popen(
            [
                "pulseaudio",
                "-n",
                "--daemonize=no",
                "--exit-idle-time=-1",
                "--use-pid-file=no",
                "--realtime=no",
                "--high-priority=no",
                f"--log-target=file:{self.folder}/log",
                *arguments,
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        waiting = threading.Event()
        for _ in range(READY_TRIES):
            if subprocess.run(["pactl", "info"], capture_output=True).returncode == 0:
                break
            waiting.wait(0.01)
        self.pactl("set-default-sink", "speaker")
        self.pactl("set-default-source", "mic")
        if self.echo:
            self.pactl("set-sink-input-volume", "0", "-12dB")

    def pactl(self, *command: str) -> None:
        """One command to the server."""
        subprocess.run(["pactl", *command], check=True, capture_output=True)

    def kill(self) -> None:
        """The server is gone, as when a cable is pulled."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()


@pytest.fixture
def make_sound_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[bool], SoundServer]]:
    folder = tmp_path / "pulse"
    folder.mkdir()
    for name in ("PULSE_RUNTIME_PATH", "PULSE_STATE_PATH", "PULSE_CONFIG_PATH"):
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setenv("PULSE_COOKIE", str(folder / "cookie"))
    monkeypatch.setenv("PULSE_SERVER", f"unix:{folder}/native")
    monkeypatch.setenv("JACK_NO_START_SERVER", "1")
    (folder / "asound.conf").write_text(ALSA)
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(folder / "asound.conf"))
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
    environment = {
        **os.environ,
        "JACK_DEFAULT_SERVER": name,
        "JACK_NO_AUDIO_RESERVATION": "1",
    }
    arguments = ["jackd", "--no-realtime", "-n", name, "-d", "dummy", "-r", "48000", "-p", "960"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    jackd = subprocess.Popen(arguments, env=environment, **quiet)
    subprocess.run(
        ["jack_wait", "-s", name, "-w", "-t", "10"], check=True, env=environment, **quiet
    )
    yield environment
    jackd.terminate()
    jackd.wait()
