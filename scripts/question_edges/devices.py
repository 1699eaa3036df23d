"""The same on devices: a private PulseAudio, an echo in its room, and a person who is early.

The product's own mouth, ears, listener and recogniser; about ten seconds a try. The offsets are of
when the command was given to the server: devices make them true within a tenth of a second.
"""

import os
import queue
import subprocess
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from progress import going_on
from sound_server import SoundServer, environment

from question_edges.tries import (
    AFTER_SECONDS,
    WARMING_LINE,
    WORDING,
    Counts,
    command_of,
    count,
    questions,
    said_by,
)
from voice.floor.commands import (
    Line,
    Manner,
    Speak,
)
from voice.floor.events import (
    Event,
    ListeningStopped,
    SegmentHeard,
    SpeechFinished,
)
from voice.hearing.ears import ListeningEars
from voice.hearing.edge import Edge, Playing
from voice.hearing.listener import GUARD_SECONDS, Listener
from voice.hearing.microphone import SounddeviceMicrophone
from voice.hearing.vosk_recognizer import VoskRecognizer, open_model
from voice.models.choosing import rehearsal_model
from voice.rehearsal.acoustics import Acoustics
from voice.rehearsal.room import Room, Signal
from voice.scenes.reflection.states import State
from voice.scenes.reflection.step import spoken_forms
from voice.sound.portaudio import Portaudio
from voice.speaking.loudspeaker import SounddeviceLoudspeaker
from voice.speaking.mouth import SpeakingMouth
from voice.speaking.program_voice import ProgramVoice
from voice.speaking.pyttsx3_synthesizer import Pyttsx3Synthesizer
from voice.stage.ports import FRAME_SAMPLES, FRAME_SECONDS, SAMPLE_RATE_HZ, Notice

AHEAD_FRAMES = 15
"""Given to the room before anything else, so that no word has a hole on a busy machine."""

SAMPLES = ["--rate=16000", "--format=s16le", "--channels=1", "--raw"]

LONGEST_SECONDS = 20.0
"""On a busy machine somebody has begun two seconds late; longer than this nobody is waited for."""

SOUNDS_LEVEL = 30
"""Mean magnitude over which the loudspeaker sounds; its silence is exact zeros and dither."""


class Person:
    """Somebody in the room, paced by the server's own clock; speaks so long after a line began."""

    def __init__(self) -> None:
        self._room = Room(Acoustics(noise_dbfs=-66.0, echo_db=None), seed=1)
        self._lock = threading.Lock()
        self._waiting: tuple[Signal, int] | None = None
        self._since_frames: int | None = None
        self.is_silent = threading.Event()
        """What was to be said has been said."""
        self.is_silent.set()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._live, name="person", daemon=True)
        self._thread.start()

    def will_say(self, command: Signal, seconds: float) -> None:
        """Say it so long after the loudspeaker begins to sound."""
        with self._lock:
            self.is_silent.clear()
            self._waiting, self._since_frames = (
                (command, round(seconds / FRAME_SECONDS) - AHEAD_FRAMES),
                None,
            )

    def close(self) -> None:
        """Leave the room."""
        self._closing.set()
        self._thread.join(timeout=5)

    def _live(self) -> None:
        ears = subprocess.Popen(
            ["parec", "--device=speaker.monitor", *SAMPLES, "--latency-msec=20"],
            stdout=subprocess.PIPE,
        )
        mouth = subprocess.Popen(
            ["pacat", "--device=room", *SAMPLES, f"--latency-msec={20 * AHEAD_FRAMES}"],
            stdin=subprocess.PIPE,
        )
        assert ears.stdout is not None
        assert mouth.stdin is not None
        os.write(mouth.stdin.fileno(), bytes(2 * FRAME_SAMPLES * AHEAD_FRAMES))
        while not self._closing.is_set():
            block = ears.stdout.read(2 * FRAME_SAMPLES)
            if not block:
                break
            self._pass(bool(np.abs(np.frombuffer(block, np.int16)).mean() > SOUNDS_LEVEL))
            os.write(mouth.stdin.fileno(), self._room.next_frame().microphone.tobytes())
        for process in (ears, mouth):
            process.kill()
            process.wait()

    def _pass(self, loudspeaker_sounds: bool) -> None:
        with self._lock:
            if self._waiting is None:
                if self._room.client_done:
                    self.is_silent.set()
                return
            if self._since_frames is None and loudspeaker_sounds:
                self._since_frames = 0
            if self._since_frames is not None:
                self._since_frames += 1
                if self._since_frames > self._waiting[1]:
                    self._room.speak(self._waiting[0])
                    self._waiting = None


class Devices:
    """The product's mouth and ears on the server's devices."""

    def __init__(self) -> None:
        self.inbox: queue.Queue[Event | Notice] = queue.Queue()
        portaudio = Portaudio()
        playing = Playing(interrupts=False)
        recognizer = VoskRecognizer(open_model(rehearsal_model()))
        self.voice = ProgramVoice(Pyttsx3Synthesizer(None))
        loudspeaker = SounddeviceLoudspeaker(portaudio, None, playing.put)
        self.mouth = SpeakingMouth(self.voice, loudspeaker, self.inbox.put)
        self.ears = ListeningEars(
            lambda: Listener(
                recognizer,
                self.inbox.put,
                GUARD_SECONDS,
                captions=False,
                edge=Edge(playing.at_edge),
            ),
            lambda: SounddeviceMicrophone(portaudio, None),
            portaudio.restart,
            self.inbox.put,
        )
        self._turn_id = 0

    def ask(self, text: str, person: Person | None = None) -> list[SegmentHeard]:
        """Say it, listen until a while after they have spoken, and give what was heard."""
        self._turn_id += 2
        self.ears.watch(self._turn_id)
        self.mouth.speak(Speak(self._turn_id, (Line(text),), Manner(), cue=True))
        self._until(SpeechFinished, 60.0)
        self.ears.listen(self._turn_id + 1, forms=spoken_forms(State.LISTENING, WORDING))
        if person is not None:
            person.is_silent.wait(LONGEST_SECONDS)
        threading.Event().wait(AFTER_SECONDS)
        self.ears.rest(self._turn_id + 1)
        return self._until(ListeningStopped, 30.0)

    def _until(self, kind: type, seconds: float) -> list[SegmentHeard]:
        heard: list[SegmentHeard] = []
        while True:
            event = self.inbox.get(timeout=seconds)
            if isinstance(event, SegmentHeard):
                heard.append(event)
            if isinstance(event, kind):
                return heard


def tried_on_devices(
    tries: int, offsets: Sequence[float], seed: int, unspoken: int
) -> tuple[dict[float, Counts], int]:
    """So many commands, at these offsets in turn; and passages of the program's own voice.

    `unspoken`: so many questions more are asked into which nobody speaks.
    """
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(environment(Path(folder)))
        server = SoundServer(Path(folder), echo=True)
        server.start()
        try:
            return _tried(tries, offsets, seed, unspoken)
        finally:
            server.kill()


def _tried(
    tries: int, offsets: Sequence[float], seed: int, unspoken: int
) -> tuple[dict[float, Counts], int]:
    asked = questions()
    devices, person = Devices(), Person()
    found: dict[float, Counts] = {}
    ends = {text: said_by(devices.voice, text, cue=False) for text in asked}
    own = len(devices.ask(WARMING_LINE))
    for number in range(tries):
        offset_seconds = offsets[number % len(offsets)]
        action, command = command_of(number, seed)
        signal, ends_seconds = ends[asked[number % len(asked)]]
        sounds_from = int(np.argmax(np.abs(signal) > 0.01)) / SAMPLE_RATE_HZ
        person.will_say(command, ends_seconds - sounds_from + offset_seconds)
        heard = devices.ask(asked[number % len(asked)], person)
        count(found.setdefault(offset_seconds, Counts()), action, heard)
        going_on(f"{number + 1} of {tries}")
    for number in range(unspoken):
        own += len(devices.ask(asked[number % len(asked)]))
        going_on(f"nobody speaks: {number + 1} of {unspoken}")
    person.close()
    devices.ears.close()
    devices.mouth.close()
    return dict(sorted(found.items())), own
