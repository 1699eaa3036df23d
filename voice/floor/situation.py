"""What every scene remembers of its floor, as one frozen value: a scene's situation is one.

Data and questions about the data only; what becomes of it is `step`'s.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar

from voice.floor.actions import RULES, Action, Rule
from voice.floor.commands import Line, Manner
from voice.floor.table import Table
from voice.values.troubles import Trouble, TroubleName

_HEARS_ALL_THE_SAME = {
    "microphone": frozenset({TroubleName.MICROPHONE_MUTE}),
    "recogniser": frozenset({TroubleName.MODEL_LOADING, TroubleName.WORDS_NOT_UNDERSTOOD}),
}
"""What hears, and the troubles with which it still may."""


def closes_microphone(device: str, trouble: Trouble) -> bool:
    """Whether nothing that is said from here on is heard, not even later."""
    return device in _HEARS_ALL_THE_SAME and trouble.name not in _HEARS_ALL_THE_SAME[device]


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """One moment of any scene: who speaks, who listens, what is said and still to be told."""

    table: ClassVar[Table[Any]]
    """The states of the scene."""

    manner: Manner
    state: StrEnum
    then: StrEnum
    """The listening state that a speaking state leads into."""
    turn_id: int = 0
    speaking: bool = False
    """The loudspeaker has this turn."""
    listening: bool = False
    """The microphone has this turn."""
    microphone_open: bool = False
    """The guard is over and the device gives sound: from here on nothing said is missed."""
    away: bool = False
    """A scene inside this one has the floor: nothing is said here until that is over."""
    hearing: bool = False
    """Somebody is speaking right now."""
    hushed_turn_id: int | None = None
    """The turn whose speech was broken off: that it is over comes still, and changes nothing."""
    delayed_turn_id: int | None = None
    """The listening turn in which the person was told that the model is still loading, as long as
    nothing but that followed."""
    open_turn_id: int | None = None
    """The listening turn that has not yet reported that it stopped."""
    kept_turns: Mapping[int, Any] = field(default_factory=dict[int, Any])
    """Listening turn -> what its words belong to, for turns whose words are kept."""
    silence: str = ""
    """What the silence timer is waiting to do; empty when it is not running."""
    saying: tuple[Line, ...] = ()
    said: tuple[Line, ...] = ()
    """What the program said last; it can still be read while it listens."""
    owed: tuple[Line, ...] = ()
    """Troubles that the person has not been told yet."""
    withheld: tuple[Line, ...] = ()
    """The same of hearing, while it is not needed: told with the first line after that."""
    card: bool = False
    """The crisis card lies over this moment, until the person goes on."""
    prompt: tuple[Line, ...] = ()
    """What a listening state says when asked to repeat."""
    help_page: int = 0
    device_troubles: Mapping[str, Trouble] = field(default_factory=dict[str, Trouble])
    """What is wrong with which device, as long as it is."""
    writing_trouble: str = ""
    """Why passages cannot be made durable, as long as they cannot."""
    sealed_count: int = 0
    reason: str = ""
    """Why the scene ends; empty before."""

    @property
    def waiting_state(self) -> Any:
        """The listening state that is open, or that the present speech leads into."""
        return self.then if self.state in self.table.speaking else self.state

    @property
    def is_deaf(self) -> bool:
        """Whether nobody can be heard, as long as what is wrong stays so."""
        return any(closes_microphone(*wrong) for wrong in self.device_troubles.items())

    def offered(self) -> tuple[Action, ...]:
        """The actions that make sense now, in the order of the single-switch scan."""
        row = self.table.ways(self.waiting_state, self.card)
        return tuple(rule.action for rule in RULES if rule.action in row and self.fits(rule))

    def fits(self, rule: Rule) -> bool:
        """Whether there is what an action needs, where its state offers it."""
        return True
