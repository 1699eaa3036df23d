"""The command line in a process of its own: what it closes, keeps, leaves and survives.

What it says is in `transcripts/`.
"""

import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.terminal import REFLECT, hold, on_terminal, reflect, run
from tests.vault.test_vault import header
from voice.cli import rehearsing
from voice.cli.display import is_wanted
from voice.cli.options import settings_with
from voice.settings import Settings
from voice.values.errors import DeviceError
from voice.values.troubles import TroubleName
from voice.vault.vault import Vault

TELLING_OF_THE_NETWORK = """
import atexit, sys
from voice.confinement import offline
from voice.cli import main
atexit.register(lambda: print("network:", offline.enforcement().name, file=sys.stderr))
main()
"""


def with_its_network(home: Path, *arguments: str) -> tuple[subprocess.CompletedProcess[str], str]:
    """A command in a process of its own, and what its network was when that ended."""
    program = (sys.executable, "-c", TELLING_OF_THE_NETWORK)
    done = reflect(*arguments, home=home, program=program, PULSE_SERVER="none")
    return done, done.stderr.splitlines()[-1]


@pytest.mark.model
def test_the_first_start_rehearses_and_shows_what_was_sealed_with_its_network_closed(
    tmp_path: Path,
) -> None:
    done, network = with_its_network(tmp_path, "start")
    assert network == "network: KERNEL"
    assert done.returncode == 0, done
    assert "No session yet" in done.stdout
    assert "Are there times you feel afraid of directly stating your thoughts?" in done.stdout
    assert "reflect read --vault" in done.stdout


@pytest.mark.parametrize("heard", [True, False])
def test_what_is_missing_is_heard_before_the_rehearsal_that_is(
    heard: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[object] = []
    missing = DeviceError.named(TroubleName.MICROPHONE_ABSENT)
    monkeypatch.setattr("voice.confinement.offline.close_network", lambda: None)
    monkeypatch.setattr("voice.app.session.missing_for_session", lambda *_given: missing)
    monkeypatch.setattr(rehearsing, "interactive", lambda: True)
    monkeypatch.setattr(rehearsing, "has_loudspeaker", lambda _settings: heard)
    monkeypatch.setattr(rehearsing, "say_error", lambda _settings, error, _lang: told.append(error))

    def rehearse(settings: Settings, aloud: bool, told_in: str) -> None:
        told.extend((settings.guide, aloud, told_in))

    monkeypatch.setattr(rehearsing, "rehearse", rehearse)
    rehearsing.start(Settings(guide="on-my-mind-de"))
    in_german = ["trust-and-power", heard, "de"]  # its client and its model speak English
    assert told == ([missing, *in_german] if heard else in_german)


@pytest.mark.parametrize("display", ["", ":7"])
def test_the_first_session_is_shown_where_setting_up_was(
    display: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    held: list[Settings] = []
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.delenv("SSH_CONNECTION", raising=False)
    monkeypatch.setattr("voice.confinement.offline.close_network", lambda: None)
    monkeypatch.setattr("voice.app.session.missing_for_session", lambda *_given: None)
    monkeypatch.setattr("voice.app.session.open_or_create", lambda *_given: (None, False))
    monkeypatch.setattr(rehearsing, "hold", held.append)
    rehearsing.start(Settings(vault=tmp_path))
    rehearsing.start(Settings(vault=tmp_path, window=False))
    assert [settings.window for settings in held] == [bool(display), False]


SCRIPT = """
[[turn]]
say = ["i'm ready"]
[[turn]]
say = ["i feel safe", { pause_seconds = 3 }, { press = "f" }]
[[turn]]
say = [{ press = "q" }]
"""


def test_help_and_keys_wait_for_no_devices_and_no_recognition() -> None:
    """What loads them late is whoever needs them; all of it takes twice as long to start."""
    code = "import sys, voice.cli.running; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    late = {"asyncio", "lxml", "numpy", "segno", "starlette", "vosk"}
    rooms = ("app.session", "guides.article", "hearing", "speaking", "rehearsal.room")
    assert not loaded & (late | {f"voice.{name}" for name in rooms})


@pytest.mark.model
def test_no_spoken_word_is_left_anywhere_in_the_clear(tmp_path: Path) -> None:
    script = SCRIPT.replace("i feel safe", "i remember my grandmother")
    (tmp_path / "s.toml").write_text(script)
    done = reflect("rehearse", "--script", "s.toml", "--vault", "v", "--json", home=tmp_path)
    assert done.returncode == 0
    (tmp_path / "s.toml").unlink()
    assert "grandmother" not in done.stdout + done.stderr
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or b"grandmother" not in path.read_bytes(), path
    read = reflect("read", "--vault", "v", home=tmp_path)
    assert "grandmother" in read.stdout.lower()  # it was heard, so the search could have found it


def test_reading_into_a_closed_pipe_is_no_traceback(tmp_path: Path) -> None:
    hold(Vault.create(tmp_path / "v")[0], 1, *["nobody but my periwinkle"] * 50)
    command = f"{' '.join(REFLECT[:1])} -c '{REFLECT[2]}' read --vault v --json | head -1"
    done = subprocess.run(
        command, shell=True, cwd=tmp_path, capture_output=True, text=True, env={**os.environ}
    )
    assert "Traceback" not in done.stderr
    assert done.stdout == "[\n"


@pytest.mark.model
@pytest.mark.skipif(shutil.which("tmux") is None and sys.platform == "win32", reason="POSIX")
def test_an_interrupted_rehearsal_leaves_a_vault_that_opens(tmp_path: Path) -> None:
    environment = {**os.environ, "HOME": str(tmp_path)}
    rehearsal = subprocess.Popen(
        [*REFLECT, "rehearse", "--vault", "v"],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    for line in rehearsal.stdout:
        if line.startswith("you"):
            break
    rehearsal.send_signal(signal.SIGINT)
    rest, errors = rehearsal.communicate(timeout=60)
    assert rehearsal.returncode in {0, 130}, (rest, errors)
    assert "Traceback" not in errors
    read = reflect("read", "--vault", "v", home=tmp_path)
    assert read.returncode == 0
    assert "problem" not in read.stderr
    assert "I think it takes a long time." in read.stdout


@pytest.mark.model
def test_without_a_loudspeaker_what_was_to_be_heard_is_shown_and_why(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text(SCRIPT)
    arguments = ["rehearse", "--aloud", "--script", "s.toml", "--vault", "v"]
    done = reflect(*arguments, home=tmp_path, PULSE_SERVER="none")
    assert done.returncode == 0, done
    assert "next: " in done.stderr
    assert "times faster than real time" in done.stdout
    assert "rehearsal: the program talks" not in done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="seccomp is Linux")
def test_every_way_out_is_printed_as_denied(tmp_path: Path) -> None:
    done = reflect("check", "--offline", home=tmp_path)
    lines = done.stdout.splitlines()
    assert done.returncode == 0
    headings = [line for line in lines if line.endswith(":")]
    assert headings == ["the program that holds sound and words:", "the page's own process:"]
    ways = [line for line in lines[:-1] if line not in headings]
    assert len(ways) >= 40
    assert all(" denied " in line for line in ways)


@pytest.mark.model
@pytest.mark.skipif(sys.platform != "linux", reason="seccomp is Linux")
@pytest.mark.parametrize(
    ("arguments", "closed"),
    [
        (["guide", "list"], True),
        (["key", "show"], True),
        (["list"], True),
        (["rehearse", "--script", "leaves.toml"], True),
        (["check"], True),
        (["model", "list"], True),
        (["model", "install", "nothing"], False),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_the_network_is_closed_in_every_command_but_the_installation(
    tmp_path: Path, arguments: list[str], closed: bool
) -> None:
    (tmp_path / "leaves.toml").write_text('[[turn]]\nsay = [{ press = "q" }]\n')
    _, network = with_its_network(tmp_path, *arguments)
    assert network == f"network: {'KERNEL' if closed else 'OPEN'}"


@pytest.mark.model
def test_sessions_older_than_the_kept_days_go_before_the_next_one(tmp_path: Path) -> None:
    vault, _ = Vault.create(tmp_path / "v")
    os.utime(tmp_path / "v" / "vault.toml", (0, 0))
    soon = datetime.now().astimezone()
    for moment in (soon - timedelta(days=40), soon - timedelta(days=20)):
        vault.begin_session(replace(header(f"{moment:%d}"), started_at=moment.isoformat())).close()
    asked = ["--vault", "v", "--model", "rehearsal-en"]
    reflect(*asked, home=tmp_path, PULSE_SERVER="none")
    assert vault.count()[0] == 2  # nobody asked for that
    reflect(*asked, home=tmp_path, PULSE_SERVER="none", REFLECT_KEEP_DAYS="30")
    (left,) = vault.heads(vault.identity())[0]
    assert left.session_id == f"{soon - timedelta(days=20):%d}"


@pytest.mark.parametrize(
    ("arguments", "at_terminal", "display", "opened"),
    [
        ((), True, "", "home"),
        ((), True, ":0", "home in a window"),
        ((), False, ":0", "home in a window"),
        ((), False, "", "session"),
        (("--no-window",), True, ":0", "home"),
        (("--no-window",), False, ":0", "session"),
        (("--window",), False, "", "home in a window"),
        (("--no-screen",), True, ":0", "home"),
        (("--plain",), True, ":0", "home"),
        (("--no-screen", "--window"), True, ":0", "home in a window"),
        (("--guide", "trust-and-power"), True, ":0", "session"),
    ],
)
def test_the_front_door_is_in_a_window_or_at_a_terminal_for_whoever_named_no_guide(
    arguments: tuple[str, ...],
    at_terminal: bool,
    display: str,
    opened: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done: list[str] = []

    def be_at_home(settings: Settings) -> None:
        done.append("home in a window" if is_wanted(settings) else "home")

    monkeypatch.setattr("voice.cli.setting_up.interactive", lambda: at_terminal)
    monkeypatch.setattr("voice.cli.setting_up.with_what_is_missing", settings_with)
    monkeypatch.setattr("voice.cli.home.be_at_home", be_at_home)
    monkeypatch.setattr("voice.cli.sessions.hold", lambda _settings: done.append("session"))
    assert run(tmp_path, *arguments, DISPLAY=display).returncode == 0
    assert done == [opened]


def test_teaching_works_in_plain_lines_and_without_a_microphone_says_what_helps(
    tmp_path: Path,
) -> None:
    dumb = ("env", "TERM=dumb", "PULSE_SERVER=none", *REFLECT)
    code, shown = on_terminal(tmp_path, "teach", "--no-window", program=dumb)
    assert code == 1
    assert "nobody can choose here" not in shown, "as at the front door, lines are enough"
    assert "a sound is learned by hearing it" in shown
    assert "reflect devices" in shown
    assert "rehearse" not in shown
