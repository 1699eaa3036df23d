"""What is shown: plain lines, the live picture, and keys that mean what the view says."""

import os
import pty
import queue
import sys

import pytest
from rich.console import Console

from tests.conversation.playbook import Playbook, answering
from voice.conversation.actions import Action
from voice.conversation.view import view_of
from voice.ports import CaptionHeard, LevelMeasured
from voice.screen.keys import TerminalKeys, action_for_key
from voice.screen.plain import PlainScreen
from voice.screen.terminal import TerminalScreen


def plain_lines(book: Playbook, *steps: str) -> list[str]:
    lines: list[str] = []
    screen = PlainScreen(lines.append)
    screen.show(view_of(book.conversation))
    for step in steps:
        book.says(step)
        screen.show(view_of(book.conversation))
    return lines


def test_plain_lines_have_no_control_character_and_name_who_speaks() -> None:
    lines = plain_lines(Playbook())
    lines += plain_lines(answering(), "i feel safe", "and calm")
    assert all(char.isprintable() for line in lines for char in line)
    assert any(line.startswith("program  Welcome") for line in lines)
    assert [line for line in lines if line.startswith("you")] == [
        "you      I feel safe.",
        "you      And calm.",
    ]


def test_a_line_once_written_is_not_written_again() -> None:
    lines = plain_lines(answering(), "i feel safe")
    assert len(lines) == len(set(lines))


def test_the_picture_shows_question_caption_level_and_choices() -> None:
    book = answering()
    with open(os.devnull, "w") as nowhere:
        console = Console(file=nowhere, width=100, record=True, force_terminal=True)
        screen = TerminalScreen(console)
        screen.show(view_of(book.conversation))
        screen.notice(CaptionHeard(book.turn_id, "i feel"))
        screen.notice(LevelMeasured(-20.0, True))
        screen.close()
        shown = console.export_text()
    assert "What can I safely talk about?" in shown
    assert "i feel …" in shown
    assert "question 1 of 3" in shown
    assert "Next question" in shown
    assert "█" in shown


def test_a_key_acts_as_the_view_says_and_others_do_nothing() -> None:
    view = view_of(answering().conversation)
    assert action_for_key(view, "n").action is Action.NEXT
    assert action_for_key(view, "N").action is Action.NEXT
    assert action_for_key(view, "z") is None
    assert action_for_key(view, "\x1b") is None


def test_keys_pressed_in_a_real_terminal_arrive_and_the_terminal_is_given_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import termios

    controller, terminal = pty.openpty()
    before = termios.tcgetattr(terminal)
    pressed: queue.SimpleQueue = queue.SimpleQueue()
    with open(terminal, closefd=False) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        keys = TerminalKeys(pressed.put)
        keys.show(view_of(answering().conversation))
        os.write(controller, b"zr")
        assert pressed.get(timeout=10).action is Action.REPEAT
        keys.close()
    assert termios.tcgetattr(terminal)[3] == before[3]
    os.close(controller)
    os.close(terminal)
