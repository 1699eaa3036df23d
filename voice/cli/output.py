"""How the command line prints: results on stdout, everything else on stderr."""

import sys

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


def interactive() -> bool:
    """Whether a person sits at a terminal that can be drawn on."""
    return sys.stdin.isatty() and sys.stdout.isatty() and Console().is_terminal
