"""A kiosk in the terminal: a picture for trying it out, and plain lines for rehearsals.

It shows the view and nothing else, in the page's words. The picture uses the terminal's other
screen, so that nothing of a visit is left to scroll back to.
"""

import threading
from collections.abc import Callable, Mapping

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from voice.conversation.actions import Means
from voice.conversation.events import ActionChosen, Interrupted
from voice.kiosk.events import KioskActionChosen
from voice.kiosk.states import KioskState
from voice.kiosk.view import KioskView
from voice.ports import CaptionHeard, LevelMeasured, Notice, ScanMoved
from voice.screen.keys import action_for_key
from voice.screen.plain import PROGRAM, STATE, PlainScreen
from voice.screen.terminal import METER_FLOOR_DBFS, picture

REFRESH_PER_SECOND = 5.0


def kiosk_event_for_key(
    view: KioskView, key: str
) -> KioskActionChosen | ActionChosen | Interrupted | None:
    """What this key does at this moment; the session's keys come first while it runs."""
    inside = None if view.session is None else action_for_key(view.session, key)
    if inside is not None:
        return inside
    for choice in view.choices:
        if choice.key == key.lower():
            return KioskActionChosen(choice.action, Means.KEY)
    return Interrupted(view.speaking_turn_id) if view.speaking_turn_id else None


class PlainKioskScreen:
    """Writes what is new in each view as lines; what the person said only with captions."""

    def __init__(self, write: Callable[[str], None], words: Mapping[str, str]) -> None:
        self._write = write
        self._words = words
        self._last: KioskView | None = None
        self._session: PlainScreen | None = None

    def show(self, view: KioskView) -> None:
        """Write what has changed since the last view."""
        last, self._last = self._last, view
        if view.session is None:
            self._session = None
        else:
            self._session = self._session or PlainScreen(self._write, self._words)
            self._session.show(view.session)
        if view.saying and (last is None or view.saying != last.saying):
            for said in view.saying:
                self._line(PROGRAM, said)
        if last is None or view.state is not last.state:
            choices = ", ".join(f"{c.spoken} ({c.key})" for c in view.choices[:4])
            heading = "" if view.session else self._words[f"kiosk_{view.state.name.lower()}"]
            if heading or choices:
                self._line(STATE, "; ".join(filter(None, (heading, choices))))
        if view.room and (last is None or view.room != last.room):
            self._line(STATE, self._words[f"kiosk_room_{view.room}"])

    def notice(self, notice: Notice) -> None:
        """Captions and levels change too often for lines."""

    def close(self) -> None:
        """Nothing to put back."""

    def _line(self, source: str, text: str) -> None:
        self._write(f"{source:<8} {text}")


class TerminalKioskScreen:
    """A live picture of the kiosk; the runner's thread only."""

    def __init__(self, console: Console, words: Mapping[str, str]) -> None:
        self._words = words
        self._view: KioskView | None = None
        self._caption = ""
        self._level_dbfs = METER_FLOOR_DBFS
        self._lock = threading.Lock()
        self._live = Live(
            console=console,
            get_renderable=self._picture,
            refresh_per_second=REFRESH_PER_SECOND,
            screen=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._live.start()

    def show(self, view: KioskView) -> None:
        """Show this moment."""
        with self._lock:
            if view.session is None or not view.captions:
                self._caption = ""
            self._view = view

    def notice(self, notice: Notice) -> None:
        """Show what is being heard, or how loud it is."""
        with self._lock:
            match notice:
                case CaptionHeard():
                    self._caption = notice.text
                case LevelMeasured():
                    self._level_dbfs = notice.level_dbfs
                case ScanMoved():
                    pass

    def close(self) -> None:
        """Give the terminal back, with nothing on it."""
        self._live.stop()

    def _picture(self) -> RenderableType:
        with self._lock:
            view, caption, level_dbfs = self._view, self._caption, self._level_dbfs
        return Text("") if view is None else kiosk_picture(view, self._words, caption, level_dbfs)


def kiosk_picture(
    view: KioskView, words: Mapping[str, str], caption: str, level_dbfs: float
) -> RenderableType:
    """One moment as something Rich can draw; `words` are the page's."""
    parts: list[RenderableType] = []
    if view.session is not None:
        parts.append(picture(view.session, words, caption, level_dbfs))
    else:
        parts.append(Panel(Padding(Text(view.title, style="bold"), (1, 2))))
        mood = "mood_speaking" if view.speaking else f"kiosk_mood_{view.state.name.lower()}"
        sign = "♪" if view.speaking else _SIGNS.get(view.state, "·")
        parts.append(Text(f"  {sign} {words[mood]}"))
        if view.room:
            parts.append(Text(f"  {words[f'kiosk_room_{view.room}']}"))
        parts.extend(Padding(Text(line), (0, 2)) for line in view.shown or view.saying)
        if view.slip is not None:
            parts.append(Padding(Text(view.slip.terminal), (1, 2)))
            parts.append(Padding(Text(view.slip.secret), (0, 2)))
    if view.warned:
        parts.append(Text(f"! {words['kiosk_warned']}", style="bold"))
    for choice in view.choices:
        parts.append(Text.assemble((f" {choice.key} ", "reverse"), f" {choice.button}"))
    if view.state is not KioskState.OPENING:
        parts.append(Padding(Text(view.crisis, style="dim"), (1, 2)))
    return Group(*parts)


_SIGNS = {
    KioskState.RESTING: "○",
    KioskState.CONSENTING: "?",
    KioskState.MEASURING: "●",
    KioskState.ADVISING: "?",
    KioskState.CHOOSING_KEY: "?",
    KioskState.PARTING: "?",
    KioskState.CONFIRMING_ERASURE: "?",
    KioskState.TROUBLED: "!",
}
"""A sign beside the words: never colour alone."""
