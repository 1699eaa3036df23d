"""How much later our own sound comes back, and how loud it may be then."""

import numpy as np
import pytest
import soxr

from voice.hearing.aligned_canceller import SURE_OVER_MEAN, VERY_SURE_OVER_MEAN
from voice.hearing.echo_delay import JITTER_FRAMES, echo_dbfs, echo_delay
from voice.rehearsal.client import to_room
from voice.rehearsal.espeak import espeak
from voice.stage.ports import FRAME_SAMPLES, Pcm


def said(text: str, voice: str) -> Pcm:
    return (to_room(espeak().say(text, voice, 150)) * 32767).astype(np.int16)


@pytest.mark.parametrize("late", [100, 1_060, 9_499])
def test_an_echo_has_its_delay(late: int) -> None:
    played = said("what can you safely talk about and with whom do you talk", "en-gb")
    played = np.tile(played, 2)[: 55 * FRAME_SAMPLES].astype(np.float32)
    heard = np.concatenate([np.zeros(late, np.float32), played])[: len(played)] / 4
    told = echo_delay(heard[-25 * FRAME_SAMPLES :], played)
    assert told.samples == pytest.approx(late, abs=0.1)
    assert told.over_mean > VERY_SURE_OVER_MEAN


def test_between_two_samples_as_well() -> None:
    played = said("what can you safely talk about and with whom do you talk", "en-gb")
    fine = soxr.resample(played[: 55 * FRAME_SAMPLES].astype(np.float32), 1, 4)
    late = np.concatenate([np.zeros(4 * 500 + 1, np.float32), fine])[: len(fine)]
    heard = soxr.resample(late, 4, 1)
    told = echo_delay(heard[-25 * FRAME_SAMPLES :], played[: len(heard)].astype(np.float32))
    assert told.samples == pytest.approx(500.25, abs=0.1)


def test_somebody_elses_voice_has_none() -> None:
    played = said("what can you safely talk about and with whom do you talk", "en-gb")
    played = np.tile(played, 2)[: 55 * FRAME_SAMPLES].astype(np.float32)
    other = said("i would rather not say anything about that to anybody", "en-us+f2")
    heard = np.tile(other, 2)[: 25 * FRAME_SAMPLES].astype(np.float32)
    assert echo_delay(heard, played).over_mean < SURE_OVER_MEAN
    assert echo_delay(np.zeros_like(heard), played).over_mean < SURE_OVER_MEAN


def test_what_comes_back_is_what_was_given_so_long_ago_and_dies_away() -> None:
    levels = [-96.0] * 10 + [-20.0] + [-96.0] * 19
    ago = 19
    assert echo_dbfs(levels, None) == -20.0
    assert echo_dbfs(levels, ago) == echo_dbfs(levels, ago - JITTER_FRAMES) == -20.0
    assert echo_dbfs(levels, ago + JITTER_FRAMES) == -20.0
    assert echo_dbfs(levels, ago + JITTER_FRAMES + 1) == -96.0
    assert -60.0 < echo_dbfs(levels, ago - JITTER_FRAMES - 5) < -30.0
