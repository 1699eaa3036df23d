"""Which browser shows the page, and how it is started.

It is handed the door's file and nothing else. It must be started before the network is closed
for good (see `server`), and is not our child in any other sense: it may outlive the session, be
closed by the person, or crash, and the session goes on by voice.
"""

import contextlib
import os
import shutil
import subprocess
import webbrowser
from enum import StrEnum
from pathlib import Path

from voice.screen.page.leftovers import LEAVING_SECONDS, PROFILE, make_folder, mark_browser
from voice.values.errors import SettingsError

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")

FLAGS = (
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-translate",
    "--disable-features=Translate,AutofillServerCommunication,MediaRouter",
    "--password-store=basic",
    "--guest",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
)
"""Nothing is asked of anybody but this page, and nothing kept: every name and
every address but 127.0.0.1 is unknown to it."""


def own_browser() -> str | None:
    """The Chromium of this machine; None where there is none."""
    return next(filter(None, map(shutil.which, CHROMIUMS)), None)


class BrowserKind(StrEnum):
    """How the window is opened."""

    DEFAULT = "default"
    """The person's own browser, with whatever helps them in it."""
    APP = "app"
    """Chromium as a plain window, with a profile of its own that is removed afterwards."""
    KIOSK = "kiosk"
    """The same over the whole screen."""


class OwnBrowser:
    """A Chromium of our own; `close` ends it and removes its profile."""

    def __init__(self, kind: BrowserKind, door: Path) -> None:
        program = own_browser()
        if program is None:
            raise SettingsError(
                "there is no Chromium", "apt install chromium, or --browser default"
            )
        self._profile = make_folder(PROFILE)
        flags = [*FLAGS, f"--user-data-dir={self._profile}", f"--app={door.as_uri()}"]
        if kind is BrowserKind.KIOSK:
            flags.append("--kiosk")
        if os.geteuid() == 0:
            flags.append("--no-sandbox")  # Chromium refuses to start as root with one
        self._process = subprocess.Popen(
            [program, *flags],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # an interrupt in the terminal is for the session
            # it leaves a folder of its own there when it is told to end
            env={**os.environ, "TMPDIR": str(self._profile)},
        )
        mark_browser(self._profile, self._process.pid)

    def close(self) -> None:
        """End it, if it still runs, and remove its profile."""
        self._process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(LEAVING_SECONDS)
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._profile, ignore_errors=True)


class DefaultBrowser:
    """The person's own browser; it stays theirs."""

    def __init__(self, door: Path) -> None:
        self.opened = webbrowser.open(door.as_uri())

    def close(self) -> None:
        """Nothing of it is ours."""
