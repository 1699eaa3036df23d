"""A guide read, sealed, added, asked in a session, erased, on devices; and one read at home."""

import subprocess
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest
from sound_server import SoundServer

from tests.room.client import SPOKEN
from tests.room.conftest import needs_pulseaudio
from tests.room.test_session import ANSWERS, FAST_WPM, GUIDE, Room, assert_both_answered
from voice.app import read_guides
from voice.app.guide_recording import WhatIsRead, devices_for_reading, read_aloud
from voice.app.home import be_at_home
from voice.floor.actions import Action, Means
from voice.floor.commands import Manner
from voice.floor.events import ActionChosen, Event, OptionChosen
from voice.floor.view import View
from voice.guides.guide_reading import GuideReading
from voice.guides.loading import find_guide, write_guide
from voice.guides.read_guide import texts_to_read
from voice.guides.recording import Show, Shown
from voice.language.loading import load_language
from voice.rehearsal.client import to_room
from voice.rehearsal.espeak import espeak
from voice.rehearsal.room import VOICE_DBFS, at_level
from voice.scenes.home.states import Home
from voice.scenes.recording.states import Recording
from voice.scenes.recording.step import TOLD_OF
from voice.scenes.recording.takes import Choice, Fault, Reading
from voice.settings import Settings
from voice.speaking.loudspeaker import SounddeviceLoudspeaker
from voice.stage.ports import SAMPLE_RATE_HZ, Notice, Post, Sound
from voice.values.errors import GuideError
from voice.vault.vault import Vault

pytestmark = [needs_pulseaudio, pytest.mark.devices]


A_MOMENT = np.zeros(round(0.8 * SAMPLE_RATE_HZ))
"""Before a person begins and before they press the key: devices bring their sound later."""


def speak_into_the_room(text: str) -> None:
    """Somebody else's voice than the program's, and a moment before and after it."""
    voice = at_level(to_room(espeak().say(text, "en-us+f3", 150)), VOICE_DBFS)
    said = np.concatenate([A_MOMENT, voice, A_MOMENT])
    samples = (said * 32767).astype(np.int16).tobytes()
    subprocess.run(["pacat", "--device=room", *SPOKEN], input=samples, check=True)


def read_on_devices(texts: Mapping[str, str]) -> dict[str, Reading]:
    """Each text: the tone, the voice to its last sample, and the next; nothing twice."""
    devices = devices_for_reading(Settings(), "en", lambda _error: None)
    core = GuideReading(texts, Manner(FAST_WPM))
    kept: list[Mapping[str, Reading]] = []
    choosing: list[Callable[[Choice | None], None]] = []

    def show(show: Show) -> None:
        assert show.what is not Shown.TROUBLE, show.trouble
        if show.what is Shown.READ_NOW:
            speak_into_the_room(texts[core.name])
            choosing[0](Choice.DONE)
        elif show.what is Shown.TAKEN:
            assert show.reading is not None
            choosing[0](Choice.NEXT if show.reading.is_kept else Choice.READ)
        elif show.what is Shown.TEXT:
            choosing[0](Choice.READ)

    read_aloud(core, devices, show, choosing.append, kept.append)
    (read,) = kept
    return dict(read)


def test_a_guide_is_read_sealed_added_asked_in_that_voice_taken_out_and_the_session_erased(
    sound_server: SoundServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "guides"
    for module in ("voice.app.read_guides", "voice.guides.loading"):
        monkeypatch.setattr(f"{module}.guides_folder", lambda: folder)
    room = Room(tmp_path, ANSWERS)
    guide = find_guide(str(room.guide))
    texts = texts_to_read(guide)
    read = read_on_devices(texts)
    assert read.keys() == texts.keys()
    assert not any(set(r.faults) & {Fault.CUT_OFF, Fault.VERY_SOFT} for r in read.values())

    given = tmp_path / "anna.guide"
    sealed_to = [recipient.public_key for recipient in room.vault.recipients]
    write_guide(given, WhatIsRead(guide, GUIDE, "Anna Weber", sealed_to).file(read))
    assert b"fLaC" not in given.read_bytes()
    offered = read_guides.look_at(given, room.vault.identity)
    read_guides.keep(offered)

    played: list[Sound] = []
    play = SounddeviceLoudspeaker.play

    def noted(self: SounddeviceLoudspeaker, sound: Sound, cancelled: Callable[[], bool]) -> bool:
        over = play(self, sound, cancelled)
        if over:
            played.append(sound)
        return over

    monkeypatch.setattr(SounddeviceLoudspeaker, "play", noted)
    room.guide = Path(offered.name)
    session = room.hold(rate_wpm=160, volume=1.0)
    assert_both_answered(session)
    for name, sound in offered.voice.sounds.items():
        assert any(np.array_equal(sound.samples, p.samples) for p in played), name

    read_guides.remove(offered.name)
    assert list(folder.iterdir()) == []
    with pytest.raises(GuideError):
        find_guide(offered.name)
    identity = room.vault.identity()
    (kept,) = room.vault.read(identity, "last").sessions
    assert_both_answered(kept)

    room.vault.erase_session(identity, kept.session_id)
    assert room.vault.count() == (0, 0)
    assert [path for path in room.vault.records_folder.rglob("*") if path.is_file()] == []


class ByKeys:
    """A screen that chooses what leads to one text read for oneself, and reads it aloud."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self._chosen_in: set[str] = set()
        self._readings: list[threading.Thread] = []
        self.told: set[str] = set()

    def show(self, view: View) -> None:
        self.told.update(view.said)
        state = view.state
        if state is Recording.READING and view.microphone_open and not self._readings:
            self._readings.append(threading.Thread(target=self._read, args=(view.question,)))
            self._readings[0].start()
        if state in self._chosen_in or view.speaking:
            return
        match state:
            case Home.AT_HOME if Recording.READ in self._chosen_in:
                self._choose(state, ActionChosen(Action.STOP, Means.KEY))
            case Home.AT_HOME if Home.CHOOSING not in self._chosen_in:
                self._post(ActionChosen(Action.RECORD_VOICE, Means.KEY))
            case Home.CHOOSING:
                number = next(o.number for o in view.options if o.text.startswith("Two Questions"))
                self._choose(state, OptionChosen(number, Means.KEY))
            case Recording.WHO | Recording.UNREAD:
                self._choose(state, OptionChosen(1, Means.KEY))
            case Recording.READ | Home.LEAVING:
                self._choose(state, ActionChosen(Action.STOP, Means.KEY))
            case _:
                pass

    def notice(self, notice: Notice) -> None:
        pass

    def close(self) -> None:
        for reading in self._readings:
            reading.join()

    def _choose(self, state: str, event: Event) -> None:
        self._chosen_in.add(state)
        self._post(event)

    def _read(self, text: str) -> None:
        speak_into_the_room(f"Stop. {text}")
        self._post(OptionChosen(1, Means.KEY))


def test_at_home_a_text_is_read_for_oneself_and_kept_sealed(
    sound_server: SoundServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("voice.app.read_guides", "voice.guides.loading", "voice.app.home_desk"):
        monkeypatch.setattr(f"{module}.guides_folder", lambda: tmp_path / "guides")
    guide = tmp_path / "two.toml"
    guide.write_text(GUIDE)
    vault, _ = Vault.create(tmp_path / "vault")
    settings = Settings(
        guide=str(guide), model="rehearsal-en", vault=vault.directory, rate_wpm=FAST_WPM
    )
    screens: list[ByKeys] = []

    def open_screen(post: Post) -> ByKeys:
        screens.append(ByKeys(post))
        return screens[0]

    be_at_home(settings, open_screen, remember=False)
    wording = load_language("en").recording
    assert not screens[0].told & {wording.line(TOLD_OF[fault]) for fault in Fault}
    (sealed,) = (tmp_path / "guides").glob("*.guide")
    assert b"fLaC" not in sealed.read_bytes()
    ((_, sound),) = read_guides.look_at(sealed, vault.identity).voice.sounds.items()
    said = to_room(espeak().say("Stop. Whom do you trust?", "en-us+f3", 150))
    assert sound.seconds == pytest.approx(len(said) / SAMPLE_RATE_HZ, abs=1.0)
