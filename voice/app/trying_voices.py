"""The voices that the program could speak with at home: listed, heard one by one, and taken.

What they say is the home's to say, and what is chosen its desk's to keep. At home only: whatever
is held inside has the voice that it began with.
"""

from collections.abc import Callable
from dataclasses import dataclass

from babel import Locale, UnknownLocaleError

from voice.machine.places import voices_folder
from voice.models.natural_voices import installed_voices, is_natural, language_of
from voice.scenes.home.errands import HearVoice, Listed, VoiceHeard
from voice.scenes.home.settings import Among
from voice.speaking.chosen_voice import begun, runs_natural_voices
from voice.speaking.pyttsx3_synthesizer import Pyttsx3Synthesizer
from voice.speaking.voices import VoiceTold, tags_of, voices_of
from voice.stage.ports import Sound, Synthesizer
from voice.values.errors import VoiceError

SAMPLE = "voice "
"""What the name of its recording begins with; whose it is comes after."""


@dataclass(frozen=True, slots=True)
class KnownVoice:
    """A voice that can be chosen: by what the settings name it, and how it is spoken of."""

    name: str
    called: str


class TryingVoices:
    """One language's voices; the stage's thread only, but for `recording`."""

    def __init__(self, language: str, speaks: bool) -> None:
        """Where nothing `speaks`, what is chosen holds once something does."""
        self._language = language
        self._speaks = speaks
        self._listed: tuple[KnownVoice, ...] = ()
        self._heard: tuple[str, Sound] | None = None
        self.change_voice: Callable[[Synthesizer], None] = lambda voice: voice.close()
        """Told what speaks from now on; where nobody listens for it, it is let go."""

    def speak(self, language: str) -> None:
        """From now on this one's voices; nothing of the one before is heard again."""
        self._language = language
        self._heard = None

    def offered(self, present: str | None) -> tuple[Listed, tuple[str, ...]]:
        """Every voice as it is called, and by its name in the settings; raises `SpeechError`."""
        self._listed = voices_in(self._language)
        names = tuple(voice.name for voice in self._listed)
        of_language = next((n for n, name in enumerate(names) if not is_natural(name)), 0)
        now = names.index(present) if present in names else of_language
        called = tuple(f"{voice.called}." for voice in self._listed)
        return Listed(called, among=Among.VOICES, present=now), names

    def hear(self, asked: HearVoice) -> VoiceHeard:
        """How this one says it, at its own level; raises `SpeechError`."""
        if not self._speaks:
            return VoiceHeard(asked.number)
        synthesizer = begun(self._listed[asked.number - 1].name, self._language)
        try:
            sound = synthesizer.synthesize(asked.text, asked.manner)
        finally:
            synthesizer.close()
        self._heard = (f"{SAMPLE}{asked.number}", sound)
        return VoiceHeard(asked.number, self._heard[0])

    def recording(self, name: str) -> Sound | None:
        """The one that was heard last, by its name; any thread."""
        heard = self._heard
        return heard[1] if heard is not None and heard[0] == name else None

    def take(self, voice: str | None, remember: Callable[[], None]) -> None:
        """Speak with this one from now on, once that is remembered.

        Raises:
            VoiceError: it cannot speak, or cannot be remembered; the one before still speaks.
        """
        if not self._speaks:
            remember()
            return
        synthesizer = begun(voice, self._language)
        try:
            remember()
        except VoiceError:
            synthesizer.close()
            raise
        self._heard = None
        self.change_voice(synthesizer)


def voices_in(language: str) -> tuple[KnownVoice, ...]:
    """Every voice here that speaks this language, the natural ones first; raises `SpeechError`."""
    natural = installed_voices(voices_folder()) if runs_natural_voices() else ()
    synthesizer = Pyttsx3Synthesizer()
    try:
        told = voices_of(language, synthesizer.voices())
    finally:
        synthesizer.close()
    return (
        *(
            KnownVoice(voice.name, _called_natural(voice.name))
            for voice in natural
            if language_of(voice.name) == language
        ),
        *(KnownVoice(each.id, _called(each, language)) for each in told),
    )


def _called_natural(name: str) -> str:
    """As "Joe": natural voices are named after who spoke for them."""
    return name.split("-")[1].replace("_", " ").title()


def _called(voice: VoiceTold, language: str) -> str:
    """In this language, where its tag is one that has a name: as "English (United States)"."""
    for tag in tags_of(voice):
        try:
            name = Locale.parse(tag, sep="-").get_display_name(language)
        except (UnknownLocaleError, ValueError):
            continue
        if name and len(tag.split("-")) < 3:  # of a third part it knows nothing: two would be one
            return str(name)
    return voice.name or voice.id
