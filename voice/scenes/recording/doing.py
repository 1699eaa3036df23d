"""What each choice does in a recording: one short function each, and the tables of them.

Each takes the `Step` being made. Nothing else may start an action.
"""

from collections.abc import Callable, Mapping

from voice.floor.actions import Action
from voice.floor.doing import HELPING, SAID_AGAIN
from voice.scenes.recording.errands import FindReadings
from voice.scenes.recording.states import Recording
from voice.scenes.recording.step import STOPPED, Step, choices, offered
from voice.scenes.recording.takes import Choice, State
from voice.scenes.recording.wording import RecordSay


def take(step: Step, choice: Choice) -> None:
    """A choice of the present text."""
    heard_before = step.now.takes.state is State.READ
    step.change(takes=step.now.takes.chosen(choice))
    if choice is Choice.DONE:
        step.end_take()
    elif choice is Choice.HEAR and heard_before:
        step.ask(Recording.READ, step.played())
    else:
        step.go_on()


def _stop(step: Step) -> None:
    if step.now.waiting_state in {Recording.WHO, Recording.NOT_KEPT}:
        _let_go(step)
    else:
        take(step, Choice.STOP)


def _let_go(step: Step) -> None:
    line = RecordSay.LET_GONE if step.has_read else RecordSay.NONE_READ
    step.leave(STOPPED, step.line(line))


DOING: Mapping[Action, Callable[[Step], None]] = {
    **SAID_AGAIN,
    **HELPING,
    Action.NEXT: lambda step: take(step, Choice.NEXT),
    Action.BACK: lambda step: take(step, Choice.BACK),
    Action.STOP: _stop,
}


def _read_by(own: bool) -> Callable[[Step], None]:
    def find(step: Step) -> None:
        step.change(own=own)
        step.take_floor()
        step.out.append(FindReadings(own))

    return find


_CHOSEN: Mapping[RecordSay, Callable[[Step], None]] = {
    RecordSay.MYSELF: _read_by(own=True),
    RecordSay.SOMEBODY: _read_by(own=False),
    RecordSay.TRY_AGAIN: lambda step: step.keep(),
    RecordSay.LET_GO: _let_go,
}


def choose(step: Step, number: int) -> None:
    """One of the choices of this state, by its number."""
    if of_text := choices(step.now):
        take(step, of_text[number - 1])
    else:
        _CHOSEN[offered(step.now)[number - 1]](step)
