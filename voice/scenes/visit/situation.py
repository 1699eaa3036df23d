"""All that a kiosk remembers, as one frozen value, and what it is given at its start.

Data and questions about the data only. `fresh` is what is left after every person: nothing of
them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from voice.floor.actions import RULES, Action
from voice.floor.commands import Line, Manner
from voice.scenes.visit.commands import Keeper
from voice.scenes.visit.room_check import RoomSound
from voice.scenes.visit.states import TRANSITIONS, KioskState
from voice.scenes.visit.wording import KioskWording


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody whom every record is sealed to, as the staff compares it."""

    name: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class KioskPlan:
    """What a kiosk is given at its start and never changes."""

    wording: KioskWording
    title: str
    clinic: str
    """The clinic's name, as it is spoken."""
    erase_later: str
    """What somebody does who wants a session erased afterwards, as a clause."""
    keeper: Keeper
    holders: tuple[Holder, ...]
    manner: Manner
    largest_volume: float
    invitation_volume: float
    invitation_seconds: float
    crisis: str
    crisis_number: str = ""
    """The country's emergency number, as it is spoken; empty where it is not known."""


@dataclass(frozen=True, slots=True)
class KioskSituation:
    """One moment of a kiosk."""

    manner: Manner
    state: KioskState = KioskState.OPENING
    turn_id: int = 0
    speaking: bool = False
    listening: bool = False
    saying: tuple[Line, ...] = ()
    prompt: tuple[Line, ...] = ()
    """What "repeat" says here, and what the screen keeps showing."""
    captions: bool = False
    room: RoomSound | None = None
    client_recipient: str = ""
    """The client's public key, once there is one."""
    client_fingerprint: str = ""
    keeper: Keeper = Keeper.NOBODY
    """Who holds the key of the session that runs."""
    warned: bool = False
    """The person has been told that the kiosk will close."""
    asking: bool = False
    """The session owes the question whether the words are the visitor's: from then on `warned`."""
    had_floor: bool = False
    """The person has had the floor since their last sign of life."""
    sounds: int = 0
    """Sounds in a row that held no word and were no action."""
    put_off: int = 0
    """Closings in a row that sounds or words put off, and nothing that was chosen."""
    ending: bool = False
    """The session was left alone and is being sealed."""
    shutting_down: bool = False
    inviting: bool = False
    """Within the hours of the spoken invitation."""
    troubles: Mapping[str, str] = field(default_factory=dict[str, str])
    """What is out of order, by device or disk, as long as it is."""
    timers: Mapping[str, int] = field(default_factory=dict[str, int])
    """The running timers and the number each was set with; any other firing is stale."""
    timers_set: int = 0

    def fresh(self, plan: KioskPlan, state: KioskState) -> "KioskSituation":
        """The same kiosk as it waits for somebody else: only its own health is remembered."""
        return KioskSituation(
            manner=plan.manner,
            state=state,
            turn_id=self.turn_id,
            inviting=self.inviting,
            troubles=self.troubles,
            timers_set=self.timers_set,
        )


def offered(now: KioskSituation) -> tuple[Action, ...]:
    """The actions that can be chosen now, in the order of the single-switch scan."""
    possible = TRANSITIONS[now.state]
    return tuple(rule.action for rule in RULES if rule.action in possible)
