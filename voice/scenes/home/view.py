"""What of the home any screen may show: its `View`, made of the home and nothing else."""

from collections.abc import Mapping
from dataclasses import replace

from voice.floor.actions import Action
from voice.floor.troubles import notice_of
from voice.floor.view import (
    Choice,
    Mood,
    View,
    choices_of,
    private_lines,
    texts_of,
    while_typing,
    with_what_is_asked,
)
from voice.scenes.home.listing import options_of
from voice.scenes.home.settings import Among
from voice.scenes.home.states import Home
from voice.scenes.home.step import Plan, Situation
from voice.scenes.home.unlocking import LOCKED
from voice.scenes.home.wording import HomeSay

MOODS: Mapping[Home, Mood] = {
    Home.TELLING: Mood.SPEAKING,
    Home.AT_HOME: Mood.READY,
    Home.PREPARING: Mood.THINKING,
    Home.ASKING: Mood.ASKING,
    Home.CHOOSING: Mood.ASKING,
    Home.CONFIRMING: Mood.ASKING,
    Home.UNLOCKING: Mood.ASKING,
    Home.OPENING: Mood.THINKING,
    Home.INSIDE: Mood.THINKING,
    Home.STANDING_BY: Mood.READY,
    Home.LEAVING: Mood.STOPPING,
    Home.CLOSING: Mood.SPEAKING,
    Home.DRAINING: Mood.THINKING,
    Home.ENDED: Mood.OVER,
}

_MOOD_KEYS: Mapping[Mood, str] = {Mood.READY: "mood_waiting", Mood.THINKING: "one_moment"}
"""What has other words here than in a session: nothing is written down."""

_ASKED = frozenset({Home.ASKING, Home.CONFIRMING, Home.LEAVING})
"""What is asked here heads the moment, for as long as it is asked."""


def _choices(plan: Plan, now: Situation) -> tuple[Choice, ...]:
    """What can be done now; where one of several is chosen, each says what it does there."""
    choices = choices_of(now.offered(), plan.wording.actions)
    if now.waiting_state in LOCKED and not now.card:
        return _choices_locked(plan, now, choices)
    if now.waiting_state is not Home.CHOOSING or now.card:
        return choices
    number, last = now.candidate + 1, len(now.items)
    taken = HomeSay.CHANGE_NUMBER if now.in_settings else HomeSay.TAKE_THIS
    looked = HomeSay.HEAR_NUMBER if now.among is Among.VOICES else HomeSay.LOOK_AT_NUMBER
    line = plan.wording.line
    does = {
        Action.YES: line(taken, number=number),
        Action.NEXT: line(looked, number=min(last, number + 1)),
        Action.BACK: line(looked, number=max(1, number - 1)),
        Action.RESUME: line(HomeSay.BACK_HOME),
    }
    if now.among is Among.VOICES and number == 1:
        del does[Action.BACK]  # it leads out of them
    return tuple(replace(each, button=does.get(each.action, each.button)) for each in choices)


def _choices_locked(plan: Plan, now: Situation, choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
    """What leaves it locked says so; while it is typed no letter is a key, and Escape leaves it."""
    leave = plan.wording.line(HomeSay.LEAVE_LOCKED)
    named = (replace(c, button=leave) if c.action is Action.NO else c for c in choices)
    if now.waiting_state is not Home.UNLOCKING:
        return tuple(named)
    left = (replace(c, key="escape") if c.action is Action.NO else c for c in named)
    return while_typing(left)


def _mood_key(now: Situation) -> str:
    """By which the page's words say what the home does: that it listens, above all."""
    if now.state is Home.CHOOSING:
        return "mood_which"
    if now.state in LOCKED:
        return "mood_passphrase" if now.state is Home.UNLOCKING else "mood_opening"
    if now.state is Home.STANDING_BY:
        return "mood_standing_by"
    if now.state in _ASKED - {Home.LEAVING}:
        return "mood_waiting"  # "yes or no" ends what is asked, which heads the moment
    mood = MOODS[now.state]
    return _MOOD_KEYS.get(mood, f"mood_{mood}")


def view_of(plan: Plan, now: Situation) -> View:
    """The present moment at home."""
    mood = MOODS[now.state]
    unlocking = now.waiting_state is Home.UNLOCKING and not now.card
    asked = texts_of(now.prompt) if now.waiting_state in _ASKED else ()
    if now.waiting_state in LOCKED:
        asked = (plan.wording.line(HomeSay.YOUR_PASSPHRASE),)
    beside = (now.shown,) if now.shown else ()
    said = with_what_is_asked(now.said, now.prompt if mood is Mood.ASKING else ())
    return View(
        state=now.state,
        turn_id=now.turn_id,
        speaking_turn_id=now.turn_id if now.speaking else 0,
        mood=mood,
        mood_key=_mood_key(now),
        title=plan.wording.line(HomeSay.AT_HOME),
        question=" ".join(asked),
        saying=texts_of(now.saying),
        said=texts_of(said),
        shown=beside,
        private=private_lines(now.saying, said) | frozenset(beside),
        choices=_choices(plan, now),
        options=options_of(plan, now),
        notice=notice_of(now.writing_trouble, now.device_troubles, plan.wording),
        microphone_open=now.microphone_open,
        listens=mood in {Mood.READY, Mood.ASKING, Mood.STOPPING},
        captions=now.waiting_state not in LOCKED,
        passphrase_turn_id=now.passphrase_turn_id if unlocking else 0,
        tells=now.state is Home.TELLING,
        grave=now.waiting_state is Home.CONFIRMING,
    )
