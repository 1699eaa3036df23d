"""What is taken along from home: sealed as was said, where was said, and nothing unasked."""

from pathlib import Path

import pyrage
import pytest

from tests.cli.terminal import hold
from voice.app import taking_along
from voice.app.devices import forget_setting
from voice.app.home_desk import HomeDesk
from voice.floor.events import Event
from voice.scenes.home.errands import (
    CloseWords,
    HomeErrand,
    Listed,
    NotOpened,
    OpenWords,
    Refused,
    TakeListed,
    Taken,
    Unlocked,
    Words,
    WriteUnlocked,
)
from voice.scenes.home.wording import HomeSay
from voice.settings import Settings
from voice.vault.recipients import Role
from voice.vault.vault import Vault

LOCKED = "Locked, so that only my therapist can open it."


class Made:
    """A vault, a folder for documents, and a therapist's key."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.documents = folder / "Documents"
        monkeypatch.setattr("voice.app.home_desk.documents_folder", lambda: self.documents)
        self.vault, _ = Vault.create(folder / "vault")
        self.therapist = pyrage.x25519.Identity.generate()
        settings = Settings(vault=self.vault.directory)
        self.desk = HomeDesk(settings, "en", self.vault, forget_setting)

    def knows_therapist(self) -> None:
        self.vault.access.add_recipient(str(self.therapist.to_public()), "my therapist", False)

    def asks(self, errand: HomeErrand) -> Event | None:
        return next(iter(self.desk.carry_out(errand)), None)

    def files(self) -> list[Path]:
        return sorted(self.documents.iterdir()) if self.documents.exists() else []


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Made:
    return Made(tmp_path, monkeypatch)


def test_a_session_is_sealed_for_the_therapist_whose_key_is_known(made: Made) -> None:
    made.knows_therapist()
    hold(made.vault, 1, "nobody but my sister")
    listed = made.asks(OpenWords(Words.TO_TAKE))
    assert listed == Listed((LOCKED, "As a page, not locked.", "To print, not locked."))
    assert made.files() == [], "offered, and nothing more"
    taken = made.asks(TakeListed(1))
    (path,) = made.files()
    assert taken == Taken("Documents", "reflect, November first, 2026", "my therapist", str(path))
    assert path.name == "reflect-2026-11-01.html.age"
    assert b"sister" not in path.read_bytes()
    assert b"Nobody but my sister." in pyrage.decrypt(path.read_bytes(), [made.therapist])
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(path.read_bytes(), [pyrage.x25519.Identity.generate()])
    assert made.desk.taking_along.written == (path,)


@pytest.mark.parametrize(("number", "begins"), [(2, b"<!DOCTYPE html>"), (3, b"%PDF")])
def test_what_anybody_can_read_is_asked_about_and_then_written(
    made: Made, number: int, begins: bytes
) -> None:
    made.knows_therapist()
    hold(made.vault, 1, "nobody but my sister")
    made.asks(OpenWords(Words.TO_TAKE))
    assert made.asks(TakeListed(number)) == Unlocked()
    assert made.files() == []
    taken = made.asks(WriteUnlocked())
    assert isinstance(taken, Taken)
    assert taken.whose == ""
    (path,) = made.files()
    assert path.read_bytes().lower().startswith(begins.lower())


def test_for_whom_only_the_next_session_is_nothing_is_offered(made: Made) -> None:
    hold(made.vault, 1, "nobody")
    made.vault.access.add_recipient(str(made.therapist.to_public()), "once", True)
    listed = made.asks(OpenWords(Words.TO_TAKE))
    assert isinstance(listed, Listed)
    assert listed.first is HomeSay.NOBODY_KNOWN
    assert "reflect key add" in listed.shown
    assert LOCKED not in listed.items


def test_no_file_that_is_there_is_touched_and_the_name_that_is_said_is_its_own(made: Made) -> None:
    made.knows_therapist()
    hold(made.vault, 1, "nobody")
    made.documents.mkdir()
    there = made.documents / "reflect-2026-11-01.html.age"
    there.symlink_to(made.documents / "nowhere")
    made.asks(OpenWords(Words.TO_TAKE))
    taken = made.asks(TakeListed(1))
    assert isinstance(taken, Taken)
    assert taken.name == "reflect, November first, 2026, 2"
    assert Path(taken.path).name == "reflect-2026-11-01-2.html.age"
    assert there.is_symlink()


def test_of_several_sessions_one_is_chosen_first_and_only_that_is_in_it(made: Made) -> None:
    made.knows_therapist()
    hold(made.vault, 1, "nobody")
    hold(made.vault, 2, "my sister")
    days = made.asks(OpenWords(Words.TO_TAKE))
    assert days == Listed(("November second, 2026.", "November first, 2026."))
    assert isinstance(made.asks(TakeListed(2)), Listed)
    made.asks(TakeListed(1))
    (path,) = made.files()
    page = pyrage.decrypt(path.read_bytes(), [made.therapist])
    assert b"Nobody." in page
    assert b"sister" not in page


def test_there_is_nothing_to_take_yet(made: Made) -> None:
    assert made.asks(OpenWords(Words.TO_TAKE)) == NotOpened(locked=False)


def test_where_no_file_can_be_made_it_is_said_and_nothing_is_left(made: Made) -> None:
    made.knows_therapist()
    hold(made.vault, 1, "nobody")
    made.documents.write_text("no folder")
    made.asks(OpenWords(Words.TO_TAKE))
    assert isinstance(made.asks(TakeListed(1)), Refused)
    assert made.desk.taking_along.written == ()


def test_what_was_asked_about_is_forgotten_at_home(made: Made) -> None:
    hold(made.vault, 1, "nobody")
    made.asks(OpenWords(Words.TO_TAKE))
    made.asks(TakeListed(1))
    made.asks(CloseWords())
    with pytest.raises(AssertionError):
        made.desk.taking_along.write_unlocked()


def test_without_what_makes_paper_nothing_to_print_is_offered(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold(made.vault, 1, "nobody")
    monkeypatch.setattr(taking_along, "find_spec", lambda _name: None)
    listed = made.asks(OpenWords(Words.TO_TAKE))
    assert isinstance(listed, Listed)
    assert listed.items == ("As a page, not locked.",)


def test_the_owner_and_the_paper_key_are_nobody_to_give_it_to(made: Made) -> None:
    roles = {each.role for each in made.vault.recipients}
    assert roles == {Role.OWNER, Role.RECOVERY}
    hold(made.vault, 1, "nobody")
    listed = made.asks(OpenWords(Words.TO_TAKE))
    assert isinstance(listed, Listed)
    assert listed.first is HomeSay.NOBODY_KNOWN
