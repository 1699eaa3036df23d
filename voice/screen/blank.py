"""Nothing shown at all: everything is spoken, and nobody reads over a shoulder."""

from voice.conversation.view import SessionView
from voice.ports import Notice


class BlankScreen:
    """A screen that stays empty."""

    def show(self, view: SessionView) -> None:
        """Nothing."""

    def notice(self, notice: Notice) -> None:
        """Nothing."""

    def close(self) -> None:
        """Nothing to put back."""
