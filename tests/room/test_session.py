"""Whole sessions on real devices: PortAudio, threads, clock, Vosk, pyttsx3 and vault."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from sound_server import SoundServer

from tests.room.client import NoiseGate, RoomClient
from tests.room.conftest import nearly, needs_pulseaudio
from tests.vault.test_vault import header
from voice.app.session import Outcome, hold_session
from voice.floor.actions import Action, Means
from voice.floor.events import ActionChosen
from voice.floor.view import View
from voice.scenes.reflection.states import State
from voice.settings import Settings
from voice.stage.ports import CaptionHeard, Notice, Post
from voice.values.transcript import AnswerState, Session
from voice.vault.vault import Vault

pytestmark = needs_pulseaudio

FAST_WPM = 400
"""The program speaks as fast as it can: the tests wait in real time."""

GUIDE = """
id = "two"
title = "Two Questions"
author = "Nobody"
attribution = "Made for a test."
[[themes]]
id = "trust"
title = "Trust"
[[themes.questions]]
id = "one"
text = "Whom do you trust?"
[[themes.questions]]
id = "two"
text = "Why?"
"""

READY = """
[[turn]]
say = ["i'm ready"]
"""

TWO_ANSWERS = """
[[turn]]
say = ["i trust people when they listen to me", { pause_seconds = 2.5 }, "next question"]
[[turn]]
say = ["i feel safe when i can say what i think", { pause_seconds = 2.5 }, "next question"]
"""

ANSWERS = READY + TWO_ANSWERS


class Watched:
    """The screen of a session: shows it to the client and to the test."""

    def __init__(self, client: RoomClient, post: Post, react: Callable[["Watched"], None]) -> None:
        self._client = client
        self.post = post
        self._react = react
        self.views: list[View] = []
        self.captions: list[str] = []

    def show(self, view: View) -> None:
        self.views.append(view)
        self._client.show(view)
        self._react(self)

    def notice(self, notice: Notice) -> None:
        if isinstance(notice, CaptionHeard):
            self.captions.append(notice.text)
            self._client.heard(notice.text)
            self._react(self)

    def close(self) -> None:
        pass


class Room:
    """One session with a client in the room."""

    def __init__(
        self, tmp_path: Path, script: str, gate: NoiseGate | None = None, guide: str = GUIDE
    ) -> None:
        self.guide = tmp_path / "two.toml"
        self.guide.write_text(guide)
        self.vault, _ = Vault.create(tmp_path / "vault")
        self.client = RoomClient(script, gate)
        self.screen: Watched | None = None
        self.outcome: Outcome | None = None

    def hold(
        self,
        react: Callable[[Watched], None] = lambda _screen: None,
        begins_by_key: bool = False,
        **chosen: Any,
    ) -> Session:
        """`begins_by_key`: into the welcome, by somebody who knows it."""
        settings = Settings(
            guide=str(self.guide),
            model="rehearsal-en",
            vault=self.vault.directory,
            **{"rate_wpm": FAST_WPM, **chosen},
        )

        def open_screen(post: Post) -> Watched:
            self.screen = Watched(self.client, post, beginning(react) if begins_by_key else react)
            return self.screen

        try:
            self.outcome = hold_session(settings, open_screen, remember=False)
        finally:
            self.client.close()
        assert self.outcome.unwritten == 0
        reading = self.vault.read(self.vault.identity(), "last")
        assert not reading.problems
        return reading.sessions[0]


def beginning(react: Callable[[Watched], None]) -> Callable[[Watched], None]:
    """What `react` does, and the key for "begin" as soon as anything is shown."""
    began: list[bool] = []

    def react_and_begin(screen: Watched) -> None:
        if not began and screen.views:
            began.append(True)
            screen.post(ActionChosen(Action.BEGIN, Means.KEY))
        react(screen)

    return react_and_begin


def assert_both_answered(session: Session) -> None:
    """`ANSWERS`, as far as devices carry them."""
    said = ("i trust people when they listen to me", "i feel safe when i can say what i think")
    assert [answer.state for answer in session.answers] == [AnswerState.ANSWERED] * 2
    for words, answer in zip(said, session.answers, strict=True):
        assert nearly(words, answer.verbatim), answer.verbatim


def test_a_session_of_two_questions_is_spoken_heard_and_sealed(
    sound_server: SoundServer, tmp_path: Path
) -> None:
    room = Room(tmp_path, ANSWERS)
    session = room.hold()
    assert_both_answered(session)
    assert room.client.heard_loudspeaker_frames > 100  # questions and prompts really sounded
    assert room.screen is not None
    assert room.screen.captions


THINKS = f"""{READY}
[[turn]]
say = [
    {{ pause_seconds = 6 }}, "i trust people when they listen to me",
    {{ pause_seconds = 6 }}, "i feel safe when i can say what i think", {{ pause_seconds = 2.5 }},
    "next question",
]
[[turn]]
say = ["i am not afraid", {{ pause_seconds = 2.5 }}, "next question"]
"""


def test_behind_a_noise_gate_nothing_is_lost_and_nothing_is_said_of_it(
    sound_server: SoundServer, tmp_path: Path
) -> None:
    room = Room(tmp_path, THINKS, NoiseGate())
    session = room.hold()
    answer = session.answers[0].verbatim
    said = "i trust people when they listen to me i feel safe when i can say what i think"
    assert nearly(said, answer)  # the gate may have swallowed the onset of a first word
    assert room.screen is not None
    views = room.screen.views
    begun = next(number for number, view in enumerate(views) if view.state is State.LISTENING)
    assert [view.notice for view in views[begun:] if view.notice] == []
    spoken = " ".join(line for view in views for line in view.saying)
    assert "can hear you again" not in spoken
    assert "cannot hear you any more" not in spoken


def test_with_an_echo_the_program_never_hears_itself(
    make_sound_server: Callable[[bool], SoundServer], tmp_path: Path
) -> None:
    make_sound_server(True)
    assert_both_answered(Room(tmp_path, ANSWERS).hold())


def test_sessions_older_than_they_are_to_be_kept_are_erased_and_counted(
    sound_server: SoundServer, tmp_path: Path
) -> None:
    room = Room(tmp_path, TWO_ANSWERS)
    long_ago = replace(header("old"), started_at="2020-11-24T10:00:00+00:00")
    room.vault.begin_session(long_ago).close()
    os.utime(room.vault.directory / "vault.toml", (0, 0))
    session = room.hold(begins_by_key=True, keep_days=30)
    assert room.outcome is not None
    assert room.outcome.erased_sessions == 1
    assert session.session_id == room.outcome.session_id
    assert room.vault.count()[0] == 1


def first_passage(session: Session) -> str:
    return session.answers[0].segments[0].verbatim


LONG_ANSWER = """
[[turn]]
say = [
    "i trust people when they listen to me",
    { pause_seconds = 2.5 },
    "i feel calm and i am not afraid",
    { pause_seconds = 3 },
    "i think it takes a long time",
]
"""


def test_a_device_that_disappears_in_mid_answer_costs_nothing_already_said(
    sound_server: SoundServer, tmp_path: Path
) -> None:
    happened: list[str] = []

    def react(screen: Watched) -> None:
        view = screen.views[-1]
        if "killed" not in happened and view.kept_passages == 1:
            happened.append("killed")
            sound_server.kill()
        elif "told" not in happened and "killed" in happened and view.notice:
            happened.append("told")
            sound_server.start()
        elif "back" not in happened and "told" in happened and not view.notice:
            happened.append("back")
        if "back" in happened and "stopped" not in happened and view.state is State.LISTENING:
            happened.append("stopped")
            screen.post(ActionChosen(Action.STOP, Means.SIGNAL))

    session = Room(tmp_path, LONG_ANSWER).hold(react, begins_by_key=True)
    assert happened == ["killed", "told", "back", "stopped"]
    assert nearly("i trust people when they listen to me", first_passage(session))
