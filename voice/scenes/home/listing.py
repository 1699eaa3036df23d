"""A list at home, looked at part by part: what of it can be chosen now, and how it goes on.

Only which part is looked at; what comes of a choice is `doing`'s, where a list comes from the
desk's.
"""

from voice.floor.view import Option
from voice.scenes.home.changing import look_at
from voice.scenes.home.states import Home
from voice.scenes.home.step import Plan, Situation, Step
from voice.scenes.home.wording import HomeSay

MOST_AT_ONCE = 9
"""Of a list, as many as a key of one digit can name and a telephone shows nearly whole."""

MORE = 0
"""The number of what leads on in a list that has more."""


def part_of(index: int) -> int:
    """Where the part of a list begins that this one is in."""
    return index - index % MOST_AT_ONCE


def next_part(index: int, count: int) -> int:
    """Where the next part begins."""
    after = part_of(index) + MOST_AT_ONCE
    return after if after < count else 0


def options_of(plan: Plan, now: Situation) -> tuple[Option, ...]:
    """What there is to choose from, by its number: the part of the list that is looked at.

    A list may have ten thousand, and every event makes a view; any number can be said.
    """
    if now.waiting_state is not Home.CHOOSING:
        return ()
    first, count = part_of(now.candidate), len(now.items)
    shown = enumerate(now.items[first : first + MOST_AT_ONCE], start=first + 1)
    options = tuple(Option(number, text) for number, text in shown)
    if count <= MOST_AT_ONCE:
        return options
    after = next_part(now.candidate, count)
    last = min(after + MOST_AT_ONCE, count)
    more = plan.wording.line(HomeSay.MORE_OF_THEM, first=after + 1, last=last, count=count)
    return (*options, Option(MORE, more))


def look_on(step: Step) -> None:
    """Go on to the next part of the list; after the last the first."""
    index = next_part(step.now.candidate, len(step.now.items))
    if step.now.in_settings:
        step.tell_setting(index)
    else:
        look_at(step, index)
