"""Asked to end: once, twice and thirty times, at every moment, with things that hang."""

import signal
import subprocess
import sys
import threading

import pytest

from voice.app import ending
from voice.app.ending import ASKING, Ending

WAIT_SECONDS = 10.0

PROGRAM = """
import os, signal, sys, threading
from voice.app import ending
from voice.app.ending import ASKING

ending.LETTING_GO_SECONDS = ending.AFTER_SEALING_SECONDS = 0.0
ending.ENDING_SECONDS = {ending_seconds}

def storm():
    for number in range(30):
        os.kill(os.getpid(), ASKING[number % len(ASKING)])

class Mouth:
    def close(self):
        {mouth}

class Ears:
    def close(self):
        storm()
        print("given", flush=True)

def seal():
    storm()
    print("sealed", flush=True)

with ending.ending(lambda: print("asked", flush=True)) as end:
    {before}
    end.close(Mouth(), Ears(), seal, storm)
print("over", flush=True)
if {asked}:
    storm()
{after}
ending.leave(7)
"""

CODE = 7
FOR_EVER = "threading.Event().wait()"


def run(
    mouth: str = "pass",
    before: str = "pass",
    asked: bool = False,
    after: str = "",
    ending_seconds: float = 60.0,
) -> "subprocess.CompletedProcess[str]":
    """The program above, with these lines in it."""
    code = PROGRAM.format(
        mouth=mouth,
        before=before,
        asked=asked,
        after=after,
        ending_seconds=ending_seconds,
    )
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=WAIT_SECONDS
    )


@pytest.fixture
def made() -> tuple[Ending, list[str], threading.Event]:
    asked, ended = list[str](), threading.Event()
    return Ending(lambda: asked.append("stop"), ended.set), asked, ended


def test_the_first_signal_asks_the_second_ends_at_once_and_more_change_nothing(
    made: tuple[Ending, list[str], threading.Event],
) -> None:
    end, asked, _ = made
    assert not end.at_once()
    end.take(signal.SIGINT, None)
    assert (asked, end.at_once()) == (["stop"], False)
    for number in ASKING:
        end.take(number, None)
    assert (asked, end.at_once()) == (["stop", "stop"], True)


def test_every_signal_that_means_the_end_is_taken() -> None:
    assert set(ASKING) == {signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT}


def test_while_it_closes_no_signal_changes_anything() -> None:
    done = run()
    assert done.stdout.split() == ["given", "sealed", "over"]
    assert (done.returncode, done.stderr) == (CODE, "")


def test_once_a_signal_has_come_none_changes_anything_to_the_end_of_the_process() -> None:
    done = run(before="storm()", asked=True)
    assert done.stdout.split() == ["asked", "asked", "given", "sealed", "over"]
    assert (done.returncode, done.stderr) == (CODE, "")


def test_a_loudspeaker_that_hangs_keeps_neither_what_was_said_nor_the_process() -> None:
    done = run(mouth=FOR_EVER)
    assert done.stdout.split() == ["given", "sealed", "over"]
    assert done.returncode == CODE


def test_whatever_hangs_after_a_signal_the_process_ends() -> None:
    done = run(before="storm()", asked=True, after=FOR_EVER, ending_seconds=0.5)
    assert "sealed" in done.stdout.split()
    assert done.returncode == ending.HUNG
    assert done.stderr == "reflect: something did not end in time; the program ended without it\n"


def test_a_library_that_hangs_for_ever_holds_no_exit_up() -> None:
    hanging = f'threading.Thread(target=lambda: {FOR_EVER}, name="portaudio").start()'
    assert run(after=hanging).returncode == CODE


def test_where_nobody_asked_and_nothing_hangs_the_process_goes_on_as_before() -> None:
    after = "threading.Event().wait(0.5); print(signal.getsignal(signal.SIGTERM))"
    done = run(after=after, ending_seconds=0.1)
    assert done.stdout.splitlines()[-1] == str(signal.SIG_DFL)
    assert done.returncode == CODE


def test_sealing_is_waited_for_longer_than_anything_else(
    made: tuple[Ending, list[str], threading.Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ending, "ENDING_SECONDS", 0.0)
    monkeypatch.setattr(ending, "AFTER_SEALING_SECONDS", 0.0)
    end, _, ended = made
    end.take(signal.SIGINT, None)
    end.take(signal.SIGINT, None)
    assert not ended.wait(0.1)  # it is sealing
    end.over()
    assert ended.wait(WAIT_SECONDS)
