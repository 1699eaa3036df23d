"""A kiosk on real devices: a sound server that dies and comes back."""

import re
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sound_server import SoundServer

from tests.kiosk.configs import Clinic, clinic
from tests.room.client import RoomClient
from tests.room.conftest import needs_pulseaudio
from tests.room.test_session import FAST_WPM, GUIDE
from voice.app import kiosk as kiosk_app
from voice.app.kiosk import run_on_devices
from voice.floor.actions import Action, Means
from voice.floor.events import ActionChosen, ShutdownAsked
from voice.floor.view import View
from voice.kiosk.status import read_status
from voice.scenes.visit.commands import Occurrence
from voice.scenes.visit.states import KioskState
from voice.sound import portaudio
from voice.sound.portaudio import Portaudio
from voice.stage.ports import LevelMeasured, Notice, Post
from voice.values.errors import DeviceError

pytestmark = needs_pulseaudio


NOBODY_SPEAKS = """
[[turn]]
say = []
"""
"""A room has its noise: exact zeros for two seconds are a microphone that is switched off."""


class Watched:
    """The kiosk's screen: what was shown, and what a visitor or an operator does about it."""

    def __init__(self, post: Post, react: Callable[["Watched"], None]) -> None:
        self.post = post
        self._react = react
        self.views: list[View] = []
        self.hears = False

    @property
    def view(self) -> View:
        return self.views[-1]

    def show(self, view: View) -> None:
        self.views.append(view)
        self._react(self)

    def notice(self, notice: Notice) -> None:
        if isinstance(notice, LevelMeasured) and self.views and not self.hears:
            self.hears = True
            self._react(self)

    def close(self) -> None:
        pass


def made(tmp_path: Path) -> Clinic:
    guide = tmp_path / "two.toml"
    guide.write_text(GUIDE)
    return clinic(tmp_path, guide=str(guide), model="rehearsal-en", rate_wpm=FAST_WPM)


def run(
    config: Clinic, react: Callable[[Watched], None], told: list[tuple[Occurrence, str]]
) -> None:
    run_on_devices(
        config.path,
        lambda post: Watched(post, react),
        lambda what, detail: told.append((what, detail)),
    )


def test_a_dead_sound_server_is_waited_for_and_apologised_for(
    sound_server: SoundServer, tmp_path: Path
) -> None:
    config = made(tmp_path)
    happened: list[str] = []
    told: list[tuple[Occurrence, str]] = []
    rooms = [RoomClient(NOBODY_SPEAKS)]

    def hears_again() -> bool:
        """The loudspeaker may be missed, and be back, before the microphone is."""
        return (Occurrence.RECOVERED, "microphone") in told

    def react(screen: Watched) -> None:
        state = screen.view.state
        rests = state is KioskState.RESTING
        if not happened:
            happened.append("opened")
            screen.post(ActionChosen(Action.BEGIN, Means.KEY))
        elif rests and happened[-1] == "opened" and screen.hears:
            happened.append("killed")
            sound_server.kill()
        elif state is KioskState.TROUBLED and happened[-1] == "killed":
            happened.append("sorry")
            # whichever of the two devices is missed first
            assert re.search("cannot (hear|speak)", " ".join(screen.view.shown))
            sound_server.start()
            rooms.append(RoomClient(NOBODY_SPEAKS))
        elif rests and happened[-1] == "sorry" and not screen.view.speaking and hears_again():
            happened.append("back")  # and said so: until then the loudspeaker may fail as well
            screen.post(ShutdownAsked())

    try:
        run(config, react, told)
    except DeviceError:
        # a call that the server's end met in mid-start never comes back: the kiosk has apologised,
        # and ends for the service manager, as in the test after this one
        assert happened == ["opened", "killed", "sorry"]
        return
    finally:
        for room in rooms:
            room.close()
    assert happened == ["opened", "killed", "sorry", "back"]
    troubles = [detail for what, detail in told if what is Occurrence.TROUBLE]
    assert any(detail.startswith("microphone: ") for detail in troubles)
    assert read_status(config.status).troubles == ()


def test_a_sound_library_that_never_answers_ends_the_program_once_nobody_is_there(
    sound_server: SoundServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The service manager starts it again; in a process of its own the library answers."""
    made_by_kiosk: list[Portaudio] = []

    class Kept(Portaudio):
        def __init__(self) -> None:
            super().__init__()
            made_by_kiosk.append(self)

    states: list[KioskState] = []
    never = threading.Event()

    def react(screen: Watched) -> None:
        states.append(screen.view.state)
        if len(states) == 1 or states[-2:] == [KioskState.OPENING, KioskState.RESTING]:
            screen.post(ActionChosen(Action.BEGIN, Means.KEY))
        elif states[-2:] == [KioskState.RESTING, KioskState.CONSENTING]:
            made_by_kiosk[0].call(never.wait)

    try:
        with monkeypatch.context() as patched:
            patched.setattr(kiosk_app, "Portaudio", Kept)
            patched.setattr(kiosk_app, "SOUND_GIVEN_UP_SECONDS", 0.3)
            patched.setattr(portaudio, "LONGEST_CALL_SECONDS", 0.1)
            patched.setattr(kiosk_app, "HOURS_SECONDS", 0.1)
            with pytest.raises(DeviceError, match="-9987"):
                run(made(tmp_path), react, [])
    finally:  # the process would be gone now, and its streams with it
        never.set()
        for library in made_by_kiosk:
            while library.unanswered_seconds:
                never.wait()
            library.restart()
    assert states[-2:] == [KioskState.TROUBLED, KioskState.CLOSED]
