"""How the program is called from where the person is, so that every next step can be copied.

Texts for people name a command in backticks, as `reflect key new`; here it becomes what runs: the
path, where `reflect` alone would be another program or none, and the vault that was asked for. It
asks PATH, the current folder and the command line, and prints nothing.
"""

import itertools
import re
import shlex
import shutil
import sys
from dataclasses import replace
from pathlib import Path

from voice.floor.view import View
from voice.machine.places import as_typed
from voice.stage.ports import Notice, Screen

PROGRAM = "reflect"
_COMMAND = re.compile(rf"`{PROGRAM}((?:\s[^`]*)?)`")

_QUOTED = re.compile("`[^`]*`")
_KEPT = "\u00a0"
"""A space at which no line is broken, while a text is laid out."""

OPEN_NO_VAULT = frozenset(
    {
        "desktop",
        "devices",
        "guide",
        "kiosk",
        "model",
        "rehearse",
        "setup",
        "start",
        "teach",
        "voice",
        "voices",
    }
)
"""Commands for which the vault that was asked for means nothing; a rehearsal has its own, and
`reflect start` and `reflect setup` take it before their name."""


def own_spelling() -> str:
    """What a person types here to start this very program."""
    started = Path(sys.argv[0])
    if started.stem != PROGRAM:  # a test, or `python -c`
        return PROGRAM
    found = shutil.which(PROGRAM)
    try:
        if found is not None and Path(found).samefile(started):
            return PROGRAM
    except OSError:
        pass
    return as_typed(started)


def as_typed_here(text: str) -> str:
    """The text with every command of the program as it is typed here."""
    if f"`{PROGRAM}" not in text:  # most of a help, and PATH is asked for each other
        return text
    spelling, vault = own_spelling(), given_for("--vault", sys.argv[1:])

    def typed(command: re.Match[str]) -> str:
        rest = command[1]
        words = rest.split()
        wanted = vault is not None and (not words or words[0] not in OPEN_NO_VAULT)
        if wanted and vault is not None and not {"--vault", "--help"} & {*words}:
            rest += f" --vault {shlex.quote(vault)}"
        return f"`{spelling}{rest}`"

    return _COMMAND.sub(typed, text)


def in_one_piece(text: str) -> str:
    """The text to be laid out, in which no line will be broken within a command."""
    return _QUOTED.sub(lambda command: command[0].replace(" ", _KEPT), text)


def as_shown(text: str) -> str:
    """What was laid out, with every space as it is typed."""
    return text.replace(_KEPT, " ")


def given_for(option: str, arguments: list[str]) -> str | None:
    """The value that an option is given last on a command line, wherever it stands there."""
    asked = None
    for before, argument in itertools.pairwise(["", *arguments]):
        if before == option:
            asked = argument
        elif argument.startswith(f"{option}="):
            asked = argument.partition("=")[2]
    return asked


class HintsAsTyped:
    """A screen of this terminal, on which what a trouble advises can be copied."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen

    def show(self, view: View) -> None:
        """The same view; only its notice and what is shown beside the words name commands."""
        shown = tuple(map(as_typed_here, view.shown))
        private = frozenset(map(as_typed_here, view.private))
        notice = as_typed_here(view.notice)
        self._screen.show(replace(view, notice=notice, shown=shown, private=private))

    def notice(self, notice: Notice) -> None:
        """As it is."""
        self._screen.notice(notice)

    def close(self) -> None:
        """The screen's own."""
        self._screen.close()
