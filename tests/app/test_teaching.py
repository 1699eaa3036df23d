"""The desk of teaching: sounds taken from the ears, compared, kept for one person, forgotten."""

import errno
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.hearing.own_sounds.sounds import CLICK, HISS, HUM, RISE, frames_of, made
from voice.app.devices_in_use import DevicesInUse
from voice.app.heard_examples import HeardExamples
from voice.app.home_desk import HomeDesk
from voice.app.teaching import TeachingDesk
from voice.floor.actions import Action
from voice.floor.events import Event
from voice.hearing.own_sounds.ear import OwnSoundsEar
from voice.hearing.own_sounds.making import SoundEnd, made_of
from voice.hearing.own_sounds.store import read_own_sounds
from voice.hearing.own_sounds.taught import Taught as Known
from voice.scenes.home.errands import PrepareTeaching, Refused, TeachingPrepared
from voice.scenes.recording.errands import (
    ForgetReadings,
    MicrophoneOpen,
    ReadingOver,
    Taken,
    TakeReading,
)
from voice.scenes.recording.takes import Choice, Fault, Takes
from voice.scenes.teaching.errands import (
    EndSound,
    EndWord,
    Example,
    ForgetSound,
    KeepSound,
    NotMeant,
    SoundForgotten,
    SoundKept,
    SoundNotKept,
)
from voice.scenes.teaching.situation import EXAMPLES
from voice.settings import Settings
from voice.stage.ports import FRAME_SAMPLES, Notice, Pcm
from voice.values.errors import SettingsError
from voice.values.troubles import Trouble, TroubleName
from voice.vault.vault import Vault

PACKAGE = Path(__file__).parents[2] / "voice"
EXPORTS = (
    *(PACKAGE / "export").rglob("*.py"),
    *(PACKAGE / "vault").rglob("*.py"),
    *(PACKAGE / "kiosk").rglob("*.py"),
    *(PACKAGE / "app" / f"{name}.py" for name in ("backing_up", "taking_along", "kiosk")),
)
"""What copies, takes along or erases, and what a kiosk is made of."""


def quiet(seconds: float, take: int = 0) -> Pcm:
    count = round(seconds * 50) * FRAME_SAMPLES
    return (np.random.default_rng([3, take]).standard_normal(count) * 30).astype(np.int16)


class Teacher:
    """Somebody at the ears, and the desk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "settings" / "own-sounds.json"
        self.vault, _ = Vault.create(folder / "vault")
        self.ears = DevicesInUse()
        self.told: list[Event | Notice] = []
        self.changes = 0
        self.ear = OwnSoundsEar(Known(), lambda _: None)
        self.desk = TeachingDesk(self.ear, self.vault, self._changed, self.path)
        self.desk.connect(self.ears, self.told.append)
        self.takes = Takes(EXAMPLES)

    def _changed(self) -> None:
        self.changes += 1

    def does(self, errand: Any) -> Any:
        return next(iter(self.desk.carry_out(errand)), None)

    def makes(self, kind: str, take: int, action: Action | None = Action.NEXT) -> Example:
        self.takes = self.takes.chosen(Choice.READ)
        self.does(TakeReading(self.takes.attempt))
        sound = np.concatenate([quiet(1.0, take), made(kind, take), quiet(1.5, take)])
        for frame in frames_of(sound):
            self.ears.heard(frame)
        taken = self.does(EndSound(self.takes, action))
        assert isinstance(taken, Taken)
        self.takes = self.takes.taken(taken.reading).chosen(Choice.NEXT)
        assert isinstance(taken.reading, Example)
        return taken.reading

    def teaches(self, kind: str, action: Action, sealed: bool = False) -> Any:
        self.takes = Takes(EXAMPLES)
        made = {EXAMPLES[n]: self.makes(kind, n, action).features for n in range(3)}
        kept = self.does(KeepSound(action, made, sealed))
        self.does(ForgetReadings())
        return kept


@pytest.fixture
def teacher(tmp_path: Path) -> Teacher:
    return Teacher(tmp_path)


@pytest.mark.parametrize("kind", [HUM, CLICK, HISS])
def test_a_sound_ends_by_itself_voice_or_not_and_is_heard_back(teacher: Teacher, kind: str) -> None:
    made = teacher.makes(kind, 1)
    assert made.faults == ()
    opened, *_ = [e for e in teacher.told if isinstance(e, MicrophoneOpen)]
    (over,) = [e for e in teacher.told if isinstance(e, ReadingOver)]
    assert over.attempt == opened.attempt
    sound = teacher.desk.recording("example 1")
    assert sound is not None
    assert 0.2 < len(sound.samples) / 16_000 < 1.5
    teacher.does(ForgetReadings())
    assert teacher.desk.recording("example 1") is None


def test_where_nothing_stands_out_nothing_is_an_example(teacher: Teacher) -> None:
    made = made_of(frames_of(quiet(3)))
    assert made.faults == (Fault.NOTHING,)
    assert not made.features
    end = SoundEnd()
    assert not any(end.take(frame) for frame in frames_of(quiet(6)))
    assert made_of([]).faults == (Fault.NOTHING,)


def test_a_sound_longer_than_a_session_looks_at_is_told(teacher: Teacher) -> None:
    held = np.concatenate([quiet(1), np.tile(made(HUM, 1)[6_400:12_800], 11), quiet(1)])
    frames = frames_of(held[: len(held) // FRAME_SAMPLES * FRAME_SAMPLES])
    assert Fault.TOO_LONG in made_of(frames).faults


def test_examples_are_compared_with_those_before_and_with_other_actions(teacher: Teacher) -> None:
    assert teacher.teaches(RISE, Action.STOP) == SoundKept((Action.STOP,))
    teacher.takes = Takes(EXAMPLES)
    first, second = teacher.makes(HUM, 1), teacher.makes(HUM, 2)
    assert (first.alike, first.near) == (None, None)
    assert (second.alike, second.near) == (True, None)
    other = teacher.makes(RISE, 7)
    assert (other.alike, other.near) == (False, Action.STOP)


def says(teacher: Teacher, kind: str, take: int, examples: tuple[bytes, ...]) -> Example:
    takes = Takes(("word",)).chosen(Choice.READ)
    teacher.does(TakeReading(takes.attempt))
    for frame in frames_of(np.concatenate([quiet(1.0), made(kind, take), quiet(1.5)])):
        teacher.ears.heard(frame)
    taken = teacher.does(EndWord(takes, examples))
    assert isinstance(taken.reading, Example)
    return taken.reading


def test_ordinary_words_are_compared_and_neither_held_nor_kept(teacher: Teacher) -> None:
    examples = tuple(teacher.makes(HUM, take).features for take in range(3))
    near, far = says(teacher, HUM, 8, examples), says(teacher, RISE, 8, examples)
    assert (near.near_words, far.near_words) == (1, 0)
    assert teacher.desk.recording("word") is None
    assert near.features
    teacher.takes = replace(teacher.takes, at=3).chosen(Choice.READ)
    teacher.does(TakeReading(teacher.takes.attempt))
    for frame in frames_of(np.concatenate([quiet(1.0), made(HUM, 9), quiet(1.5)])):
        teacher.ears.heard(frame)
    words = (near.features, far.features)
    again = teacher.does(EndSound(teacher.takes, Action.NEXT, words)).reading
    assert again.near_words == 1
    assert not teacher.path.exists()


def test_what_is_taught_is_heard_at_once_kept_for_its_owner_and_can_be_tried(
    teacher: Teacher,
) -> None:
    teacher.teaches(HUM, Action.NEXT)
    teacher.teaches(RISE, Action.STOP)
    assert teacher.path.stat().st_mode & 0o777 == 0o600
    assert teacher.changes == 2
    assert read_own_sounds(teacher.path) == teacher.ear.taught
    teacher.takes = Takes(("tried",))
    assert teacher.makes(HUM, 12, None).meant is Action.NEXT
    teacher.takes = Takes(("tried",))
    assert teacher.makes(HISS, 12, None).meant is None
    everything = [p.read_bytes() for p in teacher.folder.rglob("*") if p.is_file()]
    assert not any(b"fLaC" in data for data in everything)
    assert not teacher.desk._heard.kept()


def test_what_was_none_is_not_taken_again_and_what_is_forgotten_is_gone(teacher: Teacher) -> None:
    teacher.teaches(HUM, Action.NEXT)
    example = teacher.ear.taught.sounds[0].examples[0]
    teacher.does(NotMeant(Action.NEXT, example))
    assert read_own_sounds(teacher.path).others == (example,)
    killed_while_writing = teacher.path.with_name(".own-sounds-x")
    killed_while_writing.write_bytes(teacher.path.read_bytes())
    assert teacher.does(ForgetSound(Action.NEXT)) == SoundForgotten(())
    assert not list(teacher.path.parent.iterdir())
    assert teacher.ear.taught == Known()


def test_sounds_to_hear_again_are_sealed_to_the_owner_and_forgotten_with_their_action(
    teacher: Teacher,
) -> None:
    teacher.teaches(HUM, Action.NEXT, sealed=True)
    heard = HeardExamples.beside(teacher.path, None)
    path = heard.path(Action.NEXT)
    assert heard.kept() == (Action.NEXT,)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_bytes().startswith(b"age-encryption.org/v1\n")
    sounds = heard.open(Action.NEXT, teacher.vault.identity())
    assert len(sounds) == 3
    assert all(0.2 < len(sound.samples) / 16_000 < 2 for sound in sounds)
    teacher.teaches(HUM, Action.NEXT)
    assert heard.kept() == (), "taught anew without, none of the old ones is left"
    teacher.teaches(HUM, Action.NEXT, sealed=True)
    teacher.does(ForgetSound(Action.NEXT))
    assert heard.kept() == ()


def test_what_cannot_be_written_changes_nothing(teacher: Teacher) -> None:
    teacher.path.parent.parent.joinpath("settings").write_text("a file where a folder has to be")
    assert isinstance(teacher.teaches(HUM, Action.NEXT), SoundNotKept)
    assert teacher.ear.taught == Known()


@pytest.mark.parametrize("sealed", [True, False])
def test_a_full_disk_costs_no_sound_that_was_kept_to_be_heard_before(
    teacher: Teacher, sealed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    teacher.teaches(HUM, Action.NEXT, sealed=True)
    before = {path: path.read_bytes() for path in teacher.path.parent.rglob("*") if path.is_file()}

    def full(path: Path, _taught: Known) -> None:
        raise SettingsError.of_writing(OSError(errno.ENOSPC, "full"), str(path))

    monkeypatch.setattr("voice.app.teaching.write_own_sounds", full)
    not_kept = teacher.teaches(RISE, Action.NEXT, sealed=sealed)
    assert not_kept == SoundNotKept(Trouble(TroubleName.DISK_FULL))
    after = {path: path.read_bytes() for path in teacher.path.parent.rglob("*") if path.is_file()}
    assert after == before


def test_what_cannot_be_read_is_not_taught_over(teacher: Teacher) -> None:
    teacher.teaches(HUM, Action.NEXT)
    teacher.path.write_bytes(b"{")
    assert isinstance(teacher.teaches(RISE, Action.STOP), SoundNotKept)
    home = HomeDesk(Settings(vault=teacher.vault.directory), "en", teacher.vault, lambda *_: None)
    home.teaching = teacher.desk
    (refused,) = home.carry_out(PrepareTeaching())
    assert isinstance(refused, Refused)
    assert teacher.path.read_bytes() == b"{"


def test_at_home_it_is_prepared_with_what_there_is(teacher: Teacher) -> None:
    teacher.teaches(HUM, Action.NEXT)
    home = HomeDesk(Settings(vault=teacher.vault.directory), "en", teacher.vault, lambda *_: None)
    home.teaching = teacher.desk
    (prepared,) = home.carry_out(PrepareTeaching())
    assert isinstance(prepared, TeachingPrepared)
    assert prepared.plan.taught == (Action.NEXT,)
    assert prepared.plan.can_seal
    home.takes.carry_out(TakeReading(1))
    home.takes.forget()


def test_none_of_it_lies_where_sessions_do_so_no_copy_and_no_erasing_of_them_reaches_it(
    teacher: Teacher,
) -> None:
    teacher.teaches(HUM, Action.NEXT, sealed=True)
    assert not [p for p in teacher.vault.directory.rglob("*") if "own-sounds" in p.name]
    told = {line for e in EXPORTS for line in e.read_text("utf-8").splitlines()}
    assert not [line for line in told if "own_sounds" in line or "heard_examples" in line]
