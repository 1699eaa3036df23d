"""Visits in a row in the simulated room: real Vosk, real speech, real sealing, nothing left."""

import contextlib
import gc
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path

import pytest

from tests.kiosk.configs import Clinic, clinic
from tests.values.troubles import MICROPHONE_GONE, disk_full
from voice.app.kiosk import rehearse_kiosk
from voice.floor.actions import Action, Means
from voice.floor.events import ActionChosen, DeviceFailed, DeviceRecovered, ShutdownAsked
from voice.floor.view import View
from voice.kiosk.config import KioskConfig
from voice.kiosk.slip import make_client_key
from voice.kiosk.status import read_status
from voice.rehearsal.acoustics import RoomKind
from voice.rehearsal.script import parse_script
from voice.rehearsal.visitors import KioskRehearsal, Visit, built_in_visits
from voice.scenes.reflection.states import State
from voice.scenes.visit.commands import Occurrence
from voice.scenes.visit.events import RecipientEntered
from voice.scenes.visit.states import KioskState
from voice.screen.plain import BlankScreen
from voice.values.transcript import Segment
from voice.vault.reading import read_sessions

pytestmark = pytest.mark.model

OWN_PROCESS = "TESTED_IN_ITS_OWN_PROCESS"
VISITS = int(os.environ.get("REFLECT_KIOSK_VISITS", "4"))
"""A hundred in `REFLECT_KIOSK_VISITS=100 scripts/test tests/kiosk`; CI has less time."""

CANARIES = ("trust people when they listen", "calm and i am not afraid", "work and my family")
"""What the built-in visitors say, as it would be found."""


class Kiosk:
    """A kiosk in the simulated room, with everything that it showed and told."""

    def __init__(self, made: Clinic, rehearsal: KioskRehearsal) -> None:
        self.made = made
        self.rehearsal = rehearsal
        self.views: list[View] = []
        self.reactions: list[Callable[[View], None]] = []
        self.told: list[tuple[Occurrence, str]] = []
        self.passages_before = _passages_in_memory()

    def said_in_outbox(self, identity: str | None = None) -> list[str]:
        records = self.made.folder / "outbox" / "records"
        reading = read_sessions(records, identity or self.made.identity, None)
        return [a.verbatim for s in reading.sessions for a in s.answers if a.segments]

    def visit(self, *turns: str) -> None:
        script = "".join(f"[[turn]]\nsay = [{turn}]\n" for turn in turns)
        assert self.rehearsal.receive(Visit("test", parse_script(script, Path()))).script_finished


@contextlib.contextmanager
def kiosk_of(made: Clinic, room: RoomKind = RoomKind.QUIET) -> Iterator[Kiosk]:
    kiosk: list[Kiosk] = []
    views: list[View] = []
    told: list[tuple[Occurrence, str]] = []

    class Screen(BlankScreen):
        def show(self, view: object) -> None:
            assert isinstance(view, View)
            views.append(view)
            for react in kiosk[0].reactions if kiosk else ():
                react(view)

    with rehearse_kiosk(
        made.path,
        room,
        1,
        lambda _post: [Screen()],
        lambda occurrence, detail: told.append((occurrence, detail)),
        lambda _text: None,
    ) as rehearsal:
        kiosk.append(Kiosk(made, rehearsal))
        kiosk[0].views, kiosk[0].told = views, told
        yield kiosk[0]


@pytest.mark.timeout(60 + 60 * VISITS)
def test_visits_in_a_row_leave_nothing_of_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if OWN_PROCESS not in os.environ:  # elsewhere other tests' passages are in memory too
        name = f"{__file__}::test_visits_in_a_row_leave_nothing_of_the_one_before"
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", name]
        subprocess.run(command, env={**os.environ, OWN_PROCESS: "1"}, check=True)
        return
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr("tempfile.tempdir", None)
    made = clinic(tmp_path)
    with kiosk_of(made) as kiosk:
        for visit in islice(cycle(built_in_visits()), VISITS):
            done = kiosk.rehearsal.receive(visit)
            assert done.script_finished, visit.name
            _nothing_is_left(kiosk, tmp_path)
            kiosk.views.clear()
        expected = [
            said
            for visit in islice(cycle(built_in_visits()), VISITS)
            for said in {
                "answers": ["i trust people when they listen to me"],
                "walks-away": ["i feel calm and i am not afraid"],
            }.get(visit.name, [])
        ]
        assert sorted(kiosk.said_in_outbox()) == sorted(expected)
        counts = read_status(made.status).counts
        assert counts["approached"] == VISITS
        assert counts["wiped"] == VISITS


def _passages_in_memory() -> set[int]:
    """Every passage that anything still holds, other tests' constants among them."""
    gc.collect()
    return {id(each) for each in gc.get_objects() if isinstance(each, Segment)}


def _nothing_is_left(kiosk: Kiosk, tmp_path: Path) -> None:
    last = kiosk.views[-1]
    assert last.state is KioskState.RESTING
    assert last.heading_key
    shown = repr([(v.saying, v.shown) for v in kiosk.views]) + repr(
        [(v.said, v.answer, v.passages) for v in kiosk.views]
    )
    told = repr(kiosk.told)
    files = [p for p in tmp_path.rglob("*") if p.is_file()]
    contents = b"".join(p.read_bytes() for p in files).decode("latin-1")
    for canary in CANARIES:
        assert canary not in shown.lower()  # captions were not chosen
        assert canary not in told
        assert canary not in contents
    assert [p for p in files if p.is_relative_to(tmp_path / "tmp")] == []
    assert list((kiosk.made.folder / "current" / "records").iterdir()) == []
    assert kiosk.rehearsal.stage.scene.now.state is KioskState.RESTING
    assert _passages_in_memory() <= kiosk.passages_before


@pytest.mark.parametrize("room", [RoomKind.NOISY, RoomKind.ECHO])
def test_the_room_is_judged_by_what_the_microphone_hears(tmp_path: Path, room: RoomKind) -> None:
    noisy = room is RoomKind.NOISY
    with kiosk_of(clinic(tmp_path), room) as kiosk:
        going_on = ['"go on"'] if noisy else []
        kiosk.visit('"i\'m ready"', '"yes"', *going_on, '"stop"')
        assert {view.room for view in kiosk.views} == {"", "noisy" if noisy else "quiet"}


def test_from_im_ready_to_the_first_question_are_two_gates_and_45_seconds(tmp_path: Path) -> None:
    as_spoken = KioskConfig.model_fields["rate_wpm"].default
    with kiosk_of(clinic(tmp_path, rate_wpm=as_spoken)) as kiosk:
        visited = kiosk.rehearsal.receive(built_in_visits()[0])
        states = list(dict.fromkeys(view.state for view in kiosk.views))
        approached, asked = states.index(KioskState.CONSENTING), states.index(State.LISTENING)
        between = [KioskState.CONSENTING, KioskState.MEASURING, State.ASKING]
        assert states[approached:asked] == between
        assert visited.asked_after_seconds is not None
        assert 10.0 < visited.asked_after_seconds <= 45.0


def test_an_erased_session_never_reaches_the_outbox(tmp_path: Path) -> None:
    with kiosk_of(clinic(tmp_path)) as kiosk:
        kiosk.rehearsal.receive(built_in_visits()[3])
        assert kiosk.said_in_outbox() == []
        assert (Occurrence.SESSION_ERASED, "") in kiosk.told


def test_a_clients_new_key_opens_the_session_and_is_gone_from_the_kiosk(tmp_path: Path) -> None:
    made = clinic(tmp_path, keeper="client", recipients=None)
    with kiosk_of(made) as kiosk:
        kiosk.visit(
            '"i\'m ready"', '"yes"', '"take a key"', '"i have it"',
            '"i feel safe", { pause_seconds = 2.5 }, "stop"', '"stop"', '"i\'m finished"',
        )  # fmt: skip
        slips = {view.slip for view in kiosk.views if view.slip is not None}
        (slip,) = slips
        assert kiosk.said_in_outbox(slip.secret) == ["i feel safe"]
        assert kiosk.said_in_outbox(made.identity) == []
        assert slip.secret not in repr(kiosk.views)
        assert kiosk.views[-1].slip is None
        for path in tmp_path.rglob("*"):
            if path.is_file():
                assert slip.secret.encode() not in path.read_bytes()


def test_without_a_key_the_session_is_held_and_nothing_is_written(tmp_path: Path) -> None:
    made = clinic(tmp_path, keeper="client", recipients=None)
    with kiosk_of(made) as kiosk:
        kiosk.visit(
            '"i\'m ready"', '"yes"', '"without a key"',
            '"i feel safe", { pause_seconds = 2.5 }, "who can hear me"',
            '{ pause_seconds = 2.5 }, "stop"', '"stop"',
        )  # fmt: skip
        spoken = [line for v in kiosk.views if not v.heading_key for line in v.saying]
        told = [" ".join(v.saying) for v in kiosk.views if not v.heading_key]
        told = [line for line in told if line.startswith("Nobody is listening.")]
        assert told
        assert all("nothing is kept" in line and "only words" not in line for line in told)
        assert any(line.startswith("No words of yours were kept.") for line in spoken)
        assert not any("What you said is kept" in line for line in spoken)
        assert {v.kept_passages for v in kiosk.views if not v.heading_key} == {0}
        assert list(made.folder.rglob("*.age")) == []


def test_ones_own_public_key_is_taken_from_the_scanner(tmp_path: Path) -> None:
    mine = make_client_key("mine")
    made = clinic(tmp_path, keeper="both")
    with kiosk_of(made) as kiosk:
        posted: list[str] = []

        def scan(view: View) -> None:
            if view.state is KioskState.ENTERING_KEY and not view.saying and not posted:
                posted.append("scanned")
                kiosk.rehearsal.post(RecipientEntered(mine.public_key))

        kiosk.reactions.append(scan)
        kiosk.visit(
            '"i\'m ready"', '"yes"', '"my own key"',
            '"i feel safe", { pause_seconds = 2.5 }, "stop"', '"stop"', '"i\'m finished"',
        )  # fmt: skip
        assert kiosk.said_in_outbox(mine.slip.secret) == ["i feel safe"]
        assert kiosk.said_in_outbox(made.identity) == ["i feel safe"]


# Troubles -----------------------------------------------------------------------------------


def test_a_lost_microphone_is_apologised_for_and_told_to_the_operator(tmp_path: Path) -> None:
    made = clinic(tmp_path)
    with kiosk_of(made) as kiosk:
        kiosk.rehearsal.post(DeviceFailed("microphone", MICROPHONE_GONE))
        kiosk.rehearsal.pass_seconds(8)
        assert kiosk.views[-1].state is KioskState.TROUBLED
        assert "cannot hear" in kiosk.views[-1].shown[0]
        assert any("cannot hear" in line for view in kiosk.views for line in view.saying)
        assert read_status(made.status).troubles == (
            "microphone: the microphone Headset stopped working: connect it again",
        )
        kiosk.rehearsal.post(DeviceRecovered("microphone"))
        kiosk.rehearsal.pass_seconds(5)
        assert kiosk.views[-1].state is KioskState.RESTING
        assert read_status(made.status).troubles == ()


def test_a_full_disk_is_noticed_while_nobody_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with kiosk_of(clinic(tmp_path)) as kiosk:

        def full() -> None:
            raise disk_full()

        monkeypatch.setattr(kiosk.rehearsal.stage._edges.desk._store, "check", full)
        kiosk.rehearsal.pass_seconds(70)
        assert kiosk.views[-1].state is KioskState.TROUBLED
        assert "cannot keep anything" in kiosk.views[-1].shown[0]
        monkeypatch.undo()
        kiosk.rehearsal.pass_seconds(70)
        assert kiosk.views[-1].state is KioskState.RESTING


def test_a_shutdown_in_mid_answer_seals_and_hands_over(tmp_path: Path) -> None:
    with kiosk_of(clinic(tmp_path)) as kiosk:
        asked: list[str] = []

        def react(view: View) -> None:
            if view.kept_passages and not asked:
                asked.append("shutdown")
                kiosk.rehearsal.post(ShutdownAsked())

        kiosk.reactions.append(react)
        kiosk.visit('"i\'m ready"', '"yes"', '"i feel safe"')
        assert kiosk.rehearsal.stage.ended
        assert kiosk.said_in_outbox() == ["i feel safe"]
        assert kiosk.told[-1][0] is Occurrence.SHUT_DOWN


def test_a_key_that_means_nothing_now_is_ignored(tmp_path: Path) -> None:
    with kiosk_of(clinic(tmp_path)) as kiosk:
        kiosk.rehearsal.post(ActionChosen(Action.YES, Means.PAGE))
        kiosk.rehearsal.post(ActionChosen(Action.NEXT, Means.PAGE))
        kiosk.rehearsal.pass_seconds(0.1)
        assert kiosk.views[-1].state is KioskState.RESTING
