"""On every screen everything is whole, or visibly goes on; the way out is always in sight."""

import queue
from collections.abc import Iterator

import pytest
from kiosk_scenes import kiosk_scenes
from page_scenes import scenes
from page_window import let_in, show
from playwright.sync_api import Browser, Page
from screens import SIZES

from tests.screen.page.geometry import IN_FIRST_SCREEN, offenders
from tests.screen.page.test_kiosk_page import drawn
from tests.screen.page.test_page import violations
from voice.floor.view import View
from voice.screen.page.kiosk import KioskPage
from voice.screen.page.screen import PageScreen
from voice.screen.page.server import PageServer

WAY_OUT = ["help", "crisis", "stop"]

RULES_OF_SIZE = ("scrollable-region-focusable",)
"""Of axe-core's, what a size matters for; all of them are tried in every state elsewhere. It takes
a button that is still half under the foot for a small one: 44 px are measured in `test_page.py`."""


def every_scene(page: Page, server: PageServer) -> Iterator[str]:
    """Show one state after the other, of a session and of a kiosk."""
    session = PageScreen(server, lambda _event: None, server.shell.words)
    for scene in scenes():
        show(session, scene)
        view = [moment for moment in scene.shown if isinstance(moment, View)][-1]
        drawn(page, server, view, quiet=False)
        yield scene.name
    kiosk = KioskPage(server, queue.SimpleQueue[object]().put, server.shell.words)
    for name, view in kiosk_scenes().items():
        kiosk.show(view)
        drawn(page, server, view)
        yield name


@pytest.mark.parametrize("size", SIZES)
def test_everything_is_whole_or_visibly_goes_on(
    browser: Browser, server: PageServer, size: str
) -> None:
    server._look_file = None
    width, height, scale = SIZES[size]
    found: list[str] = []
    with browser.new_context(
        viewport={"width": width, "height": height}, device_scale_factor=scale
    ) as context:
        page = let_in(context, server)
        for name in every_scene(page, server):
            found += [f"{name}: {each}" for each in offenders(page)]
            found += [f"{name}: {each}" for each in violations(page, *RULES_OF_SIZE)]
            out_of_sight = page.evaluate(IN_FIRST_SCREEN, WAY_OUT)
            found += [f"{name}: {each} is out of the first screen" for each in out_of_sight]
            if page.is_visible("#more"):
                page.evaluate("() => document.getElementById('more').click()")
                found += [f"{name}, more: {each}" for each in offenders(page)]
                page.keyboard.press("Escape")
    assert found == []
