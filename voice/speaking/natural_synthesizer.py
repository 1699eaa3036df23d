"""A natural voice as a synthesiser: one child process that holds it, watched, for a whole session.

The child's side is `natural_child`. Nothing is kept here: not the text, not the sound.
"""

import contextlib
import threading
from typing import Any

import numpy as np

from voice.floor.commands import Manner
from voice.models.natural_voices import InstalledVoice
from voice.speaking.first_child import NATURAL_VOICE, child_of
from voice.speaking.fixed_sounds import FixedSounds
from voice.speaking.watched_child import WatchedChild
from voice.stage.ports import GivenUp, Sound
from voice.values.errors import SpeechError
from voice.values.troubles import TroubleName

LOADING_SECONDS = 30.0
"""Half a second on two idle cores, three on a small board; a card that is busy needs longer."""

ANSWER_SECONDS = 15.0
"""The longest piece took 1.4 s at rest and 4.6 s at a load of 8; who needs this long hangs."""

_FAILURES = {
    "altered": TroubleName.NATURAL_VOICE_ALTERED,
    "unavailable": TroubleName.NATURAL_VOICE_NOT_LOADED,
}


class NaturalSynthesizer:
    """Turns pieces into sound with one natural voice, as `ports.Synthesizer` has it; any thread."""

    def __init__(self, voice: InstalledVoice) -> None:
        """It begins to load at once, and nothing waits for it; raises `SpeechError`."""
        self._voice = voice
        self._lock = threading.Lock()
        self._number = 0
        self._under_way = 0
        self._fixed = FixedSounds(voice)
        self._ready = self._was_loaded = False
        self._closed = False
        self._child: WatchedChild | None = None
        self._child = self._started()

    @property
    def was_loaded(self) -> bool:
        """Whether it could speak at least once; any thread."""
        return self._was_loaded

    def wait_until_loaded(self) -> None:
        """Raises `SpeechError`: it is another than the one that was installed, or does not load."""
        with self._lock:
            self._loaded()

    def synthesize(self, text: str, manner: Manner) -> Sound:
        """One piece as int16 mono samples; what was kept may come while the voice is loaded.

        Raises:
            SpeechError: it cannot be loaded, or gives no answer in time.
            GivenUp: it was given up.
        """
        with self._lock:
            fixed = self._fixed.sound(text, manner.rate_wpm)
            if fixed is None or self._told_of_loading():
                self._loaded()  # one voice: nothing kept sounds where it cannot speak the rest
            if fixed is not None:
                return fixed
            self._number += 1
            request = {"number": self._number, "text": text, "rate_wpm": manner.rate_wpm}
            self._under_way = self._number  # it may be given up before it is sent, too
            try:
                answer, samples = self._asked(request)
            finally:
                self._under_way = 0
        if answer["failure"] == "given up":
            raise GivenUp
        if answer["failure"]:
            raise SpeechError.named(TroubleName.SYNTHESISER_SILENT)
        return Sound(np.frombuffer(samples, np.int16), int(answer["rate_hz"]))

    def give_up(self) -> None:
        """The piece that is being spoken ends within some 20 ms; any thread, never waits."""
        child, number = self._child, self._under_way
        if child is not None and number:
            with contextlib.suppress(SpeechError, ValueError):  # it is gone, and its pipe closed
                child.write({"give_up": number})

    def close(self) -> None:
        """Let the child go."""
        with self._lock:
            self._closed = True
            if self._child is not None:
                self._child.discard()
                self._child = None

    def _asked(self, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        child = self._loaded()
        try:
            child.write(request)
            return child.take(ANSWER_SECONDS)
        except SpeechError:
            self._start_again()
            raise

    def _loaded(self) -> WatchedChild:
        if self._child is None:
            self._child = self._started()
        if not self._ready:
            try:
                answer, _ = self._child.take(LOADING_SECONDS)
            except SpeechError:
                self._start_again()
                if self._was_loaded:
                    raise
                raise self._failed("unavailable") from None  # it ended, or hangs, while it loads
            if answer["failure"]:
                self._discard()
                raise self._failed(answer["failure"])
            self._ready = self._was_loaded = True
        return self._child

    def _failed(self, failure: str) -> SpeechError:
        return SpeechError.named(_FAILURES[failure], voice=self._voice.name)

    def _told_of_loading(self) -> bool:
        """Whether the child has said by now that it is loaded, or is not; a child that ended, too.

        What is kept need not wait for that: the first line sounds while the voice is loaded.
        """
        return self._child is None or self._ready or self._child.has_answered()

    def _start_again(self) -> None:
        """The next piece finds the same voice, loading or loaded; never another in its place."""
        self._discard()
        with contextlib.suppress(SpeechError):  # then the next piece tries, and tells it
            self._child = None if self._closed else self._started()

    def _discard(self) -> None:
        if self._child is not None:
            self._child.discard()
        self._child, self._ready = None, False

    def _started(self) -> WatchedChild:
        card = self._voice.card
        files: dict[str, Any] = {
            "name": self._voice.name,
            "model": str(self._voice.model),
            "config": str(self._voice.config),
            "sha256": card.sha256,
            "config_sha256": card.config_sha256,
            **card.pace.model_dump(),
        }
        child = child_of(NATURAL_VOICE)
        child.write(files)
        return child
