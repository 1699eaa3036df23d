"""No voice at all, for whoever does not hear: what would be said is on the screen."""

from voice.floor.commands import Manner, Speak
from voice.floor.events import SpeechFinished
from voice.stage.ports import Post


class SilentMouth:
    """Says nothing and is done at once, as `ports.Mouth` has it."""

    def __init__(self, post: Post) -> None:
        self._post = post

    def speak(self, speak: Speak) -> None:
        """The screen shows the lines, and goes on showing them while the program listens."""
        self._post(SpeechFinished(speak.turn_id))

    def prepare(self, texts: tuple[str, ...], manner: Manner) -> None:
        """Nothing to prepare."""

    def chime(self, manner: Manner) -> None:
        """The screen says all the time whether it listens."""

    def hush(self) -> None:
        """It is quiet already."""

    def close(self) -> None:
        """Nothing was opened."""
