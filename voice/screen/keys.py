"""Keys pressed in the terminal, as actions or as letters; or one of them as the single switch.

One named thread reads key by key; which action a key is follows from the last view. While the
program speaks, any other key silences it. Control characters are left to the terminal, but those
with which a line is typed.
"""

import codecs
import contextlib
import os
import select
import signal
import sys
import termios
import threading
import time
import tty
from collections.abc import Callable

from voice.floor.actions import Means
from voice.floor.events import ActionChosen, Interrupted, OptionChosen
from voice.floor.view import View
from voice.screen.scan import SwitchScan
from voice.screen.typed_line import TypedLine, keys_in
from voice.stage.ports import Notice, Post, Screen

FOREGROUND_SECONDS = 0.25
"""How often a program that goes on in the background looks whether it has the terminal again."""

MOST_READ_BYTES = 4096
"""As much as a terminal's own line holds: what is pasted comes in few pieces."""


def action_for_key(view: View, key: str) -> ActionChosen | None:
    """What this key does at this moment; capital letters count as small ones."""
    for choice in view.choices:
        if choice.key == key.lower():
            return ActionChosen(choice.action, Means.KEY)
    return None


def event_for_key(view: View, key: str) -> ActionChosen | Interrupted | None:
    """The same; any other key silences the program where it speaks. None: it means nothing now."""
    chosen = action_for_key(view, key)
    if chosen is None and view.speaking_turn_id:
        return Interrupted(view.speaking_turn_id)
    return chosen


def option_for_key(view: View, typed: str, key: str) -> tuple[OptionChosen | None, str]:
    """The option that digits name, as soon as no other can be meant; and what is typed so far.

    Where "1" may become "12", Enter says that it does not.
    """
    numbers = set(map(str, view.names))
    if key == "enter" and typed in numbers:
        return OptionChosen(int(typed), Means.KEY), ""
    typed = typed + key if key.isdecimal() else ""
    going_on = [number for number in numbers if number.startswith(typed)] if typed else []
    if going_on == [typed]:
        return OptionChosen(int(typed), Means.KEY), ""
    return None, typed if going_on else ""


class KeyReader:
    """Reads the terminal without waiting for Enter; `close` gives it back as it was.

    One named thread calls `press` for each key, which may be several characters, and `tick` at
    least every `wait_seconds`.
    """

    def __init__(
        self,
        press: Callable[[str], None],
        tick: Callable[[], None] = lambda: None,
        wait_seconds: Callable[[], float | None] = lambda: None,
    ) -> None:
        self._press = press
        self._tick = tick
        self._wait_seconds = wait_seconds
        self._fd = sys.stdin.fileno()
        self._saved = termios.tcgetattr(self._fd)
        tty.setcbreak(self._fd)
        self._wake_read, self._wake_write = os.pipe()
        self._closing = self._taken_away = False
        self._before = signal.SIG_DFL
        with contextlib.suppress(ValueError):  # only a program's main thread is told
            self._before = signal.signal(signal.SIGCONT, self._goes_on)
        self._thread = threading.Thread(target=self._read, name="keys", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop reading and restore the terminal."""
        with contextlib.suppress(ValueError):
            signal.signal(signal.SIGCONT, self._before)
        self._closing = True
        os.write(self._wake_write, b"x")
        self._thread.join()
        with contextlib.suppress(termios.error):  # the terminal is gone
            # what nobody has read was for this program, and is no shell's to show
            termios.tcsetattr(self._fd, termios.TCSAFLUSH, self._saved)
        os.close(self._wake_read)
        os.close(self._wake_write)

    def _read(self) -> None:
        decoder = codecs.getincrementaldecoder("utf-8")(errors="ignore")
        while not self._closing:
            watched = [self._wake_read] if self._taken_away else [self._wake_read, self._fd]
            ready, _, _ = select.select(watched, [], [], self._seconds())
            if self._wake_read in ready:
                os.read(self._wake_read, 1)
            if self._closing:
                return
            if self._taken_away:
                self._take_back()
            elif self._fd in ready:
                try:
                    pressed = os.read(self._fd, MOST_READ_BYTES)
                except OSError:  # the terminal is gone
                    return
                if not pressed:
                    return
                for key in keys_in(decoder.decode(pressed)):
                    self._press(key)
            self._tick()

    def _goes_on(self, *_: object) -> None:
        """Stopped by Ctrl-Z and gone on with: the shell has set the terminal for itself since."""
        self._taken_away = True
        os.write(self._wake_write, b"c")

    def _seconds(self) -> float | None:
        waits = (self._wait_seconds(), FOREGROUND_SECONDS if self._taken_away else None)
        return min((seconds for seconds in waits if seconds is not None), default=None)

    def _take_back(self) -> None:
        """No letter is shown by the terminal itself, once it is this program's again."""
        try:
            has_it = os.tcgetpgrp(self._fd) == os.getpgrp()
        except OSError:  # it is no program's
            has_it = True
        if has_it:
            self._taken_away = False
            with contextlib.suppress(termios.error):  # the terminal is gone
                tty.setcbreak(self._fd)


class TerminalKeys:
    """The keys of a terminal, and its one switch where there is one."""

    def __init__(
        self, post: Post, switch: str | None = None, scan: SwitchScan | None = None
    ) -> None:
        """With `switch`, that one character is the switch, and `scan` what it works."""
        self._post = post
        self._switch = switch
        self._scan = scan
        self._view: View | None = None
        self._line = TypedLine()
        self._digits = ""
        self._lock = threading.Lock()
        self._reader = KeyReader(self._press, self._tick, self._wait_seconds)

    def show(self, view: View) -> None:
        """From now on keys mean what they mean in this view."""
        with self._lock:
            self._line.show(view)
            self._view = view
        if self._scan is not None:
            with self._lock:
                posts = self._scan.show(view)
            for post in posts:
                self._post(post)

    def close(self) -> None:
        """Stop reading and restore the terminal."""
        self._reader.close()

    def _wait_seconds(self) -> float | None:
        if self._scan is None:
            return None
        with self._lock:
            return self._scan.seconds_to_next(time.monotonic())

    def _press(self, key: str) -> None:
        view = self._view
        with self._lock:
            is_letter = self._line.holds_hidden
        if self._scan is not None and key == self._switch and not is_letter:
            with self._lock:
                posts = self._scan.press(time.monotonic())
            for post in posts:
                self._post(post)
        elif view is not None:
            option, self._digits = option_for_key(view, self._digits, key)
            if option is not None:
                self._post(option)
            if option is not None or self._digits:
                return
            with self._lock:
                events = self._line.press(view, key) if self._line.is_open else None
            for meant in [event_for_key(view, key)] if events is None else events:
                if meant is not None:
                    self._post(meant)

    def _tick(self) -> None:
        if self._scan is not None:
            with self._lock:
                posts = self._scan.tick(time.monotonic())
            for post in posts:
                self._post(post)


class KeyedScreen:
    """Shows each view on the screen and gives it to the keys."""

    def __init__(self, screen: Screen, keys: TerminalKeys) -> None:
        self._screen = screen
        self._keys = keys

    def show(self, view: View) -> None:
        """Show this moment; from now on keys mean what it says."""
        self._keys.show(view)
        self._screen.show(view)

    def notice(self, notice: Notice) -> None:
        """Show what changes more often than views."""
        self._screen.notice(notice)

    def close(self) -> None:
        """Give the terminal back."""
        self._keys.close()
        self._screen.close()
