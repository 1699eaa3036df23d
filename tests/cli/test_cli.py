"""The command line as a person meets it: help, errors with a next step, exit codes."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.vault.test_vault import header
from voice.vault.vault import Vault

REFLECT = [sys.executable, "-c", "from voice.cli import main; main()"]
CANARY = "periwinkle"


def reflect(
    *arguments: object, home: Path, typed: str = "", **environ: str
) -> subprocess.CompletedProcess[str]:
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "TMPDIR": str(home),
        "JACK_NO_START_SERVER": "1",
        **environ,
    }
    return subprocess.run(
        [*REFLECT, *map(str, arguments)],
        env=environment,
        cwd=home,
        input=typed,
        capture_output=True,
        text=True,
        timeout=120,
    )


def assert_fact_and_next_step(done: subprocess.CompletedProcess[str], code: int = 1) -> None:
    assert done.returncode == code, done
    assert "Traceback" not in done.stderr
    assert "reflect: " in done.stderr
    assert "next: " in done.stderr


@pytest.mark.parametrize(
    "command", ["", "rehearse", "read", "guide", "key", "model", "check", "devices", "erase"]
)
def test_every_command_explains_itself(tmp_path: Path, command: str) -> None:
    done = reflect(*command.split(), "--help", home=tmp_path)
    assert done.returncode == 0
    assert "Usage: reflect" in done.stdout


def test_a_wrong_option_is_a_usage_error(tmp_path: Path) -> None:
    for arguments in (["--colour"], ["read", "--jsno"], ["nonsense"]):
        done = reflect(*arguments, home=tmp_path)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["read"],
        ["key", "show"],
        ["key", "add", "age1nonsense"],
        ["guide", "check", "none.toml"],
        ["guide", "show", "nothing"],
        ["model", "path"],
        ["model", "check", "nothing"],
        ["model", "install", "nothing"],
        ["model", "install", "--from", "vosk-model-small-en-us-0.15.zip"],
        ["model", "install", "--language", "xx"],
        ["rehearse", "--script", "none.toml"],
        ["rehearse", "--model", "nothing"],
        ["rehearse", "--vault", "/proc/nowhere"],
        ["--rate", "3"],
        ["--patience", "hasty"],
        ["erase", "2026", "--yes"],
    ],
    ids=lambda arguments: " ".join(arguments) or "session",
)
def test_whatever_is_in_the_way_is_one_fact_and_one_next_step(
    tmp_path: Path, arguments: list[str]
) -> None:
    assert_fact_and_next_step(reflect(*arguments, home=tmp_path))


def test_a_broken_settings_file_is_told_with_its_key(tmp_path: Path) -> None:
    folder = tmp_path / ".config" / "reflect-aloud"
    folder.mkdir(parents=True)
    (folder / "settings.toml").write_text("ratte_wpm = 3\n")
    done = reflect("rehearse", home=tmp_path)
    assert_fact_and_next_step(done)
    assert "ratte_wpm" in done.stderr


def test_without_a_sound_device_a_session_says_so(tmp_path: Path) -> None:
    assert reflect("key", "new", home=tmp_path).returncode == 0
    done = reflect("--model", "rehearsal-en", home=tmp_path, PULSE_SERVER="none")
    assert_fact_and_next_step(done)
    assert "rehearse" in done.stderr or "apt install" in done.stderr


def test_without_a_model_a_session_names_the_command_that_mends_it(tmp_path: Path) -> None:
    assert reflect("key", "new", home=tmp_path).returncode == 0
    done = reflect(home=tmp_path)
    assert_fact_and_next_step(done)
    assert "reflect model install" in done.stderr


@pytest.mark.model
def test_the_first_start_rehearses_and_shows_what_was_sealed(tmp_path: Path) -> None:
    done = reflect("start", home=tmp_path, PULSE_SERVER="none")
    assert done.returncode == 0, done
    assert "No session yet" in done.stdout
    assert "Are there times you feel afraid of directly stating your thoughts?" in done.stdout
    assert "reflect read --vault" in done.stdout


def test_keys_are_made_once_and_shown(tmp_path: Path) -> None:
    made = reflect("key", "new", home=tmp_path)
    assert made.stdout.count("AGE-SECRET-KEY-1") == 2  # whole, and in groups
    shown = reflect("key", "show", home=tmp_path)
    assert "owner" in shown.stdout
    assert "recovery key" in shown.stdout
    assert "protected by this computer's login only" in shown.stderr
    assert_fact_and_next_step(reflect("key", "new", home=tmp_path))


def test_the_recovery_key_can_be_taken_down_as_words_and_typed_again(tmp_path: Path) -> None:
    made = reflect("key", "new", "--words", "--vault", "v", home=tmp_path).stdout
    secret = next(w for w in made.split() if w.startswith("AGE-SECRET-KEY-1") and len(w) > 20)
    rows = [line for line in made.splitlines() if re.match(r" +\d+ [a-z]+ +\d+ ", line)]
    spoken = re.findall(r"[a-z]+", " ".join(rows))
    assert len(spoken) == 24
    shown = reflect("key", "recover", "--show", home=tmp_path, typed=" ".join(spoken) + "\n")
    assert shown.stdout == f"{secret}\n"
    wrong = " ".join([*spoken[:-1], "marzipann"]) + "\n"
    refused = reflect("key", "recover", "--vault", "v", home=tmp_path, typed=wrong)
    assert_fact_and_next_step(refused)
    assert "word 24" in refused.stderr
    assert "marzipann" not in refused.stdout + refused.stderr
    again = reflect("key", "recover", "--vault", "v", home=tmp_path, typed=" ".join(rows) + "\n")
    assert again.returncode == 0, again
    assert "Your sessions open again" in again.stdout


def test_a_secret_key_pasted_for_a_recipient_is_not_shown_again(tmp_path: Path) -> None:
    made = reflect("key", "new", home=tmp_path).stdout
    secret = next(w for w in made.split() if w.startswith("AGE-SECRET-KEY-1") and len(w) > 20)
    for command in (["key", "add"], ["key", "remove"], ["export", "last", "--to", "x", "--for"]):
        done = reflect(*command, secret, home=tmp_path)
        assert done.returncode != 0
        assert secret not in done.stdout + done.stderr
    assert "history -d" in reflect("key", "add", secret, home=tmp_path).stderr


SCRIPT = """
[[turn]]
say = ["i'm ready"]
[[turn]]
say = ["i feel safe", { pause_seconds = 3 }, { press = "f" }]
[[turn]]
say = [{ press = "q" }]
"""


@pytest.mark.model
def test_a_rehearsal_is_read_back_and_erased(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text(SCRIPT)
    done = reflect("rehearse", "--script", "s.toml", "--vault", "v", "--json", home=tmp_path)
    result = json.loads(done.stdout)
    read = reflect("read", result["session_id"], "--vault", "v", "--json", home=tmp_path)
    (session,) = json.loads(read.stdout)
    assert session["answers"][0]["verbatim"] == "i feel safe"
    assert session["answers"][0]["segments"][0]["flagged"]
    shown = reflect("read", "last", "--vault", "v", home=tmp_path)
    assert "I feel safe." in shown.stdout
    assert "1 passage to bring to a session" in shown.stdout
    erased = reflect("erase", result["session_id"], "--yes", "--vault", "v", home=tmp_path)
    assert "solid-state" in erased.stdout
    assert "no session" in reflect("read", "--vault", "v", home=tmp_path).stdout.lower()


@pytest.mark.model
def test_no_spoken_word_is_left_anywhere_in_the_clear(tmp_path: Path) -> None:
    script = SCRIPT.replace("i feel safe", "i remember my grandmother")
    (tmp_path / "s.toml").write_text(script)
    done = reflect("rehearse", "--script", "s.toml", "--vault", "v", "--json", home=tmp_path)
    assert done.returncode == 0
    (tmp_path / "s.toml").unlink()
    assert "grandmother" not in done.stdout + done.stderr
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or b"grandmother" not in path.read_bytes(), path
    read = reflect("read", "--vault", "v", home=tmp_path)
    assert "grandmother" in read.stdout.lower()  # it was heard, so the search could have found it


def test_a_guide_can_be_copied_changed_and_checked(tmp_path: Path) -> None:
    toml = reflect("guide", "show", "trust-and-power", "--toml", home=tmp_path).stdout
    (tmp_path / "mine.toml").write_text(toml)
    assert "6 questions" in reflect("guide", "check", "mine.toml", home=tmp_path).stdout
    assert "Sherry Katz" in reflect("guide", "list", home=tmp_path).stdout


def test_check_names_every_problem_with_its_next_step(tmp_path: Path) -> None:
    done = reflect("check", home=tmp_path, PULSE_SERVER="none")
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert any(line.startswith("voice") and " ok " in line for line in lines)
    problems = [n for n, line in enumerate(lines) if " problem " in line]
    assert len(problems) >= 3
    assert all(" next " in lines[n + 1] for n in problems)


def test_the_rehearsal_model_is_complete_and_official_ones_are_listed(tmp_path: Path) -> None:
    assert reflect("model", "check", "rehearsal-en", home=tmp_path).returncode == 0
    listed = reflect("model", "list", home=tmp_path).stdout
    assert "vosk-model-small-en-us-0.15" in listed


@pytest.mark.model
def test_reading_into_a_closed_pipe_is_no_traceback(tmp_path: Path) -> None:
    reflect("rehearse", "--vault", "v", "--json", home=tmp_path)
    command = f"{' '.join(REFLECT[:1])} -c '{REFLECT[2]}' read --vault v --json | head -1"
    done = subprocess.run(
        command, shell=True, cwd=tmp_path, capture_output=True, text=True, env={**os.environ}
    )
    assert "Traceback" not in done.stderr


@pytest.mark.model
@pytest.mark.skipif(shutil.which("tmux") is None and sys.platform == "win32", reason="POSIX")
def test_an_interrupted_rehearsal_leaves_a_vault_that_opens(tmp_path: Path) -> None:
    environment = {**os.environ, "HOME": str(tmp_path)}
    rehearsal = subprocess.Popen(
        [*REFLECT, "rehearse", "--vault", "v"],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    for line in rehearsal.stdout:
        if line.startswith("you"):
            break
    rehearsal.send_signal(signal.SIGINT)
    rest, errors = rehearsal.communicate(timeout=60)
    assert rehearsal.returncode in {0, 130}, (rest, errors)
    assert "Traceback" not in errors
    read = reflect("read", "--vault", "v", home=tmp_path)
    assert read.returncode == 0
    assert "problem" not in read.stderr
    assert "I think it takes a long time." in read.stdout


@pytest.mark.model
def test_a_vault_is_listed_checked_and_erased_answer_by_answer(tmp_path: Path) -> None:
    reflect("rehearse", "--vault", "v", "--json", home=tmp_path)
    folder = reflect("list", "--vault", "v", home=tmp_path).stdout.split()[0]
    listed = reflect("list", "--open", "--vault", "v", home=tmp_path).stdout
    assert "Trust and Power" in listed
    assert "0 problems" in reflect("vault", "check", "--vault", "v", home=tmp_path).stdout
    erased = reflect("erase", "last/1", "--yes", "--vault", "v", home=tmp_path)
    assert "solid-state disk" in erased.stdout
    assert "0 problems" in reflect("vault", "check", "--vault", "v", home=tmp_path).stdout
    record = next((tmp_path / "v" / "records" / folder).glob("*.age"))
    record.write_bytes(record.read_bytes()[:-9])
    damaged = reflect("vault", "check", "--vault", "v", home=tmp_path)
    assert damaged.returncode == 1
    assert record.name in damaged.stdout
    assert_fact_and_next_step(reflect("erase", "--vault", "v", home=tmp_path))
    assert reflect("erase", folder, "--yes", "--vault", "v", home=tmp_path).returncode == 0
    assert "no session" in reflect("list", "--vault", "v", home=tmp_path).stdout


def test_how_the_key_is_protected_is_said_in_plain_words(tmp_path: Path) -> None:
    words = "protected by this computer's login only"
    assert words in reflect("key", "new", home=tmp_path).stdout
    assert words in reflect("read", home=tmp_path).stderr
    assert words in reflect("check", home=tmp_path, PULSE_SERVER="none").stdout


@pytest.mark.skipif(sys.platform != "linux", reason="seccomp is Linux")
def test_every_way_out_is_printed_as_denied(tmp_path: Path) -> None:
    done = reflect("check", "--offline", home=tmp_path)
    lines = done.stdout.splitlines()
    assert done.returncode == 0
    headings = [line for line in lines if line.endswith(":")]
    assert headings == ["the program that holds sound and words:", "the page's own process:"]
    ways = [line for line in lines[:-1] if line not in headings]
    assert len(ways) >= 40
    assert all(" denied " in line for line in ways)


@pytest.mark.model
@pytest.mark.skipif(sys.platform != "linux", reason="seccomp is Linux")
@pytest.mark.parametrize(
    ("arguments", "closed"),
    [
        (["guide", "list"], True),
        (["key", "show"], True),
        (["list"], True),
        (["rehearse"], True),
        (["start"], True),
        (["check"], True),
        (["model", "list"], True),
        (["model", "install", "nothing"], False),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_the_network_is_closed_in_every_command_but_the_installation(
    tmp_path: Path, arguments: list[str], closed: bool
) -> None:
    code = """
import atexit, sys
from voice.confinement import offline
from voice.cli import main
atexit.register(lambda: print("network:", offline.enforcement().name, file=sys.stderr))
main()
"""
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env={**os.environ, "HOME": str(tmp_path), "TMPDIR": str(tmp_path), "PULSE_SERVER": "none"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.stderr.splitlines()[-1] == f"network: {'KERNEL' if closed else 'OPEN'}"


@pytest.mark.model
def test_sessions_older_than_the_kept_days_go_before_the_next_one(tmp_path: Path) -> None:
    vault, _ = Vault.create(tmp_path / "v")
    os.utime(tmp_path / "v" / "vault.toml", (0, 0))
    soon = datetime.now().astimezone()
    for moment in (soon - timedelta(days=40), soon - timedelta(days=20)):
        vault.begin_session(replace(header(f"{moment:%d}"), started_at=moment.isoformat())).close()
    asked = ["--vault", "v", "--model", "rehearsal-en"]
    reflect(*asked, home=tmp_path, PULSE_SERVER="none")
    assert vault.count()[0] == 2  # nobody asked for that
    reflect(*asked, home=tmp_path, PULSE_SERVER="none", REFLECT_KEEP_DAYS="30")
    (left,) = vault.heads(vault.identity())[0]
    assert left.session_id == f"{soon - timedelta(days=20):%d}"
