"""What the page costs: from an event to its paint, and the whole of it at rest.

A real page in a headless Chromium. Both share this machine's clock, so the moment of an event
and the moment after the frame that shows it can be subtracted. At rest everything counts that
the page needs: all of Chromium's processes, the page's own, and this whole process.
"""

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from page_scenes import scenes
from page_window import chromium, let_in, open_server, show
from playwright.sync_api import Page

from benchmarks.figure import Figure
from voice.floor.view import View
from voice.screen.page.screen import PageScreen
from voice.stage.ports import CaptionHeard, LevelMeasured

EVENTS = 25
BETWEEN_SECONDS = 0.1
REST_SECONDS = 20.0
"""Longer than `server.HEARTBEAT_SECONDS`: one heartbeat is in it."""
SETTLE_SECONDS = 4.0
LONGEST_PAINT_MS = 5_000
"""An event that changes nothing is never painted: that is told, and not waited for."""

WATCH = """([where, longest]) => new Promise((resolve, reject) => {
  const element = document.querySelector(where);
  setTimeout(() => reject(new Error(`${where} was not painted within ${longest} ms`)), longest);
  const watching = new MutationObserver(() => {
    watching.disconnect();
    // the frame that has this change is drawn between these two
    requestAnimationFrame(() => setTimeout(
      () => resolve(performance.timeOrigin + performance.now()), 0));
  });
  watching.observe(element, { characterData: true, childList: true, subtree: true });
})"""


def measure(rounds: int, progress: Callable[[str], None]) -> list[Figure]:
    """Medians over the events; at rest, the processor time of Chromium and of the server."""
    with tempfile.TemporaryDirectory(prefix="reflect-bench-") as folder, chromium() as browser:
        server = open_server(Path(folder))
        screen = PageScreen(server, lambda _event: None, server.shell.words)
        page = let_in(browser.new_context(viewport={"width": 1920, "height": 1080}), server)
        listening = next(scene for scene in scenes() if scene.name == "answering")
        show(screen, listening)
        page.wait_for_selector("[data-choice=next]")
        pictures: list[float] = []
        captions: list[float] = []
        for number in range(rounds):
            progress(f"page, round {number + 1} of {rounds}")
            captions += _captions(page, screen)
            pictures += _pictures(page, screen)
        show(screen, listening)
        progress("page, at rest")
        screen.notice(CaptionHeard(0, ""))
        chromium_share, page_share, own_share = _at_rest(screen)
        server.close()
    return [
        Figure("event to paint, a caption", float(np.median(captions)), "ms", 50),
        Figure("event to paint, a whole picture", float(np.median(pictures)), "ms", 50),
        Figure("95th percentile of both", float(np.percentile(captions + pictures, 95)), "ms"),
        Figure("at rest, Chromium, all processes", 100 * chromium_share, "% of a core"),
        Figure("at rest, the page's process", 100 * page_share, "% of a core"),
        Figure("at rest, this process", 100 * own_share, "% of a core"),
        Figure("at rest, all", 100 * (chromium_share + page_share + own_share), "% of a core", 1.0),
    ]


def _captions(page: Page, screen: PageScreen) -> list[float]:
    def change(number: int) -> None:
        screen.notice(CaptionHeard(1, f"what is being heard now, number {number}"))

    return [to_paint(page, "#caption-words", lambda n=n: change(n)) for n in range(EVENTS)]


def _pictures(page: Page, screen: PageScreen) -> list[float]:
    last = {
        scene.name: next(m for m in reversed(scene.shown) if isinstance(m, View))
        for scene in scenes()
    }
    moments = (last["paused"], last["answering"])
    screen.show(moments[1])  # the first event has to change something too
    page.wait_for_function("() => document.getElementById('status').dataset.mood === 'listening'")
    return [to_paint(page, "#mood", lambda n=n: screen.show(moments[n % 2])) for n in range(EVENTS)]


def to_paint(page: Page, element: str, change: Callable[[], None]) -> float:
    """Milliseconds from what happens to the frame that shows it in this element (a selector)."""
    page.evaluate(
        f"(watched) => {{ window.painted = ({WATCH})(watched); painted.catch(() => null); }}",
        [element, LONGEST_PAINT_MS],
    )
    time.sleep(BETWEEN_SECONDS)
    began_ms = 1000 * time.time()
    change()
    painted_ms: float = page.evaluate("() => window.painted")
    return painted_ms - began_ms


def _at_rest(screen: PageScreen) -> tuple[float, float, float]:
    """Of a core, while the program listens to a quiet room."""
    screen.notice(LevelMeasured(-70.0, False))
    time.sleep(SETTLE_SECONDS)
    ours = _descendants(os.getpid())
    browsers = [process for process in ours if b"chrom" in _command(process)]
    pages = [process for process in ours if b"voice.screen.page.child" in _command(process)]
    assert browsers
    assert pages
    before, page_before = _cpu_seconds(browsers), _cpu_seconds(pages)
    own_before, began = time.process_time(), time.monotonic()
    while time.monotonic() - began < REST_SECONDS:
        screen.notice(LevelMeasured(-70.0, False))  # ten times a second, as the listener tells
        time.sleep(0.1)
    took = time.monotonic() - began
    own_seconds = time.process_time() - own_before
    return (
        (_cpu_seconds(browsers) - before) / took,
        (_cpu_seconds(pages) - page_before) / took,
        own_seconds / took,
    )


def _command(process: int) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""


def _descendants(process: int) -> list[int]:
    children = [
        int(child)
        for tasks in Path(f"/proc/{process}/task").glob("*/children")
        for child in tasks.read_text().split()
    ]
    return [each for child in children for each in (child, *_descendants(child))]


def _cpu_seconds(processes: list[int]) -> float:
    ticks = 0
    for process in processes:
        stat = Path(f"/proc/{process}/stat")
        if stat.exists():
            fields = stat.read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])  # user and system
    return ticks / os.sysconf("SC_CLK_TCK")
