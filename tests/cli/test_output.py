"""How the command line prints: what libraries write does not reach the terminal, ours does."""

import os
import pty
import subprocess
import sys

import pytest

from voice.app import session as app
from voice.cli import output, sessions
from voice.confinement import offline
from voice.settings import Settings

WRITES = """
import os, sys
from voice.cli.output import quiet_libraries
with quiet_libraries():
    os.write(2, b"ALSA underrun")
    print("ours", file=sys.stderr, flush=True)
os.write(2, b"afterwards")
"""


def test_libraries_cannot_write_into_the_picture_and_the_program_still_can() -> None:
    ours, theirs = pty.openpty()
    subprocess.run([sys.executable, "-c", WRITES], stderr=theirs, check=True, timeout=60)
    os.close(theirs)
    shown = os.read(ours, 10_000).decode()
    os.close(ours)
    assert "ALSA" not in shown
    assert "ours" in shown
    assert "afterwards" in shown


def test_what_was_erased_because_of_its_age_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    outcome = app.Outcome("s", 1, 0, 0, kept_sound=False, reason="done", erased_sessions=2)
    monkeypatch.setattr(offline, "close_network", lambda: None)  # for good: not in this process
    monkeypatch.setattr(app, "hold_session", lambda *_, **__: outcome)
    sessions.hold(Settings(keep_days=30))
    assert "Erased first, for being older than 30 days: 2 sessions." in capsys.readouterr().out


PROGRESS = """
from voice.cli.listening_models import Told
told = Told()
for percent in range(101):
    told.moved(percent, 100)
"""


def test_how_far_a_download_is_overwrites_itself_on_a_terminal_and_is_lines_elsewhere() -> None:
    ours, theirs = pty.openpty()
    for stderr in (theirs, subprocess.PIPE):
        done = subprocess.run([sys.executable, "-c", PROGRESS], stderr=stderr, check=True)
    os.close(theirs)
    shown = os.read(ours, 10_000).decode()
    os.close(ours)
    assert shown.count("\r") == 100 + 1  # each percent, and the terminal's own end of line
    assert shown.endswith("\r100 %\r\n")
    assert done.stderr.decode().splitlines() == [f"{percent} %" for percent in range(10, 101, 10)]


def test_what_is_spoken_is_broken_between_words_on_a_terminal_and_one_line_elsewhere(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    line = "program  What can I safely talk about with this person, and well-kept?"
    output.say_spoken(line)
    assert capsys.readouterr().out == f"{line}\n"
    monkeypatch.setattr(output, "to_terminal", lambda: True)
    monkeypatch.setenv("COLUMNS", "30")
    output.say_spoken(line)
    assert capsys.readouterr().out.splitlines() == [
        "program  What can I safely",
        "         talk about with this",
        "         person, and",
        "         well-kept?",
    ]


def test_a_command_stays_in_one_line_however_narrow_the_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(output, "to_terminal", lambda: True)
    for columns in range(20, 60):
        monkeypatch.setenv("COLUMNS", str(columns))
        output.say("make a vault first: `reflect key new --vault here`, then begin")
        lines = capsys.readouterr().out.splitlines()
        assert len(lines) > 1
        assert any("`reflect key new --vault here`" in line for line in lines), columns
