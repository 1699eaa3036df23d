"""A desktop of its own for one Orca: display, buses, window manager. Nothing of the user's is used.

Everything is of one process group, which is killed at the end; each wait is for a condition and
bounded. What Orca says comes as lines (`orca_customizations.py`).
"""

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

NEEDED = ("orca", "Xvfb", "openbox", "xdotool", "dbus-daemon", "chromium")
ENDED_WITH_US = ("setpriv", "--pdeathsig", "KILL")
"""A test run that is killed leaves no Orca: beside one the next hears nothing."""

LAUNCHER = Path("/usr/libexec/at-spi-bus-launcher")
LONGEST_SECONDS = 20.0
"""No single step takes a fifth of it on two busy cores."""

LOOK_AGAIN_SECONDS = 0.02


def missing() -> list[str]:
    """What this machine has not got of what Orca needs."""
    return [each for each in NEEDED if shutil.which(each) is None] + (
        [] if LAUNCHER.exists() else [LAUNCHER.name]
    )


@dataclass
class Orca:
    """What the screen reader says, and the keys of its desktop."""

    environment: Mapping[str, str]
    _lines: Path
    _taken: int = 0
    _waiting: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])

    def presses(self, *keys: str) -> None:
        """These keys, one after the other, as a keyboard would."""
        subprocess.run(
            ["xdotool", "key", "--clearmodifiers", *keys], env=self.environment, check=True
        )

    def until(
        self, kind: str, text: str = "", ask: Callable[[int], None] = lambda _time: None
    ) -> list[str]:
        """All that was said until this came, and forget it.

        `ask` is for what brings it, again each second: what is named as it comes tells nobody.
        """
        before: list[str] = []
        began = time.monotonic()
        asked = 0
        while True:
            if time.monotonic() - began >= asked:
                ask(asked)
                asked += 1
            self._look()
            while self._waiting:
                came, words = self._waiting.pop(0)
                if came == kind and text in words:
                    return [*before, words] if kind == "said" else before
                if came in {"said", "read", "endless"}:
                    before.append(words if came != "endless" else "ENDLESS")
            if time.monotonic() - began > LONGEST_SECONDS:
                raise AssertionError(f"Orca never came to {kind} {text!r}; it said {before}")
            time.sleep(LOOK_AGAIN_SECONDS)

    def _look(self) -> None:
        whole, _, _ = self._lines.read_text("utf-8").rpartition("\n")
        lines = whole.splitlines()
        for line in lines[self._taken :]:
            came = json.loads(line)
            self._waiting.append((came["kind"], came["text"]))
        self._taken = len(lines)


@contextmanager
def orca_on_a_desktop(folder: Path) -> Generator[Orca]:
    """One Orca, with nothing to say yet."""
    home = folder / "home"
    customizations = home / ".local" / "share" / "orca" / "orca-customizations.py"
    customizations.parent.mkdir(parents=True)
    shutil.copy(Path(__file__).with_name("orca_customizations.py"), customizations)
    run = folder / "run"
    run.mkdir(mode=0o700)
    heard = folder / "heard"
    heard.touch()
    environment = {
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(run),
        "XDG_CURRENT_DESKTOP": "X",
        "ACCESSIBILITY_ENABLED": "1",
        "NO_AT_BRIDGE": "0",
        "HEARD": str(heard),
    }
    with _group(environment, folder) as start:
        environment["DISPLAY"] = ":" + start(
            ["Xvfb", "-displayfd", "{}", "-screen", "0", "1280x800x24", "-nolisten", "tcp"]
        )
        environment["DBUS_SESSION_BUS_ADDRESS"] = start(
            ["dbus-daemon", "--session", "--nofork", "--print-address={}"]
        )
        start(["openbox"])
        start([str(LAUNCHER), "--launch-immediately", "--a11y=1", "--screen-reader=1"])
        start(["orca", "-e", "speech", "-d", "braille", "-d", "braille-monitor"])
        orca = Orca(environment, heard)
        orca.until("ready")
        yield orca


@contextmanager
def _group(
    environment: Mapping[str, str], folder: Path
) -> Generator[Callable[[Sequence[str]], str]]:
    """Starts programs in one process group; kills the group at the end, and waits for them."""
    began: list[subprocess.Popen[bytes]] = []

    def start(command: Sequence[str]) -> str:
        """Run it; what it writes to the descriptor "{}" in its arguments, where there is one."""
        read, write = os.pipe()
        with (folder / "errors").open("ab") as errors:
            began.append(
                subprocess.Popen(
                    [*ENDED_WITH_US, *(argument.format(write) for argument in command)],
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=errors,
                    stderr=errors,
                    pass_fds=[write],
                    process_group=began[0].pid if began else 0,
                )
            )
        os.close(write)
        with os.fdopen(read, encoding="utf-8") as told:
            return told.readline().strip() if any("{}" in each for each in command) else ""

    try:
        yield start
    finally:
        if began:
            os.killpg(began[0].pid, signal.SIGKILL)
        for process in began:
            process.wait()
