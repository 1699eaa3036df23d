"""`scripts/people.py --own` on a folder made here: what it counts, refuses, and what misses."""

import itertools
import json
import wave
from pathlib import Path

import numpy as np
import pytest
from recorded_people import own
from recorded_people.own import measure_own, own_as_json, read_own, rows

from tests.hearing.own_sounds.sounds import CLICK, FALL, HISS, HUM, RISE, made
from voice.floor.actions import Action
from voice.hearing.own_sounds.taught import TaughtSound
from voice.stage.ports import SAMPLE_RATE_HZ
from voice.values.errors import VoiceError

KINDS = {"ann": (HUM, CLICK, RISE, HISS), "bob": (FALL, RISE, CLICK, HISS)}
TAKES = 10


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("own")
    listed = []
    for speaker, kinds in KINDS.items():
        for kind in kinds:
            takes = [made(kind, take, around_seconds=0.02) for take in range(TAKES)]
            ends = np.cumsum([0, *map(len, takes)]).tolist()
            name = f"{speaker}-{kind}.wav"
            with wave.open(str(path / name), "wb") as file:
                file.setparams((1, 2, SAMPLE_RATE_HZ, 0, "NONE", ""))
                file.writeframes(np.concatenate(takes).tobytes())
            listed.append(
                {
                    "file": name,
                    "speaker": speaker,
                    "word": kind,
                    "rate_hz": SAMPLE_RATE_HZ,
                    "takes": list(itertools.pairwise(ends)),
                }
            )
    (path / "own.json").write_text(json.dumps(listed))
    return path


def test_sounds_made_alike_reach_every_goal_but_where_another_person_makes_them_too(
    folder: Path,
) -> None:
    figures = measure_own(read_own(folder), quick=False)
    missed = [row.name for row in rows(figures) if not row.reached]
    assert missed == ["other people's words acted on"]
    told = own_as_json(figures)
    assert told["speakers"] == list(KINDS)
    found = told["figures"][0]
    assert found["n"] == len(KINDS) * 4 * 2 * 3 * 5  # choices, fifths, words, takes not taught


def test_what_would_end_by_itself_misses_its_goal(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TaughtSound, "acts", True)
    monkeypatch.setattr(own, "ACTIONS", (Action.STOP, *own.ACTIONS[:2]))
    figures = measure_own(read_own(folder), quick=True)
    assert [row.name for row in rows(figures) if not row.reached][-1].startswith("ended")


def test_a_folder_without_a_list_is_refused(tmp_path: Path) -> None:
    with pytest.raises(VoiceError, match=r"own\.json"):
        read_own(tmp_path)
    (tmp_path / "own.json").write_text('[{"file": "a"}]')
    with pytest.raises(VoiceError, match="cannot be read"):
        read_own(tmp_path)
