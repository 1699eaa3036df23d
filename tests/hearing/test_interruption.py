"""A person speaks over the program: noticed over its echo, and never the echo itself."""

import sys
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice.hearing.ear_over_echo import INTERRUPT_SECONDS
from voice.hearing.interruption import (
    LONGEST_BACKLOG_SECONDS,
    InterruptionDetector,
    PlayedSound,
)
from voice.machine.extras import Extra, how_to_install
from voice.rehearsal.acoustics import Acoustics
from voice.rehearsal.client import to_room
from voice.rehearsal.espeak import espeak
from voice.rehearsal.room import VOICE_DBFS, Room, Signal, at_level
from voice.stage.ports import FRAME_SAMPLES, FRAME_SECONDS, SAMPLE_RATE_HZ, EchoCanceller, Pcm
from voice.values.errors import SettingsError

pytestmark = pytest.mark.figure

PROGRAM = "Welcome. These are questions to reflect on, and I read them to you one after the other."
PERSON = "please stop talking now i want to say something else"
PROGRAM_DBFS = -16.0


def said(text: str, dbfs: float, voice: str = "en-us") -> Signal:
    signal = at_level(to_room(espeak().say(text, voice)), dbfs)
    return signal[int(np.argmax(np.abs(signal) > 0.005)) :]


class Floor:
    """The program speaks in a room; a person may speak over it."""

    def __init__(self, echo_db: float | None, canceller: EchoCanceller | None = None) -> None:
        self.room = Room(Acoustics(-66.0, echo_db), seed=1)
        self.device = Room(Acoustics(-66.0, None), seed=1)
        """It is given what the room's loudspeaker plays, and may be given it earlier."""
        self.played = PlayedSound()
        self.detector = InterruptionDetector(self.played, canceller)
        self.stopped_frames: list[int] = []
        self.frames = 0
        self.tells_of_holes = False
        """The device says, five times a second, that it ran out of sound."""

    def program_speaks(self) -> "Floor":
        program = said(PROGRAM, PROGRAM_DBFS)
        self.device.play(program)
        self.room.play(program)
        return self

    def goes_on(self, seconds: float, microphone_loses_it: bool = False) -> "Floor":
        for _ in range(round(seconds / FRAME_SECONDS)):
            heard = self.room.next_frame()
            given = self.device.next_frame()
            if given.loudspeaker_sounds:  # between two sounds a device is given nothing
                stumbled = self.tells_of_holes and self.frames % 10 == 0
                self.played.put(given.loudspeaker.tobytes(), SAMPLE_RATE_HZ, stumbled)
            self.frames += 1
            if not microphone_loses_it and self.detector.interrupts(heard.microphone):
                self.stopped_frames.append(self.frames)
        return self

    def to_the_end(self) -> "Floor":
        while not self.room.loudspeaker_done:
            self.goes_on(FRAME_SECONDS)
        return self.goes_on(0.5)

    def seconds_to_silence(
        self, text: str = PERSON, voice: str = "en-us+f4", after_seconds: float = 1.0
    ) -> float | None:
        """From the person's first sample to the first stop."""
        self.program_speaks().to_the_end().program_speaks().goes_on(after_seconds)
        assert self.stopped_frames == []
        began = self.frames
        self.room.speak(said(text, VOICE_DBFS, voice))
        self.goes_on(1.5)
        return (self.stopped_frames[0] - began) * FRAME_SECONDS if self.stopped_frames else None


@pytest.mark.parametrize("echo_db", [None, -40.0, -30.0])
def test_with_a_headset_half_a_second_of_voice_stops_the_program(echo_db: float | None) -> None:
    seconds = Floor(echo_db).seconds_to_silence()
    assert seconds is not None
    assert INTERRUPT_SECONDS <= seconds <= INTERRUPT_SECONDS + 0.5


PEOPLE = [
    (text, f"en-us+{variant}", 0.4 + 0.1 * number)
    for number, (variant, text) in enumerate(
        zip(
            ("f4", "m5", "linda", "david", "Alicia", "Reed", "steph2", "zac", "f4", "david") * 2,
            (
                "wait a moment please i want to say something",
                "please stop talking now i have heard enough",
                "no that is not what i meant at all",
                "hold on i need to think about that again",
                "i would like to go on to the next one",
            )
            * 4,
            strict=True,
        )
    )
]
"""Twenty, in voices that nothing was tuned on, each at another place in what the program says."""

NOTICED_SECONDS = 0.7


def noticed_in_time(echo_db: float, canceller: Callable[[], EchoCanceller | None]) -> int:
    late = [
        Floor(echo_db, canceller()).seconds_to_silence(text, voice, after_seconds)
        for text, voice, after_seconds in PEOPLE
    ]
    return sum(seconds is not None and seconds <= NOTICED_SECONDS + 1e-9 for seconds in late)


def test_with_a_headset_sixteen_of_twenty_people_are_noticed_within_seven_tenths() -> None:
    assert noticed_in_time(-30.0, lambda: None) >= 16


def test_over_an_open_loudspeaker_sixteen_of_twenty_are_noticed_within_seven_tenths() -> None:
    pytest.importorskip("livekit")
    from voice.hearing.echo import LivekitEchoCanceller

    assert noticed_in_time(-12.0, LivekitEchoCanceller) >= 16


def test_where_the_canceller_ducks_a_person_the_other_ear_notices_them() -> None:
    class Ducks:
        def clean(self, frame: Pcm, played: Pcm) -> Pcm:
            return np.zeros_like(frame)

    assert noticed_in_time(-12.0, Ducks) >= 16


@pytest.mark.parametrize("echo_db", [None, -40.0, -30.0, -20.0])
def test_the_programs_own_echo_never_stops_it(echo_db: float | None) -> None:
    floor = Floor(echo_db)
    for _ in range(3):
        floor.program_speaks().to_the_end()
    assert floor.stopped_frames == []


def test_half_a_second_of_voice_counts_only_within_what_the_program_says() -> None:
    floor = Floor(None)
    floor.program_speaks().goes_on(1.0)
    floor.room.speak(said(PERSON, VOICE_DBFS, "en-us+f4")[: round(0.4 * SAMPLE_RATE_HZ)])
    floor.goes_on(0.5)
    floor.detector.skip()  # the person has the floor in between
    floor.room.speak(said(PERSON, VOICE_DBFS, "en-us+f4")[: round(0.3 * SAMPLE_RATE_HZ)])
    floor.goes_on(0.6)
    assert floor.stopped_frames == []


def test_an_echo_is_told_from_a_voice_only_by_what_was_played() -> None:
    floor = Floor(-30.0)
    floor.played.put = lambda *_block: None  # type: ignore[method-assign]
    floor.program_speaks().to_the_end()
    assert floor.stopped_frames  # without its reference the detector takes the echo for a person


def test_over_an_open_loudspeaker_the_canceller_hears_the_person_and_not_the_echo() -> None:
    pytest.importorskip("livekit")
    from voice.hearing.echo import LivekitEchoCanceller

    floor = Floor(-12.0, LivekitEchoCanceller())
    seconds = floor.seconds_to_silence()
    assert seconds is not None
    assert seconds <= INTERRUPT_SECONDS + 1.0


STUMBLES_SECONDS = [(start, length) for length in (0.06, 0.14, 0.3) for start in (0.5, 1.5, 2.5)]


def test_samples_that_the_microphone_lost_hardly_ever_stop_the_program() -> None:
    pytest.importorskip("livekit")
    from voice.hearing.echo import LivekitEchoCanceller

    floor = Floor(-12.0, LivekitEchoCanceller())
    floor.program_speaks().to_the_end()
    for start_seconds, lost_seconds in STUMBLES_SECONDS:
        floor.program_speaks().goes_on(start_seconds)
        floor.goes_on(lost_seconds, microphone_loses_it=True).to_the_end()
    assert len(floor.stopped_frames) <= 1  # without a look at the likeness: 32


def test_a_loudspeaker_that_falls_silent_for_a_moment_hardly_ever_stops_the_program() -> None:
    pytest.importorskip("livekit")
    from voice.hearing.echo import LivekitEchoCanceller

    floor = Floor(-12.0, LivekitEchoCanceller())
    floor.program_speaks().to_the_end()
    program = said(PROGRAM, PROGRAM_DBFS)
    for start_seconds, silent_seconds in STUMBLES_SECONDS:
        cut = round(start_seconds * SAMPLE_RATE_HZ)
        silence = np.zeros(round(silent_seconds * SAMPLE_RATE_HZ), np.float32)
        floor.device.play(program)
        floor.room.play(np.concatenate([program[:cut], silence, program[cut:]]))
        floor.to_the_end()
    assert len(floor.stopped_frames) <= 1  # without a look at the likeness: 10


def with_holes(program: Signal, seed: int) -> Signal:
    """As a device plays it that gets its sound too late again and again."""
    rng = np.random.default_rng(seed)
    played: list[Signal] = []
    while len(program):
        samples = int(rng.integers(800, 6_400))
        played += [program[:samples], np.zeros(int(rng.integers(160, 1_600)), np.float32)]
        program = program[samples:]
    return np.concatenate(played)


def test_a_starved_device_that_tells_of_its_holes_stops_nothing() -> None:
    pytest.importorskip("livekit")
    from voice.hearing.echo import LivekitEchoCanceller

    program = said(PROGRAM, PROGRAM_DBFS)
    floor = Floor(-12.0, LivekitEchoCanceller())
    floor.tells_of_holes = True
    floor.program_speaks().to_the_end()
    for _ in range(4):
        floor.device.play(program)
        floor.room.play(with_holes(program, seed=5))
        floor.to_the_end()
    assert floor.stopped_frames == []  # where it does not tell of them: 2


def test_beside_a_device_that_tells_of_holes_people_are_still_noticed() -> None:
    pytest.importorskip("livekit")
    from voice.hearing.echo import LivekitEchoCanceller

    floors = [Floor(-12.0, LivekitEchoCanceller()) for _ in PEOPLE[:5]]
    for floor in floors:
        floor.tells_of_holes = True
    noticed = [
        floor.seconds_to_silence(*person) for floor, person in zip(floors, PEOPLE, strict=False)
    ]
    assert sum(seconds is not None for seconds in noticed) >= 4


def test_the_canceller_takes_twenty_decibels_of_the_programs_voice_out() -> None:
    pytest.importorskip("livekit")
    from voice.hearing.echo import LivekitEchoCanceller

    room = Room(Acoustics(-66.0, -12.0), seed=1)
    canceller = LivekitEchoCanceller()
    before: list[Pcm] = []
    after: list[Pcm] = []
    for _ in range(2):
        room.play(said(PROGRAM, PROGRAM_DBFS))
    while not room.loudspeaker_done:
        heard = room.next_frame()
        before.append(heard.microphone)
        after.append(canceller.clean(heard.microphone, heard.loudspeaker))
    half = len(before) // 2  # it learns the way from the loudspeaker during the first
    removed_db = 20 * np.log10(rms(before[half:]) / rms(after[half:]))
    assert removed_db > 20


def rms(frames: list[Pcm]) -> float:
    return float(np.sqrt(np.mean(np.square(np.concatenate(frames).astype(np.float64)))))


def test_a_missing_library_is_an_error_with_the_next_step(monkeypatch: pytest.MonkeyPatch) -> None:
    from voice.hearing.echo import LivekitEchoCanceller

    monkeypatch.setitem(sys.modules, "livekit", None)
    with pytest.raises(SettingsError) as raised:
        LivekitEchoCanceller()
    assert how_to_install(Extra.ECHO) in raised.value.hint
    assert "--headset" in raised.value.hint


@given(st.lists(st.integers(1, 900), max_size=20))
def test_what_was_played_comes_back_sample_for_sample_whatever_the_devices_blocks(
    sizes: list[int],
) -> None:
    samples = np.arange(sum(sizes), dtype=np.int16)
    played = PlayedSound()
    start = 0
    for size in sizes:
        played.put(samples[start : start + size].tobytes(), SAMPLE_RATE_HZ)
        start += size
    taken = [played.take() for _ in range(sum(sizes) // FRAME_SAMPLES + 2)]
    assert (np.concatenate(taken)[: len(samples)] == samples).all()
    assert not np.concatenate(taken)[len(samples) :].any()


def test_what_was_played_at_the_devices_own_rate_is_taken_at_ours() -> None:
    played = PlayedSound()
    tone = (np.sin(2 * np.pi * 440 * np.arange(22_050) / 22_050) * 10_000).astype(np.int16)
    for start in range(0, len(tone), 441):
        played.put(tone[start : start + 441].tobytes(), 22_050)
    taken = np.concatenate([played.take() for _ in range(48)])
    spectrum = np.abs(np.fft.rfft(taken))
    assert np.argmax(spectrum) * SAMPLE_RATE_HZ / len(taken) == pytest.approx(440, abs=2)


def test_what_a_stopped_device_never_played_is_let_go() -> None:
    played = PlayedSound()
    played.put(np.ones(60 * SAMPLE_RATE_HZ, np.int16).tobytes(), SAMPLE_RATE_HZ)
    frames = 0
    while played.take().any():
        frames += 1
    assert frames * FRAME_SECONDS == pytest.approx(LONGEST_BACKLOG_SECONDS, abs=0.05)
