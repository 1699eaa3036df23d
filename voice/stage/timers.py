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
    """Named timers; owned by the runner's thread."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._running: dict[str, _Timer] = {}

    def set(self, name: str, turn_id: int, seconds: float) -> None:
        """Fire after so many seconds; the same name replaces."""
        self._running[name] = _Timer(self._clock.now_seconds() + seconds, turn_id)

    def cancel(self, name: str) -> None:
        """Forget the timer of this name, if there is one."""
        self._running.pop(name, None)

    def due(self) -> list[TimerFired]:
        """The timers that have run out, earliest first; each fires once."""
        now_seconds = self._clock.now_seconds()
        fired = [
            (t.due_seconds, n) for n, t in self._running.items() if t.due_seconds <= now_seconds
        ]
        return [TimerFired(name, self._running.pop(name).turn_id) for _, name in sorted(fired)]

    def seconds_to_next(self) -> float | None:
        """How long until the next timer runs out; None without any."""
        if not self._running:
            return None
        next_seconds = min(timer.due_seconds for timer in self._running.values())
        return max(0.0, next_seconds - self._clock.now_seconds())
