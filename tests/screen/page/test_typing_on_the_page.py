"""An answer typed on the page: by a keyboard, by touch on the page's own, by one switch alone."""

import re
from collections.abc import Sequence

import pytest
from page_window import let_in, until_drawn
from playwright.sync_api import Browser, Page

from tests.screen.page.stage import Stage
from tests.screen.page.test_page import (
    PRESS_TO_BEGIN,
    PRESS_WHEN_LIT,
    begin_to_scan,
    change_look,
    violations,
)
from tests.screen.page.test_taking_back import touch
from voice.floor.actions import Action
from voice.floor.view import Mood
from voice.language.loading import load_language
from voice.scenes.reflection.states import State
from voice.screen.page.server import PageServer
from voice.values.typing import MOST_TYPED_CHARACTERS

FIELD = "#line-text"
GEOMETRY = """() => ["title", "place", "text", "status"].map((id) => {
  const box = document.getElementById(id).getBoundingClientRect();
  return [id, box.x, box.y, box.width, box.height].join(" ");
})"""


def listening(page: Page, stage: Stage) -> None:
    stage.begin().until_state(State.READY)
    touch(page, stage, Action.BEGIN, State.LISTENING)


def open_line(page: Page, stage: Stage) -> None:
    touch(page, stage, Action.TYPE, State.TYPING)
    page.wait_for_selector(FIELD)


def kept_in(stage: Stage) -> list[str]:
    """The passages of the answer that stand on the page."""
    assert stage.view is not None
    return list(stage.view.passages)


def test_an_answer_is_typed_and_enter_keeps_it(page: Page, stage: Stage) -> None:
    listening(page, stage)
    open_line(page, stage)
    assert page.evaluate("document.activeElement.id") == "line-text"
    assert violations(page) == []
    page.keyboard.type("Next question? I'd say: no; quite calm!")
    page.keyboard.press("Enter")
    assert stage.take() is Action.KEEP_TYPED
    stage.until_state(State.LISTENING)
    assert kept_in(stage) == ["Next question? I'd say: no; quite calm!"]
    page.wait_for_selector("#words p:text('quite calm!')")
    page.wait_for_selector(FIELD, state="detached")


def test_what_is_being_typed_is_not_drawn_over_and_comes_back_after_a_reload(
    page: Page, stage: Stage
) -> None:
    listening(page, stage)
    open_line(page, stage)
    page.keyboard.type("I feel sa")
    stage.until_drafted("I feel sa")
    page.keyboard.type("f")
    touch(page, stage, Action.HELP, State.TELLING)
    page.wait_for_selector("#said :text('You can say')")
    assert page.input_value(FIELD) == "I feel saf"
    page.type(FIELD, "e")
    page.reload()  # at once: what was typed last is still on its way
    stage.until_drafted("I feel safe")
    page.wait_for_function(f"() => document.querySelector('{FIELD}')?.value === 'I feel safe'")
    page.focus(FIELD)
    page.keyboard.press("End")
    page.keyboard.type(" here")
    page.keyboard.press("Enter")
    assert stage.take() is Action.KEEP_TYPED
    assert kept_in(stage) == ["I feel safe here"]


def test_a_second_window_has_what_was_typed_and_the_first_has_it_no_more(
    page: Page, browser: Browser, stage: Stage, server: PageServer
) -> None:
    listening(page, stage)
    open_line(page, stage)
    page.keyboard.type("plum")
    stage.until_drafted("plum")
    with browser.new_context() as context:
        second = let_in(context, server)
        second.wait_for_function(f"() => document.querySelector('{FIELD}')?.value === 'plum'")
        page.wait_for_selector("#lost-words:text('another')")
        stored = "JSON.stringify([{...localStorage}, {...sessionStorage}, history.state])"
        for window in (page, second):
            assert "plum" not in window.evaluate(stored)
        left = page.evaluate(f"[...document.querySelectorAll('{FIELD}')].map((e) => e.value)")
        assert "plum" not in page.content() + "".join(left)


def test_a_line_that_was_kept_is_empty_when_it_is_opened_again(page: Page, stage: Stage) -> None:
    listening(page, stage)
    for text in ("One.", "Two."):
        open_line(page, stage)
        assert page.input_value(FIELD) == ""
        page.keyboard.type(text)
        touch(page, stage, Action.KEEP_TYPED, State.LISTENING)
    assert kept_in(stage) == ["One.", "Two."]


def test_stop_keeps_the_last_letter_too(page: Page, stage: Stage) -> None:
    listening(page, stage)
    open_line(page, stage)
    page.keyboard.type("I feel safe")
    touch(page, stage, Action.STOP, State.STOPPING)
    assert kept_in(stage) == ["I feel safe"]
    stage.until_state(State.ENDED)
    assert stage.kept() == ["I feel safe [typed]"]


def test_what_was_left_out_comes_back_by_undo(page: Page, stage: Stage) -> None:
    listening(page, stage)
    open_line(page, stage)
    page.keyboard.type("I feel safe")
    touch(page, stage, Action.DROP_TYPED, State.LISTENING)
    assert kept_in(stage) == []
    touch(page, stage, Action.UNDO, State.TYPING)
    page.wait_for_function(f"() => document.querySelector('{FIELD}')?.value === 'I feel safe'")


def test_no_more_fits_than_a_passage_may_hold_and_that_is_said(page: Page, stage: Stage) -> None:
    listening(page, stage)
    open_line(page, stage)
    page.fill(FIELD, "a" * (MOST_TYPED_CHARACTERS - 1))
    assert page.inner_text("#line-told") == ""
    page.focus(FIELD)
    page.keyboard.type("bcd")
    assert page.inner_text("#line-told") == load_language("en").page["typing_full"]
    stage.until_drafted("a" * (MOST_TYPED_CHARACTERS - 1) + "b")


@pytest.mark.parametrize("size", [(1280, 800), (390, 844), (800, 480), (320, 200)])
def test_nothing_moves_when_the_line_opens_and_the_way_out_stays_in_sight(
    browser: Browser, server: PageServer, stage: Stage, size: tuple[int, int]
) -> None:
    server._look_file = None
    with browser.new_context(viewport={"width": size[0], "height": size[1]}) as context:
        page = let_in(context, server)
        listening(page, stage)
        until_drawn(page, server)
        before = page.evaluate(GEOMETRY)
        open_line(page, stage)
        until_drawn(page, server)
        page.evaluate("() => scrollTo(0, 0)")
        assert page.evaluate(GEOMETRY) == before
        for action in (Action.HELP, Action.CRISIS, Action.STOP):
            box = page.locator(f"[data-choice={action}]").bounding_box()
            assert box is not None
            assert box["y"] >= 0
            assert box["y"] + box["height"] <= size[1]


def press_keys(page: Page, text: str) -> None:
    """Touch this on the page's own keyboard, letter by letter."""
    for letter in text:
        page.wait_for_selector("html:not([data-bounce])")
        if letter == " ":
            page.tap("#line-keys [data-does=space]")
        else:
            page.tap(f'#line-keys [data-letter="{letter.lower()}"]')


def test_a_whole_session_is_typed_by_touch_alone_on_a_phone(
    browser: Browser, server: PageServer, stage: Stage
) -> None:
    server._look_file = None
    with browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True) as context:
        context.set_default_timeout(15_000)
        page = let_in(context, server)
        listening(page, stage)
        open_line(page, stage)
        if not page.is_visible("#line-keys"):  # a touch screen has it at once
            page.tap("#line-keys-shown")
        press_keys(page, "I am cold")
        page.wait_for_selector("html:not([data-bounce])")
        page.tap("#line-keys [data-does=word]")
        press_keys(page, "alxl")
        page.wait_for_selector("html:not([data-bounce])")
        page.tap("#line-keys [data-does=erase]")
        page.wait_for_selector("html:not([data-bounce])")
        page.tap("#line-keys [data-does=erase]")
        press_keys(page, "l right. yes")
        assert page.input_value(FIELD) == "I am all right. Yes"
        assert violations(page) == []
        touch(page, stage, Action.KEEP_TYPED, State.LISTENING)
        for _ in range(5):
            touch(page, stage, Action.SKIP, State.LISTENING)
        touch(page, stage, Action.SKIP, State.ENDED)
        assert stage.kept() == ["I am all right. Yes [typed]"]


def press_when_lit(page: Page, selector: str, count: int) -> None:
    page.evaluate(PRESS_WHEN_LIT, [selector, count])


def rows_of(page: Page) -> list[str]:
    return page.evaluate(
        """() => [...document.querySelectorAll("#line-keys [data-row]:has([data-letter])")].map(
             (row) => [...row.children].map((key) => key.dataset.letter).join(""))"""
    )


def switch_letter(page: Page, rows: Sequence[str], letter: str) -> None:
    """By one switch: the row first, then the key."""
    row = next(row for row in rows if letter in row)
    selector = f'#line-keys [data-letter="{letter}"]'
    press_when_lit(page, selector, len(row))
    page.wait_for_selector("html:not([data-bounce])")
    press_when_lit(page, selector, 1)


def switch(page: Page, stage: Stage, group: str, action: Action, state: State) -> None:
    """By one switch that rests: the group first, then the button."""
    page.wait_for_selector(f"[data-group={group}] [data-choice={action}]")
    assert page.evaluate(PRESS_TO_BEGIN) > 0
    press_when_lit(
        page,
        f"[data-choice={action}]",
        page.locator(f"[data-group={group}] button:visible").count(),
    )
    press_when_lit(page, f"[data-choice={action}]", 1)
    assert stage.take() is action
    stage.until_state(state)


def test_a_whole_session_is_typed_by_one_switch_alone(page: Page, stage: Stage) -> None:
    change_look(page, switch="space", scan_seconds=0.5, hold_seconds=8.0)
    stage.begin().until_state(State.READY)
    begin_to_scan(page, Mood.READY)
    press_when_lit(page, "[data-choice=begin]", 1)
    assert stage.take() is Action.BEGIN
    stage.until_state(State.LISTENING)
    switch(page, stage, "likely", Action.TYPE, State.TYPING)
    page.wait_for_selector(FIELD)
    rows = rows_of(page)
    assert rows == load_language("en").page["typing_frequent"].split("|")
    begin_to_scan(page, Mood.LISTENING)
    for letter in "no, all":  # after each the scan goes on by itself
        switch_letter(page, rows, letter)
    press_when_lit(page, "#line-keys [data-does=erase]", 3)
    press_when_lit(page, "#line-keys [data-does=erase]", 1)
    assert page.input_value(FIELD) == "No, al"
    press_when_lit(page, "[data-choice=keep_typed]", 2)
    press_when_lit(page, "[data-choice=keep_typed]", 1)
    assert stage.take() is Action.KEEP_TYPED
    stage.until_state(State.LISTENING)
    assert kept_in(stage) == ["No, al"]
    page.wait_for_selector(FIELD, state="detached")
    switch(page, stage, "always", Action.STOP, State.STOPPING)
    switch(page, stage, "always", Action.STOP, State.ENDED)
    assert stage.kept() == ["No, al [typed]"]


def test_a_whole_session_is_typed_by_a_keyboard_alone(page: Page, stage: Stage) -> None:
    def key(letter: str, action: Action, state: State) -> None:
        page.wait_for_selector(f"[data-choice={action}]", state="attached")
        page.keyboard.press(letter)  # goes to the button; the same again chooses it
        page.wait_for_function(
            "action => document.activeElement.dataset.choice === action", arg=action
        )
        page.wait_for_selector("html:not([data-bounce])")
        page.keyboard.press(letter)
        assert stage.take() is action
        stage.until_state(state)
        page.wait_for_selector("html:not([data-bounce])")

    stage.begin().until_state(State.READY)
    key("b", Action.BEGIN, State.LISTENING)
    for text in ("Yes; and no.", "Quite calm"):
        key("j", Action.TYPE, State.TYPING)
        page.wait_for_selector(FIELD)
        page.keyboard.type(text)
        page.keyboard.press("Enter")
        assert stage.take() is Action.KEEP_TYPED
        stage.until_state(State.LISTENING)
        page.wait_for_selector(FIELD, state="detached")
        key("n", Action.NEXT, State.LISTENING)
    for _ in range(3):
        key("n", Action.NEXT, State.LISTENING)
    key("n", Action.NEXT, State.ENDED)
    assert stage.kept() == ["Yes; and no. [typed]", "Quite calm [typed]"]


# Letters by language, for a hand and for a switch ------------------------------------------------

LETTERS = {
    "en": "abcdefghijklmnopqrstuvwxyz'",
    "de": "abcdefghijklmnopqrstuvwxyzäöüß",
    "es": "abcdefghijklmnñopqrstuvwxyzáéíóúü¿",
    "fr": "abcdefghijklmnopqrstuvwxyzàâçéèêîôùû'",
}
SHARE = {
    "en": "e12.7 t9.1 a8.2 o7.5 i7 n6.7 s6.3 h6.1 r6 d4.3 l4 c2.8 u2.8 m2.4 w2.4 f2.2 g2 y2 p1.9 "
    "b1.5 v1 k.8 j.2 x.2 q.1 z.1",
    "de": "e16.4 n9.8 s7.3 r7 i6.5 a6.5 t6.1 d5.1 h4.6 u4.2 l3.4 g3 c2.7 o2.6 m2.5 b1.9 w1.9 f1.7 "
    "k1.4 z1.1 p.7 v.8 j.3 ä.6 ö.4 ü1 ß.3",
    "es": "e12.2 a11.5 o8.7 s8 n6.7 r6.9 i6.2 d5 l5 t4.6 c4 u2.9 m3.2 p2.5 b2.2 g1.8 v1.1 y1 q.9 "
    "h.7 f.7 z.5 j.5 á.5 é.4 í.7 ó.8 ú.2 ñ.3",
    "fr": "e14.7 a7.6 s7.9 i7.5 t7.2 n7.1 r6.7 u6.3 l5.5 o5.8 d3.7 c3.3 m3 p2.5 v1.8 q1.4 f1.1 b.9 "
    "g.9 h.7 j.6 x.4 é1.5 à.5 è.3 ê.2",
}
"""Of a hundred letters; Wikipedia, "Letter frequency", 2026. A word's space is a sixth of all."""
SPACE_SHARE = 19.0


def steps_per_letter(rows: Sequence[str], share: str) -> float:
    """Rows and keys that light up on the way to a letter, on the average, itself among them."""
    shares = {m[1]: float(m[2]) for m in re.finditer(r"(\w)([\d.]+)", share)} | {" ": SPACE_SHARE}
    steps = {
        letter: row + key
        for row, letters in enumerate(rows, start=1)
        for key, letter in enumerate(letters, start=1)
    }
    return sum(part * steps[letter] for letter, part in shares.items()) / sum(shares.values())


@pytest.mark.parametrize("code", LETTERS)
def test_every_letter_of_a_language_is_on_its_keyboard_and_frequent_ones_come_first(
    code: str,
) -> None:
    page = load_language(code).page
    by_hand, by_switch = (page[name].split("|") for name in ("typing_letters", "typing_frequent"))
    assert set("".join(by_hand)) >= set(LETTERS[code] + ".,?")
    assert sorted("".join(by_switch)) == sorted([*"".join(by_hand), " "])
    assert all(len(row) <= 6 for row in (*by_hand, *by_switch))
    assert steps_per_letter(by_switch, SHARE[code]) < 4.6
