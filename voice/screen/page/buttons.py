"""What can be chosen in a picture, as buttons in their groups; how a page draws them is `static/`.

Values only. Which choices are likely is `likely`'s; nothing here knows a scene.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from voice.floor.actions import Action
from voice.floor.view import Choice, Option, View
from voice.screen.likely import (
    ALWAYS,
    LIKELY,
    MOST_BESIDE,
    MOST_BESIDE_OPTIONS,
    MOST_BESIDE_PARTS,
    WITH_PARTS,
    beside,
    drawn,
)


class Group(StrEnum):
    """The groups in which buttons stand, and in which a single switch scans them."""

    OPTIONS = "options"
    """What is chosen by its number, such as a question: a list that scrolls."""
    PARTS = "parts"
    """Parts of what was said, by their numbers: they have the room."""
    ONWARD = "onward"
    """What answers the moment: the largest buttons."""
    LIKELY = "likely"
    """What else is likely at this moment, beside the question; the groups after it open on wish."""
    QUESTION = "question"
    ANSWER = "answer"
    VOICE = "voice"
    ALWAYS = "always"
    """Help and the way out: at the same place in every picture."""


@dataclass(frozen=True, slots=True)
class Button:
    """One thing that can be chosen now."""

    id: str
    label: str
    key: str = ""
    spoken: str = ""
    """What can be said instead; empty where nothing can."""
    group: Group = Group.ONWARD


_GROUPS: Mapping[Action, Group] = {
    **dict.fromkeys(
        (
            Action.CAPTIONS,
            Action.REPEAT,
            Action.PAUSE,
            Action.MINUTE,
            Action.SKIP,
            Action.PASS,
            Action.BACK,
            Action.CHOOSE,
            Action.WHERE,
            Action.WHO,
        ),
        Group.QUESTION,
    ),
    **dict.fromkeys(
        (
            Action.HEAR,
            Action.READ_BACK,
            Action.SCRATCH,
            Action.CORRECT,
            Action.ADD,
            Action.TYPE,
            Action.START_OVER,
            Action.BRING,
            Action.UNMARK,
            Action.UNDO,
        ),
        Group.ANSWER,
    ),
    **dict.fromkeys((Action.SLOWER, Action.FASTER, Action.LOUDER, Action.SOFTER), Group.VOICE),
    **dict.fromkeys(ALWAYS, Group.ALWAYS),
}
"""Neighbours in the action table stay neighbours; whatever is not named here is `ONWARD`."""

MOST_ONWARD = 3
"""Answers beside each other; of more than that, one leads on and the others are likely."""

_AWAY = frozenset({Action.GO_BACK, Action.LATER})
"""What leads away from a list of options is not the largest button beside it."""

OPTION = "option"
"""Before an option's number: "option 3"."""

QUIET = "quiet"
"""The button that silences whoever speaks: no action of a scene, so no name of one."""


def buttons_of(view: View, words: Mapping[str, str], quiet: bool) -> tuple[Button, ...]:
    """All that can be chosen, group by group: the likely in their order, then the rest in theirs.

    With `quiet` there is a button that silences the program. It goes when the program falls silent:
    it stands where no other moves then.
    """
    choices = drawn(view)
    silencing = _quiet(view, words) if quiet else ()
    writes = _has_field(view)  # letters need the room
    most = MOST_BESIDE_OPTIONS if _asks_which(view) else MOST_BESIDE - len(silencing)
    order = LIKELY
    if view.sheet is not None:
        most, order = MOST_BESIDE_PARTS, WITH_PARTS
    near = [] if writes else beside(choices, most, order)
    buttons = [
        *(_button(choice, view, near=True) for choice in near),
        *silencing,
        *(_button(choice, view, near=False) for choice in choices if choice not in near),
    ]
    if view.grave:
        buttons.sort(key=lambda each: each.id != Action.NO)
    leads = [button for button in buttons if button.group is Group.ONWARD]
    if len(leads) > MOST_ONWARD:
        seen = {choice.action for choice in near}
        for each in leads[1:]:
            group = Group.LIKELY if each.id in seen else Group.QUESTION
            buttons[buttons.index(each)] = replace(each, group=group)
    groups = list(Group)
    return (
        *_options(view, words),
        *_parts(view),
        *sorted(buttons, key=lambda each: groups.index(each.group)),
    )


def _has_field(view: View) -> bool:
    """Whether letters are letters."""
    return view.entry or view.typing_turn_id > 0 or view.passphrase_turn_id > 0


def _asks_which(view: View) -> bool:
    """Whether one of a list is looked for, which has the room then."""
    return bool(view.options) and not view.heading_key


def _options(view: View, words: Mapping[str, str]) -> tuple[Button, ...]:
    """Each with its number as its key's mark, and what is to be known of it in words."""
    return tuple(
        Button(
            f"{OPTION} {option.number}",
            typeset(option.text) + option_note(option, words),
            str(option.number),
            str(option.number),
            Group.OPTIONS,
        )
        for option in view.options
    )


def _parts(view: View) -> tuple[Button, ...]:
    """Each with its words, as they are read by whoever hears the page."""
    return tuple(
        Button(
            f"{OPTION} {part.number}", part.text, str(part.number), str(part.number), Group.PARTS
        )
        for part in (() if view.sheet is None else view.sheet.parts)
    )


def _button(choice: Choice, view: View, near: bool) -> Button:
    group = _GROUPS.get(choice.action, Group.ONWARD)
    if view.options and choice.action in _AWAY:
        group = Group.QUESTION  # what leads on are the options
    if choice.action is Action.CAPTIONS and not view.heading_key:
        group = Group.VOICE  # how the session is shown, and nothing of its question
    if view.passphrase_turn_id and choice.action is Action.NO:
        group = Group.LIKELY  # what leads on is the field
    if near and group is not Group.ONWARD:
        group = Group.LIKELY
    if _asks_which(view) and not near and group is Group.ONWARD:
        group = Group.QUESTION
    # a scanner types letters: none of them may be a key where it is used
    key = "" if _has_field(view) else choice.key
    return Button(choice.action, typeset(choice.button), key, choice.spoken, group)


def _quiet(view: View, words: Mapping[str, str]) -> tuple[Button, ...]:
    if not view.speaking_turn_id:
        return ()
    group = Group.LIKELY if view.choices else Group.ONWARD
    return (Button(QUIET, words["kiosk_quiet"], group=group),)


def option_note(option: Option, words: Mapping[str, str]) -> str:
    """What stands after an option's text, with the space before it; empty where nothing does."""
    return f" ({words[option.note_key]})" if option.note_key else ""


def typeset(text: str) -> str:
    """What was written to be spoken, as it is printed: 1 1 6, 1 2 3 as 116 123."""
    numbers = re.sub(r"(?<=\b\d) (?=\d\b)", "", text)
    return re.sub(r"(?<=\d), (?=\d)", " ", numbers).replace("'", "\u2019")
