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
import textwrap
from collections.abc import Callable, Generator, Iterable
from typing import TextIO, cast

import typer
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from voice.cli.spelling import as_shown, in_one_piece
from voice.cli.words import here, told_here
from voice.values.errors import VoiceError
from voice.values.problems import printable


class OutputError(VoiceError):
    """What was to be printed cannot be."""


if sys.platform == "linux":
    import fcntl
    import termios

PAGER = ("less", "-FRX")
PAGER_ENVIRONMENT = {"LESSHISTFILE": "-", "LESSSECURE": "1"}
"""The pager keeps no history of what was looked for, and can neither save nor start anything."""

READ_WITHIN_SECONDS = 10
"""A reader that has not looked for so long is not one; `less` and `tee` take a line at once."""
LOOKS_A_SECOND = 50

UNDER_TAG = " " * 9
"""Where a line goes on: under what was said, not under who said it."""


def keep_streams_open() -> None:
    """Whatever was closed by whoever started this is nobody's: empty, and where nothing is read.

    A descriptor from 0 to 2 that is free would be given to the next file that is opened, such as a
    record, and what a library prints would go into it. `sys.stdout` alone stays None: a key that
    is shown once must not seem to have been shown.
    """
    for fd in range(3):
        try:
            os.fstat(fd)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest that is free: this one
    stdin, stderr = cast("TextIO | None", sys.stdin), cast("TextIO | None", sys.stderr)
    if stdin is None:
        sys.stdin = open(0, closefd=False)  # noqa: SIM115
    if stderr is None:
        sys.stderr = open(2, "w", closefd=False)  # noqa: SIM115


def say(text: str = "", under: str = "") -> None:
    """Lines of the result, broken between words on a terminal and there going on below `under`.

    Raises `OutputError`, or `BrokenPipeError` where nobody reads on.
    """
    say_as_it_is(_between_words(text, under) if to_terminal() else text)


def say_as_it_is(text: str) -> None:
    """The result for a program or a file, such as JSON, in the lines it has; raises so, too."""
    with told_where_it_fails():
        print(printable(text), flush=True)


def say_spoken(text: str) -> None:
    """One line of what is spoken, as `say` does."""
    say(text, UNDER_TAG)


def _between_words(text: str, under: str) -> str:
    """The text for a terminal, which itself would break it within a word; commands stay whole."""
    columns = shutil.get_terminal_size().columns
    lines: list[str] = []
    for line in text.split("\n"):
        begins = line[: len(line) - len(line.lstrip())]
        lines += textwrap.wrap(
            in_one_piece(line),
            columns,
            subsequent_indent=under or begins,
            break_long_words=False,
            break_on_hyphens=False,
        ) or [""]
    return as_shown("\n".join(lines))


def say_while_read() -> Callable[[str], None]:
    """`say_spoken`, while that works: nobody who listens loses their session with their screen."""
    works = True

    def line(text: str) -> None:
        nonlocal works
        try:
            if works:
                say_spoken(text)
        except (OutputError, BrokenPipeError):
            works = False
            let_go_of_stdout()

    return line


@contextlib.contextmanager
def told_where_it_fails() -> Generator[None]:
    """What cannot be written is a fact and a next step, whoever writes it: Typer its help, too."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        if error.filename is not None:  # a file's, which is nothing that was to be printed
            raise
        if error.errno == errno.EIO:  # the terminal is gone
            raise BrokenPipeError from None
        raise OutputError(
            "the result cannot be written: {reason}",
            "free some space, or write it somewhere else",
            reason=os.strerror(error.errno or 0),
        ) from None


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
    """What the person types; raises `typer.Abort` at Ctrl-C, `OutputError` where nobody can be."""
    _check_that_questions_are_seen()
    default = None if hidden else ""
    shown = printable(question)
    return str(
        typer.prompt(
            shown, default, hide_input=hidden, confirmation_prompt=twice, show_default=False
        )
    )


def confirm(question: str) -> None:
    """Go on only with a yes; raises `typer.Abort` otherwise, `OutputError` if nobody is asked."""
    _check_that_questions_are_seen()
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
    """The result as it is, to a pipe or a file; raises as `say` does."""
    out = _stdout()
    if out is None:
        raise OutputError("standard output is closed", "write it to a file")
    with told_where_it_fails():
        out.flush()
        out.buffer.write(data)
        out.buffer.flush()


def to_terminal() -> bool:
    """Whether the result goes to a terminal."""
    out = _stdout()
    return out is not None and out.isatty()


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
    _let_go_of(_stdout())


def _let_go_of(stream: TextIO | None) -> None:
    if stream is not None:
        with open(os.devnull, "w") as nowhere:
            os.dup2(nowhere.fileno(), stream.fileno())


def _stdout() -> TextIO | None:
    return sys.stdout  # typed as always there, which it is not


def _check_that_questions_are_seen() -> None:
    """Before anybody is asked anything; raises `OutputError` where they could not see it."""
    if _stdout() is None:
        raise OutputError("nobody can be asked: standard output is closed", "run it in a terminal")


def note(text: str, under: str = "") -> None:
    """Lines beside the result: progress, warnings; where nobody can be told, nobody is."""
    if sys.stderr.isatty():
        text = _between_words(text, under)
    try:
        print(printable(text), file=sys.stderr, flush=True)
    except OSError:  # what is still held would be written at the end, and make another exit code
        _let_go_of(sys.stderr)


def note_in_place(text: str, last: bool) -> bool:
    """Beside the result, over what was noted so before; False where nothing can be overwritten."""
    if not sys.stderr.isatty():
        return False
    with contextlib.suppress(OSError):
        print(f"\r{printable(text)}", end="\n" if last else "", file=sys.stderr, flush=True)
    return True


def fail(error: VoiceError) -> None:
    """A fact and the next step."""
    words = told_here(error)
    note(f"reflect: {words.fact}", UNDER_TAG)
    note(f"  {here('next')}: {words.hint}", UNDER_TAG)


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
    """Whether a person sits at a terminal that can be drawn on; `TERM=dumb` cannot."""
    out, console = _stdout(), Console()
    shown = out is not None and out.isatty() and console.is_terminal
    return sys.stdin.isatty() and shown and not console.is_dumb_terminal
