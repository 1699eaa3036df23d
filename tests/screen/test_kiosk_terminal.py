"""A kiosk in the terminal: every state in the guide's language, and lines for a rehearsal."""

import os
import string
from dataclasses import replace

import pytest
from kiosk_scenes import kiosk_scenes
from rich.console import Console

from scripts.languages import COMPLETE
from voice.language.loading import load_language
from voice.scenes.visit.states import KioskState
from voice.screen.moment import picture
from voice.screen.plain import PlainScreen
from voice.screen.terminal import TerminalScreen
from voice.stage.ports import CaptionHeard

SCENES = kiosk_scenes()
ROOMS = {"kiosk-advising": "kiosk_room_noisy", "kiosk-choosing-key": "kiosk_room_quiet"}


def drawn(name: str, words: dict[str, str]) -> str:
    with open(os.devnull, "w") as nowhere:
        console = Console(file=nowhere, width=120, record=True)
        console.print(picture(SCENES[name], words, "", -50.0))
        return console.export_text()


@pytest.mark.parametrize("code", COMPLETE)
def test_every_state_says_in_the_guides_language_what_it_does(code: str) -> None:
    words = load_language(code).page
    for name, view in SCENES.items():
        if not view.heading_key:
            continue
        shown = drawn(name, words)
        assert words[view.mood_key] in shown, name
        if name in ROOMS:
            assert words[ROOMS[name]] in shown
    assert words["kiosk_warned"] in drawn("kiosk-left-alone", words)


def test_a_sign_stands_beside_the_words_and_not_colour_alone() -> None:
    words = load_language("en").page
    for name, view in SCENES.items():
        if view.heading_key and not view.speaking:
            mood = words[view.mood_key]
            shown = [each.rstrip() for each in drawn(name, words).splitlines()]
            line = next(each for each in shown if each.endswith(mood))
            sign = line.removesuffix(mood).split()[-1]  # beside a code, too
            assert sign not in string.ascii_letters, name


@pytest.mark.parametrize("code", COMPLETE)
def test_the_lines_of_a_rehearsal_are_in_the_guides_language(code: str) -> None:
    words = load_language(code).page
    lines: list[str] = []
    screen = PlainScreen(lines.append, words)
    for view in SCENES.values():
        screen.show(view)
    for state in KioskState:
        if state not in {KioskState.IN_SESSION, KioskState.CLOSED}:
            assert any(words[f"kiosk_{state.name.lower()}"] in line for line in lines), state
    assert any(line.endswith(words["kiosk_room_noisy"]) for line in lines)
    captions = SCENES["kiosk-in-session"].choices[-1]
    assert f"state    {captions.spoken} ({captions.key})" in lines


def test_the_card_is_there_in_every_state_but_while_the_staff_compares_keys() -> None:
    words = load_language("en").page
    for name, view in SCENES.items():
        with open(os.devnull, "w") as nowhere:
            console = Console(file=nowhere, width=120, height=100, record=True)
            console.print(picture(view, words, "", -50.0))
            card = view.crisis.split(".")[0] in console.export_text()
        assert card == (view.state is not KioskState.OPENING), name


def test_nothing_is_left_to_scroll_back_to_and_no_caption_outlives_its_leave() -> None:
    words = load_language("en").page
    with open(os.devnull, "w") as nowhere:
        console = Console(file=nowhere, width=120, height=40, record=True, force_terminal=True)
        screen = TerminalScreen(console, words, leaves_nothing=True)
        assert console.is_alt_screen
        screen.show(SCENES["kiosk-captions"])
        screen.notice(CaptionHeard(1, "and my mother"))
        console.print(screen._picture())
        assert "and my mother" in console.export_text()
        screen.show(replace(SCENES["kiosk-captions"], captions=False))
        console.export_text()  # what was drawn anew before that
        console.print(screen._picture())
        assert "and my mother" not in console.export_text()
        screen.close()
        assert not console.is_alt_screen
