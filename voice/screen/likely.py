"""What a person is likely to choose at a moment, and what is always in sight: one home for it.

Every screen shows what it has room for in this order; nothing here draws. What the moment offers
decides: what acts on an answer is offered once there is one, and then comes before what leads on.
"""

from collections.abc import Sequence

from voice.floor.actions import Action
from voice.floor.view import Choice, View

ALWAYS = (Action.HELP, Action.CRISIS, Action.STOP)
"""In sight in every state that has them, however small the window is."""

LIKELY = (
    Action.BEGIN,
    Action.YES,
    Action.NO,
    Action.RESUME,
    Action.NEXT,
    Action.KEEP,
    Action.LET_GO,
    Action.KEEP_TYPED,
    Action.DROP_TYPED,
    Action.TELL_MORE,
    Action.GO_ON,
    Action.MEASURE_AGAIN,
    Action.TAKE_KEY,
    Action.OWN_KEY,
    Action.NO_KEY,
    Action.HAVE_IT,
    Action.GO_BACK,
    Action.ERASE_ALL,
    Action.UNDO,
    Action.GO_ON_UNFINISHED,
    Action.ANOTHER_GUIDE,
    Action.HEAR,
    Action.LOOK_BACK,
    Action.MARKED,
    Action.SETTINGS,
    Action.TEST_SOUND,
    Action.RECORD_VOICE,
    Action.TEACH_SOUND,
    Action.TAKE_ALONG,
    Action.BACK_UP,
    Action.ERASE,
    Action.REPEAT,
    Action.PAUSE,
    Action.READ_BACK,
    Action.SCRATCH,
    Action.CORRECT,
    Action.SKIP,
    Action.LATER,
    Action.PASS,
    Action.TYPE,
    Action.MINUTE,
    Action.BACK,
    Action.CAPTIONS,
    Action.WHO,
)
"""In this order, where not all of it fits: what the moment asks for, what acts on the answer, what
leads on. "Help" names the rest."""

WITH_PARTS = (
    Action.NEXT,
    Action.UNDO,
    Action.CORRECT,
    Action.UNMARK,
    Action.BRING,
    Action.SCRATCH,
    Action.HEAR,
    Action.SKIP,
)
"""The same beside parts of what was said: what is done to the one that was read."""

MOST_BESIDE_PARTS = 4
"""They have the room, and any of them that is touched is said again."""

MOST_BESIDE = 6
"""Choices beside a question: more than that and the choices are what is looked at."""

MOST_BESIDE_OPTIONS = 2
"""Where there is a list to choose from it has the room: what takes one, and the way back."""


def drawn(view: View) -> tuple[Choice, ...]:
    """The choices that are drawn: the crisis card has one, beside the way out.

    The others that it offers are reached as before, by voice and by the terminal's keys.
    """
    if view.card is None:
        return view.choices
    return tuple(each for each in view.choices if each.action in {Action.RESUME, *ALWAYS})


def beside(
    choices: Sequence[Choice], most: int = MOST_BESIDE, order: Sequence[Action] = LIKELY
) -> list[Choice]:
    """The likely ones among these, in their order; one alone is not left over.

    "Undo" comes last: it goes by itself after a while, and no other may move then. What is noted
    for a session can be noted again, but nobody looks for that.
    """
    unlikely = {*ALWAYS}
    if any(each.action is Action.UNMARK for each in choices):
        unlikely.add(Action.BRING)
    others = [each for each in choices if each.action not in unlikely]
    wanted = [each for action in order for each in others if each.action is action]
    if len(others) <= most and len(others) - len(wanted) <= 1:
        wanted += [each for each in others if each not in wanted]
    return sorted(wanted[:most], key=lambda each: each.action is Action.UNDO)
