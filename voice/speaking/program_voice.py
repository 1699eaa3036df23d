"""The program's own voice: lines to sound, fixed lines kept ready, private ones never.

Where a line names a recording, that is played and nothing is synthesised.

What is said is the conversation's to decide; how it is played is the mouth's.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from voice.floor.commands import Line, Manner, Speak
from voice.speaking.cues import LISTENING_CUE
from voice.speaking.read_questions import at_pace
from voice.speaking.text import LONGEST_BEGINNING, sentences
from voice.stage.ports import SAMPLE_RATE_HZ, GivenUp, Sound, Synthesizer
from voice.values.transcript import PassageSound

KEPT_SECONDS = 180.0
"""Every prompt of a session at one rate is about 150 s; as int16 at 22 kHz that is 8 MB."""

GIVE_UP_AGAIN_SECONDS = 0.05
"""What is prepared may not have been begun yet when it is given up."""

LOUDEST_PEAK = 0.7
"""3 dB under full scale: as loud as the program's own voice."""

MOST_GAIN = 10.0
"""20 dB: a soft voice far from the microphone becomes clear; more would be a room's noise."""

Recordings = Callable[[str], Sound | None]
"""A recording by its name, at its own level; None where there is none."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What is played in one go: a sentence, or a recording with its words."""

    text: str = field(repr=False)
    private: bool = False
    recording: str = ""


def no_recordings(_name: str) -> Sound | None:
    """Of a session, where everything is synthesised."""
    return None


def found_in(*places: Recordings) -> Recordings:
    """Of several places, each with names of its own."""

    def recording(name: str) -> Sound | None:
        found = (place(name) for place in places)
        return next((sound for sound in found if sound is not None), None)

    return recording


class ProgramVoice:
    """A synthesiser with the fixed lines kept ready; any thread, one synthesis at a time.

    What is to be heard now goes before what is prepared, and ends it: that is begun again later.
    """

    def __init__(self, synthesizer: Synthesizer, recordings: Recordings = no_recordings) -> None:
        self._synthesizer = synthesizer
        self._recordings = recordings
        self._changed = threading.Condition()
        self._busy = False
        self._wanted_now = 0
        self._preparing: tuple[str, int] | None = None
        self._closed = False
        self._ready: OrderedDict[tuple[str, int], Sound] = OrderedDict()
        self._ready_seconds = 0.0

    def sounds(self, speak: Speak) -> Iterator[Sound]:
        """Everything to be played for this `Speak`, sentence by sentence, at its volume.

        Raises:
            SpeechError: from the sentence on that could not be synthesised.
        """
        for piece in pieces(speak):
            yield self.sound_of(piece, speak.manner)
        if speak.cue:
            yield at_volume(LISTENING_CUE, speak.manner.volume)

    def sound_of(self, piece: Piece, manner: Manner) -> Sound:
        """A sentence in the program's voice, or a recording; raises `SpeechError`."""
        recorded = self._recordings(piece.recording) if piece.recording else None
        if recorded is not None and recorded.paced:
            recorded = at_pace(recorded, manner.recorded_pace)
        if recorded is not None:
            return at_volume(recorded, manner.volume)
        return self.sound(piece.text, manner, piece.private)

    def sound(self, text: str, manner: Manner, private: bool = False) -> Sound:
        """One sentence at this rate and volume; raises `SpeechError`."""
        key = (text, manner.rate_wpm)
        with self._changed:
            self._wanted_now += 1
            try:
                while self._busy and key not in self._ready:
                    if self._preparing not in {None, key}:
                        self._synthesizer.give_up()
                    self._changed.wait(GIVE_UP_AGAIN_SECONDS)
                sound = self._begin(key, ahead=False)
            finally:
                self._wanted_now -= 1
        if sound is None:
            sound = self._synthesized(text, manner, keep=not private)
        return at_volume(sound, manner.volume)

    def prepare(self, text: str, manner: Manner) -> None:
        """Have every sentence of a fixed text ready; raises `SpeechError`."""
        for piece in sentences(text):
            while not self._prepared(piece, manner):
                pass

    def change(self, synthesizer: Synthesizer) -> None:
        """Speak with another one from now on; what was ready in the one before is forgotten."""
        with self._changed:
            self._wanted_now += 1
            while self._busy:
                if self._preparing is not None:
                    self._synthesizer.give_up()
                self._changed.wait(GIVE_UP_AGAIN_SECONDS)
            before, self._synthesizer = self._synthesizer, synthesizer
            self._ready.clear()
            self._ready_seconds = 0.0
            self._wanted_now -= 1
            self._changed.notify_all()
        before.close()

    def close(self) -> None:
        """Close the synthesiser and forget every sound; nothing is prepared any more."""
        with self._changed:
            self._closed = True
            if self._preparing is not None:
                self._synthesizer.give_up()
            self._changed.notify_all()
        self._synthesizer.close()
        self._ready.clear()

    def _prepared(self, text: str, manner: Manner) -> bool:
        """Whether it is ready, or never will be; not where it was given up."""
        key = (text, manner.rate_wpm)
        with self._changed:
            while (self._busy or self._wanted_now) and not self._closed:
                self._changed.wait()
            if self._closed or self._begin(key, ahead=True) is not None:
                return True
        try:
            self._synthesized(text, manner, keep=True)
        except GivenUp:
            return False
        return True

    def _begin(self, key: tuple[str, int], ahead: bool) -> Sound | None:
        """What is ready; or None, and the synthesiser is this thread's."""
        sound = self._ready.get(key)
        if sound is None:
            self._busy, self._preparing = True, key if ahead else None
        else:
            self._ready.move_to_end(key)
        return sound

    def _synthesized(self, text: str, manner: Manner, keep: bool) -> Sound:
        sound: Sound | None = None
        try:
            sound = self._synthesizer.synthesize(text, manner)
            return sound
        finally:
            with self._changed:
                if keep and sound is not None:
                    self._keep(text, manner, sound)
                self._busy, self._preparing = False, None
                self._changed.notify_all()

    def _keep(self, text: str, manner: Manner, sound: Sound) -> None:
        self._ready[text, manner.rate_wpm] = sound
        self._ready_seconds += sound.seconds
        while self._ready_seconds > KEPT_SECONDS:
            _, oldest = self._ready.popitem(last=False)
            self._ready_seconds -= oldest.seconds


def pieces(speak: Speak) -> list[Piece]:
    """The sentences of a `Speak`; a line with a recording is one piece."""
    return [
        Piece(text, line.private, line.recording) for line in speak.lines for text in _texts(line)
    ]


def _texts(line: Line) -> list[str]:
    """A person's own words are never synthesised ahead, so they begin with a short piece."""
    if line.recording:
        return [line.text]
    return sentences(line.text, LONGEST_BEGINNING) if line.private else sentences(line.text)


def at_volume(sound: Sound, volume: float) -> Sound:
    """The same sound, scaled; the volume is from 0 to 1 and never clips."""
    return Sound((sound.samples * np.float32(volume)).astype(np.int16), sound.rate_hz)


def played_back(sound: PassageSound) -> Sound:
    """What a person said: as loud as the program's voice where softer, otherwise as it was."""
    samples = np.frombuffer(sound.samples, np.dtype("<i2"))
    peak = float(np.max(np.abs(samples.astype(np.int32)), initial=1)) / 32768
    gain = min(MOST_GAIN, max(1.0, LOUDEST_PEAK / peak))
    return Sound((samples * np.float32(gain)).astype(np.int16), SAMPLE_RATE_HZ)
