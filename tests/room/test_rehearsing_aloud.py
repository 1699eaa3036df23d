"""A rehearsal that is heard: on a terminal, on a loudspeaker, until a key ends it."""

import os
import pty
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
from sound_server import SoundServer

from tests.rehearsal.test_keeping_sound import transcribed
from tests.room.client import SAMPLES
from tests.room.conftest import needs_pulseaudio
from voice.vault.vault import Vault

pytestmark = needs_pulseaudio

REFLECT = Path(sys.executable).with_name("reflect")
RATE_WPM = 250

SCRIPT = """
[[turn]]
say = ["i'm ready"]
[[turn]]
say = ["i trust people when they listen to me", { pause_seconds = 60 }]
"""


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
    heard = transcribed(np.frombuffer(recorded[0], "<i2"))
    announced, asked = heard.find("nobody listens"), heard.find("i would like a relationship")
    # a busy machine plays a hole into one word or the other
    answered = max(map(heard.rfind, ("trust people when", "people when they", "listen to me")))
    assert 0 < announced < asked < answered, (heard, shown)
    vault = Vault.open(tmp_path / "vault")
    reading_ = vault.read(vault.identity())
    assert reading_.problems == ()
    assert reading_.sessions[0].answers[0].verbatim == "i trust people when they listen to me"
