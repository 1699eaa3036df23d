"""Keys pressed in the terminal, as actions.

One named thread reads single characters; which action a key is follows from the last view.
Anything that is no choice now is ignored. Control characters are left to the terminal.
"""

import os
import select
import sys
import termios
import threading
import tty
from collections.abc import Callable
from typing import Generic, TypeVar

from voice.conversation.actions import Means
from voice.conversation.events import ActionChosen
from voice.conversation.view import SessionView
from voice.ports import Post


def action_for_key(view: SessionView, key: str) -> ActionChosen | None:
    """What this key does at this moment; capital letters count as small ones."""
    for choice in view.choices:
        if choice.key == key.lower():
            return ActionChosen(choice.action, Means.KEY)
    return None


_View = TypeVar("_View")


class ViewKeys(Generic[_View]):
    """Reads the terminal without waiting for Enter; `close` gives it back as it was."""

    def __init__(self, press: Callable[[_View, str], None]) -> None:
        """`press` is called on the keys' thread with the view that was last shown."""
        self._press = press
        self._view: _View | None = None
        self._fd = sys.stdin.fileno()
        self._saved = termios.tcgetattr(self._fd)
        tty.setcbreak(self._fd)
        self._wake_read, self._wake_write = os.pipe()
        self._thread = threading.Thread(target=self._read, name="keys", daemon=True)
        self._thread.start()

    def show(self, view: _View) -> None:
        """From now on keys mean what they mean in this view."""
        self._view = view

    def close(self) -> None:
        """Stop reading and restore the terminal."""
        os.write(self._wake_write, b"x")
        self._thread.join()
        termios.tcsetattr(self._fd, termios.TCSADRAIN, self._saved)
        os.close(self._wake_read)
        os.close(self._wake_write)

    def _read(self) -> None:
        while True:
            ready, _, _ = select.select([self._fd, self._wake_read], [], [])
            if self._wake_read in ready:
                return
            pressed = os.read(self._fd, 64).decode(errors="ignore")
            if not pressed:
                return
            for key in pressed:
                view = self._view
                if view is not None:
                    self._press(view, key)


class TerminalKeys(ViewKeys[SessionView]):
    """The keys of a session."""

    def __init__(self, post: Post) -> None:
        def press(view: SessionView, key: str) -> None:
            chosen = action_for_key(view, key)
            if chosen is not None:
                post(chosen)

        super().__init__(press)
