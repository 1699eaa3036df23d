"""What training's synthesisers make of what they are asked."""

import random
import shutil

import pytest
from rehearsal_model import speech

TEXT = "i felt my trust grow when they believed me"


@pytest.mark.skipif(shutil.which("flite") is None, reason="apt install flite")
def test_flite_speaks_in_the_manner_it_is_given() -> None:
    fast, slow = ["--setf", "duration_stretch=0.80"], ["--setf", "duration_stretch=1.60"]
    plain, hurried, drawn_out = speech.speak_flite([TEXT] * 3, "awb", [[], fast, slow])
    assert len(hurried) < 0.9 * len(plain) < len(plain) < 0.7 * len(drawn_out)


def test_every_voice_of_flite_has_manners_of_its_own_and_no_two_are_alike() -> None:
    rng = random.Random(1)
    for voice in speech.FLITE_VOICES:
        manners = {tuple(speech.flite_manner(voice, rng)) for _ in range(20)}
        assert len(manners) == 20
        assert all(words[::2] == ("--setf",) * 3 for words in manners)
