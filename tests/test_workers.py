"""Whatever plays sound is given to those who play, in whatever order the workers are ready."""

from types import SimpleNamespace
from typing import Any

import pytest

from tests.conftest import HERE, LED_BY_KEYS, PLAYS_SOUND, ROOM, pytest_xdist_make_scheduler

TESTS = ["tests/cli/test_cli.py::a", "tests/cli/test_cli.py::b", "tests/floor/test_step.py::c"]


class Worker:
    """A worker that takes what it is given."""

    shutting_down = False

    def __init__(self, name: str) -> None:
        self.gateway = SimpleNamespace(id=name)
        self.given: list[int] = []

    def send_runtest_some(self, indices: list[int]) -> None:
        self.given += indices

    def shutdown(self) -> None:
        self.shutting_down = True


@pytest.mark.parametrize("ready", ["gw0 gw1 gw2", "gw2 gw1 gw0", "gw1 gw0 gw2"])
@pytest.mark.parametrize("sounds", [1, 4])
@pytest.mark.parametrize("others", [0, 1, 3])
def test_whatever_plays_sound_is_given_to_those_who_play_and_everything_is_given(
    pytestconfig: pytest.Config,
    monkeypatch: pytest.MonkeyPatch,
    ready: str,
    sounds: int,
    others: int,
) -> None:
    monkeypatch.setattr(pytestconfig.option, "tx", ["popen"] * len(ready.split()))
    monkeypatch.setattr(pytestconfig.option, "loadscopereorder", True)
    scheduler: Any = pytest_xdist_make_scheduler(pytestconfig, None)
    tests = TESTS[:others] + [f"{ROOM}test_session.py::{number}" for number in range(sounds)]
    tests += [f"{ROOM}test_ways_in.py::{number}" for number in range(sounds)]
    workers = [Worker(name) for name in ready.split()]
    for worker in workers:
        scheduler.add_node(worker)
        scheduler.add_node_collection(worker, tests)
    scheduler.schedule()
    done: list[int] = []
    while left := [w for w in workers if w.given and w.given[0] not in done]:
        for worker in left:  # each does one, and is given more
            done.append(worker.given.pop(0))
            test = tests[done[-1]]
            assert not test.startswith(ROOM) or worker.gateway.id in PLAYS_SOUND
            assert not test.startswith(f"{ROOM}test_session.py") or worker.gateway.id == "gw0"
            scheduler.mark_test_complete(worker, done[-1])
    assert sorted(done) == list(range(len(tests)))
    assert all(worker.shutting_down for worker in workers)


@pytest.mark.parametrize("test", LED_BY_KEYS)
def test_what_is_led_by_keys_is_in_the_room(test: str) -> None:
    module, _, name = test.partition("::")
    assert f"\ndef {name or 'test_'}" in (HERE.parent / module).read_text("utf-8")
