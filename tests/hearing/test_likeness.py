"""An echo is known by how it rises and falls; another's voice is not like it."""

import numpy as np
import pytest

from voice.hearing.interruption import ECHO_LIKENESS, ECHO_WAVE_LIKENESS
from voice.hearing.likeness import echo_likeness, wave_likeness
from voice.rehearsal.client import to_room
from voice.rehearsal.espeak import espeak
from voice.stage.ports import FRAME_SAMPLES, SAMPLE_RATE_HZ, Pcm

HEARD_FRAMES = 75
PROGRAM = "Welcome. These are questions to reflect on, and I read them to you one after the other."
PERSON = "please stop talking now i want to say something else to you before we go on"


def voice(text: str, variant: str = "en-us") -> Pcm:
    signal = to_room(espeak().say(text, variant))
    return (signal * 8_000).astype(np.int16)


def heard(samples: Pcm, start_seconds: float, gain_db: float) -> Pcm:
    """A second and a half, softer, in a quiet room."""
    start = round(start_seconds * SAMPLE_RATE_HZ)
    part = samples[start : start + HEARD_FRAMES * FRAME_SAMPLES] * 10 ** (gain_db / 20)
    noise = np.random.default_rng(1).normal(0, 8, len(part))
    return (part + noise).astype(np.int16)


ALL = [True] * HEARD_FRAMES


@pytest.mark.parametrize("delay_seconds", [0.3, 0.55, 0.81])
@pytest.mark.parametrize("gain_db", [-6.0, -20.0])
def test_an_echo_is_like_what_was_played_at_any_delay_and_level(
    delay_seconds: float, gain_db: float
) -> None:
    played = voice(PROGRAM)[: 3 * SAMPLE_RATE_HZ]
    assert echo_likeness(heard(played, delay_seconds, gain_db), ALL, played) > 0.7


@pytest.mark.parametrize("variant", ["en-us+f4", "en-us+m5", "en-gb-scotland+zac"])
def test_another_voice_is_not_like_it(variant: str) -> None:
    played = voice(PROGRAM)[: 3 * SAMPLE_RATE_HZ]
    assert echo_likeness(heard(voice(PERSON, variant), 0.2, 0.0), ALL, played) < ECHO_LIKENESS


def test_silence_is_like_nothing() -> None:
    played = voice(PROGRAM)[: 3 * SAMPLE_RATE_HZ]
    silence = np.zeros(HEARD_FRAMES * FRAME_SAMPLES, np.int16)
    assert echo_likeness(silence, ALL, played) == 0.0
    assert echo_likeness(heard(played, 0.3, 0.0), ALL, np.zeros_like(played)) == 0.0
    assert echo_likeness(heard(played, 0.3, 0.0), [False] * HEARD_FRAMES, played) == 0.0


def test_only_frames_with_a_voice_count() -> None:
    played = voice(PROGRAM)[: 3 * SAMPLE_RATE_HZ]
    echo = heard(played, 0.5, -6.0)
    person = heard(voice(PERSON, "en-us+f4"), 0.2, 0.0)
    half = HEARD_FRAMES // 2
    mixed = np.concatenate([person[: half * FRAME_SAMPLES], echo[half * FRAME_SAMPLES :]])
    only_echo = [place >= half for place in range(HEARD_FRAMES)]
    assert echo_likeness(mixed, only_echo, played) > 0.7
    assert echo_likeness(mixed, ALL, played) < 0.7


@pytest.mark.parametrize("delay_seconds", [0.3, 0.55, 0.81])
@pytest.mark.parametrize("gain_db", [-6.0, -20.0])
def test_an_echo_is_the_same_wave_at_any_delay_and_level(
    delay_seconds: float, gain_db: float
) -> None:
    played = voice(PROGRAM)[: 3 * SAMPLE_RATE_HZ]
    second = heard(played, delay_seconds, gain_db)[:SAMPLE_RATE_HZ]
    assert wave_likeness(second, played) > 2 * ECHO_WAVE_LIKENESS


@pytest.mark.parametrize("variant", ["en-us+f4", "en-us+m5", "en-gb-scotland+zac"])
def test_another_voice_is_another_wave(variant: str) -> None:
    played = voice(PROGRAM)[: 3 * SAMPLE_RATE_HZ]
    second = heard(voice(PERSON, variant), 0.2, 0.0)[:SAMPLE_RATE_HZ]
    assert wave_likeness(second, played) < ECHO_WAVE_LIKENESS


def test_silence_is_no_wave() -> None:
    silence = np.zeros(SAMPLE_RATE_HZ, np.int16)
    assert wave_likeness(silence, voice(PROGRAM)) == 0.0
    assert wave_likeness(heard(voice(PROGRAM), 0.3, 0.0), silence) == 0.0
