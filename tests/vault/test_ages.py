"""`keep_days`: how old a session is, where clocks were wrong and files were copied."""

import os
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.vault.test_vault import header
from voice.values.transcript import AnswerState
from voice.vault.vault import Vault

DAY = 86_400
NOW = time.time()
MADE = NOW - 100 * DAY


def moment(days_ago: float) -> str:
    return datetime.fromtimestamp(NOW - days_ago * DAY, UTC).isoformat(timespec="seconds")


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    made, _ = Vault.create(tmp_path / "vault")
    os.utime(made.directory / "vault.toml", (MADE, MADE))
    return made


def record(vault: Vault, session_id: str, started_at: str, files_days_ago: float = 0.0) -> Path:
    known = set(vault.records_folder.iterdir())
    vault.begin_session(replace(header(session_id), started_at=started_at)).close()
    (folder,) = set(vault.records_folder.iterdir()) - known
    touch(folder, files_days_ago)
    return folder


def touch(folder: Path, days_ago: float) -> None:
    """Files that look as old as that; the folder itself looks very old or new at random."""
    for path in folder.iterdir():
        os.utime(path, (NOW - days_ago * DAY,) * 2)
    os.utime(folder, (0, 0))


def left(vault: Vault) -> set[str]:
    return {head.session_id for head in vault.heads(vault.identity())[0]}


def test_the_sealed_beginning_counts_whatever_the_files_say(vault: Vault) -> None:
    record(vault, "old", moment(31), files_days_ago=0)
    record(vault, "new", moment(29), files_days_ago=90)
    assert vault.erase_older_than(32, NOW) == 0
    assert vault.erase_older_than(30, NOW) == 1
    assert left(vault) == {"new"}


def test_without_a_key_at_hand_the_newest_file_counts(vault: Vault) -> None:
    identity = vault.identity()
    old, new = record(vault, "old", moment(1), 31), record(vault, "new", moment(90), 31)
    journal = vault.go_on(identity, "new")
    journal.mark_answer("first", AnswerState.PASSED)
    journal.close()
    os.utime(new, (0, 0))
    (vault.directory / "identity.txt").rename(vault.directory.parent / "elsewhere")
    assert vault.erase_older_than(30, NOW) == 1
    assert not old.exists()
    assert new.exists()


@pytest.mark.parametrize(
    "started_at", ["1970-01-01T00:00:07+00:00", moment(101)], ids=["1970", "101 days ago"]
)
def test_a_clock_from_before_the_vault_was_made_erases_nothing(
    vault: Vault, started_at: str
) -> None:
    record(vault, "recent", started_at, files_days_ago=1)
    record(vault, "who-knows", started_at, files_days_ago=20_000)
    record(vault, "long-ago", started_at, files_days_ago=60)
    assert vault.erase_older_than(30, NOW) == 1
    assert left(vault) == {"recent", "who-knows"}


def test_every_copy_of_a_session_is_as_old_as_the_session(vault: Vault) -> None:
    folder = record(vault, "old", moment(31))
    journal = vault.go_on(vault.identity(), "old")
    journal.mark_answer("first", AnswerState.PASSED)
    journal.close()
    newest = max(folder.iterdir(), key=lambda path: path.stat().st_mtime)
    copy = folder.with_name(f"{folder.name} (conflicted copy)")
    copy.mkdir()
    newest.rename(copy / newest.name)
    assert vault.erase_older_than(30, NOW) == 2
