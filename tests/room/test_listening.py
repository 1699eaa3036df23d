"""What was said is heard again on a real loudspeaker: PortAudio, threads, clock, vault."""

import subprocess
import threading
from pathlib import Path

import numpy as np
from sound_server import SoundServer

from tests.export.test_export import segment
from tests.rehearsal.test_keeping_sound import transcribed
from tests.room.client import FORMAT
from tests.room.conftest import nearly, needs_pulseaudio
from tests.room.test_session import FAST_WPM, Room
from tests.room.waves import as_recorded, pieces_of
from tests.vault.test_vault import header
from voice.app.reading import ToHear, ToRead, read_aloud
from voice.floor.actions import Action, Means
from voice.floor.events import ActionChosen
from voice.floor.view import View
from voice.rehearsal.client import to_room
from voice.rehearsal.espeak import espeak
from voice.rehearsal.room import at_level
from voice.scenes.reading.states import Reading
from voice.settings import Settings
from voice.stage.ports import FRAME_SAMPLES, Notice, Pcm, Post
from voice.values.errors import VoiceError
from voice.values.transcript import PassageSound
from voice.vault.vault import Vault

pytestmark = needs_pulseaudio

SAID = ("i trust people when they listen to me", "i do not believe every word", "i feel calm")
SOFT_DBFS = -40.0
"""Somebody far from the microphone."""

MOST_GAIN_DB = 20.0
"""So much louder it is played."""


class Listening:
    """What comes out of the loudspeaker, from now until `close`."""

    def __init__(self) -> None:
        self._blocks: list[bytes] = []
        self._parec = subprocess.Popen(
            ["parec", "--device=speaker.monitor", *FORMAT], stdout=subprocess.PIPE
        )
        self._thread = threading.Thread(target=self._record, name="recorder", daemon=True)
        self._thread.start()

    def close(self) -> Pcm:
        self._parec.kill()
        self._parec.wait()
        self._thread.join(timeout=5)
        heard = b"".join(self._blocks)
        return np.frombuffer(heard[: len(heard) // 2 * 2], np.int16)

    def _record(self) -> None:
        while block := self._parec.stdout.read(2 * FRAME_SAMPLES):
            self._blocks.append(block)


class Beside:
    """The screen: keeps what is shown, and presses a key once, in the middle of the second."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self._pressed = False
        self.views: list[View] = []

    def show(self, view: View) -> None:
        self.views.append(view)
        if "I do not believe every word." in view.saying and not self._pressed:
            self._pressed = True
            self._post(ActionChosen(Action.NEXT, Means.KEY))

    def notice(self, notice: Notice) -> None:
        pass

    def close(self) -> None:
        pass


def kept(text: str) -> PassageSound:
    """A person's soft voice with a second of silence around it."""
    voice = at_level(to_room(espeak().say(text, "en-us+f2", 150)), SOFT_DBFS)
    silence = np.zeros(16_000, np.float32)
    samples = np.concatenate([silence, voice, silence]) * 32767
    return PassageSound(0.0, samples.astype("<i2").tobytes())


def share_that_sounded(text: str, heard: Pcm) -> float:
    """Of the pieces of this voice, how many are among what was heard, wave for wave."""
    voice = at_level(to_room(espeak().say(text, "en-us+f2", 150)), SOFT_DBFS + MOST_GAIN_DB)
    pieces = list(pieces_of(as_recorded(voice), heard.astype(np.float64)))
    return sum(place is not None for place in pieces) / len(pieces)


def to_hear(tmp_path: Path, first: int = 1) -> ToRead:
    """A session in which this was said, from one of its passages on."""
    vault, _ = Vault.create(tmp_path / "vault")
    journal = vault.begin_session(header())
    for number, text in enumerate(SAID):
        journal.seal_segment("first", segment(f"passage-{number}", text, number * 20.0))
        journal.seal_sound("first", f"passage-{number}", kept(text))
    journal.close()
    reading = vault.read(vault.identity())
    return ToRead(vault, vault.identity(), reading.sessions, to_hear=ToHear(reading.sounds, first))


def test_passages_sound_from_the_loudspeaker_and_a_key_goes_on_to_the_next(
    tmp_path: Path, sound_server: SoundServer
) -> None:
    wanted = to_hear(tmp_path)
    screens: list[Beside] = []

    def open_screen(post: Post) -> Beside:
        screens.append(Beside(post))
        return screens[0]

    recorder = Listening()
    try:
        settings = Settings(model="rehearsal-en", rate_wpm=FAST_WPM)
        assert read_aloud(settings, wanted, open_screen, print, print) == 0
    finally:
        samples = recorder.close()
    sounded = [share_that_sounded(text, samples) > 0.5 for text in SAID]
    assert sounded == [True, False, True]  # the key came before the end of the second
    shown = [line for view in screens[0].views for line in view.saying]
    assert "I trust people when they listen to me." in shown
    assert screens[0].views[-1].state is Reading.ENDED


AGREES = """
[[turn]]
say = ["yes"]
[[turn]]
say = ["i trust people when they listen to me", { pause_seconds = 2.5 }, "next question"]
[[turn]]
say = ["i feel safe when i can say what i think", { pause_seconds = 2.5 }, "next question"]
"""


def test_a_session_on_devices_keeps_the_sound_of_its_answers(
    tmp_path: Path, sound_server: SoundServer
) -> None:
    room = Room(tmp_path, AGREES)
    session = room.hold(begins_by_key=True, keep_sound=True)
    reading = room.vault.read(room.vault.identity(), "last")
    for answer in session.answers:
        for segment_ in answer.segments:
            sound = reading.sounds.of(session.session_id, segment_.segment_id)
            assert sound is not None
            assert nearly(segment_.verbatim, transcribed(np.frombuffer(sound.samples, "<i2")))
    assert nearly("i trust people when they listen to me", session.answers[0].verbatim)


def test_without_a_model_it_is_said_why_and_the_keys_are_enough(
    tmp_path: Path, sound_server: SoundServer
) -> None:
    wanted = to_hear(tmp_path, first=2)
    screens: list[Beside] = []

    def open_screen(post: Post) -> Beside:
        screens.append(Beside(post))
        return screens[0]

    why: list[VoiceError] = []
    settings = Settings(model="nowhere", rate_wpm=FAST_WPM)
    assert read_aloud(settings, wanted, open_screen, print, why.append) == 0
    shown = [line for view in screens[0].views for line in view.saying]
    assert ["nowhere" in error.fact and bool(error.hint) for error in why] == [True]
    assert not any("nowhere" in line for line in shown)  # technical: it is shown, not said
    assert any("Keys and touch still work" in line for line in shown)
    assert "I feel calm." in shown  # it went on by itself after the key
    assert screens[0].views[-1].state is Reading.ENDED
