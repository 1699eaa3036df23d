"""A small terminal: the way out, help and help in a crisis are in sight whatever else there is."""

import os
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import pytest
import zxingcpp
from home_scenes import home_scenes
from kiosk_scenes import kiosk_scenes
from page_scenes import scenes
from PIL import Image
from rich.console import Console, RenderableType

from scripts.languages import COMPLETE
from voice.floor.actions import Action
from voice.floor.view import Mood, View
from voice.language.loading import load_language
from voice.scenes.reflection.states import State
from voice.scenes.visit.states import KioskState
from voice.screen.code import code_size
from voice.screen.fitting import ALWAYS
from voice.screen.moment import picture
from voice.screen.plain import PlainScreen

SIZES = [(80, 24), (40, 12), (100, 30)]
LONG = "i was thinking about my sister and what she said to me on the telephone that day. " * 40
CAPTION = "and then i thought of something that i had not " * 9
BLOCKS = {"█": (255, 255), "▀": (255, 0), "▄": (0, 255), " ": (0, 0)}


def drawn(moment: RenderableType, width: int, height: int) -> list[str]:
    """What a terminal of this size shows of it, line by line."""
    with open(os.devnull, "w") as nowhere:
        console = Console(file=nowhere, width=width, height=height, force_terminal=True)
        lines = console.render_lines(moment, pad=False)
        return ["".join(segment.text for segment in line) for line in lines]


@cache
def sessions(code: str) -> dict[str, View]:
    """The last view of every scene, in this language."""
    return {
        scene.name: [each for each in scene.shown if isinstance(each, View)][-1]
        for scene in scenes(code)
    }


@cache
def visits(code: str) -> dict[str, View]:
    """Every scene of a kiosk, in this language."""
    return dict(kiosk_scenes(code))


def foot_of(view: View) -> list[str]:
    """What has to be in sight: each key beside what it does."""
    return [f" {c.key}  {c.button}" for c in view.choices if c.action in ALWAYS]


def assert_in_sight(lines: Sequence[str], wanted: Sequence[str], height: int, name: str) -> None:
    assert len(lines) <= height, name
    for each in wanted:
        assert any(each in line for line in lines), (name, each)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("code", COMPLETE)
def test_help_and_stop_are_in_sight_in_every_state_of_a_session(
    code: str, size: tuple[int, int]
) -> None:
    words = load_language(code).page
    views = sessions(code)
    assert {view.state for view in views.values()} >= set(State) - {State.ENDED}
    for name, view in views.items():
        foot = foot_of(view)
        assert len(foot) == 3 or view.state in {State.CLOSING, State.DRAINING}, name
        long = replace(view, answer=LONG, passages=(LONG,), notice=LONG[:200])
        for moment in (view, long, replace(long, saying=(LONG,), said=(LONG,))):
            lines = drawn(picture(moment, words, CAPTION, -20.0), *size)
            assert_in_sight(lines, foot, size[1], name)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("code", COMPLETE)
def test_help_and_stop_are_in_sight_in_every_state_of_a_kiosk(
    code: str, size: tuple[int, int]
) -> None:
    words = load_language(code).page
    views = visits(code)
    own = {view.state for view in views.values() if view.heading_key}
    assert own == set(KioskState) - {KioskState.CLOSED, KioskState.IN_SESSION}
    assert any(isinstance(view.state, State) for view in views.values())
    for name, view in views.items():
        long = replace(view, warned=True, shown=(LONG,) if view.shown else ())
        if not view.heading_key:
            long = replace(long, answer=LONG, passages=(LONG,))
        for moment in (view, long):
            lines = drawn(picture(moment, words, CAPTION, -20.0), *size)
            assert_in_sight(lines, foot_of(view), size[1], name)


@pytest.mark.parametrize("size", [(80, 24), (100, 30)])
@pytest.mark.parametrize("code", COMPLETE)
def test_what_is_to_be_read_aloud_is_whole_and_the_way_out_in_sight(
    code: str, size: tuple[int, int]
) -> None:
    words = load_language(code).page
    for name, views in home_scenes(code).items():
        view = views[-1]
        if name.startswith("record-") and view.question:
            lines = drawn(picture(view, words, "", -20.0), *size)
            assert_in_sight(lines, foot_of(view), size[1], name)
            shown = " ".join(" ".join(lines).split())
            assert (view.question if not view.tells else view.question[:50]) in shown, name


@pytest.mark.parametrize("code", COMPLETE)
def test_every_choice_is_in_sight_while_a_sound_is_taught(code: str) -> None:
    words = load_language(code).page
    for name, views in home_scenes(code).items():
        if name.startswith("teach-"):
            lines = drawn(picture(views[-1], words, "", -20.0), 80, 24)
            choices = [f" {o.number}  {o.text}".replace("'", "\u2019") for o in views[-1].options]
            told = [line.replace("'", "\u2019") for line in lines]
            assert_in_sight(told, [*foot_of(views[-1]), *choices], 24, name)


@pytest.mark.parametrize("size", SIZES)
def test_what_the_moment_asks_for_is_in_sight_too(size: tuple[int, int]) -> None:
    words = load_language("en").page
    for name, view in sessions("en").items():
        long = replace(view, answer=LONG, passages=(LONG,))
        others = [choice for choice in view.choices if choice.action not in ALWAYS]
        if others and view.state is not State.TELLING:
            lines = drawn(picture(long, words, CAPTION, -20.0), *size)
            assert_in_sight(lines, [f" {others[0].key}  {others[0].button}"], size[1], name)


@pytest.mark.parametrize("size", SIZES)
def test_the_switch_sees_where_it_stands_on_every_choice(size: tuple[int, int]) -> None:
    words = load_language("en").page
    for name, view in sessions("en").items():
        for choice in view.choices if view.state is not State.TELLING else ():
            lines = drawn(picture(view, words, CAPTION, -20.0, choice.action), *size)
            assert_in_sight(lines, [f" ▶ {choice.button}"], size[1], name)


def test_the_newest_words_of_an_answer_are_in_sight() -> None:
    words = load_language("en").page
    view = replace(sessions("en")["answering"], answer=LONG + "and today.")
    assert any("and today." in line for line in drawn(picture(view, words, "", -20.0), 40, 12))
    lines = drawn(picture(view, words, "and now", -20.0), 40, 12)
    assert any("and now …" in line for line in lines)


def test_a_card_with_numbers_to_call_is_shown_whole_when_it_is_asked_for() -> None:
    words = load_language("en").page
    view = sessions("en")["telling-crisis"]
    assert view.card is not None
    shown = " ".join(drawn(picture(view, words, "", -20.0), 40, 12))
    assert all(number.shown in shown for number in view.card.numbers)
    assert "someone you trust can help." in " ".join(shown.split())


def test_the_crisis_card_has_one_choice_beside_the_way_out() -> None:
    words = load_language("en").page
    views = sessions("en")
    for view in (views["telling-crisis"], views["crisis"]):
        shown = "\n".join(drawn(picture(view, words, "", -20.0), 100, 60))
        named = [each.action for each in view.choices if f" {each.key}  {each.button}" in shown]
        assert sorted(named) == sorted([Action.RESUME, *ALWAYS])
        lines: list[str] = []
        PlainScreen(lines.append, words).show(replace(view, microphone_open=True, mood=Mood.READY))
        assert any(line.endswith("go on (c), help (h), crisis (!), stop (q)") for line in lines)


def read_from(lines: Sequence[str]) -> list[str]:
    """What a camera reads from a terminal: each cell two squares, one above the other."""
    width = max(map(len, lines))
    image = Image.new("L", (width, 2 * len(lines)))
    for y, line in enumerate(lines):
        for x, char in enumerate(line):
            upper, lower = BLOCKS.get(char, (0, 0))
            image.putpixel((x, 2 * y), upper)
            image.putpixel((x, 2 * y + 1), lower)
    large = image.resize((width * 8, len(lines) * 16), Image.Resampling.NEAREST)
    return [code.text for code in zxingcpp.read_barcodes(large)]


@pytest.mark.parametrize("code", COMPLETE)
def test_a_new_key_in_a_terminal_is_whole_or_said_to_be_too_large(code: str) -> None:
    words = load_language(code).page
    view = visits(code)["kiosk-showing-key"]
    assert view.slip is not None
    least = code_size(view.slip.rows)
    for width, height in ((80, 24), (79, 23), (50, 40), (132, 43), (78, 24), (80, 22), (40, 12)):
        lines = drawn(picture(view, words, "", -20.0), width, height)
        letters = "".join("".join(line.split()) for line in lines)
        if view.slip.secret not in letters:  # the code is beside it
            letters = "".join("".join(line[least[0] :].split()) for line in lines)
        assert view.slip.secret in letters
        said = words["kiosk_code_too_large"].split("{")[0].split()[0]
        read = read_from(lines)
        if read:
            assert read == [view.slip.secret]
            assert not any(line.startswith(f"! {said}") for line in lines)
        else:
            assert (width, height) in {(78, 24), (80, 22), (40, 12)}
            assert not any("▄" in line or "▀" in line for line in lines)
            assert any(line.startswith(f"! {said}") for line in lines)
