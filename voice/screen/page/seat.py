"""What is shown, by name, and what of it somebody has not been told yet. Pure but for a wake-up.

The program tells the page's process in this way, and that process the window.
"""

import asyncio
from collections.abc import Mapping
from typing import TypeVar

Name = TypeVar("Name", bound=str)


def changes(told: Mapping[Name, str], now: Mapping[Name, str]) -> dict[Name, str | None]:
    """What has to be told so that `told` becomes `now`; None takes a part away."""
    changed: dict[Name, str | None] = {n: None for n in told if n not in now}
    changed.update((name, data) for name, data in now.items() if told.get(name) != data)
    return changed


def change(told: dict[Name, str], changed: Mapping[Name, str | None]) -> None:
    """Take what was told."""
    for name, data in changed.items():
        if data is None:
            told.pop(name, None)
        else:
            told[name] = data


class Seat:
    """The one open event stream: what it has been told, and its wake-up call."""

    def __init__(self) -> None:
        self.wake = asyncio.Event()
        self.told: dict[str, str] = {}
        self.moved = False

    def news(self, now: Mapping[str, str]) -> str:
        """What has changed since it was last told, as server-sent events."""
        changed = changes(self.told, {"moved": "true"} if self.moved else now)
        change(self.told, changed)
        return "".join(
            f"event: {name}\ndata: {data}\n\n" for name, data in changed.items() if data is not None
        )
