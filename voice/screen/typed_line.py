"""The line that somebody types in at a terminal: letters, and how it is kept or left.

Sans-IO: keys in, events out. A terminal sends some keys as several characters at once; `keys_in`
parts them. Everything that stands in the line of an answer is told at every key, so that nothing is
lost with this process's keyboard. Of a passphrase nothing is told but how many letters there are,
until it is given; then it is forgotten here.
"""

import re
import unicodedata

from voice.floor.actions import Action, Means
from voice.floor.events import (
    ActionChosen,
    Drafted,
    Interrupted,
    PassphraseGiven,
    Sign,
    SignOfLife,
)
from voice.floor.view import View
from voice.stage.ports import HiddenTyped
from voice.values.typing import MOST_TYPED_CHARACTERS, as_draft

NAMES = {"\r": "enter", "\n": "enter", "\x1b": "escape"}
"""Keys that choose while a line is open, as a view names them; with Alt every other does."""

ERASE, ERASE_WORD, ERASE_ALL = ("\x7f", "\b"), "\x17", "\x15"
"""Backspace, Ctrl-W and Ctrl-U, as in any terminal's line."""

Meant = Drafted | ActionChosen | Interrupted | PassphraseGiven | SignOfLife | HiddenTyped
"""What a key comes to."""

_KEY = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1bO.|\x1b[^\x1b\[]|.", re.DOTALL)
_LINE_END = re.compile(r"[\r\n]+(?=[^\r\n])")


def keys_in(read: str) -> list[str]:
    """What one read of the terminal gave, key by key.

    Nobody's finger comes after Enter within one read: a line end with more behind it was pasted.
    """
    return _KEY.findall(_LINE_END.sub(" ", read))


def name_of(key: str) -> str:
    """What a view calls this key while a line is open; empty for a letter."""
    if key in NAMES:
        return NAMES[key]
    return f"alt-{key[1]}" if len(key) == 2 and key[0] == "\x1b" else ""


class TypedLine:
    """What stands in the line of the present view; one thread."""

    def __init__(self) -> None:
        self._typing_turn_id = 0
        self._text: str = ""
        self._hidden = False

    @property
    def is_open(self) -> bool:
        """Whether letters are letters."""
        return self._typing_turn_id > 0

    @property
    def holds_hidden(self) -> bool:
        """Whether letters of a passphrase stand in it: then every key is one, a switch's too."""
        return self._hidden and bool(self._text)

    def show(self, view: View) -> None:
        """The line of this view; what stood in another is forgotten."""
        turn_id = view.typing_turn_id or view.passphrase_turn_id
        if turn_id != self._typing_turn_id:
            self._typing_turn_id, self._text = turn_id, view.draft
        self._hidden = view.passphrase_turn_id > 0

    def press(self, view: View, key: str) -> list[Meant]:
        """What this key comes to while the line is open."""
        name = name_of(key)
        if self._hidden and name == "enter":
            return self._given()
        for choice in view.choices:
            if name and choice.key == name.lower():
                chosen = ActionChosen(choice.action, Means.KEY)
                takes = choice.action is Action.KEEP_TYPED
                return [self._drafted(), chosen] if takes else [chosen]
        before = self._text
        self._edit(key)
        if self._text == before:
            return []
        if not self._hidden:
            return [self._drafted()]
        silenced = [Interrupted(view.speaking_turn_id)] if view.speaking_turn_id else []
        return [*silenced, SignOfLife(Sign.CHOICE), HiddenTyped(len(self._text))]

    def _edit(self, key: str) -> None:
        before = self._text
        if key in ERASE:
            self._text = before[:-1]
        elif key == ERASE_WORD:
            self._text = before.rstrip().rpartition(" ")[0]
            self._text += " " if self._text else ""
        elif key == ERASE_ALL:
            self._text = ""
        elif len(key) != 1 or len(before) >= MOST_TYPED_CHARACTERS:
            return
        elif self._hidden:
            # of a passphrase every letter counts, one that is not seen too: nothing is put right
            self._text += "" if unicodedata.category(key) == "Cc" else key
        elif key.isprintable():
            self._text = as_draft(before + key)

    def _given(self) -> list[Meant]:
        text, self._text = self._text, ""
        if not text:
            return []
        return [HiddenTyped(0), PassphraseGiven(self._typing_turn_id, text)]

    def _drafted(self) -> Drafted:
        return Drafted(self._typing_turn_id, self._text)
