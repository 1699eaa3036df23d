"""What the window shows now, and how it is told: no process, no sockets, no requests."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from voice.screen.page.look import Look
from voice.screen.page.messages import Part
from voice.screen.page.picture import Picture, as_json


def take_nothing(_text: str) -> None:
    """A picture without a field."""


def nobody_types() -> None:
    """A picture without a field."""


def hold_nothing(_line: int, _text: str) -> None:
    """A picture without a line."""


def say_nothing(_choice: str, _begins: bool) -> None:
    """A picture that nobody names the buttons of."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture, and who takes what is chosen and typed in it: called on the page's thread."""

    picture: Picture
    take: Callable[[str], None]
    take_text: Callable[[str], None] = take_nothing
    """What was typed into the picture's field; it may be anything."""
    typing: Callable[[], None] = nobody_types
    """Somebody is typing into it; what, is the window's alone until they are done."""
    take_draft: Callable[[int, str], None] = hold_nothing
    """Which line of an answer, and what stands in it now; it may be anything."""
    take_passphrase: Callable[[int, str], None] = hold_nothing
    """Which asking, and what was given; it may be anything."""
    offer: Callable[[str, bool], None] = say_nothing
    """Which button the window's scan stands on, and whether the scan begins there."""


@dataclass(frozen=True, slots=True)
class Live:
    """All that the window shows now."""

    shown: Shown | None = None
    caption: str = field(default="", repr=False)
    level: int = 0
    speech: bool = False
    look: Look = field(default_factory=Look)
    page: Mapping[str, str] = field(default_factory=dict[str, str])
    """What holds nothing of a session, in another language than at first: its code, its HTML."""
    over: tuple[str, ...] | None = None
    """What is said of it where nothing is shown any more: no word of the person's."""

    def parts(self) -> dict[Part, str]:
        """All of it by name, as the window's script takes it."""
        parts: dict[Part, str] = {"page": json.dumps(self.page)} if self.page else {}
        parts["look"] = self.look.model_dump_json()
        if self.over is not None:
            return {**parts, "over": json.dumps(self.over)}
        if self.shown is not None:
            parts["picture"] = as_json(self.shown.picture)
            parts["caption"] = json.dumps(self.caption)
            parts["level"] = f"[{self.level},{int(self.speech)}]"
        return parts
