"""A test in a process of its own, forked from the one that collected it.

For tests that play sound: PortAudio is one to a process, a call into it may never return, and what
one test leaves in it would meet the next. What may live here: forking, and what becomes of a child
that reports nothing. What a test needs is its own.
"""

import marshal
import os
import select
import signal
import tempfile
from typing import Any, NoReturn

import pytest
from _pytest.runner import runtestprotocol

LONGER_SECONDS = 30
"""What a child is given beyond its own time, to say that it ran out of it."""


def run_apart(item: pytest.Item, longest_seconds: float) -> list[Any]:
    """The reports of a test that is run in a child; of one that made none, how it ended."""
    config = item.config
    with tempfile.TemporaryFile() as told:
        pid = os.fork()
        if pid == 0:
            _report(item, longest_seconds, told.fileno())
        left = signal.setitimer(signal.ITIMER_REAL, 0)  # the child counts its own time
        ended = _end_of(pid, longest_seconds + LONGER_SECONDS)
        signal.setitimer(signal.ITIMER_REAL, *left)
        told.seek(0)
        if ended == 0:
            reports = marshal.load(told)
            return [
                config.hook.pytest_report_from_serializable(config=config, data=r) for r in reports
            ]
    lost = f"its process ended with {ended} and told nothing"
    return [
        pytest.TestReport(
            item.nodeid, item.location, {item.name: 1}, "failed", lost, "call", duration=0.0
        )
    ]


def _report(item: pytest.Item, longest_seconds: float, told: int) -> NoReturn:
    code = 1
    try:
        signal.setitimer(signal.ITIMER_REAL, longest_seconds)  # of pytest-timeout's handler
        # what is the whole run's stays, and is the parent's to end
        reports = runtestprotocol(item, log=False, nextitem=item.session)  # type: ignore[arg-type]
        signal.setitimer(signal.ITIMER_REAL, 0)
        hook = item.config.hook
        made = [hook.pytest_report_to_serializable(config=item.config, report=r) for r in reports]
        with open(told, "wb", closefd=False) as file:
            marshal.dump(made, file)
        code = 0
    finally:
        os._exit(code)


def _end_of(pid: int, longest_seconds: float) -> int:
    """The code it ends with; one that takes longer is killed."""
    running = os.pidfd_open(pid)
    if not select.select([running], [], [], longest_seconds)[0]:
        os.kill(pid, signal.SIGKILL)
    os.close(running)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
