"""How a choice is taken from what is said, where nothing said is kept: by number, name or word.

For scenes that ask and offer, such as the sound check; what comes of a choice is each scene's own.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from voice.floor.actions import Action, Means
from voice.floor.commands import Line
from voice.floor.doing import HELPING, SAID_AGAIN
from voice.floor.events import OwnSound, SegmentHeard
from voice.floor.offering import Offering
from voice.floor.own_sounds import led_by_sound
from voice.floor.situation import Floor
from voice.floor.step import AnyStep
from voice.floor.table import Happening
from voice.floor.troubles import tell_what_is_owed
from voice.floor.turn import Turn
from voice.floor.understanding import (
    AT_ONCE_FROM_ANYBODY,
    named_in,
    question_number,
    understand,
    wish_of_another,
)
from voice.floor.view import Option
from voice.floor.wording import Say


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoosingFloor(Floor):
    """One moment of a scene that asks and offers."""

    turn: Turn = field(default_factory=Turn)
    """How often what is asked was said into the silence."""
    told_of_missing: bool = False
    option_lines: tuple[Line, ...] = ()
    """How the choices are spoken: a screen has them already."""
    doubted: Action | None = None
    """What an own sound may have meant: made once more, it did."""
    looked_at: int = 0
    """The number of the choice that was named last, one after the other; 0: none."""


ASKED_ANEW: dict[str, Any] = {
    "turn": Turn(),
    "told_of_missing": False,
    "doubted": None,
    "looked_at": 0,
}
"""What is forgotten of the moment before where something else is asked."""


def numbered(texts: Iterable[str]) -> tuple[Option, ...]:
    """What is chosen by its number, counted from 1."""
    return tuple(Option(number, text) for number, text in enumerate(texts, start=1))


def take_choice_heard(scene: Offering[Any, Any, Any], step: AnyStep, heard: SegmentHeard) -> None:
    """A choice by its number, its name or its word; or it is told, once, that it was none.

    The situation remembers that in `told_of_missing`.
    """
    wording, texts = scene.plan.wording, [option.text for option in scene.options()]
    named = named_in(heard, texts, wording)
    number = question_number(heard, wording) if named is None else named + 1
    if number is not None and scene.has_option(number):
        step.trigger = Happening.OPTION_CHOSEN
        scene.take_option(step, number)
        return
    understood = understand(heard, scene.offered(), wording)
    if understood is not None and understood.sure:
        scene.choose(step, understood.action, Means.VOICE)
    elif _led(scene, step, heard.own_sound) or tell_what_is_owed(step):
        return
    elif heard.segment.words and not step.now.told_of_missing:
        step.trigger = Happening.UNSURE_ACTION_HEARD
        step.change(told_of_missing=True)
        step.tell(step.line(Say.NOT_CAUGHT), *step.now.prompt)
    else:
        step.wait(heard.waited_seconds)


def _led(scene: Offering[Any, Any, Any], step: AnyStep, own: OwnSound | None) -> bool:
    """Lead by a person's own sound; whether it means anything here.

    An action that is offered; else "next" names one choice after the other, and "yes" takes the one
    that was named. No sound made once lets go of anything.
    """
    if own is None:
        return False
    wish, number = own.action, step.now.looked_at
    if wish in scene.offered():
        at_once = own.acts or wish in _TELLING
        led_by_sound(step, own, wish, at_once, lambda: scene.choose(step, wish, Means.VOICE))
    elif wish is Action.NEXT and scene.options():
        _look_on(scene, step)
    elif wish is Action.YES and scene.has_option(number):
        at_once = own.acts and not scene.loses_by(number)
        step.trigger = Happening.OPTION_CHOSEN
        led_by_sound(step, own, wish, at_once, lambda: scene.take_option(step, number))
    else:
        return False
    return True


_TELLING = frozenset({*SAID_AGAIN, *HELPING})
"""What changes nothing needs no second sound."""


def _look_on(scene: Offering[Any, Any, Any], step: AnyStep) -> None:
    """Name the choice after the one that was named last; after the last the first."""
    options, at = scene.options(), int(step.now.looked_at)
    option = options[at % len(options)]
    step.trigger = Happening.UNSURE_ACTION_HEARD
    step.change(looked_at=option.number, doubted=None)
    step.tell(Line(f"{option.number}: {option.text}."))


def take_choice_overheard(
    scene: Offering[Any, Any, Any], step: AnyStep, heard: SegmentHeard
) -> None:
    """Another's, as far as a level tells: what cannot wait is done."""
    wish = wish_of_another(heard, scene.offered(), scene.plan.wording)
    if wish in AT_ONCE_FROM_ANYBODY:
        assert wish is not None
        scene.choose(step, wish, Means.VOICE)
    elif not step.now.silence:
        step.wait(heard.waited_seconds)
