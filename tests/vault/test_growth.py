"""What is added to a long session, or to one of many, opens no more than it has to; counted."""

import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.vault.test_going_on import SESSION, correction
from tests.vault.test_vault import header, passage, recorded, records_of
from voice.values.errors import VaultError
from voice.values.transcript import Answer
from voice.vault import age, files, opening
from voice.vault.amending import AmendingJournal
from voice.vault.files import FileSystem
from voice.vault.vault import Vault

OF_ANSWER = f"{SESSION} first"


def amending(vault: Vault) -> AmendingJournal:
    began = datetime(2026, 11, 24, 10, tzinfo=UTC)
    return AmendingJournal(vault, vault.identity(), {SESSION: began.isoformat()}, lambda: began)


def first_answer(vault: Vault) -> Answer:
    reading = vault.read(vault.identity())
    assert reading.problems == ()
    return next(s for s in reading.sessions if s.session_id == SESSION).answers[0]


@pytest.fixture
def read_since(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """How many record files were read since the last time this was asked."""
    read: list[Path] = []

    def counting(path: Path, most_bytes: int) -> bytes:
        read.append(path)
        return files.read_ordinary(path, most_bytes)

    monkeypatch.setattr(opening, "read_ordinary", counting)

    def since() -> int:
        count = len(read)
        read.clear()
        return count

    return since


def test_a_session_is_opened_for_the_first_change_and_for_no_other(
    tmp_path: Path, read_since: Callable[[], int]
) -> None:
    vault = recorded(tmp_path, 20)
    journal, records = amending(vault), len(records_of(vault))
    journal.flag_segment(OF_ANSWER, passage(0).segment_id)
    assert records <= read_since() <= records + 1  # and one to know whose folder it is
    for number in range(20):
        journal.flag_segment(OF_ANSWER, passage(number).segment_id)
        journal.seal_correction(OF_ANSWER, correction(f"c{number}", number))
        journal.seal_segment(OF_ANSWER, passage(100 + number))
    journal.erase_correction(OF_ANSWER, "c3")
    assert read_since() == 0
    answer = first_answer(vault)
    assert (len(answer.segments), len(answer.flagged), len(answer.corrections)) == (40, 20, 19)


def test_going_through_many_sessions_looks_at_each_folder_once(
    tmp_path: Path, read_since: Callable[[], int]
) -> None:
    vault, _ = Vault.create(tmp_path / "vault")
    ids = [f"20261124-{number:04}" for number in range(20)]
    for id_ in ids:
        journal = vault.begin_session(header(id_))
        journal.seal_segment("first", passage(0))
        journal.close()
    records = len(records_of(vault))
    changing = amending(vault)
    for id_ in ids:
        changing.flag_segment(f"{id_} first", passage(0).segment_id)
    assert read_since() <= 2 * records
    assert all(s.answers[0].flagged for s in vault.read(vault.identity()).sessions)


def test_what_somebody_else_added_meanwhile_is_followed_and_not_overwritten(
    tmp_path: Path,
) -> None:
    vault = recorded(tmp_path)
    journal = amending(vault)
    journal.seal_correction(OF_ANSWER, correction("mine"))
    other = vault.go_on(vault.identity(), SESSION)
    other.seal_correction("first", correction("theirs", 1))
    other.close()
    journal.flag_segment(OF_ANSWER, passage(0).segment_id)
    answer = first_answer(vault)
    assert [made.correction_id for made in answer.corrections] == ["mine", "theirs"]
    assert answer.flagged == {passage(0).segment_id}


def test_what_was_erased_meanwhile_stays_erased_with_what_is_added(tmp_path: Path) -> None:
    vault = recorded(tmp_path)
    journal = amending(vault)
    journal.flag_segment(OF_ANSWER, passage(0).segment_id)
    vault.erase_answer(vault.identity(), SESSION, "first")
    journal.seal_segment(OF_ANSWER, passage(50, "said afterwards"))
    assert first_answer(vault).verbatim == "said afterwards"


def test_a_session_that_was_erased_meanwhile_is_not_made_again(tmp_path: Path) -> None:
    vault = recorded(tmp_path)
    journal = amending(vault)
    journal.flag_segment(OF_ANSWER, passage(0).segment_id)
    vault.erase_session(vault.identity(), SESSION)
    with pytest.raises(VaultError):
        journal.flag_segment(OF_ANSWER, passage(1).segment_id)
    assert records_of(vault) == []


def test_a_copy_of_the_folder_that_came_meanwhile_is_looked_into(tmp_path: Path) -> None:
    vault = recorded(tmp_path)
    journal = amending(vault)
    journal.seal_correction(OF_ANSWER, correction("mine"))
    shutil.copytree(vault.directory, tmp_path / "elsewhere")
    elsewhere = Vault.open(tmp_path / "elsewhere")
    other = elsewhere.go_on(vault.identity(), SESSION)
    other.flag_segment("first", passage(1).segment_id)
    other.close()
    folder = records_of(elsewhere)[0].parent
    shutil.copytree(folder, vault.records_folder / f"{folder.name} (conflicted copy)")
    journal.flag_segment(OF_ANSWER, passage(0).segment_id)
    assert len(first_answer(vault).flagged) == 2


def test_whoever_was_added_meanwhile_can_open_what_comes_after(tmp_path: Path) -> None:
    vault = recorded(tmp_path)
    journal = amending(vault)
    journal.flag_segment(OF_ANSWER, passage(0).segment_id)
    therapist = age.new_identity()
    vault.access.add_recipient(age.recipient_of(therapist), "Dr Example")
    before = set(records_of(vault))
    journal.flag_segment(OF_ANSWER, passage(1).segment_id)
    (new,) = set(records_of(vault)) - before
    assert age.unseal(new.read_bytes(), therapist)


@pytest.mark.parametrize("step_seconds", [1, 2])
def test_a_file_system_whose_times_have_steps_is_not_relied_on(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    read_since: Callable[[], int],
    step_seconds: int,
) -> None:
    set_times = os.utime

    def coarse(path: Path, ns: tuple[int, int]) -> None:
        step = step_seconds * 1_000_000_000
        set_times(path, ns=(ns[0] // step * step, ns[1] // step * step))

    monkeypatch.setattr(os, "utime", coarse)
    vault = recorded(tmp_path)
    journal = amending(vault)
    journal.flag_segment(OF_ANSWER, passage(0).segment_id)
    read_since()
    journal.flag_segment(OF_ANSWER, passage(1).segment_id)
    assert read_since() > len(records_of(vault)) - 2
    assert len(first_answer(vault).flagged) == 2


def test_after_a_record_that_failed_the_next_is_kept_once_and_in_its_place(
    tmp_path: Path,
) -> None:
    class Failing(FileSystem):
        broken = False

        def fsync_folder(self, path: Path) -> None:
            if self.broken:
                raise OSError(5, "no")
            super().fsync_folder(path)

    fs = Failing()
    vault = Vault(recorded(tmp_path).directory, fs)
    journal = amending(vault)
    journal.flag_segment(OF_ANSWER, passage(0).segment_id)
    fs.broken = True
    with pytest.raises(VaultError):
        journal.seal_segment(OF_ANSWER, passage(50, "said afterwards"))
    fs.broken = False
    journal.seal_segment(OF_ANSWER, passage(50, "said afterwards"))
    assert first_answer(vault).verbatim.count("said afterwards") == 1
