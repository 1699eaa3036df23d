"""A passphrase typed in a terminal: every letter counts, none is shown, and it is told once."""

import os
import pty
import queue
import select
import signal
import sys
import termios
import tty
from collections.abc import Callable

import pytest
from rich.console import Console

from tests.scenes.home.playbook import Stay, unlocking
from voice.floor.actions import Action, Means
from voice.floor.events import ActionChosen, Interrupted, PassphraseGiven, SignOfLife
from voice.language.loading import load_language
from voice.scenes.home.states import Home
from voice.screen import keys as terminal_keys
from voice.screen.keys import KeyReader, TerminalKeys
from voice.screen.plain import PlainScreen
from voice.screen.scan import SwitchScan
from voice.screen.terminal import TerminalScreen
from voice.screen.typed_line import TypedLine, keys_in
from voice.stage.ports import HiddenTyped

ENTER, ESCAPE, BACKSPACE, CTRL_U = "\r", "\x1b", "\x7f", "\x15"
TYPED = "für  Ñandú, ß 7!"


def press(stay: Stay, line: TypedLine, typed: str) -> list[object]:
    """What a terminal sends, a key at a time, and what it comes to; the stay is told of events."""
    came: list[object] = []
    for key in keys_in(typed):
        line.show(stay.home.view())
        for event in line.press(stay.home.view(), key):
            came.append(event)
            if not isinstance(event, HiddenTyped):
                stay.happens(event)
    return came


def test_every_letter_counts_and_nothing_but_how_many_there_are_is_told_before_enter() -> None:
    stay, line = unlocking(), TypedLine()
    told = press(stay, line, TYPED)
    counts = [event.count for event in told if isinstance(event, HiddenTyped)]
    assert counts == list(range(1, len(TYPED) + 1))
    assert {type(event) for event in told} == {HiddenTyped, SignOfLife}
    turn_id = stay.home.view().passphrase_turn_id
    given = press(stay, line, ENTER)
    assert given == [HiddenTyped(0), PassphraseGiven(turn_id, TYPED)]
    assert not line.holds_hidden
    assert TYPED not in repr(given)


def test_a_letter_that_is_not_seen_counts_too() -> None:
    stay, line = unlocking(), TypedLine()
    typed = "a\u00a0b\u200dc\u3000e\u0301"
    given = press(stay, line, typed + "\x00" + ENTER)[-1]
    assert isinstance(given, PassphraseGiven)
    assert given.text == typed


def test_it_is_mended_as_any_line_and_an_empty_one_is_not_given() -> None:
    stay, line = unlocking(), TypedLine()
    assert press(stay, line, ENTER) == []
    press(stay, line, "abc" + CTRL_U + "de" + BACKSPACE + "f\x1b[A")
    given = press(stay, line, ENTER)[-1]
    assert isinstance(given, PassphraseGiven)
    assert given.text == "df"


def test_escape_leaves_it_and_nothing_stands_in_the_next_line() -> None:
    stay, line = unlocking(), TypedLine()
    press(stay, line, "abc")
    assert press(stay, line, ESCAPE) == [ActionChosen(Action.NO, Means.KEY)]
    line.show(stay.spoken().home.view())
    assert (stay.state, line.is_open, line.holds_hidden) == (Home.AT_HOME, False, False)


def test_the_first_letter_silences_the_program() -> None:
    stay, line = unlocking().chooses(Action.HELP), TypedLine()
    turn_id = stay.turn_id
    assert press(stay, line, "a")[0] == Interrupted(turn_id)
    assert stay.state is Home.UNLOCKING


@pytest.fixture
def press_in_terminal(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """The keys of a terminal that is none."""
    pressed: list[Callable[[str], None]] = []

    class Reader:
        def __init__(self, press: Callable[[str], None], *_: object) -> None:
            pressed.append(press)

        def close(self) -> None:
            pass

    monkeypatch.setattr(terminal_keys, "KeyReader", Reader)

    def press(typed: str) -> None:
        for key in keys_in(typed):
            pressed[0](key)

    return press


def test_once_letters_stand_in_it_a_switchs_key_is_a_letter(
    press_in_terminal: Callable[[str], None],
) -> None:
    posted: queue.SimpleQueue[object] = queue.SimpleQueue()
    keys = TerminalKeys(posted.put, " ", SwitchScan(1.0))
    stay = unlocking()
    keys.show(stay.home.view())
    press_in_terminal(" two words" + ENTER)
    events = [posted.get() for _ in range(posted.qsize())]
    turn_id = stay.home.view().passphrase_turn_id
    assert events[-1] == PassphraseGiven(turn_id, "two words"), "the first was the switch"


@pytest.mark.parametrize("code", ["en", "de"])
def test_a_picture_has_a_dot_for_each_letter_and_no_word_that_is_heard(code: str) -> None:
    console = Console(width=80, height=24, force_terminal=True, color_system=None, record=True)
    with console.capture() as drawn:
        screen = TerminalScreen(console, load_language(code).page)
        screen.show(unlocking(code).home.view())
        screen.notice(HiddenTyped(5))
        screen._live.refresh()
        screen.close()
    assert "•••••▏" in drawn.get()
    assert load_language(code).page["passphrase_label"] in drawn.get()
    assert not unlocking().home.shows_captions, "the stage gives no screen a caption then"


def test_plain_lines_ask_for_it_and_have_no_letter_of_it() -> None:
    lines: list[str] = []
    screen = PlainScreen(lines.append, load_language("en").page)
    stay, line = unlocking(), TypedLine()
    screen.show(stay.home.view())
    for key in TYPED:
        line.show(stay.home.view())
        for event in line.press(stay.home.view(), key):
            screen.notice(event) if isinstance(event, HiddenTyped) else stay.happens(event)
        screen.show(stay.home.view())
    text = "\n".join(lines)
    assert "Type it: it stays hidden" in text
    assert not [each for each in lines if each.startswith("typed")]
    assert "Ñandú" not in text


@pytest.mark.parametrize("owner", ["nobody's", "ours", "the shell's, then ours"])
def test_stopped_and_gone_on_with_the_terminal_still_shows_no_letter(
    monkeypatch: pytest.MonkeyPatch, owner: str
) -> None:
    controller, terminal = pty.openpty()
    taken: queue.SimpleQueue[int] = queue.SimpleQueue()
    owners = {"nobody's": [], "ours": [os.getpgrp()]}.get(owner, [0, 0, os.getpgrp()])
    if owners:
        monkeypatch.setattr(terminal_keys.os, "tcgetpgrp", lambda _fd: owners.pop(0))
    really = tty.setcbreak
    monkeypatch.setattr(terminal_keys.tty, "setcbreak", lambda fd: (really(fd), taken.put(fd)))
    with os.fdopen(terminal, "r") as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        reader = KeyReader(lambda _key: None)
        taken.get(timeout=30)
        mode = termios.tcgetattr(terminal)
        mode[3] |= termios.ECHO | termios.ICANON  # as a shell leaves it
        termios.tcsetattr(terminal, termios.TCSANOW, mode)
        os.kill(os.getpid(), signal.SIGCONT)
        taken.get(timeout=30)
        assert not termios.tcgetattr(terminal)[3] & (termios.ECHO | termios.ICANON)
        assert not owners, "while it is the shell's it is left alone"
        reader.close()
    os.close(controller)


def test_what_nobody_has_read_is_left_to_no_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    controller, terminal = pty.openpty()
    monkeypatch.setattr(KeyReader, "_read", lambda _self: None)
    with os.fdopen(terminal, "r") as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        reader = KeyReader(lambda _key: None)
        os.write(controller, TYPED.encode())
        assert select.select([terminal], [], [], 30)[0]
        reader.close()
        os.set_blocking(terminal, False)
        with pytest.raises(BlockingIOError):
            os.read(terminal, 1)
    os.close(controller)
