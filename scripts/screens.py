"""Take the pictures of `docs/screens/`: every state of the page, a home and a kiosk, at five sizes.

Others can be asked for and looked at elsewhere: the tests measure the page at all of `SIZES`.
"""

import argparse
import io
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from home_scenes import home_scenes
from kiosk_scenes import kiosk_scenes
from page_scenes import Scene, scenes
from page_window import chromium, let_in, open_server, show, until_drawn
from PIL import Image
from playwright.sync_api import Browser, Page

from voice.floor.view import View
from voice.screen.page.kiosk import KioskPage
from voice.screen.page.screen import PageScreen
from voice.screen.page.server import PageServer

FOLDER = Path(__file__).parents[1] / "docs" / "screens"

SIZES: dict[str, tuple[int, int, int]] = {
    "390x844": (390, 844, 1),
    "800x480": (800, 480, 1),
    "1024x768": (1024, 768, 1),
    "1280x800": (1280, 800, 1),
    "1366x768": (1366, 768, 1),
    "1920x1080": (1920, 1080, 1),
    "1080x1920": (1080, 1920, 1),
    "zoom-400": (320, 200, 4),
    "1920x1080-zoom-400": (480, 270, 4),
}
"""Width and height in CSS pixels, and device pixels to each; the last but one is 1280x800 at 400 %,
which has a quarter of the pixels at four times the size."""

KEPT = ("390x844", "800x480", "1920x1080", "1080x1920", "zoom-400")
"""Of which pictures are in the repository."""

COLOURS = 48
"""Enough for flat colours and the edges of letters; keeps a picture under about 60 KB."""

THEMED = ("answering", "confirming")
THEMES = ("dark", "contrast")


def main() -> int:
    """Take them all, or those whose names are given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="SCENE")
    parser.add_argument("--size", choices=SIZES, action="append")
    parser.add_argument("--into", type=Path, default=FOLDER)
    options = parser.parse_args()
    options.into.mkdir(parents=True, exist_ok=True)
    taken = [scene for scene in scenes() if not options.names or scene.name in options.names]
    at_home, in_kiosk = (
        {name: views for name, views in made.items() if not options.names or name in options.names}
        for made in (home_scenes(), {name: [view] for name, view in kiosk_scenes().items()})
    )
    with tempfile.TemporaryDirectory(prefix="reflect-screens-") as folder, chromium() as browser:
        server = open_server(Path(folder))
        screen = PageScreen(server, lambda _event: None, server.shell.words)
        try:
            for size in options.size or KEPT:
                if taken:
                    _photograph(browser, server, screen, taken, size, options.into)
                own = PageScreen(server, lambda _event: None, server.shell.words)
                _photograph_views(browser, server, own, at_home, size, options.into)
                kiosk = KioskPage(server, lambda _event: None, server.shell.words)
                _photograph_views(browser, server, kiosk, in_kiosk, size, options.into)
        finally:
            server.close()
    total = sum(path.stat().st_size for path in options.into.glob("*.png"))
    print(f"{len(list(options.into.glob('*.png')))} pictures, {total / 1e6:.1f} MB")
    return 0


def _photograph(
    browser: Browser,
    server: PageServer,
    screen: PageScreen,
    taken: list[Scene],
    size: str,
    into: Path,
) -> None:
    width, height, scale = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, device_scale_factor=scale
    )
    page = let_in(context, server)
    for scene in taken:
        show(screen, scene)
        _drawn(page, server)
        _save(page, into / f"{scene.name}-{size}.png")
        if scene.name in THEMED:
            for theme in THEMES:
                _look(page, theme=theme)
                _save(page, into / f"{scene.name}-{theme}-{size}.png")
            _look(page, theme="system")
    if not taken or len(taken) > 1:
        page.click("#open-look")
        _save(page, into / f"display-{size}.png")
        page.keyboard.press("Escape")
        _look(page, switch="space")
        page.keyboard.press("Space")  # the switch rests until then
        page.wait_for_selector("[data-lit]")
        _save(page, into / f"scanning-{size}.png")
        _look(page, switch="off")
        server.wipe()
        page.wait_for_selector("#lost:not([hidden])")
        _save(page, into / f"over-{size}.png")
    context.close()


def _photograph_views(
    browser: Browser,
    server: PageServer,
    screen: PageScreen | KioskPage,
    scenes: Mapping[str, Sequence[View]],
    size: str,
    into: Path,
) -> None:
    width, height, scale = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, device_scale_factor=scale
    )
    page = let_in(context, server)
    for name, views in scenes.items():
        for view in views:
            screen.show(view)
        _drawn(page, server)
        _save(page, into / f"{name}-{size}.png")
    context.close()


def _drawn(page: Page, server: PageServer) -> None:
    """Wait until it is there, with its letters."""
    until_drawn(page, server)
    page.evaluate("() => document.fonts.ready.then(() => undefined)")


def _look(page: Page, **changes: object) -> None:
    page.evaluate(
        """async (changes) => {
             const { changeLook } = await import("/look.js");
             changeLook(changes);
           }""",
        changes,
    )
    page.wait_for_timeout(150)


def _save(page: Page, path: Path) -> None:
    drawn = Image.open(io.BytesIO(page.screenshot(animations="disabled")))
    drawn.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    sys.exit(main())
