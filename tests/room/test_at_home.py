"""From an empty home on real devices, by voice alone and without a typed command.

A session, hearing it, noting, taking it along sealed and erasing it. What is said and shown
there is asked in `tests/rehearsal/test_at_home.py`; here, whether devices carry it.
"""

from collections.abc import Callable
from pathlib import Path

import pyrage
import pytest
from sound_server import SoundServer

from tests.room.client import RoomClient
from tests.room.conftest import needs_pulseaudio
from tests.room.test_session import FAST_WPM, GUIDE, Watched
from voice.app.home import Stayed, be_at_home
from voice.settings import Settings
from voice.stage.ports import Post, Screen
from voice.vault.vault import Vault

pytestmark = needs_pulseaudio

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


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    return Home(tmp_path, monkeypatch)


def test_by_voice_alone(sound_server: SoundServer, home: Home) -> None:
    client = RoomClient(BY_VOICE)
    home.assert_all_done(
        home.stay(client, lambda post: Watched(client, post, lambda _screen: None))
    )
