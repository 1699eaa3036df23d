"""Time in which this process ran. One that is stopped, or whose machine sleeps, misses the rest.

On waking every deadline has long passed, and what was waited for is a moment away; no silence was
heard meanwhile, so none may be counted. Nothing here knows what is waited for.
"""

import math
import queue
import time
from collections.abc import Callable
from typing import TypeVar

_T = TypeVar("_T")

SLICE_SECONDS = 0.25
"""Deadlines are waited for in such pieces: of however long a sleep, one piece is counted."""

LOOK_SECONDS = 1.0
"""A loop with a timer turns as often as this, so that it knows what it missed. While it listens the
microphone's level turns it ten times a second anyway."""

STOOD_STILL_SECONDS = 2.0
"""A loop that turns so much later than it should has stood still; a busy machine's is late by less,
and a disk that holds it up for longer has heard no silence either."""


def wait_awake(wait_for: Callable[[float], bool], seconds: float) -> bool:
    """Whether it came within so many seconds in which this process ran.

    `wait_for` waits so long at most, and says whether it came.
    """
    return any(wait_for(SLICE_SECONDS) for _ in range(math.ceil(seconds / SLICE_SECONDS)))


class AwakeClock:
    """Monotonic seconds of a loop, without those in which it stood still; one thread's."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._turned_seconds = monotonic()
        self._missed_seconds = 0.0

    def now_seconds(self) -> float:
        """Seconds since some moment that never jumps."""
        return self._monotonic() - self._missed_seconds

    def next_of(self, inbox: "queue.SimpleQueue[_T]", seconds: float | None) -> _T | None:
        """What comes within so many seconds, None: for ever; None where nothing did so far.

        Called at every turn of the loop.
        """
        limit_seconds = None if seconds is None else min(seconds, LOOK_SECONDS)
        try:
            return inbox.get(timeout=limit_seconds)
        except queue.Empty:
            return None
        finally:
            now_seconds = self._monotonic()
            if limit_seconds is not None:
                late_seconds = now_seconds - self._turned_seconds - limit_seconds
                if late_seconds > STOOD_STILL_SECONDS:
                    self._missed_seconds += late_seconds
            self._turned_seconds = now_seconds
