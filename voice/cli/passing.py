"""Options that stand before a subcommand: handed on to it, or refused where it takes no such one.

`reflect --vault V erase last` has to aim at V. Nothing is ever ignored: what a person typed and
the command did not do may have been what mattered.
"""

from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from voice.cli.output import note

WRONG_COMMAND_LINE = 2


class TakesTheGroups(TyperCommand):
    """A command that takes the options of its group, all of them, from its context."""


class PassingGroup(TyperGroup):
    """A group whose own options hold for its subcommands too."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The subcommand, with what was given before it as its defaults."""
        name, command, rest = super().resolve_command(ctx, args)
        if name is None or command is None:
            return name, command, rest
        given: dict[str, Any] = {**(ctx.default_map or {}), **given_here(ctx)}
        if not isinstance(command, TyperGroup | TakesTheGroups):
            taken = {parameter.name for parameter in command.params}
            refused = sorted(_spelt(ctx, key) for key in given.keys() - taken)
            if refused:
                path = f"{ctx.command_path} {name}"
                note(f"reflect: {path} takes no {' and no '.join(refused)}")
                note(f"  next: leave it out; what can be given: `{path} --help`")
                raise typer.Exit(WRONG_COMMAND_LINE)
        ctx.default_map = {name: given}
        return name, command, rest


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
