"""Groups of commands: what stands before a subcommand holds for it, and how their help is grouped.

`reflect --vault V erase last` has to aim at V: an option is handed on, or refused where the
subcommand takes no such one. Nothing is ever ignored: what a person typed and the command did not
do may have been what mattered. No command itself lives here.
"""

import difflib
from collections.abc import Mapping
from typing import Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup

from voice.cli.help import first_sentence
from voice.cli.output import fail
from voice.cli.usage import WRONG_COMMAND_LINE, WrongCommandLine, no_such_command, not_taken

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "Every day (without a command, you are at home)": (
        *("go-on", "read", "listen", "list", "find", "look-back", "correct", "export"),
        *("backup", "restore", "erase"),
    ),
    "To begin with": (
        *("start", "setup", "rehearse", "key", "model", "voice", "guide", "teach"),
        *("check", "desktop"),
    ),
    "Devices and voices": ("devices", "voices"),
    "What is kept, in detail": ("vault",),
    "For a clinic": ("kiosk",),
}
"""Headings, and the commands under them in the order of their use; a test knows if one is left."""


class TakesTheGroups(TyperCommand):
    """A command that takes the options of its group, all of them, from its context."""


class PassingGroup(TyperGroup):
    """A group whose own options hold for its subcommands too."""

    headings: Mapping[str, tuple[str, ...]] = {}
    others = "Commands"
    """What its help lists them under."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The subcommand, with what was given before it as its defaults."""
        if self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], self.list_commands(ctx), n=1)
            _refuse(no_such_command(ctx.command_path, args[0], near))
        name, command, rest = super().resolve_command(ctx, args)
        if name is None or command is None:
            return name, command, rest
        given: dict[str, Any] = {**(ctx.default_map or {}), **given_here(ctx)}
        if not isinstance(command, TyperGroup | TakesTheGroups):
            taken = {parameter.name for parameter in command.params}
            refused = sorted(_spelt(ctx, key) for key in given.keys() - taken)
            if refused:
                _refuse(not_taken(f"{ctx.command_path} {name}", refused))
        ctx.default_map = {name: given}
        return name, command, rest

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Each group under its heading, and whatever is in none under the last."""
        named = {name for names in self.headings.values() for name in names}
        others = tuple(name for name in self.list_commands(ctx) if name not in named)
        for heading, names in {**self.headings, self.others: others}.items():
            found = [(name, self.get_command(ctx, name)) for name in names]
            rows = [
                (name, first_sentence(command.help or ""))
                for name, command in found
                if command is not None and not command.hidden
            ]
            if rows:
                with formatter.section(heading):
                    formatter.write_dl(rows)


class GroupedHelp(PassingGroup):
    """The whole program's commands, as its help lists them."""

    headings = HEADINGS
    others = "More"


def _refuse(error: WrongCommandLine) -> NoReturn:
    """End before anything is done."""
    fail(error)
    raise typer.Exit(WRONG_COMMAND_LINE)


def given_here(ctx: Any) -> dict[str, Any]:
    """What was given to this very command on the command line, by the parameters' names."""
    return {
        key: value
        for key, value in ctx.params.items()
        if (source := ctx.get_parameter_source(key)) and source.name == "COMMANDLINE"
    }


def _spelt(ctx: Any, key: str) -> str:
    """How an option is spelt on the command line, wherever it stands there."""
    while ctx is not None:
        for parameter in ctx.command.params:
            if parameter.name == key:
                return parameter.opts[0]
        ctx = ctx.parent
    return key
