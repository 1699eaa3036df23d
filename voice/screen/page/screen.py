"""A session on the page, as `app.Screen` has it: views and notices in, choices out.

It holds the last words said so that they can be read in peace, and nothing else; it decides
nothing. The methods come from the runner's thread, the choices from the page's.
"""

from collections.abc import Callable, Mapping
from typing import assert_never

from voice.floor.actions import Action, Means
from voice.floor.events import ActionChosen
from voice.scenes.reflection.view import SessionView
from voice.screen.page.live import Shown
from voice.screen.page.picture import meter_step, picture_of
from voice.screen.page.server import PageServer
from voice.stage.ports import CaptionHeard, LevelMeasured, Notice, Post, ScanMoved


class PageScreen:
    """Shows one session in the server's window.

    Without `captions` nothing the person says is sent to the page; without `voice_out` a screen
    reader is asked to say what the program does not. `close` wipes the page and then does
    `afterwards`: at home that closes the server, in a kiosk the next picture follows.
    """

    def __init__(
        self,
        server: PageServer,
        post: Post,
        words: Mapping[str, str],
        captions: bool = True,
        voice_out: bool = True,
        afterwards: Callable[[], None] = lambda: None,
    ) -> None:
        self._server = server
        self._post = post
        self._words = words
        self._captions = captions
        self._voice_out = voice_out
        self._afterwards = afterwards
        self._last: SessionView | None = None
        self._said: tuple[str, ...] = ()
        self._meter = (0, False)

    def show(self, view: SessionView) -> None:
        """Show this moment."""
        last, self._last = self._last, view
        heard_more = last is not None and view.passage_count > last.passage_count
        if view.saying:
            self._said = view.saying
        elif heard_more:
            self._said = ()
        if last is None or heard_more or view.turn_id != last.turn_id:
            self._server.caption("")
            self._show_level(0, False)
        picture = picture_of(view, self._said, self._words, self._captions, self._voice_out)
        self._server.publish(Shown(picture, self._choose))

    def notice(self, notice: Notice) -> None:
        """Show what is being heard, or how loud it is."""
        match notice:
            case CaptionHeard():
                if self._captions:
                    self._server.caption(notice.text)
            case LevelMeasured():
                self._show_level(meter_step(notice), notice.speech)
            case ScanMoved():
                pass  # the terminal's scan; the page has one of its own
            case _:
                assert_never(notice)

    def close(self) -> None:
        """Nothing of the session is left on the page."""
        self._last = None
        self._said = ()
        self._server.wipe()
        self._afterwards()

    def _show_level(self, step: int, speech: bool) -> None:
        if (step, speech) != self._meter:
            self._meter = (step, speech)
            self._server.level(step, speech)

    def _choose(self, choice: str) -> None:
        self._post(ActionChosen(Action(choice), Means.PAGE))
