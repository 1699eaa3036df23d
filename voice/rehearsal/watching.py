"""Who looks on at a rehearsal: what they are shown and told of it, and how they leave it.

Each does nothing unless it is given; what looks on is `app`'s and `cli`'s. Called on the thread
of the rehearsal.
"""

from collections.abc import Callable
from dataclasses import dataclass

from voice.floor.view import View
from voice.rehearsal.room import Heard
from voice.stage.ports import Notice, Post


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What a rehearsal was, in figures without words."""

    simulated_seconds: float
    script_finished: bool
    unwritten: int


@dataclass(frozen=True, slots=True)
class Watching:
    """Who looks on: each view, each notice, and what the client does."""

    show: Callable[[View], None]
    notice: Callable[[Notice], None]
    client_says: Callable[[str], None]
    may_choose: Callable[[Post], None] = lambda _post: None
    """Given the session's inbox once, before it begins; what is posted may come from any thread."""
    frame_over: Callable[[], None] = lambda: None
    """Called after each 20 ms of the room."""
    heard: Callable[[Heard], None] = lambda _now: None
    """Given each 20 ms of what sounds in the room."""
    left: Callable[[], bool] = lambda: False
    """Asked before each 20 ms: whether it is to be left at once."""
    signalled: Callable[[], bool] = lambda: False
    """Called as a signal asks for the end; where it says True, the scene is not told of it."""
