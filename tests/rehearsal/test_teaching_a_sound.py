"""Sounds taught in the simulated room by whoever has keys: kept on a disk, or where there is none.

Scene, stage, desk and ears are what they are on devices; the disk is a real one that is full or
read-only where this user may make one, else a system that says the same.
"""

import errno
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.hearing.own_sounds.sounds import CLICK, HUM, made
from tests.rehearsal.test_rehearsal import NOTHING
from voice.app.devices_in_use import DevicesInUse
from voice.app.simulated import Simulated, rehearsing, with_sound
from voice.app.teaching import TeachingAlone, TeachingDesk
from voice.floor.actions import Action, Means
from voice.floor.commands import Manner
from voice.floor.events import ActionChosen, OptionChosen
from voice.floor.view import View
from voice.hearing.own_sounds.ear import OwnSoundsEar
from voice.hearing.own_sounds.store import read_own_sounds
from voice.hearing.own_sounds.taught import Taught
from voice.language.loading import load_language
from voice.rehearsal.acoustics import RoomKind
from voice.rehearsal.rehearse import room_of
from voice.rehearsal.room import Room
from voice.scenes.recording.wording import RecordSay
from voice.scenes.teaching.states import Teaching
from voice.scenes.teaching.teaching import SoundTeaching
from voice.scenes.teaching.wording import TeachSay
from voice.settings import Settings
from voice.stage.ports import Post
from voice.stage.records import nothing_is_kept
from voice.values.troubles import TroubleName, english

Chosen = TeachSay | RecordSay | Action
Wish = Chosen | Callable[[], None]
"""A choice, or what happens around the person before the next one."""

EXAMPLE = (TeachSay.MAKE, TeachSay.KEEP)
THREE = (*EXAMPLE, *EXAMPLE, *EXAMPLE, TeachSay.LEARN)
WORDING = load_language("en").teaching
SIZE_BYTES = 64 * 1024


class Maker:
    """Chooses one thing after the other, and makes the sound wherever one is asked for."""

    def __init__(self, kind: str, wishes: tuple[Wish, ...], room: Room) -> None:
        self.kind = kind
        self._wishes = list(wishes)
        self._room = room
        self._view: View | None = None
        self._made_turn_id = self._chosen_turn_id = 0
        self._said: dict[int, str] = {}
        self.post: Post = lambda _event: None

    @property
    def busy(self) -> bool:
        return bool(self._wishes) and self._room.now_seconds() < 120

    @property
    def finished(self) -> bool:
        return not self._wishes

    @property
    def said(self) -> list[str]:
        return [*self._said.values()]

    def show(self, view: View) -> None:
        self._view = view
        if view.saying:
            self._said[view.turn_id] = " ".join(view.saying)

    def live(self, loudspeaker_sounds: bool, listening_turn_id: int | None) -> None:
        view = self._view
        if view is None or view.speaking or loudspeaker_sounds or not self._room.client_done:
            return
        if view.state is Teaching.MAKING:
            if view.turn_id != self._made_turn_id:
                self._made_turn_id = view.turn_id
                sound = made(self.kind, view.turn_id)[3_200:].astype(np.float32) / 32_768
                self._room.speak(np.concatenate([np.zeros(8_000, np.float32), sound]))
            return
        if self._wishes and view.turn_id != self._chosen_turn_id:
            self._chosen_turn_id = view.turn_id
            wish = self._wishes.pop(0)
            if not isinstance(wish, TeachSay | RecordSay | Action):
                wish()
                wish = self._wishes.pop(0)
            self.post(self._choice_of(wish, view))

    def _choice_of(self, wish: Chosen, view: View) -> OptionChosen | ActionChosen:
        text = _text(wish)
        for option in view.options:
            if option.text == text:
                return OptionChosen(option.number, Means.KEY)
        assert isinstance(wish, Action), (wish, view.state, view.options)
        return ActionChosen(wish, Means.KEY)


def _text(wish: Chosen) -> str:
    if not isinstance(wish, Action):
        return WORDING.line(wish)
    called = WORDING.actions[wish].spoken[0]
    return WORDING.line(TeachSay.FOR, action=called)


class Home:
    """One person's own sounds, and the disk that they lie on."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "own-sounds.json"

    def teaches(self, kind: str, *wishes: Wish) -> Maker:
        ear = OwnSoundsEar(Taught(), lambda _: None)
        desk = TeachingDesk(ear, path=self.path)
        plan = desk.plan(Settings(), "en", listens=False)
        room, in_use = room_of(RoomKind.QUIET, 1), DevicesInUse()
        maker = Maker(kind, wishes, room)

        def connect(post: Post) -> None:
            desk.connect(in_use, post)
            maker.post = post

        watching = with_sound(replace(NOTHING, show=maker.show), in_use, connect)
        simulated = Simulated(room, None, None, 0.3, in_use=in_use)
        with rehearsing(
            SoundTeaching(plan, Manner()),
            simulated,
            lambda _: nothing_is_kept,
            watching,
            lambda _press: maker,
            TeachingAlone(desk),
        ) as (rehearsal, _):
            rehearsal.run()
        assert maker.finished, maker.said[-4:]
        return maker


class Disk:
    """One that can be full or read-only: a small one of its own, or a system that says so."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self._monkeypatch = monkeypatch
        mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE_BYTES}", "reflect-test", str(folder)]
        self.is_real = os.geteuid() == 0 and _done(mount)

    def full(self) -> None:
        if not self.is_real:
            self._refuses(errno.ENOSPC, "mkstemp")
            return
        everything_else = (self.folder / "everything else").open("wb", buffering=0)
        with everything_else, suppress(OSError):
            while everything_else.write(bytes(1_024)):
                pass

    def read_only(self) -> None:
        if not (self.is_real and _done(["mount", "-o", "remount,ro", str(self.folder)])):
            self._refuses(errno.EROFS, "mkstemp")
            self._monkeypatch.setattr(Path, "unlink", _refused(errno.EROFS))

    def well(self) -> None:
        self._monkeypatch.undo()
        if self.is_real:
            _done(["mount", "-o", "remount,rw", str(self.folder)])
            (self.folder / "everything else").unlink(missing_ok=True)

    def gone(self) -> None:
        self._monkeypatch.undo()
        if self.is_real:
            _done(["umount", str(self.folder)])

    def _refuses(self, number: int, call: str) -> None:
        self._monkeypatch.setattr(f"voice.machine.writing_files.tempfile.{call}", _refused(number))


def _refused(number: int) -> Callable[..., None]:
    def refuse(*_args: object, **_given: object) -> None:
        raise OSError(number, os.strerror(number))

    return refuse


def _done(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True).returncode == 0


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    folder = tmp_path / "disk"
    folder.mkdir()
    disk = Disk(folder, monkeypatch)
    yield disk
    disk.gone()


def said_of(name: TroubleName, say: TeachSay) -> str:
    return WORDING.line(say, said=english()[name].said)


@pytest.mark.parametrize(
    ("refuses", "trouble"),
    [(Disk.full, TroubleName.DISK_FULL), (Disk.read_only, TroubleName.DISK_READ_ONLY)],
)
def test_where_nothing_can_be_written_teaching_goes_on_and_nothing_taught_is_lost(
    disk: Disk, refuses: Callable[[Disk], None], trouble: TroubleName
) -> None:
    home = Home(disk.folder)
    home.teaches(HUM, Action.NEXT, *THREE, Action.STOP)
    before = home.path.read_bytes()
    while_it_lasts: list[bytes] = []

    def well_again() -> None:
        while_it_lasts.append(home.path.read_bytes())
        disk.well()

    again = (RecordSay.TRY_AGAIN, well_again, RecordSay.TRY_AGAIN)
    teach_stop = (Action.STOP, *THREE[:-1], lambda: refuses(disk), THREE[-1], *again)
    maker = home.teaches(CLICK, *teach_stop, Action.STOP)
    told = [each for each in maker.said if said_of(trouble, TeachSay.NOT_KEPT) in each]
    assert len(told) == 2, "and it was tried twice while it lasted"
    assert all(WORDING.line(TeachSay.STILL_HERE) in each for each in told)
    assert any(WORDING.line(TeachSay.LEARNED) in each for each in maker.said)
    assert while_it_lasts == [before]
    assert [each.action for each in read_own_sounds(home.path).sounds] == [Action.NEXT, Action.STOP]
    assert home.path.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in disk.folder.iterdir()] == [home.path.name]


def test_where_nothing_can_be_written_nothing_is_said_to_be_forgotten_or_noted(disk: Disk) -> None:
    home = Home(disk.folder)
    home.teaches(HUM, Action.NEXT, *THREE, Action.STOP)
    before = read_own_sounds(home.path)
    forget = (Action.NEXT, TeachSay.FORGET, disk.read_only, TeachSay.FORGET)
    try_it = (TeachSay.TRY, TeachSay.MAKE, TeachSay.NOT_MEANT, Action.STOP)
    said = " ".join(home.teaches(HUM, *forget, *try_it).said)
    assert said_of(TroubleName.DISK_READ_ONLY, TeachSay.NOT_FORGOTTEN) in said
    assert said_of(TroubleName.DISK_READ_ONLY, TeachSay.NOT_KEPT) in said
    assert WORDING.line(TeachSay.FORGOTTEN) not in said
    assert WORDING.line(TeachSay.NOTED) not in said
    assert read_own_sounds(home.path) == before
