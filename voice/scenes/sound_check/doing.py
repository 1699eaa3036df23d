"""What each choice does in the sound check: one short function each, and the tables of them.

Each takes the `Step` being made. Nothing else may start an action.
"""

from collections.abc import Callable, Mapping

from voice.floor.actions import Action
from voice.floor.commands import Line
from voice.floor.doing import HELPING, NAMED_BY_ANOTHER, SAID_AGAIN
from voice.scenes.sound_check.errands import (
    FindDevices,
    Forget,
    KeepDevice,
    Part,
    TakeDevice,
    TakeNextDevice,
)
from voice.scenes.sound_check.states import CHOOSING, Sounding
from voice.scenes.sound_check.step import (
    DONE,
    PUT_OFF,
    SKIPPED,
    STOPPED,
    WENT_BACK,
    Step,
    offered,
)
from voice.scenes.sound_check.wording import SoundSay

_OF_LOUDSPEAKER = frozenset({Sounding.LOUDSPEAKER, Sounding.CHOOSING_LOUDSPEAKER})


def part_of(state: Sounding) -> Part:
    """Which part a state is of."""
    return Part.LOUDSPEAKER if state in _OF_LOUDSPEAKER else Part.MICROPHONE


def _leave_as(reason: str) -> Callable[[Step], None]:
    return lambda step: step.leave(reason, step.line(SoundSay.LEFT))


def _go_back(step: Step) -> None:
    step.out.append(Forget())
    match step.now.waiting_state:
        case Sounding.CHOOSING_LOUDSPEAKER:
            step.begin(Part.LOUDSPEAKER)
        case Sounding.CHOOSING_MICROPHONE:
            step.ask(Sounding.MICROPHONE, (), step.line(SoundSay.TRY_AGAIN))
        case Sounding.LOUDSPEAKER:
            _leave_as(WENT_BACK)(step)
        case _ if Part.LOUDSPEAKER in step.plan.parts:
            step.begin(Part.LOUDSPEAKER)
        case _:
            _leave_as(WENT_BACK)(step)


def _help(step: Step) -> None:
    """What can be said; where nobody is listened to, by keys."""
    if step.plan.listens:
        HELPING[Action.HELP](step)
        return
    words = step.plan.wording.actions
    left_out = NAMED_BY_ANOTHER | {Action.HELP}
    helps = [Line(words[a].help) for a in step.now.offered() if a not in left_out]
    step.tell(Line(step.plan.keys_line), *helps, *step.now.option_lines)


DOING: Mapping[Action, Callable[[Step], None]] = {
    **SAID_AGAIN,
    **HELPING,
    Action.HELP: _help,
    Action.GO_BACK: _go_back,
    Action.SKIP: _leave_as(SKIPPED),
    Action.LATER: _leave_as(PUT_OFF),
    Action.RESUME: _leave_as(DONE),
    Action.STOP: _leave_as(STOPPED),
}

# By its number ---------------------------------------------------------------------------------


def _yes(step: Step) -> None:
    part = part_of(step.now.waiting_state)
    step.out.append(KeepDevice(part))
    step.onward(part)


CHOSEN: Mapping[SoundSay, Callable[[Step], None]] = {
    SoundSay.YES: _yes,
    SoundSay.NO: lambda step: step.ask_desk(TakeNextDevice(Part.LOUDSPEAKER)),
    SoundSay.LOUDER: lambda step: step.speak_otherwise(louder_by=1),
    SoundSay.OTHER_LOUDSPEAKER: lambda step: step.ask_desk(FindDevices(Part.LOUDSPEAKER)),
    SoundSay.RECORD_NOW: lambda step: step.ask_to_speak(),
    SoundSay.AGAIN: lambda step: step.begin(Part.MICROPHONE),
    SoundSay.OTHER_MICROPHONE: lambda step: step.ask_desk(FindDevices(Part.MICROPHONE)),
}


def choose(step: Step, number: int) -> None:
    """One of the choices of this state."""
    state = step.now.waiting_state
    if state in CHOOSING:
        step.ask_desk(TakeDevice(part_of(state), number))
    else:
        CHOSEN[offered(step.now)[number - 1]](step)
