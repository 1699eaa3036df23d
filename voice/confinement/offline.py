"""Closing the network for good, for this process and every child it starts from then on.

On Linux the kernel enforces it (seccomp), in every thread and every child, whoever asks: Python or
a C library. Where that is not to be had, Python's own sockets are refused by an audit hook, and
that is advice, not enforcement: what is returned says which of the two it is, and nothing here
claims more. There are two closings, for two processes:

- `close_network`, for whatever holds sound, words or keys. `socket()` makes nothing but AF_UNIX,
  nothing is taken from another process, and a network's socket that was open before is none any
  more. So there is nothing that could be connected to a network: a filter sees no addresses, and
  AF_UNIX has to be connected (PulseAudio, PipeWire) and bound (jackd's own library) at any time.
- `close_page_network`, for the page's own process, which has a listener. It accepts and answers,
  and nothing else: no socket is made, bound or connected, an accepted one cannot be sent elsewhere,
  and no program is started.

Another program that is asked over AF_UNIX (a desktop's bus, an agent) is not held by this.
Only entry points call these: they cannot be undone, and a test run is one process.
"""

import errno
import os
import socket
import stat
import sys
from collections.abc import Callable
from enum import StrEnum
from typing import Any

_EVENTS_WITH_ADDRESS = {"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"}
_NAME_EVENTS = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}
_IO_URING = ("io_uring_setup", "io_uring_enter", "io_uring_register")
_OTHERS = ("pidfd_getfd", "ptrace", "process_vm_readv", "process_vm_writev")
"""What reaches into another process of the same user: for its sockets, or to act through it."""

_PAGE = ("socket", "socketpair", "bind", "listen", "connect", "execve", "execveat")
"""What the page's process has no more use for once it serves."""

_SENDING = {"sendto": 3, "sendmsg": 2, "sendmmsg": 3}
"""Which argument holds the flags."""
_MSG_FASTOPEN = 0x20000000
"""Sends and connects in one: a listener that was shut down would go anywhere with it."""


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

    Call it once every program that needs a network (the page's process, a browser) has been
    started; sound devices may be opened before or after.
    """
    closed = _close(_add_program_rules)
    if closed is Enforcement.KERNEL:
        _drop_network_sockets()
    return closed


def close_page_network() -> Enforcement:
    """Close it but for accepting, once the listener listens; again is harmless."""
    return _close(_add_page_rules)


def _close(add_rules: Callable[[Any, Any], None]) -> Enforcement:
    global _now
    if _now is Enforcement.OPEN:
        sys.addaudithook(_refuse_python_sockets)
        _now = Enforcement.ADVISORY
    if _now is Enforcement.ADVISORY and sys.platform == "linux" and _load_filter(add_rules):
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


def _load_filter(add_rules: Callable[[Any, Any], None]) -> bool:
    try:
        import pyseccomp as untyped  # pyright: ignore[reportMissingTypeStubs]
    except (ImportError, RuntimeError, OSError):  # no package, or no libseccomp
        return False
    seccomp: Any = untyped
    try:
        rules: Any = seccomp.SyscallFilter(seccomp.ALLOW)
        rules.set_attr(seccomp.Attr.CTL_TSYNC, 1)  # threads that run already, too
        for name in _IO_URING:
            rules.add_rule(seccomp.ERRNO(errno.ENOSYS), name)
        for name in _OTHERS:
            rules.add_rule(seccomp.ERRNO(errno.EACCES), name)
        add_rules(seccomp, rules)
        rules.load()
    except OSError:  # a kernel without seccomp, or one that allows no more filters
        return False
    return True


def _add_program_rules(seccomp: Any, rules: Any) -> None:
    not_unix = seccomp.Arg(0, seccomp.NE, socket.AF_UNIX)
    for name in ("socket", "socketpair"):
        rules.add_rule(seccomp.ERRNO(errno.EACCES), name, not_unix)


def _add_page_rules(seccomp: Any, rules: Any) -> None:
    refused = seccomp.ERRNO(errno.EACCES)
    for name in _PAGE:
        rules.add_rule(refused, name)
    rules.add_rule(refused, "sendto", seccomp.Arg(4, seccomp.NE, 0))
    for name, flags in _SENDING.items():
        connecting = seccomp.Arg(flags, seccomp.MASKED_EQ, _MSG_FASTOPEN, _MSG_FASTOPEN)
        rules.add_rule(refused, name, connecting)


def _drop_network_sockets() -> None:
    """Put nothing in the place of every socket that is not AF_UNIX, a caller's or an inherited."""
    nothing = os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)
    for fd in map(int, os.listdir("/proc/self/fd")):
        try:
            if not stat.S_ISSOCK(os.fstat(fd).st_mode):
                continue
            with socket.socket(fileno=os.dup(fd)) as found:
                family = found.family
        except OSError:  # the folder's own
            continue
        if family != socket.AF_UNIX:
            os.dup2(nothing, fd, inheritable=os.get_inheritable(fd))
    os.close(nothing)
