"""What the window shows now, and the one event stream that tells it: no sockets, no requests.

Read and written on the page's thread only.
"""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field

from voice.screen.page.look import Look
from voice.screen.page.picture import Picture, as_json


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
class Live:
    """All that the window shows now; read and written on the page's thread only."""

    shown: Shown | None = None
    caption: str = field(default="", repr=False)
    level: int = 0
    speech: bool = False
    look: Look = field(default_factory=Look)
    over: bool = False


class Seat:
    """The one open event stream: what it has been told, and its wake-up call."""

    def __init__(self) -> None:
        self.wake = asyncio.Event()
        self.told: dict[str, str] = {}
        self.moved = False

    def news(self, live: Live) -> str:
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
