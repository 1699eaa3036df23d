"""One line per event: for screen readers, for logs of rehearsals, and where there is no terminal.

No colour, no cursor movement, nothing rewritten: a line once written stays as it is.
"""

from collections.abc import Callable, Mapping

from voice.floor.actions import Action
from voice.scenes.reflection.states import State
from voice.scenes.reflection.view import SessionView, newly_said
from voice.screen.page.picture import mood_words
from voice.stage.ports import Notice, ScanMoved
from voice.values.problems import in_one_line

PROGRAM, PERSON, STATE, NOTICE, SWITCH = "program", "you", "state", "notice", "switch"


class PlainScreen:
    """Writes what is new in each view as lines, each led by who or what it is from."""

    def __init__(self, write: Callable[[str], None], words: Mapping[str, str]) -> None:
        """`words` are the page's, in the session's language; only the tags are always the same."""
        self._write = write
        self._words = words
        self._last: SessionView | None = None

    def show(self, view: SessionView) -> None:
        """Write what has changed since the last view."""
        last = self._last
        self._last = view
        if view.saying and (last is None or view.saying != last.saying):
            for line in view.saying:
                self.line(PROGRAM, line)
        for passage in newly_said(last, view):
            self.line(PERSON, passage)
        if view.notice != (last.notice if last else ""):
            self.line(NOTICE, view.notice or self._words["trouble_over"])
        now = (view.state, view.turn_id, view.microphone_open)
        if last is None or now != (last.state, last.turn_id, last.microphone_open):
            self._show_state(view)

    def notice(self, notice: Notice) -> None:
        """Where the switch's scan stands; captions and levels change too often for lines."""
        if isinstance(notice, ScanMoved) and self._last is not None:
            for choice in self._last.choices:
                if choice.action is notice.action:
                    self.line(SWITCH, choice.button)

    def line(self, source: str, text: str) -> None:
        """Write one line."""
        self._write(f"{source:<8} {in_one_line(text)}")

    def _show_state(self, view: SessionView) -> None:
        silent = view.state in {State.DRAINING, State.ENDED} or view.speaking
        if silent or not view.microphone_open:
            return
        place = self._words["place"].format(number=view.number, count=view.count)
        where = f", {place}" if view.number else ""
        listed = [
            c for c in view.choices if c.action in _FIRST or view.state is not State.LISTENING
        ]
        choices = ", ".join(f"{c.spoken} ({c.key})" for c in listed[:6])
        doing, choose = mood_words(view, self._words), self._words["plain_choose"]
        self.line(STATE, f"{doing}{where}; {choose}: {choices}")

    def close(self) -> None:
        """Nothing to put back."""


_FIRST = (Action.NEXT, Action.REPEAT, Action.SKIP, Action.PAUSE, Action.HELP, Action.STOP)
"""What is named on every listening line; "help" tells the rest."""
