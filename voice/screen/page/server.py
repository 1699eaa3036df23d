"""The program's side of the page: starts the page's own process, tells it what to show, and takes
what was chosen.

The page's process (`process`, and `child` there) has the one listener; between the two are two
pipes of typed lines (`messages`). A page that is slow or stopped holds nothing up: one piece of
news is under way at a time, and whatever changed meanwhile goes with the next. What comes back is
only taken where the picture that is shown has it.

The page must be made, and the browser started, before the network is closed for good: no listener
could be bound afterwards, and a browser would inherit the closing.
"""

import shutil
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from voice.screen.page.door import DOOR_FILE
from voice.screen.page.leftovers import DOOR, make_folder
from voice.screen.page.live import Live, Shown
from voice.screen.page.look import Look, load_look, save_look
from voice.screen.page.messages import (
    OWN_BUTTONS,
    Chosen,
    Drafted,
    Failed,
    FromPage,
    Leave,
    LookChosen,
    News,
    Offered,
    Opening,
    Part,
    Passphrase,
    Ready,
    Seen,
    Told,
    Typed,
    Typing,
)
from voice.screen.page.process import PageProcess
from voice.screen.page.seat import change, changes
from voice.screen.page.words import Shell

GONE_SECONDS = 4.0
"""A window that loses its events asks for them again after one second: see `telling.js`."""
ENDING_SECONDS = 6.0
"""More than `child.HANGING_SECONDS`: by then it has ended by itself, or never will."""


class PageServer:
    """The page and the process it is served from; every public method may come from any thread."""

    def __init__(
        self,
        shell: Shell,
        look_file: Path | None = None,
        door_folder: Path | None = None,
        given_look: Mapping[str, object] = MappingProxyType({}),
    ) -> None:
        """Start the page's process; a `look_file` of None remembers nothing.

        `given_look` is wanted this once, before what is remembered, and is not remembered itself.
        Without `door_folder` the door is in a new private folder, which `close` removes.

        Raises:
            OSError: there is no listener to be had, or the door cannot be written.
            VoiceError: the page's process does not start.
        """
        self.shell = shell
        self._look_file = look_file
        self._given_look = given_look
        self._live = Live(look=self._first_look())
        self._told: dict[Part, str] = {"look": self._live.look.model_dump_json()}
        self._tell_seen: Callable[[bool], None] = lambda _seen: None
        self._tell_lost: Callable[[], None] = lambda: None
        self._changed = threading.Condition()
        """Held for whatever of the following is read or written."""
        self._dirty = False
        self._news_number = 0
        self._told_number = 0
        self._leaving = False
        self._lost = False
        self._made = None if door_folder else make_folder(DOOR)
        folder = door_folder or self._made or Path()
        self.door = folder / DOOR_FILE
        """The file that lets a browser in; as long as the page runs there is one."""
        try:
            self._process = PageProcess()
            self._open(folder)
        except BaseException:
            self._remove_door()
            raise
        self._threads = [
            threading.Thread(target=self._listen, name="page", daemon=True),
            threading.Thread(target=self._tell, name="page news", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    @property
    def address(self) -> str:
        """Where the page is: `http://127.0.0.1:PORT`."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def process_id(self) -> int:
        """Of the page's process."""
        return self._process.pid

    @property
    def port(self) -> int:
        """The listener's port."""
        return self._process.port

    def publish(self, shown: Shown) -> None:
        """Show this picture until the next; what was heard live before it stays."""
        self._set(shown=shown, over=None)

    def watch(self, tell: Callable[[bool], None]) -> None:
        """Tell when the window has gone for longer than a hiccup, and when it is back."""
        self._tell_seen = tell

    def on_loss(self, tell: Callable[[], None]) -> None:
        """Tell when the page's process has ended by itself: there is no page any more."""
        with self._changed:
            self._tell_lost = tell
            lost = self._lost
        if lost:
            tell()

    def speak(self, shell: Shell) -> None:
        """From now on the page is in another language: the window is given it anew."""
        self.shell = shell
        self._set(page={"language": shell.words["language"], "html": shell.page})

    def caption(self, text: str) -> None:
        """Show the words being heard now; empty takes them away."""
        self._set(caption=text)

    def level(self, step: int, speech: bool) -> None:
        """Show how loud the microphone is, of `METER_STEPS`, and whether that is speech."""
        self._set(level=step, speech=speech)

    def wipe(self, told: tuple[str, ...] = ()) -> None:
        """Nothing of a session is held or shown any more, here or in the window.

        `told` stands there instead: what it came to, without a word of the person's.
        """
        look = self._first_look()
        self._set(shown=None, caption="", level=0, speech=False, look=look, over=told)

    def close(self, told: tuple[str, ...] = ()) -> None:
        """Wipe, tell the window, which goes on showing what it was told, and end the process."""
        self.wipe(told)
        with self._changed:
            self._leaving = True
            self._changed.notify_all()
        self._threads[0].join(ENDING_SECONDS)
        self._process.kill()  # of a process that has ended and been waited for: nothing
        for thread in self._threads:
            thread.join()

    def _open(self, folder: Path) -> None:
        assets = {path: (each.media_type, each.body) for path, each in self.shell.assets.items()}
        opening = Opening(
            words=dict(self.shell.words),
            page=self.shell.page,
            assets=assets,
            look=self._live.look,
            door_folder=str(folder),
            gone_seconds=GONE_SECONDS,
        )
        self._process.open(opening)

    def _set(self, **changed: Any) -> None:
        with self._changed:
            self._live = replace(self._live, **changed)
            self._dirty = True
            self._changed.notify_all()

    # On the thread "page news" ------------------------------------------------------------------

    def _tell(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(self._has_to_tell)
                if self._lost or not self._dirty:
                    break
                live = self._live
            parts = live.parts()  # a long answer takes its time
            with self._changed:
                self._dirty = self._live is not live
                changed = changes(self._told, parts)
                change(self._told, changed)
                self._news_number += bool(changed)
                number = self._news_number
            if changed and not self._process.send(News(number=number, changed=changed)):
                return
        if not self._lost:
            self._process.send(Leave())

    def _has_to_tell(self) -> bool:
        free = self._told_number == self._news_number
        return self._lost or (free and (self._dirty or self._leaving))

    # On the thread "page" -------------------------------------------------------------------------

    def _listen(self) -> None:
        while (message := self._process.read()) is not None:
            self._take(message)
        self._process.see_off()
        self._remove_door()
        with self._changed:
            self._lost = True
            self._changed.notify_all()
            tell = (lambda: None) if self._leaving else self._tell_lost
        tell()

    def _remove_door(self) -> None:
        self.door.unlink(missing_ok=True)
        if self._made is not None:
            shutil.rmtree(self._made, ignore_errors=True)

    def _take(self, message: FromPage) -> None:
        shown = self._live.shown
        match message:
            case Told(number=number):
                with self._changed:
                    self._told_number = number
                    self._changed.notify_all()
            case Chosen(choice=choice):
                if shown is not None and _has(shown, choice):
                    shown.take(choice)
            case Offered(choice=choice, begins=begins):
                if shown is not None and (choice in OWN_BUTTONS or _has(shown, choice)):
                    shown.offer(choice, begins)
            case Typed(text=text):
                if shown is not None and shown.picture.entry and text.strip():
                    shown.take_text(text)
            case Typing():
                if shown is not None and shown.picture.is_watched:
                    shown.typing()
            case Drafted(line=line, text=text):
                if shown is not None and shown.picture.line == line:
                    shown.take_draft(line, text)
            case Passphrase(asked=asked, text=text):
                if shown is not None and shown.picture.passphrase == asked:
                    shown.take_passphrase(asked, text)
            case LookChosen(look=look):
                self._take_look(look)
            case Seen(seen=seen):
                self._tell_seen(seen)
            case Ready() | Failed():
                pass  # said once, before this thread began

    def _take_look(self, look: Look) -> None:
        with self._changed:
            self._live = replace(self._live, look=look)
            self._told["look"] = look.model_dump_json()  # it shows that already
        remembered = load_look(self._look_file)
        untouched = {n for n, value in self._given_look.items() if getattr(look, n) == value}
        kept = {name: getattr(remembered, name) for name in untouched}
        save_look(self._look_file, look.model_copy(update=kept))

    def _first_look(self) -> Look:
        return load_look(self._look_file).model_copy(update=self._given_look)


def _has(shown: Shown, choice: str) -> bool:
    return any(button.id == choice for button in shown.picture.buttons)
