"""What is erased at home is what was asked about, and what could not be is counted."""

from dataclasses import replace
from pathlib import Path

from tests.vault.test_vault import header, passage
from voice.app.devices import forget_setting
from voice.app.home_desk import HomeDesk
from voice.scenes.home.errands import (
    Erasable,
    Erased,
    EraseSession,
    Listed,
    NotErased,
    NotOpened,
    OpenWords,
    TakeListed,
    Words,
)
from voice.settings import Settings
from voice.vault.vault import Vault


def desk(vault: Vault) -> HomeDesk:
    return HomeDesk(Settings(vault=vault.directory), "en", vault, forget_setting)


def session_in(vault: Vault, name: str, day: int) -> None:
    moment = f"2026-03-{day:02}T09:00:00+01:00"
    journal = vault.begin_session(replace(header(name), started_at=moment))
    journal.seal_segment("first", passage(0))
    journal.seal_segment("second", passage(1))
    journal.close()


def test_the_session_that_is_chosen_is_erased_and_no_other(tmp_path: Path) -> None:
    vault, _ = Vault.create(tmp_path / "vault")
    session_in(vault, "first", 3)
    session_in(vault, "second", 4)
    at_desk = desk(vault)
    (listed,) = at_desk.carry_out(OpenWords(Words.TO_ERASE))
    assert listed == Listed(("March fourth, 2026.", "March third, 2026."))
    (found,) = at_desk.carry_out(TakeListed(2))
    assert found == Erasable("first", "March third, 2026", 2)
    assert vault.count()[0] == 2, "asked about, and nothing more"
    assert list(at_desk.carry_out(EraseSession("first"))) == [Erased()]
    assert [s.session_id for s in vault.read(vault.identity()).sessions] == ["second"]


def test_one_session_needs_no_choosing_and_none_is_said(tmp_path: Path) -> None:
    vault, _ = Vault.create(tmp_path / "vault")
    assert list(desk(vault).carry_out(OpenWords(Words.TO_ERASE))) == [NotOpened(locked=False)]
    session_in(vault, "first", 3)
    (found,) = desk(vault).carry_out(OpenWords(Words.TO_ERASE))
    assert isinstance(found, Erasable)


def test_what_could_not_be_erased_is_told_and_counted(tmp_path: Path) -> None:
    vault, _ = Vault.create(tmp_path / "vault")
    at_desk = desk(vault)
    (answer,) = at_desk.carry_out(EraseSession("first"))
    assert isinstance(answer, NotErased)
    assert at_desk.erasing.not_erased == 1
