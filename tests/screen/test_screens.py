"""What is shown: plain lines, the live picture, and keys that mean what the view says."""

import os
import pty
import queue
import sys

import pytest
from rich.console import Console

from tests.app.test_german_session import german
from tests.scenes.reflection.playbook import Playbook, answering
from tests.scenes.visit.playbook import resting
from tests.values.troubles import DISK_FULL, LOUDSPEAKER_GONE
from voice.floor.actions import Action
from voice.floor.events import (
    DeviceFailed,
    DeviceRecovered,
    SealingFailed,
    SegmentSealed,
)
from voice.language.loading import load_language
from voice.screen.keys import TerminalKeys, action_for_key
from voice.screen.moment import picture
from voice.screen.plain import PlainScreen
from voice.screen.terminal import TerminalScreen
from voice.stage.ports import CaptionHeard, LevelMeasured


def plain_lines(book: Playbook, *steps: str, code: str = "en") -> list[str]:
    lines: list[str] = []
    screen = PlainScreen(lines.append, load_language(code).page)
    screen.show(book.conversation.view())
    for step in steps:
        book.says(step)
        screen.show(book.conversation.view())
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


def test_plain_lines_are_in_the_sessions_language_behind_their_tags() -> None:
    lines = plain_lines(german().spoken().says("anfangen").spoken(), code="de")
    assert [line for line in lines if line.startswith("state")] == [
        "state    Ich höre zu, Frage 1 von 2; sagen oder drücken Sie: nächste frage (n), "
        "noch einmal (r), pause (p), überspringen (s), hilfe (h), krise (!), aufhören (q)"
    ]


def states_of(lines: list[str]) -> list[str]:
    return [line.removeprefix("state    ") for line in lines if line.startswith("state")]


def test_plain_lines_name_the_way_out_and_help_in_a_crisis_in_every_state() -> None:
    book = Playbook()
    lines = plain_lines(book.spoken(), "begin")
    lines += plain_lines(book.spoken(), "stop")
    lines += plain_lines(book.spoken())
    ready, listening, stopping = [line for line in states_of(lines) if "say or press" in line]
    for first in (ready, listening, stopping):
        assert "help (h), crisis (!), stop (q)" in first


def test_plain_lines_say_only_what_is_new_after_the_first_time() -> None:
    lines: list[str] = []
    screen = PlainScreen(lines.append, load_language("en").page)
    book = answering()
    for step in ("i feel safe", "say it again", "next question", "pause", "go on"):
        screen.show(book.conversation.view())
        book.says(step)
        screen.show(book.conversation.view())
        if book.conversation.view().speaking:
            book.spoken()
    screen.show(book.conversation.view())
    listening = [line for line in states_of(lines) if line.startswith("I am listening")]
    assert listening[0].startswith("I am listening, Question 1 of 3; say or press: next question")
    assert listening[1:] == [
        "I am listening; say or press: read it back (v)",
        "I am listening, Question 2 of 3",
        "I am listening",
    ]


def test_plain_lines_tell_the_next_visitor_what_they_told_the_last() -> None:
    lines: list[str] = []
    screen = PlainScreen(lines.append, load_language("en").page)
    visit = resting()
    screen.show(visit.kiosk.view())
    for _ in range(2):
        for happening in ("i'm ready", "", "no", ""):
            visit = visit.says(happening) if happening else visit.spoken()
            screen.show(visit.kiosk.view())
    told = states_of(lines)
    assert "i'm ready (b)" in told[0]
    assert told.count(told[0]) == 3
    assert sum("yes (y), no (n), tell me more (v)" in line for line in told) == 2


def test_plain_lines_tell_a_trouble_and_that_it_is_over() -> None:
    lines: list[str] = []
    screen = PlainScreen(lines.append, load_language("en").page)
    book = answering()
    screen.show(book.conversation.view())
    for event in (DeviceFailed("loudspeaker", LOUDSPEAKER_GONE), DeviceRecovered("loudspeaker")):
        book.happens(event)
        screen.show(book.conversation.view())
    assert [line for line in lines if line.startswith("notice")] == [
        "notice   the loudspeaker Headset stopped working: connect it again",
        "notice   All is well again",
    ]


def test_a_line_once_written_is_not_written_again() -> None:
    lines = plain_lines(answering(), "i feel safe")
    assert len(lines) == len(set(lines))


def test_where_nothing_is_spoken_each_line_is_written_once_as_often_as_it_is_said() -> None:
    lines: list[str] = []
    screen = PlainScreen(lines.append, load_language("en").page)
    book = answering()
    screen.show(book.conversation.view())
    lines.clear()
    told: list[str] = []
    for action in (Action.REPEAT, Action.REPEAT, Action.CRISIS, Action.HELP):
        told += book.chooses(action).conversation.view().saying
        screen.show(book.conversation.view())
        screen.show(book.spoken().conversation.view())  # at once, as `SilentMouth` has it
        screen.show(book.conversation.view())
    said = [line.partition(" ")[2].strip() for line in lines if line.startswith("program")]
    assert said == [" ".join(line.split()) for line in told]


def test_the_picture_shows_question_caption_level_and_choices() -> None:
    book = answering()
    with open(os.devnull, "w") as nowhere:
        console = Console(file=nowhere, width=100, record=True, force_terminal=True)
        screen = TerminalScreen(console, load_language("en").page)
        screen.show(book.conversation.view())
        screen.notice(CaptionHeard(book.turn_id, "i feel"))
        screen.notice(LevelMeasured(-20.0, True))
        screen.close()
        shown = console.export_text()
    assert "What can I safely talk about?" in shown
    assert "i feel …" in shown
    assert "Question 1 of 3" in shown
    assert "Next question" in shown
    assert "█" in shown


def test_the_picture_is_in_the_sessions_language() -> None:
    book = german().spoken().says("anfangen").spoken().says("wenn wir schweigen")
    book.happens(SegmentSealed("segment-2")).happens(SealingFailed("segment-3", DISK_FULL)).spoken()
    words = load_language("de").page
    with open(os.devnull, "w") as nowhere:
        console = Console(file=nowhere, width=140, record=True)
        console.print(picture(book.conversation.view(), words, "und", -20.0))
        shown = console.export_text()
    for own in (
        "Nähe · Frage 1 von 2",
        "Ihre Antwort bisher",
        "! die Festplatte ist voll: machen Sie dort Platz frei",
        "Ein Teil von dem, was Sie gesagt haben, liegt verschlossen auf diesem Gerät",
        "● Ich höre zu",
    ):
        assert own in shown
    for english in ("question", "listening", "sealed", "answer", "disk"):
        assert english not in shown.lower()


def test_a_kiosks_picture_is_in_the_guides_language() -> None:
    view = resting().kiosk.view()
    with open(os.devnull, "w") as nowhere:
        console = Console(file=nowhere, width=100, record=True)
        console.print(picture(view, load_language("de").page, "", -60.0))
        assert "○ Bereit, wenn Sie es sind" in console.export_text()


def test_a_key_acts_as_the_view_says_and_others_do_nothing() -> None:
    view = answering().conversation.view()
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
        keys.show(answering().conversation.view())
        os.write(controller, b"zr")
        assert pressed.get(timeout=10).action is Action.REPEAT
        keys.close()
    assert termios.tcgetattr(terminal)[3] == before[3]
    os.close(controller)
    os.close(terminal)
