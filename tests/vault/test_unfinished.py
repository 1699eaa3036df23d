"""Which sessions were left unfinished, as a plain file tells it."""

from pathlib import Path

from tests.vault.test_vault import header
from voice.vault.files import FileSystem
from voice.vault.unfinished import (
    UNFINISHED_FILE,
    forget_unfinished,
    note_unfinished,
    unfinished,
)
from voice.vault.vault import Vault

FS = FileSystem()
ONE, TWO = "ab" * 16, "cd" * 16


def folders(tmp_path: Path, *names: str) -> Path:
    for name in names:
        (tmp_path / "records" / name).mkdir(parents=True)
    return tmp_path / "records"


def test_what_is_noted_is_known_until_it_is_forgotten(tmp_path: Path) -> None:
    records = folders(tmp_path, ONE, TWO)
    assert unfinished(tmp_path, records) == frozenset()
    for name in (ONE, TWO, ONE):
        note_unfinished(FS, tmp_path, name)
    assert unfinished(tmp_path, records) == {ONE, TWO}
    forget_unfinished(FS, tmp_path, {ONE})
    assert unfinished(tmp_path, records) == {TWO}
    assert (tmp_path / UNFINISHED_FILE).read_text() == f"{TWO}\n", "names, and nothing else"
    forget_unfinished(FS, tmp_path, {TWO})
    assert not (tmp_path / UNFINISHED_FILE).exists()


def test_what_is_gone_counts_for_nothing(tmp_path: Path) -> None:
    records = folders(tmp_path, ONE)
    note_unfinished(FS, tmp_path, TWO)
    assert unfinished(tmp_path, records) == frozenset()


def test_what_others_wrote_there_names_no_other_folder(tmp_path: Path) -> None:
    records = folders(tmp_path, ONE)
    for written in (b"../records\n", b"..\n", b"\xff\n", b"\n", b"x" * 70_000):
        (tmp_path / UNFINISHED_FILE).write_bytes(written)
        assert unfinished(tmp_path, records) == frozenset()
    (tmp_path / UNFINISHED_FILE).unlink()
    (tmp_path / UNFINISHED_FILE).symlink_to(tmp_path / "elsewhere")
    assert unfinished(tmp_path, records) == frozenset()


def test_erasing_takes_the_name_out(tmp_path: Path) -> None:
    vault, _ = Vault.create(tmp_path / "vault")
    journal = vault.begin_session(header("20261124-aa"))
    note_unfinished(FS, vault.directory, journal.folder.name)
    journal.close()
    assert unfinished(vault.directory, vault.records_folder)
    vault.erase_session(vault.identity(), "last")
    assert not (vault.directory / UNFINISHED_FILE).exists()
