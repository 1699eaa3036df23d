"""The terminal window: the question, what is being heard, the level, and what can be done now.

Drawn by Rich, a few times a second at most. It shows the view and nothing else.
"""

import threading
from collections.abc import Mapping

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from voice.conversation.actions import Action
from voice.conversation.states import State
from voice.conversation.view import SessionView
from voice.ports import CaptionHeard, LevelMeasured, Notice, ScanMoved
from voice.screen.page.picture import kept_words, mood_words

METER_CELLS = 24
METER_FLOOR_DBFS = -60.0
"""A quiet room; whatever is under it shows as an empty meter."""

REFRESH_PER_SECOND = 10.0

_STATE_SIGNS = {
    State.LISTENING: "●",
    State.READY: "●",
    State.AGREEING: "?",
    State.PAUSED: "‖",
    State.CONFIRMING: "?",
    State.REVIEWING: "?",
    State.CHOOSING: "?",
    State.STOPPING: "■",
}
"""A sign each, with words beside it: never colour alone."""


class TerminalScreen:
    """A live picture of the session; `show` and `notice` may come from the runner's thread only."""

    def __init__(self, console: Console, words: Mapping[str, str]) -> None:
        """`words` are the page's, in the session's language."""
        self._words = words
        self._view: SessionView | None = None
        self._caption = ""
        self._level_dbfs = METER_FLOOR_DBFS
        self._standing_on: Action | None = None
        self._lock = threading.Lock()
        self._live = Live(
            console=console,
            get_renderable=self._picture,
            refresh_per_second=REFRESH_PER_SECOND,
            transient=False,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._live.start()

    def show(self, view: SessionView) -> None:
        """Show this moment."""
        with self._lock:
            if self._view is None or view.turn_id != self._view.turn_id:
                self._caption = ""
            if self._view is not None and len(view.passages) != len(self._view.passages):
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
                    self._standing_on = notice.action

    def close(self) -> None:
        """Leave the last picture standing and give the terminal back."""
        self._live.stop()

    def _picture(self) -> RenderableType:
        with self._lock:
            view, caption, level_dbfs = self._view, self._caption, self._level_dbfs
            standing_on = self._standing_on
        if view is None:
            return Text("")
        return picture(view, self._words, caption, level_dbfs, standing_on)


def picture(
    view: SessionView,
    words: Mapping[str, str],
    caption: str,
    level_dbfs: float,
    standing_on: Action | None = None,
) -> RenderableType:
    """One moment as something Rich can draw."""
    heading = view.title
    if view.number:
        place = words["place"].format(number=view.number, count=view.count)
        heading = f"{view.theme} · {place}"
    question = Text(view.question or view.title, style="bold")
    parts: list[RenderableType] = [Panel(Padding(question, (1, 2)), title=heading)]
    if view.state is State.ENDED:
        return Group(*parts)
    parts.append(_status(view, words, level_dbfs))
    spoken = [line for line in view.saying or view.said if line != view.question]
    if spoken:
        parts.append(Padding(Text(" ".join(spoken)), (1, 2)))
    if view.answer or caption:
        answer = Text(view.answer)
        if caption:
            answer.append(("\n" if view.answer else "") + caption + " …", style="italic")
        parts.append(Panel(answer, title=words["your_answer"], title_align="left"))
    if view.notice:
        parts.append(Text(f"! {view.notice}", style="bold"))
    parts.append(_choices(view, standing_on))
    return Group(*parts)


def _status(view: SessionView, words: Mapping[str, str], level_dbfs: float) -> Text:
    sign = (
        f"{'♪' if view.speaking else _STATE_SIGNS.get(view.state, '…')} {mood_words(view, words)}"
    )
    if view.state in _STATE_SIGNS and not view.microphone_open:
        sign = f"… {words['one_moment']}"
    filled = round(METER_CELLS * min(1.0, max(0.0, 1.0 - level_dbfs / METER_FLOOR_DBFS)))
    meter = "█" * filled + "░" * (METER_CELLS - filled)
    return Text(f"  {sign:<28} {meter}   {kept_words(view, words)}".rstrip())


def _choices(view: SessionView, standing_on: Action | None) -> Table:
    table = Table.grid(padding=(0, 3))
    for _ in range(3):
        table.add_column()
    cells = [
        Text.assemble((f" ▶ {c.button} ", "reverse bold"))
        if c.action is standing_on
        else Text.assemble((f" {c.key} ", "reverse"), f" {c.button}")
        for c in view.choices
    ]
    for row in range(0, len(cells), 3):
        table.add_row(*cells[row : row + 3])
    return table
