"""The desk of the sound check: devices by name, three seconds in memory, and a fair judgement."""

import queue
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from voice.app.beside import Beside
from voice.app.devices_in_use import DevicesInUse
from voice.app.sound_desk import (
    LEAD_IN_SECONDS,
    RECORDED_SECONDS,
    OwnMicrophone,
    Recorder,
    SoundDesk,
    WhicheverHears,
    level_of,
)
from voice.floor.commands import Errand
from voice.floor.events import Event
from voice.rehearsal.client import to_room
from voice.rehearsal.espeak import espeak
from voice.rehearsal.room import at_level
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
from voice.stage.ports import (
    FRAME_SAMPLES,
    FRAME_SECONDS,
    LevelMeasured,
    Notice,
    Pcm,
    frames_in,
)
from voice.values.errors import DeviceError, SettingsError
from voice.values.troubles import Trouble, TroubleName

NAMES = {"output": ("Speakers", "Headset"), "input": ("Built-in", "Headset", "Camera")}
WHOLE = frames_in(LEAD_IN_SECONDS + RECORDED_SECONDS)
TEXT = "I would like to say something for three seconds so that you can hear me well now"


def voice_at(dbfs: float) -> list[Pcm]:
    """Somebody who speaks as loud as this, in a quiet room, in frames."""
    spoken = at_level(to_room(espeak().say(TEXT)), dbfs)[: WHOLE * FRAME_SAMPLES]
    noise = np.random.default_rng(1).standard_normal(WHOLE * FRAME_SAMPLES) * 10 ** (-66 / 20)
    noise[: len(spoken)] += spoken
    return list(np.split(np.clip(noise * 32767, -32768, 32767).astype(np.int16), WHOLE))


class Sat:
    """A desk, and what it told and remembered."""

    def __init__(self, recorder: Recorder | None = None) -> None:
        self.in_use = DevicesInUse()
        self.kept: list[tuple[str, object]] = []
        self.told: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self.levels: list[LevelMeasured] = []
        self.desk = SoundDesk(
            self.in_use, recorder or self.in_use, lambda k, v: self.kept.append((k, v)), self.names
        )
        self.desk.connect(self.takes)

    def takes(self, told: Event | Notice) -> None:
        if isinstance(told, LevelMeasured):
            self.levels.append(told)
        else:
            self.told.put(told)  # type: ignore[arg-type]

    def names(self, kind: Kind) -> Sequence[str]:
        return NAMES[kind]

    def does(self, errand: SoundErrand) -> list[Event]:
        return list(self.desk.carry_out(errand))

    def hears(self, frames: Sequence[Pcm]) -> None:
        for frame in frames:
            self.in_use.heard(frame)


def test_devices_are_found_by_name_and_the_one_that_was_taken_is_used_from_then_on() -> None:
    sat = Sat()
    assert sat.does(FindDevices(Part.MICROPHONE)) == [DevicesFound(Part.MICROPHONE, NAMES["input"])]
    again = threading.Event()
    sat.in_use.microphone_changed = again.set
    assert sat.does(TakeDevice(Part.MICROPHONE, 3)) == [DeviceTaken(Part.MICROPHONE, "Camera")]
    assert sat.in_use.microphone == "Camera"
    assert again.is_set(), "the ears open it"
    assert sat.in_use.loudspeaker is None


def test_the_next_one_comes_after_the_present_one_and_round_again() -> None:
    sat = Sat()
    taken = [sat.does(TakeNextDevice(Part.LOUDSPEAKER)) for _ in range(3)]
    names = ("Headset", "Speakers", "Headset")
    assert taken == [[DeviceTaken(Part.LOUDSPEAKER, name)] for name in names]


def test_where_there_is_but_one_or_none_nothing_is_taken() -> None:
    sat = Sat()
    for names in (("Speakers",), ()):
        sat.names = lambda _kind, names=names: names  # type: ignore[assignment, misc]
        sat.desk = SoundDesk(sat.in_use, sat.in_use, lambda _k, _v: None, sat.names)
        assert sat.does(TakeNextDevice(Part.LOUDSPEAKER)) == [DevicesFound(Part.LOUDSPEAKER, names)]

    def none_answers(_kind: Kind) -> Sequence[str]:
        raise DeviceError.named(TroubleName.SOUND_LIBRARY_MISSING)

    sat.desk = SoundDesk(sat.in_use, sat.in_use, lambda _k, _v: None, none_answers)
    assert sat.does(FindDevices(Part.LOUDSPEAKER)) == [DevicesFound(Part.LOUDSPEAKER, ())]
    assert sat.in_use.loudspeaker is None


def test_only_a_device_that_was_chosen_is_remembered_and_by_its_key() -> None:
    sat = Sat()
    assert sat.does(KeepDevice(Part.MICROPHONE)) == []
    assert sat.kept == []
    sat.does(TakeNextDevice(Part.MICROPHONE))
    sat.does(KeepDevice(Part.MICROPHONE))
    sat.does(KeepDevice(Part.MICROPHONE))
    assert sat.kept == [("microphone", "Headset")]


def test_a_device_that_could_not_be_remembered_is_used_all_the_same() -> None:
    def full(_key: str, _value: object) -> None:
        raise SettingsError("full", "free some room")

    sat = Sat()
    sat.desk = SoundDesk(sat.in_use, sat.in_use, full, sat.names)
    sat.does(TakeNextDevice(Part.MICROPHONE))
    assert sat.does(KeepDevice(Part.MICROPHONE)) == []
    assert sat.in_use.microphone == "Headset"


def test_three_seconds_are_in_memory_until_nobody_wants_them() -> None:
    sat = Sat()
    sat.does(Record(1))
    frames = voice_at(-26)
    sat.hears([*frames, *frames])
    assert sat.told.get_nowait() == Recorded(1, Level.FINE)
    assert sat.told.empty(), "what is heard after that is not recorded"
    sound = sat.desk.recording(OWN_VOICE)
    assert sound is not None
    assert sound.seconds == pytest.approx(RECORDED_SECONDS)
    assert sat.desk.recording("another") is None
    sat.does(Forget())
    assert sat.desk.recording(OWN_VOICE) is None


def test_while_it_records_how_loud_it_is_is_told_ten_times_a_second_and_no_sample_is() -> None:
    sat = Sat()
    sat.hears(voice_at(-26))
    assert sat.levels == [], "nobody asked"
    sat.does(Record(1))
    frames = voice_at(-26)
    sat.hears(frames)
    assert len(sat.levels) == len(frames) // 5
    assert max(level.level_dbfs for level in sat.levels) > -40
    assert any(level.speech for level in sat.levels)
    sat.hears(frames)
    assert len(sat.levels) == len(frames) // 5, "it is over"


def test_what_was_broken_off_is_told_to_nobody_and_held_nowhere() -> None:
    sat = Sat()
    sat.does(Record(1))
    sat.hears(voice_at(-26)[:50])
    sat.does(Forget())
    sat.hears(voice_at(-26))
    assert sat.told.empty()
    assert sat.desk.recording(OWN_VOICE) is None


@pytest.mark.parametrize(
    ("dbfs", "level"),
    [(-18, Level.FINE), (-26, Level.FINE), (-38, Level.FINE), (-54, Level.VERY_SOFT)],
)
def test_a_voice_is_judged_by_how_loud_it_is(dbfs: float, level: Level) -> None:
    assert level_of(voice_at(dbfs)) is level


def test_silence_and_a_rooms_noise_are_nobody_and_what_is_cut_off_is_too_loud() -> None:
    silence = [np.zeros(FRAME_SAMPLES, np.int16)] * WHOLE
    assert level_of(silence) is Level.NOTHING
    noise = np.random.default_rng(2).standard_normal(WHOLE * FRAME_SAMPLES) * 100
    assert level_of(list(np.split(noise.astype(np.int16), WHOLE))) is Level.NOTHING
    assert level_of(voice_at(6)) is Level.TOO_LOUD


# A microphone of its own -------------------------------------------------------------------------


class Given:
    """A microphone that gives these frames; where there are too few, none comes any more."""

    name, lost_samples = "Given", 0

    def __init__(self, frames: Sequence[Pcm]) -> None:
        self._frames = frames
        self.closed = threading.Event()

    def frames(self) -> Iterator[Pcm]:
        yield from self._frames

    def end(self) -> None:
        pass

    def close(self) -> None:
        self.closed.set()


def test_where_nothing_listens_the_microphone_is_opened_for_it_and_given_back() -> None:
    given = Given(voice_at(-26))
    sat = Sat(OwnMicrophone(lambda: given))
    sat.does(Record(7))
    assert sat.told.get(timeout=30) == Recorded(7, Level.FINE)
    assert given.closed.is_set()


def test_the_network_is_closed_before_a_sample_is_taken() -> None:
    order: list[str] = []

    def opens() -> Given:
        order.append("opened")
        return Given(voice_at(-26))

    sat = Sat(OwnMicrophone(opens, lambda: order.append("closed")))
    sat.does(Record(1))
    sat.told.get(timeout=30)
    assert order == ["closed", "opened"]


def test_a_microphone_that_is_not_there_is_told_with_what_is_wrong() -> None:
    def none() -> Given:
        raise DeviceError.named(TroubleName.MICROPHONE_ABSENT)

    sat = Sat(OwnMicrophone(none))
    sat.does(Record(1))
    trouble = Trouble(TroubleName.MICROPHONE_ABSENT)
    assert sat.told.get(timeout=30) == NotRecorded(1, trouble)


def test_no_file_is_opened_from_the_first_frame_to_the_last(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def refuse(*_given: object, **_named: object) -> None:
        raise AssertionError("a recording is in memory only")

    sat, frames = Sat(), voice_at(-26)
    for opens in ("builtins.open", "os.open", "tempfile.mkstemp"):
        monkeypatch.setattr(opens, refuse)
    sat.does(Record(1))
    sat.hears(frames)
    told, recorded = sat.told.get_nowait(), sat.desk.recording(OWN_VOICE)
    sat.does(Forget())
    monkeypatch.undo()
    assert told == Recorded(1, Level.FINE)
    assert recorded is not None
    assert "samples" not in repr(recorded)
    assert len(frames) * FRAME_SECONDS == pytest.approx(LEAD_IN_SECONDS + RECORDED_SECONDS)


def test_another_scenes_desk_has_its_own_errands_and_both_are_closed() -> None:
    class Other:
        def __init__(self) -> None:
            self.asked: list[Errand] = []
            self.closed = False

        def carry_out(self, errand: Errand) -> list[Event]:
            self.asked.append(errand)
            return []

        def measure(self, _level: object) -> list[Event]:
            return []

        def changed(self) -> list[Event]:
            return []

        def close(self) -> None:
            self.closed = True

    sat, other = Sat(), Other()
    both = Beside(other, SoundErrand, sat.desk)
    both.carry_out(Errand())
    assert list(both.carry_out(FindDevices(Part.MICROPHONE)))
    assert other.asked == [Errand()]
    sat.does(Record(1))
    sat.hears(voice_at(-26))
    both.close()
    assert other.closed
    assert sat.desk.recording(OWN_VOICE) is None


class Began:
    def __init__(self) -> None:
        self.frames: list[int] = []

    def begin(self, frames: int, over: object, each: object) -> None:
        self.frames.append(frames)

    def stop(self) -> None:
        self.frames.clear()


def test_where_nobody_is_listened_to_the_microphone_itself_is_recorded() -> None:
    in_use, own = DevicesInUse(), Began()
    recorder = WhicheverHears(in_use, own)  # type: ignore[arg-type]
    taken: list[object] = []
    recorder.begin(1, taken.append, lambda _frame: None)
    in_use.heard(np.zeros(320, np.int16))
    assert (len(taken), own.frames) == (1, [])
    in_use.has_ears = False  # as after a language was chosen that is not understood here
    recorder.begin(3, taken.append, lambda _frame: None)
    assert own.frames == [3]
    recorder.stop()
    assert own.frames == []
