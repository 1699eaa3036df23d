"""The page in a browser, as the screen of a home, of setting up, of a session or a rehearsal.

It is opened before anything else of a session, so that the browser never inherits what closes
the network for good, and the person sees "one moment" while the model is loaded.
"""

import time
from collections.abc import Mapping

from voice.cli.output import note
from voice.floor.events import Remark, Sign, SignOfLife, WindowBack, WindowGone
from voice.guides.loading import find_guide
from voice.language.loading import load_language
from voice.machine.places import settings_file
from voice.screen.page.browser import BrowserKind, DefaultBrowser, OwnBrowser, own_browser
from voice.screen.page.look import switched_by
from voice.screen.page.screen import PageScreen
from voice.screen.page.server import PageServer
from voice.screen.page.words import Shell, load_shell
from voice.settings import Settings
from voice.stage.ports import FRAME_SECONDS, Post


class Window:
    """A page with a browser opened on it; `close` ends both."""

    def __init__(self, settings: Settings) -> None:
        shell = _shell_in(find_guide(settings.guide).language)
        self._words = shell.words
        look_file = settings_file().with_name("window.json")
        self._server = PageServer(shell, look_file, given_look=_switch_of(settings))
        try:
            self._browser = self._open(_kind_of(settings))
        except BaseException:
            self._server.close()
            raise

    def screen(
        self, post: Post, voice_out: bool = True, words: Mapping[str, str] | None = None
    ) -> PageScreen:
        """The page as whatever scene's screen; `voice_out`: whether the program is heard."""
        return screen_on(self._server, post, words or self._words, voice_out)

    def speak(self, language: str) -> None:
        """From now on the page's own labels are in this language, too."""
        self._server.speak(_shell_in(language))

    def close(self, told: tuple[str, ...] = ()) -> None:
        """Wipe the page, then end the server and a browser of our own.

        `told` goes on standing there: what the session came to, without a word of the person's.
        """
        self._server.close(tuple(line.replace("`", "") for line in told))  # no terminal is here
        self._browser.close()

    def _open(self, kind: BrowserKind) -> OwnBrowser | DefaultBrowser:
        by_hand = self._words["window_by_hand"].format(file=self._server.door)
        if kind is not BrowserKind.DEFAULT:
            browser = OwnBrowser(kind, self._server.door)
            note(self._words["window_open"])
            return browser
        browser = DefaultBrowser(self._server.door)
        if browser.opened:
            note(self._words["window_open"])
        note(by_hand)
        return browser


def _shell_in(language: str) -> Shell:
    return load_shell(language, load_language(language).page)


def screen_on(
    server: PageServer, post: Post, words: Mapping[str, str], voice_out: bool = True
) -> PageScreen:
    """A screen whose scene is told of a window that goes or comes, and of whoever is at it.

    Where the page's process ends by itself, the person hears it.
    """

    def tell_lost() -> None:
        note(words["window_lost"])
        post(Remark(words["window_lost"]))

    server.on_loss(tell_lost)
    server.watch(lambda seen: post(WindowBack() if seen else WindowGone()))
    return PageScreen(server, post, words, voice_out, typing=lambda: post(SignOfLife(Sign.CHOICE)))


def _kind_of(settings: Settings) -> BrowserKind:
    """The browser that was chosen, or one of its own where there is one."""
    if settings.browser is not None:
        return BrowserKind(settings.browser)
    return BrowserKind.DEFAULT if own_browser() is None else BrowserKind.APP


def _switch_of(settings: Settings) -> Mapping[str, object]:
    """What `--switch`, `--dwell` and `--no-screen` ask of the page's own scan."""
    key = settings.switch_character
    if key is None:
        return {}
    return switched_by(key, settings.switch_dwell_seconds, spoken=settings.no_screen)


class RealTime:
    """Lets a rehearsal's frames pass as fast as a person's do."""

    def __init__(self) -> None:
        self._next_seconds = time.monotonic()

    def wait(self) -> None:
        """Until this frame is over."""
        self._next_seconds = max(self._next_seconds + FRAME_SECONDS, time.monotonic() - 1.0)
        time.sleep(max(0.0, self._next_seconds - time.monotonic()))
