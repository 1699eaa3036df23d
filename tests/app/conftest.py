"""A home's desk over a vault of its own, and a guide that somebody has read for its owner."""

import queue
from pathlib import Path

import pytest

from voice.app import read_guides
from voice.app.home_desk import HomeDesk
from voice.floor.events import Event
from voice.guides.loading import bundled_text, find_guide
from voice.guides.read_guide import ReadGuide, pack, question_name
from voice.scenes.home.errands import HomeErrand
from voice.settings import Settings
from voice.sound.flac import encode
from voice.stage.ports import Notice
from voice.vault.age import seal
from voice.vault.vault import Vault


class Made:
    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("voice.app.home_desk.guides_folder", lambda: folder / "guides")
        self.vault, _ = Vault.create(folder / "vault")
        self.remembered: list[str] = []
        settings = Settings(vault=self.vault.directory)
        remember = lambda _key, value: self.remembered.append(str(value))  # noqa: E731
        self.desk = HomeDesk(settings, "en", self.vault, remember)
        self.posted: queue.SimpleQueue[Event | Notice] = queue.SimpleQueue()
        self.desk.connect(self.posted.put)

    def asks(self, errand: HomeErrand) -> Event | None:
        return next(iter(self.desk.carry_out(errand)), None)

    def tells(self) -> Event | Notice:
        """What it tells once it is known."""
        return self.posted.get(timeout=30)


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Made:
    return Made(tmp_path, monkeypatch)


@pytest.fixture
def read_by_anna(made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A guide's name whose first question somebody has read for the owner of this vault."""
    for module in ("voice.app.read_guides", "voice.guides.loading"):
        monkeypatch.setattr(f"{module}.guides_folder", lambda: tmp_path / "guides")
    guide = find_guide("trust-and-power")
    recording = {question_name(guide.questions[0].id): encode(bytes(3_200))}
    packed = pack(ReadGuide(guide, bundled_text("trust-and-power"), "Anna Weber", recording))
    given = tmp_path / "given.guide"
    given.write_bytes(seal(packed, [recipient.public_key for recipient in made.vault.recipients]))
    offered = read_guides.look_at(given, made.vault.identity)
    read_guides.keep(offered)
    return offered.name
