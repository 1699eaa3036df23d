"""Fetching the recogniser while somebody waits: on a thread, with its progress told, to be stopped.

What goes online is not here: whoever composes the process that may gives an `Installer`.
"""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from voice.floor.events import Event
from voice.scenes.setting_up.events import Ending, Fetched, FetchMoved
from voice.values.errors import VoiceError

LET_GO_SECONDS = 1.0
"""A source that gives nothing is not waited for at the end: what came is in its file already."""


class Progress(Protocol):
    """What is told while it comes, as `installing` tells it."""

    def said(self, text: str) -> None: ...

    def moved(self, done_bytes: int, of_bytes: int) -> None: ...


class Installer(Protocol):
    """Brings a recogniser onto this machine; each raises `VoiceError`."""

    def fetch(self, progress: Progress) -> None: ...

    def take(self, archive: Path, progress: Progress) -> None: ...


class _Stopped(Exception):
    """The person wants no more of it now."""


class Fetching:
    """One installation at a time; begun and stopped by the stage's thread."""

    def __init__(self, post: Callable[[Event], None], failed: Callable[[VoiceError], str]) -> None:
        """`failed` is told, on the thread that fetches, why it did not work: in words."""
        self._post = post
        self._failed = failed
        self._thread: threading.Thread | None = None
        self._told = _Told(post)

    def begin(self, bring: Callable[[Progress], None]) -> None:
        """Let it come; `Fetched` says when that is over."""
        self.stop()
        self._told = told = _Told(self._post)
        self._thread = threading.Thread(
            target=self._run, args=(bring, told), name="fetching", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Stop where it is; whatever has come stays for the next time."""
        self._told.stopping.set()

    def close(self) -> None:
        """The same at the end."""
        self.stop()
        if self._thread is not None:
            self._thread.join(LET_GO_SECONDS)

    def _run(self, bring: Callable[[Progress], None], told: "_Told") -> None:
        try:
            bring(told)
        except _Stopped:
            self._post(Fetched(Ending.STOPPED))
        except VoiceError as error:
            self._post(Fetched(Ending.FAILED, self._failed(error)))
        else:
            self._post(Fetched(Ending.READY))


class _Told:
    """Tells each percent once, and stops what it is told of where that is wanted."""

    def __init__(self, post: Callable[[Event], None]) -> None:
        self._post = post
        self._percent = 0
        self.stopping = threading.Event()

    def said(self, text: str) -> None:
        """What is done next: nothing more, where it is to stop."""
        if self.stopping.is_set():
            raise _Stopped

    def moved(self, done_bytes: int, of_bytes: int) -> None:
        """So much is there."""
        if self.stopping.is_set():
            raise _Stopped
        percent = 100 * done_bytes // of_bytes
        if percent != self._percent:
            self._percent = percent
            self._post(FetchMoved(percent))
