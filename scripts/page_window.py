"""A page and a headless Chromium looking at it: what the screenshots, the benchmark and the tests
share. Debian's Chromium, as the kiosk has it; nothing is downloaded.
"""

import shutil
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from page_scenes import Scene
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from voice.floor.view import View
from voice.language.loading import load_language
from voice.screen.page.screen import PageScreen
from voice.screen.page.server import PageServer
from voice.screen.page.words import Shell, load_shell

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


DRAWN = """(wanted) => {
  const texts = (selector) => [...document.querySelectorAll(selector)].map((e) => e.textContent);
  const only = (id) => document.getElementById(id)?.textContent ?? "";
  const buttons = [...document.querySelectorAll("[data-choice]")].map((each) =>
    [each.dataset.choice, each.closest("[data-group=parts]") ? true : each.firstChild.textContent]);
  const shown = {
    buttons: buttons.sort(([a], [b]) => (a < b ? -1 : 1)),
    text: only("text"),
    mood: only("mood"),
    notice: only("notice"),
    said: texts("#said p"),
    words: texts("#words p"),
    secret: only("secret"),
  };
  return Object.entries(wanted).every(([name, value]) =>
    JSON.stringify(shown[name]) === JSON.stringify(value));
}"""
"""Whether a picture is drawn, from first to last: it is drawn at once."""


def shell_in(code: str) -> Shell:
    """The page in this language."""
    return load_shell(code, load_language(code).page)


@contextmanager
def chromium() -> Generator[Browser]:
    """A headless Chromium for as long as it is used."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def let_in(context: BrowserContext, server: PageServer) -> Page:
    """A window that came through the door and shows what it was told first."""
    page = context.new_page()
    page.on("pageerror", lambda error: print(f"page: {error}", file=sys.stderr))
    page.goto(server.door.as_uri())
    page.wait_for_url(f"{server.address}/#now")
    # with that comes how the page is to look, which would undo an earlier wish
    page.wait_for_function("() => document.getElementById('text-size').textContent")
    return page


def until_drawn(page: Page, server: PageServer) -> None:
    """Wait until the window shows the picture that the program told last, and all of it.

    Neighbours share buttons, text or mood: whoever waits for some of these measures the one before.
    """
    assert server._live.shown is not None
    picture = server._live.shown.picture
    page.wait_for_function(
        DRAWN,
        arg={
            "buttons": sorted([b.id, b.group == "parts" or b.label] for b in picture.buttons),
            "text": picture.text,
            "mood": picture.mood_words,
            "notice": picture.notice,
            "said": picture.paragraphs,
            "words": picture.words,
            "secret": picture.secret,
        },
    )


def show(screen: PageScreen, scene: Scene) -> None:
    """Show a scene as the stage would have."""
    for moment in scene.shown:
        if isinstance(moment, View):
            screen.show(moment)
        else:
            screen.notice(moment)


def open_server(folder: Path, code: str = "en") -> PageServer:
    """A page whose door and look are in this folder."""
    return PageServer(shell_in(code), folder / "window.json", folder)
