"""What the home's desk does: what is changed is remembered where it is read, and holds at once."""

import errno
from functools import partial
from pathlib import Path

import pytest

from voice.app.home_desk import HomeDesk
from voice.floor.turn import Patience
from voice.scenes.home.errands import (
    KeepSetting,
    PrepareSession,
    Refused,
    SessionPrepared,
    SettingKept,
)
from voice.scenes.home.settings import Chosen, Setting
from voice.settings import Settings, load_settings, remember_setting
from voice.values.troubles import TroubleName
from voice.vault.vault import Vault


def desk(folder: Path, file: Path) -> HomeDesk:
    vault, _ = Vault.create(folder / "vault")
    settings = Settings(vault=vault.directory)
    return HomeDesk(settings, "en", vault, partial(remember_setting, file))


def test_a_setting_is_remembered_and_the_next_session_goes_by_it(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('country = "AT"\n')
    at_desk = desk(tmp_path, file)
    for chosen in (
        Chosen(Setting.PATIENCE, "steady"),
        Chosen(Setting.ASK_TO_KEEP, value=True),
        Chosen(Setting.PACE, 200),
    ):
        assert list(at_desk.carry_out(KeepSetting(chosen))) == [SettingKept(chosen)]
    kept = load_settings(file, {}, {})
    assert (kept.patience, kept.ask_to_keep, kept.rate_wpm) == ("steady", True, 200)
    assert kept.country == "AT"
    (prepared,) = at_desk.carry_out(PrepareSession("trust-and-power"))
    assert isinstance(prepared, SessionPrepared)
    assert prepared.plan.patience == Patience(8.0)
    assert prepared.plan.ask_to_keep


@pytest.mark.parametrize(
    ("number", "name"),
    [(errno.ENOSPC, TroubleName.DISK_FULL), (errno.EISDIR, TroubleName.NOT_WRITTEN)],
)
def test_what_cannot_be_remembered_is_refused_by_its_reason_and_not_gone_by(
    number: int, name: TroubleName, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_path: Path, _data: bytes) -> None:
        raise OSError(number, "")

    at_desk = desk(tmp_path, tmp_path / "settings.toml")
    monkeypatch.setattr("voice.settings.write_whole", refused)
    (answer,) = at_desk.carry_out(KeepSetting(Chosen(Setting.PATIENCE, "brisk")))
    assert isinstance(answer, Refused)
    assert answer.trouble.name is name
    (prepared,) = at_desk.carry_out(PrepareSession("trust-and-power"))
    assert isinstance(prepared, SessionPrepared)
    assert prepared.plan.patience == Patience(None)
