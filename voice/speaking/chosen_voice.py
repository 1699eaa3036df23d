"""Which synthesiser speaks: the natural voice that was chosen, or the system's; one for a session.

Chosen here and nowhere else. Where a natural voice cannot speak, the system's does from the first
word to the last: nobody hears two.
"""

import sys
from collections.abc import Callable
from importlib.util import find_spec

from voice.machine.extras import Extra, how_to_install
from voice.models.natural_voices import installed_voice, is_natural, language_of, voices_folder
from voice.speaking.natural_synthesizer import NaturalSynthesizer
from voice.speaking.pyttsx3_synthesizer import Pyttsx3Synthesizer
from voice.stage.ports import Synthesizer
from voice.values.errors import SpeechError
from voice.values.troubles import TroubleName

Tell = Callable[[SpeechError], None]
"""Says once, on the screen or aloud, why the system's voice speaks instead."""


class ChosenVoice:
    """Made first of all, so that the voice loads while everything else is made ready."""

    def __init__(self, wanted: str | None, language: str) -> None:
        """`wanted` is a natural voice's name or a system voice's id; None: the language's own.

        A natural voice speaks its language only; with any other the system's voice is chosen.
        """
        self._wanted = wanted
        self._language = language
        self._natural: NaturalSynthesizer | None = None
        self._missing: SpeechError | None = None
        if wanted is not None and is_natural(wanted):
            self._wanted = None
            if language_of(wanted) == language:
                try:
                    self._natural = begin_natural(wanted)
                except SpeechError as error:
                    self._missing = error

    def settled(self, tell: Tell) -> Synthesizer:
        """What speaks from now on; `tell` is called where it is not what was wanted."""
        if self._natural is not None:
            try:
                self._natural.wait_until_loaded()
                return self._natural
            except SpeechError as error:
                self._missing = error
                self.close()
        if self._missing is not None:
            tell(self._missing)
        return Pyttsx3Synthesizer(self._wanted, self._language)

    def close(self) -> None:
        """Let go of what was never settled."""
        if self._natural is not None:
            self._natural.close()
            self._natural = None


def begun(wanted: str | None, language: str) -> Synthesizer:
    """What is chosen, ready to speak; raises `SpeechError` where that is not what was wanted."""

    def refuse(error: SpeechError) -> None:
        raise error

    return ChosenVoice(wanted, language).settled(refuse)


def runs_natural_voices() -> bool:
    """Whether a natural voice could speak here: the part that runs it is installed."""
    # elsewhere sound would go through a file on a disk, and the system has good voices
    return sys.platform == "linux" and find_spec("onnxruntime") is not None


def begin_natural(name: str) -> NaturalSynthesizer:
    """This natural voice, loading.

    Raises:
        SpeechError: it is not installed, or the part that runs it.
    """
    voice = installed_voice(name, voices_folder())
    if not runs_natural_voices():
        raise SpeechError.named(
            TroubleName.NATURAL_VOICES_UNSUPPORTED,
            voice=name,
            command=how_to_install(Extra.NATURAL).strip("`"),
        )
    return NaturalSynthesizer(voice)
