"""What a killed program leaves is swept at the next start, and nothing of anybody else's is."""

import json
import os
import select
import subprocess
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

from voice.screen.page.leftovers import (
    DOOR,
    MARK_FILE,
    PROFILE,
    Mark,
    Running,
    make_folder,
    mark_browser,
    sweep,
)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="whose a number is, /proc tells")

BROWSER = """#!/bin/sh
exec {python} -c '{stubborn}import sys; sys.stdin.read()' "$@" <{pipe}
"""
"""Stands for Chromium: it runs on until it is told to end, with the profile on its command line."""

PROGRAM = """
from voice.cli.window import Window
from voice.settings import Settings
window = Window(Settings(browser="app"))
print(window._server.door, window._browser._process.pid, window._browser._profile, flush=True)
input()
"""


@pytest.fixture(autouse=True)
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything that is swept lies in the test's own folder."""
    (tmp_path / "run").mkdir()
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setattr(tempfile, "tempdir", None)


def left(tmp_path: Path) -> list[str]:
    return sorted(each.name for place in ("run", "tmp") for each in (tmp_path / place).iterdir())


def has_ended(pidfd: int, within_seconds: float = 30.0) -> bool:
    return bool(select.select([pidfd], [], [], within_seconds)[0])


@pytest.fixture
def other() -> Generator[subprocess.Popen[bytes]]:
    """Somebody else's program."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as program:
        yield program
        program.kill()


def a_dead_process() -> Running:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as program:
        found = Running.now(program.pid)
        program.kill()
    return found


def folder_of(owner: Running, browser: Running | None = None, prefix: str = PROFILE) -> Path:
    folder = make_folder(prefix)
    (folder / MARK_FILE).write_text(Mark(owner=owner, browser=browser).model_dump_json())
    return folder


@pytest.mark.parametrize("stubborn", [False, True], ids=["a browser", "one that will not leave"])
def test_after_kill_9_the_next_start_ends_the_browser_and_removes_profile_and_door(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stubborn: bool
) -> None:
    monkeypatch.setattr("voice.screen.page.leftovers.LEAVING_SECONDS", 1.0)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    ignoring = "import signal; signal.signal(15, signal.SIG_IGN); " if stubborn else ""
    chromium = tmp_path / "chromium"
    chromium.write_text(BROWSER.format(python=sys.executable, stubborn=ignoring, pipe=pipe))
    chromium.chmod(0o755)
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PATH": f"{tmp_path}:/usr/bin:/bin"},
    )
    assert program.stdout is not None
    with pipe.open("w"), program:
        door, pid, profile = program.stdout.readline().split()
        pidfd = os.pidfd_open(int(pid))
        sweep()  # while it runs, all of it is its own
        assert Path(profile).is_dir()
        assert not has_ended(pidfd, 0)
        while not (environment := Path(f"/proc/{pid}/environ").read_bytes()):
            pass  # for a moment of its beginning it has none
        assert f"TMPDIR={profile}".encode() in environment.split(
            b"\0"
        )  # it leaves more there, when it is ended
        program.kill()
        program.wait()
        assert Path(profile).is_dir()
        assert not has_ended(pidfd, 0)
        sweep()
        assert has_ended(pidfd)
    os.close(pidfd)
    assert not Path(door).exists()
    assert left(tmp_path) == []


def test_a_door_that_a_killed_program_and_a_killed_page_left_is_removed(tmp_path: Path) -> None:
    folder = folder_of(a_dead_process(), prefix=DOOR)
    (folder / "reflect-aloud.html").write_text("a token for nobody")
    assert left(tmp_path) == [folder.name]
    sweep()
    assert left(tmp_path) == []


def test_what_runs_is_left_alone(tmp_path: Path, other: subprocess.Popen[bytes]) -> None:
    ours, theirs = make_folder(DOOR), folder_of(Running.now(other.pid))
    sweep()
    assert left(tmp_path) == sorted([ours.name, theirs.name])


def test_where_the_system_tells_no_start_a_number_that_runs_is_left_alone(
    tmp_path: Path, other: subprocess.Popen[bytes]
) -> None:
    theirs = folder_of(Running(pid=other.pid, started=""), Running(pid=other.pid, started=""))
    folder_of(Running(pid=a_dead_process().pid, started=""), Running(pid=other.pid, started=""))
    sweep()
    assert left(tmp_path) == [theirs.name]
    assert other.poll() is None


def test_a_program_that_got_the_browsers_number_is_not_ended(tmp_path: Path) -> None:
    folder = folder_of(a_dead_process())
    waiting = [sys.executable, "-c", "input()", f"--user-data-dir={folder}"]
    with subprocess.Popen(waiting, stdin=subprocess.PIPE) as other:
        once = Running(pid=other.pid, started="another boot 1")
        mark = Mark(owner=a_dead_process(), browser=once)
        (folder / MARK_FILE).write_text(mark.model_dump_json())
        sweep()
        assert other.poll() is None
        other.kill()
    assert left(tmp_path) == []


def test_a_program_that_shows_another_profile_is_not_ended(
    tmp_path: Path, other: subprocess.Popen[bytes]
) -> None:
    folder_of(a_dead_process(), Running.now(other.pid))
    sweep()
    assert other.poll() is None


def test_a_folder_without_a_mark_of_ours_is_not_touched(tmp_path: Path) -> None:
    dead = Mark(owner=a_dead_process()).model_dump_json()
    unmarked = tmp_path / "tmp" / f"{PROFILE}somebodys"
    unmarked.mkdir()
    (unmarked / "Default").write_text("a profile")
    for number, mark in enumerate(("", "{}", "[" * 2_000, json.dumps({"owner": 1}))):
        damaged = tmp_path / "tmp" / f"{PROFILE}{number}"
        damaged.mkdir()
        (damaged / MARK_FILE).write_text(mark)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / MARK_FILE).write_text(dead)
    (tmp_path / "tmp" / f"{PROFILE}link").symlink_to(elsewhere)
    other_name = tmp_path / "tmp" / "chromium-profile"
    other_name.mkdir()
    (other_name / MARK_FILE).write_text(dead)
    before = left(tmp_path)
    sweep()
    assert left(tmp_path) == before
    assert (elsewhere / MARK_FILE).exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make somebody else's folder")
def test_another_users_folder_is_not_touched(tmp_path: Path) -> None:
    folder = folder_of(a_dead_process())
    os.chown(folder, 65534, 65534)
    sweep()
    assert left(tmp_path) == [folder.name]


def test_a_mark_names_the_browser_that_was_started(other: subprocess.Popen[bytes]) -> None:
    folder = make_folder(PROFILE)
    mark_browser(folder, other.pid)
    mark = Mark.model_validate_json((folder / MARK_FILE).read_text())
    assert mark.browser is not None
    assert mark.browser.is_there()
    assert mark.owner.is_there()
    other.kill()
    other.wait()
    assert not mark.browser.is_there()
