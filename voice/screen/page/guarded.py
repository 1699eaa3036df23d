"""What stands between a request and the page's routes: checks, limits, and headers on every answer.

What a request must bring is `checks`; here it is held to it. What a connection may cost before it
has brought anything is `connections`.
"""

import asyncio
import contextlib
from collections.abc import Callable

from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from voice.screen.page.checks import GATES, RESPONSE_HEADERS, Asked, Gate, most_bytes
from voice.screen.page.connections import Strangers

BODY_SECONDS = 3.0

Refusal = Callable[[Asked], int | None]
"""The status that a request is refused with, or None."""


class Guarded:
    """The checks before every route, the body's limits, and the headers on every answer."""

    def __init__(self, app: ASGIApp, refusal: Refusal, strangers: Strangers) -> None:
        self._app = app
        self._refusal = refusal
        self._strangers = strangers

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
        if GATES.get(asked.path) is Gate.SESSION:  # cookie and key: nobody else has both
            self._strangers.has_shown(scope["client"])
        body: bytes | None = b""
        if scope["method"] == "POST":
            body = await _body(receive, most_bytes(asked.path))
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


async def _body(receive: Receive, most: int) -> bytes | None:
    """The whole body, which its declared length has limited; None when it does not come."""
    body = b""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            while True:
                message = await receive()
                if message["type"] != "http.request":
                    return None
                body += message.get("body", b"")
                if len(body) > most:
                    return None
                if not message.get("more_body", False):
                    return body
    except TimeoutError:
        return None
