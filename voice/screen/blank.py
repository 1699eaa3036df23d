"""Nothing shown at all: everything is spoken, and nobody reads over a shoulder."""

from voice.scenes.reflection.view import SessionView
from voice.stage.ports import Notice


class BlankScreen:
    """A screen that stays empty."""

    def show(self, view: SessionView) -> None:
        """Nothing."""

    def notice(self, notice: Notice) -> None:
        """Nothing."""

    def close(self) -> None:
        """Nothing to put back."""
