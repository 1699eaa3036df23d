"""The optional parts of pyproject.toml, and the one command that installs each of them.

Names only; what an extra is needed for stays where it is missed.
"""

import sys
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path

from voice.machine.places import PROJECT_FOLDER, as_typed, shipped


class Extra(StrEnum):
    """An optional part; the value is its name in pyproject.toml."""

    ARTICLES = "articles"
    ECHO = "echo"
    KEYRING = "keyring"
    NATURAL = "natural"
    PDF = "pdf"
    SOUND = "sound"


def how_to_install(extra: Extra) -> str:
    """The command, as it is typed here: from the locked list, into the environment that runs this.

    In a checkout a script does it; whoever installed the wheel, as pipx does, has the list in it.
    """
    script = PROJECT_FOLDER / "scripts" / "extras"
    if script.is_file() and Path(sys.prefix) == PROJECT_FOLDER / ".venv":
        return f"`{as_typed(script)} {extra}`"
    python = as_typed(Path(sys.executable))
    installer = f"{python} -m pip install" if find_spec("pip") else f"uv pip install -p {python}"
    locked = shipped("requirements", beside="scripts/requirements") / f"{extra}.txt"
    return f"`{installer} --require-hashes -r {as_typed(locked)}`"
