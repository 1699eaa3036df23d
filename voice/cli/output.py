"""How the command line prints: results on stdout, everything else on stderr."""

import contextlib
import os
import sys
from collections.abc import Generator

from rich.console import Console

from voice.errors import VoiceError


def say(text: str = "") -> None:
    """One line of the result."""
    print(text, flush=True)


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
