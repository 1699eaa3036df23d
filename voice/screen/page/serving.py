"""The page's own process, at work: lets one window in, sends it what is shown, takes its choices.

What a request must bring is `checks`, what holds it to that `guarded` and `connections`. It knows
what the window shows only as ready-made JSON, and hands on what was chosen; nothing is decided
here. Everything runs on this process's one loop but `say`, which writes a line to the program.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator, Callable
from functools import partial
from pathlib import Path
from socket import socket
from typing import TypeVar

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
from voice.screen.page.look import Look
from voice.screen.page.messages import (
    OWN_BUTTONS,
    Chosen,
    Drafted,
    FromPage,
    LookChosen,
    News,
    Offered,
    Opening,
    Passphrase,
    Seen,
    Told,
    Typed,
    Typing,
)
from voice.screen.page.seat import Seat, change

LARGEST_HEAD_BYTES = 8_192
HEARTBEAT_SECONDS = 15.0
"""So that a window that has gone without a word is noticed."""
RELOADING_SECONDS = 30.0
"""How long a window that is given the page in another language may be gone for it."""
NOTHING_DRAWN = '{"buttons":[],"entry":"","line":0,"passphrase":0,"guarded":false}'
ToldT = TypeVar("ToldT", Drafted, Offered, Passphrase)
CLOSING_SECONDS = 2.0
"""How long the window has to hear that it is over."""


class _Server(uvicorn.Server):
    """uvicorn's own, but signals are the program's to take, and nobody looks ten times a second."""

    def __init__(self, config: uvicorn.Config, over: asyncio.Event, ready: Callable[[], None]):
        super().__init__(config)
        self._over = over
        self._ready = ready

    def capture_signals(self) -> contextlib.nullcontext[None]:  # type: ignore[override]
        return contextlib.nullcontext()

    async def main_loop(self) -> None:
        self._ready()
        await self._over.wait()


class Serving:
    """The page behind one listener."""

    def __init__(self, opening: Opening, port: int, say: Callable[[FromPage], None]) -> None:
        """Make the door; raises `OSError` where that cannot be."""
        self._opening = opening
        self._port = port
        self._say = say
        self._now: dict[str, str] = {"look": opening.look.model_dump_json()}
        self._choices: frozenset[str] = frozenset()
        self._entry = self._watched = False
        self._line = self._passphrase = 0
        self._secrets = Secrets()
        self._seat: Seat | None = None
        self._told_gone = False
        self._gone_seconds = opening.gone_seconds
        self._leaving = False
        self._over = asyncio.Event()
        address = f"http://127.0.0.1:{port}"
        self._door = Door(address, opening.words, Path(opening.door_folder))

    async def serve(self, listener: socket, ready: Callable[[], None]) -> None:
        """Serve until told to leave; `ready` is called once it listens."""
        strangers = Strangers()
        config = uvicorn.Config(
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
        try:
            await _Server(config, self._over, ready).serve(sockets=[listener])
        finally:
            self._door.close()

    def take(self, news: News) -> None:
        """Show what has changed."""
        change(self._now, {str(name): data for name, data in news.changed.items()})
        if "page" in news.changed:
            self._gone_seconds = RELOADING_SECONDS
        if "picture" in news.changed:
            self._take_offers(self._now.get("picture"))
        self._wake()
        self._say(Told(number=news.number))

    async def leave(self) -> None:
        """Tell the window that it is over, and end; what was shown is held no more."""
        self._leaving = True
        kept = {name: self._now[name] for name in ("page", "look") if name in self._now}
        self._now = {**kept, "over": self._now.get("over", "[]")}
        self._take_offers(None)
        self._wake()
        waited_seconds = 0.0
        while self._seat is not None and waited_seconds < CLOSING_SECONDS:
            await asyncio.sleep(0.01)
            waited_seconds += 0.01
        self._over.set()

    def _take_offers(self, picture: str | None) -> None:
        """What can be chosen now, whether there is a field or somebody to watch for, which line."""
        drawn = json.loads(picture or NOTHING_DRAWN)
        self._choices = frozenset(button["id"] for button in drawn["buttons"])
        self._entry, self._line = bool(drawn["entry"]), drawn["line"]
        self._passphrase = drawn["passphrase"]
        self._watched = bool(self._entry or self._passphrase or drawn["guarded"])

    def _wake(self) -> None:
        if self._seat is not None:
            self._seat.wake.set()

    def _refusal(self, asked: Asked) -> int | None:
        return refusal(asked, self._port, self._secrets)

    def _routes(self) -> Starlette:
        paths = self._opening.assets
        return Starlette(
            routes=[
                Route("/", self._shell_page, methods=["GET"]),
                *(Route(path, self._asset, methods=["GET"]) for path in paths),
                Route("/enter", self._enter, methods=["POST"]),
                Route("/events", self._events, methods=["POST"]),
                Route("/choose", self._choose, methods=["POST"]),
                Route("/offered", self._take_offered, methods=["POST"]),
                Route("/type", self._take_text, methods=["POST"]),
                Route("/typing", self._take_typing, methods=["POST"]),
                Route("/draft", self._take_draft, methods=["POST"]),
                Route("/passphrase", self._take_passphrase, methods=["POST"]),
                Route("/look", self._take_look, methods=["POST"]),
            ]
        )

    async def _shell_page(self, request: Request) -> Response:
        spoken = self._now.get("page")
        page = self._opening.page if spoken is None else json.loads(spoken)["html"]
        return Response(page, media_type="text/html; charset=utf-8")

    async def _asset(self, request: Request) -> Response:
        media_type, body = self._opening.assets[request.url.path]
        return Response(body, media_type=media_type)

    async def _enter(self, request: Request) -> Response:
        name, _, token = (await request.body()).decode("latin-1").partition("=")
        if name != "token" or not self._door.enter(token):
            return Response(status_code=403)
        self._secrets = Secrets.new()
        self._give_way()
        # not a redirect: it would count as the file's and lack the cookie
        response = Response(_entered(self._secrets.key), media_type="text/html; charset=utf-8")
        response.set_cookie(COOKIE, self._secrets.cookie, httponly=True, samesite="strict")
        return response

    def _give_way(self) -> None:
        if self._seat is not None:
            self._seat.moved = True
            self._seat.wake.set()

    async def _events(self, request: Request) -> Response:
        self._give_way()
        self._seat = Seat()
        self._gone_seconds = self._opening.gone_seconds
        if self._told_gone:
            self._told_gone = False
            self._say(Seen(seen=True))
        return StreamingResponse(self._stream(self._seat), media_type="text/event-stream")

    async def _stream(self, seat: Seat) -> AsyncGenerator[str]:
        try:
            while True:
                seat.wake.clear()
                yield seat.news(self._now) or ": still here\n\n"
                if seat.moved or self._leaving:
                    return
                if not seat.wake.is_set():
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(seat.wake.wait(), HEARTBEAT_SECONDS)
        finally:
            if self._seat is seat:
                self._seat = None
                loop = asyncio.get_running_loop()
                loop.call_later(self._gone_seconds, self._look_for_window)

    def _look_for_window(self) -> None:
        if self._seat is None and not self._told_gone and not self._leaving:
            self._told_gone = True
            self._say(Seen(seen=False))

    async def _choose(self, request: Request) -> Response:
        chosen = _json(await request.body())
        if not isinstance(chosen, str) or "picture" not in self._now:
            return Response(status_code=400)
        if chosen not in self._choices:
            return Response(status_code=409)
        self._say(Chosen(choice=chosen))
        return Response(status_code=204)

    async def _take_offered(self, request: Request) -> Response:
        return await self._take(request, Offered, lambda offered: offered.choice in self._shown)

    @property
    def _shown(self) -> set[str]:
        return {*self._choices, *(OWN_BUTTONS if "picture" in self._now else ())}

    async def _take_text(self, request: Request) -> Response:
        typed = _json(await request.body())
        if not isinstance(typed, str) or not typed.strip():
            return Response(status_code=400)
        if not self._entry:
            return Response(status_code=409)
        try:
            self._say(Typed(text=typed))
        except ValidationError:  # half of a character
            return Response(status_code=400)
        return Response(status_code=204)

    async def _take_typing(self, request: Request) -> Response:
        if not self._watched:
            return Response(status_code=409)
        self._say(Typing())
        return Response(status_code=204)

    async def _take_draft(self, request: Request) -> Response:
        return await self._take(request, Drafted, lambda drafted: drafted.line == self._line)

    async def _take_passphrase(self, request: Request) -> Response:
        return await self._take(request, Passphrase, lambda it: it.asked == self._passphrase)

    async def _take(
        self, request: Request, kind: type[ToldT], is_awaited: Callable[[ToldT], bool]
    ) -> Response:
        """Say what a window tells; 409 where it was taken meanwhile, or nobody asks for it."""
        try:
            told = kind.model_validate(_json(await request.body()), strict=True)
        except ValidationError:
            return Response(status_code=400)
        if not is_awaited(told):
            return Response(status_code=409)
        self._say(told)
        return Response(status_code=204)

    async def _take_look(self, request: Request) -> Response:
        try:
            look = Look.model_validate_json(await request.body())
        except ValidationError:
            return Response(status_code=400)
        self._now["look"] = look.model_dump_json()
        self._wake()
        self._say(LookChosen(look=look))
        return Response(status_code=204)


def _json(body: bytes) -> object:
    """What the body says; None where that is nothing."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _entered(key: str) -> str:
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Reflect Aloud</title>'
        f'<meta name="window-key" content="{key}"><script src="/entered.js"></script></html>'
    )
