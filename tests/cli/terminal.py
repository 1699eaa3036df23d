"""The command line as tests run it: in this process, in one of its own, and on a terminal.

What came of it, and the vaults it meets; what is asserted is each test's own.
"""

import contextlib
import fcntl
import io
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest
import typer.main

from tests.export.test_export import segment
from tests.ready import COMMAND, READY
from voice.cli import words
from voice.cli.running import exit_code
from voice.values.transcript import AnswerState
from voice.vault.journal import SessionHeader
from voice.vault.records import AskedQuestion
from voice.vault.vault import Vault

REFLECT = [sys.executable, "-c", COMMAND]
"""What loads everything anew: for tests of what is loaded, and for signals."""

SILENT = SimpleNamespace(
    query_hostapis=list, query_devices=list, PortAudioError=type("Error", (Exception,), {})
)
"""The sound library of a machine without any device, whatever is here. In place of the real one,
which is one to a process and would stay for whatever is tested in it after."""

QUESTIONS = (
    AskedQuestion(question_id="trust", question="Whom do I trust?", theme="Trust"),
    AskedQuestion(question_id="ask", question="Do I ask?", theme="Power"),
)


@dataclass(frozen=True)
class Done:
    """What a command came to."""

    returncode: int
    stdout: str
    stderr: str
    shown: tuple[tuple[str, str], ...] = ()
    """Each line with the stream it was on, "stdout" or "stderr", in the order of their coming."""


def hold(vault: Vault, number: int, *said: str) -> None:
    """A session on the nth of November in which this was said to the first question."""
    header = SessionHeader(
        f"202611{number:02}-aaaa",
        "guide",
        "A Guide",
        "en",
        f"2026-11-{number:02}T10:00:00+00:00",
        QUESTIONS,
    )
    journal = vault.begin_session(header)
    for n, text in enumerate(said):
        journal.seal_segment("trust", segment(f"{number}-{n}", text, n * 20.0))
    journal.flag_segment("trust", f"{number}-{len(said) - 1}")
    journal.mark_answer("ask", AnswerState.PASSED)
    journal.end("finished")
    journal.close()


# In this process: starting one takes half a second of a processor ---------------------------------

PARAMETERS = cache(typer.main.get_params_from_function)
"""What each command takes, found out once, and not each time that the command line is made."""


class _Recorded(io.RawIOBase):
    """A stream that is no terminal; what comes is kept beside what comes on the other."""

    def __init__(self, name: str, pieces: list[tuple[str, bytes]]) -> None:
        self._name, self._pieces = name, pieces

    def writable(self) -> bool:
        return True

    def write(self, data: bytes, /) -> int:  # type: ignore[override]
        self._pieces.append((self._name, bytes(data)))
        return len(data)


@contextlib.contextmanager
def in_home(home: Path, **environ: str) -> Iterator[None]:
    """In this folder, which is also the home, with nothing of the environment of whoever tests."""
    given = {
        "PATH": os.pathsep.join([str(Path(REFLECT[0]).parent), os.environ["PATH"]]),
        "HOME": str(home),
        "COLUMNS": "100",
        "TERM": "dumb",
        "TZ": "UTC",
        "LANG": "C.UTF-8",
        "PULSE_SERVER": "none",
        "JACK_NO_START_SERVER": "1",
        **environ,
    }
    with pytest.MonkeyPatch.context() as patch, contextlib.chdir(home):
        for name in os.environ.keys() - given.keys() - {"PYTEST_CURRENT_TEST"}:
            patch.delenv(name)
        for name, value in given.items():
            patch.setenv(name, value)
        time.tzset()
        yield
    time.tzset()


def run(home: Path, *arguments: str, said: str = "", **environ: str) -> Done:
    """`reflect` with these arguments, as `main` runs it, and this on its standard input."""
    pieces: list[tuple[str, bytes]] = []
    with in_home(home, **environ), pytest.MonkeyPatch.context() as patch:
        patch.setattr(typer.main, "get_params_from_function", PARAMETERS)
        patch.setattr(sys, "argv", ["-c", *arguments])
        patch.setattr(words, "_spoken", words.ENGLISH)  # whoever comes next is asked anew
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(said.encode()), "utf-8"))
        for name in ("stdout", "stderr"):
            stream = io.TextIOWrapper(_Recorded(name, pieces), "utf-8", write_through=True)  # type: ignore[arg-type]
            patch.setattr(sys, name, stream)
        code = exit_code()
    whole = {
        name: b"".join(data for on, data in pieces if on == name).decode()
        for name in ("stdout", "stderr")
    }
    return Done(code, whole["stdout"], whole["stderr"], tuple(_lines(pieces)))


def _lines(pieces: list[tuple[str, bytes]]) -> Iterator[tuple[str, str]]:
    """A line that the other stream interrupts, such as a question, ends there."""
    on, line = "stdout", b""
    for name, data in pieces:
        if name != on and line:
            yield on, line.decode()
            line = b""
        on = name
        *whole, line = (line + data).split(b"\n")
        for each in whole:
            yield on, each.decode()
    if line:
        yield on, line.decode()


# In a process of its own --------------------------------------------------------------------------


def reflect(
    *arguments: object,
    home: Path,
    typed: str = "",
    program: Sequence[str] = REFLECT,
    **environ: str,
) -> "subprocess.CompletedProcess[str]":
    """The same, for what closes the network, plays, or ends the process."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "TMPDIR": str(home),
        "JACK_NO_START_SERVER": "1",
        **environ,
    }
    return subprocess.run(
        [*program, *map(str, arguments)],
        env=environment,
        cwd=home,
        input=typed,
        capture_output=True,
        text=True,
        timeout=120,
    )


def bash(command: str, home: Path) -> "subprocess.CompletedProcess[str]":
    """A line of a shell that has `reflect` on its PATH, with nothing on its standard input."""
    with in_home(home):
        os.environ["PATH"] = os.pathsep.join([READY.path, os.environ["PATH"]])
        return subprocess.run(
            ["bash", "-o", "pipefail", "-c", command],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
        )


def assert_fact_and_next_step(
    done: "Done | subprocess.CompletedProcess[str]", code: int = 1, step: str = "next: "
) -> None:
    assert done.returncode == code, done
    assert "Traceback" not in done.stderr
    assert "reflect: " in done.stderr
    assert step in done.stderr


def on_terminal(
    home: Path,
    *arguments: str,
    columns: int = 80,
    typed: str = "",
    answer: Callable[[str], str] | None = None,
    program: Sequence[str] = (),
) -> tuple[int, str]:
    """The exit code and what a terminal shows; to what it asks of a key, `answer` is typed.

    Where nothing is asked, `typed` is what the person has typed already.
    """
    parent, child = pty.openpty()
    fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    done = subprocess.Popen(
        [*(program or (READY.program, "-c", COMMAND)), *arguments],
        stdin=child,
        stdout=child,
        stderr=child,
        env={"PATH": os.environ["PATH"], "HOME": str(home), "TERM": "xterm"},
        cwd=home,
        start_new_session=True,
    )
    os.close(child)
    shown, asked = "", 0
    os.write(parent, typed.encode())
    while select.select([parent], [], [], 60)[0]:
        try:
            block = os.read(parent, 65536)
        except OSError:  # the other end is closed
            break
        if not block:
            break
        shown += block.decode(errors="replace")
        if answer and shown.count(" of line ") > asked and shown.endswith(": "):
            asked += 1
            os.write(parent, answer(shown).encode())
    os.close(parent)
    return done.wait(timeout=60), shown
