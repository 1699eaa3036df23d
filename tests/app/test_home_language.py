"""Another language at home: what is listed, taken, remembered, and told to whatever speaks."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path

import pytest

from voice.app.home_desk import HomeDesk
from voice.floor.events import DeviceFailed, Event
from voice.guides.loading import find_guide
from voice.models.choosing import models_folder
from voice.scenes.home.errands import (
    KeepSetting,
    LanguageSpoken,
    Listed,
    ListLanguages,
    PrepareSession,
    Refused,
    SessionPrepared,
    TakeListed,
)
from voice.scenes.home.settings import Chosen, Setting
from voice.settings import Settings, load_settings, remember_setting
from voice.values.troubles import Trouble, TroubleName
from voice.vault.vault import Vault

NOT_UNDERSTOOD = DeviceFailed("recogniser", Trouble(TroubleName.MODEL_MISSING))


class AtDesk:
    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, **settings: object) -> None:
        monkeypatch.setenv("HOME", str(folder))
        monkeypatch.delenv("XDG_DATA_HOME", raising=False)
        self.file = folder / "settings.toml"
        vault, _ = Vault.create(folder / "vault")
        chosen = Settings(vault=vault.directory, model="rehearsal-en", **settings)  # type: ignore[arg-type]
        self.desk = HomeDesk(chosen, "en", vault, partial(remember_setting, self.file))
        self.spoken_in: list[Settings] = []
        self.desk.changed_language = self._changed

    def _changed(self, settings: Settings) -> tuple[Event, ...]:
        self.spoken_in.append(settings)
        return (NOT_UNDERSTOOD,)

    def takes(self, code: str) -> Iterable[Event]:
        (listed,) = self.desk.carry_out(ListLanguages())
        assert isinstance(listed, Listed)
        number = ["de", "en", "es", "fr"].index(code) + 1
        return self.desk.carry_out(TakeListed(number))

    @property
    def kept(self) -> Settings:
        return load_settings(self.file, {}, {})


def test_every_language_is_listed_with_whether_it_is_understood(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_desk = AtDesk(tmp_path, monkeypatch)
    model = models_folder() / "vosk-model-small-fr-0.22"
    (model / "am").mkdir(parents=True)
    (model / "am" / "final.mdl").touch()
    (listed,) = at_desk.desk.carry_out(ListLanguages())
    assert isinstance(listed, Listed)
    not_yet = "I cannot understand it here yet."
    assert listed.items == (
        f"German, Deutsch. {not_yet}",
        "English.",
        f"Spanish, español. {not_yet}",
        "French, français.",
    )
    assert listed.present == 1


def test_it_is_remembered_and_what_speaks_and_asks_is_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_desk = AtDesk(tmp_path, monkeypatch)
    spoken, told = at_desk.takes("de")
    assert isinstance(spoken, LanguageSpoken)
    assert (spoken.wording.language, spoken.guide.name) == ("de", "on-my-mind-de")
    assert told == NOT_UNDERSTOOD
    assert at_desk.kept.language == "de"
    (settings,) = at_desk.spoken_in
    assert (find_guide(settings.guide).language, settings.model) == ("de", None)
    (prepared,) = at_desk.desk.carry_out(PrepareSession(spoken.guide.name))
    assert isinstance(prepared, SessionPrepared)
    assert prepared.plan.wording.language == "de"
    (listed,) = at_desk.desk.carry_out(ListLanguages())
    assert isinstance(listed, Listed)
    assert listed.items[1] == "Englisch, English. Verstehen kann ich es hier noch nicht."


def test_taken_back_it_is_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at_desk = AtDesk(tmp_path, monkeypatch)
    at_desk.takes("de")
    before = Chosen(Setting.LANGUAGE, "en")
    spoken, _told = at_desk.desk.carry_out(KeepSetting(before, taken_back=True))
    assert isinstance(spoken, LanguageSpoken)
    assert spoken.taken_back
    assert spoken.guide.name == "trust-and-power"
    assert at_desk.kept.language == "en"


def test_a_voice_of_the_system_does_not_speak_another_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_desk = AtDesk(tmp_path, monkeypatch, voice="gmw/en-us")
    spoken, _told = at_desk.takes("de")
    assert isinstance(spoken, LanguageSpoken)
    assert at_desk.spoken_in[0].voice is spoken.voice is None


def test_taken_back_the_voice_the_guide_and_what_listens_are_those_of_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_desk = AtDesk(tmp_path, monkeypatch, voice="gmw/en-us", guide="on-my-mind")
    at_desk.takes("de")
    at_desk.desk.carry_out(KeepSetting(Chosen(Setting.PATIENCE, "brisk")))
    spoken, _told = at_desk.takes("en")
    assert isinstance(spoken, LanguageSpoken)
    assert (spoken.voice, spoken.guide.name) == ("gmw/en-us", "on-my-mind")
    settings = at_desk.spoken_in[1]
    assert (settings.voice, settings.model) == ("gmw/en-us", "rehearsal-en")
    assert (settings.patience, at_desk.kept.patience) == ("brisk", "brisk"), "that is no language's"
    assert at_desk.kept.voice == "gmw/en-us"


def test_what_cannot_be_remembered_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_desk = AtDesk(tmp_path, monkeypatch)
    at_desk.file.mkdir()
    (answer,) = at_desk.takes("de")
    assert isinstance(answer, Refused)
    assert at_desk.spoken_in == []
