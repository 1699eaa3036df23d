"""Whether a window is wanted, asked before anything of one is loaded: the page takes longest."""

import os
import sys
from typing import TYPE_CHECKING

from voice.settings import Settings

if TYPE_CHECKING:
    from voice.cli.window import Window


def is_wanted(settings: Settings) -> bool:
    """Whether home, setting up and first start are in a window: as asked for, or by the display."""
    if settings.window is not None:
        return settings.window
    return has_display() and not (settings.no_screen or settings.plain)


def has_display() -> bool:
    """Whether whoever started this sees windows of it here; over ssh they sit elsewhere."""
    if "SSH_CONNECTION" in os.environ:
        return False
    if sys.platform in {"darwin", "win32"}:
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def opened_window(settings: Settings) -> "Window":
    """The page with a browser opened on it."""
    from voice.cli.window import Window

    return Window(settings)
