"""Somebody with a screen reader in front of the page, and a session shown step by step."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from page_scenes import ANSWER, Scene, scenes
from page_window import CHROMIUM, CHROMIUM_FLAGS, open_server, until_drawn
from playwright.sync_api import Page, sync_playwright

from tests.screen_reader.desktop import Orca
from voice.floor.actions import Action
from voice.floor.view import View
from voice.screen.page.screen import PageScreen

FOCUSED = """() => {
  const active = document.activeElement;
  return active.dataset.choice ?? (active.id || active.tagName);
}"""

VISIBLE = """() => {
  const seen = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim();
    const holder = walker.currentNode.parentElement;
    const unread = "[aria-hidden=true], template, script, noscript, dialog:not([open])";
    if (!text || holder.closest(unread)) continue;
    if (!holder.checkVisibility({ visibilityProperty: true })) continue;
    seen.push(text);
  }
  return seen;
}"""
"""Every visible text that is not hidden from readers, in the page's order."""

PUT_FENCE = """() => {
  const fence = document.createElement("p");
  fence.id = "fence";
  fence.setAttribute("role", "img");
  fence.setAttribute("aria-label", "fence 0");
  fence.className = "unseen";
  document.body.append(fence);
}"""
"""What the test names anew behind whatever the page has told: readers hear it in that order."""

RENAME = "name => document.getElementById('fence').setAttribute('aria-label', name)"


def _without_fences(heard: list[str]) -> list[str]:
    return [
        words
        for at, words in enumerate(heard)
        if not words.startswith("fence ") and not (at and heard[at - 1].startswith("fence "))
    ]


class Sitting:
    """A session on the page, moved on by the test; what Orca says is asked for step by step."""

    def __init__(self, orca: Orca, page: Page, screen: PageScreen, scene: Scene) -> None:
        self.orca = orca
        self.page = page
        self.chosen: list[Any] = []
        self.scene = scene
        self._screen = screen
        self._shown = 0
        self._fences = 0

    def show(self) -> None:
        """Show what has happened since."""
        for moment in self.scene.shown[self._shown :]:
            if isinstance(moment, View):
                self._screen.show(moment)
            else:
                self._screen.notice(moment)
        self._shown = len(self.scene.shown)

    def heard(self) -> list[str]:
        """Show what has happened, and all that Orca says to it."""
        self.show()
        return self._drawn()

    def looks_at(self, views: Sequence[View]) -> list[str]:
        """What Orca says to another scene's way to a moment: that of the last of these."""
        for view in views:
            self._screen.show(view)
        return self._drawn()

    def _drawn(self) -> list[str]:
        until_drawn(self.page, self._screen._server)
        return self.settled()

    def settled(self) -> list[str]:
        """All that Orca says to what the page has done up to now."""
        self._fences += 1
        name = f"fence {self._fences}."

        def rename(time: int) -> None:
            self.page.evaluate(RENAME, f"{name}{time}")

        return _without_fences(self.orca.until("fence", name, rename))

    def chooses(self, action: Action) -> list[str]:
        """The person has pressed a button, and the program has begun to speak."""
        self.scene.chooses(action)
        return self.heard()

    def spoken(self) -> list[str]:
        """The program has spoken."""
        self.scene.spoken()
        return self.heard()

    def says(self, number: int) -> list[str]:
        """The person has said a passage."""
        self.scene.says(ANSWER[number])
        return self.heard()

    def presses(self, *keys: str) -> list[str]:
        """What Orca says to these keys."""
        self.orca.presses(*keys)
        return self.settled()

    def from_the_top(self) -> list[str]:
        """What Ctrl+Home says."""
        self.orca.presses("ctrl+Home")
        return [*self.orca.until("said"), *self.settled()]

    def read_all(self) -> list[str]:
        """What is read from the top to the end."""
        self.from_the_top()
        self.orca.presses("KP_Add")
        return _without_fences(self.orca.until("read to the end"))

    def ends(self) -> None:
        """The program ends and wipes the page."""
        self._screen.close()
        self.page.wait_for_selector("#lost")

    def visible(self) -> list[str]:
        """Every text that is to be seen, in order."""
        return self.page.evaluate(VISIBLE)

    def focus(self) -> str:
        """Where the focus is."""
        return self.page.evaluate(FOCUSED)


@contextmanager
def sit_down(orca: Orca, folder: Path, voice_out: bool = True) -> Generator[Sitting]:
    """A window in front of Orca, welcoming."""
    server = open_server(folder)
    chosen: list[Any] = []
    screen = PageScreen(server, chosen.append, server.shell.words, voice_out=voice_out)
    scene = scenes()[0]  # the welcome
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            folder / "profile",
            executable_path=CHROMIUM,
            headless=False,
            no_viewport=True,
            env={**orca.environment},
            ignore_default_args=["--enable-automation"],
            args=[
                *CHROMIUM_FLAGS,
                "--force-renderer-accessibility",
                "--window-size=1280,800",
                "--window-position=0,0",
                f"--app={server.door.as_uri()}",  # without it the focus is in the address bar
            ],
        )
        page = context.pages[0]
        sitting = Sitting(orca, page, screen, scene)
        sitting.chosen = chosen
        sitting.show()
        page.wait_for_function("() => document.querySelector('[data-choice=begin]')")
        page.evaluate(PUT_FENCE)
        yield sitting
        context.close()
    screen.close()
    server.close()
