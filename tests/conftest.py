"""What holds for every test."""

import pytest

from voice import offline


@pytest.fixture(autouse=True)
def the_test_run_keeps_its_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command run in this process would close it for good, for every later test and its children.

    That the network is closed is tested in processes of their own.
    """
    monkeypatch.setattr(offline, "close_network", lambda: offline.Enforcement.OPEN)
