"""A rehearsal that is heard: on a terminal, on a loudspeaker, until a key ends it."""

import os
import pty
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
from sound_server import SoundServer

from tests.room.client import SAMPLES
from tests.room.conftest import needs_pulseaudio
from tests.room.waves import Signal, as_recorded, places_of
from voice.floor.commands import Manner
from voice.guides.loading import find_guide
from voice.language.loading import load_language
from voice.rehearsal.client import to_room
from voice.rehearsal.espeak import espeak
from voice.rehearsal.room import VOICE_DBFS, at_level
from voice.rehearsal.script import parse_script
from voice.settings import Settings
from voice.speaking.pyttsx3_synthesizer import Pyttsx3Synthesizer
from voice.speaking.text import sentences
from voice.vault.vault import Vault

PIECES_HEARD = 2
"""Of seven and more: a busy machine loses samples in most pieces."""

pytestmark = needs_pulseaudio

REFLECT = Path(sys.executable).with_name("reflect")
RATE_WPM = 250

ANSWER = "i trust people when they listen to me"
SCRIPT = f"""
[[turn]]
say = ["i'm ready"]
[[turn]]
say = ["{ANSWER}", {{ pause_seconds = 60 }}]
"""
CLIENT = parse_script(SCRIPT, Path())


def said_by_client(words: str) -> Signal:
    sound = to_room(espeak().say(words, CLIENT.voice, CLIENT.rate_wpm))
    return as_recorded(at_level(sound, VOICE_DBFS + CLIENT.gain_db))


def said_by_program(text: str) -> Signal:
    synthesizer = Pyttsx3Synthesizer(None, "en")
    manner = Manner(RATE_WPM, 1.0)
    try:
        return np.concatenate(
            [as_recorded(to_room(synthesizer.synthesize(each, manner))) for each in sentences(text)]
        )
    finally:
        synthesizer.close()


def test_program_and_client_are_heard_and_a_key_ends_it(
    tmp_path: Path, sound_server: SoundServer
) -> None:
    (tmp_path / "script.toml").write_text(SCRIPT)
    ours, theirs = pty.openpty()
    monitor = ["parec", "--device=speaker.monitor", *SAMPLES]
    recorded: list[bytes] = []
    with subprocess.Popen(monitor, stdout=subprocess.PIPE) as listening:
        reading = threading.Thread(target=lambda: recorded.append(listening.stdout.read()))
        reading.start()
        options = ["--aloud", "--script", "script.toml", "--vault", "vault"]
        rehearsal = subprocess.Popen(
            [str(REFLECT), "rehearse", *options, "--rate", str(RATE_WPM)],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            cwd=tmp_path,
            env={**os.environ, "HOME": str(tmp_path), "TERM": "dumb", "COLUMNS": "200"},
            start_new_session=True,
        )
        os.close(theirs)
        shown = ""
        try:
            while "you      I trust people" not in shown:
                shown += os.read(ours, 4096).decode(errors="replace")
            os.write(ours, b"q")
            assert rehearsal.wait(20) == 0
        finally:
            rehearsal.kill()
            listening.kill()
        reading.join()
    os.close(ours)
    assert shown.index("This is a rehearsal") < shown.index("Welcome")
    sounded = np.frombuffer(recorded[0], "<i2").astype(np.float64)
    question = find_guide(Settings().guide).themes[0].questions[0].text
    places = [
        places_of(said, sounded)
        for said in (
            said_by_program(load_language("en").page["rehearsal_is"]),
            said_by_program(question),
            said_by_client(ANSWER),
        )
    ]
    assert min(map(len, places)) >= PIECES_HEARD, (places, shown)
    announced, asked, answered = map(np.median, places)
    assert announced < asked < answered, (places, shown)
    vault = Vault.open(tmp_path / "vault")
    reading_ = vault.read(vault.identity())
    assert reading_.problems == ()
    assert reading_.sessions[0].answers[0].verbatim == ANSWER
