"""What stands between a socket and the page's routes: checks, limits, and headers on every answer.

What a request must bring is `checks`; here it is held to it, and to its time.
"""

import asyncio
import contextlib
from collections.abc import Callable

from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from voice.screen.page.checks import LARGEST_BODY_BYTES, RESPONSE_HEADERS, Asked

HEAD_SECONDS = 3.0
"""A browser on the same machine sends a head within milliseconds, even on a busy one."""

BODY_SECONDS = 3.0
REQUEST_SECONDS = 20.0
"""For everything but the events: the largest asset takes milliseconds."""

Refusal = Callable[[Asked], int | None]
"""The status that a request is refused with, or None."""


class Guarded:
    """The checks before every route, the body's limits, and the headers on every answer."""

    def __init__(self, app: ASGIApp, refusal: Refusal) -> None:
        self._app = app
        self._refusal = refusal

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
        status = self._refusal(asked)
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


class TimedProtocol(H11Protocol):
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
