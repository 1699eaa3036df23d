"""From an empty home on real devices, without a typed command: by voice alone, by one switch.

A session, hearing it, noting, taking it along sealed and erasing it. What is said and shown
there is asked in `tests/rehearsal/test_at_home.py`; here, whether devices and a terminal carry it.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pyrage
import pytest
from sound_server import SoundServer

from tests.room.client import RoomClient
from tests.room.conftest import needs_pulseaudio
from tests.room.test_session import FAST_WPM, GUIDE, Watched
from tests.room.test_ways_in import SWITCH, terminal
from voice.app.home import Stayed, be_at_home
from voice.floor.actions import Action
from voice.floor.view import View
from voice.scenes.reflection.states import State
from voice.screen.keys import KeyedScreen, TerminalKeys
from voice.screen.scan import SwitchScan
from voice.settings import Settings
from voice.stage.ports import LevelMeasured, Notice, Post, ScanMoved, Screen
from voice.vault.vault import Vault

pytestmark = needs_pulseaudio
__all__ = ["terminal"]

DWELL_SECONDS = 0.6
"""There are twenty choices at home, and the test waits for the last."""

REACTION_LEVELS = 2
"""A tenth of a second each: no second press comes so soon after the first that it is a held key."""

ANSWER = "i trust people when they listen to me"

BY_VOICE = f"""
[[turn]]
say = ["begin"]
[[turn]]
say = ["{ANSWER}", {{ pause_seconds = 2.5 }}, "bring this to my session"]
[[turn]]
say = ["stop"]
[[turn]]
say = ["stop"]
""" + "".join(
    f'[[turn]]\nsay = ["{form}"]\n'
    for form in (
        *("what did i say", "yes", "stop"),
        *("take it along", "yes", "yes"),
        *("erase a session", "yes", "yes"),
        *("goodbye", "goodbye"),
    )
)

ANSWER_ALONE = f"""
[[turn]]
say = ["{ANSWER}"]
"""

BY_SWITCH = (
    *(Action.BEGIN, Action.STOP, Action.STOP),
    *(Action.HEAR, Action.YES, Action.STOP),
    *(Action.TAKE_ALONG, Action.YES, Action.YES),
    *(Action.ERASE, Action.YES, Action.YES),
    *(Action.STOP, Action.STOP),
)


class Home:
    """An empty home, a therapist whose key it knows, and where documents go."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.documents = folder / "Documents"
        monkeypatch.setattr("voice.app.home_desk.documents_folder", lambda: self.documents)
        guide = folder / "two.toml"
        guide.write_text(GUIDE)
        self.vault, _ = Vault.create(folder / "vault")
        self.therapist = pyrage.x25519.Identity.generate()
        self.vault.access.add_recipient(str(self.therapist.to_public()), "my therapist")
        self.settings = Settings(
            guide=str(guide), model="rehearsal-en", vault=self.vault.directory, rate_wpm=FAST_WPM
        )

    def stay(self, client: RoomClient, open_screen: Callable[[Post], Screen]) -> Stayed:
        try:
            return be_at_home(self.settings, open_screen, remember=False)
        finally:
            client.close()

    def assert_all_done(self, stayed: Stayed) -> None:
        assert [outcome.kept_passages for outcome in stayed.sessions] == [1]
        (path,) = self.documents.iterdir()
        assert stayed.taken_along == (path,)
        page = pyrage.decrypt(path.read_bytes(), [self.therapist])
        assert b"listen to me" in page
        assert self.vault.count() == (0, 0)


class Guest:
    """Presses the switch where nothing is lit, and where what is wanted next is; a screen, too."""

    def __init__(self, client: RoomClient, keyboard: int, wanted: tuple[Action, ...]) -> None:
        self._client = client
        self._keyboard = keyboard
        self._wanted = list(wanted)
        self._view: View | None = None
        self._standing_on: Action | int | None = None
        self._chosen_turn_id: int | None = None
        """What is wanted was pressed in this turn, and nothing has come of it yet."""
        self._levels = 0
        """Since the view changed, the scan moved or the switch was pressed: ten a second."""

    def show(self, view: View) -> None:
        self._client.show(view)
        if self._view is None or view.turn_id != self._view.turn_id:
            self._levels = 0
        if self._chosen_turn_id not in {None, view.turn_id}:
            self._wanted.pop(0)
            self._chosen_turn_id = None
        self._view = view

    def notice(self, notice: Notice) -> None:
        if isinstance(notice, ScanMoved):
            moved_on = self._standing_on is not None
            self._standing_on, self._levels = notice.choice, 0
            if notice.choice is not None:
                self._chosen_turn_id = None  # pressed too late: the scan went on
            if moved_on and notice.choice is not None and self._is_due:
                self._press()  # at once: on a busy machine what is lit is soon another
        elif isinstance(notice, LevelMeasured):
            self._levels += 1
            if self._levels >= REACTION_LEVELS and self._is_due:
                self._press()

    def close(self) -> None:
        pass

    @property
    def _is_due(self) -> bool:
        view = self._view
        if view is None or view.speaking or not view.microphone_open or not self._wanted:
            return False
        if view.turn_id == self._chosen_turn_id:
            return False
        if view.state is State.LISTENING and not view.passages:
            return False
        if self._wanted[0] not in {each.action for each in view.choices}:
            return False
        return self._standing_on in {None, self._wanted[0]}

    def _press(self) -> None:
        if self._standing_on is not None and self._view is not None:
            self._chosen_turn_id = self._view.turn_id
        self._levels = 0
        os.write(self._keyboard, SWITCH.encode())


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    return Home(tmp_path, monkeypatch)


def test_by_voice_alone(sound_server: SoundServer, home: Home) -> None:
    client = RoomClient(BY_VOICE)
    home.assert_all_done(
        home.stay(client, lambda post: Watched(client, post, lambda _screen: None))
    )


def test_by_one_switch_alone(sound_server: SoundServer, home: Home, terminal: int) -> None:
    client = RoomClient(ANSWER_ALONE, speaks_in=State.LISTENING)

    def open_screen(post: Post) -> KeyedScreen:
        keys = TerminalKeys(post, SWITCH, SwitchScan(DWELL_SECONDS))
        return KeyedScreen(Guest(client, terminal, BY_SWITCH), keys)

    home.assert_all_done(home.stay(client, open_screen))
