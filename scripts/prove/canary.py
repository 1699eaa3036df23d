"""A whole session under strace, on real devices: where do spoken and typed words go, what sockets?

The phrase has to be on the program's own lines, or nothing was heard and the search proves
nothing; and nowhere else: in no file, no socket, no command line, no environment. Pipes to the
program's own children are the one way that text may take. Then a leak is planted, a passage
written to a file in /tmp, and the same search has to find it.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figure import Figure

from prove.needs import Missing, need_program, need_sound_server
from prove.size import Progress, Size
from prove.stage import REFLECT, Stage, say_until, stage

PHRASES = ("grandmother", "quince")
"""Words that neither the guide nor the program ever says."""
SAID = "i remember my grandmother"
TYPED = "The quince tree."
CALLS = (
    "write,writev,pwrite64,pwritev,pwritev2,send,sendto,sendmsg,sendmmsg,execve,execveat,"
    "socket,socketcall,connect,io_uring_setup,rename,renameat,renameat2,openat,symlinkat,mkdirat"
)

LEAK = """
import os
from voice.stage import records
from voice.floor.commands import SealSegment
honest = records._write_one
def leaking(journal, kept):
    if isinstance(kept, SealSegment):
        with open(os.environ["TMPDIR"] + "/leak", "a") as file:
            file.write(kept.segment.verbatim)
    honest(journal, kept)
records._write_one = leaking
"""

_CALL = re.compile(r"^\d+\s+(?P<call>\w+)\((?P<rest>.*)$")
_DESCRIPTOR = re.compile(r"^(?P<number>\d+)<(?P<target>[^>]*)>")
_FAMILY = re.compile(r"^(?P<family>AF_\w+|0x[0-9a-f]+)")


@dataclass(frozen=True, slots=True)
class Seen:
    """What one trace holds."""

    calls: int
    on_screen: int
    elsewhere: tuple[str, ...]
    """Each call that held the phrase and should not have."""
    sockets: Counter[str]
    """Sockets that were made, by family."""
    files: tuple[str, ...]
    """Files with the phrase that the session left."""


SCRIPT = f"""
[[turn]]
say = ["i'm ready"]
[[turn]]
say = ["{SAID}", {{ pause_seconds = 4 }}, {{ press = "j" }}]
[[turn]]
say = [{{ type = "{TYPED}" }}]
[[turn]]
say = [{{ press = "q" }}]
"""


def prove(size: Size, progress: Progress) -> list[Figure]:
    """A rehearsal, then a session on devices where there are any; each honest, then leaking."""
    need_program("strace", "strace")
    progress("a rehearsal under strace")
    figures = _figures("rehearsal", _rehearsed(REFLECT), _rehearsed(LEAK + REFLECT))
    try:
        need_sound_server()
    except Missing as missing:
        print(f"canary: the session on devices is left out: {missing}", file=sys.stderr)
        return figures
    with stage() as room:
        progress("a session under strace")
        honest = _watched(room, REFLECT)
    with stage() as room:
        progress("a session with a planted leak")
        leaking = _watched(room, LEAK + REFLECT)
    unix = honest.sockets["AF_UNIX"]
    return [
        *figures,
        *_figures("session on devices", honest, leaking),
        Figure("session on devices: AF_UNIX sockets (sound)", unix, goal=1, at_least=True),
    ]


def _figures(name: str, honest: Seen, leaking: Seen) -> list[Figure]:
    found = len(leaking.elsewhere) + len(leaking.files)
    leaks = len(honest.elsewhere) + len(honest.files)
    others = {f: n for f, n in honest.sockets.items() if f not in {"AF_UNIX", "AF_LOCAL"}}
    named = "".join(f", {n} of {family}" for family, n in sorted(others.items()))
    return [
        Figure(f"{name}: system calls looked at", honest.calls, goal=200, at_least=True),
        Figure(f"{name}: phrase on the program's own lines", honest.on_screen, "", 1, True),
        Figure(f"{name}: phrase in a write, send, execve or file elsewhere", leaks, goal=0),
        Figure(f"{name}: planted leak found", found, goal=2, at_least=True),
        Figure(
            f"{name}: sockets of another family than AF_UNIX{named}", sum(others.values()), "", 0
        ),
    ]


def _rehearsed(program: str) -> Seen:
    with tempfile.TemporaryDirectory(prefix="reflect-strace-") as name:
        log, script, home = Path(name) / "log", Path(name) / "script.toml", Path(name) / "home"
        script.write_text(SCRIPT)
        home.mkdir()
        options = ["--script", str(script), "--vault", str(home / "vault")]
        done = subprocess.run(
            [*_strace(log), sys.executable, "-c", program, "rehearse", *options],
            env={**os.environ, "HOME": str(home), "TMPDIR": str(home)},
            capture_output=True,
            text=True,
        )
        if done.returncode != 0:
            raise RuntimeError(f"the rehearsal failed: {done.stderr[-1000:]}")
        return _look(log, home)


def _strace(log: Path) -> list[str]:
    # with the filter only these calls stop: stopping at all of them starves the sound
    quiet = ["strace", "-f", "--seccomp-bpf", "-qq", "-yy", "-v", "-s", "65536"]
    return [*quiet, "-e", f"trace={CALLS}", "-o", str(log)]


def _watched(room: Stage, program: str) -> Seen:
    with tempfile.TemporaryDirectory(prefix="reflect-strace-") as name:
        log = Path(name) / "log"
        session = room.session(_strace(log), program)
        at = session.wait_for("Ready when you are; say", 120)
        at = say_until(room, session, "i'm ready", "I am listening, Question 1", at)
        say_until(room, session, SAID, PHRASES[0], at)
        _end(session.process.pid)
        session.process.wait(60)
        return _look(log, room.folder)


def _end(strace_pid: int) -> None:
    """Ask the program itself, not strace."""
    children = Path(f"/proc/{strace_pid}/task/{strace_pid}/children").read_text().split()
    os.kill(int(children[0]), 15)


def _look(log: Path, folder: Path) -> Seen:
    calls = on_screen = 0
    elsewhere: list[str] = []
    sockets: Counter[str] = Counter()
    with log.open(errors="replace") as lines:
        for line in lines:
            found = _CALL.match(line)
            if found is None:
                continue
            calls += 1
            call, rest = found["call"], found["rest"]
            if call == "socket":
                family = _FAMILY.match(rest)
                # what the kernel refused made no socket
                if family and "= -1" not in rest:
                    sockets[family["family"]] += 1
            if any(phrase in rest for phrase in PHRASES):
                descriptor = _DESCRIPTOR.match(rest)
                if descriptor and descriptor["number"] == "1":
                    on_screen += 1
                elif not (descriptor and descriptor["target"].startswith("pipe:")):
                    elsewhere.append(call)
    files = [
        str(path)
        for path in folder.rglob("*")
        if path.is_file()
        and not path.is_symlink()
        and any(phrase.encode() in path.read_bytes() for phrase in PHRASES)
    ]
    return Seen(calls, on_screen, tuple(elsewhere), sockets, tuple(files))
