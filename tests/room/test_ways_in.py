"""Whole sessions on real devices by one way in alone: the keyboard, or a single switch.

Answers are spoken; everything that is chosen is chosen on a real terminal. The session by voice
alone is in `test_session`.
"""

import os
import pty
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sound_server import SoundServer

from tests.room.client import RoomClient
from tests.room.conftest import needs_pulseaudio
from tests.room.test_session import FAST_WPM, GUIDE, assert_both_answered
from voice.app.session import hold_session
from voice.floor.actions import RULE_OF, Action
from voice.floor.view import View
from voice.scenes.reflection.states import State
from voice.screen.keys import KeyedScreen, TerminalKeys
from voice.screen.scan import SwitchScan
from voice.settings import Settings
from voice.stage.ports import LevelMeasured, Notice, Post, ScanMoved
from voice.values.transcript import Session
from voice.vault.vault import Vault

pytestmark = needs_pulseaudio

ANSWERS = """
[[turn]]
say = ["i trust people when they listen to me"]
[[turn]]
say = ["i feel safe when i can say what i think"]
"""

SWITCH = " "
DWELL_SECONDS = 1.0
REACTION_LEVELS = 3
"""A finger takes 0.3 s; the microphone's levels, ten a second, are the clock."""


class Person:
    """Presses what is wanted in each moment, and is the screen that tells when."""

    def __init__(self, client: RoomClient, terminal: int, switch: bool) -> None:
        self._client = client
        self._terminal = terminal
        self._switch = switch
        self._wanted: Action | None = None
        self._levels_until_press: int | None = None
        self._done: set[tuple[int, Action]] = set()

    def show(self, view: View) -> None:
        self._client.show(view)
        wanted = self._wanted_in(view)
        if wanted is None or (view.turn_id, wanted) in self._done:
            return
        self._done.add((view.turn_id, wanted))
        self._wanted = wanted
        self._press(SWITCH if self._switch else RULE_OF[wanted].key)

    def notice(self, notice: Notice) -> None:
        if isinstance(notice, ScanMoved):
            stands = self._wanted is not None and notice.choice is self._wanted
            self._levels_until_press = REACTION_LEVELS if stands else None
        elif isinstance(notice, LevelMeasured) and self._levels_until_press is not None:
            self._levels_until_press -= 1
            if self._levels_until_press == 0:
                self._wanted = self._levels_until_press = None
                self._press(SWITCH)

    def close(self) -> None:
        pass

    def _wanted_in(self, view: View) -> Action | None:
        if view.state is State.READY:
            return Action.BEGIN
        return Action.NEXT if view.state is State.LISTENING and view.passages else None

    def _press(self, key: str) -> None:
        os.write(self._terminal, key.encode())


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A real terminal whose keyboard is the descriptor that is given."""
    keyboard, line = pty.openpty()
    with open(line) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        yield keyboard
    os.close(keyboard)


def session_by(terminal: int, tmp_path: Path, switch: bool, **chosen: object) -> Session:
    guide = tmp_path / "two.toml"
    guide.write_text(GUIDE)
    vault, _ = Vault.create(tmp_path / "vault")
    client = RoomClient(ANSWERS, speaks_in=State.LISTENING)
    settings = Settings(
        guide=str(guide),
        model="rehearsal-en",
        vault=vault.directory,
        rate_wpm=FAST_WPM,
        **chosen,
    )

    def open_screen(post: Post) -> KeyedScreen:
        keys = (
            TerminalKeys(post, SWITCH, SwitchScan(DWELL_SECONDS)) if switch else TerminalKeys(post)
        )
        return KeyedScreen(Person(client, terminal, switch), keys)

    try:
        outcome = hold_session(settings, open_screen, remember=False)
    finally:
        client.close()
    assert outcome.reason == "finished"
    return vault.read(vault.identity(), "last").sessions[0]


def test_a_session_by_keyboard_alone(
    sound_server: SoundServer, terminal: int, tmp_path: Path
) -> None:
    assert_both_answered(session_by(terminal, tmp_path, switch=False))


def test_a_session_by_one_switch_alone(
    sound_server: SoundServer, terminal: int, tmp_path: Path
) -> None:
    assert_both_answered(session_by(terminal, tmp_path, switch=True))


def test_a_session_without_a_voice_opens_no_loudspeaker(
    sound_server: SoundServer, terminal: int, tmp_path: Path
) -> None:
    session = session_by(terminal, tmp_path, switch=False, no_voice_out=True, loudspeaker="none")
    assert_both_answered(session)
