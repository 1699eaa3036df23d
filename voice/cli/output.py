"""The one place that prints: results on stdout, everything else on stderr, printable text only.

What is printed may come from a record that somebody else sealed, so nothing that could steer a
terminal passes: not as a line, not as a question, not in a picture, not through a pager.
"""

import contextlib
import errno
import os
import select
import shutil
import stat
import subprocess
import sys
from collections.abc import Generator, Iterable
from typing import TextIO

import typer
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from voice.errors import VoiceError
from voice.problems import printable

if sys.platform == "linux":
    import fcntl
    import termios

PAGER = ("less", "-FRX")
PAGER_ENVIRONMENT = {"LESSHISTFILE": "-", "LESSSECURE": "1"}
"""The pager keeps no history of what was looked for, and can neither save nor start anything."""

READ_WITHIN_SECONDS = 10
"""A reader that has not looked for so long is not one; `less` and `tee` take a line at once."""
LOOKS_A_SECOND = 50


def say(text: str = "") -> None:
    """One line of the result."""
    print(printable(text), flush=True)


def say_in_pages(text: str) -> None:
    """A long result: through a pager where a person sits at a terminal, otherwise just printed."""
    pager = shutil.which(PAGER[0])
    if not interactive() or pager is None:
        say(text)
        return
    subprocess.run(
        [pager, *PAGER[1:]],
        input=printable(text) + "\n",
        text=True,
        env={**os.environ, **PAGER_ENVIRONMENT},
    )


def ask(question: str, hidden: bool = False, twice: bool = False) -> str:
    """What the person types; raises `typer.Abort` at Ctrl-C."""
    default = None if hidden else ""
    shown = printable(question)
    return str(
        typer.prompt(
            shown, default, hide_input=hidden, confirmation_prompt=twice, show_default=False
        )
    )


def confirm(question: str) -> None:
    """Go on only with a yes; raises `typer.Abort` otherwise."""
    typer.confirm(printable(question), abort=True)


class _PrintableConsole(Console):
    """Draws like any other; no text in what it draws steers the terminal."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        for segment in super().render(renderable, options):
            text, style, control = segment
            yield segment if control else Segment(printable(text), style)


def drawing_console() -> Console:
    """The terminal, for pictures."""
    return _PrintableConsole()


def write_bytes(data: bytes) -> None:
    """The result as it is, to a pipe or a file."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def to_terminal() -> bool:
    """Whether the result goes to a terminal."""
    return sys.stdout.isatty()


def say_to_reader(text: str) -> None:
    """One line of the result, and back once whoever reads it has taken it; raises `OSError`.

    A pipe takes 64 KiB that a reader who has left, such as `head -1`, never sees.
    """
    out = _stdout()
    if out is None:  # closed by whoever started this
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    print(printable(text), file=out, flush=True)
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
    print(printable(text), file=sys.stderr, flush=True)


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
