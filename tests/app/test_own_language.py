"""The settings as they are in one language: its questions, and what listens to it."""

from pathlib import Path

import pytest

from voice.app.own_language import in_language
from voice.guides.loading import bundled_text, find_guide
from voice.machine.places import guides_folder
from voice.settings import Settings


@pytest.fixture(autouse=True)
def _empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.mark.parametrize("code", ["de", "en", "es", "fr"])
def test_every_language_has_questions_to_begin_with(code: str) -> None:
    settings = in_language(Settings(guide="on-my-mind"), code)
    assert find_guide(settings.guide).language == settings.language == code


def test_the_last_guide_stays_where_it_is_in_that_language() -> None:
    assert in_language(Settings(guide="on-my-mind"), "en").guide == "on-my-mind"
    assert in_language(Settings(guide="on-my-mind-de"), "en").guide == Settings().guide


def test_a_guide_of_ones_own_goes_before_the_single_question() -> None:
    folder = guides_folder()
    folder.mkdir(parents=True)
    (folder / "of-my-therapist.toml").write_text(bundled_text("on-my-mind-de"), "utf-8")
    assert in_language(Settings(), "de").guide == "of-my-therapist"
    assert in_language(Settings(), "fr").guide == "on-my-mind-fr"


def test_a_model_for_another_language_does_not_listen() -> None:
    assert in_language(Settings(model="rehearsal-en"), "de").model is None
    assert in_language(Settings(model="rehearsal-en"), "en").model == "rehearsal-en"
    assert in_language(Settings(model="/a/folder"), "de").model == "/a/folder"


def test_a_guide_that_cannot_be_read_is_left_to_whoever_needs_it() -> None:
    assert in_language(Settings(guide="nowhere.toml"), "de").guide == "nowhere.toml"
