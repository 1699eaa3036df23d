"""Own sounds where a session begins: what cannot be read stops nothing, and no model is no wall."""

from pathlib import Path

import pytest

from tests.hearing.own_sounds.sounds import HUM, frames_of, made
from voice.app import own_sounds
from voice.app.lacking import model_if_any
from voice.floor.actions import Action
from voice.floor.commands import LearnSound
from voice.floor.events import DeviceFailed, Remark
from voice.floor.situation import closes_microphone
from voice.hearing.own_sounds.features import features_of
from voice.hearing.own_sounds.store import write_own_sounds
from voice.hearing.own_sounds.taught import Taught, example_of
from voice.settings import Settings
from voice.values.errors import ModelError
from voice.values.troubles import TroubleName


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "own-sounds.json"
    monkeypatch.setattr(own_sounds, "own_sounds_file", lambda: path)
    return path


def taught() -> Taught:
    examples = [features_of(made(HUM, take)) for take in range(3)]
    return Taught().with_sound(Action.NEXT, [example_of(e) for e in examples if e is not None])


@pytest.mark.parametrize("damage", ["cut short", "a folder"])
def test_what_cannot_be_read_stops_no_session_is_told_once_and_stays_as_it_is(
    damage: str, path: Path
) -> None:
    write_own_sounds(path, taught())
    half = path.read_bytes()[:500]
    path.unlink()
    path.write_bytes(half) if damage == "cut short" else path.mkdir()
    ear, told = own_sounds.own_sounds_here("en")
    assert ear.hear(frames_of(made(HUM, 10))) is None
    (remark,) = told
    assert isinstance(remark, Remark)
    assert "I go on without them" in remark.text
    assert "teach them anew" in remark.text
    ear.learn(LearnSound(Action.NEXT, b"", right=True))
    assert path.is_dir() or path.read_bytes() == half


def test_what_was_taught_is_heard_and_what_is_learned_is_kept(path: Path) -> None:
    write_own_sounds(path, taught())
    ear, told = own_sounds.own_sounds_here("en")
    assert told == ()
    heard = ear.hear(frames_of(made(HUM, 10)))
    assert heard is not None
    ear.learn(LearnSound(heard.action, heard.example, right=True))
    again, _ = own_sounds.own_sounds_here("en")
    assert again.taught == ear.taught
    assert len(again.taught.sounds[0].examples) == 4


def test_whoever_has_taught_sounds_begins_without_a_model_and_is_listened_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voice.app.lacking.models_folder", lambda: tmp_path)
    settings = Settings()
    with pytest.raises(ModelError):
        model_if_any(settings, "en", lambda: None, by_hand=False)
    model_path, (told,) = model_if_any(settings, "en", lambda: None, False, by_own_sounds=True)
    assert model_path is None
    assert isinstance(told, DeviceFailed)
    assert told.trouble.name is TroubleName.WORDS_NOT_UNDERSTOOD
    assert not closes_microphone(told.device, told.trouble)
    _, (by_hand,) = model_if_any(settings, "en", lambda: None, by_hand=True)
    assert isinstance(by_hand, DeviceFailed)
    assert closes_microphone(by_hand.device, by_hand.trouble)
