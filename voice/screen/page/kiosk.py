"""What only a kiosk's page does: it tells of a window that is gone, and of a key that is typed.

What is shown, and that a visitor is wiped, is every page's; nothing here draws.
"""

from collections.abc import Mapping

from voice.floor.events import ShutdownAsked, Sign, SignOfLife
from voice.floor.view import Mood, View
from voice.scenes.visit.events import (
    RecipientEntered,
    ScreenBack,
    ScreenLost,
)
from voice.screen.page.screen import PageScreen
from voice.screen.page.server import PageServer
from voice.stage.ports import Notice, Post


class KioskPage:
    """Shows a kiosk in the server's window; its methods come from the stage's thread."""

    def __init__(self, server: PageServer, post: Post, words: Mapping[str, str]) -> None:
        self._post = post
        self._screen = PageScreen(
            server,
            post,
            words,
            shared=True,
            take_text=lambda text: post(RecipientEntered(text)),
            typing=lambda: post(SignOfLife(Sign.CHOICE)),
        )
        self._last: View | None = None
        self._lost = False
        server.watch(lambda seen: post(ScreenBack() if seen else ScreenLost()))
        server.on_loss(self._take_loss)

    def show(self, view: View) -> None:
        """Show this moment."""
        self._last = view
        self._screen.show(view)
        self._end_where_nobody_is()

    def notice(self, notice: Notice) -> None:
        """Show what changes more often than views."""
        self._screen.notice(notice)

    def close(self) -> None:
        """Nothing of a visit is left on the page."""
        self._last = None
        self._screen.close()

    def _take_loss(self) -> None:
        """There will be no page again in this process: a visit goes on by voice, and is the last.

        Whoever starts a kiosk again when it has ended (systemd) gives the next one its page.
        """
        self._lost = True
        self._post(ScreenLost())
        self._end_where_nobody_is()

    def _end_where_nobody_is(self) -> None:
        view = self._last
        if self._lost and view is not None and view.nobody_here and view.mood is not Mood.OVER:
            self._post(ShutdownAsked())
