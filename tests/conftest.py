"""What holds for every test."""

import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from voice.confinement import offline

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

PLAYS_SOUND = "gw0"
"""The worker that is given the largest group first, which is what plays sound in real time."""

GIVES_WAY = 10


def pytest_configure(config: pytest.Config) -> None:
    """Whoever computes gives way to whoever plays: samples that come late are lost."""
    worker: dict[str, str] = getattr(config, "workerinput", {})
    if worker.get("workerid", PLAYS_SOUND) != PLAYS_SOUND:
        os.nice(GIVES_WAY)


def pytest_collection_modifyitems(items: Iterable[pytest.Item]) -> None:
    for item in items:
        mark = WHOLE_FOLDERS.get(item.path.relative_to(HERE).parts[0])
        if mark is not None:
            item.add_marker(mark)
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


@pytest.fixture(autouse=True)
def the_test_run_keeps_its_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command run in this process would close it for good, for every later test and its children.

    That the network is closed is tested in processes of their own.
    """
    monkeypatch.setattr(offline, "close_network", lambda: offline.Enforcement.OPEN)
