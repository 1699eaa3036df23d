"""Stand-ins that more than one area's tests need; what only one needs stays with it."""

from collections.abc import Sequence

from voice.stage.ports import Pcm, Recognized


class Deaf:
    """A recogniser that understands nothing, where nobody speaks."""

    captions = True

    def begin(self) -> None:
        pass

    def accept(self, frame: Pcm) -> str | None:
        return None

    def finish(self) -> Recognized:
        return Recognized(())

    def second_opinion(self, frames: Sequence[Pcm], forms: tuple[str, ...]) -> Recognized:
        return Recognized(())

    def close(self) -> None:
        pass
