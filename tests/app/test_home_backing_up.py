"""The home's backups: onto the drive that was chosen, of what is kept, and never by itself."""

from pathlib import Path

import pytest

from tests.cli.terminal import hold
from voice.app.devices import forget_setting
from voice.app.home_desk import HomeDesk
from voice.floor.events import Event
from voice.scenes.home.errands import (
    BackedUp,
    FindDrives,
    HomeErrand,
    Listed,
    NoDrive,
    NotOpened,
    Refused,
    TakeListed,
)
from voice.scenes.home.wording import HomeSay
from voice.settings import Settings
from voice.vault.recipients import Role, write_recipients
from voice.vault.vault import Vault


class Made:
    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.drives = [folder / "FIRST", folder / "SECOND"]
        monkeypatch.setattr("voice.app.home_desk.plugged_in", lambda: self.drives)
        for drive in self.drives:
            drive.mkdir()
        self.vault, _ = Vault.create(folder / "vault")
        self.desk = HomeDesk(Settings(vault=self.vault.directory), "en", self.vault, forget_setting)

    def asks(self, errand: HomeErrand) -> Event | None:
        return next(iter(self.desk.carry_out(errand)), None)


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Made:
    return Made(tmp_path, monkeypatch)


def test_it_goes_onto_the_drive_that_was_chosen_and_no_other(made: Made) -> None:
    hold(made.vault, 1, "nobody")
    assert made.asks(FindDrives()) == Listed(("FIRST.", "SECOND."), HomeSay.BACKING_UP)
    assert all(not list(drive.iterdir()) for drive in made.drives), "found, and nothing more"
    done = made.asks(TakeListed(2))
    (folder,) = made.drives[1].iterdir()
    assert done == BackedUp("SECOND", "reflect backup", str(folder), True, 0, True)
    assert not list(made.drives[0].iterdir())
    made.asks(FindDrives())
    again = made.asks(TakeListed(2))
    assert isinstance(again, BackedUp)
    assert not again.new
    assert made.desk.backing_up.made == (folder,)


def test_with_a_passphrase_it_is_backed_up_without_one(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold(made.vault, 1, "nobody")
    (made.vault.directory / "identity.txt").unlink()
    made.asks(FindDrives())
    assert isinstance(made.asks(TakeListed(1)), BackedUp)


def test_where_there_is_nothing_or_no_drive_it_is_said(made: Made) -> None:
    assert made.asks(FindDrives()) == NotOpened(locked=False)
    hold(made.vault, 1, "nobody")
    made.drives.clear()
    assert made.asks(FindDrives()) == NoDrive()


def test_that_nobody_could_open_it_elsewhere_is_known(made: Made) -> None:
    kept = tuple(r for r in made.vault.recipients if r.role is not Role.RECOVERY)
    write_recipients(made.vault.directory, kept)
    hold(made.vault, 1, "nobody")
    made.asks(FindDrives())
    done = made.asks(TakeListed(1))
    assert isinstance(done, BackedUp)
    assert not done.has_recovery_key


def test_a_drive_that_was_pulled_out_is_a_trouble_and_no_traceback(made: Made) -> None:
    hold(made.vault, 1, "nobody")
    made.asks(FindDrives())
    made.drives[0].rmdir()
    assert isinstance(made.asks(TakeListed(1)), Refused)
