"""A model is tried once in a child, asked for every command word, and remembered."""

import os
import shutil
from pathlib import Path

import pytest

from scripts.languages import COMPLETE
from voice.hearing.vosk_recognizer import open_model
from voice.language.loading import load_language
from voice.models.choosing import rehearsal_model
from voice.models.command_words import (
    forms_of,
    lacking_forms,
    refuse_where_an_action_is_lacking,
    words_of,
)
from voice.models.files import CHECKSUM_FILE
from voice.models.trial import check_model, ready_model, try_loading
from voice.values.errors import ModelError
from voice.values.troubles import TroubleName


@pytest.fixture(autouse=True)
def nothing_tried_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A model that is not the one that comes with the program, as far as anybody can see."""
    path = Path(shutil.copytree(rehearsal_model(), tmp_path / "model"))
    (path / CHECKSUM_FILE).unlink()
    return path


class Moments:
    """Counts how often a person was asked for one moment."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> None:
        self.count += 1


def test_the_rehearsal_model_knows_every_word_by_which_it_is_spoken_to() -> None:
    words = words_of(forms_of(load_language("en")))
    assert try_loading(rehearsal_model(), words) == frozenset()


def test_a_model_is_tried_once_and_again_when_its_files_have_changed(model: Path) -> None:
    moments = Moments()
    assert ready_model(model, "en", moments) == ()
    ready_model(model, "en", moments)
    shutil.move(model, model.with_name("moved"))
    ready_model(model.with_name("moved"), "en", moments)
    assert moments.count == 1
    os.utime(model.with_name("moved") / "am" / "final.mdl")
    ready_model(model.with_name("moved"), "en", moments)
    assert moments.count == 2


def test_a_model_damaged_since_it_was_tried_is_refused(model: Path) -> None:
    ready_model(model, "en")
    (model / "am" / "final.mdl").write_bytes(b"damaged")
    with pytest.raises(ModelError) as raised:
        ready_model(model, "en")
    assert raised.value.trouble.name is TroubleName.MODEL_NOT_LOADED


def test_where_nothing_can_be_remembered_a_session_goes_on_all_the_same(
    model: Path, tmp_path: Path
) -> None:
    (tmp_path / "data").write_text("no folder")
    moments = Moments()
    ready_model(model, "en", moments)
    ready_model(model, "en", moments)
    assert moments.count == 2


def test_what_is_remembered_and_cannot_be_read_is_found_out_again(
    model: Path, tmp_path: Path
) -> None:
    ready_model(model, "en")
    (remembered,) = (tmp_path / "data").rglob("*.json")
    remembered.write_text('{"a": 1}')
    moments = Moments()
    ready_model(model, "en", moments)
    assert moments.count == 1


@pytest.mark.parametrize("code", sorted(set(COMPLETE) - {"en"}))
def test_a_model_for_another_language_is_refused_each_time(model: Path, code: str) -> None:
    for _ in range(2):
        with pytest.raises(ModelError) as raised:
            ready_model(model, code)
        assert raised.value.trouble.name is TroubleName.MODEL_OF_OTHER_LANGUAGE
    assert ready_model(model, "en") == ()


def test_a_model_that_lacks_one_action_is_refused_with_its_name() -> None:
    unknown = {"crisis", "emergency", "me", "need"}
    with pytest.raises(ModelError) as raised:
        refuse_where_an_action_is_lacking(Path("m"), load_language("en"), unknown, False)
    assert raised.value.trouble.name is TroubleName.MODEL_LACKS_COMMANDS
    assert raised.value.fact.endswith("for: crisis")


def test_what_only_a_kiosk_is_asked_for_is_no_matter_at_home() -> None:
    language = load_language("en")
    unknown = {"captions", "caption", "subtitles", "text", "show", "hide"}
    refuse_where_an_action_is_lacking(Path("m"), language, unknown, at_kiosk=False)
    with pytest.raises(ModelError):
        refuse_where_an_action_is_lacking(Path("m"), language, unknown, at_kiosk=True)


def test_forms_that_cannot_be_heard_are_named_and_their_actions_stay() -> None:
    language = load_language("en")
    refuse_where_an_action_is_lacking(Path("m"), language, {"emergency"}, at_kiosk=True)
    assert lacking_forms(forms_of(language), {"emergency", "seventeen"}) == (
        "emergency",
        "seventeen",
    )


@pytest.mark.parametrize("name", ["mödel", "model 😀", "модель"])
def test_an_umlaut_or_an_emoji_in_a_path_is_read(model: Path, name: str) -> None:
    there = Path(shutil.move(model, model.with_name(name)))
    ready_model(there, "en")
    open_model(there)


@pytest.mark.parametrize("name", ["pipe|", os.fsdecode(b"latin-\xfc")])
def test_a_path_that_libvosk_cannot_read_is_not_blamed_on_the_model(model: Path, name: str) -> None:
    there = Path(shutil.move(model, model.with_name(name)))
    for refused in (check_model, lambda path: ready_model(path, "en"), open_model):
        with pytest.raises(ModelError) as raised:
            refused(there)
        assert raised.value.trouble.name is TroubleName.MODEL_PATH_UNREADABLE
        raised.value.fact.encode("utf-8")
