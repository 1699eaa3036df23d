"""How a browser is started: with the door's file and nothing secret on its command line."""

import http.server
import os
import queue
import stat
import sys
import threading
import time
import webbrowser
from contextlib import closing
from pathlib import Path

import pytest
from page_scenes import scenes
from page_window import CHROMIUM, CHROMIUM_FLAGS, let_in, show
from playwright.sync_api import Browser, Error

from tests.screen.page.test_security import token_in
from voice.cli.display import is_wanted
from voice.cli.window import RealTime, Window
from voice.floor.actions import Action, Means
from voice.floor.events import ActionChosen
from voice.machine.places import settings_file
from voice.screen.page.browser import (
    CHROMIUMS,
    FLAGS,
    BrowserKind,
    DefaultBrowser,
    OwnBrowser,
    own_browser,
)
from voice.screen.page.look import Look, load_look
from voice.settings import Settings
from voice.values.errors import SettingsError

RECORDER = """#!/bin/sh
printf '%s\\n' "$@" > {told}.new
mv {told}.new {told}
"""


def recorder(folder: Path, name: str) -> Path:
    """A program that writes its arguments down; returns where."""
    told = folder / f"{name}-told"
    program = folder / name
    program.write_text(RECORDER.format(told=told))
    program.chmod(0o755)
    return told


def arguments_of(told: Path) -> list[str]:
    for _ in range(2_000):
        if told.exists():
            return told.read_text().split("\n")
        os.sched_yield()
        time.sleep(0.01)
    raise AssertionError("the browser was never started")


def test_the_persons_own_browser_is_given_a_file_and_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told = recorder(tmp_path, "browser")
    monkeypatch.setenv("BROWSER", f"{tmp_path / 'browser'} %s")
    monkeypatch.setattr(webbrowser, "_tryorder", None)
    window = Window(Settings(browser="default"))
    (address, *_) = arguments_of(told)
    door = Path(address.removeprefix("file://"))
    token = token_in(door)
    assert stat.S_IMODE(door.stat().st_mode) == 0o600
    assert stat.S_IMODE(door.parent.stat().st_mode) == 0o700
    assert token not in told.read_text()
    window.close()
    assert not door.parent.exists()
    shown = capsys.readouterr()
    assert str(door) in shown.err  # for whoever has to open it by hand
    assert token not in shown.err + shown.out


@pytest.mark.parametrize("kind", [BrowserKind.APP, BrowserKind.KIOSK])
def test_a_chromium_of_our_own_keeps_nothing_and_carries_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: BrowserKind
) -> None:
    told = recorder(tmp_path, CHROMIUMS[0])
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    browser = OwnBrowser(kind, tmp_path / "door.html")
    arguments = arguments_of(told)
    assert f"--app=file://{tmp_path}/door.html" in arguments
    assert ("--kiosk" in arguments) is (kind is BrowserKind.KIOSK)
    (profile,) = [each.split("=", 1)[1] for each in arguments if "--user-data-dir=" in each]
    browser.close()
    assert not Path(profile).exists()


@pytest.mark.parametrize(
    ("switch", "pressed"), [("j", "j"), ("space", " "), ("enter", "Enter"), ("tab", "Tab")]
)
def test_the_switch_of_the_command_line_scans_the_page_and_is_not_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, browser: Browser, switch: str, pressed: str
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setattr(webbrowser, "open", lambda _address: True)
    window = Window(Settings(browser="default", switch=switch, switch_dwell_seconds=12.5))
    look_file = settings_file().with_name("window.json")
    chosen: queue.SimpleQueue[object] = queue.SimpleQueue()
    context = browser.new_context()
    page = let_in(context, window._server)
    show(window.screen(chosen.put), scenes()[1])
    page.wait_for_selector("html[data-scanning=on]")
    page.wait_for_selector("[data-choice=begin]")  # what comes with it lets the scan rest
    page.keyboard.press(pressed)  # begins
    page.wait_for_selector("[data-choice=begin][data-lit]")
    page.wait_for_timeout(300)  # a switch's contacts are at rest again
    assert page.evaluate("document.querySelector('[name=scan_seconds]').value") == "12.5"
    page.keyboard.press(pressed)
    assert chosen.get(timeout=15) == ActionChosen(Action.BEGIN, Means.PAGE)
    page.evaluate("async () => (await import('/look.js')).changeLook({ theme: 'dark' })")
    page.wait_for_function("() => document.documentElement.dataset.theme === 'dark'")
    for _ in range(2_000):
        if look_file.exists():
            break
        time.sleep(0.01)
    assert load_look(look_file) == Look(theme="dark")
    context.close()
    window.close()


def test_without_a_chromium_the_next_step_is_told_and_no_server_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    with pytest.raises(SettingsError, match="Chromium"):
        Window(Settings(browser="app"))
    assert list(tmp_path.iterdir()) == []


def test_a_rehearsal_that_fell_behind_does_not_race_to_catch_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [100.0]
    slept: list[float] = []
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    monkeypatch.setattr(time, "sleep", slept.append)
    pace = RealTime()
    pace.wait()
    assert slept[-1] == pytest.approx(0.02)
    now[0] += 60.0
    pace.wait()
    assert slept[-1] == 0.0
    now[0] += 0.5
    pace.wait()
    assert slept[-1] == 0.0
    for _ in range(60):
        pace.wait()
    assert slept[-1] > 0.0


class Listener:
    """A program that listens at an address and counts who comes."""

    def __init__(self, address: str, found: str) -> None:
        self.paths: list[str] = []
        paths = self.paths

        class Answer(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                paths.append(self.path)
                self.send_response(200)
                self.end_headers()
                self.wfile.write(found.encode())

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = http.server.HTTPServer((address, 0), Answer)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def test_a_chromium_of_our_own_reaches_nothing_but_the_page(browser: Browser) -> None:
    """127.0.0.2 stands for every address that is not the page's: it is there, and listens."""
    page_, other = Listener("127.0.0.1", "the page"), Listener("127.0.0.2", "another")
    here, elsewhere = f"http://127.0.0.1:{page_.port}/", f"http://127.0.0.2:{other.port}/"
    named = f"http://localhost:{page_.port}/by-name"
    with closing(page_), closing(other):
        with browser.new_context() as context:
            assert "another" in context.new_page().goto(elsewhere).text()  # type: ignore[union-attr]
        other.paths.clear()
        args = [*CHROMIUM_FLAGS, *FLAGS]
        own = browser.browser_type.launch(executable_path=CHROMIUM, args=args)
        page = own.new_page()
        assert page.goto(here).text() == "the page"  # type: ignore[union-attr]
        for address in (elsewhere, named):
            with pytest.raises(Error):
                page.goto(address)
        own.close()
    assert other.paths == []
    assert "/by-name" not in page_.paths


def test_without_a_wish_the_window_is_a_chromium_of_its_own_where_there_is_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened: list[str] = []
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(webbrowser, "open", lambda _address: bool(opened.append("default")) or True)
    Window(Settings()).close()
    assert opened == ["default"]
    assert own_browser() is None
    monkeypatch.setattr("voice.cli.window.own_browser", lambda: "/usr/bin/chromium")
    monkeypatch.setattr(
        "voice.cli.window.OwnBrowser",
        lambda kind, _door: opened.append(kind) or DefaultBrowser(_door),
    )
    Window(Settings()).close()
    assert opened[1:] == [BrowserKind.APP, "default"]


@pytest.mark.parametrize(
    ("environment", "seen"),
    [
        ({}, False),
        ({"DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True),
        ({"DISPLAY": ":10", "SSH_CONNECTION": "1 2 3 4"}, False),
    ],
)
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a display")
def test_a_window_is_opened_where_whoever_started_it_would_see_it(
    environment: dict[str, str], seen: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "SSH_CONNECTION"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert is_wanted(Settings()) is seen
    assert not is_wanted(Settings(window=False))
    assert is_wanted(Settings(window=True))
