"""The optional parts of pyproject.toml, and the one command that installs each of them.

Names only; what an extra is needed for stays where it is missed.
"""

from enum import StrEnum


class Extra(StrEnum):
    """An optional part; the value is its name in pyproject.toml."""

    ARTICLES = "articles"
    ECHO = "echo"
    KEYRING = "keyring"
    PDF = "pdf"
    SOUND = "sound"


def how_to_install(extra: Extra) -> str:
    """The command, as it is typed in the program's own folder: no registry has the program."""
    return f".venv/bin/pip install -e '.[{extra}]'"
