"""How a choice is taken from what is said, where nothing said is kept: by number, name or word.

For scenes that ask and offer, such as the sound check; what comes of a choice is each scene's own.
"""

from collections.abc import Iterable
from typing import Any

from voice.floor.actions import Means
from voice.floor.events import SegmentHeard
from voice.floor.offering import Offering
from voice.floor.step import AnyStep
from voice.floor.table import Happening
from voice.floor.troubles import tell_what_is_owed
from voice.floor.understanding import (
    AT_ONCE_FROM_ANYBODY,
    named_in,
    question_number,
    understand,
    wish_of_another,
)
from voice.floor.view import Option
from voice.floor.wording import Say


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
    elif tell_what_is_owed(step):
        return
    elif heard.segment.words and not step.now.told_of_missing:
        step.trigger = Happening.UNSURE_ACTION_HEARD
        step.change(told_of_missing=True)
        step.tell(step.line(Say.NOT_CAUGHT), *step.now.prompt)
    else:
        step.wait(heard.waited_seconds)


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
