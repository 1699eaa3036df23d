"""One headless Chromium for all tests of the page, and a server for each."""

import queue
import shutil
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest
from page_window import chromium, let_in, open_server
from playwright.sync_api import Browser, Page

from tests.screen.page.kiosk_stage import KioskStage
from tests.screen.page.stage import Stage
from voice.screen.page.screen import PageScreen
from voice.screen.page.server import PageServer
from voice.stage.ports import Notice

Chosen = queue.SimpleQueue


@pytest.fixture(scope="session")
def browser() -> Generator[Browser]:
    if shutil.which("chromium") is None:
        pytest.skip("chromium is not installed")
    with chromium() as opened:
        yield opened


@pytest.fixture
def server(tmp_path: Path) -> Generator[PageServer]:
    opened = open_server(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def chosen() -> "queue.SimpleQueue[object | Notice]":
    return queue.SimpleQueue()


@pytest.fixture
def screen(server: PageServer, chosen: "queue.SimpleQueue[object]") -> PageScreen:
    return PageScreen(server, chosen.put, server.shell.words)


@pytest.fixture
def page(browser: Browser, server: PageServer) -> Generator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(15_000)
    yield let_in(context, server)
    context.close()


@pytest.fixture
def stage(server: PageServer, tmp_path: Path) -> Generator[Stage]:
    opened = Stage(server, tmp_path / "vault")
    yield opened
    opened.close()


@pytest.fixture
def visitor(server: PageServer, tmp_path: Path) -> Generator[Callable[..., KioskStage]]:
    opened: list[KioskStage] = []

    def come(keeper: str = "both", **how: Any) -> KioskStage:
        server._look_file = None  # as in a kiosk
        opened.append(KioskStage(server, tmp_path, keeper, **how))
        return opened[0]

    yield come
    for stage in opened:
        stage.close()
