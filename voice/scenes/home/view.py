"""What of the home any screen may show: its `View`, made of the home and nothing else."""

from collections.abc import Mapping

from voice.floor.troubles import notice_of
from voice.floor.view import (
    Mood,
    Option,
    View,
    choices_of,
    private_lines,
    texts_of,
    with_what_is_asked,
)
from voice.scenes.home.states import Home
from voice.scenes.home.step import Plan, Situation
from voice.scenes.home.wording import HomeSay

MOODS: Mapping[Home, Mood] = {
    Home.TELLING: Mood.SPEAKING,
    Home.AT_HOME: Mood.READY,
    Home.PREPARING: Mood.THINKING,
    Home.ASKING: Mood.ASKING,
    Home.CHOOSING: Mood.ASKING,
    Home.CONFIRMING: Mood.ASKING,
    Home.INSIDE: Mood.THINKING,
    Home.LEAVING: Mood.STOPPING,
    Home.CLOSING: Mood.SPEAKING,
    Home.DRAINING: Mood.THINKING,
    Home.ENDED: Mood.OVER,
}

_MOOD_KEYS: Mapping[Mood, str] = {Mood.READY: "mood_waiting", Mood.THINKING: "one_moment"}
"""What has other words here than in a session: nothing is written down."""


def options_of(now: Situation) -> tuple[Option, ...]:
    """What there is to choose from, by its number, while one is being chosen."""
    if now.waiting_state is not Home.CHOOSING:
        return ()
    return tuple(Option(number, text) for number, text in enumerate(now.items, start=1))


def view_of(plan: Plan, now: Situation) -> View:
    """The present moment at home."""
    mood = MOODS[now.state]
    beside = (now.shown,) if now.shown else ()
    said = with_what_is_asked(now.said, now.prompt if mood is Mood.ASKING else ())
    return View(
        state=now.state,
        turn_id=now.turn_id,
        speaking_turn_id=now.turn_id if now.speaking else 0,
        mood=mood,
        mood_key=_MOOD_KEYS.get(mood, f"mood_{mood}"),
        title=plan.wording.line(HomeSay.AT_HOME),
        saying=texts_of(now.saying),
        said=texts_of(said),
        shown=beside,
        private=private_lines(now.saying, said) | frozenset(beside),
        choices=choices_of(now.offered(), plan.wording.actions),
        options=options_of(now),
        notice=notice_of(now.writing_trouble, now.device_troubles, plan.wording),
        microphone_open=now.microphone_open,
        listens=mood in {Mood.READY, Mood.ASKING, Mood.STOPPING},
        tells=now.state is Home.TELLING,
    )
