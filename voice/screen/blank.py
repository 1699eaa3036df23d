"""Nothing shown at all: everything is spoken, and nobody reads over a shoulder."""

from voice.floor.view import View
from voice.stage.ports import Notice


class BlankScreen:
    """A screen that stays empty."""

    def show(self, view: View) -> None:
        """Nothing."""

    def notice(self, notice: Notice) -> None:
        """Nothing."""

    def close(self) -> None:
        """Nothing to put back."""
