"""Erasing a session at home: asked first, and for ten seconds it has not happened yet.

Only the asking and the waiting; the desk erases, once nothing can be taken back any more. Whatever
ends the program without a word before that leaves the session as it was.
"""

from voice.floor.actions import Action
from voice.floor.commands import CancelTimer
from voice.floor.events import TimerFired
from voice.floor.troubles import owe
from voice.floor.turn import CONFIRM_SECONDS
from voice.scenes.home.errands import Erasable, Erased, NotErased
from voice.scenes.home.states import Home
from voice.scenes.home.step import UNDO_TIMER, Erasure, Step
from voice.scenes.home.wording import HomeSay


def ask_to_erase(step: Step, found: Erasable) -> None:
    """Say which session it is and how much of it there is: only a yes erases it."""
    step.change(to_erase=found.session_id)
    line = step.line(HomeSay.ASK_ERASE, day=found.day, count=found.parts)
    step.tell(line, then=Home.CONFIRMING, prompt=True)


def begin_erasing(step: Step) -> None:
    """From the moment the person can speak again it can be taken back for ten seconds."""
    step.change(erasure=Erasure(step.now.to_erase))
    step.come_home(step.line(HomeSay.ERASING))


def take_back(step: Step) -> None:
    """The session stays."""
    step.out.append(CancelTimer(UNDO_TIMER))
    step.change(erasure=None)
    step.come_home(step.line(HomeSay.NOT_ERASING))


def seconds_over(step: Step, fired: TimerFired) -> None:
    """It is erased, unless somebody may be saying "undo" right now, or looks at the numbers."""
    erasure = step.now.erasure
    if fired.name != UNDO_TIMER or erasure is None or erasure.timer_turn_id != fired.turn_id:
        return
    if step.now.hearing or step.now.doubted is Action.UNDO or step.now.card:
        step.start_undo_timer(erasure, CONFIRM_SECONDS)
    else:
        step.settle()


def tell_what_came(step: Step, came: Erased | NotErased) -> None:
    """Told at the next pause; where the person is elsewhere by now, when they are home again."""
    if isinstance(came, Erased):
        line = step.line(HomeSay.ERASED)
    else:
        line = step.trouble(HomeSay.COULD_NOT_ERASE, step.words_for(came.trouble))
    if step.now.state in {Home.PREPARING, Home.INSIDE}:
        step.change(untold=(*step.now.untold, line))
    else:
        owe(step, line)
