"""The terminal window: the question, what is being heard, the level, and what can be done now.

Drawn by Rich, a few times a second at most. It shows the view and nothing else; what of it a small
window has room for is `Rank`'s to say.
"""

import threading
from collections.abc import Mapping, Sequence
from enum import IntEnum

from rich.console import Console, RenderableType
from rich.live import Live
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from voice.floor.actions import Action
from voice.scenes.reflection.states import State
from voice.scenes.reflection.view import SessionView
from voice.screen.fitting import Choice, Choices, Fitted, Part, split
from voice.screen.page.picture import kept_words, mood_words, typeset
from voice.stage.ports import CaptionHeard, LevelMeasured, Notice, ScanMoved

METER_CELLS = 24
SIGN_CELLS = 28
"""Where the meter begins: most of what the program does is said in fewer."""

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

LIKELY = (
    Action.BEGIN,
    Action.YES,
    Action.NO,
    Action.NEXT,
    Action.RESUME,
    Action.UNDO,
    Action.KEEP,
    Action.LET_GO,
    Action.PAUSE,
    Action.REPEAT,
    Action.READ_BACK,
    Action.SCRATCH,
    Action.CORRECT,
    Action.MINUTE,
    Action.SKIP,
    Action.PASS,
)
"""What a person is likely to choose, in this order, where not all of it fits: what the moment asks
for, then what acts on the answer. "Help" names the rest."""


class Rank(IntEnum):
    """Whose turn it is to be given lines of a small window; the foot comes before all of them."""

    STATUS = 0
    KEY = 1
    TOLD = 2
    NOTICE = 3
    ANSWER = 4
    ASKED = 5
    HEADING = 6
    LABEL = 7
    CHOICES = 8
    TOLD_BEFORE = 9
    CARD = 10
    KEPT = 11


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
            if self._view is not None and view.passage_count != self._view.passage_count:
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
    """One moment as something Rich can draw, no higher than the window."""
    foot, others = split(view.choices)
    return Fitted(
        lambda width, _height: [
            *session_parts(view, words, caption, level_dbfs, width),
            other_choices(view, others, standing_on),
        ],
        foot,
        standing_on,
    )


def other_choices(
    view: SessionView, others: Sequence[Choice], standing_on: Action | None = None
) -> Choices:
    """What there is beside the foot; it gives way to what somebody asked to be told."""
    needed = 0 if view.state is State.TELLING else 1
    return Choices(others, Rank.CHOICES, standing_on, LIKELY, needed)


def session_parts(
    view: SessionView, words: Mapping[str, str], caption: str, level_dbfs: float, width: int
) -> list[Part]:
    """What a session shows above its choices."""
    heading = view.title
    if view.number:
        place = words["place"].format(number=view.number, count=view.count)
        heading = f"{view.theme} · {place}"
    parts = [
        Part(Rule(Text(heading), align="left", style="dim"), Rank.HEADING),
        Part(_indented(Text(view.question or view.title, style="bold")), Rank.ASKED, share=0.2),
    ]
    if view.state is State.ENDED:
        return parts
    parts.append(Part(_status(view, words, level_dbfs, width), Rank.STATUS, 1, apart=True))
    spoken = [line for line in view.saying or view.said if line != view.question]
    if spoken:
        # what is said now is whole before anything else; once listened to, the answer is
        told = view.speaking or view.state is not State.LISTENING
        rank, share = (Rank.TOLD, 1.0) if told else (Rank.TOLD_BEFORE, 0.0)
        parts.append(
            Part(_indented(Text(typeset(" ".join(spoken)))), rank, share=share, apart=True)
        )
    if view.answer or caption:
        answer = Text(view.answer)
        if caption:
            answer.append(("\n" if view.answer else "") + caption + " …", style="italic")
        label = Text(f"  {words['your_answer']}:", style="dim")
        parts.append(Part(label, Rank.LABEL, apart=True))
        parts.append(Part(_indented(answer), Rank.ANSWER, share=0.25, newest=True))
    if view.notice:
        parts.append(Part(Text(f"! {view.notice}", style="bold"), Rank.NOTICE, 1, 0.125))
    kept = kept_words(view, words)
    if kept:
        parts.append(Part(Text(f"  {kept}", style="dim"), Rank.KEPT))
    return parts


def _indented(text: Text) -> RenderableType:
    return Padding(text, (0, 2))


def _status(view: SessionView, words: Mapping[str, str], level_dbfs: float, width: int) -> Text:
    sign = (
        f"{'♪' if view.speaking else _STATE_SIGNS.get(view.state, '…')} {mood_words(view, words)}"
    )
    if view.state in _STATE_SIGNS and not view.microphone_open:
        sign = f"… {words['one_moment']}"
    cells = max(0, min(METER_CELLS, width - max(len(sign), SIGN_CELLS) - 3))
    filled = round(cells * min(1.0, max(0.0, 1.0 - level_dbfs / METER_FLOOR_DBFS)))
    meter = "█" * filled + "░" * (cells - filled)
    return Text(f"  {sign:<{SIGN_CELLS}} {meter}".rstrip(), no_wrap=True, overflow="ellipsis")
