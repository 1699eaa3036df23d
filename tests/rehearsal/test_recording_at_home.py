"""The questions read aloud at home, by voice and by one switch, sealed, and asked in that voice."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.rehearsal.test_rehearsal import turns
from voice.app import read_guides
from voice.app.home_desk import HomeDesk
from voice.floor.actions import Action
from voice.floor.view import View
from voice.rehearsal.client import Client, to_room
from voice.rehearsal.espeak import espeak
from voice.rehearsal.room import VOICE_DBFS, at_level
from voice.rehearsal.room import Room as SimulatedRoom
from voice.rehearsal.script import parse_script
from voice.scenes.recording.states import Recording
from voice.screen.scan import SwitchScan, Target
from voice.stage.ports import Post, Sound

from .test_at_home import ANSWER, GOODBYE, LONGEST_STAY_SECONDS, Room

pytestmark = pytest.mark.model

READ_BY_MYSELF = "two-your-own-voice"


class Reader:
    """Says what a script says, a turn each time it is listened to, and reads what is to be read."""

    def __init__(self, script: str, room: SimulatedRoom, press: Callable[[str], None]) -> None:
        self._client = Client(parse_script(script, Path()), room, press, lambda _text: None)
        self._room = room
        self._press = press
        self._view: View | None = None
        self._read_turn_id = 0
        self.read: list[str] = []
        self.post: Post = lambda _event: None

    @property
    def busy(self) -> bool:
        return self._client.busy or self._is_on

    @property
    def finished(self) -> bool:
        return self._client.finished

    @property
    def _is_on(self) -> bool:
        view = self._view
        return view is not None and view.state is Recording.READING

    def show(self, view: View) -> None:
        self._view = view

    def live(self, loudspeaker_sounds: bool, listening_turn_id: int | None) -> None:
        view = self._view
        if not self._is_on or view is None:
            self._client.live(loudspeaker_sounds, listening_turn_id)
            return
        if loudspeaker_sounds or view.speaking or not self._room.client_done:
            return
        if view.turn_id != self._read_turn_id:
            self._read_turn_id = view.turn_id
            self.read.append(view.question)
            self._room.speak(reading_of(view.question))
        elif len(self.read) % 2 == 0:
            self._press("1")  # every other time the key is quicker than the silence


def reading_of(text: str) -> Any:
    """Somebody else's voice than the program's, who says a command first: it is only read."""
    said = to_room(espeak().say(f"Stop. {text}", "en-us+f3", 150))
    moment = np.zeros(8_000, np.float32)
    return np.concatenate([moment, at_level(said, VOICE_DBFS), moment])


class ByOneSwitch(Reader):
    """The same with one switch and no word but what is read."""

    def __init__(
        self, wanted: Sequence[Target], room: SimulatedRoom, press: Callable[[str], None]
    ) -> None:
        super().__init__(turns('"nothing"'), room, press)
        self._wanted = list(wanted)
        self._scan = SwitchScan(1.0)
        self._rests_from_seconds = 0.0

    @property
    def busy(self) -> bool:
        return bool(self._wanted) and self._room.now_seconds() < LONGEST_STAY_SECONDS

    @property
    def finished(self) -> bool:
        return not self._wanted

    def show(self, view: View) -> None:
        super().show(view)
        self._scan.show(view)

    def live(self, loudspeaker_sounds: bool, listening_turn_id: int | None) -> None:
        view, now_seconds = self._view, self._room.now_seconds()
        if view is None or loudspeaker_sounds or view.speaking or not self._room.client_done:
            self._rests_from_seconds = now_seconds
            return
        if self._is_on and view.turn_id != self._read_turn_id:
            super().live(loudspeaker_sounds, listening_turn_id)
            return
        self._tell(self._scan.tick(now_seconds))
        rests_seconds = 0.3 if self._is_on else 1.0  # quicker than the silence that ends it
        if not self._wanted or now_seconds - self._rests_from_seconds < rests_seconds:
            return
        if self._scan.standing_on is None:
            self._tell(self._scan.press(now_seconds))
            self._rests_from_seconds = now_seconds
        elif self._scan.standing_on == self._wanted[0]:
            self._wanted.pop(0)
            self._tell(self._scan.press(now_seconds))
            self._rests_from_seconds = now_seconds + 1.0 * self._is_on  # it ends a little later

    def _tell(self, posts: Sequence[Any]) -> None:
        for event in posts:
            self.post(event)


class AtHome:
    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.guides = folder / "guides"
        for module in ("voice.app.read_guides", "voice.guides.loading", "voice.app.home_desk"):
            monkeypatch.setattr(f"{module}.guides_folder", lambda: self.guides)
        self.room = Room(folder)
        self.folder = folder

    def stays(self, make: Callable[[SimulatedRoom, Callable[[str], None]], Any]) -> Reader:
        people: list[Reader] = []

        def enter(room: SimulatedRoom, press: Callable[[str], None]) -> Any:
            people.append(make(room, press))
            return people[0]

        self.room._stay(enter)
        return people[0]

    def says(self, *says: str) -> Reader:
        return self.stays(lambda room, press: Reader(turns(*says), room, press))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AtHome:
    return AtHome(tmp_path, monkeypatch)


TEXTS = ["First, trust.", "What can I safely talk about?", "Whom do I trust?"]


def test_whoever_only_speaks_reads_the_questions_is_asked_in_their_own_voice_and_erases_it(
    home: AtHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Sound] = []
    recording = HomeDesk.recording

    def noted(self: HomeDesk, name: str) -> Sound | None:
        sound = recording(self, name)
        asked.extend(() if sound is None or self.recording_aloud.recording(name) else (sound,))
        return sound

    monkeypatch.setattr(HomeDesk, "recording", noted)
    reader = home.says(
        *('"record my voice"', '"number three"', '"i read them for myself"'),
        *('"record now"', '"next"'),
        *('"record now"', '"again"', '"next"'),
        *('"record now"', '"next"'),
        *('"another guide"', '"number three"', f'"{ANSWER}", "next question"', '"stop"', '"stop"'),
        *('"erase a session"', '"yes"', '"yes"', '"nothing else"', *GOODBYE),
    )
    assert reader.read == [TEXTS[0], TEXTS[1], TEXTS[1], TEXTS[2]], "and no reading was a command"
    sealed = home.guides / f"{READ_BY_MYSELF}.guide"
    assert sealed.stat().st_mode & 0o777 == 0o600
    assert sealed.read_bytes().startswith(b"age-encryption.org/v1\n")
    everything = [path.read_bytes() for path in home.folder.rglob("*") if path.is_file()]
    assert not any(b"fLaC" in data for data in everything)
    toml = str(home.guides / f"{READ_BY_MYSELF}.toml")
    read = read_guides.questions_read(toml, home.room.vault.identity)
    assert (read.reader, len(read.sounds)) == ("your own voice", 3)
    for name, sound in read.sounds.items():
        assert any(np.array_equal(sound.samples, other.samples) for other in asked), name
    said = home.room.said()
    assert "I have kept it, and only you can open it. Another guide leads to it." in said
    assert "These questions are read by your own voice." in said
    assert home.room.vault.count() == (0, 0), "the session is erased, the guide is not"


def test_whoever_has_one_switch_records_all_of_it_without_a_spoken_choice(home: AtHome) -> None:
    record = (1, 1, 1)  # record now; I have read it; next
    wanted = (Action.RECORD_VOICE, 3, 2, *record, *record, *record, Action.STOP)
    reader = home.stays(lambda room, press: ByOneSwitch(wanted, room, press))
    assert reader.read == TEXTS
    path = home.guides / "two-a-voice-you-trust.guide"
    assert path.read_bytes().startswith(b"reflect guide 1\n"), "another's voice is not sealed"
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(read_guides.look_at(path, None).read.recordings) == 3
