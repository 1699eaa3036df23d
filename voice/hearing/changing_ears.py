"""Ears in place of which others can be put, between two turns."""

from collections.abc import Callable

from voice.stage.ports import Ears


class ChangingEars:
    """Whoever listens now, as `ports.Ears` has it; the stage's thread only."""

    def __init__(self, ears: Ears) -> None:
        self._ears = ears

    def change(self, make: Callable[[], Ears]) -> None:
        """Let those there were go, which give what they heard, and listen with these."""
        self._ears.close()
        self._ears = make()

    def listen(self, turn_id: int, sound: bool = False, forms: tuple[str, ...] = ()) -> None:
        """Open for this turn."""
        self._ears.listen(turn_id, sound, forms)

    def rest(self, turn_id: int) -> None:
        """Close this turn."""
        self._ears.rest(turn_id)

    def watch(self, turn_id: int) -> None:
        """Interrupt the program's speech where a person speaks over it."""
        self._ears.watch(turn_id)

    def cue(self) -> None:
        """A tone of the program's sounds now."""
        self._ears.cue()

    def close(self) -> None:
        """Let them go."""
        self._ears.close()
