"""Reading a guide aloud on devices: what its core asks for, and the file that comes of it.

Every recording is in memory, until the file is written whole and, where it is for somebody, sealed.
What is shown, and where choices come from, `cli` knows.
"""

import contextlib
import queue
import signal
import threading
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import assert_never

from voice.app.ending import ASKING, LETTING_GO_SECONDS
from voice.app.sound_desk import OwnMicrophone
from voice.app.taking_readings import TakingReadings
from voice.floor.commands import Hush, Speak
from voice.guides.guide_reading import GuideReading
from voice.guides.loading import ReflectionGuide, write_guide
from voice.guides.read_guide import (
    ReadGuide,
    pack,
)
from voice.guides.recording import Chosen, Command, OpenMicrophone, Show
from voice.hearing.microphone import SounddeviceMicrophone
from voice.scenes.recording.errands import (
    DropReading,
    EndReading,
    TakeReading,
)
from voice.scenes.recording.takes import Choice, Reading, State
from voice.settings import Settings
from voice.sound.flac import check_flac
from voice.sound.portaudio import Portaudio
from voice.speaking.chosen_voice import ChosenVoice, Tell
from voice.speaking.loudspeaker import SounddeviceLoudspeaker
from voice.speaking.mouth import SpeakingMouth
from voice.speaking.program_voice import ProgramVoice
from voice.stage.ports import (
    Loudspeaker,
    Microphone,
    Synthesizer,
)
from voice.values.errors import GuideError
from voice.vault.age import seal


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

    def guide_read(self, read: Mapping[str, Reading]) -> ReadGuide:
        """What was read so far, as it is in a file."""
        recordings = {name: reading.flac for name, reading in read.items()}
        return ReadGuide(self.guide, self.toml, self.reader, recordings)

    def file(self, read: Mapping[str, Reading]) -> bytes:
        """The file of what was read so far."""
        packed = pack(self.guide_read(read))
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


class _Desk:
    """Carries commands out; the main thread."""

    def __init__(
        self, core: GuideReading, devices: ReadingDevices, post: Callable[[object], None]
    ) -> None:
        self._core = core
        self._readings = TakingReadings(OwnMicrophone(devices.microphone), post)
        voice = ProgramVoice(devices.synthesizer, self._readings.recording)
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
                    self._readings.open(command.attempt)
                case TakeReading():
                    self._readings.begin()
                case EndReading():
                    taken = self._readings.end(command.takes)
                    self.carry_out(self._core.handle(taken), show)
                case DropReading():
                    self._readings.drop()
                case Show():
                    show(command)
                case _:
                    assert_never(command)

    def close(self) -> None:
        """Give the devices back, as far as they let go."""
        self._readings.drop()
        silence = threading.Thread(target=self._mouth.close, name="silence", daemon=True)
        silence.start()
        silence.join(LETTING_GO_SECONDS)
