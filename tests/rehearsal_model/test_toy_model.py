"""A model of two words made by hand, exported and decoded by stock Vosk.

Its words are two tones. The network is no trained one: each layer passes on the middle frame,
and the scores are those of the nearest of three prototypes (low tone, high tone, silence).
"""

import json
from pathlib import Path

import numpy as np
import pytest
from rehearsal_model.layers import CEPSTRA, LAYERS, OUTPUTS

pytest.importorskip("kaldi_native_fbank", reason="pip install kaldi-native-fbank")

from rehearsal_model.export import write_model
from rehearsal_model.features import mfcc
from rehearsal_model.lexicon import BASE_PHONES

RATE_HZ = 16_000
TONES = {"low": ("AA", 300.0), "high": ("IY", 2_500.0)}
LEXICON = {word: [(phone,)] for word, (phone, _) in TONES.items()} | {"[unk]": [("SPN",)]}
TEXTS = ["low high", "high low", "low", "high"] * 100
"""So many that no word is ever expected after itself. With one of each, a tone that is two words
in a row was likely enough to pull a word's end, which is an average over what it may have been,
three steps into the tone."""

STEP_SECONDS = 0.03
HALF_A_WINDOW_SECONDS = 0.0125
NEAR_SECONDS = STEP_SECONDS + HALF_A_WINDOW_SECONDS
"""Vosk counts in steps of three frames, and a window of 25 ms that is half tone is either."""

SHARPNESS = 0.0005
"""Some 15 nats between two sounds, so that no frame is in doubt; at forty times that the sums are
so large that their rounding, which differs by processor, decides."""

ALWAYS_POSITIVE = 500.0
"""Added before the rectifiers and taken off after them, so that they change nothing."""


def tone(hz: float, seconds: float) -> np.ndarray:
    time = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    noise = np.random.default_rng(1).normal(size=len(time)) * 30
    return (8_000 * np.sin(2 * np.pi * hz * time) + noise).astype(np.int16)


def silence(seconds: float) -> np.ndarray:
    noise = np.random.default_rng(2).normal(size=round(seconds * RATE_HZ)) * 30
    return noise.astype(np.int16)


def toy_state() -> dict[str, np.ndarray]:
    sounds = {"SIL": silence(1.0)} | {phone: tone(hz, 1.0) for phone, hz in TONES.values()}
    prototypes = {phone: mfcc(sound).mean(axis=0) for phone, sound in sounds.items()}
    dim = len(prototypes)
    state = {"mean": np.zeros(CEPSTRA), "deviation": np.ones(CEPSTRA)}
    for index in range(len(LAYERS)):
        size = CEPSTRA if index == 0 else dim
        weight, bias = np.zeros((dim, size, 3)), np.zeros(dim)
        if index == 0:
            for row, prototype in enumerate(prototypes.values()):
                weight[row, :, 1] = 2 * SHARPNESS * prototype
                bias[row] = ALWAYS_POSITIVE - SHARPNESS * prototype @ prototype
        else:
            weight[:, :, 1] = np.eye(dim)
        state[f"convolutions.{index}.weight"], state[f"convolutions.{index}.bias"] = weight, bias
        state[f"norms.{index}.running_mean"] = np.zeros(dim)
        state[f"norms.{index}.running_var"] = np.ones(dim)
    output, bias = np.zeros((OUTPUTS, dim)), np.full(OUTPUTS, -1_000.0)
    for column, phone in enumerate(prototypes):
        for row in (BASE_PHONES.index(phone), OUTPUTS // 2 + BASE_PHONES.index(phone)):
            output[row, column] = 1.0
            bias[row] = -ALWAYS_POSITIVE
    return state | {"output.weight": output, "output.bias": bias}


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> object:
    import vosk

    folder: Path = tmp_path_factory.mktemp("toy")
    write_model(folder, toy_state(), LEXICON, [(1.0, TEXTS)])
    vosk.SetLogLevel(-1)
    return vosk.Model(model_path=str(folder))


def heard(model: object, *words: str, grammar: str | None = None) -> list[dict]:
    import vosk

    arguments = [model, RATE_HZ] + ([grammar] if grammar else [])
    recognizer = vosk.KaldiRecognizer(*arguments)
    recognizer.SetWords(True)
    parts = [silence(0.5)]
    for word in words:
        parts += [tone(TONES[word][1], 0.4), silence(0.3)]
    recognizer.AcceptWaveform(np.concatenate(parts).tobytes())
    return json.loads(recognizer.FinalResult()).get("result", [])


def test_stock_vosk_decodes_what_was_exported(model: object) -> None:
    for words in (["low"], ["high"], ["low", "high"], ["high", "low", "high"]):
        assert [word["word"] for word in heard(model, *words)] == words


def test_word_times_are_where_the_tones_are(model: object) -> None:
    first, second = heard(model, "low", "high")
    times = [word[edge] for word in (first, second) for edge in ("start", "end")]
    assert times == pytest.approx([0.5, 0.9, 1.2, 1.6], abs=NEAR_SECONDS)


def test_a_runtime_grammar_takes_only_its_words(model: object) -> None:
    grammar = json.dumps(["low", "[unk]"])
    assert [word["word"] for word in heard(model, "low", grammar=grammar)] == ["low"]
    assert "high" not in [word["word"] for word in heard(model, "high", grammar=grammar)]


def test_silence_is_empty(model: object) -> None:
    assert heard(model) == []
