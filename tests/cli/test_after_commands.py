"""Reading, taking along and erasing: on a terminal, in files, and while something else happens.

What these commands say is in `transcripts/`.
"""

import base64
import io
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.cli.homes import VAULT, autumn, two_sessions, with_sound
from tests.cli.terminal import REFLECT, in_home, on_terminal, run
from tests.export.test_sound import parsed
from tests.vault.test_vault import header
from voice.floor.actions import Action
from voice.hearing.own_sounds.features import CEPSTRA, STEPS
from voice.hearing.own_sounds.store import own_sounds_file, write_own_sounds
from voice.hearing.own_sounds.taught import Taught, example_of
from voice.settings import Settings
from voice.sound.flac import decode
from voice.vault import age
from voice.vault.vault import Vault


@pytest.fixture
def home(tmp_path: Path) -> Path:
    two_sessions(tmp_path)
    return tmp_path


# Reading ------------------------------------------------------------------------------------


def test_what_is_read_goes_through_the_pager_only_on_a_terminal(home: Path) -> None:
    assert "Nobody but my periwinkle." in run(home, "read").stdout
    assert "periwinkle" in on_terminal(home, "read", typed="q")[1]


def test_on_a_wide_terminal_answers_stand_side_by_side_and_on_a_narrow_one_below(
    home: Path,
) -> None:
    wide = on_terminal(home, "look-back", "1", columns=120)[1].splitlines()
    assert any("1 November 2026" in line and "2 November 2026" in line for line in wide)
    narrow = on_terminal(home, "look-back", "1", columns=50)[1].splitlines()
    assert not any("1 November 2026" in ln and "2 November 2026" in ln for ln in narrow)


# Taking along -------------------------------------------------------------------------------


def test_what_is_no_text_goes_to_a_program_and_not_to_a_terminal(home: Path) -> None:
    identity = age.new_identity()
    sealed = ("export", "last", "--to", "-", "--for", age.recipient_of(identity))
    environment = {"HOME": str(home)}
    piped = subprocess.run([*REFLECT, *sealed], env=environment, capture_output=True, check=True)
    assert b"sitter" in age.unseal(piped.stdout, identity)
    for wanted in (sealed, ("export", "last", "--to", "-", "--format", "pdf")):
        _, shown = on_terminal(home, *wanted)
        assert "no text for a terminal" in shown
        assert "next: " in shown
        assert "%PDF" not in shown
        assert "age-encryption" not in shown


def opened_by_age(home: Path, name: str, identity: str) -> bytes:
    (home / "key").write_text(identity + "\n")
    command = ["age", "-d", "-i", "key", name]
    return subprocess.run(command, cwd=home, capture_output=True, check=True).stdout


@pytest.mark.skipif(shutil.which("age") is None, reason="apt install age")
def test_sealed_for_a_therapist_no_unsealed_file_ever_exists(home: Path) -> None:
    identity = age.new_identity()
    sealed = ("--for", age.recipient_of(identity), "--yes")
    assert "not protected" not in run(home, "export", "all", "--to", "out.html", *sealed).stdout
    for path in home.rglob("*"):
        assert not path.is_file() or b"periwinkle" not in path.read_bytes(), path
    assert b"periwinkle" in opened_by_age(home, "out.html.age", identity)


@pytest.mark.skipif(shutil.which("age") is None, reason="apt install age")
def test_sealed_for_a_therapist_no_unsealed_sound_ever_exists(tmp_path: Path) -> None:
    with_sound(tmp_path)
    identity = age.new_identity()
    sealed = ("--for", age.recipient_of(identity), "--yes")
    run(tmp_path, "export", "last", "--to", "out.zip", *sealed)
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or b"fLaC" not in path.read_bytes(), path
    with zipfile.ZipFile(io.BytesIO(opened_by_age(tmp_path, "out.zip.age", identity))) as files:
        assert "2026-11-02-session-1-question-1.flac" in files.namelist()


def test_the_owner_cannot_open_what_was_sealed_for_somebody_else(home: Path) -> None:
    recipient = age.recipient_of(age.new_identity())
    run(home, "export", "last", "--to", "out.txt.age", "--for", recipient, "--yes")
    with pytest.raises(age.WrongKey):
        age.unseal((home / "out.txt.age").read_bytes(), Vault.open(home / VAULT).identity())


def test_the_sound_is_taken_along_whole_and_with_its_words(tmp_path: Path) -> None:
    with_sound(tmp_path)
    run(tmp_path, "export", "last", "--to", "out.zip", "--yes")
    with zipfile.ZipFile(tmp_path / "out.zip") as files:
        assert len(decode(files.read("2026-11-02-session-1-question-1.flac"), 60)) == 64_000
        assert len(parsed(files.read("2026-11-02-session-1-question-1.vtt").decode())) == 2


def test_keeping_the_sound_is_off_unless_it_is_chosen() -> None:
    assert not Settings().keep_sound


# Erasing ------------------------------------------------------------------------------------


def test_a_session_that_comes_while_it_asks_is_not_taken_for_the_one_it_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    autumn(tmp_path)

    def meanwhile(*_arguments: object, **_options: object) -> bool:
        vault = Vault.open(tmp_path / VAULT)
        later = replace(header("20261026-later"), started_at="2026-10-26T10:00:00+01:00")
        vault.begin_session(later).close()
        return True

    monkeypatch.setattr("typer.confirm", meanwhile)
    run(tmp_path, "erase", "last")
    left = run(tmp_path, "list", "--open").stdout
    assert "20261025-new" not in left
    assert "20261026-later" in left


def test_a_session_whose_first_record_is_damaged_can_still_be_erased(home: Path) -> None:
    vault = Vault.open(home / VAULT)
    newest = vault.records_folder / vault.listed()[-1].folder
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
    assert "20261102" not in run(home, "list", "--open").stdout
    assert len(vault.listed()) == 1


def test_no_own_sound_is_taken_along_or_backed_up(home: Path) -> None:
    kept = example_of(np.arange(STEPS * CEPSTRA, dtype=np.float32).reshape(STEPS, CEPSTRA) / 10)
    with in_home(home):
        path = own_sounds_file()
        write_own_sounds(path, Taught().with_sound(Action.NEXT, [kept] * 3))
    before = set(home.rglob("*"))
    for name in ("out.md", "out.html", "out.json"):
        assert run(home, "export", "all", "--to", name, "--yes").returncode == 0
    (home / "STICK").mkdir()
    assert run(home, "backup", "STICK").returncode == 0
    written = [each for each in set(home.rglob("*")) - before if each.is_file()]
    assert len(written) > 3
    encoded = base64.b64encode(kept)
    assert encoded in path.read_bytes(), "or nothing would be found"
    for each in written:
        data = each.read_bytes()
        assert "own-sounds" not in each.name
        assert encoded not in data
        assert kept not in data
