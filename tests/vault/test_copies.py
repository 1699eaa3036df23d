"""What is erased is erased with every copy that sync tools and editors made of it."""

import os
import shutil
from pathlib import Path

import pytest

from tests.vault.test_vault import header, passage, recorded
from voice.vault import age
from voice.vault.vault import Vault

COPIES = [
    "{folder}/{name}.sync-conflict-20261129-101010-ABCDEFG.age",
    "{folder}/{name} (Anna's conflicted copy 2026-11-29).age",
    "{folder}/{name}.age~",
    "{folder}/.{name}.age.Xy12Za",
    "{folder}/.syncthing.{name}.age.tmp",
    "{folder}/{name} (1).age",
    "{folder}/notes.txt",
    "{folder} (conflicted copy)/{name}.age",
    "../.stversions/records/{folder}/{name}~20261129-101010.age",
    "../{name}.age",
]
HALF = {"{folder}/.{name}.age.Xy12Za", "{folder}/.syncthing.{name}.age.tmp"}
"""Names of files whose copying was interrupted."""


def copies_of(path: Path) -> list[Path]:
    """One copy of each kind, as those tools leave them."""
    records = path.parent.parent
    made: list[Path] = []
    for kind in COPIES:
        copy = records / kind.format(folder=path.parent.name, name=path.stem)
        copy.parent.mkdir(parents=True, exist_ok=True)
        data = path.read_bytes()
        copy.write_bytes(data[: len(data) // 2] if kind in HALF else data)
        made.append(copy)
    return made


def holding(vault: Vault, question_words: str) -> list[Path]:
    """Every whole file of the vault that opens and holds these words."""
    opener = age.Opener(vault.identity())
    found: list[Path] = []
    for path in vault.directory.rglob("*"):
        if path.is_file():
            try:
                plain = opener.open(path.read_bytes())
            except (age.DamagedFile, age.WrongKey):
                continue
            if question_words.encode() in plain:
                found.append(path)
    return found


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    made = recorded(tmp_path, passages=2)
    journal = made.begin_session(header("another"))
    journal.seal_segment("first", passage(7, "another marzipan"))
    journal.close()
    return made


def test_erasing_an_answer_takes_every_copy_and_nothing_else(vault: Vault) -> None:
    copies = [copy for path in holding(vault, "periwinkle") for copy in copies_of(path)]
    assert len(holding(vault, "periwinkle")) > len(COPIES)
    vault.erase_answer(vault.identity(), "20261124-aa", "first")
    assert [copy for copy in copies if copy.exists()] == []
    assert holding(vault, "periwinkle") == []
    assert len(holding(vault, "marzipan")) == 1
    assert [s.session_id for s in vault.read(vault.identity()).sessions] == [
        "20261124-aa",
        "another",
    ]
    assert not vault.read(vault.identity()).problems


def test_what_is_taken_back_while_it_is_recorded_goes_with_its_copies(tmp_path: Path) -> None:
    vault, _ = Vault.create(tmp_path / "vault")
    journal = vault.begin_session(header())
    journal.seal_segment("first", passage(0, "only marzipan"))
    journal.seal_segment("first", passage(1))
    (path,) = holding(vault, "periwinkle")
    copies = copies_of(path)
    journal.erase_segments("first", (passage(1).segment_id,))
    journal.close()
    assert [copy for copy in copies if copy.exists()] == []
    assert holding(vault, "periwinkle") == []
    assert len(holding(vault, "marzipan")) == 1


def test_erasing_a_session_takes_copies_of_its_folder(vault: Vault) -> None:
    folder = holding(vault, "periwinkle")[0].parent
    for copy in (
        vault.records_folder / f"{folder.name} (conflicted copy)",
        vault.directory / ".stversions" / "records" / folder.name,
    ):
        shutil.copytree(folder, copy)
    vault.erase_session(vault.identity(), "20261124-aa")
    assert holding(vault, "periwinkle") == []
    assert len(holding(vault, "marzipan")) == 1


def test_a_link_or_a_pipe_beside_a_record_is_neither_followed_nor_waited_for(
    vault: Vault, tmp_path: Path
) -> None:
    path = holding(vault, "periwinkle")[0]
    outside = tmp_path / "outside"
    outside.write_bytes(path.read_bytes())
    (path.parent / "link").symlink_to(outside)
    (path.parent / f"{path.stem}.lnk").symlink_to(outside)
    os.mkfifo(path.parent / "pipe")
    vault.erase_answer(vault.identity(), "20261124-aa", "first")
    assert outside.exists()
    assert not (path.parent / f"{path.stem}.lnk").is_symlink()
