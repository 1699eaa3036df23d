"""The synthetic client's voice: the same words are the same samples, whatever was said before."""

import ctypes
import hashlib
import subprocess
import sys

import pytest
from espeakng_loader import get_library_path

from voice.rehearsal.espeak import espeak
from voice.values.errors import SpeechError

WORDS = "please stop talking now i have heard enough"
VOICES = ["en-us", "en-us+f2", "en-us+linda", "en-us+Alicia"]
"""The plain one, two that breathe, and one whose flutter changes how many samples it has."""


def digest(voice: str) -> str:
    return hashlib.sha256(espeak().say(WORDS, voice, 150).samples.tobytes()).hexdigest()


@pytest.mark.parametrize("voice", VOICES)
def test_the_same_words_are_the_same_samples_whatever_was_said_before(voice: str) -> None:
    first = digest(voice)
    espeak().say("something else altogether", "en-gb+m3", 120)
    assert digest(voice) == first


@pytest.mark.parametrize("voice", VOICES)
@pytest.mark.skipif(sys.platform != "linux", reason="a copy in memory is Linux's")
def test_they_are_the_same_where_somebody_else_holds_the_library(voice: str) -> None:
    first = digest(voice)
    held = ctypes.CDLL(get_library_path())  # as the natural voice does, as long as it lives
    assert held.espeak_Info is not None
    espeak().say("something else altogether", "en-gb+m3", 120)
    assert digest(voice) == first


@pytest.mark.parametrize("voice", VOICES)
def test_the_same_words_are_the_same_samples_in_another_process(voice: str) -> None:
    code = f"from tests.rehearsal.test_espeak import digest; print(digest({voice!r}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == digest(voice)


def test_a_voice_that_is_not_there_is_an_error_and_the_next_one_still_speaks() -> None:
    with pytest.raises(SpeechError):
        espeak().say(WORDS, "nobody")
    assert len(espeak().say(WORDS).samples) > 0
