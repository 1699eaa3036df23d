"""Whatever delay a stream has, its echo is taken out by what is known of the room."""

from dataclasses import dataclass, field

import numpy as np
import pytest

from tests.hearing.test_interruption import PERSON, PROGRAM, PROGRAM_DBFS, said
from tests.hearing.test_linear_canceller import NOISE_DBFS, level_db
from voice.hearing.aligned_canceller import AlignedCanceller
from voice.hearing.linear_canceller import LinearCanceller
from voice.rehearsal.acoustics import Acoustics
from voice.rehearsal.room import VOICE_DBFS, Room
from voice.stage.ports import FRAME_SAMPLES, FRAME_SECONDS, Pcm

FIRST_LINE_SECONDS = 10.0


@dataclass
class Devices:
    """A room whose loudspeaker's sound is given to the canceller so many samples earlier."""

    canceller: AlignedCanceller | LinearCanceller
    echo_db: float | None = -12.0
    held: Pcm = field(default_factory=lambda: np.zeros(0, np.int16))

    def __post_init__(self) -> None:
        self.room = Room(Acoustics(NOISE_DBFS, self.echo_db, echo_delay_seconds=0.01), seed=1)

    def line(self, delay_samples: int) -> "Devices":
        """The program begins to speak, and this stream is held back by so much."""
        self.held = np.zeros(delay_samples, np.int16)
        self.canceller.begin()
        for _ in range(3):
            self.room.play(said(PROGRAM, PROGRAM_DBFS))
        return self

    def loses(self, samples: int) -> None:
        """The device stumbles: what was given sounds so much later from now on."""
        self.held = np.concatenate([self.held, np.zeros(samples, np.int16)])

    def taken_db(self, seconds: float) -> float:
        """How much less is left than is heard."""
        heard: list[Pcm] = []
        left: list[Pcm] = []
        for _ in range(round(seconds / FRAME_SECONDS)):
            frame = self.room.next_frame()
            waiting = np.concatenate([self.held, frame.microphone])
            heard.append(waiting[:FRAME_SAMPLES])
            self.held = waiting[FRAME_SAMPLES:]
            left.append(self.canceller.clean(heard[-1], frame.loudspeaker))
        return level_db(heard) - level_db(left)


def learned(
    canceller: AlignedCanceller | LinearCanceller, echo_db: float | None = -12.0
) -> Devices:
    devices = Devices(canceller, echo_db).line(900)
    devices.taken_db(FIRST_LINE_SECONDS)
    while not devices.room.loudspeaker_done:
        devices.taken_db(FRAME_SECONDS)
    devices.taken_db(0.6)
    return devices


@pytest.mark.parametrize("delay_samples", [400, 1_353, 4_000])
def test_the_next_stream_may_be_held_back_by_another_amount(delay_samples: int) -> None:
    devices = learned(AlignedCanceller()).line(delay_samples)
    devices.taken_db(0.8)
    assert devices.taken_db(2.0) > 20
    plain = learned(LinearCanceller()).line(delay_samples)
    plain.taken_db(0.8)
    assert plain.taken_db(2.0) < 10  # what alignment is for


def test_after_a_stumble_it_is_known_soon_and_what_was_heard_meanwhile_is_in_doubt() -> None:
    canceller = AlignedCanceller()
    devices = learned(canceller).line(900)
    devices.taken_db(2.0)
    assert canceller.is_settled
    devices.loses(464)
    doubtful = 0
    for _ in range(round(0.6 / FRAME_SECONDS)):
        devices.taken_db(FRAME_SECONDS)
        doubtful = max(doubtful, canceller.doubtful_frames)
    assert doubtful * FRAME_SECONDS >= 0.5
    devices.taken_db(0.3)
    assert devices.taken_db(1.0) > 20


def test_somebody_who_speaks_over_it_is_whole() -> None:
    devices = learned(AlignedCanceller()).line(1_200)
    devices.taken_db(1.5)
    devices.room.speak(said(PERSON, VOICE_DBFS, "en-us+f4"))
    assert abs(devices.taken_db(2.0)) < 3.0
    assert devices.canceller.is_settled  # type: ignore[union-attr]


def test_without_an_echo_no_delay_is_told_whoever_speaks() -> None:
    canceller = AlignedCanceller()
    devices = learned(canceller, echo_db=None).line(900)
    for voice in ("en-us+f4", "en-us+m5", "en-us+linda"):
        devices.room.speak(said(PERSON, VOICE_DBFS, voice))
    devices.taken_db(8.0)
    assert canceller.delay_frames is None
    assert not canceller.is_settled


def test_a_delay_that_is_not_told_again_is_no_more_known() -> None:
    canceller = AlignedCanceller()
    devices = learned(canceller).line(900)
    devices.taken_db(2.0)
    assert canceller.is_settled
    canceller._heard[:] = 0
    doubtful = 0
    for _ in range(round(2.0 / FRAME_SECONDS)):
        silence = np.zeros(FRAME_SAMPLES, np.int16)
        canceller.clean(silence, devices.room.next_frame().loudspeaker)
        doubtful = max(doubtful, canceller.doubtful_frames)
    assert not canceller.is_settled
    assert doubtful * FRAME_SECONDS >= 1.0
