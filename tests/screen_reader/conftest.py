"""One Orca for all tests here, and one window after the other in front of it."""

from collections.abc import Callable, Generator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.screen_reader.desktop import Orca, missing, orca_on_a_desktop
from tests.screen_reader.sitting import Sitting, sit_down


@pytest.fixture(scope="session")
def orca(tmp_path_factory: pytest.TempPathFactory) -> Generator[Orca]:
    lacks = missing()
    if lacks:
        pytest.skip(
            f"no screen reader: {', '.join(lacks)} not installed (scripts/test_screen_reader)"
        )
    with orca_on_a_desktop(tmp_path_factory.mktemp("desktop")) as opened:
        yield opened


@pytest.fixture
def sit(orca: Orca, tmp_path: Path) -> Generator[Callable[..., Sitting]]:
    """Opens a window on a session, with Orca beside it."""
    with ExitStack() as stack:
        yield lambda **how: stack.enter_context(sit_down(orca, tmp_path, **how))
