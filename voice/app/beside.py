"""Desks side by side: each carries out the errands of its own kind.

Only who is asked; what an errand takes is each desk's own.
"""

from collections.abc import Iterable
from typing import Any, Protocol

from voice.floor.commands import Errand
from voice.floor.events import Event
from voice.stage.ports import Desk, LevelMeasured


class OwnErrands(Protocol):
    """What carries out errands of its own kind beside another desk."""

    def carry_out(self, errand: Any, /) -> Iterable[Event]: ...

    def forget(self) -> None:
        """Nothing of anybody's voice is held there any more."""
        ...


class Beside:
    """A desk, with another beside it for errands of a kind of its own."""

    def __init__(self, desk: Desk, kind: type[Errand], other: OwnErrands) -> None:
        self._desk = desk
        self._kind = kind
        self._other = other

    def carry_out(self, errand: Errand) -> Iterable[Event]:
        """Whoever's it is."""
        if isinstance(errand, self._kind):
            return self._other.carry_out(errand)
        return self._desk.carry_out(errand)

    def measure(self, level: LevelMeasured) -> Iterable[Event]:
        """The first one's."""
        return self._desk.measure(level)

    def changed(self) -> Iterable[Event]:
        """The first one's."""
        return self._desk.changed()

    def close(self) -> None:
        """Both."""
        self._other.forget()
        self._desk.close()
