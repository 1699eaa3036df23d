"""How help is laid out and in which language: Typer's, with our words, and commands in one piece.

A command in backticks is never broken between two lines, so that it can be copied; what Typer says
itself, such as its headings, is said in the person's language. The texts stay with the commands.
"""

import inspect
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import typer

from voice.cli.spelling import as_shown, as_typed_here, in_one_piece

_PLACE = re.compile(r"\b[A-Z]{2,}\b")
"""Such as SESSION, where something of the person's is to stand."""
_TYPES = re.compile(r"^([^-].*) <[^>]*>$")
"""What Typer adds to an argument, for programmers."""
_ADDED = re.compile(r"(?<=\[)default(?=: )|(?<=\[|\s)required(?=\])")
"""What it adds for everybody."""

Translate = Callable[[str], str]


def paragraphs(help_: str) -> list[str]:
    """A help text's paragraphs, each in one line but for those that are laid out already."""
    parts = inspect.cleandoc(help_).split("\n\n")
    return [part if part.startswith("\b") else " ".join(part.split()) for part in parts]


def first_sentence(help_: str) -> str:
    """What stands for a command where it is listed."""
    return re.split(r"(?<=[.;]) ", paragraphs(help_)[0], maxsplit=1)[0].rstrip(";.") + "."


def texts(command: Any) -> Iterator[str]:
    """Every text of a command's help and of all below it, paragraph by paragraph."""
    for holder in (command, *command.params):
        if getattr(holder, "help", None):
            yield from paragraphs(holder.help)
        yield from _PLACE.findall(getattr(holder, "metavar", None) or "")
    for below in getattr(command, "commands", {}).values():
        yield from texts(below)


SAID_BY_TYPER = (
    *("Usage", "Arguments", "Options", "Commands", "OPTIONS", "COMMAND", "ARGS"),
    *("default", "required", "Show this message and exit."),
)
"""What stands in every help, whatever the command."""


def localised(command: Any, translate: Translate) -> Any:
    """A command line's command with its help, and that of all below it, as it is said here."""

    class Formatter(typer.Context.formatter_class):
        """Typer's, with our words."""

        def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
            super().write_usage(prog, places(args), f"{translate('Usage')}: ")

        def write_heading(self, heading: str) -> None:
            super().write_heading(translate(heading))

        def write_dl(self, rows: Sequence[tuple[str, str]], *args: Any, **given: Any) -> None:
            shown = [
                (places(_TYPES.sub(r"\1", name)), added(translate(text))) for name, text in rows
            ]
            super().write_dl(shown, *args, **given)

    def places(text: str) -> str:
        return _PLACE.sub(lambda place: translate(place[0]), text)

    def added(text: str) -> str:
        return _ADDED.sub(lambda word: translate(word[0]), text)

    class Context(typer.Context):
        """A context whose help is laid out so."""

        formatter_class = Formatter

        def get_help(self) -> str:
            return as_shown(super().get_help())

    def dress(each: Any) -> None:
        each.context_class = Context
        for holder in (each, *each.params):
            if getattr(holder, "help", None):
                said = [as_typed_here(translate(part)) for part in paragraphs(holder.help)]
                holder.help = "\n\n".join(map(in_one_piece, said))
        for below in getattr(each, "commands", {}).values():
            dress(below)

    dress(command)
    return command
