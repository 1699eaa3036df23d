"""Reading a guide aloud on devices: what its core asks for, and the file that comes of it.

Every recording is in memory, until the file is written whole and, where it is for somebody, sealed.
What is shown, and where choices come from, `cli` knows.
"""

import contextlib
import queue
import signal
import threading
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import assert_never

from voice.app.ending import ASKING, LETTING_GO_SECONDS
from voice.app.sound_desk import OwnMicrophone
from voice.floor.commands import Hush, Speak
from voice.guides.guide_reading import GuideReading
from voice.guides.loading import ReflectionGuide, write_guide
from voice.guides.read_guide import (
    LARGEST_FILE_BYTES,
    LONGEST_RECORDING_SECONDS,
    ReadGuide,
    pack,
)
from voice.guides.recording import (
    BeginReading,
    Choice,
    Chosen,
    CloseMicrophone,
    Command,
    EndReading,
    Event,
    Fault,
    MicrophoneOpen,
    NotTaken,
    OpenMicrophone,
    Reading,
    ReadingOver,
    Show,
    State,
    Taken,
)
from voice.hearing.microphone import SounddeviceMicrophone
from voice.hearing.reading_taken import ReadingEnd, made_of
from voice.settings import Settings
from voice.sound.flac import check_flac, encode
from voice.sound.portaudio import Portaudio
from voice.speaking.chosen_voice import ChosenVoice, Tell
from voice.speaking.loudspeaker import SounddeviceLoudspeaker
from voice.speaking.mouth import SpeakingMouth
from voice.speaking.program_voice import ProgramVoice
from voice.stage.ports import (
    SAMPLE_RATE_HZ,
    Loudspeaker,
    Microphone,
    Pcm,
    Sound,
    Synthesizer,
    frames_in,
)
from voice.values.errors import DeviceError, GuideError
from voice.vault.age import seal

AFTER_TONE_SECONDS = 0.3
"""So long the tone may still sound in the room; whoever waits for it begins later."""

MOST_WAITING_SECONDS = 30.0
"""From the microphone's first frame to the end of the tone, on a machine that is busy."""

_HEAD_BYTES = 128 << 10
"""What a file has beside its recordings: two guides' length, and a line for each recording."""


@dataclass(frozen=True, slots=True)
class ReadingDevices:
    """What somebody reads with."""

    synthesizer: Synthesizer
    loudspeaker: Loudspeaker
    microphone: Callable[[], Microphone]
    """Opened for each reading, and no longer; raises `DeviceError`."""


def devices_for_reading(settings: Settings, language: str, tell: Tell) -> ReadingDevices:
    """What the settings choose, each tried; `tell` where it is not the voice that was wanted.

    Raises:
        VoiceError: something that is needed is missing.
    """
    check_flac()
    portaudio = Portaudio()
    portaudio.find(settings.microphone, "input")
    loudspeaker = SounddeviceLoudspeaker(portaudio, settings.loudspeaker)
    return ReadingDevices(
        ChosenVoice(settings.voice, language).settled(tell),
        loudspeaker,
        lambda: SounddeviceMicrophone(portaudio, settings.microphone),
    )


@dataclass(frozen=True, slots=True)
class WhatIsRead:
    """A guide, who reads it, and to whom what comes of it is sealed; to nobody, where none."""

    guide: ReflectionGuide
    toml: str
    reader: str
    recipients: Sequence[str] = ()

    def file(self, read: Mapping[str, Reading]) -> bytes:
        """The file of what was read so far."""
        recordings = {name: reading.flac for name, reading in read.items()}
        packed = pack(ReadGuide(self.guide, self.toml, self.reader, recordings))
        return seal(packed, self.recipients) if self.recipients else packed


def check_place(path: Path) -> None:
    """Raises `GuideError` where the file could not be written: before anybody has read a word."""
    if path.exists():
        raise GuideError("{path} exists already", "choose another name for the guide", path=path)
    write_guide(path, b"")
    path.unlink()


def read_aloud(
    core: GuideReading,
    devices: ReadingDevices,
    show: Callable[[Show], None],
    choose_by: Callable[[Callable[[Choice | None], None]], None],
    keep: Callable[[Mapping[str, Reading]], None],
) -> None:
    """From the first text to the last, or until it is stopped; a signal stops it, too.

    `choose_by` is given what takes a choice on any thread. `keep` gets what was read, whichever way
    it ended, before anything else is let go.
    """
    inbox: queue.SimpleQueue[object] = queue.SimpleQueue()
    desk = _Desk(core, devices, inbox.put)
    with _stopped_by_signals(lambda: inbox.put(Chosen(Choice.STOP))):
        try:
            choose_by(lambda choice: inbox.put(Chosen(choice)))
            desk.carry_out(core.start(), show)
            while core.now.state is not State.OVER:
                event = inbox.get()
                desk.carry_out(core.handle(event), show)  # type: ignore[arg-type]
            keep(core.now.read)
        finally:
            desk.close()


@contextlib.contextmanager
def _stopped_by_signals(stop: Callable[[], None]) -> Generator[None]:
    """What was read is kept first, so nothing raises between two steps."""

    def take(_number: int, _frame: object) -> None:
        stop()

    before = {number: signal.signal(number, take) for number in ASKING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@dataclass
class _BeingTaken:
    """What the microphone gives for one reading; its thread calls `each`."""

    attempt: int
    post: Callable[[Event], None]
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


class _Desk:
    """Carries commands out; the main thread."""

    def __init__(
        self, core: GuideReading, devices: ReadingDevices, post: Callable[[object], None]
    ) -> None:
        self._core = core
        self._post = post
        self._recorder = OwnMicrophone(devices.microphone)
        self._taken: _BeingTaken | None = None
        self._sounds: dict[str, Sound] = {}
        voice = ProgramVoice(devices.synthesizer, self._sounds.get)
        self._mouth = SpeakingMouth(voice, devices.loudspeaker, post)

    def carry_out(self, commands: Sequence[Command], show: Callable[[Show], None]) -> None:
        """All of them, and what comes of them at once."""
        for command in commands:
            match command:
                case Speak():
                    self._mouth.speak(command)
                case Hush():
                    self._mouth.hush()
                case OpenMicrophone():
                    self._open(command.attempt)
                case BeginReading():
                    if self._taken is not None:
                        self._taken.begun = True
                case EndReading():
                    self.carry_out(self._core.handle(self._end(command.attempt)), show)
                case CloseMicrophone():
                    self._recorder.stop()
                    self._taken = None
                case Show():
                    show(command)
                case _:
                    assert_never(command)

    def close(self) -> None:
        """Give the devices back, as far as they let go."""
        self._recorder.stop()
        silence = threading.Thread(target=self._mouth.close, name="silence", daemon=True)
        silence.start()
        silence.join(LETTING_GO_SECONDS)

    def _open(self, attempt: int) -> None:
        self._taken = taken = _BeingTaken(attempt, self._post)
        most = frames_in(MOST_WAITING_SECONDS + LONGEST_RECORDING_SECONDS)
        self._recorder.begin(most, taken.over, taken.each)

    def _end(self, attempt: int) -> Taken:
        """What was read, made ready; it is found by the name of its text from now on."""
        self._recorder.stop()
        taken = self._taken
        frames = [] if taken is None else list(taken.frames)
        made = made_of(frames)
        faults = made.faults
        if taken is not None and taken.is_full:
            faults = (*faults, Fault.TOO_LONG)
        flac = encode(made.samples.astype("<i2").tobytes())
        others = sum(len(r.flac) for n, r in self._core.now.read.items() if n != self._core.name)
        if others + len(flac) + _HEAD_BYTES > LARGEST_FILE_BYTES:
            faults = (Fault.FULL,)
        reading = Reading(flac, made.seconds, faults)
        if reading.is_kept:
            self._sounds[self._core.name] = Sound(made.samples, SAMPLE_RATE_HZ)
        return Taken(attempt, reading)
