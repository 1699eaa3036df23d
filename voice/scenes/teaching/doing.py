"""What each choice does in teaching: one short function each, and the tables of them.

Each takes the `Step` being made. Nothing else may start an action.
"""

from collections.abc import Callable, Mapping

from voice.floor.actions import Action
from voice.floor.doing import HELPING, SAID_AGAIN
from voice.scenes.recording.wording import RecordSay
from voice.scenes.teaching.situation import offered
from voice.scenes.teaching.states import Teaching
from voice.scenes.teaching.step import Step
from voice.scenes.teaching.wording import TeachSay


def _back(step: Step) -> None:
    match step.now.waiting_state:
        case Teaching.ENOUGH:
            step.back_to_latest()
        case Teaching.SEALING | Teaching.TALK:
            step.ask_enough()
        case Teaching.FORGETTING:
            _leave_it(step)
        case Teaching.UNMADE | Teaching.MADE:
            step.go_back()
        case _:
            step.ask_which()


def _stop(step: Step) -> None:
    """What is enough to be learned from is learned; what is not can be made another time."""
    if step.is_worth_keeping and step.now.waiting_state is not Teaching.NOT_KEPT:
        step.change(leaving=True)
        step.keep()
    else:
        step.drop_take()
        step.leave(step.line(TeachSay.OVER))


DOING: Mapping[Action, Callable[[Step], None]] = {
    **SAID_AGAIN,
    **HELPING,
    Action.BACK: _back,
    Action.STOP: _stop,
}


def _make(step: Step) -> None:
    if step.now.action is None:
        step.change(takes=step.now.takes.broken_off())
    step.make_again()


def _learn(step: Step) -> None:
    if step.plan.can_seal:
        step.ask(Teaching.SEALING, (), step.line(TeachSay.SEAL_ASK))
    else:
        step.keep()


def _forget(step: Step) -> None:
    if step.now.waiting_state is Teaching.FORGETTING:
        step.forget()
    else:
        step.ask(Teaching.FORGETTING, (), step.line_of(TeachSay.FORGET_ASK))


def _seal(step: Step) -> None:
    step.change(sealed=True)
    step.keep()


def _leave_it(step: Step) -> None:
    step.ask(Teaching.TAUGHT, (), step.line_of(TeachSay.TAUGHT))


_CHOSEN: Mapping[TeachSay | RecordSay, Callable[[Step], None]] = {
    TeachSay.MORE_ACTIONS: lambda step: step.ask_which(second_page=True),
    TeachSay.FIRST_ACTIONS: lambda step: step.ask_which(),
    TeachSay.TRY: lambda step: step.try_sounds(),
    TeachSay.ANEW: lambda step: step.teach(),
    TeachSay.FORGET: _forget,
    TeachSay.ANOTHER: lambda step: step.ask_which(),
    TeachSay.MAKE: _make,
    TeachSay.DONE: lambda step: step.end_take(),
    TeachSay.KEEP: lambda step: step.keep_example(),
    TeachSay.AGAIN: lambda step: step.make_again(),
    TeachSay.HEAR: lambda step: step.present(*step.played()),
    TeachSay.LEARN: _learn,
    TeachSay.ONE_MORE: lambda step: step.present(),
    TeachSay.COMPARE: lambda step: step.ask_words(),
    TeachSay.SAY_WORDS: lambda step: step.say_word(),
    TeachSay.NO_SOUND: lambda step: step.keep(),
    TeachSay.SEAL: _seal,
    TeachSay.LEAVE_IT: _leave_it,
    TeachSay.NOT_MEANT: lambda step: step.note_not_meant(),
    RecordSay.TRY_AGAIN: lambda step: step.keep(),
    RecordSay.LET_GO: lambda step: step.ask_which(),
}


def choose(step: Step, number: int) -> None:
    """One of the choices of this state, by its number."""
    chosen = offered(step.now)[number - 1]
    if isinstance(chosen, Action):
        step.choose_action(chosen)
    else:
        _CHOSEN[chosen](step)
