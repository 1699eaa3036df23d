"""From an empty home to the first question on real devices, by keys alone, with the voice on."""

import contextlib
import os
import resource
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import numpy as np
import pytest
from sound_server import SoundServer

from tests.cli.test_setting_up import Terminal, notes_of, take_key, vault_of
from tests.room.client import SAMPLES
from tests.room.conftest import needs_pulseaudio
from voice.rehearsal.client import to_room
from voice.rehearsal.espeak import espeak
from voice.rehearsal.room import VOICE_DBFS, at_level

pytestmark = [needs_pulseaudio, pytest.mark.devices]

MOST_SECONDS = 30
"""Of the machine's own work, with the model at hand: what a person does comes on top."""


@contextlib.contextmanager
def somebody_speaking() -> Iterator[None]:
    """Somebody reads aloud in the room, for as long as it takes."""
    spoken = at_level(to_room(espeak().say(TEXT)), VOICE_DBFS)
    samples = np.tile((spoken * 32767).astype(np.int16), 40).tobytes()
    mouth = subprocess.Popen(["pacat", "--device=room", *SAMPLES], stdin=subprocess.PIPE)
    assert mouth.stdin is not None
    feeding = threading.Thread(target=_feed, args=(mouth.stdin, samples), daemon=True)
    feeding.start()
    try:
        yield
    finally:
        mouth.kill()
        mouth.wait()
        feeding.join()


def _feed(pipe: IO[bytes], samples: bytes) -> None:
    with contextlib.suppress(OSError):  # nobody speaks any more
        pipe.write(samples)


TEXT = "Somebody is reading aloud in this room, and goes on and on until they were heard."

SPOKEN = ("--plain", "--model", "rehearsal-en")


def test_from_nothing_to_the_first_question(tmp_path: Path, sound_server: SoundServer) -> None:
    home = tmp_path / "home"
    home.mkdir()
    sound = {key: value for key, value in os.environ.items() if key.startswith(("PULSE_", "ALSA_"))}
    began_seconds, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    terminal = Terminal(home, *SPOKEN, "start", **sound)
    terminal.until("I am not listening yet.", 90)
    take_key(terminal)
    with somebody_speaking():
        terminal.until("Do you hear me?", 90).until("4. Another").press("1")
        terminal.until("Now your microphone", 90).until("I hear you well.", 90)
    terminal.until("Did you hear yourself?", 90).until("3. Another").press("1")
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
    assert notes_of(home) == 'key = "done"\nsound = "done"\nmanner = "done"\n'
    files = (path for path in home.rglob("*") if path.is_file() and path.name != "reserve")
    kept = [path for path in files if path.stat().st_size > 32_000]
    assert kept == [], "a second of sound is larger than anything that is kept"
    assert worked_seconds <= MOST_SECONDS
