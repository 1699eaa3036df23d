"""`reflect backup` and `reflect restore`: where it went, what was checked, and what is needed."""

from pathlib import Path

import pytest

from tests.cli.terminal import hold, run
from voice.vault.vault import Vault


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    made, _ = Vault.create(tmp_path / "vault")
    hold(made, 1, "nobody but my sister")
    (tmp_path / "STICK").mkdir()
    return made


def test_there_and_back_by_commands(tmp_path: Path, vault: Vault) -> None:
    done = run(tmp_path, "backup", "STICK", "--vault", "vault")
    assert done.returncode == 0, done.stderr
    (folder,) = (tmp_path / "STICK").iterdir()
    assert f"Backed up: {folder}" in done.stdout
    count = vault.count()[1]
    assert f"1 session, {count} files: {count} copied, 0 there already" in done.stdout
    vault.erase_all()
    back = run(tmp_path, "restore", "STICK", "--vault", "vault", "--yes")
    assert back.returncode == 0, back.stderr
    assert "Nobody but my sister." in run(tmp_path, "read", "--vault", "vault").stdout


def test_before_anything_comes_back_it_is_asked(tmp_path: Path, vault: Vault) -> None:
    run(tmp_path, "backup", "STICK", "--vault", "vault")
    vault.erase_all()
    asked = run(tmp_path, "restore", "STICK", "--vault", "vault", said="n\n")
    assert "What you erased since the backup was made comes back, too." in asked.stdout
    assert vault.count() == (0, 0)


def test_where_there_is_no_vault_the_next_step_is_named(tmp_path: Path, vault: Vault) -> None:
    run(tmp_path, "backup", "STICK", "--vault", "vault")
    back = run(tmp_path, "restore", "STICK", "--vault", "new", "--yes")
    assert back.returncode == 0, back.stderr
    assert "key recover" in back.stdout


@pytest.mark.parametrize(
    ("drives", "says"),
    [([], "no drive is plugged in"), (["A", "B"], "2 drives are plugged in")],
)
def test_without_one_drive_it_says_what_to_do(
    tmp_path: Path, vault: Vault, monkeypatch: pytest.MonkeyPatch, drives: list[str], says: str
) -> None:
    monkeypatch.setattr(
        "voice.cli.backing_up.plugged_in", lambda: [tmp_path / name for name in drives]
    )
    done = run(tmp_path, "backup", "--vault", "vault")
    assert done.returncode == 1
    assert says in done.stderr


def test_a_folder_without_a_backup_or_with_several_is_refused(tmp_path: Path, vault: Vault) -> None:
    assert "there is no backup" in run(tmp_path, "restore", "STICK", "--yes").stderr
    other, _ = Vault.create(tmp_path / "other")
    hold(other, 1, "somebody else")
    for name in ("vault", "other"):
        run(tmp_path, "backup", "STICK", "--vault", name)
    assert "has 2 backups" in run(tmp_path, "restore", "STICK", "--yes").stderr


def test_a_backup_is_read_where_it_lies(tmp_path: Path, vault: Vault) -> None:
    run(tmp_path, "backup", "STICK", "--vault", "vault")
    (folder,) = (tmp_path / "STICK").iterdir()
    read = run(tmp_path, "read", "--vault", str(folder), "--identity", "vault/identity.txt")
    assert "Nobody but my sister." in read.stdout


def test_without_a_recovery_key_it_is_said(tmp_path: Path, vault: Vault) -> None:
    text = (vault.directory / "recipients.txt").read_text()
    (vault.directory / "recipients.txt").write_text(text.split("# recovery")[0])
    assert "key new-recovery" in run(tmp_path, "backup", "STICK", "--vault", "vault").stderr
