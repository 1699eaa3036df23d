"""Ears that hear nothing, where there is no microphone or no model: keys still count."""

from voice.floor.events import ListeningStarted, ListeningStopped
from voice.stage.ports import Post


class NoEars:
    """Opens and closes at once, as `ports.Ears` has it."""

    def __init__(self, post: Post) -> None:
        self._post = post

    def listen(self, turn_id: int, sound: bool = False, forms: tuple[str, ...] = ()) -> None:
        """The person's turn begins."""
        self._post(ListeningStarted(turn_id))

    def rest(self, turn_id: int) -> None:
        """There is nothing to give."""
        self._post(ListeningStopped(turn_id))

    def watch(self, turn_id: int) -> None:
        """Nobody is heard over the program."""

    def cue(self) -> None:
        """No microphone is open."""

    def close(self) -> None:
        """Nothing was opened."""
