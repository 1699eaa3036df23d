"""What the linear canceller leaves: little of the echo, and whoever speaks over it whole."""

import numpy as np
import pytest

from tests.hearing.test_interruption import PERSON, PROGRAM, PROGRAM_DBFS, said
from voice.hearing.linear_canceller import LinearCanceller
from voice.rehearsal.acoustics import Acoustics
from voice.rehearsal.room import VOICE_DBFS, Room
from voice.stage.ports import FRAME_SECONDS, Pcm

NOISE_DBFS = -66.0


def level_db(frames: list[Pcm]) -> float:
    power = np.mean(np.square(np.concatenate(frames).astype(np.float64) / 32768))
    return float(10 * np.log10(power))


def run(room: Room, canceller: LinearCanceller, seconds: float) -> tuple[list[Pcm], list[Pcm]]:
    """What was heard, and what was left of it."""
    heard = [room.next_frame() for _ in range(round(seconds / FRAME_SECONDS))]
    left = [canceller.clean(each.microphone, each.loudspeaker) for each in heard]
    return [each.microphone for each in heard], left


@pytest.mark.parametrize("echo_db", [-20.0, -12.0, -6.0])
def test_of_the_programs_own_voice_it_leaves_a_hundredth(echo_db: float) -> None:
    room, canceller = Room(Acoustics(NOISE_DBFS, echo_db), seed=1), LinearCanceller()
    for _ in range(3):
        room.play(said(PROGRAM, PROGRAM_DBFS))
    run(room, canceller, 6.0)
    heard, left = run(room, canceller, 4.0)
    assert level_db(heard) - level_db(left) > 20


def test_a_person_who_speaks_over_it_is_whole() -> None:
    room, canceller = Room(Acoustics(NOISE_DBFS, -12.0), seed=1), LinearCanceller()
    for _ in range(3):
        room.play(said(PROGRAM, PROGRAM_DBFS))
    run(room, canceller, 6.0)
    alone = Room(Acoustics(NOISE_DBFS, None), seed=1)
    for each in (room, alone):
        each.speak(said(PERSON, VOICE_DBFS, "en-us+f4"))
    _, left = run(room, canceller, 2.0)
    person, _ = run(alone, LinearCanceller(), 2.0)
    assert abs(level_db(left) - level_db(person)) < 1.0


def test_where_nothing_is_played_nothing_is_changed() -> None:
    room, canceller = Room(Acoustics(NOISE_DBFS, None), seed=1), LinearCanceller()
    room.speak(said(PERSON, VOICE_DBFS))
    heard, left = run(room, canceller, 2.0)
    assert all((one == other).all() for one, other in zip(heard, left, strict=True))


def test_after_a_pause_it_still_knows_the_room() -> None:
    room, canceller = Room(Acoustics(NOISE_DBFS, -12.0), seed=1), LinearCanceller()
    for _ in range(2):
        room.play(said(PROGRAM, PROGRAM_DBFS))
    run(room, canceller, 8.0)
    again = Room(Acoustics(NOISE_DBFS, -12.0), seed=1)
    again.play(said(PROGRAM, PROGRAM_DBFS))
    canceller.begin()
    heard, left = run(again, canceller, 3.0)
    assert level_db(heard) - level_db(left) > 15
