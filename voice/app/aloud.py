"""A rehearsal that is heard: what sounds in the simulated room, on this machine's loudspeaker.

It paces the room by the device. Whether there is a terminal, and which key ends it, `cli` knows.
"""

from collections.abc import Callable

import numpy as np

from voice.floor.commands import Line, Manner, Speak
from voice.rehearsal.client import to_room
from voice.rehearsal.room import Heard
from voice.settings import Settings
from voice.sound.portaudio import Portaudio, find_device
from voice.speaking.live_loudspeaker import LiveLoudspeaker
from voice.speaking.program_voice import ProgramVoice
from voice.speaking.pyttsx3_synthesizer import Pyttsx3Synthesizer
from voice.stage.ports import FRAME_SAMPLES, SAMPLE_RATE_HZ, Pcm
from voice.values.errors import DeviceError, VoiceError


def has_loudspeaker(settings: Settings) -> bool:
    """Whether anything can be heard here, and is to be."""
    try:
        find_device(settings.loudspeaker, "output")
    except DeviceError:
        return False
    return not settings.no_voice_out


class Aloud:
    """What is heard of one rehearsal, from its announcement to its end."""

    def __init__(
        self,
        settings: Settings,
        tell: Callable[[VoiceError], None],
        pass_time: Callable[[], None],
    ) -> None:
        """Where the loudspeaker fails, `tell` is told once; then `pass_time` waits for each 20 ms.

        Raises:
            DeviceError: there is no loudspeaker.
        """
        self._settings = settings
        self._tell = tell
        self._pass_time = pass_time
        self._loudspeaker = LiveLoudspeaker(Portaudio(), settings.loudspeaker, SAMPLE_RATE_HZ)
        self._plays = True
        self._left = False

    def announce(self, text: str, language: str) -> None:
        """Say something in this language before it begins; where that works."""
        try:
            voice = ProgramVoice(Pyttsx3Synthesizer(None, language))
        except VoiceError as error:
            self._tell(error)
            return
        manner = Manner(self._settings.rate_wpm, self._settings.volume)
        try:
            for sound in voice.sounds(Speak(0, (Line(text),), manner)):
                samples = np.clip(to_room(sound) * 32767.0, -32768, 32767).astype(np.int16)
                for start in range(0, len(samples), FRAME_SAMPLES):
                    if self._left or not self._plays:
                        return
                    self._play(samples[start : start + FRAME_SAMPLES])
        except VoiceError as error:
            self._tell(error)
        finally:
            voice.close()

    def heard(self, now: Heard) -> None:
        """Play 20 ms of the room, and wait until the next are due."""
        if self._plays:
            self._play(now.aloud)
        else:
            self._pass_time()

    def leave(self) -> None:
        """Silence at once, and no more of it; any thread, a signal's handler too."""
        self._left = True
        self._loudspeaker.stop()

    def left(self) -> bool:
        """Whether somebody has left it."""
        return self._left

    def signalled(self) -> bool:
        """A signal asks for the end: it comes at once, and the scene says nothing to it."""
        self.leave()
        return True

    def close(self) -> None:
        """Let it sound to its last sample where nobody left it; give the device back."""
        try:
            if self._plays and not self._left:
                self._loudspeaker.finish()
        except DeviceError as error:
            self._tell(error)
        finally:
            self._loudspeaker.close()

    def _play(self, samples: Pcm) -> None:
        try:
            self._loudspeaker.feed(samples)
        except DeviceError as error:
            self._plays = False
            self._tell(error)
