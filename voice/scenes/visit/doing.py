"""What each of the kiosk's actions does: one short function per action, and the table of them.

Each takes the `KioskStep` being made. Nothing else may start an action.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from voice.floor.actions import Action
from voice.floor.commands import Line
from voice.scenes.reflection.doing import (
    FASTEST_WPM,
    HELP_CHOICES,
    LOWEST_VOLUME,
    RATE_STEP,
    SLOWEST_WPM,
    VOLUME_STEP,
)
from voice.scenes.visit.commands import EraseSession, ForgetKey, Keeper, MakeKey, Occurrence
from voice.scenes.visit.situation import offered
from voice.scenes.visit.states import KioskState
from voice.scenes.visit.step import KioskStep
from voice.scenes.visit.wording import KioskSay

_KEY_LINES = {
    Keeper.CLINIC: KioskSay.CONSENT_KEY_CLINIC,
    Keeper.CLIENT: KioskSay.CONSENT_KEY_CLIENT,
    Keeper.BOTH: KioskSay.CONSENT_KEY_BOTH,
    Keeper.NOBODY: KioskSay.NOT_KEPT,
}


def consent_lines(step: KioskStep) -> tuple[Line, ...]:
    """What is kept, who holds the key, who can hear, how to erase, and the question."""
    plan = step.plan
    return (
        step.line(KioskSay.CONSENT_KEPT),
        step.line(_KEY_LINES[plan.keeper], clinic=plan.clinic),
        step.line(KioskSay.CONSENT_HEARERS),
        step.line(KioskSay.CONSENT_ERASING, later=plan.erase_later),
        step.line(KioskSay.CONSENT_CRISIS),
        step.line(KioskSay.CONSENT_QUESTION),
    )


def _begin(step: KioskStep) -> None:
    if step.now.state is KioskState.OPENING:
        step.rest()
        return
    step.cancel_timers()
    step.report(Occurrence.APPROACHED)
    step.ask(KioskState.CONSENTING, *consent_lines(step))


def _yes(step: KioskStep) -> None:
    if step.now.state is KioskState.CONFIRMING_ERASURE:
        step.take_floor()
        step.out.append(EraseSession())
    else:
        _measure(step)


def _no(step: KioskStep) -> None:
    if step.now.state is KioskState.CONFIRMING_ERASURE:
        step.leave(step.line(KioskSay.ENOUGH))
    else:
        step.report(Occurrence.DECLINED)
        step.leave(step.line(KioskSay.DECLINED))


def _measure(step: KioskStep) -> None:
    step.cancel_timers()
    step.ask(KioskState.MEASURING, step.line(KioskSay.MEASURING))


def _go_on(step: KioskStep) -> None:
    if step.now.state is KioskState.PARTING:
        step.leave(step.line(KioskSay.ENOUGH))
    else:
        step.choose_key()


def _take_key(step: KioskStep) -> None:
    step.take_floor()
    step.change(state=KioskState.SHOWING_KEY)
    step.out.append(MakeKey())


def _own_key(step: KioskStep) -> None:
    step.ask(KioskState.ENTERING_KEY, step.line(KioskSay.ENTER_KEY))


def _no_key(step: KioskStep) -> None:
    step.begin_session(Keeper.NOBODY, step.line(KioskSay.NOT_KEPT))


def _have_it(step: KioskStep) -> None:
    step.out.append(ForgetKey())
    step.begin_session(step.plan.keeper)


def _go_back(step: KioskStep) -> None:
    step.out.append(ForgetKey())
    step.choose_key()


def _erase_all(step: KioskStep) -> None:
    step.cancel_timers()
    step.ask(KioskState.CONFIRMING_ERASURE, step.line(KioskSay.ASK_ERASE_ALL))


def _captions(step: KioskStep) -> None:
    step.change(captions=not step.now.captions)
    if step.now.state is not KioskState.IN_SESSION:
        on = step.now.captions
        step.tell(step.line(KioskSay.CAPTIONS_ON if on else KioskSay.CAPTIONS_OFF))


def _repeat(step: KioskStep) -> None:
    step.tell(*step.now.prompt)


def _minute(step: KioskStep) -> None:
    step.tell(step.line(KioskSay.TAKE_YOUR_TIME))


def _with_manner(step: KioskStep, rate_factor: float = 1.0, volume_step: float = 0.0) -> None:
    manner = step.now.manner
    rate_wpm = round(min(FASTEST_WPM, max(SLOWEST_WPM, manner.rate_wpm * rate_factor)))
    loudest = step.plan.largest_volume
    volume = round(min(loudest, max(LOWEST_VOLUME, manner.volume + volume_step)), 2)
    step.change(manner=replace(manner, rate_wpm=rate_wpm, volume=volume))
    _repeat(step)


def _slower(step: KioskStep) -> None:
    _with_manner(step, rate_factor=RATE_STEP)


def _faster(step: KioskStep) -> None:
    _with_manner(step, rate_factor=1 / RATE_STEP)


def _louder(step: KioskStep) -> None:
    _with_manner(step, volume_step=VOLUME_STEP)


def _softer(step: KioskStep) -> None:
    _with_manner(step, volume_step=-VOLUME_STEP)


def _who(step: KioskStep) -> None:
    step.tell(
        step.line(KioskSay.CONSENT_CRISIS),
        step.line(KioskSay.CONSENT_HEARERS),
        step.line(_KEY_LINES[step.plan.keeper], clinic=step.plan.clinic),
    )


def _help(step: KioskStep) -> None:
    left_out = {Action.HELP, Action.CRISIS}
    choices = [action for action in offered(step.now) if action not in left_out]
    helps = [Line(step.plan.wording.actions[action].help) for action in choices[:HELP_CHOICES]]
    crisis = Line(step.plan.wording.actions[Action.CRISIS].help)
    step.tell(crisis, step.line(KioskSay.HELP), *helps)


def _crisis(step: KioskStep) -> None:
    step.tell(Line(step.plan.crisis))


def _stop(step: KioskStep) -> None:
    if step.now.state in {KioskState.PARTING, KioskState.CONFIRMING_ERASURE}:
        step.leave(step.line(KioskSay.ENOUGH))
    else:
        _no(step)


DOING: Mapping[Action, Callable[[KioskStep], None]] = {
    Action.BEGIN: _begin,
    Action.YES: _yes,
    Action.NO: _no,
    Action.GO_ON: _go_on,
    Action.MEASURE_AGAIN: _measure,
    Action.TAKE_KEY: _take_key,
    Action.OWN_KEY: _own_key,
    Action.NO_KEY: _no_key,
    Action.HAVE_IT: _have_it,
    Action.GO_BACK: _go_back,
    Action.ERASE_ALL: _erase_all,
    Action.CAPTIONS: _captions,
    Action.REPEAT: _repeat,
    Action.MINUTE: _minute,
    Action.SLOWER: _slower,
    Action.FASTER: _faster,
    Action.LOUDER: _louder,
    Action.SOFTER: _softer,
    Action.WHO: _who,
    Action.HELP: _help,
    Action.CRISIS: _crisis,
    Action.STOP: _stop,
}
