"""Ears and mouth on real devices, opened and closed again and again: nothing of them stays.

A private PulseAudio has the devices. How long a session lasts is `endurance`'s.
"""

import os
import queue
import threading

from benchmarks.figure import Figure
from benchmarks.memory import resident_mb
from sound_server import installed

from prove.size import Progress, Size
from prove.stage import stage
from voice.floor.commands import (
    Line,
    Manner,
    Speak,
)
from voice.floor.events import (
    Event,
    ListeningStarted,
    SpeechFinished,
)
from voice.hearing.ears import ListeningEars
from voice.hearing.listener import Listener
from voice.hearing.microphone import SounddeviceMicrophone
from voice.hearing.vosk_recognizer import VoskRecognizer, open_model
from voice.models.choosing import rehearsal_model
from voice.sound.portaudio import Portaudio
from voice.speaking.loudspeaker import SounddeviceLoudspeaker
from voice.speaking.mouth import SpeakingMouth
from voice.speaking.program_voice import ProgramVoice
from voice.speaking.pyttsx3_synthesizer import Pyttsx3Synthesizer
from voice.stage.ports import Notice

WARMING_UP = 3
"""Sittings until libraries have what they keep."""

MOST_MB_A_SITTING = 0.5
"""Three sittings a day for a year would be 500 MB; one process has one sitting, a kiosk many."""

WAIT_SECONDS = 30.0


def prove(size: Size, progress: Progress) -> list[Figure]:
    """So many sittings of one line and one open microphone; none where no sound server is."""
    if not installed():
        return []
    model = open_model(rehearsal_model())
    with stage():
        before = after = _state()
        for number in range(WARMING_UP + size.device_sittings):
            progress(f"sitting {number + 1} on real devices")
            _sit(model)
            after = _state()
            if number + 1 == WARMING_UP:
                before = after
    count = size.device_sittings
    return [
        Figure(f"threads left by {count} sittings on real devices", after[0] - before[0], goal=0),
        Figure(f"descriptors left by {count} sittings", after[1] - before[1], goal=0),
        Figure(
            "memory that a sitting leaves", (after[2] - before[2]) / count, "MB", MOST_MB_A_SITTING
        ),
    ]


def _sit(model: object) -> None:
    """The program says a line, listens until the microphone is open, and lets go of both."""
    inbox: queue.SimpleQueue[Event | Notice] = queue.SimpleQueue()
    portaudio = Portaudio()
    mouth = SpeakingMouth(
        ProgramVoice(Pyttsx3Synthesizer(None)), SounddeviceLoudspeaker(portaudio), inbox.put
    )
    ears = ListeningEars(
        lambda: Listener(VoskRecognizer(model), inbox.put),
        lambda: SounddeviceMicrophone(portaudio),
        portaudio.restart,
        inbox.put,
    )
    mouth.speak(Speak(1, (Line("I am listening."),), Manner(400, 0.5)))
    _wait_for(inbox, SpeechFinished)
    ears.listen(2)
    _wait_for(inbox, ListeningStarted)
    ears.close()
    mouth.close()


def _wait_for(inbox: "queue.SimpleQueue[Event | Notice]", kind: type) -> None:
    while not isinstance(inbox.get(timeout=WAIT_SECONDS), kind):
        pass


def _state() -> tuple[int, int, float]:
    """Threads, open descriptors, MB."""
    return threading.active_count(), len(os.listdir("/proc/self/fd")), resident_mb()
