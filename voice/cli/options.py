"""Options that several commands share, and the settings that hold for a command line."""

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from voice.app.own_language import in_language
from voice.cli.words import spoken_here
from voice.machine.places import settings_file
from voice.settings import Settings, load_settings

Vault_ = Annotated[
    Path | None, typer.Option("--vault", metavar="DIR", help="The vault's directory.")
]
Plain_ = Annotated[
    bool | None,
    typer.Option("--plain", help="One line per event, no colour: for screen readers."),
]
Guide_ = Annotated[
    str | None, typer.Option("--guide", metavar="NAME|FILE", help="Whose questions are asked.")
]
Model_ = Annotated[
    str | None,
    typer.Option("--model", metavar="NAME|DIR", help="The recognition model to listen with."),
]
Patience_ = Annotated[
    str | None,
    typer.Option(
        "--patience",
        metavar="NAME|SECONDS",
        help="When silence moves on: unhurried or never (the default), steady (8 s), brisk (4 s), "
        "or seconds.",
    ),
]
Voice_ = Annotated[
    str | None,
    typer.Option("--voice", metavar="ID", help="See `reflect voice list`, `reflect voices`."),
]
Rate_ = Annotated[
    int | None, typer.Option("--rate", metavar="WPM", help="Words per minute, 80 to 400.")
]
Volume_ = Annotated[
    float | None, typer.Option("--volume", metavar="0..1", help="How loud the program speaks.")
]
KeepSound_ = Annotated[
    bool | None,
    typer.Option(
        "--keep-sound",
        help="Ask, before the first question, whether the sound of your answers is kept too, "
        "sealed like the words (needs the sound extra).",
    ),
]
Echo_ = Annotated[
    bool | None,
    typer.Option(
        "--echo",
        help="Speaking interrupts the program over an open loudspeaker (needs the echo extra).",
    ),
]
Identity_ = Annotated[
    Path | None,
    typer.Option(
        "--identity", metavar="FILE", help="The key's file, where it is not in the vault."
    ),
]


def settings_with(**overrides: Any) -> Settings:
    """The settings that hold for this command line, in its language; a guide named there leads."""
    settings = settings_as_given(**overrides)
    named = overrides.get("guide") is not None
    return settings if named else in_language(settings, spoken_here())


def settings_as_given(**overrides: Any) -> Settings:
    """The same with the guide and the model that they name, whatever their language."""
    return load_settings(settings_file(), os.environ, overrides)
