"""The page's thread: serves one window on 127.0.0.1, sends it pictures and takes its choices.

Only here are sockets and asyncio. What a request must bring is `checks`; what a picture is,
`picture`. Everything below `PageServer`'s public methods runs on the thread named "page".

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
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import uvicorn
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from voice.screen.page.checks import (
    COOKIE,
    LARGEST_BODY_BYTES,
    RESPONSE_HEADERS,
    Asked,
    Secrets,
    refusal,
)
from voice.screen.page.door import Door
from voice.screen.page.look import Look, load_look, save_look
from voice.screen.page.picture import Picture, as_json
from voice.screen.page.words import Shell

MOST_CONNECTIONS = 24
"""A window opens six at a time, and for a moment there may be two windows."""

LARGEST_HEAD_BYTES = 8_192
HEAD_SECONDS = 3.0
"""A browser on the same machine sends a head within milliseconds, even on a busy one."""
BODY_SECONDS = 3.0
REQUEST_SECONDS = 20.0
"""For everything but the events: the largest asset takes milliseconds."""
HEARTBEAT_SECONDS = 15.0
"""So that a window that has gone without a word is noticed."""
GONE_SECONDS = 4.0
"""A window that loses its events asks for them again after one second: see `telling.js`."""
CLOSING_SECONDS = 2.0
"""How long the window has to hear that it is over."""


def _take_nothing(_text: str) -> None:
    """A picture without a field."""


def _nobody_types() -> None:
    """A picture without a field."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture, and who takes what is chosen and typed in it: called on the page's thread."""

    picture: Picture
    take: Callable[[str], None]
    take_text: Callable[[str], None] = _take_nothing
    """What was typed into the picture's field; it may be anything."""
    typing: Callable[[], None] = _nobody_types
    """Somebody is typing into it; what, is the window's alone until they are done."""


@dataclass(slots=True)
class _Live:
    """All that the window shows now; read and written on the page's thread only."""

    shown: Shown | None = None
    caption: str = field(default="", repr=False)
    level: int = 0
    speech: bool = False
    look: Look = field(default_factory=Look)
    over: bool = False


class _Seat:
    """The one open event stream: what it has been told, and its wake-up call."""

    def __init__(self) -> None:
        self.wake = asyncio.Event()
        self.told: dict[str, str] = {}
        self.moved = False

    def news(self, live: _Live) -> str:
        """What has changed since it was last told, as server-sent events."""
        now = {"look": live.look.model_dump_json()}
        if live.shown is not None:
            now["picture"] = as_json(live.shown.picture)
            now["caption"] = json.dumps(live.caption)
            now["level"] = f"[{live.level},{int(live.speech)}]"
        if live.over:
            now = {"look": now["look"], "over": "true"}
            self.told = {name: data for name, data in self.told.items() if name in now}
        else:
            self.told.pop("over", None)
        if self.moved:
            now = {"moved": "true"}
        news = {name: data for name, data in now.items() if self.told.get(name) != data}
        self.told.update(news)
        return "".join(f"event: {name}\ndata: {data}\n\n" for name, data in news.items())


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
        self._live = _Live(look=self._first_look())
        self._secrets = Secrets()
        self._seat: _Seat | None = None
        self._told_gone = False
        self._tell_seen: Callable[[bool], None] = lambda _seen: None
        self._leaving = False
        # bound before anything else: see the module's docstring
        self._listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._listener.bind(("127.0.0.1", 0))
        self._port: int = self._listener.getsockname()[1]
        self._door = Door(self.address, shell.words, door_folder)
        self._server = uvicorn.Server(
            uvicorn.Config(
                _Guarded(self._routes(), self),
                http=_TimedProtocol,
                ws="none",
                loop="asyncio",
                lifespan="off",
                log_config=None,
                log_level="critical",  # a request's line could hold what somebody typed
                access_log=False,
                server_header=False,
                date_header=False,
                limit_concurrency=MOST_CONNECTIONS,
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
        self._seat = _Seat()
        if self._told_gone:
            self._told_gone = False
            self._tell_seen(True)
        return StreamingResponse(self._stream(self._seat), media_type="text/event-stream")

    async def _stream(self, seat: _Seat) -> AsyncGenerator[str]:
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


class _Guarded:
    """The checks before every route, the body's limits, and the headers on every answer."""

    def __init__(self, app: ASGIApp, server: PageServer) -> None:
        self._app = app
        self._server = server

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                ours = [(k.encode(), v.encode()) for k, v in RESPONSE_HEADERS.items()]
                message["headers"] = [*message["headers"], *ours]
            await send(message)

        asked = Asked(
            scope["method"],
            scope["path"],
            scope["query_string"],
            [(k.decode("latin-1").lower(), v.decode("latin-1")) for k, v in scope["headers"]],
        )
        status = refusal(asked, self._server.port, self._server.secrets)
        if status is not None:
            await Response(status_code=status)(scope, receive, send_guarded)
            return
        body: bytes | None = b""
        if scope["method"] == "POST":
            body = await _body(receive)
            if body is None:
                await Response(status_code=408)(scope, receive, send_guarded)
                return
        given = False

        async def receive_body() -> Message:
            nonlocal given
            if given:
                return await receive()
            given = True
            return {"type": "http.request", "body": body, "more_body": False}

        with contextlib.suppress(ClientDisconnect):
            await self._app(scope, receive_body, send_guarded)


async def _body(receive: Receive) -> bytes | None:
    """The whole body, which its declared length has limited; None when it does not come."""
    body = b""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            while True:
                message = await receive()
                if message["type"] != "http.request":
                    return None
                body += message.get("body", b"")
                if len(body) > LARGEST_BODY_BYTES:
                    return None
                if not message.get("more_body", False):
                    return body
    except TimeoutError:
        return None


class _TimedProtocol(H11Protocol):
    """uvicorn's own, but no connection is waited for without an end."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.loop.call_later(HEAD_SECONDS, self._end_without_request)
        self.loop.call_later(REQUEST_SECONDS, self._end_slow_request)

    def _end_without_request(self) -> None:
        if self.cycle is None:  # pyright: ignore[reportUnnecessaryComparison]
            self.transport.abort()

    def _end_slow_request(self) -> None:
        if self.scope["path"] != "/events":
            self.transport.abort()
