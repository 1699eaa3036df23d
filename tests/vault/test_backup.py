"""A backup: sealed as it was, checked where it lies, nothing there replaced, and it comes back."""

import os
from pathlib import Path

import pytest

from tests.cli.terminal import hold
from voice.values.errors import VaultError
from voice.vault.age import recipient_of
from voice.vault.backup import back_up, backups_in, restore
from voice.vault.checking import check_vault
from voice.vault.files import FileSystem
from voice.vault.keys import NewKeys
from voice.vault.vault import Vault


class Made:
    """A vault with two sessions, and a drive."""

    def __init__(self, folder: Path) -> None:
        self.vault, self.keys = Vault.create(folder / "vault")
        hold(self.vault, 1, "nobody but my sister")
        hold(self.vault, 2, "and my brother")
        self.drive = folder / "STICK"
        self.drive.mkdir()

    def records(self) -> list[Path]:
        return sorted(self.vault.records_folder.glob("*/*.age"))


@pytest.fixture
def made(tmp_path: Path) -> Made:
    return Made(tmp_path)


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_all_that_is_sealed_is_there_and_no_key(made: Made) -> None:
    done = back_up(made.vault, made.drive)
    assert (done.sessions, done.files, done.new_files) == (2, len(made.records()), done.files)
    assert done.unreadable == ()
    there = files_in(done.folder)
    assert there.pop("vault.toml") == b"format = 1\n"
    assert there == {
        path.relative_to(made.vault.directory).as_posix(): path.read_bytes()
        for path in made.records()
    }


def test_what_is_there_already_is_not_copied_again_and_what_is_new_is(made: Made) -> None:
    first = back_up(made.vault, made.drive)
    before = {path: path.stat().st_ino for path in first.folder.rglob("*.age")}
    hold(made.vault, 3, "and my aunt")
    second = back_up(made.vault, made.drive)
    assert second.folder == first.folder
    assert second.new_files == len(made.records()) - first.files > 0
    assert {path: path.stat().st_ino for path in before} == before
    assert back_up(made.vault, made.drive).new_files == 0


def test_another_persons_backup_on_the_same_drive_is_another_folder(
    made: Made, tmp_path: Path
) -> None:
    other, _ = Vault.create(tmp_path / "other")
    hold(other, 1, "somebody else")
    folders = {back_up(each, made.drive).folder for each in (made.vault, other)}
    assert len(folders) == 2
    assert set(backups_in(made.drive)) == folders


def test_what_was_damaged_on_the_drive_is_copied_beside_it_and_read(made: Made) -> None:
    folder = back_up(made.vault, made.drive).folder
    damaged = sorted(folder.glob("records/*/*.age"))[0]
    damaged.write_bytes(b"age" + damaged.read_bytes()[3:-1] + b"?")
    left = damaged.read_bytes()
    done = back_up(made.vault, made.drive)
    assert done.new_files == 1
    assert damaged.read_bytes() == left, "nothing there is changed"
    assert back_up(made.vault, made.drive).new_files == 0
    read = Vault(folder).read(made.vault.identity()).sessions
    assert read == made.vault.read(made.vault.identity()).sessions


class Forgetful(FileSystem):
    """A drive that says it wrote, and did not."""

    def write(self, fd: int, data: bytes) -> int:
        return super().write(fd, bytes(len(data)))


def test_a_drive_that_does_not_keep_what_is_written_is_found_out(made: Made) -> None:
    made.vault.fs = Forgetful()
    with pytest.raises(VaultError, match="does not hold what was written"):
        back_up(made.vault, made.drive)


def test_what_cannot_be_read_here_is_named_and_all_else_is_copied(made: Made) -> None:
    broken, *others = made.records()
    broken.unlink()
    broken.symlink_to(made.vault.directory / "identity.txt")
    done = back_up(made.vault, made.drive)
    assert done.unreadable == (f"{broken.parent.name}/{broken.name}",)
    assert done.files == len(others)
    assert b"AGE-SECRET-KEY" not in b"".join(files_in(done.folder).values())


@pytest.mark.parametrize("where", ["", "records"])
def test_a_link_on_the_drive_is_not_followed(made: Made, tmp_path: Path, where: str) -> None:
    folder = back_up(made.vault, made.drive).folder
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (folder / where).rename(tmp_path / "away")
    (folder / where).symlink_to(elsewhere)
    with pytest.raises(VaultError, match="is no folder"):
        back_up(made.vault, made.drive)
    assert list(elsewhere.iterdir()) == []


def test_neither_into_the_vault_itself_nor_where_nothing_is(made: Made) -> None:
    for place in (made.vault.directory, made.vault.records_folder, made.drive / "nowhere"):
        with pytest.raises(VaultError):
            back_up(made.vault, place)


def test_a_full_drive_is_said_and_what_was_copied_stays(made: Made) -> None:
    made.vault.fs = Full(3)
    with pytest.raises(VaultError, match="not everything could be copied"):
        back_up(made.vault, made.drive)
    made.vault.fs = FileSystem()
    done = back_up(made.vault, made.drive)
    assert 0 < done.new_files < done.files


class Full(FileSystem):
    """A drive with room for so many files."""

    def __init__(self, room: int) -> None:
        self._room = room

    def create(self, path: Path) -> int:
        self._room -= 1
        if self._room < 0:
            raise OSError(28, "No space left on device")
        return super().create(path)


# Back again -------------------------------------------------------------------------------------


def test_what_was_lost_here_comes_back_and_nothing_here_is_changed(made: Made) -> None:
    key = made.vault.identity()
    before = made.vault.read(key).sessions
    folder = back_up(made.vault, made.drive).folder
    hold(made.vault, 3, "and my aunt")
    kept = files_in(made.vault.directory)
    made.vault.erase_session(key, before[0].session_id)
    left = files_in(made.vault.directory)
    done = restore(made.vault.directory, folder)
    assert done.new_files == len(kept) - len(left)
    assert {name: data for name, data in kept.items() if name != "lock"} == {
        name: data for name, data in files_in(made.vault.directory).items() if name != "lock"
    }
    assert made.vault.read(key).sessions[:2] == before
    assert check_vault(made.vault, key).problems == ()
    assert restore(made.vault.directory, folder).new_files == 0


def test_on_a_new_machine_the_paper_key_opens_what_comes_back(made: Made, tmp_path: Path) -> None:
    before = made.vault.read(made.vault.identity()).sessions
    folder = back_up(made.vault, made.drive).folder
    new = tmp_path / "new" / "vault"
    restore(new, folder)
    opened = Vault.open(new)
    opened.access.recover(recovery_of(made.keys), None)
    assert opened.read(opened.identity()).sessions == before
    hold(opened, 3, "and my aunt")
    assert len(opened.read(opened.identity()).sessions) == 3
    assert oct(new.stat().st_mode)[-3:] == "700"


def test_what_is_no_backup_is_refused_and_makes_no_vault(made: Made, tmp_path: Path) -> None:
    with pytest.raises(VaultError):
        restore(tmp_path / "new", made.drive)
    assert not (tmp_path / "new").exists()
    folder = back_up(made.vault, made.drive).folder
    (folder / "vault.toml").write_text("format = 9\n")
    with pytest.raises(VaultError):
        restore(tmp_path / "new", folder)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("mine")
    (folder / "vault.toml").write_text("format = 1\n")
    with pytest.raises(VaultError):
        restore(tmp_path / "full", folder)
    assert os.listdir(tmp_path / "full") == ["letter.txt"]


def recovery_of(keys: NewKeys) -> str:
    assert recipient_of(keys.recovery_identity)
    return keys.recovery_identity
