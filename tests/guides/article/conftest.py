"""What reads an article apart begins with its libraries loaded."""

import sys

import pytest

from tests.ready import READY


@pytest.fixture(autouse=True)
def the_reading_process_has_loaded_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is one of its own all the same, under the limits that it gives itself; that it loads what
    it needs is seen where `reflect` itself is a process."""
    monkeypatch.setattr(sys, "executable", READY.program)
