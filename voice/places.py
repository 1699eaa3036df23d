"""Where the program's files are by default. Paths only; nothing is created here."""

from pathlib import Path

import platformdirs

APP_NAME = "reflect-aloud"
PROJECT_FOLDER = Path(__file__).resolve().parent.parent
"""The checkout: `models/` is beside the package."""


def data_folder() -> Path:
    """What the program keeps for this user: the vault and installed models."""
    return Path(platformdirs.user_data_dir(APP_NAME))


def settings_file() -> Path:
    """The user's settings."""
    return Path(platformdirs.user_config_dir(APP_NAME)) / "settings.toml"
