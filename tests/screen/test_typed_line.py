"""A line typed in a terminal: letters are letters, Enter keeps it, and nothing of it is lost."""

import os
import pty
import queue
import sys

import pytest
from rich.console import Console

from tests.scenes.reflection.playbook import Playbook, answering
from voice.floor.actions import Action, Means
from voice.floor.events import ActionChosen, Drafted
from voice.language.loading import load_language
from voice.scenes.reflection.states import State
from voice.screen.keys import TerminalKeys
from voice.screen.moment import picture
from voice.screen.plain import PlainScreen
from voice.screen.typed_line import TypedLine, keys_in
from voice.values.typing import MOST_TYPED_CHARACTERS

ESCAPE, BACKSPACE, ENTER, CTRL_W, CTRL_U = "\x1b", "\x7f", "\r", "\x17", "\x15"
UP, DELETE = "\x1b[A", "\x1b[3~"


def open_line(book: Playbook | None = None) -> tuple[Playbook, TypedLine]:
    book = book or answering().chooses(Action.TYPE).spoken()
    line = TypedLine()
    line.show(book.conversation.view())
    return book, line


def press(book: Playbook, line: TypedLine, typed: str) -> None:
    """What a terminal sends, a key at a time, to the session and back to the line."""
    for key in keys_in(typed):
        for event in line.press(book.conversation.view(), key):
            book.happens(event)
        line.show(book.conversation.view())


def test_every_letter_is_a_letter_and_enter_keeps_the_line() -> None:
    book, line = open_line()
    press(book, line, "Next question? I'm quiet; help! ")
    assert book.conversation.now.draft == "Next question? I'm quiet; help! "
    assert book.sealed() == []
    press(book, line, ENTER)
    assert [text for _, text in book.sealed()] == ["Next question? I'm quiet; help!"]
    assert not line.is_open


@pytest.mark.parametrize(
    ("keys", "left"),
    [
        ("abc" + BACKSPACE, "ab"),
        ("one two" + CTRL_W, "one "),
        ("one two " + CTRL_W + "x", "one x"),
        ("one" + CTRL_W, ""),
        ("one two" + CTRL_U, ""),
        (BACKSPACE + "a", "a"),
        ("a" + UP + DELETE + "\x1b[1;5D" + "b", "ab"),
        ("a\tb\x00\x07", "ab"),
        ("für ñandú ß", "für ñandú ß"),
    ],
)
def test_a_line_is_mended_as_in_any_terminal_and_arrows_are_no_letters(
    keys: str, left: str
) -> None:
    book, line = open_line()
    press(book, line, keys)
    assert book.conversation.now.draft == left


def test_escape_leaves_the_line_and_undo_opens_it_again() -> None:
    book, line = open_line()
    press(book, line, "I feel")
    press(book, line, ESCAPE)
    assert book.spoken().state is State.LISTENING
    assert book.sealed() == []
    book.says("undo").spoken()
    line.show(book.conversation.view())
    press(book, line, " safe" + ENTER)
    assert [text for _, text in book.sealed()] == ["I feel safe"]


@pytest.mark.parametrize(
    ("key", "action"), [("h", Action.HELP), ("!", Action.CRISIS), ("q", Action.STOP)]
)
def test_help_crisis_and_stop_are_one_key_away(key: str, action: Action) -> None:
    book, line = open_line()
    view = book.conversation.view()
    assert line.press(view, f"\x1b{key}") == [ActionChosen(action, Means.KEY)]


def test_all_that_stands_in_the_line_is_told_at_every_key() -> None:
    book, line = open_line()
    view = book.conversation.view()
    told = [event for key in "ab" for event in line.press(view, key)]
    turn = view.typing_turn_id
    assert told == [Drafted(turn, "a"), Drafted(turn, "ab")]
    assert line.press(view, UP) == []
    assert line.press(view, ENTER)[0] == Drafted(turn, "ab")


def test_a_pasted_line_end_is_a_space_and_keeps_nothing_before_its_time() -> None:
    assert keys_in("a\nb\r\nc") == ["a", " ", "b", " ", "c"]
    assert keys_in("a\r") == ["a", "\r"]
    assert keys_in(UP + "x" + ESCAPE) == [UP, "x", ESCAPE]


def test_no_more_fits_than_a_passage_may_hold_and_that_is_shown() -> None:
    book, line = open_line()
    book.types("a" * (MOST_TYPED_CHARACTERS - 1))
    line = TypedLine()
    line.show(book.conversation.view())
    assert words_full() not in shown(book)
    press(book, line, "bcd")
    assert book.conversation.now.draft.endswith("ab")
    assert words_full() in shown(book)


def words_full() -> str:
    return load_language("en").page["typing_full"]


def shown(book: Playbook, width: int = 80, height: int = 30) -> str:
    with open(os.devnull, "w") as nowhere:
        console = Console(file=nowhere, width=width, height=height, record=True)
        console.print(picture(book.conversation.view(), load_language("en").page, "", -60.0))
        return console.export_text()


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (140, 50)])
def test_the_line_and_how_to_keep_leave_and_get_help_are_in_sight(size: tuple[int, int]) -> None:
    book, line = open_line()
    press(book, line, "word " * 80 + "the end")
    picture = shown(book, *size)
    for seen in ("end▏", "enter ", "alt-h ", "alt-! ", "alt-q "):
        assert seen in picture, seen
    assert len(picture.splitlines()) <= size[1]


def test_plain_lines_tell_each_whole_word_once() -> None:
    lines: list[str] = []
    screen = PlainScreen(lines.append, load_language("en").page)
    book, line = open_line()
    screen.show(book.conversation.view())
    for key in "I feel  safe " + BACKSPACE * 6 + "calm ":
        press(book, line, key)
        screen.show(book.conversation.view())
    press(book, line, ENTER)
    screen.show(book.conversation.view())
    typed = [text.removeprefix("typed").strip() for text in lines if text.startswith("typed")]
    assert typed[:3] == ["I", "feel", "safe"]
    assert [text for text in lines if text.startswith("you")] == ["you      I feel calm"]


def test_a_real_terminal_types_and_chooses(monkeypatch: pytest.MonkeyPatch) -> None:
    controller, terminal = pty.openpty()
    posted: queue.SimpleQueue = queue.SimpleQueue()
    with open(terminal, closefd=False) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        keys = TerminalKeys(posted.put)
        book, _ = open_line()
        keys.show(book.conversation.view())
        os.write(controller, "nö".encode()[:2])
        assert posted.get(timeout=10).text == "n"
        os.write(controller, "nö".encode()[2:])
        assert posted.get(timeout=10).text == "nö"
        os.write(controller, b"\n")
        assert posted.get(timeout=10).text == "nö"
        assert posted.get(timeout=10).action is Action.KEEP_TYPED
        keys.close()
    os.close(controller)
    os.close(terminal)
