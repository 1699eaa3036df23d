"""Erasing as a person meets it: which session that is, told before it goes, by the instant."""

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.test_after_commands import assert_fact_and_next_step, hold, run
from tests.vault.test_vault import header, passage
from voice.vault.vault import Vault

SUMMER, WINTER = "2026-10-25T02:50:00+02:00", "2026-10-25T02:10:00+01:00"
"""Twenty minutes apart in Berlin, where the clocks went back between them."""


@pytest.fixture
def autumn(tmp_path: Path) -> Path:
    vault, _ = Vault.create(tmp_path / "v")
    for name, moment in (("20261025-new", WINTER), ("20261025-old", SUMMER)):
        journal = vault.begin_session(replace(header(name), started_at=moment))
        journal.seal_segment("first", passage(0, f"said in the {name[-3:]} hour"))
        journal.flag_segment("first", passage(0).segment_id)
        journal.close()
    return tmp_path


def ids(text: str) -> list[str]:
    return re.findall(r"20261025-\w+", text)


def test_every_command_takes_the_last_by_the_instant(autumn: Path) -> None:
    assert ids(run(autumn, "read", "last").stdout) == ["20261025-new"]
    assert ids(run(autumn, "list", "--open").stdout) == ["20261025-old", "20261025-new"]
    looked = run(autumn, "look-back", "1").stdout
    assert looked.index("old hour") < looked.index("new hour")
    found = run(autumn, "find", "hour").stdout
    assert ids(found) == ["20261025-old", "20261025-new"]
    run(autumn, "export", "last", "--to", "last.txt", "--yes")
    run(autumn, "export", "all", "--to", "all.txt", "--yes")
    assert "old hour" not in (autumn / "last.txt").read_text()
    both = (autumn / "all.txt").read_text()
    assert both.index("old hour") < both.index("new hour")
    named = run(autumn, "export", "20261025-new", "20261025-old", "--to", "two.txt", "--yes")
    assert named.returncode == 0
    both = (autumn / "two.txt").read_text()
    assert both.index("old hour") < both.index("new hour")


def test_reading_aloud_begins_with_the_last_by_the_instant(autumn: Path) -> None:
    (autumn / "s.toml").write_text('[[turn]]\nsay = [{ press = "q" }]\n')
    heard = run(autumn, "read", "--aloud", "--script", "s.toml").stdout
    assert "new hour" in heard
    assert "old hour" not in heard


def test_the_last_is_named_before_it_is_erased_and_only_after_a_yes(autumn: Path) -> None:
    asked = run(autumn, "erase", "last", said="n\n")
    assert (
        "session 20261025-new, 25 October 2026, 02:10 (UTC+01:00), Guide, 1 answer" in asked.stdout
    )
    assert asked.returncode == 1
    assert len(Vault.open(autumn / "v").listed()) == 2
    assert run(autumn, "erase", "last", said="y\n").returncode == 0
    assert ids(run(autumn, "list", "--open").stdout) == ["20261025-old"]


def test_a_session_that_comes_while_it_asks_is_not_taken_for_the_one_it_named(
    autumn: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(*_arguments: object, **_options: object) -> bool:
        vault = Vault.open(autumn / "v")
        later = replace(header("20261026-later"), started_at="2026-10-26T10:00:00+01:00")
        vault.begin_session(later).close()
        return True

    monkeypatch.setattr("typer.confirm", meanwhile)
    run(autumn, "erase", "last")
    left = run(autumn, "list", "--open").stdout
    assert "20261025-new" not in left
    assert "20261026-later" in left


def test_an_answer_is_named_by_its_session_its_question_and_how_much_it_is(home: Path) -> None:
    asked = run(home, "erase", "last/1", said="n\n").stdout
    assert "Answer 1 of session 20261102-aaaa, 2 November 2026, 10:00, A Guide" in asked
    assert "Whom do I trust?" in asked
    assert "1 passage?" in asked
    assert "sitter" not in asked
    assert run(home, "erase", "last/1", said="y\n").returncode == 0
    assert "sitter" not in run(home, "read").stdout
    assert_fact_and_next_step(run(home, "erase", "last/9"))
    assert_fact_and_next_step(run(home, "erase", "20209999"))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    vault, _ = Vault.create(tmp_path / "v")
    hold(vault, 1, "nobody")
    hold(vault, 2, "my sitter now")
    return tmp_path


def test_a_folder_is_named_as_far_as_a_key_that_needs_no_asking_tells(home: Path) -> None:
    vault = Vault.open(home / "v")
    folder = vault.listed()[-1].folder
    asked = run(home, "erase", folder, said="n\n").stdout
    assert f"{folder}: session 20261102-aaaa, 2 November 2026, 10:00, A Guide, 1 answer" in asked
    os.rename(home / "v" / "identity.txt", home / "elsewhere.txt")
    asked = run(home, "erase", folder, said="n\n").stdout
    assert re.search(rf"{folder}, last written \d+ \w+ 20\d\d, \d\d:\d\d.*, 5 records", asked)
    assert run(home, "erase", folder, said="y\n").returncode == 0
    assert len(vault.listed()) == 1


def test_all_are_named_before_all_are_erased(home: Path) -> None:
    asked = run(home, "erase", "--all", said="n\n").stdout
    assert "20261101-aaaa, 1 November 2026, 10:00" in asked
    assert "20261102-aaaa, 2 November 2026, 10:00" in asked
    assert "Erase all 2 sessions" in asked
    assert len(Vault.open(home / "v").listed()) == 2


def test_a_session_whose_first_record_is_damaged_can_still_be_erased(home: Path) -> None:
    vault = Vault.open(home / "v")
    newest = home / "v" / "records" / vault.listed()[-1].folder
    identity = vault.identity()
    for path in newest.iterdir():
        kept = path.read_bytes()
        path.write_bytes(b"damaged")
        if not any(
            h.session_id == "20261102-aaaa" and h.started_at for h in vault.heads(identity)[0]
        ):
            break
        path.write_bytes(kept)
    asked = run(home, "erase", "20261102", said="y\n")
    assert "whose first record does not open" in asked.stdout
    assert ids(run(home, "list", "--open").stdout) == []
    assert len(vault.listed()) == 1
