"""What actions do that are the same in every scene: said again, otherwise; help; crisis help."""

from collections.abc import Callable, Iterable, Mapping

from voice.floor.actions import Action
from voice.floor.commands import Line
from voice.floor.step import AnyStep
from voice.floor.wording import Say

HELP_CHOICES = 5
"""Choices spoken at a time: what can be remembered while listening."""

NAMED_BY_ANOTHER = frozenset({Action.FASTER, Action.LOUDER, Action.SOFTER})
"""The help for "slower" names these too."""

SAID_AGAIN: Mapping[Action, Callable[[AnyStep], None]] = {
    Action.REPEAT: lambda step: step.repeat(),
    Action.SLOWER: lambda step: step.speak_otherwise(quicker_by=-1),
    Action.FASTER: lambda step: step.speak_otherwise(quicker_by=1),
    Action.LOUDER: lambda step: step.speak_otherwise(louder_by=1),
    Action.SOFTER: lambda step: step.speak_otherwise(louder_by=-1),
}


def help_page(choices: Iterable[Action], page: int) -> tuple[list[Action], bool]:
    """What one round of help names of these choices, and whether another round follows."""
    named = [a for a in choices if a not in NAMED_BY_ANOTHER | {Action.HELP, Action.CRISIS}]
    more = len(named) > (page + 1) * HELP_CHOICES
    return named[page * HELP_CHOICES : (page + 1) * HELP_CHOICES], more


def _help(step: AnyStep) -> None:
    page = step.now.help_page
    shown, more = help_page(step.now.offered(), page)
    step.tell(
        *([step.line(Say.HELP_CRISIS), step.line(Say.HELP)] if page == 0 else []),
        *(Line(_told(step, action)) for action in shown),
        step.line(Say.HELP_MORE if more else Say.HELP_END),
    )
    step.change(help_page=page + 1 if more else 0)


def _told(step: AnyStep, action: Action) -> str:
    """What help says of it here; over the crisis card nothing is as in the state beneath."""
    wording = step.plan.wording
    if step.now.card:
        return wording.actions[action].help
    return wording.help_in(str(step.now.waiting_state), action)


HELPING: Mapping[Action, Callable[[AnyStep], None]] = {
    Action.HELP: _help,
    Action.CRISIS: lambda step: step.tell_card(),
}
