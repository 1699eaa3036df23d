"""What is behind a passphrase, at home: asked for once, typed and hidden, and tried by the desk.

Only the asking and the waiting. What is typed passes through here in one step, from the screen that
has it to the desk that tries it: it is never a part of the situation, and so of no view. What is
said meanwhile is a choice, or nothing: no word that was heard becomes a letter of it.
"""

from voice.floor.events import PassphraseGiven
from voice.floor.wording import Say
from voice.scenes.home.errands import GoWithout, KeyAwaited, PassphraseWanted, TryPassphrase
from voice.scenes.home.states import Home, Occasion
from voice.scenes.home.step import Step
from voice.scenes.home.wording import HomeSay

LOCKED = frozenset({Home.UNLOCKING, Home.OPENING})
"""Where what was asked for waits for the key."""


def ask_passphrase(step: Step, wanted: PassphraseWanted) -> None:
    """Ask for it to be typed; where nobody has shown a hand yet, nobody is asked to type."""
    step.change(can_go_without=bool(wanted.read_by))
    if wanted.read_by and step.now.locked:
        leave_locked(step)
        return
    before = ()
    if wanted.wrong:
        asked = (step.line(HomeSay.WRONG_PASSPHRASE),)
    else:
        asked = (step.line(HomeSay.ASK_PASSPHRASE), step.line(HomeSay.PASSPHRASE_HIDDEN))
        if wanted.read_by:
            before = (step.line(HomeSay.READ_BEHIND_PASSPHRASE, name=wanted.read_by),)
    step.change(passphrase_turn_id=step.now.turn_id + 1)
    step.tell(*before, *asked, then=Home.UNLOCKING, prompt=True)


def await_key(step: Step, awaited: KeyAwaited) -> None:
    """Nobody has to type anything, but it may take a while: it can be left."""
    opening = step.line(HomeSay.OPENING)
    step.change(can_go_without=bool(awaited.read_by), prompt=(opening,), then=Home.OPENING)
    step.listen()


def somebody_types(step: Step) -> bool:
    """A letter more, of which nothing else is known; whether that silences the program."""
    if step.now.waiting_state is not Home.UNLOCKING:
        return False
    if step.now.silence:
        step.stop_waiting()
        step.wait()
    return step.now.speaking


def take_passphrase(step: Step, given: PassphraseGiven) -> None:
    """Have it tried; what comes late of an earlier asking is nobody's."""
    now = step.now
    right_turn = given.asked_turn_id == now.passphrase_turn_id
    if now.waiting_state is not Home.UNLOCKING or not right_turn or now.card or not given.text:
        return
    step.trigger = Occasion.PASSPHRASE_GIVEN
    step.out.append(TryPassphrase(given.text))
    step.change(passphrase_turn_id=0)
    step.tell(step.line(HomeSay.OPENING), then=Home.OPENING, prompt=True)


def key_tried(step: Step) -> None:
    """Ask again for what has waited; at the end of what is being said, and not under the card."""
    if step.now.state is Home.OPENING and not step.now.card:
        step.trigger = Occasion.KEY_TRIED
        step.ask_again()
    elif step.now.waiting_state is Home.OPENING:
        step.change(key_tried=True)


def leave_locked(step: Step) -> None:
    """It stays locked: what can be done without the key is done, and otherwise nothing."""
    step.change(passphrase_turn_id=0)
    if step.now.can_go_without:
        step.change(can_go_without=False)
        step.out.append(GoWithout())
        step.ask_again()
    else:
        step.come_home(step.line(Say.LEFT_AS_IT_IS))
