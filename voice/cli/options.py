"""Options that several commands share, and the settings they make."""

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from voice.places import settings_file
from voice.settings import Settings, load_settings

Vault_ = Annotated[
    Path | None, typer.Option("--vault", metavar="DIR", help="The vault's directory.")
]
Identity_ = Annotated[
    Path | None,
    typer.Option(
        "--identity", metavar="FILE", help="The key's file, where it is not in the vault."
    ),
]


def settings_with(**overrides: Any) -> Settings:
    """The settings that hold for this command line."""
    return load_settings(settings_file(), os.environ, overrides)
