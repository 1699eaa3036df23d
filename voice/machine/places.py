"""Where the program's files are by default. Paths only; nothing is created here."""

import shlex
from pathlib import Path

import platformdirs

APP_NAME = "reflect-aloud"
PACKAGE_FOLDER = Path(__file__).resolve().parents[1]
PROJECT_FOLDER = PACKAGE_FOLDER.parent
"""The checkout, where there is one: `models/` is beside the package."""


def shipped(name: str, beside: str = "") -> Path:
    """What comes with the program, as `models`: from the wheel, else from the checkout.

    pyproject.toml says what a wheel has; `beside` is its name in the checkout where that differs.
    """
    in_wheel = PACKAGE_FOLDER / "shipped" / name
    return in_wheel if in_wheel.exists() else PROJECT_FOLDER / (beside or name)


def as_typed(path: Path) -> str:
    """How a file is named in a command typed here: short where it lies below this folder."""
    try:
        here = path.absolute().relative_to(Path.cwd())
    except (ValueError, OSError):  # elsewhere, or this folder is gone
        return shlex.quote(str(path))
    return shlex.quote(str(here) if len(here.parts) > 1 else f"./{here}")


def data_folder() -> Path:
    """What the program keeps for this user: the vault and installed models."""
    return Path(platformdirs.user_data_dir(APP_NAME))


def voices_folder() -> Path:
    """Where natural voices are installed."""
    return data_folder() / "voices"


def guides_folder() -> Path:
    """This person's own guides: whatever lies here is offered at home."""
    return data_folder() / "guides"


def documents_folder() -> Path:
    """Where this person keeps documents, as the system has it; it need not be there yet."""
    return Path(platformdirs.user_documents_dir())


def settings_file() -> Path:
    """The user's settings."""
    return Path(platformdirs.user_config_dir(APP_NAME)) / "settings.toml"
