"""On every screen everything is whole, or visibly goes on; the way out is always in sight."""

import queue
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from home_scenes import home_scenes
from kiosk_scenes import kiosk_scenes
from page_scenes import scenes
from page_window import let_in, open_server, show, until_drawn
from playwright.sync_api import Browser, Page
from screens import SIZES

from tests.screen.page.geometry import IN_FIRST_SCREEN, offenders
from tests.screen.page.test_page import violations
from voice.screen.page.kiosk import KioskPage
from voice.screen.page.screen import PageScreen
from voice.screen.page.server import PageServer

WAY_OUT = ["help", "crisis", "stop"]

WITH_CONTRAST = {"390x844", "1280x800", "zoom-400"}
"""Where axe-core looks at contrast too. Colours do not change with a size or a language, and
looking at them takes twice the time of all other rules together."""

ALL = [("en", size) for size in SIZES] + [
    ("de", size) for size in ("390x844", "800x480", "zoom-400")
]
"""German has the longest words; it is tried where there is the least room for them."""


def every_scene(page: Page, server: PageServer, code: str) -> Iterator[str]:
    """Show one state after the other, of a session, of a home and of a kiosk."""
    session = PageScreen(server, lambda _event: None, server.shell.words)
    for scene in scenes(code):
        show(session, scene)
        until_drawn(page, server)
        yield scene.name
    for name, views in home_scenes(code).items():
        for view in views:
            session.show(view)
        until_drawn(page, server)
        yield name
    kiosk = KioskPage(server, queue.SimpleQueue[object]().put, server.shell.words)
    for name, view in kiosk_scenes(code).items():
        kiosk.show(view)
        until_drawn(page, server)
        yield name


@pytest.fixture
def served(tmp_path: Path) -> Generator[Callable[[str], PageServer]]:
    """A page in a language, that remembers no look."""
    opened: list[PageServer] = []

    def serve(code: str) -> PageServer:
        opened.append(open_server(tmp_path, code))
        opened[0]._look_file = None
        return opened[0]

    yield serve
    for server in opened:
        server.close()


@pytest.mark.parametrize(("code", "size"), ALL)
def test_everything_is_whole_or_visibly_goes_on_and_axe_finds_nothing(
    browser: Browser, served: Callable[[str], PageServer], code: str, size: str
) -> None:
    server = served(code)
    width, height, scale = SIZES[size]
    found: list[str] = []
    with browser.new_context(
        viewport={"width": width, "height": height}, device_scale_factor=scale
    ) as context:
        page = let_in(context, server)
        contrast = code == "en" and size in WITH_CONTRAST
        for name in every_scene(page, server, code):
            found += [f"{name}: {each}" for each in offenders(page)]
            found += [f"{name}: {each}" for each in violations(page, contrast)]
            out_of_sight = page.evaluate(IN_FIRST_SCREEN, WAY_OUT)
            found += [f"{name}: {each} is out of the first screen" for each in out_of_sight]
            if page.is_visible("#more"):
                page.evaluate("() => document.getElementById('more').click()")
                found += [f"{name}, more: {each}" for each in offenders(page)]
                page.keyboard.press("Escape")
    assert found == []
