"""A kiosk on real devices: a visit, and a sound server that dies and comes back."""

from collections.abc import Callable
from pathlib import Path

from sound_server import SoundServer

from tests.room.client import RoomClient
from tests.room.conftest import needs_pulseaudio
from tests.room.test_session import FAST_WPM, GUIDE
from tests.station.configs import Clinic, clinic
from voice.conversation.actions import Means
from voice.conversation.view import SessionView
from voice.kiosk.actions import KioskAction
from voice.kiosk.commands import Occurrence
from voice.kiosk.events import KioskActionChosen, ShutdownAsked
from voice.kiosk.states import KioskState
from voice.kiosk.view import KioskView
from voice.kiosk_app import KioskPost, run_on_devices
from voice.ports import Notice
from voice.station.status import read_status
from voice.vault.reading import read_sessions

pytestmark = needs_pulseaudio


class Watched:
    """The kiosk's screen: what was shown, and what a visitor or an operator does about it."""

    def __init__(self, post: KioskPost, react: Callable[["Watched"], None]) -> None:
        self.post = post
        self._react = react
        self.views: list[KioskView] = []

    @property
    def view(self) -> KioskView:
        return self.views[-1]

    def show(self, view: KioskView) -> None:
        self.views.append(view)
        self._react(self)

    def notice(self, notice: Notice) -> None:
        pass

    def close(self) -> None:
        pass


def made(tmp_path: Path) -> Clinic:
    guide = tmp_path / "two.toml"
    guide.write_text(GUIDE)
    return clinic(tmp_path, guide=str(guide), model="rehearsal-en", rate_wpm=FAST_WPM)


def run(
    config: Clinic, react: Callable[[Watched], None]
) -> tuple[Watched, list[tuple[Occurrence, str]]]:
    screens: list[Watched] = []
    told: list[tuple[Occurrence, str]] = []

    def open_screen(post: KioskPost) -> Watched:
        screens.append(Watched(post, react))
        return screens[0]

    run_on_devices(config.path, open_screen, lambda what, detail: told.append((what, detail)))
    return screens[0], told


SCRIPT = """
[[turn]]
say = ["i'm ready"]
[[turn]]
say = ["yes"]
[[turn]]
say = ["begin"]
[[turn]]
say = ["i trust people when they listen to me", { pause_seconds = 2.5 }, "stop"]
[[turn]]
say = ["stop"]
[[turn]]
say = ["i'm finished"]
"""


class _Floor:
    """What the room's client looks at: whether it may speak, in the kiosk's own numbers."""

    def __init__(self, view: KioskView) -> None:
        inside: SessionView | None = view.session
        waits = view.state in {KioskState.MEASURING, KioskState.LEAVING, KioskState.OPENING}
        self.speaking = waits or view.speaking or (inside is not None and inside.speaking)
        self.state = "" if inside is None else inside.state
        self.turn_id = view.turn_id * 1000 + (0 if inside is None else inside.turn_id)


def test_a_visit_on_real_devices_is_heard_sealed_and_handed_over(
    sound_server: SoundServer, tmp_path: Path
) -> None:
    config = made(tmp_path)
    client = RoomClient(SCRIPT)
    states: list[KioskState] = []

    def react(screen: Watched) -> None:
        client.show(_Floor(screen.view))  # type: ignore[arg-type]
        states.append(screen.view.state)
        if screen.view.state is KioskState.OPENING and len(screen.views) == 1:
            screen.post(KioskActionChosen(KioskAction.BEGIN, Means.KEY))
        if screen.view.state is KioskState.RESTING and KioskState.LEAVING in states:
            screen.post(ShutdownAsked())

    try:
        _, told = run(config, react)
    finally:
        client.close()
    records = config.folder / "outbox" / "records"
    reading = read_sessions(records, config.identity, None)
    assert [a.verbatim for s in reading.sessions for a in s.answers if a.segments] == [
        "i trust people when they listen to me"
    ]
    assert [what for what, _ in told][-1] is Occurrence.SHUT_DOWN
    assert client.heard_loudspeaker_frames > 100


def test_a_dead_sound_server_is_waited_for_and_apologised_for(
    sound_server: SoundServer, tmp_path: Path
) -> None:
    config = made(tmp_path)
    happened: list[str] = []

    def react(screen: Watched) -> None:
        state = screen.view.state
        if not happened:
            happened.append("opened")
            screen.post(KioskActionChosen(KioskAction.BEGIN, Means.KEY))
        elif state is KioskState.RESTING and happened[-1] == "opened":
            happened.append("killed")
            sound_server.kill()
        elif state is KioskState.TROUBLED and happened[-1] == "killed":
            happened.append("sorry")
            assert "cannot hear" in " ".join(screen.view.shown)
            sound_server.start()
        elif state is KioskState.RESTING and happened[-1] == "sorry":
            happened.append("back")
            screen.post(ShutdownAsked())

    _, told = run(config, react)
    assert happened == ["opened", "killed", "sorry", "back"]
    troubles = [detail for what, detail in told if what is Occurrence.TROUBLE]
    assert any(detail.startswith("microphone: ") for detail in troubles)
    assert (Occurrence.RECOVERED, "microphone") in told
    assert read_status(config.status).troubles == ()
