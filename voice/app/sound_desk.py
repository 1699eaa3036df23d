"""The desk of the sound check: devices found and taken, three seconds recorded and played back.

It decides nothing. What it records is in memory only, as long as it is wanted; nothing here may
open a file or name a sample in a message.
"""

import contextlib
import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, assert_never, cast

import numpy as np

from voice.app.devices import Devices
from voice.app.devices_in_use import DevicesInUse, Each, Over
from voice.floor.events import Event
from voice.hearing.activity import ActivityDetector
from voice.hearing.listener import LEVEL_EVERY_FRAMES
from voice.hearing.microphone import SounddeviceMicrophone
from voice.hearing.reading_taken import SHORTEST_VOICE_SECONDS, is_cut_off
from voice.scenes.sound_check.errands import (
    OWN_VOICE,
    DevicesFound,
    DeviceTaken,
    FindDevices,
    Forget,
    KeepDevice,
    Level,
    NotRecorded,
    Part,
    Record,
    Recorded,
    SoundErrand,
    TakeDevice,
    TakeNextDevice,
)
from voice.sound.portaudio import Kind
from voice.speaking.program_voice import played_back
from voice.stage.ports import LevelMeasured, Microphone, Pcm, Post, Sound, frames_in
from voice.values.errors import DeviceError, SettingsError, VoiceError
from voice.values.transcript import PassageSound

RECORDED_SECONDS = 3.0
LEAD_IN_SECONDS = 0.5
"""The tone before it may still sound in the room."""

MOST_DEVICES = 9
"""One key each."""

VERY_SOFT_DBFS = -45.0
"""The loudest tenth of what is spoken: a voice at arm's length gives about -26, one across a room
about -40. Chosen between that and silence, and tried on espeak-ng's voices only: it leads to a
hint, and to nothing else."""

KINDS: dict[Part, Kind] = {Part.LOUDSPEAKER: "output", Part.MICROPHONE: "input"}


class Recorder(Protocol):
    """Takes so many frames of the microphone that is in use, into memory."""

    def begin(self, frames: int, over: Over, each: Each) -> None:
        """`over` is called once, on any thread; never where `stop` came before."""
        ...

    def stop(self) -> None: ...


class OwnMicrophone:
    """Opens the microphone for each recording: for a place where nothing else listens."""

    def __init__(
        self,
        open_microphone: Callable[[], Microphone],
        before: Callable[[], object] = lambda: None,
    ) -> None:
        """`before` is called before each recording, by whoever asks for it."""
        self._before = before
        self._open_microphone = open_microphone
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def begin(self, frames: int, over: Over, each: Each) -> None:
        """On a thread of its own."""
        self.stop()
        self._before()
        self._stopping = stopping = threading.Event()
        self._thread = threading.Thread(
            target=self._record, args=(frames, over, each, stopping), name="recording", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Nothing comes of it any more; the device is given back within a frame."""
        self._stopping.set()

    def _record(self, frames: int, over: Over, each: Each, stopping: threading.Event) -> None:
        taken: list[Pcm] = []
        try:
            microphone = self._open_microphone()
            try:
                for frame in microphone.frames():
                    taken.append(frame)
                    each(frame)
                    if stopping.is_set() or len(taken) == frames:
                        break
            finally:
                microphone.close()
        except DeviceError as error:
            if not stopping.is_set():
                over(error)
        else:
            if not stopping.is_set():
                over(taken)


class WhicheverHears:
    """Recordings through the ears where there are any now, else of the microphone itself."""

    def __init__(self, in_use: DevicesInUse, own: OwnMicrophone) -> None:
        self._in_use = in_use
        self._own = own

    def begin(self, frames: int, over: Over, each: Each) -> None:
        """As either does."""
        recorder = self._in_use if self._in_use.has_ears else self._own
        recorder.begin(frames, over, each)

    def stop(self) -> None:
        """Nothing comes of it any more."""
        self._in_use.stop()
        self._own.stop()


def own_microphone(devices: Devices, before: Callable[[], object] = lambda: None) -> OwnMicrophone:
    """The one that is chosen now, where no ears hear it; `before` as there."""
    in_use = devices.in_use
    return OwnMicrophone(
        lambda: SounddeviceMicrophone(devices.portaudio, in_use.microphone), before
    )


class Meter:
    """Tells how loud each frame is that is recorded, and nothing of what is in it."""

    def __init__(self, post: Post | None) -> None:
        assert post is not None
        self._post = post
        self._detector = ActivityDetector()
        self._frames = 0

    def take(self, frame: Pcm) -> None:
        """One more; whoever records calls."""
        judged = self._detector.judge(frame)
        if self._frames % LEVEL_EVERY_FRAMES == 0:
            self._post(LevelMeasured(judged.level_dbfs, judged.strict))
        self._frames += 1


class SoundDesk:
    """Carries out the errands of the sound check; the stage's thread, and whoever records."""

    def __init__(
        self,
        in_use: DevicesInUse,
        recorder: Recorder,
        remember: Callable[[str, object], None],
        names: Callable[[Kind], Sequence[str]],
    ) -> None:
        """`remember` keeps a setting by its key; raises `SettingsError`. `names` are those of the
        devices that there are; raises `DeviceError`."""
        self._in_use = in_use
        self._recorder = recorder
        self._remember = remember
        self._names = names
        self._found: tuple[str, ...] = ()
        self._changed: set[Part] = set()
        self._post: Post | None = None
        self._recorded: Sound | None = None

    def connect(self, post: Post) -> None:
        """Where it tells what came of a recording."""
        self._post = post

    def recording(self, name: str) -> Sound | None:
        """What was recorded last, as the mouth asks for it; any thread."""
        return self._recorded if name == OWN_VOICE else None

    def carry_out(self, errand: SoundErrand) -> Iterable[Event]:
        """Do it, and say what came of it."""
        asked = cast(
            FindDevices | TakeDevice | TakeNextDevice | KeepDevice | Record | Forget, errand
        )
        match asked:
            case FindDevices():
                return (self._find(asked.part),)
            case TakeDevice():
                return (self._take(asked.part, self._found[asked.number - 1]),)
            case TakeNextDevice():
                return (self._take_next(asked.part),)
            case KeepDevice():
                self._keep(asked.part)
            case Record():
                self._record(asked.attempt)
            case Forget():
                self.forget()
            case _:
                assert_never(asked)
        return ()

    def forget(self) -> None:
        """Nothing of anybody's voice is held here any more."""
        self._recorder.stop()
        self._recorded = None

    def _find(self, part: Part) -> DevicesFound:
        names: Sequence[str] = ()
        with contextlib.suppress(VoiceError):  # where there is none, that is what is told
            names = self._names(KINDS[part])
        self._found = tuple(names)[:MOST_DEVICES]
        return DevicesFound(part, self._found)

    def _take(self, part: Part, name: str) -> DeviceTaken:
        self._changed.add(part)
        self._in_use.take(part, name)
        return DeviceTaken(part, name)

    def _take_next(self, part: Part) -> DeviceTaken | DevicesFound:
        found = self._find(part)
        names, present = found.names, self._in_use.name(part)
        if len(names) < 2:
            return found
        # whoever never chose one has the system's own, which is listed first
        at = names.index(present) if present in names else 0
        return self._take(part, names[(at + 1) % len(names)])

    def _keep(self, part: Part) -> None:
        if part in self._changed:
            self._changed.discard(part)
            with contextlib.suppress(SettingsError):  # only the next session will not know it
                self._remember(str(part), self._in_use.name(part))

    def _record(self, attempt: int) -> None:
        self.forget()
        lead_in = frames_in(LEAD_IN_SECONDS)
        self._recorder.begin(
            lead_in + frames_in(RECORDED_SECONDS),
            lambda taken: self._taken(attempt, taken, lead_in),
            Meter(self._post).take,
        )

    def _taken(self, attempt: int, taken: Sequence[Pcm] | DeviceError, lead_in: int) -> None:
        assert self._post is not None
        if isinstance(taken, DeviceError):
            self._post(NotRecorded(attempt, taken.trouble))
            return
        frames = taken[lead_in:]
        samples = np.concatenate(frames) if frames else np.zeros(0, np.int16)
        self._recorded = played_back(PassageSound(0.0, samples.astype("<i2").tobytes()))
        self._post(Recorded(attempt, level_of(frames)))


def level_of(frames: Sequence[Pcm]) -> Level:
    """How well somebody can be heard in it; NOTHING where nobody can."""
    detector = ActivityDetector()
    levels = sorted(a.level_dbfs for a in map(detector.judge, frames) if a.generous)
    if len(levels) < frames_in(SHORTEST_VOICE_SECONDS):
        return Level.NOTHING
    if is_cut_off(np.concatenate(frames)):
        return Level.TOO_LOUD
    return Level.VERY_SOFT if levels[len(levels) * 9 // 10] < VERY_SOFT_DBFS else Level.FINE
