"""Recordings of somebody who reads a guide aloud, for the command line and for the home.

A recorder gives the frames; here they are trimmed, levelled and encoded, in memory. Nothing opens a
file here, and who reads what and when is a core's to say.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from voice.app.sound_desk import Recorder
from voice.guides.read_guide import LARGEST_FILE_BYTES, LONGEST_RECORDING_SECONDS
from voice.hearing.reading_taken import ReadingEnd, made_of
from voice.scenes.recording.errands import (
    MicrophoneOpen,
    NotTaken,
    ReadingOver,
    RecordEvent,
    Taken,
)
from voice.scenes.recording.takes import Fault, Reading, Takes
from voice.sound.flac import encode
from voice.stage.ports import SAMPLE_RATE_HZ, Pcm, Sound, frames_in
from voice.values.errors import DeviceError

AFTER_TONE_SECONDS = 0.3
"""So long the tone may still sound in the room; whoever waits for it begins later."""

MOST_WAITING_SECONDS = 30.0
"""From the microphone's first frame to the end of the tone, on a machine that is busy."""

_HEAD_BYTES = 128 << 10
"""What a file has beside its recordings: two guides' length, and a line for each recording."""


@dataclass
class _BeingTaken:
    """What the microphone gives for one reading; its thread calls `each`."""

    attempt: int
    post: Callable[[RecordEvent], None]
    look: Callable[[Pcm], None]
    frames: list[Pcm] = field(default_factory=list[Pcm], repr=False)
    begun: bool = False
    _end: ReadingEnd = field(default_factory=ReadingEnd)
    _is_open: bool = False
    _is_over: bool = False
    _to_drop: int = frames_in(AFTER_TONE_SECONDS)

    def each(self, frame: Pcm) -> None:
        """One more."""
        if not self._is_open:
            self._is_open = True
            self.post(MicrophoneOpen(self.attempt))
        self.look(frame)
        if not self.begun or self._is_over:
            return
        if self._to_drop:
            self._to_drop -= 1
            return
        self.frames.append(frame)
        if self._end.take(frame) or self.is_full:
            self._is_over = True
            self.post(ReadingOver(self.attempt))

    def over(self, taken: Sequence[Pcm] | DeviceError) -> None:
        """The microphone gives no more."""
        if isinstance(taken, DeviceError):
            self.post(NotTaken(self.attempt, taken.trouble))
        else:
            self.post(ReadingOver(self.attempt))

    @property
    def is_full(self) -> bool:
        """Whether no recording may be longer."""
        return len(self.frames) >= frames_in(LONGEST_RECORDING_SECONDS)


class TakingReadings:
    """Takes one reading after the other, each by the number of its attempt."""

    def __init__(
        self,
        recorder: Recorder,
        post: Callable[[RecordEvent], None],
        look: Callable[[Pcm], None] = lambda _frame: None,
    ) -> None:
        """`post` and `look` are called by whoever records; `look` is given every frame."""
        self._recorder = recorder
        self._post = post
        self._look = look
        self._taken: _BeingTaken | None = None
        self._sounds: dict[str, Sound] = {}

    def recording(self, name: str) -> Sound | None:
        """What was read of a text last; any thread."""
        return self._sounds.get(name)

    def know(self, name: str, sound: Sound) -> None:
        """What was read of a text another time."""
        self._sounds[name] = sound

    def open(self, attempt: int) -> None:
        """Have the microphone's frames; none of them is the reading until `begin`."""
        self._taken = taken = _BeingTaken(attempt, self._post, self._look)
        most = frames_in(MOST_WAITING_SECONDS + LONGEST_RECORDING_SECONDS)
        self._recorder.begin(most, taken.over, taken.each)

    def begin(self) -> None:
        """What comes from now on is the reading."""
        if self._taken is not None:
            self._taken.begun = True

    def drop(self) -> None:
        """Nobody wants what is being recorded."""
        self._recorder.stop()
        self._taken = None

    def end(self, takes: Takes) -> Taken:
        """What was read, made ready; it is found by the name of its text from now on."""
        self._recorder.stop()
        taken, self._taken = self._taken, None
        made = made_of([] if taken is None else list(taken.frames))
        faults = made.faults
        if taken is not None and taken.is_full:
            faults = (*faults, Fault.TOO_LONG)
        flac = encode(made.samples.astype("<i2").tobytes())
        others = sum(len(r.flac) for name, r in takes.read.items() if name != takes.name)
        if others + len(flac) + _HEAD_BYTES > LARGEST_FILE_BYTES:
            faults = (Fault.FULL,)
        reading = Reading(flac, made.seconds, faults)
        if reading.is_kept:
            self._sounds[takes.name] = Sound(made.samples, SAMPLE_RATE_HZ)
        return Taken(takes.attempt, reading)
