"""What was played is laid down as it was given, however late."""

import numpy as np

from voice.hearing.interruption import PlayedSound
from voice.hearing.played_tape import LATEST_SECONDS, PlayedTape
from voice.stage.ports import FRAME_SAMPLES, SAMPLE_RATE_HZ, Pcm, frames_in


def block(value: int) -> Pcm:
    return np.full(FRAME_SAMPLES, value, np.int16)


def values(tape: PlayedTape, frames: int) -> list[int]:
    return [int(frame[0]) for frame in tape.latest(frames)]


def test_a_block_that_comes_late_is_no_hole_in_its_sound() -> None:
    tape = PlayedTape(10)
    tape.put(block(1), begins=True)
    for _ in range(3):
        tape.pass_frame()
    tape.put(block(2), begins=False)
    assert values(tape, 3) == [1, 2, 0]


def test_another_sound_begins_when_it_is_given() -> None:
    tape = PlayedTape(10)
    tape.put(block(1), begins=True)
    for _ in range(3):
        tape.pass_frame()
    tape.put(block(2), begins=True)
    tape.pass_frame()
    assert values(tape, 4) == [1, 0, 0, 2]


def test_a_sound_that_was_broken_off_begins_anew() -> None:
    tape = PlayedTape(100)
    tape.put(block(1), begins=True)
    for _ in range(frames_in(LATEST_SECONDS) + 2):
        tape.pass_frame()
    tape.put(block(2), begins=False)
    tape.pass_frame()
    assert values(tape, 2) == [0, 2]


def test_what_is_given_ahead_is_not_there_yet_and_what_is_old_is_gone() -> None:
    tape = PlayedTape(2)
    tape.put(np.concatenate([block(each) for each in (1, 2, 3, 4)]), begins=True)
    for _ in range(3):
        tape.pass_frame()
    assert values(tape, 9) == [2, 3]
    for _ in range(9):
        tape.pass_frame()
    assert values(tape, 2) == [0, 0]


def test_what_is_taken_at_the_microphones_pace_has_holes_and_the_tape_has_none() -> None:
    played = PlayedSound()
    tape = played.lay_down(10)
    played.put(block(1).tobytes(), SAMPLE_RATE_HZ, begins=True)
    taken = [int(played.take()[0]) for _ in range(2)]
    played.put(block(2).tobytes(), SAMPLE_RATE_HZ)
    taken.append(int(played.take()[0]))
    assert taken == [1, 0, 2]
    assert values(tape, 3) == [1, 2, 0]
