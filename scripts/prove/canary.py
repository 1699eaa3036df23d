"""A whole session under strace, on real devices: where do the spoken words go, and what sockets?

The phrase has to be on the program's own lines, or nothing was heard and the search proves
nothing; and nowhere else: in no file, no socket, no command line, no environment. Pipes to the
program's own children are the one way that text may take. Then a leak is planted, a passage
written to a file in /tmp, and the same search has to find it.
"""

import os
import re
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figure import Figure

from prove.needs import need_program, need_sound_server
from prove.size import Progress, Size
from prove.stage import REFLECT, Stage, stage

PHRASE = "kettle"
SAID = ("my kettle is my castle", "next question")
CALLS = (
    "write,writev,pwrite64,pwritev,pwritev2,send,sendto,sendmsg,sendmmsg,execve,execveat,"
    "socket,socketcall,connect,io_uring_setup,rename,renameat,renameat2,openat,symlinkat,mkdirat"
)

LEAK = """
import os
from voice.runner import Runner
from voice.conversation.commands import SealSegment
honest = Runner._write_one
def leaking(self, journal, kept):
    if isinstance(kept, SealSegment):
        with open(os.environ["TMPDIR"] + "/leak", "a") as file:
            file.write(kept.segment.verbatim)
    honest(self, journal, kept)
Runner._write_one = leaking
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
    refused: int
    files: tuple[str, ...]
    """Files with the phrase that the session left."""


def prove(size: Size, progress: Progress) -> list[Figure]:
    """One honest session and one with a planted leak; always whole, at either size."""
    need_program("strace", "strace")
    need_sound_server()
    with stage() as room:
        progress("a session under strace")
        honest = _watched(room, REFLECT)
    with stage() as room:
        progress("a session with a planted leak")
        leaking = _watched(room, LEAK + REFLECT)
    other = sum(n for family, n in honest.sockets.items() if family not in {"AF_UNIX", "AF_LOCAL"})
    unix = honest.sockets["AF_UNIX"]
    return [
        Figure("system calls looked at", honest.calls, goal=1_000, at_least=True),
        Figure("spoken phrase on the program's own lines", honest.on_screen, goal=1, at_least=True),
        Figure(
            "in a write, send, execve or file elsewhere",
            len(honest.elsewhere) + len(honest.files),
            goal=0,
        ),
        Figure(
            "planted leak: found",
            len(leaking.elsewhere) + len(leaking.files),
            goal=2,
            at_least=True,
        ),
        Figure("AF_UNIX sockets (the sound server)", unix, goal=1, at_least=True),
        Figure("sockets of any other family", other, goal=0),
    ]


def _watched(room: Stage, program: str) -> Seen:
    with tempfile.TemporaryDirectory(prefix="reflect-strace-") as name:
        log = Path(name) / "log"
        # with the filter only these calls stop: stopping at all of them starves the sound
        strace = [
            "strace",
            "-f",
            "--seccomp-bpf",
            "-qq",
            "-yy",
            "-v",
            "-s",
            "65536",
            "-e",
            f"trace={CALLS}",
        ]
        session = room.session([*strace, "-o", str(log)], program)
        at = session.wait_for("ready; say", 120)
        room.say("i'm ready")
        at = session.wait_for("listening, question 1", 120, at)
        room.say(*SAID)
        at = session.wait_for("listening, question 2", 120, at)
        _end(session.process.pid)
        session.process.wait(60)
        return _look(log, room.folder)


def _end(strace_pid: int) -> None:
    """Ask the program itself, not strace."""
    children = Path(f"/proc/{strace_pid}/task/{strace_pid}/children").read_text().split()
    os.kill(int(children[0]), 15)


def _look(log: Path, folder: Path) -> Seen:
    calls = on_screen = refused = 0
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
                if "= -1" in rest:
                    refused += 1
                elif family:
                    sockets[family["family"]] += 1
            if PHRASE in rest:
                descriptor = _DESCRIPTOR.match(rest)
                if descriptor and descriptor["number"] == "1":
                    on_screen += 1
                elif not (descriptor and descriptor["target"].startswith("pipe:")):
                    elsewhere.append(call)
    files = [
        str(path)
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink() and PHRASE.encode() in path.read_bytes()
    ]
    return Seen(calls, on_screen, tuple(elsewhere), sockets, refused, tuple(files))
