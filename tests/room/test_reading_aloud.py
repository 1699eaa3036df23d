"""Reading aloud on real devices: PortAudio, threads, clock, Vosk, pyttsx3 and vault."""

from pathlib import Path

from sound_server import SoundServer

from tests.export.test_export import segment
from tests.room.client import RoomClient
from tests.room.conftest import needs_pulseaudio
from tests.room.test_session import FAST_WPM, Watched
from tests.vault.test_vault import header
from voice.app.reading import ToRead, read_aloud
from voice.floor.actions import Action, Means
from voice.floor.events import ActionChosen
from voice.scenes.reading.states import Reading
from voice.settings import Settings
from voice.stage.ports import Post
from voice.vault.vault import Vault

pytestmark = needs_pulseaudio

STOPS = """
[[turn]]
say = ["stop", { pause_seconds = 8 }, "stop", { pause_seconds = 8 }, "stop"]
"""
"""Until it is understood: a person says it again."""


def test_a_session_is_read_marked_by_key_and_stopped_by_voice(
    tmp_path: Path, sound_server: SoundServer
) -> None:
    vault, _ = Vault.create(tmp_path / "vault")
    journal = vault.begin_session(header())
    journal.seal_segment("first", segment("one", "i feel safe"))
    journal.close()
    identity = vault.identity()
    client = RoomClient(STOPS)
    screens: list[Watched] = []
    marked: list[bool] = []

    def mark_once(screen: Watched) -> None:
        if screen.views and screen.views[-1].state is Reading.WAITING and not marked:
            marked.append(True)
            screen.post(ActionChosen(Action.BRING, Means.KEY))

    def open_screen(post: Post) -> Watched:
        screens.append(Watched(client, post, mark_once))
        return screens[0]

    wanted = ToRead(vault, identity, vault.read(identity).sessions)
    try:
        settings = Settings(model="rehearsal-en", rate_wpm=FAST_WPM)
        assert read_aloud(settings, wanted, open_screen, print, print) == 0
    finally:
        client.close()
    assert client.heard_loudspeaker_frames > 0
    said = [line for view in screens[0].views for line in view.saying]
    assert "I feel safe." in said
    assert screens[0].views[-1].state is Reading.ENDED
    reading = vault.read(identity)
    assert reading.problems == ()
    assert reading.sessions[0].answers[0].flagged == {"one"}
