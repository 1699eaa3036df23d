"""Where a kiosk's page is served: its door beside the status, its listener before the closing."""

import os
import re
import signal
import stat
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.kiosk.configs import Clinic, clinic
from tests.screen.page.test_security import knock, token_in
from voice.kiosk.config import load_config
from voice.values.errors import SettingsError

REFLECT = Path(sys.executable).with_name("reflect")


@contextmanager
def served(made: Clinic) -> Generator[int]:
    """A rehearsal's page, once it speaks: by then the network is closed; its port."""
    program = subprocess.Popen(
        [REFLECT, "kiosk", "rehearse", "--window", "--visits", "0", "--config", made.path],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "BROWSER": "true %s"},
    )
    assert program.stdout is not None
    with program:
        for line in program.stdout:
            if "kiosk is opening" in line:
                break
        address = re.search(r'action="http://127.0.0.1:(\d+)/', door_of(made).read_text())
        assert address is not None
        yield int(address[1])
        program.send_signal(signal.SIGINT)


def door_of(made: Clinic) -> Path:
    return made.status.with_name("reflect-aloud.html")


def test_the_page_answers_when_the_network_is_closed_and_its_door_is_renewed(
    tmp_path: Path,
) -> None:
    made = clinic(tmp_path)
    door = door_of(made)
    with served(made) as port:
        server = SimpleNamespace(port=port)
        assert stat.S_IMODE(door.stat().st_mode) == 0o600
        first = token_in(door)
        assert knock(server, first).status == 200  # type: ignore[arg-type]
        assert knock(server, first).status == 403  # type: ignore[arg-type]
        assert knock(server, token_in(door)).status == 200  # type: ignore[arg-type]
    assert not door.exists()


def test_a_kiosk_is_shown_on_the_page_unless_its_file_says_otherwise(tmp_path: Path) -> None:
    assert load_config(clinic(tmp_path).path).screen == "page"
    assert load_config(clinic(tmp_path, screen="none").path).screen == "none"
    with pytest.raises(SettingsError, match="screen"):
        load_config(clinic(tmp_path, screen="tv").path)
