"""Settings from a file, the environment and the command line."""

from pathlib import Path

import pytest

from voice.floor.commands import Manner
from voice.settings import Settings, load_settings, remember_manner
from voice.values.errors import SettingsError


def test_the_command_line_wins_over_the_environment_and_that_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('rate_wpm = 120\nvoice = "a"\npatience = "steady"\n')
    environ = {"REFLECT_RATE_WPM": "140", "REFLECT_VOICE": "b"}
    settings = load_settings(file, environ, {"rate_wpm": 200, "voice": None})
    assert (settings.rate_wpm, settings.voice, settings.patience) == (200, "b", "steady")


def test_without_anything_the_defaults_hold(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "none.toml", {}, {}) == Settings()


def test_every_wrong_key_and_value_is_named_at_once_with_its_source(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('rate = 120\npatience = "hasty"\n')
    with pytest.raises(SettingsError) as raised:
        load_settings(file, {"REFLECT_VOLUME": "9"}, {"rate_wpm": 1})
    fact = raised.value.fact
    assert str(file) in fact
    assert "rate" in fact
    assert '"hasty"' in fact
    assert "environment: volume" in fact
    assert "rate_wpm" in fact


@pytest.mark.parametrize("text", ["= =", "a" * 9_000, "[" * 5_000])
def test_a_broken_file_is_an_error_and_no_traceback(tmp_path: Path, text: str) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(text)
    with pytest.raises(SettingsError):
        load_settings(file, {}, {})


def test_the_manner_is_remembered_and_the_rest_of_the_file_stays(tmp_path: Path) -> None:
    file = tmp_path / "folder" / "settings.toml"
    remember_manner(file, Manner(rate_wpm=128, volume=0.75))
    file.write_text(file.read_text() + 'voice = "a"\n')
    remember_manner(file, Manner(rate_wpm=102, volume=0.6))
    settings = load_settings(file, {}, {})
    assert (settings.rate_wpm, settings.volume, settings.voice) == (102, 0.6, "a")
    assert [path.name for path in file.parent.iterdir()] == ["settings.toml"]
