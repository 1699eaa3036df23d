"""What is done about what happens to a kiosk: the room, the key, the session inside, troubles.

One function for each happening, over the `Step` being made; `kiosk` brings events here.
"""

from voice.floor.commands import EndInside, Leave, TellInside
from voice.floor.events import SceneOver, Sign
from voice.scenes.visit.commands import CheckRecipient, Keeper, Occurrence, Wipe
from voice.scenes.visit.events import (
    KeyMade,
    RecipientAccepted,
    RecipientEntered,
    RecipientRefused,
    SessionErased,
)
from voice.scenes.visit.room_check import RoomSound
from voice.scenes.visit.states import PRESENT, UNATTENDED, KioskState, Occasion
from voice.scenes.visit.step import Step
from voice.scenes.visit.timing import ALONE_TIMER
from voice.scenes.visit.wording import KioskSay
from voice.values.troubles import Trouble

STORAGE = "storage"
_ADVICE = {
    RoomSound.NOISY: KioskSay.ROOM_NOISY,
    RoomSound.VOICES: KioskSay.ROOM_VOICES,
    RoomSound.UNHEARD: KioskSay.ROOM_UNHEARD,
}

# The room and the key --------------------------------------------------------------------------


def room_found(step: Step, room: RoomSound) -> None:
    """The room is known: on where it is quiet, otherwise what can be done."""
    step.trigger = Occasion.ROOM_MEASURED
    step.cancel_timers()
    step.change(room=room)
    if room is RoomSound.QUIET:
        step.choose_key()
    else:
        choices = step.line(KioskSay.ROOM_CHOICES)
        step.ask(KioskState.ADVISING, step.line(_ADVICE[room]), choices)


def key_event(
    step: Step,
    event: RecipientEntered | RecipientAccepted | RecipientRefused | KeyMade,
) -> None:
    """A client key was made, entered, taken or refused."""
    wanted = KioskState.SHOWING_KEY if isinstance(event, KeyMade) else KioskState.ENTERING_KEY
    if step.now.state is not wanted:
        return  # the person has gone on, or away
    match event:
        case RecipientEntered():
            step.trigger = Occasion.KEY_ENTERED
            step.alive(Sign.CHOICE)
            step.out.append(CheckRecipient(event.text))
        case RecipientRefused():
            step.trigger = Occasion.KEY_REFUSED
            step.tell(step.line(KioskSay.KEY_SECRET if event.secret else KioskSay.KEY_REFUSED))
        case RecipientAccepted():
            step.trigger = Occasion.KEY_ACCEPTED
            step.change(client_recipient=event.public_key)
            step.change(client_fingerprint=event.fingerprint)
            accepted = step.line(KioskSay.KEY_ACCEPTED, fingerprint=event.fingerprint)
            step.begin_session(step.plan.keeper, accepted)
        case KeyMade():
            step.trigger = Occasion.KEY_MADE
            step.change(client_recipient=event.public_key)
            step.change(client_fingerprint=event.fingerprint, slip=event.slip)
            shown = KioskSay.KEY_PRINTED if event.printed else KioskSay.KEY_SHOWN
            step.ask(KioskState.SHOWING_KEY, step.line(shown), step.line(KioskSay.KEY_HAVE_IT))


# The session inside ----------------------------------------------------------------------------


def session_spoke(step: Step) -> None:
    """The person has the floor: the silence counts from here, and a question that was owed."""
    now = step.now
    if now.state is not KioskState.IN_SESSION or now.ending:
        return
    if now.asking:
        step.change(asking=False, warned=True)
        step.await_sign()
    elif now.warned or not now.had_floor:  # the gentle lines after that are no new start
        step.change(had_floor=True)
        step.await_sign()


def session_over(step: Step, over: SceneOver) -> None:
    """The session inside has ended: part, leave, rest or close."""
    step.trigger = Occasion.SESSION_OVER
    was = step.now
    step.cancel_timers()
    step.change(manner=over.manner, ending=False, captions=False)
    step.report(Occurrence.SESSION_ENDED, over.reason)
    if over.unwritten:
        step.report(Occurrence.NOT_SAVED, f"{over.unwritten} records")
    if was.shutting_down:
        _close(step)
    elif was.ending:
        step.rest()
    else:
        lost = (step.line(KioskSay.UNWRITTEN),) if over.unwritten else ()
        crisis = step.crisis_at_end()
        if over.kept_passages and was.keeper is not Keeper.NOBODY:
            step.ask(KioskState.PARTING, *lost, step.line(KioskSay.PARTING), crisis)
        else:
            step.leave(*lost, crisis)


def session_erased(step: Step, erased: SessionErased) -> None:
    """Everything of the session is gone, or could not be removed."""
    if step.now.state is not KioskState.CONFIRMING_ERASURE:
        return
    step.trigger = Occasion.SESSION_ERASED
    if erased.done:
        step.report(Occurrence.SESSION_ERASED)
    step.leave(step.line(KioskSay.ERASED if erased.done else KioskSay.NOT_ERASED))


# The crisis card ------------------------------------------------------------------------------


def back_from_card(step: Step) -> None:
    """What is asked for here is said again."""
    if step.now.state in PRESENT:
        step.alive(Sign.CHOICE)
    if not card_left(step):
        step.say_again()


def card_left(step: Step) -> bool:
    """The crisis card has gone; whether that leads elsewhere: what changed meanwhile waited."""
    step.change(card=False)
    troubled = bool(step.now.troubles)
    if troubled is not (step.now.state is KioskState.TROUBLED):
        step.trigger = Occasion.TROUBLE if troubled else Occasion.RECOVERY
        step.rest()
        return True
    if step.now.state in UNATTENDED and ALONE_TIMER in step.now.timers:
        step.cancel_timer(ALONE_TIMER)
        step.await_invitation()
    return False


# Troubles --------------------------------------------------------------------------------------


def failed(step: Step, name: str, trouble: Trouble) -> None:
    """Something is out of order: say sorry now, or when the session is over."""
    known = step.now.troubles.get(name)
    words = trouble.in_words(step.plan.wording.troubles)
    step.change(troubles={**step.now.troubles, name: str(words)})
    if known is None:
        step.report(Occurrence.TROUBLE, f"{name}: {words}")
    state = step.now.state
    if state is KioskState.TROUBLED and known is None:
        step.ask(state, *step.sorry())
    elif step.now.card:
        return  # nobody loses the numbers; the kiosk says sorry when they go on
    elif state in PRESENT - {KioskState.IN_SESSION} or state is KioskState.RESTING:
        step.trigger = Occasion.TROUBLE
        step.rest()


def recovered(step: Step, name: str) -> None:
    """Something works again; at rest once everything does."""
    if name not in step.now.troubles:
        return
    step.change(troubles={n: t for n, t in step.now.troubles.items() if n != name})
    step.report(Occurrence.RECOVERED, name)
    if step.now.state is KioskState.TROUBLED and step.now.troubles:
        step.change(prompt=step.sorry())  # for what is left
    elif step.now.state is KioskState.TROUBLED and not step.now.card:
        step.trigger = Occasion.RECOVERY
        said = name == "loudspeaker"  # it has just proved it by saying so
        step.rest(*([] if said else [step.line(KioskSay.WORKS_AGAIN)]))


def screen_back(step: Step) -> None:
    """The page is shown again."""
    step.report(Occurrence.RECOVERED, "screen")
    sorry = step.line(KioskSay.SCREEN_BACK)
    if step.now.state is KioskState.IN_SESSION:
        step.out.append(TellInside(sorry))
    elif step.now.state in PRESENT and step.now.prompt:
        step.tell(sorry, *step.now.prompt)


def shut_down(step: Step) -> None:
    """The system wants the program to end."""
    if step.now.state is KioskState.CLOSED:
        return
    step.trigger = Occasion.SHUTDOWN
    if step.now.state is KioskState.IN_SESSION:
        step.change(shutting_down=True)
        step.out.append(EndInside())
    else:
        _close(step)


def _close(step: Step) -> None:
    step.take_floor()
    step.cancel_timers()
    step.now = step.now.fresh(step.plan, KioskState.CLOSED)
    step.out.append(Wipe())
    step.report(Occurrence.SHUT_DOWN)
    step.out.append(Leave("shut down"))
