"""What is wrong with a command line, as one fact and one next step, in the person's language.

What Typer says of it is English and stands in its exceptions; here it gets words of ours.
"""

from typing import Any

import typer

from voice.cli.output import fail, note
from voice.cli.spelling import own_spelling
from voice.values.errors import VoiceError
from voice.values.phrase import Phrase

WRONG_COMMAND_LINE = 2
"""What the process exits with."""

UsageError: type[Exception] = typer.BadParameter.__mro__[1]
"""What Typer raises for every wrong command line; it has no name of its own there."""


class WrongCommandLine(VoiceError):
    """What was typed is none of what a command takes."""


def more(command: str) -> Phrase:
    """Where every option of a command is."""
    return Phrase("what can be given: `{command} --help`", command=command)


def say_usage(error: Any) -> int:
    """Say what is wrong with the command line; what to exit with."""
    if type(error).__name__ == "NoArgsIsHelpError":
        note(error.message)
    else:
        fail(wrong(error))
    return WRONG_COMMAND_LINE


def wrong(error: Any) -> WrongCommandLine:
    """What Typer says, in our words; its own stay where it is something that we never met."""
    command = error.ctx.command_path if error.ctx else own_spelling()
    name = type(error).__name__
    if name == "NoSuchOption":
        return no_such_option(command, error.option_name, error.possibilities or [])
    if name == "BadOptionUsage":
        if "not take" in error.message:
            return WrongCommandLine(
                "{option} takes no value", more(command), option=error.option_name
            )
        return WrongCommandLine("{option} needs a value", more(command), option=error.option_name)
    if name == "MissingParameter":
        return WrongCommandLine("{option} is missing", more(command), option=_spelt(error.param))
    if name == "BadParameter":
        return WrongCommandLine(
            Phrase("what was given for {option} does not fit", option=_spelt(error.param)),
            more(command),
        )
    if "unexpected extra argument" in error.message:
        return WrongCommandLine(
            Phrase("more was given than `{command}` takes", command=command),
            Phrase("put what belongs together in quotes; {more}", more=more(command)),
        )
    return WrongCommandLine(Phrase("{reason}", reason=error.message), more(command))


def no_such_option(command: str, option: str, near: list[str]) -> WrongCommandLine:
    """An option, or something that looks like one, that the command does not know."""
    next_ = Phrase("did you mean {near}?", near=", ".join(sorted(near))) if near else more(command)
    return WrongCommandLine(Phrase("there is no option {option}", option=option), next_)


def no_such_command(command: str, name: str, near: list[str]) -> WrongCommandLine:
    """A command that there is not."""
    next_ = Phrase("did you mean {near}?", near=f"`{command} {near[0]}`") if near else more(command)
    return WrongCommandLine(
        Phrase("{command} has no command “{name}”", command=command, name=name), next_
    )


def not_taken(command: str, options: list[str]) -> WrongCommandLine:
    """Options that stand before a command that takes no such ones."""
    return WrongCommandLine(
        Phrase("{command} takes no {options}", command=command, options=", no ".join(options)),
        Phrase("leave it out; {more}", more=more(command)),
    )


def _spelt(parameter: Any) -> str:
    """As it is typed, or as its place is called in the usage."""
    if parameter is None:
        return "?"
    if parameter.param_type_name == "option":
        return str(parameter.opts[0])
    return str(parameter.metavar or parameter.name.upper())
