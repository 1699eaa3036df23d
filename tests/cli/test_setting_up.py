"""`reflect setup` on a terminal: every step by keys and by the switch alone, and what it leaves.

It is a process of its own; whoever sits at no terminal is asked nothing.
"""

import contextlib
import fcntl
import http.server
import json
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.terminal import assert_fact_and_next_step, reflect
from tests.installing.test_models import NAME, entry_of, zipped
from voice.models.choosing import load_catalogue
from voice.vault.age import recipient_of
from voice.vault.recipients import Role
from voice.vault.vault import Vault

WATCHED = """
import atexit, os, sys
opened = []
sys.addaudithook(lambda event, given: event == "open" and opened.append(str(given[0])))
from voice.confinement import offline
def told():
    records = [path for path in opened if "/records/" in path]
    closed = offline.enforcement().name
    with open(os.environ["WATCHED"], "a") as file:
        print(os.getpid(), *sys.argv[1:], closed, len(records), file=file)
from voice.app import ending
from voice.cli import main
leave = ending.leave
ending.leave = lambda code: (told(), leave(code))
main()
"""
"""The program, which writes down at its end whether its network was closed and what it opened."""

PROJECT = Path(__file__).parents[2]
SECONDS = 30
WITHIN_SECONDS = 1.5
"""In which a scan shows that it began: half of what it stands on a choice."""
A_FINGER_SECONDS = 0.3
"""Longer than a held key takes to repeat, shorter than the scan stands."""


class Terminal:
    """The program on a terminal of 80 columns and 24 lines, read and typed at by a test."""

    def __init__(self, home: Path, *arguments: str, program: str = "", **environ: str) -> None:
        self._parent, child = pty.openpty()
        fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        code = program or "from voice.cli import main; main()"
        self._process = subprocess.Popen(
            [sys.executable, "-c", code, *arguments],
            stdin=child,
            stdout=child,
            stderr=child,
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(home),
                "PYTHONPATH": str(PROJECT),
                "TERM": "xterm",
                "PULSE_SERVER": "none",
                "JACK_NO_START_SERVER": "1",
                "WATCHED": str(home / "watched"),
                **environ,
            },
            cwd=home,
            start_new_session=True,
        )
        os.close(child)
        self.shown = ""
        self._read_to = 0

    def until(self, words: str, seconds: float = SECONDS) -> "Terminal":
        """Wait until this is shown, after what was waited for before."""
        ends = time.monotonic() + seconds
        while (at := self._flat().find(words, self._read_to)) < 0:
            assert time.monotonic() < ends, f"{words!r} was not shown:\n{self.shown}"
            assert self._read(1.0), f"it ended before {words!r} was shown:\n{self.shown}"
        self._read_to = at + len(words)
        return self

    def press(self, keys: str) -> "Terminal":
        os.write(self._parent, keys.encode())
        return self

    def rest(self, seconds: float) -> "Terminal":
        """Read what comes meanwhile: a finger does not come down again at once."""
        ends = time.monotonic() + seconds
        while (left := ends - time.monotonic()) > 0:
            self._read(left)
        return self

    def ends(self) -> int:
        """Its exit code, once it has ended by itself."""
        while self._read(SECONDS):
            pass
        os.close(self._parent)
        return self._process.wait(timeout=SECONDS)

    def since_asked(self) -> str:
        return self._flat()[self._read_to :]

    def _flat(self) -> str:
        """Without the line ends that a terminal of 80 columns makes."""
        return re.sub(r"\s+", " ", self.shown)

    def _read(self, seconds: float) -> bool:
        if not select.select([self._parent], [], [], seconds)[0]:
            return self._process.poll() is None
        with contextlib.suppress(OSError):  # the other end is closed
            block = os.read(self._parent, 65536)
            self.shown += block.decode(errors="replace")
            return bool(block)
        return False


LINES = ("--plain", "--no-voice-out")
SILENT = (*LINES, "--model", "rehearsal-en")
"""Where what understands speech is at hand."""


def vault_of(home: Path) -> Path:
    return home / ".local" / "share" / "reflect-aloud" / "vault"


def notes_of(home: Path) -> str:
    return (home / ".config" / "reflect-aloud" / "setting-up.toml").read_text()


def settings_of(home: Path) -> str:
    return (home / ".config" / "reflect-aloud" / "settings.toml").read_text()


def key_shown(terminal: Terminal) -> str:
    """The recovery key from its numbered rows, those of the last one that was shown."""
    rows = re.findall(r"\d:  ?([A-Z0-9 ]+)", terminal.shown)[-3:]
    return "AGE-SECRET-KEY-1" + "".join("".join(rows).split())


def right_number(terminal: Terminal, key: str) -> str:
    """Which of the groups that are offered stands where it is asked for."""
    row, place = map(int, re.findall(r"In line (\d), what is group (\d)\?", terminal.shown)[-1])
    letters = key.removeprefix("AGE-SECRET-KEY-1")
    groups = [letters[i : i + 4] for i in range(0, len(letters), 4)]
    wanted = groups[(row - 1) * 5 + place - 1]
    return re.findall(rf"(\d)\. {wanted}\b", terminal.shown)[-1]


def show_key(terminal: Terminal) -> str:
    """Ask for the key on the screen; it."""
    terminal.until("1. Show it now").press("1").until("This is your recovery key.")
    terminal.until("1. I have it")
    return key_shown(terminal)


def take_key(terminal: Terminal) -> str:
    key = show_key(terminal)
    terminal.press("1").until("what is group").until("4. ").until("state")
    terminal.press(right_number(terminal, key))
    return key


def without_sound(terminal: Terminal) -> Terminal:
    """Leave the loudspeaker and the microphone untried: there are none here."""
    return terminal.until("Now your microphone").until("1. Record now").until("(q)").press("s")


def test_every_step_by_keys(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, *SILENT, "setup")
    terminal.until("I am not listening yet.")
    key = take_key(terminal)
    without_sound(terminal).until("How long may a silence be").until("3. Four seconds").press("2")
    assert terminal.ends() == 0
    recipients = Vault.open(vault_of(tmp_path)).recipients
    assert recipient_of(key) in [r.public_key for r in recipients if r.role is Role.RECOVERY]
    assert 'patience = "steady"' in settings_of(tmp_path)
    assert notes_of(tmp_path) == 'key = "done"\nsound = "skipped"\nmanner = "done"\n'


def test_every_step_by_the_switch_alone(tmp_path: Path) -> None:
    """Space, since nobody who has one switch has chosen a key for it yet."""
    terminal = Terminal(tmp_path, *SILENT, "--dwell", "3", "setup")

    def take(choice: str) -> None:
        """Start the scan, and press when it stands there."""
        while "switch" not in terminal.since_asked():  # a press over the program silences it
            terminal.press(" ").rest(WITHIN_SECONDS)
        terminal.until(f"switch {choice}").rest(A_FINGER_SECONDS).press(" ")

    terminal.until("1. Show it now")
    take("1. Show it now")
    terminal.until("1. I have it")
    key = key_shown(terminal)
    take("1. I have it")
    terminal.until("what is group").until("4. ").until("state")
    number = right_number(terminal, key)
    take(f"{number}. ")
    terminal.until("1. Record now")
    take("Leave this out")
    terminal.until("3. Four seconds")
    take("1. As long as I like")
    assert terminal.ends() == 0
    recipients = Vault.open(vault_of(tmp_path)).recipients
    assert recipient_of(key) in [r.public_key for r in recipients if r.role is Role.RECOVERY]
    assert notes_of(tmp_path) == 'key = "done"\nsound = "skipped"\nmanner = "done"\n'


def test_a_long_press_of_the_switch_stops_and_makes_nothing(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, *SILENT, "setup")
    show_key(terminal)
    for _ in range(30):
        terminal.press(" ").rest(0.08)  # a key that is held repeats
    terminal.until("We stop here.")
    assert terminal.ends() == 3
    assert not list(vault_of(tmp_path).iterdir())


def test_left_half_way_it_goes_on_there(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, *SILENT, "setup")
    take_key(terminal)
    without_sound(terminal).until("How long may a silence be").press("q").until("We stop here.")
    assert terminal.ends() == 3
    again = Terminal(tmp_path, *SILENT, "setup", "--missing").until("We go on where you stopped.")
    again.until("How long may a silence be").press("1")
    assert again.ends() == 0
    nothing = Terminal(tmp_path, *SILENT, "setup", "--missing")
    assert (nothing.ends(), nothing.shown) == (0, "")


def test_a_key_saved_in_a_file_is_enough(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, *SILENT, "setup")
    key = show_key(terminal)
    terminal.press("2").until("Where may I save it?").until(f"1. {tmp_path.name}").press("1")
    terminal.until("It is saved as reflect-recovery-key.txt")
    without_sound(terminal).until("How long may a silence be").press("q")
    terminal.ends()
    assert key in (tmp_path / "reflect-recovery-key.txt").read_text()
    recipients = Vault.open(vault_of(tmp_path)).recipients
    assert recipient_of(key) in [r.public_key for r in recipients]
    holding = [p for p in tmp_path.rglob("*") if p.is_file() and key in p.read_text("latin-1")]
    assert [path.name for path in holding] == ["reflect-recovery-key.txt"]


def test_without_a_terminal_nothing_is_asked(tmp_path: Path) -> None:
    done = reflect("setup", home=tmp_path, PULSE_SERVER="none")
    assert_fact_and_next_step(done)
    done = reflect("--plain", home=tmp_path, PULSE_SERVER="none")
    assert_fact_and_next_step(done)
    assert list(tmp_path.iterdir()) == []


# A process of its own ----------------------------------------------------------------------------


def test_a_session_that_lacks_something_asks_first_in_another_process(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, *LINES, "--patience", "brisk", program=WATCHED)
    terminal.until("Fetch it now").until("stop (q)").press("l")
    take_key(terminal)
    without_sound(terminal).until("How long may a silence be").press("2")
    terminal.until("I am not listening: press a key, or touch").press("q").until("Goodbye")
    assert terminal.press("q").ends() == 0
    assert 'patience = "steady"' in settings_of(tmp_path)
    assert vault_of(tmp_path).is_dir()


@pytest.mark.parametrize(
    ("code", "asked"),
    [
        ("de", "Um Sie zu verstehen"),
        ("es", "Para entender lo que dice"),
        ("fr", "Pour vous comprendre"),
    ],
)
def test_a_system_in_another_language_is_set_up_in_it(
    code: str, asked: str, tmp_path: Path
) -> None:
    """From the first start on; what is to be fetched is what understands that language."""
    terminal = Terminal(tmp_path, *LINES, "start", LANG=f"{code}_XX.UTF-8").until(asked)
    size = round(load_catalogue().default_for(code).bytes / 1e6)
    terminal.until(f" {size} ").until("(q)").press("q")
    assert terminal.ends() == 0


def test_whoever_stops_there_is_in_no_session(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, *SILENT, "start").until("1. Show it now").press("q")
    terminal.until("We stop here.")
    assert terminal.ends() == 0
    assert "To go on with what you left for later:" in terminal.shown
    assert "2. See a rehearsal first" in terminal.shown, "there is no microphone here"
    assert "client   " not in terminal.shown


@pytest.mark.skipif(sys.platform != "linux", reason="seccomp is Linux")
def test_setting_up_opens_no_record_and_nobody_after_it_has_a_network(tmp_path: Path) -> None:
    from tests.cli.terminal import hold

    vault = Vault.create(vault_of(tmp_path), take=lambda _: False)[0]
    hold(vault, 1, "periwinkle")
    terminal = Terminal(tmp_path, *SILENT, "setup", program=WATCHED)
    take_key(terminal)
    without_sound(terminal).until("How long may a silence be").press("1")
    assert terminal.ends() == 0
    (line,) = (tmp_path / "watched").read_text().splitlines()
    assert line.endswith("KERNEL 0")
    read = Terminal(tmp_path, "read", program=WATCHED)
    read.until("Periwinkle").press("q")
    assert read.ends() == 0
    assert not (tmp_path / "watched").read_text().splitlines()[1].endswith(" 0"), "it would be seen"


# What understands speech -------------------------------------------------------------------------

WITH_CATALOGUE = (
    """
import json, os
from voice.models import choosing
given = choosing.Catalogue.model_validate(json.loads(os.environ["CATALOGUE"]))
choosing.load_catalogue = lambda: given
"""
    + WATCHED
)


class Source:
    """Serves one file from where it is asked to go on; slowly, until it is let go."""

    def __init__(self, body: bytes) -> None:
        source = self
        self.body, self.asked, self.let_go = body, list[int](), threading.Event()

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
                first = int(asked[1]) if asked else 0
                source.asked.append(first)
                self.send_response(206 if asked else 200)
                if asked:
                    self.send_header("Content-Range", f"bytes {first}-{len(body) - 1}/{len(body)}")
                self.send_header("Content-Length", str(len(body) - first))
                self.end_headers()
                for at in range(first, len(body), 1 << 14):
                    source.let_go.wait(0.05)
                    with contextlib.suppress(OSError):  # whoever asked has gone
                        self.wfile.write(body[at : at + (1 << 14)])

            def log_message(self, *_arguments: object) -> None:
                pass

        self._httpd = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._httpd.server_port}/{{name}}.zip"
        threading.Thread(target=self._httpd.serve_forever, daemon=True).start()

    @property
    def catalogue(self) -> str:
        entry = entry_of(self.body).model_dump()
        return json.dumps({"addresses": [self.address], "model": [entry]})

    def close(self) -> None:
        self.let_go.set()
        self._httpd.shutdown()
        self._httpd.server_close()


@pytest.fixture
def source() -> Iterator[Source]:
    source = Source(zipped())
    yield source
    source.close()


TRYING_SECONDS = 120
"""A model is loaded and asked for every word in a child, on a busy machine too."""


@pytest.mark.model
def test_it_is_fetched_stopped_and_gone_on_with_and_then_it_is_there(
    tmp_path: Path, source: Source
) -> None:
    models = tmp_path / ".local" / "share" / "reflect-aloud" / "models"
    terminal = Terminal(
        tmp_path, *LINES, "setup", program=WITH_CATALOGUE, CATALOGUE=source.catalogue
    )
    terminal.until("comes from 127.0.0.1").until("1. Fetch it now").until("stop (q)").press("1")
    terminal.until("It is coming.").until("stop fetching (p)").rest(1.0).press("p")
    terminal.until("Stopped. What has come is kept").until("1. Go on fetching it")
    (part,) = models.glob(".*.part")
    assert 0 < part.stat().st_size < len(source.body)
    source.let_go.set()
    terminal.until("To understand you").press("1").until("All of it is here.", TRYING_SECONDS)
    terminal.until("It is ready.", TRYING_SECONDS).until("1. Show it now").until("(q)").press("l")
    without_sound(terminal).until("How long may a silence be").press("1")
    assert terminal.ends() == 0
    assert source.asked[0] == 0
    assert source.asked[1] >= part.stat().st_size if part.exists() else source.asked[1] > 0
    assert [path.name for path in models.iterdir() if path.is_dir()] == [NAME]
    assert 'recogniser = "done"' in notes_of(tmp_path)
    (line,) = (tmp_path / "watched").read_text().splitlines()
    assert "KERNEL" not in line, "it is the only one with a network"
    assert line.endswith(" 0"), "and it opens no record"


@pytest.mark.model
def test_it_is_taken_from_a_file_and_the_network_is_asked_for_nothing(
    tmp_path: Path, source: Source
) -> None:
    (tmp_path / f"{NAME}.zip").write_bytes(source.body)
    terminal = Terminal(
        tmp_path, *LINES, "setup", program=WITH_CATALOGUE, CATALOGUE=source.catalogue
    )
    terminal.until("2. Take it from a file").until("(q)").press("2")
    terminal.until(f"1. {NAME}.zip").until("(q)").press("1")
    terminal.until("It is ready.", TRYING_SECONDS).until("1. Show it now").until("(q)").press("q")
    assert terminal.ends() == 3
    assert source.asked == []


def test_a_source_that_fails_says_so_and_why(tmp_path: Path, source: Source) -> None:
    catalogue = source.catalogue.replace(".zip", ".zip#", 1)
    source.close()
    terminal = Terminal(tmp_path, *LINES, "setup", program=WITH_CATALOGUE, CATALOGUE=catalogue)
    terminal.until("1. Fetch it now").until("(q)").press("1")
    terminal.until("That did not work.").until("could not be downloaded")
    terminal.until("1. Fetch it now").until("To understand you").press("q")
    assert terminal.ends() == 3
    terminal.until("could not be downloaded")
