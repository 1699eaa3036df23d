"""How a browser is started: with the door's file and nothing secret on its command line."""

import os
import queue
import stat
import time
import webbrowser
from pathlib import Path

import pytest
from page_scenes import scenes
from page_window import let_in, show
from playwright.sync_api import Browser

from tests.screen.page.test_security import token_in
from voice.cli.window import RealTime, Window
from voice.floor.actions import Action, Means
from voice.floor.events import ActionChosen
from voice.machine.places import settings_file
from voice.screen.page.browser import CHROMIUMS, BrowserKind, OwnBrowser
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
    window = Window(Settings())
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
    window = Window(Settings(switch=switch, switch_dwell_seconds=12.5))
    look_file = settings_file().with_name("window.json")
    chosen: queue.SimpleQueue[object] = queue.SimpleQueue()
    context = browser.new_context()
    page = let_in(context, window._server)
    show(window.screen(chosen.put), scenes()[1])
    page.wait_for_selector("html[data-scanning=on]")
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
