"""A file is the old one or the new one, and nothing lies beside it."""

import os
import stat
from pathlib import Path

import pytest

from voice.machine.writing_files import FOR_EVERYBODY, write_whole


def test_it_holds_what_was_written_and_is_the_owners(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(b"old")
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    write_whole(path, b"newer", FOR_EVERYBODY)
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("broken", ["fdopen", "chmod", "replace"])
def test_what_fails_leaves_the_old_one_and_nothing_else(
    broken: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(b"old")

    def fails(*_arguments: object, **_named: object) -> None:
        raise OSError("no space")

    monkeypatch.setattr(os, broken, fails)
    with pytest.raises(OSError, match="no space"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
