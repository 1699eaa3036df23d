"""The ways out of the page's own process, each tried there before and after its network is closed.

Its sockets are the point: the listener that it was given, and a connection that it accepted. A
filter that only refuses new sockets leaves both to be connected elsewhere. Nothing is sent:
whatever goes through is aimed at a port of this machine where nobody is.
"""

import contextlib
import ctypes
import json
import socket
import sys
from collections.abc import Generator, Sequence
from dataclasses import asdict

from voice.confinement.offline import close_page_network, enforcement
from voice.confinement.ways_out import (
    NOBODY,
    Way,
    address_of,
    another_program,
    kept_ways,
    libc,
    listener_and_accepted,
    making_ways,
    raise_if,
    reaching_ways,
    try_all,
)

_MSG_FASTOPEN = 0x20000000
_HERE = address_of(0)


def try_page_ways(listener: socket.socket) -> None:
    """Try each in this process with its own listener, and tell on stdout, as JSON, what came."""
    listener.listen()
    visitor = socket.create_connection(listener.getsockname())
    with another_program() as other, _sockets() as stand_ins, _sockets() as spare:
        common = (*making_ways(), Way("other programs' listeners (AF_UNIX)", _unix))
        before = (*common, *reaching_ways(other), *_own_ways(*stand_ins))
        own = (listener, listener.accept()[0], *spare[2:])
        after = (*common, *reaching_ways(other), *_own_ways(*own))
        tried = try_all(close_page_network, before, after)
    visitor.close()
    json.dump({"enforcement": enforcement(), "ways": [asdict(w) for w in tried]}, sys.stdout)


@contextlib.contextmanager
def _sockets() -> Generator[Sequence[socket.socket]]:
    """A listener, a connection it accepted, one to be shut, and one that is nothing yet."""
    listener, accepted, visitor = listener_and_accepted()
    shut = socket.create_server(("127.0.0.1", 0))
    fresh = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    with listener, accepted, visitor, shut, fresh:
        yield listener, accepted, shut, fresh


def _own_ways(
    listener: socket.socket, accepted: socket.socket, shut: socket.socket, fresh: socket.socket
) -> tuple[Way, ...]:
    return (
        *kept_ways((listener, accepted)),
        Way("a shut listener, sent with MSG_FASTOPEN", lambda: _fast_open(shut, "sendto")),
        Way("the same by sendmsg", lambda: _fast_open(shut, "sendmsg")),
        Way("the same by sendmmsg", lambda: _fast_open(shut, "sendmmsg")),
        Way("binding", lambda: raise_if(libc().bind(fresh.fileno(), _HERE, len(_HERE)) < 0)),
        Way("listening", lambda: raise_if(libc().listen(fresh.fileno(), 1) < 0)),
        Way("starting a program", _start_program),
    )


def _unix() -> None:
    socket.socket(socket.AF_UNIX, socket.SOCK_STREAM).close()


def _start_program() -> None:
    """Of no name: what is refused is the starting, before it is looked for."""
    raise_if(libc().execve(b"", None, None) < 0)


class _Message(ctypes.Structure):
    """`struct mmsghdr`; what it begins with is a `struct msghdr`."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("name_bytes", ctypes.c_uint32),
        ("parts", ctypes.c_void_p),
        ("part_count", ctypes.c_size_t),
        ("control", ctypes.c_void_p),
        ("control_bytes", ctypes.c_size_t),
        ("flags", ctypes.c_int),
        ("sent", ctypes.c_uint),
    )


def _fast_open(listener: socket.socket, call: str) -> None:
    """A listener that was shut connects and sends by one call: here to nobody, and of no bytes."""
    libc().shutdown(listener.fileno(), socket.SHUT_RD)
    fd, address, size = listener.fileno(), ctypes.c_char_p(NOBODY), len(NOBODY)
    message = _Message(name=NOBODY, name_bytes=size)
    match call:
        case "sendto":
            sent = libc().sendto(fd, None, 0, _MSG_FASTOPEN, address, size)
        case "sendmsg":
            sent = libc().sendmsg(fd, ctypes.byref(message), _MSG_FASTOPEN)
        case _:
            sent = libc().sendmmsg(fd, ctypes.byref(message), 1, _MSG_FASTOPEN)
    with contextlib.suppress(ConnectionRefusedError):
        raise_if(sent < 0)
