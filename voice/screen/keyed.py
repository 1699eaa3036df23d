"""A screen on a terminal whose keys act: what is shown is what the keys mean."""

from voice.floor.view import View
from voice.screen.keys import TerminalKeys
from voice.stage.ports import Notice, Screen


class KeyedScreen:
    """Shows each view on the screen and gives it to the keys."""

    def __init__(self, screen: Screen, keys: TerminalKeys) -> None:
        self._screen = screen
        self._keys = keys

    def show(self, view: View) -> None:
        """Show this moment; from now on keys mean what it says."""
        self._keys.show(view)
        self._screen.show(view)

    def notice(self, notice: Notice) -> None:
        """Show what changes more often than views."""
        self._screen.notice(notice)

    def close(self) -> None:
        """Give the terminal back."""
        self._keys.close()
        self._screen.close()
