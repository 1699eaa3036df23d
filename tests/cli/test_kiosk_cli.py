"""`reflect kiosk` as an operator meets it: check, status, rehearse, and what it refuses."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.cli.test_cli import assert_fact_and_next_step, reflect
from tests.kiosk.configs import Clinic, clinic
from voice.scenes.visit.commands import Occurrence
from voice.vault import age
from voice.vault.vault import Vault


def kiosk(made: Clinic, *arguments: object, home: Path) -> subprocess.CompletedProcess[str]:
    return reflect("kiosk", *arguments, "--config", made.path, home=home)


@pytest.mark.parametrize("command", ["", "check", "status", "rehearse"])
def test_every_kiosk_command_explains_itself(tmp_path: Path, command: str) -> None:
    done = reflect("kiosk", *command.split(), "--help", home=tmp_path)
    assert done.returncode == 0
    assert "Usage: reflect kiosk" in done.stdout


def test_check_names_every_problem_of_the_file_on_a_line_of_its_own(tmp_path: Path) -> None:
    made = clinic(tmp_path, keeper="nobody", volum=3)
    done = kiosk(made, "check", home=tmp_path)
    assert done.returncode == 1
    problems = [line for line in done.stdout.splitlines() if " problem " in line]
    assert len(problems) == 2
    assert "next" in done.stdout
    assert "Traceback" not in done.stderr


def test_check_goes_on_after_a_problem_and_says_what_is_next(tmp_path: Path) -> None:
    made = clinic(tmp_path)
    (made.path.parent / "notes.txt").write_text(age.new_identity())
    done = kiosk(made, "check", "--seconds", "0.5", home=tmp_path)
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert any(line.startswith("secret keys  problem") for line in lines)
    assert any(line.startswith("sealed to    ok") for line in lines)
    assert any(line.startswith("keeping      ok") for line in lines)
    assert any(line.startswith("units        problem") for line in lines)
    assert sum("next" in line for line in lines) == sum("problem" in line for line in lines)


@pytest.mark.parametrize("arguments", [(), ("check",), ("status",), ("rehearse",)])
def test_a_missing_file_is_a_fact_and_a_next_step(tmp_path: Path, arguments: tuple) -> None:
    done = reflect("kiosk", *arguments, "--config", tmp_path / "none.toml", home=tmp_path)
    if arguments == ("check",):
        assert done.returncode == 1
        assert "next" in done.stdout
    else:
        assert_fact_and_next_step(done)


def test_it_does_not_start_beside_a_secret_key(tmp_path: Path) -> None:
    made = clinic(tmp_path)
    Vault.create(made.folder)
    done = kiosk(made, home=tmp_path)
    assert_fact_and_next_step(done)
    assert "a secret key lies on this machine" in done.stderr
    assert "AGE-SECRET" not in done.stderr + done.stdout


def test_there_is_no_status_before_a_kiosk_runs(tmp_path: Path) -> None:
    assert_fact_and_next_step(kiosk(clinic(tmp_path), "status", home=tmp_path))


@pytest.mark.model
def test_a_rehearsal_of_two_visits_and_the_status_it_leaves(tmp_path: Path) -> None:
    made = clinic(tmp_path)
    done = kiosk(made, "rehearse", "--visits", "2", home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "visit 1: answers" in done.stdout
    assert "visit 2: declines" in done.stdout
    assert f"kiosk: {Occurrence.DECLINED}" in done.stdout
    status = kiosk(made, "status", home=tmp_path)
    assert status.returncode == 0, status
    assert "resting" in status.stdout
    found = json.loads(kiosk(made, "status", "--json", home=tmp_path).stdout)
    assert found["counts"]["approached"] == 2
    assert found["counts"]["session begun"] == 1
    for words in ("trust people", "listen to me"):
        assert words not in status.stdout + json.dumps(found)


@pytest.mark.model
def test_the_operators_lines_hold_no_word_that_was_said(tmp_path: Path) -> None:
    done = kiosk(clinic(tmp_path), "rehearse", "--visits", "1", home=tmp_path)
    told = [line for line in done.stdout.splitlines() if line.startswith("kiosk: ")]
    assert told
    assert not any("trust people" in line for line in told)
    said = [line for line in done.stdout.splitlines() if "trust people" in line]
    assert all(line.startswith("visitor ") for line in said)  # the script's own line only
