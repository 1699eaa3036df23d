"""What a proof needs of this machine."""

import shutil

from sound_server import PACKAGES, installed


class Missing(Exception):
    """A proof cannot run here; the text says what to install."""


def need_program(name: str, package: str) -> None:
    """Raises `Missing` where there is no such program."""
    if shutil.which(name) is None:
        raise Missing(f"apt install {package}")


def need_sound_server() -> None:
    """Raises `Missing` where no private PulseAudio can be started."""
    if not installed():
        raise Missing(f"apt install {PACKAGES}")
