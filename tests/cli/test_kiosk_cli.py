"""`reflect kiosk` as an operator meets it: check, status, rehearse, and what it refuses."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.cli.terminal import reflect
from tests.kiosk.configs import Clinic, clinic
from voice.scenes.visit.commands import Occurrence
from voice.vault import age


def kiosk(made: Clinic, *arguments: object, home: Path) -> subprocess.CompletedProcess[str]:
    return reflect("kiosk", *arguments, "--config", made.path, home=home)


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


@pytest.mark.model
def test_a_rehearsal_of_two_visits_and_the_status_it_leaves_without_a_word_of_theirs(
    tmp_path: Path,
) -> None:
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
    told = [line for line in done.stdout.splitlines() if line.startswith("kiosk: ")]
    assert told
    assert not any("trust people" in line for line in told)
    said = [line for line in done.stdout.splitlines() if "trust people" in line]
    assert all(line.startswith("visitor ") for line in said)  # the script's own line only
