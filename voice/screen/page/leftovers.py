"""The folders that a window needs for a while, and sweeping what a killed program left of them.

Such a folder holds a browser's profile or the door, and a mark: which process made it, since when
that runs, and which browser was started on it. A program that ends removes its own; one that was
killed cannot, so the next start looks for marks whose process is no more. What has no mark, belongs
to somebody who still runs, or is another program that got an old number, is left alone.
"""

import contextlib
import os
import select
import shutil
import signal
import stat
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from voice.machine.writing_files import write_whole

PROFILE = "reflect-window-"
DOOR = "reflect-door-"
MARK_FILE = "made-by.json"
LARGEST_MARK_BYTES = 1_024

LEAVING_SECONDS = 3.0
"""How long a browser has to leave by itself."""


class Running(BaseModel):
    """One process, and not another one that has its number later."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    pid: int
    started: str
    """The boot, and how many ticks after it; empty where the system tells neither."""

    @classmethod
    def now(cls, pid: int) -> "Running":
        """The process that has this number now."""
        return cls(pid=pid, started=_started(pid))

    def is_there(self) -> bool:
        """Whether it still runs."""
        if self.started:
            return _started(self.pid) == self.started
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        except OSError:
            return True
        return True


class Mark(BaseModel):
    """Whose a folder is."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    owner: Running
    browser: Running | None = None


def make_folder(prefix: str) -> Path:
    """A new private folder of this process, in memory where there is such a place for the door."""
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=_place(prefix)))
    _write(folder, Mark(owner=Running.now(os.getpid())))
    return folder


def mark_browser(folder: Path, pid: int) -> None:
    """Note which browser was started on it."""
    _write(folder, Mark(owner=Running.now(os.getpid()), browser=Running.now(pid)))


def sweep() -> None:
    """End the browsers and remove the folders that programs which were killed have left."""
    for prefix in (PROFILE, DOOR):
        place = Path(_place(prefix) or tempfile.gettempdir())
        for folder in _folders(place, prefix):
            mark = _read(folder)
            if mark is None or mark.owner.is_there():
                continue
            if mark.browser is not None:
                _end(mark.browser, folder)
            shutil.rmtree(folder, ignore_errors=True)


def _place(prefix: str) -> str | None:
    """The user's own memory-backed folder for a door; None is the system's temporary one."""
    folder = os.environ.get("XDG_RUNTIME_DIR", "")
    return folder if prefix == DOOR and folder and os.access(folder, os.W_OK) else None


def _folders(place: Path, prefix: str) -> Iterable[Path]:
    """This user's own, and no links."""
    with contextlib.suppress(OSError):
        for entry in os.scandir(place):
            if entry.name.startswith(prefix) and entry.is_dir(follow_symlinks=False):
                found = entry.stat(follow_symlinks=False)
                if not hasattr(os, "geteuid") or found.st_uid == os.geteuid():
                    yield Path(entry.path)


def _write(folder: Path, mark: Mark) -> None:
    write_whole(folder / MARK_FILE, mark.model_dump_json().encode())


def _read(folder: Path) -> Mark | None:
    try:
        with (folder / MARK_FILE).open("rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return None
            return Mark.model_validate_json(file.read(LARGEST_MARK_BYTES))
    except (OSError, ValidationError):
        return None


def _end(browser: Running, profile: Path) -> None:
    """End it, if it is still the one that was started on this profile."""
    if sys.platform != "linux" or not browser.started or not browser.is_there():
        return
    try:
        arguments = Path(f"/proc/{browser.pid}/cmdline").read_bytes().split(b"\0")
        if f"--user-data-dir={profile}".encode() not in arguments:
            return
        pidfd = os.pidfd_open(browser.pid)
    except OSError:  # it has ended meanwhile
        return
    try:
        # checked again: until the descriptor was there, the number could pass to another
        for how in (signal.SIGTERM, signal.SIGKILL):
            if browser.is_there():
                signal.pidfd_send_signal(pidfd, how)
                select.select([pidfd], [], [], LEAVING_SECONDS)
    except ProcessLookupError:
        return
    finally:
        os.close(pidfd)


def _started(pid: int) -> str:
    """When a process began, as the system counts it; empty where there is none, or no count."""
    boot = ""
    with contextlib.suppress(OSError):  # a service may not be shown it
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (OSError, UnicodeDecodeError):
        return ""
    ended = fields[0] in "ZX"
    return "" if ended else f"{boot} {fields[19]}"
