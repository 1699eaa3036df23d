"""A new key on a kiosk's page: a camera reads the whole of it from any screen."""

import io
import queue
from collections.abc import Mapping
from dataclasses import replace

import pytest
import zxingcpp
from kiosk_scenes import kiosk_scenes
from page_window import let_in, until_drawn
from PIL import Image
from playwright.sync_api import Browser, Page
from screens import SIZES

from tests.screen.page.test_page import change_look
from voice.floor.view import View
from voice.screen.page.kiosk import KioskPage
from voice.screen.page.server import PageServer

VIEW = kiosk_scenes()["kiosk-showing-key"]
ASKED_FOR_HELP = tuple(f"You can say: something long, for the reason number {n}." for n in range(9))

IN_SIGHT = """id => {
  const box = document.getElementById(id).getBoundingClientRect();
  const [top, left] = [box.top + 1, box.left + 1]; // a window scrolls by whole pixels
  return top >= 0 && left >= 0 && box.bottom - 1 <= innerHeight && box.right - 1 <= innerWidth;
}"""


def read_from(page: Page) -> list[str]:
    """What a camera reads from what is on the screen now."""
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    return [code.text for code in zxingcpp.read_barcodes(picture)]


def shown(page: Page, server: PageServer, view: View) -> str:
    """Show a key and say which it is."""
    screen = KioskPage(server, queue.SimpleQueue[object]().put, server.shell.words)
    screen.show(view)
    until_drawn(page, server)
    page.evaluate("() => document.fonts.ready.then(() => undefined)")
    assert view.slip is not None
    return view.slip.secret


@pytest.mark.parametrize("size", SIZES)
def test_a_new_key_is_whole_on_a_screen_of_every_size(
    browser: Browser, server: PageServer, size: str
) -> None:
    width, height, scale = SIZES[size]
    with browser.new_context(
        viewport={"width": width, "height": height}, device_scale_factor=scale
    ) as context:
        page = let_in(context, server)
        assert read_from(page) == []
        secret = shown(page, server, VIEW)
        assert read_from(page) == [secret]
        assert page.evaluate(IN_SIGHT, "code")
        assert scale > 1 or page.evaluate(IN_SIGHT, "secret")


@pytest.mark.parametrize(
    "look", [{"text_percent": 200}, {"text_percent": 400}, {"theme": "dark"}, {"theme": "contrast"}]
)
@pytest.mark.parametrize("size", ["800x480", "1024x768", "1366x768", "1920x1080"])
def test_it_stays_whole_however_the_page_is_to_look(
    browser: Browser, server: PageServer, size: str, look: Mapping[str, object]
) -> None:
    width, height, _ = SIZES[size]
    server._look_file = None
    with browser.new_context(viewport={"width": width, "height": height}) as context:
        page = let_in(context, server)
        change_look(page, **look)
        assert read_from(page) == []
        assert [shown(page, server, VIEW)] == read_from(page)


@pytest.mark.parametrize("size", ["390x844", "800x480", "1024x768", "1366x768"])
def test_help_and_a_warning_beside_it_do_not_cover_it(
    browser: Browser, server: PageServer, size: str
) -> None:
    width, height, _ = SIZES[size]
    with browser.new_context(viewport={"width": width, "height": height}) as context:
        page = let_in(context, server)
        view = replace(VIEW, saying=ASKED_FOR_HELP, warned=True)
        assert [shown(page, server, view)] == read_from(page)
