"""One step of a visit being made: its timers, its signs of life, and the ways on.

The small vocabulary in which `doing` and `kiosk` are written, over the floor's own.
"""

from dataclasses import dataclass, replace

from voice.floor.commands import CancelTimer, Line, SetTimer
from voice.floor.events import Sign
from voice.floor.step import FloorStep
from voice.scenes.reflection.conversation import Conversation
from voice.scenes.visit.commands import (
    CheckStorage,
    Keeper,
    MeasureRoom,
    Occurrence,
    Report,
    SessionKeeping,
    Wipe,
)
from voice.scenes.visit.room_check import MEASUREMENTS
from voice.scenes.visit.situation import Plan, Situation
from voice.scenes.visit.states import PRESENT, KioskState
from voice.scenes.visit.timing import (
    ALONE_SECONDS,
    ALONE_TIMER,
    EXTEND_SECONDS,
    HEALTH_SECONDS,
    HEALTH_TIMER,
    INVITATION_TIMER,
    MEASURING_SECONDS,
    MEASURING_TIMER,
    MOST_PUT_OFF,
    MOST_SOUNDS,
    PARTING_SECONDS,
    PARTING_TIMER,
    UNASKED_SECONDS,
    UNASKED_TIMER,
)
from voice.scenes.visit.wording import KioskSay

_HELD_BY_CARD = frozenset({MEASURING_TIMER, PARTING_TIMER, INVITATION_TIMER})
"""What would take the crisis card away, or talk over it."""


@dataclass(slots=True)
class Step(FloorStep[Plan, Situation]):
    """The situation as it becomes, and the commands so far."""

    def report(self, occurrence: Occurrence, detail: str = "") -> None:
        """Tell the operator."""
        self.out.append(Report(occurrence, detail))

    # Time -----------------------------------------------------------------------------------

    def set_timer(self, name: str, seconds: float) -> None:
        """Start or replace a timer."""
        number = self.now.timers_set + 1
        self.change(timers_set=number, timers={**self.now.timers, name: number})
        self.out.append(SetTimer(name, number, seconds))

    def cancel_timer(self, name: str) -> None:
        """This one will not fire."""
        self.out.append(CancelTimer(name))
        self.change(timers={n: number for n, number in self.now.timers.items() if n != name})

    def cancel_timers(self) -> None:
        """Nothing that was set will fire."""
        self.out.extend(CancelTimer(name) for name in self.now.timers)
        self.change(timers={})

    # The floor ------------------------------------------------------------------------------

    def ask(self, state: KioskState, *lines: Line) -> None:
        """Say what "repeat" then says again, and listen for a choice."""
        self.change(prompt=lines)
        self.speak(state, *lines)

    def listen(self) -> None:
        """Give the person the floor in the present state."""
        FloorStep[Plan, Situation].listen(self)
        if self.now.card:
            self.await_sign()
        elif self.now.state is KioskState.MEASURING:
            self.out.append(MeasureRoom(self.now.turn_id, MEASUREMENTS))
            self.set_timer(MEASURING_TIMER, MEASURING_SECONDS)
        elif self.now.state is KioskState.PARTING:
            self.set_timer(PARTING_TIMER, PARTING_SECONDS)
        elif self.now.state in PRESENT:
            self.await_sign()

    # The person -----------------------------------------------------------------------------

    def tell_card(self) -> None:
        """Show the crisis card; until the person goes on, nothing here goes on by itself."""
        for name in _HELD_BY_CARD & self.now.timers.keys():
            self.cancel_timer(name)
        FloorStep[Plan, Situation].tell_card(self)

    def await_sign(self) -> None:
        """From now on the silence counts."""
        self.set_timer(ALONE_TIMER, EXTEND_SECONDS if self.now.warned else ALONE_SECONDS)
        if UNASKED_TIMER not in self.now.timers and self.now.state in PRESENT:
            self.set_timer(UNASKED_TIMER, UNASKED_SECONDS)

    def warn(self) -> None:
        """Ask whether anybody is still here, and say what follows where nobody is."""
        sealed = self.now.state in {KioskState.PARTING, KioskState.CONFIRMING_ERASURE}
        says = KioskSay.LEFT_ALONE_IN_SESSION if sealed else KioskSay.LEFT_ALONE_WARNING
        self.tell(self.line(says))

    def alive(self, sign: Sign) -> None:
        """Somebody is here; what is not chosen may come from anybody, and counts ten times."""
        now = self.now
        closing = now.warned or PARTING_TIMER in now.timers
        if sign is Sign.SOUND and now.sounds >= MOST_SOUNDS:
            return
        if sign is Sign.CHOICE:
            self.change(put_off=0, asking=False)
            if UNASKED_TIMER in now.timers:
                self.set_timer(UNASKED_TIMER, UNASKED_SECONDS)
        elif closing:
            if now.put_off >= MOST_PUT_OFF:
                return
            self.change(put_off=now.put_off + 1)
        if now.warned:
            self.report(Occurrence.EXTENDED)
        sounds = now.sounds + 1 if sign is Sign.SOUND else 0
        self.change(sounds=sounds, warned=False, had_floor=False)
        if PARTING_TIMER in self.now.timers:
            self.set_timer(PARTING_TIMER, PARTING_SECONDS)
        elif ALONE_TIMER in self.now.timers or self.now.state is KioskState.IN_SESSION:
            self.await_sign()

    # Ways on --------------------------------------------------------------------------------

    def rest(self, *lines: Line) -> None:
        """Wipe everything of whoever was here, and wait for the next; or say what is wrong."""
        was_here = self.now.state not in {
            KioskState.OPENING,
            KioskState.RESTING,
            KioskState.TROUBLED,
        }
        self.take_floor()
        self.cancel_timers()
        troubled = bool(self.now.troubles)
        state = KioskState.TROUBLED if troubled else KioskState.RESTING
        self.now = self.now.fresh(self.plan, state)
        self.out.append(Wipe())
        if was_here:
            self.report(Occurrence.WIPED)
        self.out.append(CheckStorage())
        self.set_timer(HEALTH_TIMER, HEALTH_SECONDS)
        if troubled:
            self.ask(state, *self.sorry())
            return
        self.change(prompt=(self.line(KioskSay.RESTING_HELP),))
        self.await_invitation()
        if lines:
            self.speak(state, *lines)
        else:
            self.listen()

    def await_invitation(self) -> None:
        """Invite aloud after a while, within the hours and where it is wanted at all."""
        if self.now.inviting and self.plan.invitation_seconds > 0 and not self.now.card:
            self.set_timer(INVITATION_TIMER, self.plan.invitation_seconds)

    def sorry(self) -> tuple[Line, ...]:
        """What is said and shown of the troubles, without technical words."""
        known = {
            "microphone": KioskSay.SORRY_MICROPHONE,
            "loudspeaker": KioskSay.SORRY_LOUDSPEAKER,
            "storage": KioskSay.SORRY_STORAGE,
        }
        says = dict.fromkeys(known.get(name, KioskSay.SORRY_OTHER) for name in self.now.troubles)
        return tuple(self.line(say) for say in says)

    def crisis_at_end(self) -> Line:
        """Where help is, with the number of the country where that is known."""
        number = self.plan.crisis.emergency
        if not number:
            return self.line(KioskSay.CRISIS_AT_END_ANYWHERE)
        return self.line(KioskSay.CRISIS_AT_END, number=number)

    def leave(self, *lines: Line) -> None:
        """Say goodbye, then back to the start; what is shown of the person goes now."""
        self.cancel_timers()
        self.change(
            prompt=lines, captions=False, client_recipient="", client_fingerprint="", slip=None
        )
        self.out.append(Wipe())
        self.speak(KioskState.LEAVING, *lines)

    def choose_key(self, *before: Line) -> None:
        """Who will hold the key, where that is the client's to say; otherwise the session."""
        if self.plan.keeper is Keeper.CLINIC:
            self.begin_session(Keeper.CLINIC)
        else:
            self.change(client_recipient="", client_fingerprint="")
            self.ask(KioskState.CHOOSING_KEY, *before, self.line(KioskSay.CHOOSE_KEY))

    def begin_session(self, keeper: Keeper, *remarks: Line) -> None:
        """Run the session inside: whoever agreed has been welcomed, and is asked at once."""
        self.take_floor()
        self.cancel_timers()
        now, plan = self.now, self.plan
        self.change(
            state=KioskState.IN_SESSION,
            then=KioskState.IN_SESSION,
            keeper=keeper,
            slip=None,
            saying=(),
            prompt=(),
            warned=False,
        )
        self.report(Occurrence.SESSION_BEGUN, str(keeper))
        keeps = keeper is not Keeper.NOBODY
        session = replace(
            plan.session,
            keeper=plan.keepers[keeper],
            keeps=keeps,
            keep_sound=False,  # a kiosk never asks for it, whatever its file says
            loudest=plan.loudest,
            told_before=(*remarks, self.line(KioskSay.HOW_TO_ANSWER)),
        )
        inside = Conversation(session, now.manner, now.turn_id)
        self.open_inside(inside, SessionKeeping(keeper, now.client_recipient))
        self.alive(Sign.CHOICE)
