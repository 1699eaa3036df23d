"""What a long list costs on the page: from a choice of its next part to the frame that shows it.

The real scenes with 10,000 sessions at home and 20,000 passages of one session; each choice is
carried out by its scene, so that what making the view costs is in it. Nothing is opened or sealed.
"""

import tempfile
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
from home_scenes import Stay, home_in
from page_window import chromium, let_in, open_server
from playwright.sync_api import Page
from reading_scenes import DAYS, reader, session

from benchmarks.figure import Figure
from benchmarks.page import to_paint
from voice.floor.actions import Action
from voice.scenes.home.errands import Listed
from voice.scenes.home.listing import MORE, MOST_AT_ONCE
from voice.screen.page.screen import PageScreen

SESSIONS = 10_000
PASSAGES = 20_000
PARTS = 40
GOAL_MS = 50.0
Turn = Callable[[], None]


def measure(rounds: int, progress: Callable[[str], None]) -> list[Figure]:
    """Medians and the longest, over parts from a list's beginning to its end."""
    took: dict[str, list[float]] = {}
    for name, turns in (("sessions", _sessions), ("passages", _passages)):
        with tempfile.TemporaryDirectory(prefix="reflect-bench-") as folder, chromium() as browser:
            server = open_server(Path(folder))
            screen = PageScreen(server, lambda _event: None, server.shell.words)
            page = let_in(browser.new_context(viewport={"width": 1920, "height": 1080}), server)
            for number in range(rounds):
                progress(f"page, a list of {name}, round {number + 1} of {rounds}")
                took.setdefault(name, []).extend(_turned(page, turns(screen)))
            server.close()
    names = {"sessions": f"{SESSIONS:,} sessions", "passages": f"{PASSAGES:,} passages"}
    return [
        figure
        for name, ms in took.items()
        for figure in (
            Figure(
                f"another part of {names[name]}, to its paint", float(np.median(ms)), "ms", GOAL_MS
            ),
            Figure(f"another part of {names[name]}, longest of {len(ms)}", max(ms), "ms", GOAL_MS),
        )
    ]


def _turned(page: Page, turns: Iterator[tuple[str, Turn]]) -> Iterator[float]:
    """Milliseconds from each choice to its paint in the element that it names."""
    for element, turn in turns:
        page.wait_for_selector(f"{element} button")
        yield to_paint(page, element, turn)


def _sessions(screen: PageScreen) -> Iterator[tuple[str, Turn]]:
    """A list of days at home, asked for and gone through to its end part by part."""
    days = tuple(f"Session {number}." for number in range(1, SESSIONS + 1))
    home = home_in("en").spoken().chooses(Action.HEAR).spoken().chooses(Action.YES)
    home.happens(Listed(days)).spoken()
    screen.show(home.views[-1])

    def turn() -> None:
        home.takes(MORE)
        screen.show(home.views[-1])

    for _ in range(PARTS):
        yield "[data-group=options]", turn
        home.spoken()


def _passages(screen: PageScreen) -> Iterator[tuple[str, Turn]]:
    """One session, looked at from its first part to its last in so many steps."""
    of_one_round = sum(len(answer.segments) for answer in session("en", DAYS[0]).answers)
    stay = Stay(reader("en", session("en", DAYS[0], rounds=PASSAGES // (of_one_round - 3) + 1)))
    count = len(stay.spoken().scene.now.pieces)
    assert count >= PASSAGES
    screen.show(stay.views[-1])
    places = np.linspace(0, count - 1, PARTS).astype(int) // MOST_AT_ONCE * MOST_AT_ONCE
    for _, place in pairwise(places):

        def turn(place: int = int(place)) -> None:
            stay.takes(place + 1)
            screen.show(stay.views[-1])

        yield ".parts", turn
        stay.spoken()
