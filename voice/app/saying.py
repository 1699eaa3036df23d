"""What is said while no scene is on: an error, or that one has to wait; where that works."""

from voice.floor.commands import Line, Manner, Speak
from voice.floor.wording import Say
from voice.guides.loading import find_guide
from voice.language.loading import load_language
from voice.settings import Settings
from voice.sound.portaudio import Portaudio
from voice.speaking.loudspeaker import SounddeviceLoudspeaker
from voice.speaking.program_voice import ProgramVoice
from voice.speaking.pyttsx3_synthesizer import Pyttsx3Synthesizer
from voice.values.errors import VoiceError
from voice.values.troubles import TroubleName

ERROR_LANGUAGE = "en"
"""What a command line prints, whatever the guide's language."""


def say_error(settings: Settings, error: VoiceError, language: str | None = None) -> None:
    """Speak what a trouble means and what one can do, for whoever cannot see a screen.

    In this language, or the guide's; in English what only a command line has words for.
    """
    code, said = ERROR_LANGUAGE, f"{error.fact}. {error.hint}."
    try:
        if error.trouble.name is not TroubleName.UNNAMED:
            code = language or find_guide(settings.guide).language
            wording = load_language(code).wording
            words = error.trouble.in_words(wording.troubles)
            said = words.said or wording.line(Say.ASK_WHOEVER)
    except VoiceError:
        return  # it is on the screen
    say_outside(settings, code, said)


def say_outside(settings: Settings, code: str, text: str) -> None:
    """Say something in this language while no session speaks; where that works."""
    if settings.no_voice_out:
        return
    try:
        loudspeaker = SounddeviceLoudspeaker(Portaudio(), settings.loudspeaker)
        voice = ProgramVoice(Pyttsx3Synthesizer(None, code))
        manner = Manner(settings.rate_wpm, settings.volume)
        try:
            for sound in voice.sounds(Speak(0, (Line(text),), manner)):
                loudspeaker.play(sound, lambda: False)
        finally:
            loudspeaker.close()
            voice.close()
    except VoiceError:
        return  # it is on the screen
