"""Takes of whoever records: a guide read aloud, or a sound made to be learned.

A recorder gives the frames; here they are held in memory until the take is over, and readings are
trimmed, levelled and encoded. Nothing opens a file here, and what is taken when is a core's to say.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

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


class End(Protocol):
    """Tells from its frames when a take is over."""

    def take(self, frame: Pcm, /) -> bool: ...


@dataclass
class _BeingTaken:
    """What the microphone gives for one reading; its thread calls `each`."""

    attempt: int
    post: Callable[[RecordEvent], None]
    look: Callable[[Pcm], None]
    end: End
    longest_seconds: float
    frames: list[Pcm] = field(default_factory=list[Pcm], repr=False)
    begun: bool = False
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
        if self.end.take(frame) or self.is_full:
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
        return len(self.frames) >= frames_in(self.longest_seconds)


class Takings:
    """One take after the other, each by the number of its attempt."""

    def __init__(
        self,
        recorder: Recorder,
        post: Callable[[RecordEvent], None],
        look: Callable[[Pcm], None],
        end: Callable[[], End],
        longest_seconds: float,
    ) -> None:
        """`post`, `look` and the ends are called by whoever records; `look` is given every frame.

        `end` makes what tells when one take is over; none is longer than `longest_seconds`.
        """
        self._recorder = recorder
        self._post = post
        self._look = look
        self._end = end
        self._longest_seconds = longest_seconds
        self._taken: _BeingTaken | None = None
        self._sounds: dict[str, Sound] = {}

    def recording(self, name: str) -> Sound | None:
        """What was taken last by this name; any thread."""
        return self._sounds.get(name)

    def know(self, name: str, sound: Sound) -> None:
        """What was taken, or another time."""
        self._sounds[name] = sound

    def open(self, attempt: int) -> None:
        """Have the microphone's frames; none of them is the take until `begin`."""
        longest = self._longest_seconds
        taken = _BeingTaken(attempt, self._post, self._look, self._end(), longest)
        self._taken = taken
        self._recorder.begin(frames_in(MOST_WAITING_SECONDS + longest), taken.over, taken.each)

    def begin(self) -> None:
        """What comes from now on is the take."""
        if self._taken is not None:
            self._taken.begun = True

    def drop(self) -> None:
        """Nobody wants what is being recorded."""
        self._recorder.stop()
        self._taken = None

    def ended(self) -> tuple[list[Pcm], bool]:
        """The frames of the take that is over, and whether it is as long as any may be."""
        self._recorder.stop()
        taken, self._taken = self._taken, None
        return ([], False) if taken is None else (list(taken.frames), taken.is_full)


TakingsT = TypeVar("TakingsT", bound=Takings)


class TakesOfDesk(Generic[TakingsT]):
    """What a desk has taken, from the first that is wanted until it is forgotten."""

    def __init__(self) -> None:
        self._make: Callable[[], TakingsT] | None = None
        self._takings: TakingsT | None = None

    def connect(self, make: Callable[[], TakingsT]) -> None:
        """What makes them."""
        self._make = make

    @property
    def takings(self) -> TakingsT:
        """They, made where there are none yet."""
        assert self._make is not None, "connected before anything is taken"
        if self._takings is None:
            self._takings = self._make()
        return self._takings

    def recording(self, name: str) -> Sound | None:
        """What was taken last by this name; any thread."""
        takings = self._takings
        return None if takings is None else takings.recording(name)

    def take(self, attempt: int) -> None:
        """Open the microphone; what comes from now on is the take."""
        self.takings.open(attempt)
        self.takings.begin()

    def drop(self) -> None:
        """Nobody wants what is being taken."""
        if self._takings is not None:
            self._takings.drop()

    def forget(self) -> None:
        """Nothing of anybody's voice is held here any more."""
        self.drop()
        self._takings = None


class TakingReadings(Takings):
    """Takes one reading after the other."""

    def __init__(
        self,
        recorder: Recorder,
        post: Callable[[RecordEvent], None],
        look: Callable[[Pcm], None] = lambda _frame: None,
    ) -> None:
        super().__init__(recorder, post, look, ReadingEnd, LONGEST_RECORDING_SECONDS)

    def end(self, takes: Takes) -> Taken:
        """What was read, made ready; it is found by the name of its text from now on."""
        frames, is_full = self.ended()
        made = made_of(frames)
        faults = (*made.faults, Fault.TOO_LONG) if is_full else made.faults
        flac = encode(made.samples.astype("<i2").tobytes())
        others = sum(len(r.flac) for name, r in takes.read.items() if name != takes.name)
        if others + len(flac) + _HEAD_BYTES > LARGEST_FILE_BYTES:
            faults = (Fault.FULL,)
        reading = Reading(flac, made.seconds, faults)
        if reading.is_kept:
            self.know(takes.name, Sound(made.samples, SAMPLE_RATE_HZ))
        return Taken(takes.attempt, reading)
