"""Closing the network for good, for this process and every child it starts from then on.

On Linux the kernel enforces it (seccomp): `socket()` makes nothing but AF_UNIX, io_uring and
whatever takes a socket from another process are refused, whoever asks: Python, a C library, a
child. Where that is not to be had, Python's own
sockets are refused by an audit hook, and that is advice, not enforcement: `close_network` says
which of the two it is, and nothing here claims more.

What was opened before stays open: a page's listener on 127.0.0.1 goes on accepting. AF_UNIX
stays allowed, so PulseAudio, PipeWire and JACK work and may be opened again at any time. Another
program that is asked over AF_UNIX (a desktop's bus, an agent) is not held by this.

Only entry points call `close_network`: it cannot be undone, and a test run is one process.
"""

import errno
import socket
import sys
from enum import StrEnum
from typing import Any

_EVENTS_WITH_ADDRESS = {"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"}
_NAME_EVENTS = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}
_IO_URING = ("io_uring_setup", "io_uring_enter", "io_uring_register")
_OTHERS = ("pidfd_getfd", "ptrace", "process_vm_readv", "process_vm_writev")
"""What reaches into another process of the same user: for its sockets, or to act through it."""


class Enforcement(StrEnum):
    """Who keeps the network closed."""

    OPEN = "open"
    ADVISORY = "advisory only: Python's own sockets are refused, nothing else is"
    KERNEL = "closed by the kernel (seccomp), for this program and its children"


_now = Enforcement.OPEN


def enforcement() -> Enforcement:
    """What holds in this process now."""
    return _now


def close_network() -> Enforcement:
    """Close the network for good, in every thread; again is harmless.

    Call it once whatever listens on 127.0.0.1 is bound and every program that needs a network
    (a browser) has been started; sound devices may be opened before or after.
    """
    global _now
    if _now is Enforcement.OPEN:
        sys.addaudithook(_refuse_python_sockets)
        _now = Enforcement.ADVISORY
    if _now is Enforcement.ADVISORY and sys.platform == "linux" and _load_filter():
        _now = Enforcement.KERNEL
    return _now


def _refuse_python_sockets(event: str, arguments: tuple[Any, ...]) -> None:
    # a hook is called for every audited event of the process: one look at the name, then away.
    # "socket.__new__" would refuse accepted connections of the page's listener too
    if not event.startswith("socket."):
        return
    to_network = event in _EVENTS_WITH_ADDRESS and arguments[0].family != socket.AF_UNIX
    if to_network or event in _NAME_EVENTS:
        raise PermissionError(errno.EACCES, "the network is closed for this program")


def _load_filter() -> bool:
    try:
        import pyseccomp as untyped  # pyright: ignore[reportMissingTypeStubs]
    except (ImportError, RuntimeError, OSError):  # no package, or no libseccomp
        return False
    seccomp: Any = untyped
    try:
        rules: Any = seccomp.SyscallFilter(seccomp.ALLOW)
        rules.set_attr(seccomp.Attr.CTL_TSYNC, 1)  # threads that run already, too
        not_unix = seccomp.Arg(0, seccomp.NE, socket.AF_UNIX)
        for name in ("socket", "socketpair"):
            rules.add_rule(seccomp.ERRNO(errno.EACCES), name, not_unix)
        for name in _IO_URING:
            rules.add_rule(seccomp.ERRNO(errno.ENOSYS), name)
        for name in _OTHERS:
            rules.add_rule(seccomp.ERRNO(errno.EACCES), name)
        rules.load()
    except OSError:  # a kernel without seccomp, or one that allows no more filters
        return False
    return True
