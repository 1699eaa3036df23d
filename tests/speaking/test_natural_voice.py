"""Natural voices as far as they need no voice: the choice, the pace, the level, the installing.

Those that speak are in tests/natural_voice, which `scripts/test_voice` runs.
"""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.machine.test_extras import LISTS
from voice.floor.commands import Manner
from voice.installing.voices import install_voice_from, url_of
from voice.models.natural_voices import (
    Card,
    InstalledVoice,
    Pace,
    installed_voice,
    installed_voices,
    is_natural,
    load_voice_catalogue,
)
from voice.settings import Settings, load_settings, remember_setting
from voice.speaking import chosen_voice, natural_synthesizer
from voice.speaking.chosen_voice import ChosenVoice, NaturalOrSystems
from voice.speaking.fixed_sounds import FixedSounds, keep
from voice.speaking.natural_synthesizer import NaturalSynthesizer
from voice.speaking.phonemes import clauses, ids_of, spelled
from voice.speaking.piper_voice import (
    PEAK_DBFS,
    TARGET_DBFS,
    VoiceFiles,
    level_dbfs,
    levelled,
)
from voice.speaking.pyttsx3_synthesizer import Pyttsx3Synthesizer
from voice.speaking.watched_child import stopped
from voice.stage.ports import Sound
from voice.values.errors import SettingsError, SpeechError
from voice.values.troubles import TroubleName

RATE_HZ = 22_050
KRISTIN = "en_US-kristin-medium"


@pytest.fixture(autouse=True)
def nothing_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def test_onnxruntime_is_pinned_below_the_version_that_sends_what_it_does() -> None:
    for name in ("natural", "dev"):
        pins = [line for line in (LISTS / f"{name}.txt").read_text().splitlines() if "==" in line]
        version = next(pin for pin in pins if pin.startswith("onnxruntime==")).split()[0]
        assert tuple(map(int, version.partition("==")[2].split(".")[:2])) < (1, 29)


def test_the_catalogue_says_what_a_voice_was_trained_from_and_recommends_one() -> None:
    catalogue = load_voice_catalogue()
    assert catalogue.recommended().name == KRISTIN
    for entry in catalogue.voice:
        assert is_natural(entry.name)
        assert entry.name.startswith(f"{entry.language}_")
        assert "lessac" not in entry.trained_from or entry.why_not
    assert set(catalogue.without) == {"de", "es", "fr"}
    assert len({address.split("/")[2] for address in catalogue.addresses}) == 2


def test_an_address_is_made_of_the_parts_of_a_name() -> None:
    address = "https://here/{language}/{region}/{speaker}/{quality}/{file}"
    made = url_of(address, KRISTIN, f"{KRISTIN}.onnx")
    assert made == f"https://here/en/en_US/kristin/medium/{KRISTIN}.onnx"


@pytest.mark.parametrize("name", ["gmw/en-US", "com.apple.voice.compact.de-DE.Anna", "en-us", None])
def test_no_voice_of_a_system_is_taken_for_a_natural_one(name: str | None) -> None:
    assert not is_natural(name)


def test_a_voice_that_is_not_installed_is_told_once_and_the_systems_speaks() -> None:
    told: list[SpeechError] = []
    chosen = ChosenVoice(KRISTIN, "en").settled(told.append)
    assert isinstance(chosen, Pyttsx3Synthesizer)
    chosen.close()
    assert [error.trouble.name for error in told] == [TroubleName.NATURAL_VOICE_MISSING]
    assert f"`reflect voice install {KRISTIN}`" in told[0].hint


def test_another_language_than_the_voices_is_the_systems_to_speak_and_no_trouble() -> None:
    chosen = ChosenVoice(KRISTIN, "de").settled(pytest.fail)
    assert isinstance(chosen, Pyttsx3Synthesizer)
    chosen.close()


def test_half_a_voice_is_none(tmp_path: Path) -> None:
    folder = tmp_path / KRISTIN
    folder.mkdir()
    (folder / f"{KRISTIN}.onnx").touch()
    (folder / "voice.toml").write_text("language = 1")
    assert installed_voices(tmp_path) == ()
    with pytest.raises(SpeechError):
        installed_voice(KRISTIN, tmp_path)


def test_files_that_are_not_the_catalogues_are_refused(tmp_path: Path) -> None:
    class Quiet:
        def said(self, _text: str) -> None: ...

        def moved(self, _done: int, _of: int) -> None: ...

    model = tmp_path / f"{KRISTIN}.onnx"
    model.write_bytes(b"another")
    Path(f"{model}.json").write_bytes(b"{}")
    folder = tmp_path / "voices"
    with pytest.raises(SpeechError) as raised:
        install_voice_from(model, folder, load_voice_catalogue(), Quiet(), False)
    assert "checksum differs" in raised.value.fact
    assert not folder.exists()


def kept_voice(folder: Path, sha256: str = "a" * 64) -> InstalledVoice:
    pace = Pace(pause_seconds_a_word=0.1, seconds_a_word=0.2)
    card = Card(
        language="en", sha256=sha256, config_sha256="b" * 64, pace=pace, level_dbfs=TARGET_DBFS
    )
    return InstalledVoice(KRISTIN, folder, card)


def test_what_was_kept_is_found_for_this_voice_rate_and_text_only(tmp_path: Path) -> None:
    voice = kept_voice(tmp_path)
    samples = np.arange(100, dtype=np.int16)
    keep(voice, 160, RATE_HZ, {"Take your time.": samples})
    found = FixedSounds(voice).sound("Take your time.", 160)
    assert found is not None
    assert found.rate_hz == RATE_HZ
    assert found.samples.tolist() == samples.tolist()
    assert FixedSounds(voice).sound("Take your time", 160) is None
    assert FixedSounds(voice).sound("Take your time.", 170) is None
    assert FixedSounds(kept_voice(tmp_path, "c" * 64)).sound("Take your time.", 160) is None


def test_what_was_kept_and_is_damaged_is_spoken_afresh(tmp_path: Path) -> None:
    voice = kept_voice(tmp_path)
    keep(voice, 160, RATE_HZ, {"Take your time.": np.arange(1_000, dtype=np.int16)})
    path = next(tmp_path.iterdir())
    whole = path.read_bytes()
    for damaged in (whole[:300], whole[:400] + b"xxxx" + whole[404:], b"", b"no zip at all"):
        path.write_bytes(damaged)
        assert FixedSounds(voice).sound("Take your time.", 160) is None


class Child:
    """A voice's process that has told as much of its loading as `told` says."""

    def __init__(self, told: list[dict[str, Any]]) -> None:
        self.told = told
        self.asked: list[dict[str, Any]] = []

    def has_answered(self) -> bool:
        return bool(self.told)

    def write(self, request: dict[str, Any]) -> None:
        self.asked.append(request)

    def take(self, _within_seconds: float) -> tuple[dict[str, Any], bytes]:
        if not self.told:
            raise stopped()
        return self.told.pop(0), np.full(50, 7, np.int16).tobytes()

    def discard(self) -> None: ...


LOADED: dict[str, Any] = {"failure": ""}
SPOKEN: dict[str, Any] = {"failure": "", "rate_hz": RATE_HZ}


@pytest.fixture
def speaks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., NaturalOrSystems]:
    """A natural voice that has kept "Welcome.", whose process answers this."""
    voice = kept_voice(tmp_path)
    keep(voice, 160, RATE_HZ, {"Welcome.": np.arange(100, dtype=np.int16)})

    def made(told: list[dict[str, Any]], lost: list[SpeechError]) -> NaturalOrSystems:
        monkeypatch.setattr(natural_synthesizer, "child_of", lambda _module: Child(told))
        monkeypatch.setattr(chosen_voice, "Pyttsx3Synthesizer", Systems)
        return NaturalOrSystems(NaturalSynthesizer(voice), "en", lost.append)

    return made


class Systems:
    """The system's voice: one sample."""

    def __init__(self, voice: str | None, language: str) -> None:
        assert (voice, language) == (None, "en")

    def synthesize(self, _text: str, _manner: Manner) -> Sound:
        return Sound(np.ones(1, np.int16), RATE_HZ)

    def close(self) -> None: ...


def said(voice: NaturalOrSystems, *texts: str) -> list[int]:
    """How long each is in samples: 100 what was kept, 50 made by its process, 1 the system's."""
    return [len(voice.synthesize(text, Manner(160)).samples) for text in texts]


def test_what_was_kept_sounds_while_the_voice_is_still_loaded(
    speaks: Callable[..., NaturalOrSystems],
) -> None:
    told: list[dict[str, Any]] = []
    voice = speaks(told, [])
    assert said(voice, "Welcome.") == [100]
    told += [LOADED, SPOKEN]
    assert said(voice, "How are you?", "Welcome.") == [50, 100]


def test_a_voice_that_cannot_be_loaded_says_nothing_not_even_what_was_kept_of_it(
    speaks: Callable[..., NaturalOrSystems],
) -> None:
    lost: list[SpeechError] = []
    voice = speaks([{"failure": "altered"}], lost)
    assert said(voice, "Welcome.", "How are you?", "Welcome.") == [1, 1, 1]
    assert [error.trouble.name for error in lost] == [TroubleName.NATURAL_VOICE_ALTERED]


def test_where_loading_fails_after_what_was_kept_the_systems_speaks_to_the_end_told_once(
    speaks: Callable[..., NaturalOrSystems],
) -> None:
    """Also where its process ends at it, or gives no answer."""
    lost: list[SpeechError] = []
    voice = speaks([], lost)
    assert said(voice, "Welcome.", "How are you?", "Welcome.", "And you?") == [100, 1, 1, 1]
    assert [error.trouble.name for error in lost] == [TroubleName.NATURAL_VOICE_NOT_LOADED]


def test_a_voice_that_was_loaded_and_fails_is_loaded_again_and_no_other_takes_its_place(
    speaks: Callable[..., NaturalOrSystems],
) -> None:
    lost: list[SpeechError] = []
    told = [LOADED]
    voice = speaks(told, lost)
    with pytest.raises(SpeechError):
        said(voice, "How are you?")
    told += [LOADED, SPOKEN]
    assert said(voice, "How are you?") == [50]
    assert lost == []


def test_the_pace_is_turned_into_a_scale_and_kept_within_what_can_be_understood() -> None:
    files = VoiceFiles("", "", "", "", pause_seconds_a_word=0.1, seconds_a_word=0.2)
    assert files.length_scale(200) == pytest.approx(1.0)
    assert files.length_scale(100) == pytest.approx(2.5)
    assert files.length_scale(10_000) == 0.5
    assert files.length_scale(10) == 4.0


def tone(peak: float, seconds: float = 1.0, silence_seconds: float = 1.0) -> np.ndarray:
    time_seconds = np.arange(round(RATE_HZ * seconds)) / RATE_HZ
    sound = peak * np.sin(2 * np.pi * 200 * time_seconds)
    return np.concatenate([sound, np.zeros(round(RATE_HZ * silence_seconds))]).astype(np.float32)


def test_speech_is_made_as_loud_as_it_should_be_whatever_its_pauses() -> None:
    for peak, silence_seconds in ((0.05, 0.2), (0.05, 3.0), (0.9, 1.0)):
        made = levelled(tone(peak, silence_seconds=silence_seconds), RATE_HZ)
        assert level_dbfs(made, RATE_HZ) == pytest.approx(TARGET_DBFS, abs=0.2)


def test_no_peak_is_made_louder_than_resampling_bears_and_no_silence_louder_at_all() -> None:
    click = tone(0.02)
    click[100] = 0.5
    made = levelled(click, RATE_HZ)
    assert np.abs(made).max() == pytest.approx(10 ** (PEAK_DBFS / 20), rel=0.01)
    hiss = np.full(RATE_HZ, 1e-4, np.float32)
    assert levelled(hiss, RATE_HZ).max() < 1e-3
    assert levelled(np.zeros(10, np.float32), RATE_HZ).max() == 0


def test_capitals_are_spelled_unless_all_of_it_is() -> None:
    assert spelled("Ask an LCSW, or I do.") == "Ask an L C S W, or I do."
    assert spelled("The DSM-5 and USA's") == "The D S M-5 and USA's"
    assert spelled("STOP NOW") == "STOP NOW"
    assert spelled("A PSYCHOLOGIST said") == "A PSYCHOLOGIST said"


def test_a_clause_ends_at_a_mark_and_not_at_an_abbreviations() -> None:
    text = "Ask Dr. Brown, e.g. on Monday. Or not…"
    said = [("Ask Dr. Brown", ","), ("e.g. on Monday", "."), ("Or not", "…"), ("", "")]
    assert list(clauses(text)) == said


def test_a_phoneme_that_the_voice_does_not_know_is_left_out() -> None:
    known = {"^": [1], "_": [0], "$": [2], "a": [5], "b": [6]}
    assert ids_of("a?b", known) == [1, 0, 5, 0, 6, 0, 2]


def test_the_voice_that_is_used_is_remembered_and_forgotten_again(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("plain = true\n")
    remember_setting(path, "voice", KRISTIN)
    assert load_settings(path, {}, {}) == Settings(plain=True, voice=KRISTIN)
    remember_setting(path, "voice", None)
    assert tomllib.loads(path.read_text()) == {"plain": True}
    path.write_text("no toml")
    with pytest.raises(SettingsError):
        remember_setting(path, "voice", KRISTIN)
