"""Processes of this program that need not load it first: forked from one that has.

`READY.program` is run as Python is: for `-m` a module of `LOADED`, and for `-c` the command itself,
it asks that process for a fork, gives it its streams, folder, environment and arguments, and ends
as it ends; for all else it is Python. What comes is a process in all that a test asks of one but
its beginning: its own memory, descriptors, limits, network. To load everything takes 0.4 to 0.7 s
of a processor, a fork 0.05 s. Not for tests of what is loaded and when, nor of a signal sent to it.
"""

import array
import atexit
import contextlib
import io
import marshal
import os
import runpy
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

COMMAND = "from voice.cli import main; main()"
LOADED = ("voice.guides.article.child",)
ALSO_LOADED = ("voice.guides.article.html", "voice.guides.article.pdf", "voice.cli.running")
"""The command comes last: it is what loads most."""

ROOT = Path(__file__).parents[1]

CHANGING = (b"PYTHONPATH", b"PYTHONIOENCODING", b"PYTHONUTF8", b"LC_ALL", b"LC_CTYPE", b"LANG")
"""With these, Python begins in another way."""

PROGRAM = """\
#!{python} -IS
import sys
arguments, command = sys.argv[1:], {command!r}
if {is_command!r}:
    arguments = ["-c", command, *arguments]
what = arguments[:2]
import posix as os
ready = what == ["-c", command] or what[:1] == ["-m"] and what[1] in {loaded!r}
usual = {{b"LC_CTYPE": b"C.UTF-8", b"LANG": b"C.UTF-8"}}  # the first is set by Python itself
for name in {changing!r}:
    ready = ready and os.environ.get(name) in (None, usual.get(name))
if not ready:
    os.execve({python!r}, [{python!r}, *arguments], os.environ)
given = []
for stream in range(3):
    try:
        os.fstat(stream)
    except OSError:
        continue
    given.append(stream)
import _socket, marshal
server = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
server.connect({address!r})
umask = os.umask(0)
request = marshal.dumps((arguments, dict(os.environ), os.getcwd(), umask, given, sys.argv[0]))
streams = b"".join(stream.to_bytes(4, sys.byteorder) for stream in given)
rights = [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, streams)] if given else []
server.sendmsg([len(request).to_bytes(4, "big")], rights)
while request:
    request = request[server.send(request) :]
for stream in given:
    os.close(stream)
answer = server.recv(4)
if len(answer) != 4:
    os._exit(125)
code = int.from_bytes(answer, "big", signed=True)
if code < 0:
    import _signal
    if -code != _signal.SIGKILL:
        _signal.signal(-code, _signal.SIG_DFL)
    os.kill(os.getpid(), -code)
os._exit(code)
"""


@dataclass
class Ready:
    """The process that has loaded everything, begun when the first needs it, and what asks it."""

    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="ready-")))
    _process: "subprocess.Popen[bytes] | None" = None

    @property
    def program(self) -> str:
        """Run like Python."""
        self._begin()
        return str(self.folder / "python")

    @property
    def path(self) -> str:
        """A folder for PATH in which `reflect` lies."""
        self._begin()
        return str(self.folder / "bin")

    def _begin(self) -> None:
        if self._process is not None:
            assert self._process.poll() is None, "the process that has loaded everything has ended"
            return
        (self.folder / "bin").mkdir()
        address = str(self.folder / "socket")
        for place, is_command in (("python", False), ("bin/reflect", True)):
            program = self.folder / place
            program.write_text(
                PROGRAM.format(
                    python=sys.executable,
                    command=COMMAND,
                    loaded=LOADED,
                    changing=CHANGING,
                    address=address,
                    is_command=is_command,
                )
            )
            program.chmod(0o755)
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "PULSE_SERVER": "none",
            "JACK_NO_START_SERVER": "1",
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.ready", address],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == b"ready\n"

    def end(self) -> None:
        """End it, and whatever it began."""
        if self._process is not None:
            self._process.communicate()
            self._process = None
        for place in ("bin/reflect", "python", "socket"):
            (self.folder / place).unlink(missing_ok=True)
        for folder in (self.folder / "bin", self.folder):
            with contextlib.suppress(OSError):
                folder.rmdir()


READY = Ready()
atexit.register(READY.end)


# In the process that has loaded everything --------------------------------------------------------


def serve(address: str) -> None:
    """Fork for whoever asks, until the standard input ends."""
    for module in (*LOADED, *ALSO_LOADED):
        __import__(module)
    from voice.guides.article.child import warm_up

    for data, suffix in ((b"<p>Who?", "html"), (b"%PDF-1.4", "pdf")):
        warm_up(data, suffix)
    assert threading.active_count() == 1, "what forks has one thread"
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listening.bind(address)
    listening.listen(64)
    woken, wake = socket.socketpair()
    for each in (woken, wake):
        each.setblocking(False)
    signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    waiting = selectors.DefaultSelector()
    for each in (listening, woken, sys.stdin):
        waiting.register(each, selectors.EVENT_READ)
    begun: dict[int, socket.socket] = {}
    os.write(1, b"ready\n")
    while True:
        for key, _ in waiting.select():
            if key.fileobj is sys.stdin:
                for pid in begun:
                    os.kill(pid, signal.SIGKILL)
                return
            if key.fileobj is listening:
                asking, _ = listening.accept()
                pid = _fork(asking)
                begun[pid] = asking
                waiting.register(asking, selectors.EVENT_READ, pid)
            elif key.fileobj is woken:
                woken.recv(4096)
                _tell(begun, waiting)
            elif key.data in begun:  # whoever asked has ended
                os.kill(key.data, signal.SIGKILL)
                waiting.unregister(begun.pop(key.data))


def _tell(begun: dict[int, socket.socket], waiting: selectors.BaseSelector) -> None:
    with contextlib.suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            asking = begun.pop(ended[0], None)
            if asking is None:
                continue
            waiting.unregister(asking)
            code = os.waitstatus_to_exitcode(ended[1])
            with contextlib.suppress(OSError):
                asking.sendall(code.to_bytes(4, "big", signed=True))
            asking.close()


def _fork(asking: socket.socket) -> int:
    head, rights, *_ = asking.recvmsg(4, socket.CMSG_SPACE(12))
    streams = array.array("i")
    for _, _, data in rights:
        streams.frombytes(data)
    size, request = int.from_bytes(head, "big"), b""
    while len(request) < size:
        request += asking.recv(size - len(request))
    pid = os.fork()
    if pid:
        for stream in streams:
            os.close(stream)
        return pid
    try:
        _become(list(streams), *marshal.loads(request))
    finally:
        os._exit(124)


def _become(
    streams: list[int],
    arguments: list[str],
    environment: dict[bytes, bytes],
    folder: str,
    umask: int,
    given: list[int],
    name: str,
) -> NoReturn:
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    for stream in range(3):
        os.close(stream)
    for stream, number in zip(streams, given, strict=True):
        os.dup2(stream, number)
    os.closerange(3, 1024)
    os.chdir(folder)
    os.umask(umask)
    os.environb.clear()
    os.environb.update(environment)
    time.tzset()
    for number, stream in enumerate(("stdin", "stdout", "stderr")):
        opened = _stream(number) if number in given else None
        setattr(sys, stream, opened)
        setattr(sys, f"__{stream}__", opened)
    os._exit(_run(arguments, name))


def _stream(number: int) -> io.TextIOWrapper:
    """As Python opens it when it begins."""
    raw: Any = io.FileIO(number, "r" if number == 0 else "w", closefd=False)
    buffered = io.BufferedReader(raw) if number == 0 else io.BufferedWriter(raw)
    errors = "backslashreplace" if number == 2 else "surrogateescape"
    by_line = number == 2 or raw.isatty()
    return io.TextIOWrapper(buffered, "utf-8", errors, "\n" if number else None, by_line)


def _run(arguments: list[str], name: str) -> int:
    how, what, *rest = arguments
    code = 0
    try:
        if how == "-m":
            sys.argv = [what, *rest]
            sys.modules.pop(what)
            runpy.run_module(what, run_name="__main__", alter_sys=True)
        else:
            sys.argv = [name if name.endswith("/reflect") else "-c", *rest]
            exec(compile(what, "<string>", "exec"), {"__name__": "__main__"})
    except SystemExit as exiting:
        code = exiting.code if isinstance(exiting.code, int) else 0 if not exiting.code else 1
    except BaseException:
        traceback.print_exc()
        code = 1
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except (OSError, ValueError):
            code = 120
    return code & 0xFF


if __name__ == "__main__":
    serve(sys.argv[1])
