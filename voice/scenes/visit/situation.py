"""All that a kiosk remembers, as one frozen value, and what it is given at its start.

Data and questions about the data only. `fresh` is what is left after every person: nothing of
them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from voice.floor.commands import Manner
from voice.floor.crisis import CrisisCard
from voice.floor.situation import Floor
from voice.floor.view import KeySlip
from voice.floor.wording import Wording
from voice.scenes.reflection.step import Plan as SessionPlan
from voice.scenes.visit.commands import Keeper
from voice.scenes.visit.room_check import RoomSound
from voice.scenes.visit.states import TABLE, KioskState


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody whom every record is sealed to, as the staff compares it."""

    name: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What a kiosk is given at its start and never changes."""

    wording: Wording
    title: str
    clinic: str
    """The clinic's name, as it is spoken."""
    erase_later: str
    """What somebody does who wants a session erased afterwards, as a clause."""
    keeper: Keeper
    holders: tuple[Holder, ...]
    session: SessionPlan
    """What a session inside is given, but for whoever keeps it."""
    keepers: Mapping[Keeper, str]
    """Who holds the key, in words that can be spoken."""
    manner: Manner
    loudest: float
    invitation_volume: float
    invitation_seconds: float
    crisis: CrisisCard


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation(Floor):
    """One moment of a kiosk."""

    table = TABLE

    state: KioskState = KioskState.OPENING
    then: KioskState = KioskState.OPENING
    captions: bool = False
    room: RoomSound | None = None
    client_recipient: str = ""
    """The client's public key, once there is one."""
    client_fingerprint: str = ""
    slip: KeySlip | None = field(default=None, repr=False)
    """The client's fresh key, until the client has it."""
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

    def fresh(self, plan: Plan, state: KioskState) -> "Situation":
        """The same kiosk as it waits for somebody else: only its own health is remembered."""
        return Situation(
            manner=plan.manner,
            state=state,
            then=state,
            turn_id=self.turn_id,
            inviting=self.inviting,
            troubles=self.troubles,
            timers_set=self.timers_set,
        )
