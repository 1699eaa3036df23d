"""What each of the kiosk's actions does: one short function per action, and the table of them.

Each takes the `Step` being made. Nothing else may start an action.
"""

from collections.abc import Callable, Mapping

from voice.floor.actions import Action
from voice.floor.commands import Line
from voice.floor.doing import HELP_CHOICES, HELPING, SAID_AGAIN
from voice.scenes.visit.commands import EraseSession, Keeper, MakeKey, Occurrence
from voice.scenes.visit.states import KioskState
from voice.scenes.visit.step import Step
from voice.scenes.visit.wording import KioskSay

_READERS = {
    Keeper.CLINIC: (KioskSay.CONSENT_READ_CLINIC, KioskSay.MORE_KEY_CLINIC),
    Keeper.CLIENT: (KioskSay.CONSENT_READ_CLIENT, KioskSay.MORE_KEY_CLIENT),
    Keeper.BOTH: (KioskSay.CONSENT_READ_BOTH, KioskSay.MORE_KEY_BOTH),
    Keeper.NOBODY: (KioskSay.NOT_KEPT, KioskSay.NOT_KEPT),
}
"""Who can read it, in short, and why."""


def consent_lines(step: Step) -> tuple[Line, ...]:
    """What nobody may agree without: what is kept, who reads it, the way out, what this is not."""
    plan = step.plan
    return (
        step.line(KioskSay.CONSENT_KEPT),
        step.line(_READERS[plan.keeper][0], clinic=plan.clinic),
        step.line(KioskSay.CONSENT_AT_END),
        step.line(KioskSay.CONSENT_PROGRAM),
        step.line(KioskSay.CONSENT_QUESTION),
    )


def _tell_more(step: Step) -> None:
    plan = step.plan
    step.ask(
        KioskState.CONSENTING,
        step.line(_READERS[plan.keeper][1], clinic=plan.clinic),
        step.line(KioskSay.MORE_HEARERS),
        step.line(KioskSay.MORE_ERASING, later=plan.erase_later),
        step.line(KioskSay.MORE_PROGRAM),
        step.line(KioskSay.MORE_QUESTION),
    )


def _begin(step: Step) -> None:
    if step.now.state is KioskState.OPENING:
        step.rest()
        return
    step.cancel_timers()
    step.report(Occurrence.APPROACHED)
    step.ask(KioskState.CONSENTING, *consent_lines(step))


def _yes(step: Step) -> None:
    if step.now.state is KioskState.CONFIRMING_ERASURE:
        step.take_floor()
        step.out.append(EraseSession())
    else:
        _measure(step)


def _no(step: Step) -> None:
    if step.now.state is KioskState.CONFIRMING_ERASURE:
        step.leave(step.line(KioskSay.ENOUGH))
    else:
        step.report(Occurrence.DECLINED)
        step.leave(step.line(KioskSay.DECLINED))


def _measure(step: Step) -> None:
    step.cancel_timers()
    step.ask(KioskState.MEASURING, step.line(KioskSay.MEASURING))


def _go_on(step: Step) -> None:
    if step.now.state is KioskState.PARTING:
        step.leave(step.line(KioskSay.ENOUGH))
    else:
        step.choose_key()


def _take_key(step: Step) -> None:
    step.take_floor()
    step.change(state=KioskState.SHOWING_KEY, then=KioskState.SHOWING_KEY)
    step.out.append(MakeKey())


def _own_key(step: Step) -> None:
    step.ask(KioskState.ENTERING_KEY, step.line(KioskSay.ENTER_KEY))


def _no_key(step: Step) -> None:
    step.begin_session(Keeper.NOBODY, step.line(KioskSay.NOT_KEPT))


def _have_it(step: Step) -> None:
    step.begin_session(step.plan.keeper)


def _go_back(step: Step) -> None:
    step.change(slip=None)
    step.choose_key()


def _erase_all(step: Step) -> None:
    step.cancel_timers()
    step.ask(KioskState.CONFIRMING_ERASURE, step.line(KioskSay.ASK_ERASE_ALL))


def _captions(step: Step) -> None:
    step.change(captions=not step.now.captions)
    if step.now.state is not KioskState.IN_SESSION:
        on = step.now.captions
        step.tell(step.line(KioskSay.CAPTIONS_ON if on else KioskSay.CAPTIONS_OFF))


def _minute(step: Step) -> None:
    step.tell(step.line(KioskSay.TAKE_YOUR_TIME))


def _who(step: Step) -> None:
    step.tell(
        step.line(KioskSay.MORE_PROGRAM),
        step.line(KioskSay.MORE_HEARERS),
        step.line(_READERS[step.plan.keeper][1], clinic=step.plan.clinic),
    )


def _help(step: Step) -> None:
    left_out = {Action.HELP, Action.CRISIS}
    choices = [action for action in step.now.offered() if action not in left_out]
    helps = [Line(step.plan.wording.actions[action].help) for action in choices[:HELP_CHOICES]]
    crisis = Line(step.plan.wording.actions[Action.CRISIS].help)
    step.tell(crisis, step.line(KioskSay.HELP), *helps)


def _stop(step: Step) -> None:
    if step.now.state in {KioskState.PARTING, KioskState.CONFIRMING_ERASURE}:
        step.leave(step.line(KioskSay.ENOUGH))
    else:
        _no(step)


DOING: Mapping[Action, Callable[[Step], None]] = {
    **SAID_AGAIN,
    **HELPING,
    Action.BEGIN: _begin,
    Action.YES: _yes,
    Action.NO: _no,
    Action.GO_ON: _go_on,
    Action.TELL_MORE: _tell_more,
    Action.MEASURE_AGAIN: _measure,
    Action.TAKE_KEY: _take_key,
    Action.OWN_KEY: _own_key,
    Action.NO_KEY: _no_key,
    Action.HAVE_IT: _have_it,
    Action.GO_BACK: _go_back,
    Action.ERASE_ALL: _erase_all,
    Action.CAPTIONS: _captions,
    Action.MINUTE: _minute,
    Action.WHO: _who,
    Action.HELP: _help,
    Action.STOP: _stop,
}
