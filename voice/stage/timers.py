"""The session's timers over any clock: a real one, or the simulated room's count of samples.

Data about time only: nothing here waits or reads a clock but the one it is given.
"""

from dataclasses import dataclass

from voice.floor.events import TimerFired
from voice.stage.ports import Clock


@dataclass(frozen=True, slots=True)
class _Timer:
    due_seconds: float
    turn_id: int


class Timers:
    """Named timers, each scene's its own by how deep it is open; owned by the stage's thread."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._running: dict[tuple[int, str], _Timer] = {}

    def set(self, name: str, turn_id: int, seconds: float, depth: int = 0) -> None:
        """Fire after so many seconds; the same name replaces."""
        self._running[depth, name] = _Timer(self._clock.now_seconds() + seconds, turn_id)

    def cancel(self, name: str, depth: int = 0) -> None:
        """Forget the timer of this name, if there is one."""
        self._running.pop((depth, name), None)

    def forget(self, depth: int) -> None:
        """Forget all timers of a scene that is over."""
        self._running = {key: timer for key, timer in self._running.items() if key[0] != depth}

    def due(self) -> list[tuple[int, TimerFired]]:
        """The timers that have run out, earliest first, each with its scene; each fires once."""
        now_seconds = self._clock.now_seconds()
        fired = [
            (timer.due_seconds, depth, name)
            for (depth, name), timer in self._running.items()
            if timer.due_seconds <= now_seconds
        ]
        return [
            (depth, TimerFired(name, self._running.pop((depth, name)).turn_id))
            for _, depth, name in sorted(fired)
        ]

    def seconds_to_next(self) -> float | None:
        """How long until the next timer runs out; None without any."""
        if not self._running:
            return None
        next_seconds = min(timer.due_seconds for timer in self._running.values())
        return max(0.0, next_seconds - self._clock.now_seconds())
