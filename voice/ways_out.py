"""Trying to get out: some twenty ways to a network, each tried before and after it is closed.

Before, only sockets are made and thrown away; nothing is connected or sent until the network is
closed. So a check sends nothing even where it fails.
"""

import contextlib
import ctypes
import errno
import os
import platform
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Generator
from dataclasses import dataclass

_IO_URING_SETUP = 425
"""The same number on every architecture: it came after the tables were joined."""

_PIDFD_GETFD = 438
"""As `_IO_URING_SETUP`."""

_SOCKET_NUMBERS = {"x86_64": 41, "aarch64": 198}
_AF_TIPC = 30
_PTRACE_ATTACH = 16

_OF_THE_FILTER = {"EACCES", "ENOSYS"}
"""What `offline` answers; a machine without a network says ENETUNREACH, without a right EPERM."""

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


def ways_out() -> tuple[Way, ...]:
    """Every way that this system has."""
    ways = [
        Way("IPv4, TCP", lambda: _make(socket.AF_INET, socket.SOCK_STREAM)),
        Way("IPv4, UDP", lambda: _make(socket.AF_INET, socket.SOCK_DGRAM)),
        Way("IPv6, TCP", lambda: _make(socket.AF_INET6, socket.SOCK_STREAM)),
        Way("IPv6, UDP", lambda: _make(socket.AF_INET6, socket.SOCK_DGRAM)),
        Way("connecting to an address", _connect, sends=True),
        Way("sending to an address", _send, sends=True),
        Way("looking up a name (DNS)", _look_up, sends=True),
        Way("the C library's socket(), past Python", _by_ctypes),
        Way("a child process, Python", lambda: _child([sys.executable, "-I", "-c", _CHILD])),
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
            Way("another program's socket (pidfd_getfd)", _take_socket),
            Way("acting as another program (ptrace)", _trace),
            Way("reading another program's memory", lambda: _reach("process_vm_readv")),
            Way("writing another program's memory", lambda: _reach("process_vm_writev")),
        ]
        if platform.machine() in _SOCKET_NUMBERS:
            ways.append(Way("the bare system call", _by_syscall))
        if shutil.which("bash"):
            ways.append(
                Way(
                    "a child process, bash's /dev/tcp",
                    lambda: _child(["bash", "-c", f"exec 3<>/dev/tcp/{_TEST_ADDRESS}/9"]),
                    sends=True,
                )
            )
    return tuple(ways)


def try_all(close: Callable[[], object]) -> tuple[Tried, ...]:
    """Try every way, close the network, try again.

    `before` says where a way was shut already by something else.
    """
    ways = ways_out()
    before = ["not tried" if way.sends else _try(way) for way in ways]
    close()
    tried: list[Tried] = []
    for way, earlier in zip(ways, before, strict=True):
        how = _try(way)
        tried.append(Tried(way.name, earlier, how in _OF_THE_FILTER, how))
    return tuple(tried)


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


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _by_ctypes() -> None:
    _raise_if_failed(_libc().socket(socket.AF_INET, socket.SOCK_STREAM, 0))


def _by_syscall() -> None:
    number = _SOCKET_NUMBERS[platform.machine()]
    _raise_if_failed(_libc().syscall(number, socket.AF_INET, socket.SOCK_DGRAM, 0))


def _io_uring() -> None:
    parameters = ctypes.create_string_buffer(120)
    _raise_if_failed(_libc().syscall(_IO_URING_SETUP, 1, parameters))


@contextlib.contextmanager
def _another() -> Generator[int]:
    """A program of the same user that does nothing, and its process's number."""
    with subprocess.Popen(["sleep", "60"], stdin=subprocess.DEVNULL) as other:
        try:
            yield other.pid
        finally:
            other.kill()


def _take_socket() -> None:
    """Of any descriptor: what is refused is the taking, before it is looked at."""
    with _another() as other:
        pidfd = os.pidfd_open(other)
        try:
            _raise_if_failed(_libc().syscall(_PIDFD_GETFD, pidfd, 0, 0))
        finally:
            os.close(pidfd)


def _trace() -> None:
    with _another() as other:
        _raise_if(_libc().ptrace(_PTRACE_ATTACH, other, None, None) < 0)


def _reach(call: str) -> None:
    """Nothing is read or written: of no bytes, which is allowed where the rest is."""
    with _another() as other:
        _raise_if(getattr(_libc(), call)(other, None, 0, None, 0, 0) < 0)


def _pair(family: int) -> None:
    left, right = socket.socketpair(family, socket.SOCK_STREAM)  # type: ignore[arg-type]
    left.close()
    right.close()


def _raise_if_failed(fd: int) -> None:
    _raise_if(fd < 0)
    os.close(fd)


def _raise_if(failed: bool) -> None:
    if failed:
        number = ctypes.get_errno()
        raise OSError(number, errno.errorcode.get(number, ""))


def _child(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, timeout=20, check=False)
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace")
        number = errno.EACCES if "ermission denied" in said else errno.ENETUNREACH
        raise OSError(number, "the child was refused")
