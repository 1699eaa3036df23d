"""How the command line prints: results on stdout, everything else on stderr."""

import contextlib
import errno
import os
import select
import stat
import sys
from collections.abc import Generator
from typing import TextIO

from rich.console import Console

from voice.errors import VoiceError

if sys.platform == "linux":
    import fcntl
    import termios

READ_WITHIN_SECONDS = 10
"""A reader that has not looked for so long is not one; `less` and `tee` take a line at once."""
LOOKS_A_SECOND = 50


def say(text: str = "") -> None:
    """One line of the result."""
    print(text, flush=True)


def say_to_reader(text: str) -> None:
    """One line of the result, and back once whoever reads it has taken it; raises `OSError`.

    A pipe takes 64 KiB that a reader who has left, such as `head -1`, never sees.
    """
    out = _stdout()
    if out is None:  # closed by whoever started this
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    print(text, file=out, flush=True)
    if sys.platform != "linux":  # only there a pipe tells how much of it nobody has read
        return
    try:
        fd = out.fileno()
    except OSError:  # held by a test
        return
    if not stat.S_ISFIFO(os.fstat(fd).st_mode):
        return
    reader = select.poll()
    reader.register(fd, 0)
    for _ in range(READ_WITHIN_SECONDS * LOOKS_A_SECOND):
        if not int.from_bytes(fcntl.ioctl(fd, termios.FIONREAD, bytes(4)), sys.byteorder):
            return
        if reader.poll(1000 // LOOKS_A_SECOND):  # nobody has the other end
            break
    raise BrokenPipeError


def let_go_of_stdout() -> None:
    """Write no more there: what could not be written would be tried again at the end."""
    out = _stdout()
    if out is not None:
        with open(os.devnull, "w") as nowhere:
            os.dup2(nowhere.fileno(), out.fileno())


def _stdout() -> TextIO | None:
    return sys.stdout  # typed as always there, which it is not


def note(text: str) -> None:
    """One line beside the result: progress, warnings."""
    print(text, file=sys.stderr, flush=True)


def fail(error: VoiceError) -> None:
    """A fact and the next step."""
    note(f"reflect: {error.fact}")
    note(f"  next: {error.hint}")


@contextlib.contextmanager
def quiet_libraries() -> Generator[None]:
    """Keep sound libraries from writing into a picture on the terminal.

    ALSA, JACK and PortAudio print on descriptor 2 by themselves, as at each underrun. Python's
    own stderr goes on reaching the terminal.
    """
    if not sys.stderr.isatty():
        yield
        return
    kept, python_stderr = os.dup(2), sys.stderr
    with open(kept, "w", closefd=False) as ours, open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 2)
        sys.stderr = ours
        try:
            yield
        finally:
            sys.stderr = python_stderr
            os.dup2(kept, 2)
            os.close(kept)


def interactive() -> bool:
    """Whether a person sits at a terminal that can be drawn on."""
    return sys.stdin.isatty() and sys.stdout.isatty() and Console().is_terminal
