"""`scripts/people.py` on a folder made here: what it reads, refuses, counts, and what misses."""

import json
import subprocess
import sys
import wave
from pathlib import Path

import numpy as np
import pytest
from recorded_people import rooms, scenes
from recorded_people.figures import Figures, goals
from recorded_people.hearing import Heard, hear
from recorded_people.recordings import Recording, SpokenWord, read_folder
from recorded_people.rooms import Noises
from recorded_people.scenes import Manner, Where
from recorded_people.words import distance

from voice.hearing import nearness
from voice.rehearsal.client import to_room
from voice.rehearsal.espeak import espeak
from voice.stage.ports import FRAME_SAMPLES, SAMPLE_RATE_HZ
from voice.values.errors import VoiceError

SCRIPT = Path(__file__).parents[1] / "scripts" / "people.py"
TEXT = "it takes a long time to trust a person and then i feel calm and safe with them again"


def recording(name: str, voice: str) -> Recording:
    """A held-out voice, with the words where the synthesiser says that they begin."""
    spoken = espeak().say_timed(TEXT, voice, 150, 50)
    sound = to_room(spoken.sound)
    sound = np.pad(sound, (0, -len(sound) % FRAME_SAMPLES))
    starts = [round(s * SAMPLE_RATE_HZ) // FRAME_SAMPLES for s in spoken.word_seconds]
    ends = [*(start - 1 for start in starts[1:]), len(sound) // FRAME_SAMPLES - 1]
    words = tuple(
        SpokenWord(text, first, max(first, last))
        for text, first, last in zip(TEXT.split(), starts, ends, strict=True)
    )
    return Recording(name, "synthetic", name, sound, words, True)


@pytest.fixture(scope="module")
def person() -> Recording:
    return recording("person", "en-us+f4")


@pytest.fixture(scope="module")
def other() -> Recording:
    return recording("other", "en-gb+m5")


@pytest.fixture(scope="module")
def noises() -> Noises:
    return Noises(None)


@pytest.mark.parametrize("manner", Manner)
@pytest.mark.parametrize("place", [rooms.QUIET, rooms.FLOORS[-1], rooms.FAN], ids=lambda p: p.name)
def test_one_person_alone_is_nobody_else(
    person: Recording, noises: Noises, place: rooms.Place, manner: Manner
) -> None:
    heard = hear(scenes.alone(person, place, manner, noises))
    assert heard.own >= 36
    assert heard.own_background == 0


def test_a_bystander_twenty_decibels_softer_is_told_apart(
    person: Recording, other: Recording, noises: Noises
) -> None:
    heard = hear(scenes.beside(person, other, 20, Where.PAUSES, noises))
    assert heard.bystander >= 20
    assert heard.bystander_taken <= 0.05 * heard.bystander
    assert heard.own_background == 0


def test_nearness_that_marks_whoever_is_soft_misses_the_goal_and_shows(
    person: Recording, noises: Noises, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hasty(self: nearness.Nearness, *_turns: object) -> None:
        self._second_voice = True

    monkeypatch.setattr(nearness.Nearness, "_tell_apart", hasty)
    monkeypatch.setattr(nearness, "SOFT_DB", 7.0)
    scene = scenes.alone(person, rooms.FLOORS[-1], Manner.SOFTER_10, noises)
    heard = hear(scene)
    assert heard.own_background > 0
    figures = Figures()
    figures.add(scene.place, scene.manner, 0, None, heard)
    assert "words of one person alone taken for others', quiet rooms" in [
        goal.name for goal in goals(figures) if not goal.reached
    ]


def test_a_goal_that_is_missed_by_one_word_is_missed() -> None:
    figures = Figures(quiet=Heard(own=1000, own_background=1))
    assert [goal.count for goal in goals(figures) if not goal.reached] == [1]


def test_words_wrong_are_the_fewest_changes() -> None:
    assert distance(["i", "feel", "safe"], ["i", "feel", "quite", "safe"]) == 1
    assert distance(["i", "feel", "safe"], ["feel", "save"]) == 2
    assert distance([], ["a"]) == 1


def wav(path: Path, rate_hz: int = 8_000, channels: int = 2) -> None:
    samples = (np.random.default_rng(1).standard_normal((rate_hz, channels)) * 3000).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes(samples.tobytes())


def test_any_rate_and_stereo_are_read_and_words_may_be_missing(tmp_path: Path) -> None:
    pytest.importorskip("soundfile")
    wav(tmp_path / "a.wav")
    (tmp_path / "people.json").write_text(json.dumps([{"file": "a.wav", "words": None}]))
    (found,) = read_folder(tmp_path)
    assert found.seconds == pytest.approx(1.0, abs=0.02)
    assert len(found.words) == 1
    assert not found.has_word_times


@pytest.mark.parametrize(
    ("listing", "fact"),
    [
        (None, "holds no people.json"),
        ("nonsense", "cannot be read"),
        ("[]", "names no recording"),
        ('[{"file": "gone.wav"}]', "names what is not there: gone.wav"),
        ('[{"file": "{}.wav"}]', r"names what is not there: \{\}.wav"),
        ('[{"file": "a.txt"}]', "no sound that can be read"),
    ],
)
def test_what_cannot_be_read_is_one_fact_and_one_next_step(
    tmp_path: Path, listing: str | None, fact: str
) -> None:
    pytest.importorskip("soundfile")
    (tmp_path / "a.txt").write_text("no sound")
    if listing is not None:
        (tmp_path / "people.json").write_text(listing)
    with pytest.raises(VoiceError, match=fact) as raised:
        read_folder(tmp_path)
    assert raised.value.hint


def test_the_command_says_what_is_missing_and_how_a_list_looks(tmp_path: Path) -> None:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(SCRIPT), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    done = run(str(tmp_path))
    assert done.returncode == 2
    assert "next: " in done.stderr
    assert "Traceback" not in done.stderr
    assert '"start_seconds"' in run("--help").stdout
