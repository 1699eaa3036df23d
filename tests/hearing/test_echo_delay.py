"""How much later our own sound comes back, and how loud it may be then."""

import numpy as np
import pytest

from voice.hearing.echo_delay import JITTER_FRAMES, delay_frames, echo_dbfs
from voice.rehearsal.client import to_room
from voice.rehearsal.espeak import espeak
from voice.stage.ports import FRAME_SAMPLES, Pcm


def said(text: str, voice: str) -> Pcm:
    return (to_room(espeak().say(text, voice, 150)) * 32767).astype(np.int16)


@pytest.mark.parametrize("frames", [0, 3, 15, 29])
def test_an_echo_has_its_delay(frames: int) -> None:
    played = said("what can you safely talk about and with whom do you talk", "en-gb")
    played = np.tile(played, 2)[: 125 * FRAME_SAMPLES]
    late = frames * FRAME_SAMPLES + 100
    heard = np.concatenate([np.zeros(late, np.int16), played])[: len(played)] // 4
    assert delay_frames(heard[-75 * FRAME_SAMPLES :], played) == frames


def test_somebody_elses_voice_has_none() -> None:
    played = said("what can you safely talk about and with whom do you talk", "en-gb")
    other = said("i would rather not say anything about that to anybody", "en-us+f2")
    heard = np.tile(other, 2)[: 75 * FRAME_SAMPLES]
    assert delay_frames(heard, np.tile(played, 2)[: 125 * FRAME_SAMPLES]) is None
    assert delay_frames(np.zeros(75 * FRAME_SAMPLES, np.int16), played) is None


def test_what_comes_back_is_what_was_given_so_long_ago_and_dies_away() -> None:
    levels = [-96.0] * 10 + [-20.0] + [-96.0] * 19
    ago = 19
    assert echo_dbfs(levels, None) == -20.0
    assert echo_dbfs(levels, ago) == echo_dbfs(levels, ago - JITTER_FRAMES) == -20.0
    assert echo_dbfs(levels, ago + JITTER_FRAMES) == -20.0
    assert echo_dbfs(levels, ago + JITTER_FRAMES + 1) == -96.0
    assert -60.0 < echo_dbfs(levels, ago - JITTER_FRAMES - 5) < -30.0
