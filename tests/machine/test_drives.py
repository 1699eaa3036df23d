"""What is plugged in: only what is mounted, for the user this process is."""

import getpass
from pathlib import Path

import pytest

from voice.machine.drives import mount_folders, plugged_in


def test_a_folder_that_nothing_is_mounted_on_is_no_drive(tmp_path: Path) -> None:
    for name in ("STICK", "LEFT", "ANOTHER"):
        (tmp_path / name).mkdir()
    (tmp_path / "LINK").symlink_to(tmp_path / "STICK")
    mounted = lambda path: path.name != "LEFT"  # noqa: E731
    found = plugged_in([tmp_path, tmp_path / "nowhere"], mounted)
    assert [path.name for path in found] == ["ANOTHER", "STICK"]
    assert plugged_in([tmp_path]) == []


def test_where_drives_come_is_the_users_own_and_not_what_the_home_is_called(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = mount_folders()
    monkeypatch.setenv("HOME", str(tmp_path / "another"))
    monkeypatch.setenv("USER", "another")
    monkeypatch.setenv("LOGNAME", "another")
    assert getpass.getuser() == "another"
    assert mount_folders() == before
    assert all(folder.name != "another" for folder in before)
