"""A private PulseAudio: a loudspeaker, a room with a microphone, and an echo or none.

For tests and benchmarks on a machine without sound devices; the product never starts one.
`norewinds=1` matters: without it a null sink loses over a second when a reader attaches.
"""

import shutil
import subprocess
import threading
from dataclasses import dataclass, field
from pathlib import Path

ALSA = "pcm.!default { type pulse }\nctl.!default { type pulse }\n"
PROGRAMS = ("pulseaudio", "pactl", "pacat", "parec")
PLUGIN = "alsa-lib/libasound_module_pcm_pulse.so"
PACKAGES = "pulseaudio pulseaudio-utils libasound2-plugins"
READY_TRIES = 500


def installed() -> bool:
    """Whether this machine can start one: Debian's `PACKAGES`."""
    plugin = any(Path("/usr/lib").glob(f"*/{PLUGIN}"))
    return plugin and all(shutil.which(name) for name in PROGRAMS)


def environment(folder: Path) -> dict[str, str]:
    """What points PortAudio and PulseAudio's programs at the server in this folder."""
    (folder / "asound.conf").write_text(ALSA)
    return {
        "PULSE_RUNTIME_PATH": str(folder),
        "PULSE_STATE_PATH": str(folder),
        "PULSE_CONFIG_PATH": str(folder),
        "PULSE_COOKIE": str(folder / "cookie"),
        "PULSE_SERVER": f"unix:{folder}/native",
        "JACK_NO_START_SERVER": "1",
        "ALSA_CONFIG_PATH": str(folder / "asound.conf"),
    }


@dataclass
class SoundServer:
    """PulseAudio in a folder of its own; `environment(folder)` has to be set already."""

    folder: Path
    echo: bool = False
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
