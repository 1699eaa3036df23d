"""The desk of setting up: a key is nowhere but where it was asked for, and nothing is made without.

Notes remember tasks and nothing else. No record is opened.
"""

import os
import queue
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.terminal import hold
from voice.app.setup_desk import FILE_NAME, SavePlace, SetupDesk, made_of
from voice.app.setup_notes import note, read_notes, tasks_missing, tasks_open
from voice.floor.events import Event
from voice.scenes.setting_up.commands import (
    DropKey,
    FindPlaces,
    KeepPatience,
    MakeKey,
    Note,
    Outcome,
    SaveKey,
    TakeKey,
    Task,
)
from voice.scenes.setting_up.events import KeyMade, KeySaved, NotMade, PlacesFound, VaultMade
from voice.settings import Settings
from voice.values.errors import SettingsError
from voice.values.troubles import TroubleName
from voice.vault.age import new_identity, recipient_of
from voice.vault.keys import read_identity_file
from voice.vault.recipients import Role
from voice.vault.vault import Vault


class Sat:
    """A desk, and what it told."""

    def __init__(self, folder: Path) -> None:
        self.vault = folder / "vault"
        self.noted: list[tuple[Task, Outcome]] = []
        self.patience: list[str] = []
        self.stick = folder / "stick"
        self.stick.mkdir()
        self.desk = SetupDesk(
            self.vault,
            lambda task, outcome: self.noted.append((task, outcome)),
            self.patience.append,
            lambda: [SavePlace("STICK", self.stick), SavePlace("nowhere", folder / "gone")],
        )
        self._told: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self.desk.connect(self._told.put)  # type: ignore[arg-type]

    def does(self, errand: object) -> list[Event]:
        return list(self.desk.carry_out(errand))  # type: ignore[arg-type]

    def told(self) -> Event:
        return self._told.get(timeout=30)

    def key(self) -> KeyMade:
        self.does(MakeKey())
        made = self.told()
        assert isinstance(made, KeyMade)
        return made

    @property
    def told_nothing(self) -> bool:
        return self._told.empty()


@pytest.fixture
def sat(tmp_path: Path) -> Iterator[Sat]:
    sat = Sat(tmp_path)
    yield sat
    sat.desk.close()


def recovery_of(vault: Path) -> list[str]:
    return [r.public_key for r in Vault.open(vault).recipients if r.role is Role.RECOVERY]


def test_a_vault_is_sealed_to_the_key_that_was_taken(sat: Sat) -> None:
    made = sat.key()
    assert not list(sat.vault.iterdir()), "nothing may be made before somebody has it"
    assert sat.does(TakeKey(True)) == []
    assert sat.told() == VaultMade()
    assert recovery_of(sat.vault) == [recipient_of(made.slip.secret)]


@pytest.mark.parametrize("shown_first", [True, False])
def test_without_a_key_there_is_a_vault_of_the_owners_alone(sat: Sat, shown_first: bool) -> None:
    if shown_first:
        sat.key()
    told = sat.does(TakeKey(False)) or [sat.told()]
    assert told == [VaultMade()]
    assert recovery_of(sat.vault) == []


def test_a_key_that_is_dropped_leaves_nothing_and_tells_nothing(sat: Sat) -> None:
    first = sat.key()
    sat.does(DropKey())
    assert not list(sat.vault.iterdir())
    assert sat.told_nothing
    assert sat.key().slip.secret != first.slip.secret
    sat.desk.close()
    assert not list(sat.vault.iterdir())


def test_a_vault_that_is_there_gets_a_recovery_key_and_keeps_its_own(sat: Sat) -> None:
    owner = Vault.create(sat.vault, take=lambda _: False)[0].recipients[0]
    made = sat.key()
    sat.does(TakeKey(True))
    assert sat.told() == VaultMade()
    assert recovery_of(sat.vault) == [recipient_of(made.slip.secret)]
    assert owner in Vault.open(sat.vault).recipients


def test_no_record_is_opened_when_a_vault_with_sessions_gets_its_key(sat: Sat) -> None:
    vault = Vault.create(sat.vault, take=lambda _: False)[0]
    hold(vault, 1, "periwinkle")
    opened: list[str] = []
    sys.addaudithook(lambda event, given: event == "open" and opened.append(str(given[0])))
    sat.key()
    sat.does(TakeKey(True))
    assert sat.told() == VaultMade()
    assert [path for path in opened if str(sat.vault) in path], "the hook sees what is opened"
    assert not [path for path in opened if str(vault.records_folder) in path]


def test_what_cannot_be_made_is_told_with_its_trouble(tmp_path: Path, sat: Sat) -> None:
    sat.vault.parent.mkdir(exist_ok=True)
    sat.vault.write_text("no folder")
    for told in (sat.does(TakeKey(False)), [*sat.does(MakeKey()), sat.told()]):
        assert len(told) == 1
        assert isinstance(told[0], NotMade)


# A file of it ------------------------------------------------------------------------------------


def test_a_key_is_saved_where_it_was_asked_for_for_its_owner_alone(sat: Sat) -> None:
    made = sat.key()
    assert sat.does(FindPlaces()) == [PlacesFound(("STICK", "nowhere"))]
    assert list(sat.stick.iterdir()) == []
    assert sat.does(SaveKey(1)) == [KeySaved(f"{FILE_NAME}.txt", "STICK")]
    (path,) = sat.stick.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_identity_file(path, None) == made.slip.secret
    assert sat.does(SaveKey(1)) == [KeySaved(f"{FILE_NAME}-2.txt", "STICK")], "none is written over"


def test_a_key_that_cannot_be_saved_is_told_and_leaves_no_file(
    sat: Sat, monkeypatch: pytest.MonkeyPatch
) -> None:
    sat.key()
    sat.does(FindPlaces())
    (saved,) = sat.does(SaveKey(2))
    assert isinstance(saved, KeySaved)
    assert saved.trouble is not None

    def full(_fd: int) -> None:
        raise OSError(28, "no space left on device")

    monkeypatch.setattr(os, "fsync", full)
    (saved,) = sat.does(SaveKey(1))
    assert saved.trouble is not None
    assert saved.trouble.name is TroubleName.DISK_FULL
    assert list(sat.stick.iterdir()) == []


def test_a_key_is_in_no_file_that_nobody_asked_for(sat: Sat, tmp_path: Path) -> None:
    made = sat.key()
    sat.does(TakeKey(True))
    sat.told()
    parts = [made.slip.secret, *" ".join(made.rows[1:]).split()]
    for path in tmp_path.rglob("*"):
        if path.is_file():
            held = path.read_bytes()
            assert not any(part.encode() in held for part in parts[:1]), path
            assert parts[1].encode() + parts[2].encode() not in held, path


# Asked back --------------------------------------------------------------------------------------


def test_of_the_groups_that_are_offered_one_stands_where_it_was_asked_for() -> None:
    for _ in range(20):
        made = made_of(new_identity())
        for question in made.questions:
            groups = made.rows[question.row].split()
            assert question.groups[question.right - 1] == groups[question.place - 1]
            everywhere = " ".join(made.rows).split()
            wrong = [g for g in question.groups if g != groups[question.place - 1]]
            assert len(wrong) == 3
            assert not set(wrong) & set(everywhere)


def test_the_place_of_the_right_one_cannot_be_known() -> None:
    places = {made_of(new_identity()).questions[0].right for _ in range(60)}
    assert places == {1, 2, 3, 4}


# Notes -------------------------------------------------------------------------------------------


def settings_of(folder: Path) -> Settings:
    return Settings(vault=folder / "vault", model="rehearsal-en")


def test_what_was_chosen_is_noted_and_kept(sat: Sat) -> None:
    sat.does(Note(Task.KEY, Outcome.PUT_OFF))
    sat.does(KeepPatience("steady"))
    assert sat.noted == [(Task.KEY, Outcome.PUT_OFF)]
    assert sat.patience == ["steady"]


def test_settings_that_cannot_be_written_end_nothing(tmp_path: Path) -> None:
    def refused(_patience: str) -> None:
        raise SettingsError("no", "check the folder")

    desk = SetupDesk(tmp_path / "v", lambda *_: None, refused, list)
    assert list(desk.carry_out(KeepPatience("brisk"))) == []


def test_a_newcomer_is_asked_everything_and_whoever_has_a_vault_nothing(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    everything = (Task.KEY, Task.SOUND, Task.MANNER)
    assert tasks_missing(settings, None) == everything
    Vault.create(settings.vault_directory)
    assert tasks_missing(settings, None) == ()
    assert tasks_open(settings) == everything[1:], "a recovery key is replaced by a command only"


def test_half_way_it_goes_on_with_what_is_left(tmp_path: Path) -> None:
    settings, path = settings_of(tmp_path), tmp_path / "config" / "setting-up.toml"
    Vault.create(settings.vault_directory, take=lambda _: False)
    note(path, Task.RECOGNISER, Outcome.SKIPPED)
    assert tasks_missing(settings, read_notes(path)) == (Task.KEY, Task.SOUND, Task.MANNER)
    note(path, Task.SOUND, Outcome.SKIPPED)
    note(path, Task.MANNER, Outcome.DONE)
    assert tasks_missing(settings, read_notes(path)) == (Task.KEY,)
    note(path, Task.KEY, Outcome.PUT_OFF)
    assert tasks_missing(settings, read_notes(path)) == (), "what was put off is not asked again"
    assert Task.KEY in tasks_open(settings), "and can be set up at any time"


def test_what_understands_speech_is_asked_for_again_where_it_was_put_off(tmp_path: Path) -> None:
    settings = Settings(vault=tmp_path / "vault")
    Vault.create(settings.vault_directory)
    left = dict.fromkeys(Task, Outcome.SKIPPED)
    assert tasks_missing(settings, left) == ()
    assert tasks_missing(settings, {**left, Task.RECOGNISER: Outcome.PUT_OFF}) == (Task.RECOGNISER,)


def test_where_the_vault_is_gone_a_key_is_asked_for_whatever_was_noted(tmp_path: Path) -> None:
    notes = dict.fromkeys(Task, Outcome.DONE)
    assert tasks_missing(settings_of(tmp_path), notes) == (Task.KEY,)


@pytest.mark.parametrize("text", ["no toml [", 'key = "whatever"', 'other = "done"', "x" * 5000])
def test_notes_that_cannot_be_read_ask_everything_once_more(tmp_path: Path, text: str) -> None:
    path = tmp_path / "setting-up.toml"
    path.write_text(text)
    assert read_notes(path) == {}
    note(path, Task.KEY, Outcome.DONE)
    assert read_notes(path) == {Task.KEY: Outcome.DONE}
    assert path.read_text() == 'key = "done"\n'
