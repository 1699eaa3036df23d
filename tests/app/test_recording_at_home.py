"""The desk of a recording at home: taken from the ears, written whole, found and gone on with."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from tests.guides.reading_person import silence
from tests.vault.light_passphrase import lightly
from voice.app.devices_in_use import DevicesInUse
from voice.app.home_desk import HomeDesk
from voice.floor.events import Event
from voice.guides.read_guide import unpack
from voice.rehearsal.client import to_room
from voice.rehearsal.espeak import espeak
from voice.scenes.home.errands import Listed, ListGuides, RecordingPrepared, TakeListed
from voice.scenes.recording.errands import (
    DropReading,
    EndReading,
    FindReadings,
    ForgetReadings,
    KeepReadings,
    MicrophoneOpen,
    NotFound,
    NotKept,
    ReadingOver,
    ReadingsFound,
    ReadingsKept,
    RecordErrand,
    Taken,
    TakeReading,
)
from voice.scenes.recording.step import Plan
from voice.scenes.recording.takes import Choice, Reading, Takes
from voice.settings import Settings
from voice.stage.ports import FRAME_SAMPLES, LevelMeasured, Notice, Pcm
from voice.vault import passphrase
from voice.vault.age import unseal
from voice.vault.vault import Vault


def frames_of(*parts: Pcm) -> Iterable[Pcm]:
    whole = np.concatenate(parts)
    return [
        whole[at : at + FRAME_SAMPLES]
        for at in range(0, len(whole) - FRAME_SAMPLES + 1, FRAME_SAMPLES)
    ]


def voice() -> Pcm:
    return (to_room(espeak().say("Whom do I trust?", "en-us+f3", 150)) * 20_000).astype(np.int16)


class Home:
    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.guides = folder / "guides"
        for module in ("voice.app.read_guides", "voice.guides.loading", "voice.app.home_desk"):
            monkeypatch.setattr(f"{module}.guides_folder", lambda: self.guides)
        self.vault, _ = Vault.create(folder / "vault")
        self.ears = DevicesInUse()
        self.told: list[Event | Notice] = []
        self.desk = HomeDesk(
            Settings(vault=self.vault.directory), "en", self.vault, lambda *_: None
        )
        self.desk.recording_aloud.connect(self.ears, self.told.append)

    def chosen(self) -> Plan:
        (listed,) = self.desk.carry_out(ListGuides(to_record=True))
        assert isinstance(listed, Listed)
        self.listed = listed.items
        (prepared,) = self.desk.carry_out(TakeListed(2))
        assert isinstance(prepared, RecordingPrepared)
        self.takes = Takes(tuple(prepared.plan.texts)).chosen(Choice.READ)
        return prepared.plan

    def does(self, errand: RecordErrand) -> Event | None:
        return next(iter(self.desk.recording_aloud.carry_out(errand)), None)

    def reads(self) -> Reading:
        self.does(TakeReading(self.takes.attempt))
        for frame in frames_of(silence(0.8), voice(), silence(3.5)):
            self.ears.heard(frame)
        taken = self.does(EndReading(self.takes))
        assert isinstance(taken, Taken)
        return taken.reading

    def read_and_kept(self, own: bool) -> Path:
        self.chosen()
        self.does(FindReadings(own))
        kept = self.does(KeepReadings(own, {self.takes.name: self.reads()}))
        assert kept == ReadingsKept(locked=own)
        self.does(ForgetReadings())
        (path,) = self.guides.glob("*.guide")
        return path


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    return Home(tmp_path, monkeypatch)


def test_a_reading_is_taken_from_the_ears_and_its_end_told_and_how_loud_it_is(home: Home) -> None:
    home.chosen()
    assert home.reads().is_kept
    events = [each for each in home.told if not isinstance(each, LevelMeasured)]
    assert events == [MicrophoneOpen(1), ReadingOver(1)]
    assert len(home.told) > len(events)
    assert home.desk.recording(home.takes.name) is not None, "it can be heard"
    home.does(ForgetReadings())
    assert home.desk.recording(home.takes.name) is None


def test_what_is_dropped_comes_to_nothing(home: Home) -> None:
    home.chosen()
    home.does(TakeReading(1))
    home.does(DropReading())
    for frame in frames_of(silence(0.8), voice(), silence(3.5)):
        home.ears.heard(frame)
    assert home.told == []
    taken = home.does(EndReading(home.takes))
    assert isinstance(taken, Taken)
    assert not taken.reading.is_kept


def test_whoever_reads_for_themselves_has_it_sealed_to_their_own_key_alone(home: Home) -> None:
    home.vault.access.add_recipient(
        "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p", "my therapist"
    )
    path = home.read_and_kept(own=True)
    data = path.read_bytes()
    assert data.count(b"-> X25519") == 1, "no other key opens it, not even one that opens sessions"
    assert unpack(unseal(data, home.vault.identity())).reader == "your own voice"
    assert path.stat().st_mode & 0o777 == 0o600


def test_what_somebody_else_has_read_lies_for_this_user_alone(home: Home) -> None:
    path = home.read_and_kept(own=False)
    assert unpack(path.read_bytes()).reader == "a voice you trust"
    assert path.stat().st_mode & 0o777 == 0o600
    home.chosen()
    assert home.listed == (
        "What is on your mind?",
        "Trust and Power in the Therapeutic Relationship.",
    ), "what somebody has read is not offered to be read"


def test_what_was_read_before_is_found_heard_and_gone_on_with(home: Home) -> None:
    home.read_and_kept(own=True)
    plan = home.chosen()
    found = home.does(FindReadings(own=True))
    assert isinstance(found, ReadingsFound)
    first, second = list(plan.texts)[:2]
    assert list(found.read) == [first]
    assert home.desk.recording(first) is not None
    home.takes = Takes(tuple(plan.texts), found.read).chosen(Choice.NEXT).chosen(Choice.READ)
    home.does(KeepReadings(True, {**found.read, second: home.reads()}))
    (path,) = home.guides.glob("*.guide")
    recordings = unpack(unseal(path.read_bytes(), home.vault.identity())).recordings
    assert recordings.keys() == {first, second}
    assert recordings[first] == found.read[first].flac, "and the first is as it was"
    assert home.does(FindReadings(own=False)) == ReadingsFound({}), "another's are another's"


def test_what_cannot_be_opened_is_not_found_and_not_written_over(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = home.read_and_kept(own=True)
    before = path.read_bytes()
    monkeypatch.setattr(passphrase, "_in_child", lightly())
    home.vault.access.protect_identity(home.vault.identity(), "six words drawn by chance today")
    assert isinstance(home.does(FindReadings(own=True)), NotFound)
    assert path.read_bytes() == before


def test_where_it_cannot_be_written_what_was_there_stays_and_it_is_told(home: Home) -> None:
    home.chosen()
    home.guides.write_text("no folder")
    assert isinstance(home.does(KeepReadings(True, {home.takes.name: home.reads()})), NotKept)
    home.guides.unlink()
    kept = home.does(KeepReadings(True, {home.takes.name: home.reads()}))
    assert kept == ReadingsKept(locked=True)
