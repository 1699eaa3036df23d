"""How a program that listens is asked to end, and that it then does, whatever hangs.

A signal's handler only counts and posts: an exception out of one would strike between any two
steps, and what a person was just saying would be lost. Only `cli` exits, through `leave`; what has
not ended in time is ended here.
"""

import contextlib
import os
import queue
import signal
import sys
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from enum import StrEnum
from typing import Any, NoReturn

from voice.machine.awake import AwakeClock
from voice.stage.ports import Ears, Mouth

ASKING = tuple(
    signal.Signals[name]
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT")
    if name in signal.Signals.__members__
)
r"""Ctrl-C, the system, a terminal that was closed, Ctrl-\; Windows knows only the first two."""

AT_ONCE = 2
"""So many signals end the session between two of its steps; more change nothing."""

ENDING_SECONDS = 5.0
"""From the end of a session, or the signal that ends it at once, to the end of the process."""

SEALING_SECONDS = 30.0
"""Sealing what was said is the one thing that may take longer; after that the disk hangs."""

LETTING_GO_SECONDS = 1.0
"""For a device to be given back: that takes 10 to 50 ms where nothing hangs."""

AFTER_SEALING_SECONDS = 3.0
"""What is left of the end in any case, however long the sealing took."""

HANGING = frozenset({"ears", "mouth", "silence", "portaudio"})
"""Threads that may be inside a library for ever."""

HUNG = 1


class _News(StrEnum):
    CLOSING = "closing"
    SEALED = "sealed"
    OVER = "over"


class Ending:
    """One session's end; every method but `take` on the main thread."""

    def __init__(self, ask: Callable[[], None], end_process: Callable[[], None]) -> None:
        self._ask = ask
        self._end_process = end_process
        self._closing = False
        # a handler may interrupt whatever takes a lock: this queue alone can be put into there
        self._news: queue.SimpleQueue[_News] = queue.SimpleQueue()
        self._watch = threading.Thread(target=self._watch_over, name="ending", daemon=True)
        self._watch.start()
        self.asked = 0
        """How many signals have come before the closing."""

    def at_once(self) -> bool:
        """Whether the session is to be left between two of its steps."""
        return self.asked >= AT_ONCE

    def take(self, _number: int, _frame: Any) -> None:
        """A signal has come."""
        if self._closing or self.asked >= AT_ONCE:
            return
        self.asked += 1
        if self.asked == AT_ONCE:
            self._news.put(_News.CLOSING)
        self._ask()  # each time: it also wakes whoever waits for an event

    def close(
        self, mouth: Mouth, ears: Ears, seal: Callable[[], None], close_screen: Callable[[], None]
    ) -> None:
        """Silence, and what was heard sealed; then the screen and the devices, if they will.

        `seal` takes what is left and finishes; nothing that may hang comes before it.
        """
        self._closing = True
        self._news.put(_News.CLOSING)
        silence = threading.Thread(target=mouth.close, name="silence", daemon=True)
        silence.start()
        try:
            ears.close()
            seal()
        finally:
            self._news.put(_News.SEALED)
            close_screen()
        silence.join(LETTING_GO_SECONDS)

    def over(self) -> None:
        """What follows may take its time, unless somebody asked for the end."""
        self._closing = True
        if self.asked:
            self._news.put(_News.CLOSING)
            self._news.put(_News.SEALED)
        else:
            self._news.put(_News.OVER)

    def _watch_over(self) -> None:
        clock = AwakeClock()  # a process that was stopped meanwhile still has its time to seal
        began_seconds, deadline_seconds = 0.0, None
        while True:
            left = None
            if deadline_seconds is not None:
                left = max(0.0, deadline_seconds - clock.now_seconds())
            news = clock.next_of(self._news, left)
            now_seconds = clock.now_seconds()
            match news:
                case None if deadline_seconds is not None and now_seconds >= deadline_seconds:
                    self._end_process()
                    return
                case None:
                    continue
                case _News.CLOSING if deadline_seconds is None:
                    began_seconds, deadline_seconds = now_seconds, now_seconds + SEALING_SECONDS
                case _News.CLOSING:
                    continue
                case _News.SEALED:
                    until_seconds = began_seconds + ENDING_SECONDS
                    deadline_seconds = max(until_seconds, now_seconds + AFTER_SEALING_SECONDS)
                case _News.OVER:
                    return


@contextmanager
def ending(
    ask: Callable[[], None], end_process: Callable[[], None] | None = None
) -> Generator[Ending]:
    """The signals, as long as a session lasts: the first asks it to end, the second ends it.

    Once one has come they change nothing more, to the end of the process, and that comes within
    `ENDING_SECONDS`. `ask` is called on the main thread, between any two of its steps.
    """
    made = Ending(ask, end_process or _end_process)
    before = {number: signal.signal(number, made.take) for number in ASKING}
    try:
        yield made
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_IGN if made.asked else handler)
        made.over()


def leave(code: int) -> NoReturn:
    """Exit; what hangs in a library would hold an ordinary exit up, or crash it."""
    if any(thread.name in HANGING for thread in threading.enumerate()):
        for stream in filter(None, (sys.stdout, sys.stderr)):
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
        os._exit(code)
    sys.exit(code)


def _end_process() -> None:
    with contextlib.suppress(OSError):
        os.write(2, b"reflect: something did not end in time; the program ended without it\n")
    os._exit(HUNG)
