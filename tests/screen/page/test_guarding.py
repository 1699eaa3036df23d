"""While sealed words are shown somebody's signs are told; covered, none of the words is left."""

import queue

import pytest
from page_window import let_in
from playwright.sync_api import Browser, Page

from tests.scenes.reading.test_covering import SEALED
from tests.scenes.reading.test_reader import Told, reading, waiting
from tests.screen.page.test_kiosk_page import held, settled
from tests.screen.page.test_page import draw
from tests.screen.page.test_security import ask, enter, rightly
from voice.cli.window import screen_on
from voice.floor.events import Sign, SignOfLife, WindowBack, WindowGone
from voice.screen.page.screen import PageScreen
from voice.screen.page.server import PageServer

PLACE = "#text"


def read_to(screen: PageScreen) -> Told:
    """A part was said, and whoever reads it has the floor."""
    told = reading()
    screen.show(told.reader.view())
    screen.show(told.spoken().reader.view())
    return told


def test_a_hand_that_moves_is_told_while_sealed_words_are_shown_and_never_otherwise(
    page: Page, server: PageServer, chosen: "queue.SimpleQueue[object]"
) -> None:
    window = screen_on(server, chosen.put, server.shell.words)
    draw(page, window, "listening")
    page.mouse.move(40, 40)
    page.mouse.move(60, 60)
    told = read_to(window)
    page.wait_for_selector("[data-group=parts] [aria-current]:has-text('I feel save')")
    assert chosen.empty()
    page.mouse.move(80, 80)
    assert chosen.get(timeout=15) == SignOfLife(Sign.CHOICE)
    page.mouse.move(90, 90)  # within ten seconds: known already
    page.mouse.wheel(0, 10)
    window.show(told.left_alone().reader.view())
    page.wait_for_selector(f"{PLACE}:text('I have covered your words')")
    page.mouse.move(100, 100)
    window.show(told.spoken().reader.view())
    settled(server)
    assert chosen.empty()


def test_covered_words_are_nowhere_in_the_page_nor_in_what_it_was_told(
    page: Page, server: PageServer, screen: PageScreen
) -> None:
    told = read_to(screen)
    page.wait_for_selector("[data-group=parts] [aria-current]:has-text('I feel save')")
    screen.show(told.left_alone().reader.view())
    page.wait_for_selector(f"{PLACE}:text('I have covered your words')")
    settled(server)
    everything = page.content() + held(server)
    assert [text for text in SEALED if text in everything] == []


@pytest.mark.parametrize(("name", "taken"), [("open", 204), ("covered", 409), ("none", 409)])
def test_a_sign_is_taken_only_while_there_is_something_to_watch_over(
    server: PageServer, screen: PageScreen, name: str, taken: int
) -> None:
    window = enter(server)
    told = waiting()
    if name != "none":
        screen.show((told if name == "open" else told.left_alone()).reader.view())
    settled(server)
    headers = rightly(server, window, b'""')
    assert ask(server, "POST", "/typing", list(headers.items()), b'""').status == taken


def test_a_window_that_is_closed_and_one_that_comes_are_told(
    browser: Browser, server: PageServer, chosen: "queue.SimpleQueue[object]"
) -> None:
    screen_on(server, chosen.put, server.shell.words)
    with browser.new_context() as context:
        let_in(context, server)
    assert chosen.get(timeout=15) == WindowGone()
    with browser.new_context() as context:
        let_in(context, server)
        assert chosen.get(timeout=15) == WindowBack()
