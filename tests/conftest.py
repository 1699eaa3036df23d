"""What holds for every test."""

import gc
import hashlib
import os
import re
from collections.abc import Generator, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.apart import run_apart
from voice.confinement import offline
from voice.floor.commands import Manner
from voice.speaking.pyttsx3_synthesizer import Pyttsx3Synthesizer
from voice.stage.ports import Sound

HERE = Path(__file__).parent
WHOLE_FOLDERS = {
    "room": "devices",
    "rehearsal": "model",
    "rehearsal_model": "model",
    "speaker_panel": "model",
    "prove": "figure",
}
"""What every test of a folder needs, which `scripts/test --quick` goes without; single tests and
modules of other folders carry the mark themselves."""

IN_SIMULATED_ROOMS = {"kiosk", "rehearsal", "speaker_panel"}
"""Folders whose sessions are held in this process, in a simulated room; that the synthesiser
speaks, and what becomes of it when it does not, is asked of it in `tests/speaking`."""

ROOM = "tests/room/"
"""What plays sound in real time, each test in a process and on a sound server of its own."""

LONGEST_IN_A_ROOM_SECONDS = 300
"""Whoever waits there waits for an event; a test in which none comes ends all the same."""

PLAYS_SOUND = ("gw0", "gw1")
"""The workers that play it: the first by name. The second only what is led by keys: with two in
which somebody has to be understood, beside what computes, on two cores, one was late for its sound.
They wait most of the time: alone, one after the other, 908 s, of which 271 s are a processor's."""

LED_BY_KEYS = (
    f"{ROOM}test_at_home.py::test_by_one_switch_alone",
    f"{ROOM}test_devices.py",
    f"{ROOM}test_kiosk.py",
    f"{ROOM}test_listening.py::test_passages_sound",
    f"{ROOM}test_listening.py::test_without_a_model",
    f"{ROOM}test_setting_up.py",
    f"{ROOM}test_streams.py",
    f"{ROOM}test_ways_in.py",
)
"""How these tests begin: in them hardly a word, or none, has to be understood. A good third of the
room's time; whatever is not among them is the first player's."""

GIVES_WAY = 10

LONG_FIRST = ("figure", "model", "browser")
"""Marks of tests that take long: in several workers these come first, so that at the end of a run
no worker begins a minute's work while the others have none."""


class NamesFailures:
    """Names what failed when it does: a whole run takes a quarter of an hour, and may be ended."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        terminal: Any = self._config.pluginmanager.get_plugin("terminalreporter")
        if report.failed and terminal is not None:
            terminal.write_line(f" {report.nodeid}: {report.when} failed")


def pytest_configure(config: pytest.Config) -> None:
    """Whoever computes gives way to whoever plays, and no window opens at whoever tests."""
    for display in ("DISPLAY", "WAYLAND_DISPLAY"):
        os.environ.pop(display, None)
    worker: dict[str, str] = getattr(config, "workerinput", {})
    if not worker:
        config.pluginmanager.register(NamesFailures(config))
    if worker.get("workerid", PLAYS_SOUND[0]) not in PLAYS_SOUND:
        _give_way()


@cache
def _give_way() -> None:
    os.nice(GIVES_WAY)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is collected stays until the end: to look through it for garbage takes a tenth of it."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


LONG_IN_A_MODULE = re.compile(rf"mark\.({'|'.join(LONG_FIRST)})|Page\b")


@cache
def _has_long_tests(module: str) -> bool:
    if Path(module).parts[1] in WHOLE_FOLDERS:
        return True
    lies = HERE.parent / module
    return lies.exists() and LONG_IN_A_MODULE.search(lies.read_text("utf-8")) is not None


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """To whoever is free test by test where some are long, and else a module at a time, since its
    tests share what is made once; but whatever plays sound to those who play, and in no two of
    them at once has somebody to be understood.

    Not by the mark `xdist_group`: with pytest 9.2, xdist 3.8 groups nothing by it, and is silent.
    """
    from xdist.scheduler import LoadScopeScheduling

    class BySound(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            module = nodeid.partition("::")[0]
            alone = nodeid.startswith(ROOM) or _has_long_tests(module)
            return nodeid if alone else module

        def schedule(self) -> None:
            """The first workers by name begin, whichever were ready first."""
            by_name = sorted(self.assigned_work.items(), key=lambda work: work[0].gateway.id)
            self.assigned_work = dict(by_name)
            super().schedule()

        def _next_for(self, node: Any) -> str | None:
            """Sound first for whoever plays it, and never for anybody else."""
            of_a_room = [scope for scope in self.workqueue if scope.startswith(ROOM)]
            ready = {each.gateway.id for each in self.nodes if not each.shutting_down}
            # where those who play have crashed, whoever is there fails it, and nobody waits
            first, *_ = sorted({*PLAYS_SOUND} & ready) or [node.gateway.id]
            if node.gateway.id != first:
                plays = node.gateway.id in PLAYS_SOUND
                of_a_room = [each for each in of_a_room if plays and each.startswith(LED_BY_KEYS)]
            else:  # what another could play instead comes last
                of_a_room.sort(key=lambda scope: scope.startswith(LED_BY_KEYS))
            if of_a_room:
                return of_a_room[0]
            return next((scope for scope in self.workqueue if not scope.startswith(ROOM)), None)

        def _assign_work_unit(self, node: Any) -> None:
            scope = self._next_for(node)
            if scope is not None:
                self.workqueue.move_to_end(scope, last=False)
                super()._assign_work_unit(node)

        def _reschedule(self, node: Any) -> None:
            if not node.shutting_down and self._next_for(node) is None:
                node.shutdown()
            else:
                super()._reschedule(node)

    config.option.loadscopereorder = False  # the long first, not whatever has many tests
    return BySound(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        folder = item.path.relative_to(HERE).parts[0]
        if item.nodeid.startswith(ROOM):
            item.add_marker(pytest.mark.timeout(LONGEST_IN_A_ROOM_SECONDS))
        mark = WHOLE_FOLDERS.get(folder)
        if mark is not None:
            item.add_marker(mark)
        fixtures: list[str] = getattr(item, "fixturenames", [])
        if "browser" in fixtures:
            item.add_marker("browser")
        if folder in IN_SIMULATED_ROOMS and "each_sentence_is_spoken_anew" not in fixtures:
            fixtures.insert(0, "a_simulated_room_is_told_each_sentence_once")
    if hasattr(config, "workerinput"):
        items.sort(key=_place)


def _place(item: pytest.Item) -> int:
    places = [place for place, mark in enumerate(LONG_FIRST) if item.get_closest_marker(mark)]
    return min(places, default=len(LONG_FIRST))


def pytest_runtest_protocol(item: pytest.Item) -> bool | None:
    """What plays sound does so in a process of its own."""
    if not item.nodeid.startswith(ROOM):
        return None
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    for report in run_apart(item, LONGEST_IN_A_ROOM_SECONDS):
        item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Whoever plays is not niced, and one of few; who has played gives way like the rest."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    plays = item.nodeid.startswith(ROOM)
    assert not plays or worker is None or worker in PLAYS_SOUND
    if worker is not None and not plays:
        _give_way()


SPOKEN: dict[str, Sound] = {}
"""What was synthesised already, by voice, language, text and pace: it sounds the same each time,
and each sentence takes a process of its own. In several workers it lies in the run's folder too."""


@pytest.fixture
def each_sentence_is_spoken_anew() -> None:
    """For tests of whether it sounds the same each time."""


@pytest.fixture
def a_simulated_room_is_told_each_sentence_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    really = Pyttsx3Synthesizer.synthesize
    folder = tmp_path_factory.getbasetemp()
    folder = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder

    def synthesize(synthesizer: Any, text: str, manner: Manner) -> Sound:
        how = (synthesizer._voice, synthesizer._language, text, manner.rate_wpm)
        key = hashlib.sha256(repr(how).encode()).hexdigest()
        file = folder / f"{key}.npz"
        if key not in SPOKEN and file.exists():
            with np.load(file) as kept:
                SPOKEN[key] = Sound(kept["samples"], int(kept["rate_hz"]))
        elif key not in SPOKEN:
            SPOKEN[key] = sound = really(synthesizer, text, manner)
            unfinished = file.with_suffix(f".{os.getpid()}.npz")
            np.savez(unfinished, samples=sound.samples, rate_hz=sound.rate_hz)
            unfinished.replace(file)
        return SPOKEN[key]

    monkeypatch.setattr(Pyttsx3Synthesizer, "synthesize", synthesize)


@pytest.fixture(autouse=True, scope="session")
def the_test_run_keeps_its_network() -> Iterator[None]:
    """A command run in this process would close it for good, for every later test and its children.

    That the network is closed is tested in processes of their own.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(offline, "close_network", lambda: offline.Enforcement.OPEN)
        yield
