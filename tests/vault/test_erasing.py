"""Erasing an answer, a session, everything, and what has grown old."""

import errno
from pathlib import Path

import pytest

from tests.vault.test_durability import FailingFileSystem
from tests.vault.test_vault import header, passage, recorded, records_of
from voice.values.errors import VaultError
from voice.values.transcript import AnswerState
from voice.vault.checking import check_vault
from voice.vault.vault import Vault


@pytest.mark.parametrize("question", ["1", "first"])
def test_an_erased_answer_leaves_no_file_and_a_chain_that_explains_itself(
    tmp_path: Path, question: str
) -> None:
    vault = recorded(tmp_path, 3)
    before = len(records_of(vault))
    assert vault.erase_answer(vault.identity(), "20261124", question) == 3
    assert len(records_of(vault)) == before - 3 + 1
    reading = vault.read(vault.identity())
    assert reading.problems == ()
    first, second = reading.sessions[0].answers
    assert (first.segments, first.state) == ((), AnswerState.UNANSWERED)
    assert second.state is AnswerState.PASSED
    assert check_vault(vault, vault.identity()).problems == ()


def test_erasing_one_answer_touches_no_other(tmp_path: Path) -> None:
    vault, _ = Vault.create(tmp_path / "vault")
    journal = vault.begin_session(header())
    journal.seal_segment("first", passage(0))
    journal.seal_segment("second", passage(1))
    journal.close()
    vault.erase_answer(vault.identity(), "last", "2")
    reading = vault.read(vault.identity())
    assert reading.sessions[0].answers[0].segments == (passage(0),)
    assert reading.sessions[0].answers[1].segments == ()
    assert reading.problems == ()


@pytest.mark.parametrize("question", ["3", "0", "nonsense", "2"])
def test_erasing_what_is_not_there_says_so(tmp_path: Path, question: str) -> None:
    vault = recorded(tmp_path)
    with pytest.raises(VaultError):
        vault.erase_answer(vault.identity(), "20261124", question)


def test_an_erased_record_that_comes_back_from_a_backup_is_named_and_not_read(
    tmp_path: Path,
) -> None:
    vault, _ = Vault.create(tmp_path / "vault")
    journal = vault.begin_session(header())
    before = set(records_of(vault))
    journal.seal_segment("first", passage(0))
    (file_of_passage,) = set(records_of(vault)) - before
    kept = file_of_passage.read_bytes()
    journal.close()
    vault.erase_answer(vault.identity(), "last", "1")
    file_of_passage.write_bytes(kept)
    reading = vault.read(vault.identity())
    assert reading.sessions[0].answers[0].segments == ()
    assert any("there again" in problem for problem in reading.problems)
    assert vault.erase_answer(vault.identity(), "last", "1") == 1
    assert not file_of_passage.exists()
    assert vault.read(vault.identity()).problems == ()


def test_of_two_records_in_one_place_the_one_that_follows_what_was_erased_is_read(
    tmp_path: Path,
) -> None:
    vault, _ = Vault.create(tmp_path / "vault")
    journal = vault.begin_session(header())
    journal.seal_segment("first", passage(0))
    journal.erase_segments("first", (passage(0).segment_id,))
    journal._writer._previous = "0" * 64
    journal._writer._sequence = 2
    journal.seal_segment("first", passage(1))
    journal.close()
    reading = vault.read(vault.identity())
    assert reading.sessions[0].answers[0].segments == ()
    (problem,) = reading.problems
    assert "another record has its place" in problem


def test_a_whole_file_that_a_failed_save_left_is_erased_with_the_passage(tmp_path: Path) -> None:
    Vault.create(tmp_path / "vault")
    fs = FailingFileSystem("fsync_folder", errno.EIO)
    vault = Vault(tmp_path / "vault", fs)
    journal = vault.begin_session(header())
    before = set(records_of(vault))
    fs.failing = True
    with pytest.raises(VaultError):
        journal.seal_segment("first", passage(0))
    left = set(records_of(vault)) - before
    assert left  # renamed already when the folder's fsync failed
    fs.failing = False
    journal.seal_segment("first", passage(0))
    journal.erase_segments("first", (passage(0).segment_id,))
    journal.close()
    assert not any(path.exists() for path in left)


def test_a_session_is_erased_by_its_folder_without_a_key(tmp_path: Path) -> None:
    vault = recorded(tmp_path)
    (listed,) = vault.listed()
    assert vault.erase_folders("2026") == 0  # too short to be a folder's name
    assert vault.erase_folders(listed.folder[:10]) == 1
    assert vault.count() == (0, 0)


def test_everything_is_erased_and_the_keys_stay(tmp_path: Path) -> None:
    vault = recorded(tmp_path)
    identity = vault.identity()
    assert vault.erase_all() == 1
    assert vault.count() == (0, 0)
    assert vault.identity() == identity


def test_nothing_is_erased_while_a_session_is_being_recorded(tmp_path: Path) -> None:
    vault, _ = Vault.create(tmp_path / "vault")
    journal = vault.begin_session(header())
    for erase in (vault.erase_all, lambda: vault.erase_older_than(1)):
        with pytest.raises(VaultError):
            erase()
    journal.close()
