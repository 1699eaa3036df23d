"""The network is closed for good, and memory is private: each in a process of its own."""

import json
import os
import subprocess
import sys

import pytest

from voice.confinement.offline import Enforcement
from voice.confinement.ways_out import Tried
from voice.screen.page.process import start_page_process

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="seccomp is Linux")


def run(code: str, **options: object) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, **options
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@linux_only
def test_every_way_out_is_denied_by_the_kernel_and_was_open_before() -> None:
    out = run(
        """
from voice.confinement import offline
from voice.confinement import ways_out
tried = ways_out.try_ways_out(offline.close_network)
print(len(tried), all(way.denied for way in tried), sum(way.before == "open" for way in tried))
print(offline.enforcement().name)
"""
    ).splitlines()
    count, denied, open_before = out[0].split()
    assert int(count) >= 12
    assert denied == "True"
    assert int(open_before) >= 6
    assert out[1] == "KERNEL"


@linux_only
def test_without_closing_the_same_check_finds_the_ways_open() -> None:
    out = run(
        """
from voice.confinement import ways_out
making, children = ways_out.making_ways(), ways_out.child_ways()
ways_out.making_ways = lambda: tuple(way for way in making if not way.sends)
ways_out.child_ways = lambda: tuple(way for way in children if not way.sends)
print(sum(way.denied for way in ways_out.try_ways_out(lambda: None)))
"""
    )
    assert int(out) <= 3  # bluetooth, vsock or raw packets may be refused by something else


@linux_only
def test_a_threads_sockets_are_refused_too_and_unix_ones_are_not() -> None:
    out = run(
        """
import socket, threading
from voice.confinement import offline
go, said = threading.Event(), []
def other():
    go.wait()
    try:
        socket.socket(socket.AF_INET)
        said.append("open")
    except PermissionError:
        said.append("refused")
thread = threading.Thread(target=other)
thread.start()
offline.close_network()
go.set(); thread.join(); print(said[0])
left, right = socket.socketpair(); left.sendall(b"words"); print(right.recv(5).decode())
print(offline.close_network().name)
"""
    )
    assert out.splitlines() == ["refused", "words", "KERNEL"]


@linux_only
def test_a_networks_socket_of_before_is_none_any_more_and_every_other_file_is_kept() -> None:
    out = run(
        """
import os, socket
from voice.confinement import offline
listener = socket.create_server(("127.0.0.1", 0))
visitor = socket.create_connection(listener.getsockname())
accepted = listener.accept()[0]
datagrams = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
left, right = socket.socketpair()
read, write = os.pipe()
inherited = os.get_inheritable(listener.fileno())
count = len(os.listdir("/proc/self/fd"))
offline.close_network()
for each in (listener, visitor, accepted, datagrams):
    print(os.readlink(f"/proc/self/fd/{each.fileno()}"))
print(os.get_inheritable(listener.fileno()) == inherited)
print(len(os.listdir("/proc/self/fd")) == count)
left.sendall(b"a"); os.write(write, b"b"); print(right.recv(1) + os.read(read, 1))
"""
    )
    assert out.splitlines() == ["/dev/null"] * 4 + ["True", "True", "b'ab'"]


@linux_only
def test_the_pages_process_goes_on_accepting_and_answering() -> None:
    out = run(
        """
import socket, subprocess, sys
from voice.confinement import offline
listener = socket.create_server(("127.0.0.1", 0))
visitor = subprocess.Popen(
    [sys.executable, "-c", f'''
import socket, sys
sys.stdin.readline()
with socket.create_connection(("127.0.0.1", {listener.getsockname()[1]})) as s:
    s.sendall(b"hello"); print(s.recv(5).decode())
'''], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
print(offline.close_page_network().name)
visitor.stdin.write(b"go\\n"); visitor.stdin.flush()
accepted, _ = listener.accept()
accepted.sendall(accepted.recv(5))
print(visitor.communicate()[0].decode().strip())
"""
    )
    assert out.splitlines() == ["KERNEL", "hello"]


@linux_only
def test_every_way_out_of_the_pages_process_is_denied_there_and_was_open_before() -> None:
    process, _port = start_page_process("try")
    told = json.loads(process.communicate(timeout=60)[0])
    ways = [Tried(**way) for way in told["ways"]]
    assert told["enforcement"] == Enforcement.KERNEL
    assert [way.name for way in ways if not way.denied] == []
    of_its_own = {
        "a listener of before, connected elsewhere",
        "an accepted connection, connected elsewhere",
        "a shut listener, sent with MSG_FASTOPEN",
        "the same by sendmsg",
        "the same by sendmmsg",
        "another program's socket (pidfd_getfd)",
        "other programs' listeners (AF_UNIX)",
        "binding",
        "listening",
        "io_uring",
    }
    assert of_its_own <= {way.name for way in ways}
    may_lack = {"io_uring"}  # some kernels refuse it to everybody
    shut = {way.name for way in ways if way.before not in {"open", "not tried"}}
    assert (of_its_own - may_lack).isdisjoint(shut)


@linux_only
def test_with_the_programs_closing_instead_the_page_would_not_be_closed() -> None:
    """What the page's own rules are for, each way that they alone deny."""
    out = run(
        """
import json, socket, sys
from voice.confinement import offline
offline._drop_network_sockets = lambda: None
from voice.screen.page import trying
making = trying.making_ways()
trying.making_ways = lambda: tuple(way for way in making if not way.sends)
trying.close_page_network = offline.close_network
trying.try_page_ways(socket.create_server(("127.0.0.1", 0)))
"""
    )
    left = {way["name"] for way in json.loads(out)["ways"] if not way["denied"]}
    assert left == {
        "a listener of before, connected elsewhere",
        "an accepted connection, connected elsewhere",
        "a shut listener, sent with MSG_FASTOPEN",
        "the same by sendmsg",
        "the same by sendmmsg",
        "other programs' listeners (AF_UNIX)",
        "binding",
        "listening",
        "starting a program",
    }


def test_without_seccomp_python_is_refused_and_no_more_is_claimed() -> None:
    out = run(
        """
import sys
sys.modules["pyseccomp"] = None  # as where it or libseccomp is missing
import socket
from voice.confinement import offline
enforcement = offline.close_network()
for attempt in (
    lambda: socket.create_connection(("127.0.0.1", 9)),
    lambda: socket.getaddrinfo("localhost", 80),
    lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", 9)),
    lambda: socket.socket(socket.AF_INET).bind(("127.0.0.1", 0)),
):
    try:
        attempt()
        print("open")
    except PermissionError:
        print("refused")
print(enforcement.value)
"""
    ).splitlines()
    assert out[:4] == ["refused"] * 4
    assert out[4].startswith("advisory only")


@linux_only
def test_a_session_finds_the_network_closed_before_it_loads_anything() -> None:
    out = run(
        """
import sys
from voice.app import session as app
from voice.confinement import offline
def hold_session(settings, open_screen, **_):
    print(offline.enforcement().name, "vosk" in sys.modules)
    raise SystemExit(0)
app.hold_session = hold_session
from voice.cli.commands import app as commands
commands(["--plain"])
"""
    )
    assert out == "KERNEL False"


@linux_only
def test_memory_is_private_and_crashes_dump_no_core() -> None:
    out = run(
        """
import ctypes, resource
from voice.confinement.process import keep_memory_private
keep_memory_private()
print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), resource.getrlimit(resource.RLIMIT_CORE))
"""
    )
    assert out == "0 (0, 0)"


@linux_only
@pytest.mark.parametrize(
    "start",
    [
        "from voice.cli import main, running; running.localised = lambda *_: told(); main()",
        """
from voice.vault import passphrase_child
passphrase_child.json.loads = lambda _: told()
passphrase_child.main()
""",
    ],
    ids=["the command", "the child that has the passphrase"],
)
def test_whatever_holds_words_or_keys_makes_its_memory_private_first(start: str) -> None:
    out = run(
        f"""
import ctypes, os, resource, sys
def told():
    print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), resource.getrlimit(resource.RLIMIT_CORE))
    sys.stdout.flush()
    os._exit(0)
{start}
"""
    )
    assert out == "0 (0, 0)"


@linux_only
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_an_ordinary_user_with_private_memory_still_opens_a_file_in_memory_by_its_path() -> None:
    """pyttsx3's sound goes through /proc/self/fd, which private memory could have shut."""
    out = run(
        """
import os, resource  # before this user may no longer read where Python lies
from voice.confinement.process import keep_memory_private
from voice.speaking.synthesis_child import memory_file
os.setgid(65534); os.setuid(65534)
keep_memory_private()
with memory_file() as path:
    with open(path, "wb") as file:
        file.write(b"sound")
    print(open(path, "rb").read().decode())
"""
    )
    assert out == "sound"
