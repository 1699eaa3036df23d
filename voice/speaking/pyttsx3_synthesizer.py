"""pyttsx3 as a synthesiser: one child process per utterance, watched, with the next one warm.

The child's side is `synthesis_child`. Nothing is kept here: not the text, not the sound.
"""

import threading
from typing import Any

import numpy as np

from voice.floor.commands import Manner
from voice.speaking.first_child import SYSTEMS_VOICE, child_of
from voice.speaking.voices import VoiceTold
from voice.speaking.watched_child import WatchedChild
from voice.stage.ports import Sound
from voice.values.errors import SpeechError
from voice.values.troubles import TroubleName

ANSWER_SECONDS = 15.0
"""The slowest sentence took 0.2 s on two cores; a child that needs this long hangs."""

_FAILURES = {
    "unavailable": TroubleName.SYNTHESISER_MISSING,
    "no sound": TroubleName.SYNTHESISER_SILENT,
}


class Pyttsx3Synthesizer:
    """Turns sentences into sound with pyttsx3, as `ports.Synthesizer` has it; any thread."""

    def __init__(self, voice: str | None = None, language: str | None = None) -> None:
        """With `voice` None, the language's voice; with both None, the system's own."""
        self._voice = voice
        self._language = language
        self._lock = threading.Lock()
        self._warm: WatchedChild | None = child_of(SYSTEMS_VOICE)

    def synthesize(self, text: str, manner: Manner) -> Sound:
        """One sentence as int16 mono samples at the synthesiser's own rate.

        Raises:
            SpeechError: no synthesiser, no such voice, none for the language, or no answer in
                time.
        """
        request = {
            "text": text,
            "voice": self._voice,
            "language": self._language,
            "rate_wpm": manner.rate_wpm,
        }
        answer, samples = self._ask(request)
        return Sound(np.frombuffer(samples, np.int16), int(answer["rate_hz"]))

    def give_up(self) -> None:
        """A sentence takes 10 to 40 ms: to wait for it is as good."""

    def voices(self) -> tuple[VoiceTold, ...]:
        """The voices that can be chosen, as the driver tells them; raises `SpeechError`."""
        answer, _ = self._ask({"list": True})
        return tuple(
            VoiceTold(id_, tuple(languages), name) for id_, languages, name in answer["voices"]
        )

    def close(self) -> None:
        """Let the waiting child go."""
        with self._lock:
            if self._warm is not None:
                self._warm.discard()
                self._warm = None

    def _ask(self, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        with self._lock:
            child = self._warm or child_of(SYSTEMS_VOICE)
            self._warm = None
            try:
                child.write(request)
                answer, samples = child.take(ANSWER_SECONDS)
            finally:
                child.discard()
                self._warm = child_of(SYSTEMS_VOICE)
        failure = answer["failure"]
        if failure == "unknown voice":
            raise SpeechError.named(TroubleName.VOICE_UNKNOWN, voice=self._voice)
        if failure == "no voice for language":
            raise SpeechError.named(TroubleName.VOICE_OF_LANGUAGE_MISSING, language=self._language)
        if failure:
            raise SpeechError.named(_FAILURES[failure])
        return answer, samples
