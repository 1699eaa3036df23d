"""One line per event: for screen readers, for logs of rehearsals, and where there is no terminal.

No colour, no cursor movement, nothing rewritten: a line once written stays as it is.
"""

from collections.abc import Callable, Mapping, Sequence

from voice.floor.actions import Action
from voice.floor.crisis import CrisisCard
from voice.floor.view import Choice, Mood, View, newly_said
from voice.screen.likely import ALWAYS, beside, drawn
from voice.screen.page.buttons import option_note
from voice.screen.page.picture import unchecked_words
from voice.stage.ports import Notice, ScanMoved
from voice.values.problems import in_one_line
from voice.values.typing import MOST_TYPED_CHARACTERS

PROGRAM, PERSON, STATE, NOTICE, SWITCH = "program", "you", "state", "notice", "switch"
TYPED = "typed"
CRISIS = "crisis"


class PlainScreen:
    """Writes what is new in each view as lines, each led by who or what it is from."""

    def __init__(self, write: Callable[[str], None], words: Mapping[str, str]) -> None:
        """`words` are the page's, in the session's language; only the tags are always the same."""
        self._write = write
        self._words = words
        self._last: View | None = None
        self._answer: View | None = None
        """The last view that had the answer: the crisis card may lie over it."""
        self._place = ""
        self._named: set[tuple[str, Action]] = set()
        """What was named in which state: "help" says it again, and this screen does not."""

    def show(self, view: View) -> None:
        """Write what has changed since the last view."""
        last = self._last
        self._last = view
        if view.nobody_here and not (last and last.nobody_here):
            self._place = ""
            self._named.clear()  # whoever comes next has heard nothing of it
        if view.saying and (last is None or view.saying != last.saying):
            for line in view.saying:
                self.line(PROGRAM, line)
        if view.card is None:
            for passage in newly_said(self._answer, view):
                self.line(PERSON, passage)
            self._answer = view
        elif last is None or last.card is None:
            self._show_card(view.card)
        self._show_private(last, view)
        self._show_typed(last, view)
        self._show_options(last, view)
        if view.notice != (last.notice if last else ""):
            self.line(NOTICE, view.notice or self._words["trouble_over"])
        if view.heading_key and view.card is None:
            self._show_heading(last, view)
        else:
            self._show_state(last, view)
        if view.room and (last is None or view.room != last.room):
            self.line(STATE, self._words[f"kiosk_room_{view.room}"])

    def notice(self, notice: Notice) -> None:
        """Where the switch's scan stands; captions and levels change too often for lines."""
        if isinstance(notice, ScanMoved) and self._last is not None:
            for choice in self._last.choices:
                if choice.action is notice.choice:
                    self.line(SWITCH, choice.button)
            for option in self._last.options:
                if option.number == notice.choice:
                    self.line(SWITCH, f"{option.number}. {option.text}")

    def line(self, source: str, text: str) -> None:
        """Write one line."""
        self._write(f"{source:<8} {in_one_line(text)}")

    def _show_private(self, last: View | None, view: View) -> None:
        """What is only shown, and never said unasked, such as a key."""
        before = last.shown if last else ()
        for text in view.shown:
            if text in view.private and text not in before:
                self.line(STATE, text)

    def _show_typed(self, last: View | None, view: View) -> None:
        """What is being typed, a whole word at a time; all of it where words were erased."""
        if last is None or last.typing_turn_id != view.typing_turn_id:
            before = ""
        else:
            before = _whole_words(last.draft)
        now = _whole_words(view.draft)
        new = now.removeprefix(before) if now.startswith(before) else now
        if now != before and new.strip():
            self.line(TYPED, new)
        if len(view.draft) >= MOST_TYPED_CHARACTERS and (last is None or last.draft != view.draft):
            self.line(NOTICE, self._words["typing_full"])

    def _show_card(self, card: CrisisCard) -> None:
        """Once, when it comes; what is spoken of it has its own line as often as it is spoken."""
        for words in card.words:
            self.line(CRISIS, words)
        for number in card.numbers:
            self.line(CRISIS, f"{number.shown}  {number.words}")
        unchecked = unchecked_words(card, self._words)
        if unchecked:
            self.line(CRISIS, unchecked)

    def _show_heading(self, last: View | None, view: View) -> None:
        """What a moment is about and how to go on, as often as it is another."""
        if last is None or view.state is not last.state:
            heading = self._words[view.heading_key]
            self.line(STATE, "; ".join(filter(None, (heading, self._new_choices(view)))))

    def _show_options(self, last: View | None, view: View) -> None:
        """What can be chosen by its number, once as it comes."""
        if view.options and (last is None or last.options != view.options):
            for option in view.options:
                note = option_note(option, self._words)
                self.line(STATE, f"{option.number}. {option.text}{note}")

    def _show_state(self, last: View | None, view: View) -> None:
        """What the program does and what can be said, as often as somebody is listened to."""
        now = (view.state, view.turn_id, view.microphone_open)
        is_new = last is None or now != (last.state, last.turn_id, last.microphone_open)
        if is_new and (view.microphone_open or view.deaf) and view.mood not in _SILENT:
            named = self._new_choices(view)
            how = self._words["plain_press" if view.deaf else "plain_choose"]
            choose = f"{how}: {named}" if named else ""
            doing = ", ".join(filter(None, (self._words[view.mood_key], self._new_place(view))))
            self.line(STATE, "; ".join(filter(None, (doing, choose))))
        around = [c for c in view.choices if c.action is Action.CAPTIONS]
        if around and (last is None or last.heading_key):
            self.line(STATE, _listed(around))

    def _new_place(self, view: View) -> str:
        place = self._words["place"].format(number=view.number, count=view.count)
        if not view.number or place == self._place:
            return ""
        self._place = place
        return place

    def _new_choices(self, view: View) -> str:
        """What can be said here and was not named here before; the way out is always among it."""
        choices = drawn(view)
        always = [choice for choice in choices if choice.action in ALWAYS]
        here = [*beside(choices, MOST_NAMED), *always]
        new = [choice for choice in here if (view.state, choice.action) not in self._named]
        self._named.update((view.state, choice.action) for choice in new)
        return _listed(new)

    def close(self) -> None:
        """Nothing to put back."""


def _whole_words(draft: str) -> str:
    return draft[: draft.rfind(" ") + 1]


def _listed(choices: Sequence[Choice]) -> str:
    return ", ".join(f"{choice.spoken} ({choice.key})" for choice in choices)


_SILENT = frozenset({Mood.SPEAKING, Mood.THINKING, Mood.OVER})
"""Moods in which nobody is listened to."""

MOST_NAMED = 4
"""Beside help, help in a crisis and the way out: a line is heard from its beginning to its end."""


class BlankScreen:
    """Nothing shown at all: everything is spoken, and nobody reads over a shoulder."""

    def show(self, view: View) -> None:
        """Nothing."""

    def notice(self, notice: Notice) -> None:
        """Nothing."""

    def close(self) -> None:
        """Nothing to put back."""
