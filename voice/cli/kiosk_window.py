"""The page as a kiosk's screen: bound before the network is closed, forgotten with each visit.

The browser is not ours: under systemd it is a unit of its own, which is handed the door's file
and started again whenever it has gone. A rehearsal opens one.
"""

from voice.cli.output import note
from voice.guides.loading import find_guide
from voice.kiosk.config import KioskConfig
from voice.language.loading import load_language
from voice.screen.page.browser import BrowserKind, DefaultBrowser, OwnBrowser
from voice.screen.page.kiosk import KioskPage
from voice.screen.page.leftovers import sweep
from voice.screen.page.server import PageServer
from voice.screen.page.words import load_shell
from voice.stage.ports import Post
from voice.values.errors import SettingsError


class KioskWindow:
    """The kiosk's page and, for a rehearsal, a browser on it; `close` ends both."""

    def __init__(self, config: KioskConfig, browser: BrowserKind | None = None) -> None:
        """Bind and write the door.

        Raises:
            VoiceError: there is no such guide or folder, or no such browser.
        """
        sweep()
        language = load_language(find_guide(config.guide).language)
        shell = load_shell(language.wording.language, language.page)
        self._words = shell.words
        try:
            config.door_folder.mkdir(parents=True, exist_ok=True)
            # no file for the look: how a visitor wants it is forgotten with the visit
            self._server = PageServer(shell, None, config.door_folder)
        except OSError as error:
            raise SettingsError(
                "the page cannot be served, with its door in {folder}: {reason}",
                "let the account write there, or set status to another folder",
                folder=config.door_folder,
                reason=error.strerror,
            ) from None
        self._browser: OwnBrowser | DefaultBrowser | None = None
        if browser is not None:
            try:
                self._browser = self._open(browser)
            except BaseException:
                self._server.close()
                raise
        note(self._words["window_by_hand"].format(file=self._server.door))

    def screen(self, post: Post) -> KioskPage:
        """The page as the kiosk's screen."""
        return KioskPage(self._server, post, self._words)

    def close(self) -> None:
        """Wipe the page, then end the server and a browser of our own."""
        self._server.close()
        if self._browser is not None:
            self._browser.close()

    def _open(self, kind: BrowserKind) -> OwnBrowser | DefaultBrowser:
        if kind is BrowserKind.DEFAULT:
            return DefaultBrowser(self._server.door)
        return OwnBrowser(kind, self._server.door)
