"""Trying to get out: some twenty ways to a network, each tried before and after it is closed.

Before, only sockets are made and thrown away, and connected to a port of this machine where nobody
is; nothing is connected to a network until it is closed. So a check sends nothing even where it
fails. The page's process tries its own, with what is here: `screen.page.trying`.
"""

import contextlib
import ctypes
import errno
import os
import platform
import shutil
import socket
import struct
import subprocess
import sys
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass

_IO_URING_SETUP = 425
"""The same number on every architecture: it came after the tables were joined."""

_PIDFD_GETFD = 438
"""As `_IO_URING_SETUP`."""

_SOCKET_NUMBERS = {"x86_64": 41, "aarch64": 198}
_AF_TIPC = 30
_PTRACE_ATTACH, _PTRACE_DETACH = 16, 17
_UNSPEC = bytes(16)
"""An address of no family: connecting to it lets go."""


def address_of(port: int) -> bytes:
    """A port of this machine, as the C library takes it."""
    return struct.pack("=HH4s8x", socket.AF_INET, socket.htons(port), socket.inet_aton("127.0.0.1"))


NOBODY = address_of(9)
"""Discard: nobody listens there, and this machine itself says so."""

_OF_THE_FILTER = {"EACCES", "ENOSYS", "ENOTSOCK"}
"""What `offline` answers, or what it leaves of a socket; a machine without a network says
ENETUNREACH, without a right EPERM."""

_CHILD = "import socket; socket.socket(socket.AF_INET, socket.SOCK_STREAM)"
_TEST_ADDRESS = "192.0.2.1"
"""TEST-NET-1 (RFC 5737): nobody's."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way out: what it is called and how it is tried; `attempt` raises `OSError` when shut."""

    name: str
    attempt: Callable[[], None]
    sends: bool = False
    """Whether it would reach the network where that is open: then it is tried only afterwards."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of one way."""

    name: str
    before: str
    denied: bool
    """By the closing itself: a way that merely leads nowhere (no route) is not."""
    how: str


def try_ways_out(close: Callable[[], object]) -> tuple[Tried, ...]:
    """Try every way that this system has, close the network, try again."""
    with another_program() as other, _sockets_of_before() as (mine, theirs):
        ways = (*making_ways(), *child_ways(), *reaching_ways(other))
        return try_all(close, (*ways, *kept_ways(mine)), (*ways, *kept_ways(theirs)))


def try_all(
    close: Callable[[], object], before: Sequence[Way], after: Sequence[Way]
) -> tuple[Tried, ...]:
    """Try the ways of `before`, close the network, try those of `after`: the same on other sockets.

    What is told of `before` says where a way was shut already by something else.
    """
    earlier = ["not tried" if way.sends else _try(way) for way in before]
    close()
    tried: list[Tried] = []
    for way, found in zip(after, earlier, strict=True):
        how = _try(way)
        tried.append(Tried(way.name, found, how in _OF_THE_FILTER, how))
    return tuple(tried)


def making_ways() -> tuple[Way, ...]:
    """Making a socket, whichever way."""
    ways = [
        Way("IPv4, TCP", lambda: _make(socket.AF_INET, socket.SOCK_STREAM)),
        Way("IPv4, UDP", lambda: _make(socket.AF_INET, socket.SOCK_DGRAM)),
        Way("IPv6, TCP", lambda: _make(socket.AF_INET6, socket.SOCK_STREAM)),
        Way("IPv6, UDP", lambda: _make(socket.AF_INET6, socket.SOCK_DGRAM)),
        Way("connecting to an address", _connect, sends=True),
        Way("sending to an address", _send, sends=True),
        Way("looking up a name (DNS)", _look_up, sends=True),
        Way("the C library's socket(), past Python", _by_ctypes),
    ]
    if sys.platform == "linux":
        ways += [
            Way("raw IP packets", lambda: _make(socket.AF_INET, socket.SOCK_RAW, 1)),
            Way("raw link packets", lambda: _make(socket.AF_PACKET, socket.SOCK_RAW)),
            Way("netlink", lambda: _make(socket.AF_NETLINK, socket.SOCK_RAW)),
            Way("a virtual machine's host (vsock)", lambda: _make(40, socket.SOCK_STREAM)),
            Way("bluetooth", lambda: _make(31, socket.SOCK_SEQPACKET, 0)),
            Way("a pair of sockets (TIPC)", lambda: _pair(_AF_TIPC)),
            Way("io_uring", _io_uring),
        ]
        if platform.machine() in _SOCKET_NUMBERS:
            ways.append(Way("the bare system call", _by_syscall))
    return tuple(ways)


def child_ways() -> tuple[Way, ...]:
    """Letting another program do it that is started for that."""
    ways = [Way("a child process, Python", lambda: _child([sys.executable, "-I", "-c", _CHILD]))]
    if sys.platform == "linux" and shutil.which("bash"):
        bash = ["bash", "-c", f"exec 3<>/dev/tcp/{_TEST_ADDRESS}/9"]
        ways.append(Way("a child process, bash's /dev/tcp", lambda: _child(bash), sends=True))
    return tuple(ways)


def reaching_ways(other: int) -> tuple[Way, ...]:
    """Taking a socket from another program that runs, or acting as it."""
    if sys.platform != "linux":
        return ()
    return (
        Way("another program's socket (pidfd_getfd)", lambda: _take_socket(other)),
        Way("acting as another program (ptrace)", lambda: _trace(other)),
        Way("reading another program's memory", lambda: _reach("process_vm_readv", other)),
        Way("writing another program's memory", lambda: _reach("process_vm_writev", other)),
    )


def kept_ways(kept: Sequence[socket.socket]) -> tuple[Way, ...]:
    """Using a listener, and a connection that it accepted, from before."""
    if sys.platform != "linux":
        return ()
    listener, accepted = kept
    return (
        Way("a listener of before, connected elsewhere", lambda: reconnect(listener)),
        Way("an accepted connection, connected elsewhere", lambda: reconnect(accepted)),
    )


@contextlib.contextmanager
def another_program() -> Generator[int]:
    """A program of the same user that does nothing; its process's number."""
    with subprocess.Popen(["sleep", "600"], stdin=subprocess.DEVNULL) as other:
        try:
            yield other.pid
        finally:
            other.kill()


def listener_and_accepted() -> tuple[socket.socket, socket.socket, socket.socket]:
    """A listener on this machine, a connection it accepted, and the other end of that."""
    listener = socket.create_server(("127.0.0.1", 0))
    visitor = socket.create_connection(listener.getsockname())
    return listener, listener.accept()[0], visitor


@contextlib.contextmanager
def _sockets_of_before() -> Generator[tuple[Sequence[socket.socket], Sequence[socket.socket]]]:
    """Two listeners with a connection each: one for either round."""
    if sys.platform != "linux":
        yield (), ()
        return
    twice = listener_and_accepted(), listener_and_accepted()
    try:
        yield twice[0][:2], twice[1][:2]
    finally:
        for each in (*twice[0], *twice[1]):
            each.close()


def reconnect(kept: socket.socket) -> None:
    """Let go of whom it is connected to, and connect it to a port of this machine where nobody is.

    That nobody is there is no refusal of the way.
    """
    raise_if(libc().connect(kept.fileno(), _UNSPEC, len(_UNSPEC)) < 0)
    with contextlib.suppress(ConnectionRefusedError):
        raise_if(libc().connect(kept.fileno(), NOBODY, len(NOBODY)) < 0)


def _try(way: Way) -> str:
    try:
        way.attempt()
    except OSError as error:
        return errno.errorcode.get(error.errno or 0, "refused")
    return "open"


def _make(family: int, kind: int, protocol: int = 0) -> None:
    socket.socket(family, kind, protocol).close()


def _connect() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as made:
        made.settimeout(2.0)
        made.connect((_TEST_ADDRESS, 9))


def _send() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as made:
        made.sendto(b"\0", (_TEST_ADDRESS, 9))


def _look_up() -> None:
    socket.getaddrinfo("reflect-aloud.invalid", 80)


def libc() -> ctypes.CDLL:
    """The C library, past Python's own ways."""
    return ctypes.CDLL(None, use_errno=True)


def _by_ctypes() -> None:
    _raise_if_failed(libc().socket(socket.AF_INET, socket.SOCK_STREAM, 0))


def _by_syscall() -> None:
    number = _SOCKET_NUMBERS[platform.machine()]
    _raise_if_failed(libc().syscall(number, socket.AF_INET, socket.SOCK_DGRAM, 0))


def _io_uring() -> None:
    parameters = ctypes.create_string_buffer(120)
    _raise_if_failed(libc().syscall(_IO_URING_SETUP, 1, parameters))


def _take_socket(other: int) -> None:
    """Of any descriptor: what is refused is the taking, before it is looked at."""
    pidfd = os.pidfd_open(other)
    try:
        _raise_if_failed(libc().syscall(_PIDFD_GETFD, pidfd, 0, 0))
    finally:
        os.close(pidfd)


def _trace(other: int) -> None:
    raise_if(libc().ptrace(_PTRACE_ATTACH, other, None, None) < 0)
    os.waitpid(other, 0)
    libc().ptrace(_PTRACE_DETACH, other, None, None)


def _reach(call: str, other: int) -> None:
    """Nothing is read or written: of no bytes, which is allowed where the rest is."""
    raise_if(getattr(libc(), call)(other, None, 0, None, 0, 0) < 0)


def _pair(family: int) -> None:
    left, right = socket.socketpair(family, socket.SOCK_STREAM)  # type: ignore[arg-type]
    left.close()
    right.close()


def _raise_if_failed(fd: int) -> None:
    raise_if(fd < 0)
    os.close(fd)


def raise_if(failed: bool) -> None:
    """Raise the C library's last error as `OSError`, if something failed."""
    if failed:
        number = ctypes.get_errno()
        raise OSError(number, errno.errorcode.get(number, ""))


def _child(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, timeout=20, check=False)
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace")
        number = errno.EACCES if "ermission denied" in said else errno.ENETUNREACH
        raise OSError(number, "the child was refused")
