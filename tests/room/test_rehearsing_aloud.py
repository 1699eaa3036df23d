"""A rehearsal that is heard: on a terminal, on a loudspeaker, until a key ends it."""

import os
import pty
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sound_server import SoundServer

from tests.rehearsal.test_keeping_sound import transcribed
from tests.room.client import SAMPLES
from tests.room.conftest import needs_pulseaudio
from voice.rehearsal.client import to_room
from voice.rehearsal.espeak import espeak
from voice.rehearsal.script import parse_script
from voice.vault.vault import Vault

Signal = npt.NDArray[np.float64]
PIECE_SAMPLES = 4000
PIECES_HEARD = 4
"""Of the eight quarters of a second of the answer."""
THE_SAME = 0.6
AUDIBLE = 1e6
"""So much energy in a piece that dither is not taken for a voice."""

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


def places_of_client(words: str, sounded: Signal) -> Iterator[int]:
    """Where each quarter of a second of what the client says sounds, if it does: its sample."""
    said = to_room(espeak().say(words, CLIENT.voice, CLIENT.rate_wpm)).astype(np.float64)
    size = 1 << (len(sounded) + PIECE_SAMPLES).bit_length()
    spectrum = np.fft.rfft(sounded, size)
    energy = np.concatenate([[0.0], np.cumsum(np.square(sounded))])
    around = energy[PIECE_SAMPLES:-1] - energy[: -PIECE_SAMPLES - 1]
    for start in range(0, len(said) - PIECE_SAMPLES, PIECE_SAMPLES):
        piece = said[start : start + PIECE_SAMPLES]
        product = spectrum * np.conj(np.fft.rfft(piece, size))
        correlation = np.fft.irfft(product, size)[: len(around)]
        alike = correlation / np.sqrt(np.maximum(around, AUDIBLE) * (piece @ piece))
        if alike.max() > THE_SAME:
            yield int(np.argmax(alike))


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
    sounded = np.frombuffer(recorded[0], "<i2")
    places = list(places_of_client(ANSWER, sounded.astype(np.float64)))
    # a busy machine plays a hole into one piece or the other
    assert len(places) >= PIECES_HEARD, (places, shown)
    before = transcribed(sounded[: int(np.median(places))])
    announced = max(map(before.find, ("nobody listens", "listens to you", "nothing you say")))
    asked = max(map(before.rfind, ("like a relationship", "with whom", "trustworthy")))
    assert 0 < announced < asked, (before, shown)
    vault = Vault.open(tmp_path / "vault")
    reading_ = vault.read(vault.identity())
    assert reading_.problems == ()
    assert reading_.sessions[0].answers[0].verbatim == ANSWER
