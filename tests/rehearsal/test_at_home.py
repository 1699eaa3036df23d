"""A stay at home in the simulated room: from the hello to the goodbye without a typed command."""

from pathlib import Path

import pytest

from tests.rehearsal.test_rehearsal import turns
from voice.app.home import Stayed, rehearse_home
from voice.app.simulated import Simulated
from voice.floor.view import View
from voice.models.choosing import rehearsal_model
from voice.rehearsal.acoustics import RoomKind
from voice.rehearsal.rehearse import Rehearsed, Watching, room_of
from voice.rehearsal.script import parse_script
from voice.settings import Settings
from voice.speaking.chosen_voice import ChosenVoice
from voice.values.transcript import Session
from voice.vault.vault import Vault

GUIDE = """
id = "two"
title = "Two Questions"
author = "Somebody"
attribution = "Made up for a test."
[[themes]]
id = "trust"
title = "Trust"
introduction = "First, trust."
[[themes.questions]]
id = "safe"
text = "What can I safely talk about?"
[[themes.questions]]
id = "whom"
text = "Whom do I trust?"
"""


class Room:
    """A vault, a guide, and whoever comes to them."""

    def __init__(self, folder: Path) -> None:
        guide = folder / "two.toml"
        guide.write_text(GUIDE)
        self.vault, _ = Vault.create(folder / "vault")
        self.settings = Settings(guide=str(guide), vault=self.vault.directory)
        self.views: list[View] = []

    def stay(self, *says: str) -> tuple[Stayed, Rehearsed]:
        synthesizer = ChosenVoice(None, "en").settled(lambda _error: None)
        simulated = Simulated(
            room_of(RoomKind.QUIET, 1),
            synthesizer,
            rehearsal_model(),
            self.settings.guard_seconds,
        )
        self.views.clear()
        watching = Watching(self.views.append, lambda _notice: None, lambda _text: None)
        script = parse_script(turns(*says), Path())
        stayed, figures = rehearse_home(self.settings, simulated, script, watching)
        assert figures.script_finished
        assert (stayed.unwritten, figures.unwritten) == (0, 0)
        return stayed, figures

    def sessions(self) -> tuple[Session, ...]:
        reading = self.vault.read(self.vault.identity())
        assert reading.problems == ()
        return reading.sessions


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(tmp_path)


SESSION = ('"i feel safe with my sister", "next question"', '"my sister", "stop"', '"stop"')


def test_whoever_only_speaks_holds_two_sessions_and_says_goodbye(room: Room) -> None:
    stayed, _ = room.stay('"begin"', *SESSION, '"begin"', *SESSION, '"goodbye"', '"goodbye"')
    assert [outcome.kept_passages for outcome in stayed.sessions] == [2, 2]
    first, second = room.sessions()
    assert {first.session_id, second.session_id} == {o.session_id for o in stayed.sessions}
    assert first.answers[0].verbatim == second.answers[0].verbatim == "i feel safe with my sister"
    assert room.views[0].saying[0] == "Welcome."
    again, _ = room.stay('"goodbye"', '"goodbye"')
    assert again.sessions == ()
    assert room.views[0].saying[0] == "Welcome back."


def test_nothing_that_is_said_at_home_is_kept(room: Room) -> None:
    room.stay('"i feel safe with my sister"', '"goodbye"', '"goodbye"')
    assert room.vault.count() == (0, 0)
