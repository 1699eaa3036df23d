"""A kiosk in the terminal: a picture for trying it out, and plain lines for rehearsals.

It shows the view and nothing else, in the page's words. The picture uses the terminal's other
screen, so that nothing of a visit is left to scroll back to.
"""

import threading
from collections.abc import Callable, Mapping

from rich.console import Console, RenderableType
from rich.live import Live
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from voice.floor.actions import Means
from voice.floor.events import ActionChosen, Interrupted
from voice.scenes.visit.states import KioskState
from voice.scenes.visit.view import KeySlip, KioskView
from voice.screen.code import code_size, code_text
from voice.screen.fitting import Choices, Fitted, Part, split
from voice.screen.keys import action_for_key
from voice.screen.page.picture import typeset
from voice.screen.plain import PROGRAM, STATE, PlainScreen
from voice.screen.terminal import METER_FLOOR_DBFS, Rank, other_choices, session_parts
from voice.stage.ports import CaptionHeard, LevelMeasured, Notice, ScanMoved
from voice.values.problems import in_one_line

REFRESH_PER_SECOND = 5.0

BESIDE_CODE_COLUMNS = 38
"""What is said of a key, and its 74 letters in two lines: a window of 80 columns holds both."""

BELOW_CODE_LINES = 6
"""The key's letters, the status and how to go on."""

FOOT_LINES = 3
"""Help, crisis help and stop, and how to go on."""


def kiosk_event_for_key(view: KioskView, key: str) -> ActionChosen | Interrupted | None:
    """What this key does at this moment; the session's keys come first while it runs."""
    inside = None if view.session is None else action_for_key(view.session, key)
    if inside is not None:
        return inside
    for choice in view.choices:
        if choice.key == key.lower():
            return ActionChosen(choice.action, Means.KEY)
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
        self._write(f"{source:<8} {in_one_line(text)}")


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
    """One moment as something Rich can draw, no higher than the window; `words` are the page's."""
    inside = () if view.session is None else view.session.choices
    foot, others = split((*inside, *view.choices))

    def parts(width: int, height: int) -> list[Part | Choices]:
        if view.session is not None:
            above = session_parts(view.session, words, caption, level_dbfs, width)
        else:
            above = _moment(view, words, width, height)
        if view.warned:
            warned = Text(f"! {words['kiosk_warned']}", style="bold")
            above.append(Part(warned, Rank.NOTICE, 1, 0.25))
        card = Padding(Text(typeset(view.crisis), style="dim"), (0, 2))
        shown = view.state is not KioskState.OPENING
        whole = any(choice.action == "crisis" for choice in foot)
        return [
            *above,
            other_choices(view.session, others) if view.session else Choices(others, Rank.CHOICES),
            *([Part(card, Rank.CARD, whole=whole, apart=True)] if shown else []),
        ]

    return Fitted(parts, foot)


def _moment(view: KioskView, words: Mapping[str, str], width: int, height: int) -> list[Part]:
    """What the kiosk itself shows above its choices."""
    mood = "mood_speaking" if view.speaking else f"kiosk_mood_{view.state.name.lower()}"
    sign = "♪" if view.speaking else _SIGNS.get(view.state, "·")
    status = Text(f"  {sign} {words[mood]}")
    told = Text("\n".join(map(typeset, view.shown or view.saying)))
    parts = [
        Part(Rule(Text(view.title), align="left", style="dim"), Rank.HEADING),
        Part(status, Rank.STATUS, 1, apart=True),
        Part(Padding(told, (0, 2)), Rank.TOLD, share=1.0, apart=True),
    ]
    if view.room:
        parts.insert(2, Part(Text(f"  {words[f'kiosk_room_{view.room}']}"), Rank.ASKED))
    return parts if view.slip is None else _with_key(parts, view.slip, words, width, height)


def _with_key(
    parts: list[Part], slip: KeySlip, words: Mapping[str, str], width: int, height: int
) -> list[Part]:
    """A new key beside or above what is said of it; never a part of its code."""
    columns, lines = code_size(slip.rows)
    code = code_text(slip.rows)
    parts.append(Part(Text(slip.secret, overflow="fold"), Rank.KEY, 3, apart=True))
    if height >= lines and width >= columns + BESIDE_CODE_COLUMNS:
        beside = Table.grid(padding=(0, 1, 0, 0))
        beside.add_column(width=columns)
        beside.add_column(width=width - columns - 2)
        beside.add_row(code, Fitted(lambda _width, _height: parts, (), lines=lines))
        return [Part(beside, Rank.KEY, lines)]
    if height >= lines + BELOW_CODE_LINES and width >= columns:
        return [Part(code, Rank.KEY, lines), *parts]
    too_small = words["kiosk_code_too_large"].format(
        columns=columns + BESIDE_CODE_COLUMNS, lines=lines + FOOT_LINES
    )
    parts.append(Part(Text(f"! {too_small}", style="bold"), Rank.NOTICE, 1, 0.25))
    return parts


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
