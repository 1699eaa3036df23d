"""Which synthesiser speaks: the natural voice that was chosen, or the system's; one for a session.

Chosen here and nowhere else. Where a natural voice cannot speak, the system's does from the first
word to the last: nobody hears two. One exception: what was kept of it sounds while it is loaded;
where it then cannot be loaded, the system's speaks from the next sentence to the end.
"""

import sys
from collections.abc import Callable
from importlib.util import find_spec

from voice.floor.commands import Manner
from voice.machine.extras import Extra, how_to_install
from voice.machine.places import voices_folder
from voice.models.natural_voices import installed_voice, is_natural, language_of
from voice.speaking.natural_synthesizer import NaturalSynthesizer
from voice.speaking.pyttsx3_synthesizer import Pyttsx3Synthesizer
from voice.stage.ports import Sound, Synthesizer
from voice.values.errors import SpeechError
from voice.values.troubles import TroubleName

Tell = Callable[[SpeechError], None]
"""Says once, on the screen or aloud, why the system's voice speaks instead."""


class NaturalOrSystems:
    """A natural voice that may still be loading, or for good the system's, as `ports.Synthesizer`.

    `lost` is called once, where it is the system's.
    """

    def __init__(self, natural: NaturalSynthesizer, language: str, lost: Tell) -> None:
        self._natural = natural
        self._language = language
        self._lost = lost
        self._systems: Pyttsx3Synthesizer | None = None

    def synthesize(self, text: str, manner: Manner) -> Sound:
        """One piece in the session's one voice; raises as the voices do."""
        if self._systems is None:
            try:
                return self._natural.synthesize(text, manner)
            except SpeechError as error:
                if self._natural.was_loaded:
                    raise  # then the same voice is loaded again
                self._natural.close()
                self._systems = Pyttsx3Synthesizer(None, self._language)
                self._lost(error)
        return self._systems.synthesize(text, manner)

    def give_up(self) -> None:
        """As the natural voice does."""
        self._natural.give_up()

    def close(self) -> None:
        """Let both go."""
        self._natural.close()
        if self._systems is not None:
            self._systems.close()


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

    def at_once(self, tell: Tell, lost: Tell) -> Synthesizer:
        """What speaks from now on, without waiting until it is loaded.

        `tell` as in `settled`; `lost` is called later, from the thread that speaks, where it then
        cannot be loaded.
        """
        natural, self._natural = self._natural, None
        if natural is not None:
            return NaturalOrSystems(natural, self._language, lost)
        return self.settled(tell)

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
