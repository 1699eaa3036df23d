"""A recogniser where there is none: whoever is led by own sounds is listened to all the same."""

from collections.abc import Sequence

from voice.stage.ports import Pcm, Recognized


class NoWords:
    """Understands nothing, as `ports.Recognizer` has it."""

    captions = False

    def begin(self) -> None:
        """There is nothing to forget."""

    def accept(self, frame: Pcm) -> str | None:
        """Nothing is understood so far."""
        return None

    def finish(self) -> Recognized:
        """Nor in the end."""
        return Recognized(())

    def second_opinion(self, frames: Sequence[Pcm], forms: tuple[str, ...]) -> Recognized:
        """Nor heard once more."""
        return Recognized(())

    def close(self) -> None:
        """Nothing is held."""
