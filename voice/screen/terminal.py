"""The terminal window: a live picture of whatever scene is on, drawn by Rich.

It shows the view and nothing else; what the picture holds is `moment`'s to say.
"""

import threading
from collections.abc import Mapping

from rich.console import Console, RenderableType
from rich.live import Live
from rich.text import Text

from voice.floor.actions import Action
from voice.floor.view import View
from voice.screen.moment import picture
from voice.screen.page.picture import METER_FLOOR_DBFS
from voice.stage.ports import CaptionHeard, HiddenTyped, LevelMeasured, Notice, ScanMoved

REFRESH_PER_SECOND = 10.0


class TerminalScreen:
    """A live picture of whatever scene is on; the stage's thread only."""

    def __init__(
        self, console: Console, words: Mapping[str, str], leaves_nothing: bool = False
    ) -> None:
        """`words` are the page's, in the scene's language.

        `leaves_nothing`: the terminal's other screen is drawn on, so that there is nothing to
        scroll back to; otherwise the last picture is left standing.
        """
        self._words = words
        self._view: View | None = None
        self._caption = ""
        self._level_dbfs = METER_FLOOR_DBFS
        self._standing_on: Action | int | None = None
        self._hidden_letters = 0
        self._lock = threading.Lock()
        self._live = Live(
            console=console,
            get_renderable=self._picture,
            refresh_per_second=REFRESH_PER_SECOND,
            screen=leaves_nothing,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._live.start()

    def show(self, view: View) -> None:
        """Show this moment."""
        with self._lock:
            last, self._view = self._view, view
            now = (view.turn_id, view.passage_count)
            if last is None or now != (last.turn_id, last.passage_count) or not view.captions:
                self._caption = ""
            if last is None or view.passphrase_turn_id != last.passphrase_turn_id:
                self._hidden_letters = 0

    def notice(self, notice: Notice) -> None:
        """Show what is being heard, or how loud it is."""
        with self._lock:
            match notice:
                case CaptionHeard():
                    self._caption = notice.text
                case LevelMeasured():
                    self._level_dbfs = notice.level_dbfs
                case ScanMoved():
                    self._standing_on = notice.choice
                case HiddenTyped():
                    self._hidden_letters = notice.count

    def close(self) -> None:
        """Give the terminal back."""
        self._live.stop()

    def _picture(self) -> RenderableType:
        with self._lock:
            view, caption, level_dbfs = self._view, self._caption, self._level_dbfs
            standing_on, hidden = self._standing_on, self._hidden_letters
        if view is None:
            return Text("")
        return picture(view, self._words, caption, level_dbfs, standing_on, hidden)
