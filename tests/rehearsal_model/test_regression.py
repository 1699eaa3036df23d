"""The committed model still hears what it heard: sentences and voices that were not trained on.

Sentences are the first of the evaluation's three sets; on the later two, of rarer words, the model
misses some goals (its README has all three). Processors round sums differently and so mishear a few
other words: where what was measured lies near a goal, the limit is three standard errors from it.
"""

import math
import shutil
from functools import cache
from typing import Any

import numpy as np
import pytest
from model_evaluation import judging, sayings
from model_evaluation.sayings import Condition
from rehearsal_model import speech

from voice.hearing.vosk_recognizer import open_model
from voice.models.choosing import rehearsal_model

GROUP = "espeak-ng"
WER = {Condition.CLEAN: 0.034, Condition.NOISY: 0.069}
"""Over the voices of eight seeds, 9,448 words in each condition, on an AMD EPYC."""

VOICES_SEEDS = (1, 2)
STANDARD_ERRORS = 3.0
"""So far off by chance is one run in 700."""

LEAST_UNDER_GRAMMAR, LEAST_IN_DICTATION = 0.97, 0.95
LEAST_HESITATIONS = 0.9
BY_ANOTHER_SYNTHESISER = 0.95
"""Under a grammar, of twenty: one is missed ("start over" with a "go" after it), under the goal."""

SENTENCES = "earlier-1.txt"
TIME_TOLERANCE_SECONDS = 0.06


@cache
def model() -> Any:
    return open_model(rehearsal_model())


@cache
def commands() -> tuple[str, ...]:
    return tuple(sayings.lines("commands.txt"))


@cache
def asked() -> tuple[sayings.Saying, ...]:
    return tuple(
        saying
        for seed in range(4)
        for saying in sayings.say(list(commands()), GROUP, Condition.CLEAN, seed)
    )


@pytest.mark.parametrize("condition", WER)
def test_open_talk_is_understood(condition: Condition) -> None:
    said = [
        saying
        for seed in VOICES_SEEDS
        for saying in sayings.say(sayings.lines(SENTENCES), GROUP, condition, seed)
    ]
    made = judging.word_errors(model(), said)
    assert made.rate <= WER[condition] + STANDARD_ERRORS * made.standard_error


def test_commands_are_understood_under_a_grammar() -> None:
    right = judging.exactly_right(model(), asked(), commands())
    assert right >= LEAST_UNDER_GRAMMAR


def test_commands_are_understood_in_open_dictation() -> None:
    assert judging.exactly_right(model(), asked()) >= LEAST_IN_DICTATION


def test_a_hesitation_that_stands_alone_is_understood() -> None:
    said = sayings.say(["um", "uh"] * 16, GROUP, Condition.CLEAN)
    assert judging.exactly_right(model(), said) >= LEAST_HESITATIONS


def test_other_talk_is_never_a_command() -> None:
    others = sayings.say(sayings.lines("others.txt"), GROUP, Condition.CLEAN)
    assert len(others) >= 200
    assert judging.false_commands(model(), others, commands()) == []


def test_silence_and_noise_give_no_text() -> None:
    assert judging.heard_in_nothing(model(), sayings.soundless()) == []


def test_words_are_where_they_are_spoken() -> None:
    timed = sayings.timed_words(sayings.lines(SENTENCES)[:16])
    errors = judging.time_errors_seconds(model(), timed)
    assert len(errors) > 100
    assert np.median(errors) <= TIME_TOLERANCE_SECONDS / 2
    assert np.mean(np.array(errors) <= TIME_TOLERANCE_SECONDS) >= 0.9


def test_no_evaluation_voice_is_a_training_voice() -> None:
    assert not set(speech.HELD_OUT_VARIANTS) & set(speech.VARIANTS)
    assert speech.HELD_OUT_FLITE not in speech.FLITE_VOICES


@pytest.mark.skipif(shutil.which("flite") is None, reason="apt install flite")
def test_another_synthesiser_is_understood_under_a_grammar() -> None:
    said = sayings.say(list(commands()), "flite rms", Condition.CLEAN)
    share = BY_ANOTHER_SYNTHESISER
    least = share - STANDARD_ERRORS * math.sqrt(share * (1 - share) / len(said))
    assert judging.exactly_right(model(), said, commands()) >= least
