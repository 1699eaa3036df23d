"""From an empty home to the first question on real devices, by keys alone, with the voice on."""

import os
import resource
import time
from pathlib import Path

import pytest
from sound_server import SoundServer

from tests.cli.test_setting_up import Terminal, notes_of, take_key, vault_of
from tests.room.conftest import needs_pulseaudio

pytestmark = [needs_pulseaudio, pytest.mark.devices]

MOST_SECONDS = 30
"""Of the machine's own work, with the model at hand: what a person does comes on top."""

SPOKEN = ("--plain", "--model", "rehearsal-en")


def test_from_nothing_to_the_first_question(tmp_path: Path, sound_server: SoundServer) -> None:
    home = tmp_path / "home"
    home.mkdir()
    sound = {key: value for key, value in os.environ.items() if key.startswith(("PULSE_", "ALSA_"))}
    began_seconds, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    terminal = Terminal(home, *SPOKEN, "start", **sound)
    terminal.until("I am not listening yet.", 90)
    take_key(terminal)
    terminal.until("How long may a silence be", 90).until("3. Four").press("1")
    terminal.until("I speak as fast as this.", 90).until("3. Faster").press("1")
    terminal.until("Now comes the first question.", 90)
    terminal.until("begin (b)", 90).press("b")
    terminal.until("Question 1 of 6", 90)
    took_seconds = time.monotonic() - began_seconds
    terminal.press("q").press("q")
    assert terminal.ends() == 0
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    worked_seconds = (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)
    print(
        f"\nfrom the command to the first question, every key pressed at once: "
        f"{took_seconds:.1f} s, of which the machine worked {worked_seconds:.1f} s"
    )
    assert vault_of(home).is_dir()
    assert notes_of(home) == 'key = "done"\nmanner = "done"\n'
    assert worked_seconds <= MOST_SECONDS
