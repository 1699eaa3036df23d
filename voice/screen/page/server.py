"""The page's thread: serves one window on 127.0.0.1, sends it pictures and takes its choices.

Only here are sockets. What a request must bring is `checks`, what holds it to that `guarded`; what
the window shows and is told is `live`. Everything below `PageServer`'s public methods runs on the
thread named "page".

Order matters to whoever closes the network for good: the listener is bound when a `PageServer`
has been made, and its event loop (which needs a socket pair) runs when the constructor returns.
From then on the page opens no socket, so a filter may refuse every new one. The browser must be
started before that filter, or by a process that was: it would inherit it.
"""

import asyncio
import contextlib
import json
import socket
import threading
from collections.abc import AsyncGenerator, Callable, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import uvicorn
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from voice.screen.page.checks import COOKIE, Asked, Secrets, refusal
from voice.screen.page.connections import MOST_WAITING, Strangers, TimedProtocol
from voice.screen.page.door import Door
from voice.screen.page.guarded import Guarded
from voice.screen.page.live import Live, Seat, Shown
from voice.screen.page.look import Look, load_look, save_look
from voice.screen.page.words import Shell

LARGEST_HEAD_BYTES = 8_192
HEARTBEAT_SECONDS = 15.0
"""So that a window that has gone without a word is noticed."""
GONE_SECONDS = 4.0
"""A window that loses its events asks for them again after one second: see `telling.js`."""
CLOSING_SECONDS = 2.0
"""How long the window has to hear that it is over."""


class PageServer:
    """The page and the thread it is served from; every public method may come from any thread."""

    def __init__(
        self,
        shell: Shell,
        look_file: Path | None = None,
        door_folder: Path | None = None,
        given_look: Mapping[str, object] = MappingProxyType({}),
    ) -> None:
        """Bind, make the door and begin to serve; a `look_file` of None remembers nothing.

        `given_look` is wanted this once, before what is remembered, and is not remembered itself.
        """
        self.shell = shell
        self._look_file = look_file
        self._given_look = given_look
        self._live = Live(look=self._first_look())
        self._secrets = Secrets()
        self._seat: Seat | None = None
        self._told_gone = False
        self._tell_seen: Callable[[bool], None] = lambda _seen: None
        self._leaving = False
        # bound before anything else: see the module's docstring
        self._listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._listener.bind(("127.0.0.1", 0))
        self._port: int = self._listener.getsockname()[1]
        self._door = Door(self.address, shell.words, door_folder)
        strangers = Strangers()
        self._server = uvicorn.Server(
            uvicorn.Config(
                Guarded(self._routes(), self._refusal, strangers),
                http=partial(TimedProtocol, strangers),  # pyright: ignore[reportArgumentType]
                ws="none",
                loop="asyncio",
                lifespan="off",
                log_config=None,
                log_level="critical",  # a request's line could hold what somebody typed
                access_log=False,
                server_header=False,
                date_header=False,
                backlog=MOST_WAITING,
                h11_max_incomplete_event_size=LARGEST_HEAD_BYTES,
                timeout_graceful_shutdown=1,
            )
        )
        self._serving = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, name="page", daemon=True)
        self._thread.start()
        self._serving.wait()

    @property
    def address(self) -> str:
        """Where the page is: `http://127.0.0.1:PORT`."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def door(self) -> Path:
        """The file that lets a browser in; as long as the server runs there is one."""
        return self._door.file

    @property
    def secrets(self) -> Secrets:
        """What the window that was let in last must show."""
        return self._secrets

    @property
    def port(self) -> int:
        """The listener's port."""
        return self._port

    def publish(self, shown: Shown) -> None:
        """Show this picture until the next; what was heard live before it stays."""
        self._post(lambda: self._set(shown=shown, over=False))

    def watch(self, tell: Callable[[bool], None]) -> None:
        """Tell when the window has gone for longer than a hiccup, and when it is back."""
        self._post(lambda: setattr(self, "_tell_seen", tell))

    def caption(self, text: str) -> None:
        """Show the words being heard now; empty takes them away."""
        self._post(lambda: self._set(caption=text))

    def level(self, step: int, speech: bool) -> None:
        """Show how loud the microphone is, of `METER_STEPS`, and whether that is speech."""
        self._post(lambda: self._set(level=step, speech=speech))

    def wipe(self) -> None:
        """Nothing of a session is held or shown any more, here or in the window."""
        look = self._first_look()
        self._post(
            lambda: self._set(shown=None, caption="", level=0, speech=False, look=look, over=True)
        )

    def close(self) -> None:
        """Wipe, tell the window, and stop serving."""
        if not self._thread.is_alive():
            return
        self.wipe()
        self._post(lambda: self._loop.create_task(self._leave()))
        self._thread.join()
        self._listener.close()
        self._door.close()

    # On the page's thread ---------------------------------------------------------------------

    def _serve(self) -> None:
        async def serve() -> None:
            self._loop.call_soon(self._serving.set)
            await self._server.serve(sockets=[self._listener])

        with contextlib.closing(self._loop):
            self._loop.run_until_complete(serve())

    def _post(self, change: Callable[[], object]) -> None:
        with contextlib.suppress(RuntimeError):  # closed: there is no window to tell any more
            self._loop.call_soon_threadsafe(change)

    def _set(self, **changes: Any) -> None:
        for name, value in changes.items():
            setattr(self._live, name, value)
        if self._seat is not None:
            self._seat.wake.set()

    async def _leave(self) -> None:
        self._leaving = True
        if self._seat is not None:
            self._seat.wake.set()
        waited = 0.0
        while self._seat is not None and waited < CLOSING_SECONDS:
            await asyncio.sleep(0.01)
            waited += 0.01
        self._server.should_exit = True

    def _refusal(self, asked: Asked) -> int | None:
        return refusal(asked, self._port, self._secrets)

    def _routes(self) -> Starlette:
        shell = Route("/", self._shell_page, methods=["GET"])
        routes = [shell] + [Route(path, self._asset, methods=["GET"]) for path in self.shell.assets]
        return Starlette(
            routes=[
                *routes,
                Route("/enter", self._enter, methods=["POST"]),
                Route("/events", self._events, methods=["POST"]),
                Route("/choose", self._choose, methods=["POST"]),
                Route("/type", self._take_text, methods=["POST"]),
                Route("/typing", self._take_typing, methods=["POST"]),
                Route("/look", self._take_look, methods=["POST"]),
            ]
        )

    async def _shell_page(self, request: Request) -> Response:
        return Response(self.shell.page, media_type="text/html; charset=utf-8")

    async def _asset(self, request: Request) -> Response:
        asset = self.shell.assets[request.url.path]
        return Response(asset.body, media_type=asset.media_type)

    async def _enter(self, request: Request) -> Response:
        name, _, token = (await request.body()).decode("latin-1").partition("=")
        if name != "token" or not self._door.enter(token):
            return Response(status_code=403)
        self._secrets = Secrets.new()
        if self._seat is not None:
            self._seat.moved = True
            self._seat.wake.set()
        # not a redirect: it would count as the file's and lack the cookie
        response = Response(_entered(self._secrets.key), media_type="text/html; charset=utf-8")
        response.set_cookie(COOKIE, self._secrets.cookie, httponly=True, samesite="strict")
        return response

    async def _events(self, request: Request) -> Response:
        if self._seat is not None:
            self._seat.moved = True
            self._seat.wake.set()
        self._seat = Seat()
        if self._told_gone:
            self._told_gone = False
            self._tell_seen(True)
        return StreamingResponse(self._stream(self._seat), media_type="text/event-stream")

    async def _stream(self, seat: Seat) -> AsyncGenerator[str]:
        try:
            while True:
                seat.wake.clear()
                yield seat.news(self._live) or ": still here\n\n"
                if seat.moved or self._leaving:
                    return
                if not seat.wake.is_set():
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(seat.wake.wait(), HEARTBEAT_SECONDS)
        finally:
            if self._seat is seat:
                self._seat = None
                self._loop.call_later(GONE_SECONDS, self._look_for_window)

    def _look_for_window(self) -> None:
        if self._seat is None and not self._told_gone and not self._leaving:
            self._told_gone = True
            self._tell_seen(False)

    async def _choose(self, request: Request) -> Response:
        try:
            chosen = json.loads(await request.body())
        except (ValueError, RecursionError):
            return Response(status_code=400)
        shown = self._live.shown
        if not isinstance(chosen, str) or shown is None:
            return Response(status_code=400)
        if all(button.id != chosen for button in shown.picture.buttons):
            return Response(status_code=409)
        shown.take(chosen)
        return Response(status_code=204)

    async def _take_text(self, request: Request) -> Response:
        try:
            typed = json.loads(await request.body())
        except (ValueError, RecursionError):
            return Response(status_code=400)
        shown = self._live.shown
        if not isinstance(typed, str) or not typed.strip():
            return Response(status_code=400)
        if shown is None or not shown.picture.entry:
            return Response(status_code=409)
        shown.take_text(typed)
        return Response(status_code=204)

    async def _take_typing(self, request: Request) -> Response:
        shown = self._live.shown
        if shown is None or not shown.picture.entry:
            return Response(status_code=409)
        shown.typing()
        return Response(status_code=204)

    async def _take_look(self, request: Request) -> Response:
        try:
            look = Look.model_validate_json(await request.body())
        except ValidationError:
            return Response(status_code=400)
        self._set(look=look)
        remembered = load_look(self._look_file)
        untouched = {n for n, value in self._given_look.items() if getattr(look, n) == value}
        kept = {name: getattr(remembered, name) for name in untouched}
        save_look(self._look_file, look.model_copy(update=kept))
        return Response(status_code=204)

    def _first_look(self) -> Look:
        return load_look(self._look_file).model_copy(update=self._given_look)


def _entered(key: str) -> str:
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Reflect Aloud</title>'
        f'<meta name="window-key" content="{key}"><script src="/entered.js"></script></html>'
    )
