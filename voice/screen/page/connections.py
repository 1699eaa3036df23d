"""What a connection may cost before it has shown anything: its time, and how many there may be.

Any program on this machine can connect to a listener on 127.0.0.1. Only whoever shows the window's
secrets stays for as long as it likes and is not counted; of all others there are so many at once,
and the one that has been there longest makes room for the next. Nothing is read here.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

MOST_STRANGERS = 128
"""As many as are accepted at once, so that a window among them is read before it is sent away."""

MOST_WAITING = MOST_STRANGERS // 2
"""How many the kernel keeps for the next round of accepting."""

HEAD_SECONDS = 3.0
"""A browser on the same machine sends a head within milliseconds, even on a busy one."""

REQUEST_SECONDS = 20.0
"""For everything but the events: the largest asset takes milliseconds."""

Client = tuple[str, int]
"""The other end's address: no two connections that are open have the same."""


class Strangers:
    """The connections that have not shown the window's secrets, the oldest first."""

    def __init__(self, most: int = MOST_STRANGERS) -> None:
        self._most = most
        self._open: dict[Client, asyncio.Transport] = {}

    def came(self, client: Client, transport: asyncio.Transport) -> None:
        """One more; the oldest goes where that is too many."""
        self._open[client] = transport
        if len(self._open) > self._most:
            self._open.pop(next(iter(self._open))).abort()

    def has_shown(self, client: Client) -> None:
        """This one is the window's: it is not counted any more."""
        self._open.pop(client, None)

    def went(self, client: Client) -> None:
        """This one has ended, whoever ended it."""
        self._open.pop(client, None)


class TimedProtocol(H11Protocol):
    """uvicorn's own, but no connection is waited for without an end, and no crowd stands."""

    def __init__(self, strangers: Strangers, **given: Any) -> None:
        super().__init__(**given)
        self._strangers = strangers
        self._timers: list[asyncio.TimerHandle] = []

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if self.client is None:  # gone before it was looked at
            transport.abort()
            return
        self._strangers.came(self.client, transport)
        self._timers = [
            self.loop.call_later(HEAD_SECONDS, self._end_without_request),
            self.loop.call_later(REQUEST_SECONDS, self._end_slow_request),
        ]

    def connection_lost(self, exc: Exception | None) -> None:
        for timer in self._timers:
            timer.cancel()
        if self.client is not None:
            self._strangers.went(self.client)
        super().connection_lost(exc)

    def _end_without_request(self) -> None:
        if self.cycle is None:  # pyright: ignore[reportUnnecessaryComparison]
            self.transport.abort()

    def _end_slow_request(self) -> None:
        if self.scope["path"] != "/events":  # there is one, or it had ended without
            self.transport.abort()
