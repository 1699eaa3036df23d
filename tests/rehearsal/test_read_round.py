"""A guide read aloud, sealed, added, asked and taken out again; and asked in every manner.

Where people's recordings lie beside this checkout, people read; elsewhere espeak-ng, and the test's
name says which.
"""

from pathlib import Path

import pytest

from tests.guides.reading_person import ReadingPerson
from voice.app import read_guides
from voice.app.guide_recording import WhatIsRead
from voice.app.rehearsing import RehearsalOutcome, rehearse
from voice.guides.loading import own_guides, parse_guide, write_guide
from voice.guides.read_guide import question_name, texts_to_read
from voice.hearing.edge import Playing
from voice.rehearsal.acoustics import RoomKind
from voice.settings import Settings
from voice.speaking.program_voice import at_volume
from voice.speaking.read_questions import ReadQuestions, at_pace
from voice.stage.ports import Pcm
from voice.values.transcript import Session
from voice.vault.vault import Vault

from .conftest import Overheard
from .test_read_questions import WHO, readings

TOML = """
id = "two"
title = "Two questions"
author = "A"
attribution = "By A."
[[themes]]
id = "t"
title = "T"
[[themes.questions]]
id = "first"
text = "What can you talk about with this person?"
[[themes.questions]]
id = "second"
text = "What do you never talk about with anybody?"
"""
GUIDE = parse_guide(TOML, "two")
TEXTS = texts_to_read(GUIDE)
FIRST, SECOND = map(question_name, ("first", "second"))

pytestmark = pytest.mark.model


class Home:
    """A vault, and the folder of this person's own guides."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.guides = folder / "guides"
        for module in ("voice.app.read_guides", "voice.guides.loading"):
            monkeypatch.setattr(f"{module}.guides_folder", lambda: self.guides)
        self.vault, _ = Vault.create(folder / "vault")

    def has_read_for_it(self, voices: dict[str, Pcm]) -> ReadQuestions:
        """Anna Weber reads, seals it to this vault's key, and it is added."""
        read = ReadingPerson(voices.__getitem__).read(TEXTS)
        sealed_to = [recipient.public_key for recipient in self.vault.recipients]
        given = self.folder / "given.guide"
        write_guide(given, WhatIsRead(GUIDE, TOML, "Anna Weber", sealed_to).file(read))
        offered = read_guides.look_at(given, self.vault.identity)
        read_guides.keep(offered)
        given.unlink()
        return offered.voice

    def session(self, script: str, room: RoomKind, hearing: Overheard) -> RehearsalOutcome:
        path = self.folder / "script.toml"
        path.write_text(script)
        (name,) = own_guides()
        settings = Settings(vault=self.vault.directory, guide=name, volume=1.0)
        return rehearse(settings, path, room, 1, hearing.watching)

    def on_disk(self) -> bytes:
        files = [path for path in self.folder.rglob("*") if path.is_file()]
        return b"\n".join(path.read_bytes() for path in files)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    return Home(tmp_path, monkeypatch)


@pytest.fixture(scope="module")
def voices() -> dict[str, Pcm]:
    return dict(zip(TEXTS, readings().values(), strict=False))


ANSWERS = """
[[turn]]
say = ["i feel safe when i can say what i think", { pause_seconds = 2.5 }, { press = "n" }]
[[turn]]
say = ["i trust people when they listen to me", { pause_seconds = 2.5 }, { press = "n" }]
"""


SAID = ["i feel safe when i can say what i think", "i trust people when they listen to me"]


def heard_of_itself(session: Session) -> int:
    """Words that were taken for the person's, and that the person has not said."""
    return sum(
        len(answer.verbatim.split()) - len(said.split())
        for answer, said in zip(session.answers, SAID, strict=True)
    )


@pytest.mark.parametrize("room", [RoomKind.QUIET, RoomKind.ECHO], ids=[f"quiet, {WHO}", "echo"])
def test_read_sealed_added_asked_in_that_voice_erased_and_nothing_of_it_is_left(
    home: Home,
    voices: dict[str, Pcm],
    room: RoomKind,
    overheard: Overheard,
) -> None:
    asked = home.has_read_for_it(voices)
    assert asked.sounds.keys() == TEXTS.keys()
    outcome = home.session(ANSWERS, room, overheard)
    for name, sound in asked.sounds.items():
        assert overheard.times(sound.samples) == 1
        assert not any(TEXTS[name][:20] in text for text in overheard.synthesised)
    identity = home.vault.identity()
    (session,) = home.vault.read(identity).sessions
    assert [answer.verbatim for answer in session.answers] == SAID
    assert heard_of_itself(session) == 0
    assert b"fLaC" not in home.on_disk(), "it was on this disk sealed, or not at all"

    home.vault.erase_session(identity, outcome.session_id)
    (name,) = own_guides()
    read_guides.remove(name)
    assert home.vault.read(identity).sessions == ()
    assert list(home.guides.iterdir()) == []


def test_in_the_same_room_its_own_voice_is_heard_where_nothing_is_known_of_what_it_plays(
    home: Home, voices: dict[str, Pcm], overheard: Overheard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What shows that the test before it could fail: the recorded voice is there to be heard."""
    home.has_read_for_it(voices)
    monkeypatch.setattr(Playing, "put", lambda *_played: None)
    home.session(ANSWERS, RoomKind.ECHO, overheard)
    (session,) = home.vault.read(home.vault.identity()).sessions
    assert heard_of_itself(session) > 0


IN_EVERY_MANNER = """
[[turn]]
say = [{ press = "r" }]
[[turn]]
over_seconds = 0.4
say = [{ press = "r" }]
[[turn]]
say = [{ press = "-" }]
[[turn]]
say = [{ press = "+" }]
[[turn]]
say = [{ press = "<" }]
[[turn]]
say = [{ press = "<" }]
[[turn]]
say = [{ press = "n" }]
[[turn]]
say = [{ press = "n" }]
"""


def test_it_is_repeated_interrupted_softer_louder_and_slower_as_far_as_it_goes(
    home: Home,
    voices: dict[str, Pcm],
    overheard: Overheard,
) -> None:
    asked = home.has_read_for_it(voices)
    first, second = asked.sounds[FIRST], asked.sounds[SECOND]
    home.session(IN_EVERY_MANNER, RoomKind.QUIET, overheard)
    assert overheard.times(first.samples) == 3, "asked, repeated after an interruption, louder"
    begun = first.samples[: round(0.3 * first.rate_hz)]
    assert overheard.times(begun) == 4, "one was interrupted"
    assert overheard.times(at_volume(first, 0.85).samples) == 1, "softer"
    assert overheard.times(at_pace(first, 0.8).samples) == 2, "slower, and no slower than that"
    assert overheard.times(at_pace(second, 0.8).samples) == 1
    assert overheard.synthesised.count("I can only slow this voice a little.") == 1
    assert {*TEXTS.values()} <= overheard.captions
    assert not any(text[:20] in said for text in TEXTS.values() for said in overheard.synthesised)
