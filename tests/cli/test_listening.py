"""`reflect listen` and taking the sound along, as a person meets them."""

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import numpy as np
import pytest

from tests.cli.test_after_commands import assert_fact_and_next_step, hold, run
from tests.export.test_sound import parsed
from voice.cli.commands import app
from voice.settings import Settings
from voice.sound.flac import decode
from voice.values.transcript import PassageSound
from voice.vault import age
from voice.vault.vault import Vault


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Two sessions: of the second, all passages but the last have their sound."""
    vault, _ = Vault.create(tmp_path / "v")
    hold(vault, 1, "nobody heard this")
    hold(vault, 2, "my periwinkle", "and the sea", "no sound of it")
    journal = vault.go_on(vault.identity(), "20261102-aaaa")
    for n in range(2):
        samples = (np.sin(np.arange(32_000) / (7 + n)) * 9_000).astype("<i2")
        journal.seal_sound("trust", f"2-{n}", PassageSound(n * 20.0, samples.tobytes()))
    journal.close()
    return tmp_path


def test_the_passages_are_listed_with_the_numbers_to_begin_at(home: Path) -> None:
    listed = run(home, "listen", "--list")
    assert listed.returncode == 0, listed.stderr
    assert listed.stdout.splitlines() == [
        "  1  1. My periwinkle.",
        "  2  1. And the sea.",
        "  3  1. No sound of it. (no sound)",
    ]
    assert run(home, "listen", "last", "trust", "--list").stdout == listed.stdout


def test_reading_says_of_which_answer_there_is_sound(home: Path) -> None:
    assert "[sound kept: `reflect listen 20261102-aaaa 1`]" in run(home, "read", "last").stdout
    assert "sound" not in run(home, "read", "20261101").stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["listen", "20261101"],
        ["listen", "last", "2"],
        ["listen", "last", "nothing"],
        ["listen", "2020"],
        ["listen", "--from", "4"],
        ["export", "20261101", "--to", "out.zip", "--yes"],
        ["export", "last", "--to", "out.zip", "--question", "2", "--yes"],
    ],
    ids=" ".join,
)
def test_whatever_is_in_the_way_is_one_fact_and_one_next_step(
    home: Path, arguments: list[str]
) -> None:
    assert_fact_and_next_step(run(home, *arguments))
    assert not (home / "out.zip").exists()


def test_the_sound_is_taken_along_with_the_same_honest_words(home: Path) -> None:
    asked = run(home, "export", "last", "--to", "out.zip", said="n\n")
    assert "With the sound of 2 passages: a voice tells whose it is." in asked.stdout
    assert not (home / "out.zip").exists()
    done = run(home, "export", "last", "--to", "out.zip", "--yes")
    assert "not protected: whoever can open this file can read it and hear it" in done.stdout
    assert (home / "out.zip").stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(home / "out.zip") as files:
        assert len(decode(files.read("2026-11-02-session-1-question-1.flac"), 60)) == 64_000
        assert len(parsed(files.read("2026-11-02-session-1-question-1.vtt").decode())) == 2


@pytest.mark.skipif(shutil.which("age") is None, reason="apt install age")
def test_sealed_for_a_therapist_no_unsealed_sound_ever_exists(home: Path) -> None:
    identity = age.new_identity()
    recipient = age.recipient_of(identity)
    done = run(home, "export", "last", "--to", "out.zip", "--for", recipient, "--yes")
    assert "Sealed to age1" in done.stdout
    assert not (home / "out.zip").exists()
    for path in home.rglob("*"):
        assert not path.is_file() or b"fLaC" not in path.read_bytes(), path
    (home / "key").write_text(identity + "\n")
    opened = subprocess.run(
        ["age", "-d", "-i", "key", "out.zip.age"], cwd=home, capture_output=True, check=True
    )
    with zipfile.ZipFile(io.BytesIO(opened.stdout)) as files:
        assert "2026-11-02-session-1-question-1.flac" in files.namelist()


def test_keeping_the_sound_is_off_unless_it_is_chosen() -> None:
    assert not Settings().keep_sound


@pytest.mark.parametrize("command", [[], ["rehearse"]])
def test_the_option_is_offered_where_a_session_begins(home: Path, command: list[str]) -> None:
    assert "--keep-sound" in run_help(*command)


def run_help(*command: str) -> str:
    from typer.testing import CliRunner

    return CliRunner().invoke(app, [*command, "--help"]).stdout
