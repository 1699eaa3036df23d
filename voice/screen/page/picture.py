"""What the page shows at one moment, as one frozen value, and the one place it becomes JSON.

Values only. How a view becomes a picture is here; how the page draws it is
`static/drawing.js`, which reads the keys of `as_json` and nothing else.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum

from voice.floor.actions import Action
from voice.floor.crisis import CrisisCard, CrisisNumber
from voice.floor.view import Choice, KeySlip, Mood, Option, View
from voice.floor.wording import as_sentence
from voice.screen.likely import ALWAYS, MOST_BESIDE, MOST_BESIDE_OPTIONS, beside, drawn
from voice.stage.ports import LevelMeasured

MORE_BEFORE = "…"
"""Stands before what is shown of a long answer."""

METER_STEPS = 24
"""A level that stays within one step is not sent again: a quiet room costs nothing."""

METER_FLOOR_DBFS = -60.0
"""A quiet room; whatever is under it shows as an empty meter."""


class Group(StrEnum):
    """The groups in which buttons stand, and in which a single switch scans them."""

    OPTIONS = "options"
    """What is chosen by its number, such as a question: a list that scrolls."""
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


@dataclass(frozen=True, slots=True)
class Number:
    """One way to reach somebody in a crisis, as it is drawn."""

    words: str
    shown: str
    said: str
    """For whoever hears the page."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One moment of the page. Every part but the mood may be empty and is then not drawn."""

    mood: Mood
    mood_words: str
    title: str = ""
    """Small, above: whose questions these are, or the theme."""
    text: str = ""
    """What the page is about now, in the largest type."""
    paragraphs: tuple[str, ...] = field(default=(), repr=False)
    """What is said beside it."""
    place: str = ""
    number: int = 0
    count: int = 0
    words: tuple[str, ...] = field(default=(), repr=False)
    """What the person has said to this, passage by passage."""
    listens: bool = False
    """Whether the microphone's level means anything now."""
    notice: str = ""
    """A trouble that lasts; told at once to a screen reader too."""
    kept: str = ""
    announce: str = field(default="", repr=False)
    """What a screen reader should say by itself; empty where the program's own voice says it."""
    announced: int = 0
    """Another number where it is to be said, though it is what was said before."""
    code: tuple[str, ...] = field(default=(), repr=False)
    """A QR code, row by row of "0" and "1", to be photographed; its meaning is in the text."""
    code_words: str = ""
    """What the code is, for whoever cannot see it."""
    secret: str = field(default="", repr=False)
    """The code's meaning in letters, for typing it off."""
    secret_words: str = field(default="", repr=False)
    """What stands beside it."""
    line: int = 0
    """Which line of an answer can be typed in now; 0: none."""
    draft: str = field(default="", repr=False)
    """What stands in that line, for a window that has just come."""
    entry: str = ""
    """The label of a field to type or scan into; empty where there is none."""
    numbers: tuple[Number, ...] = ()
    """Whom to call, a number a line, in large type: the crisis card."""
    card: str = ""
    """Whom to call, small and always there; or what is to be known of the numbers above."""
    buttons: tuple[Button, ...] = ()


def as_json(picture: Picture) -> str:
    """The picture as the page's script takes it, in one line."""
    return json.dumps(asdict(picture), ensure_ascii=True, separators=(",", ":"))


def meter_share(level_dbfs: float) -> float:
    """How much of a meter a level fills, 0 to 1."""
    return min(1.0, max(0.0, 1.0 - level_dbfs / METER_FLOOR_DBFS))


def meter_step(level: LevelMeasured) -> int:
    """A level as one of `METER_STEPS` + 1 lengths of the meter."""
    return round(METER_STEPS * meter_share(level.level_dbfs))


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
            Action.READ_BACK,
            Action.SCRATCH,
            Action.CORRECT,
            Action.ADD,
            Action.TYPE,
            Action.START_OVER,
            Action.BRING,
            Action.UNDO,
        ),
        Group.ANSWER,
    ),
    **dict.fromkeys((Action.SLOWER, Action.FASTER, Action.LOUDER, Action.SOFTER), Group.VOICE),
    **dict.fromkeys(ALWAYS, Group.ALWAYS),
}
"""Neighbours in the action table stay neighbours; whatever is not named here is `ONWARD`."""

_AWAY = frozenset({Action.GO_BACK, Action.LATER})
"""What leads away from a list of options is not the largest button beside it."""

OPTION = "option"
"""Before an option's number: "option 3"."""

QUIET = "quiet"
"""The button that silences whoever speaks: no action of a scene, so no name of one."""


def picture_of(
    view: View,
    said: tuple[str, ...],
    words: Mapping[str, str],
    voice_out: bool = True,
    quiet: bool = False,
) -> Picture:
    """A moment as a picture.

    `said` is what the program is saying or said last; `words` the page's wording. Where the view
    has no captions, no word of the person is in it; without `voice_out` a screen reader is asked
    to say what the program would; with `quiet` there is a button to silence it.
    """
    own = set[str]() if view.captions else {*view.private, *view.passages}
    lines = (*said, *(line for line in view.shown if line not in said))
    if view.card is not None:
        lines = (*view.card.words, *(line for line in said if line != view.card.spoken))
    title, text = view.theme or view.title, typeset(view.question or view.title)
    if view.heading_key:
        title, text = view.title, words[view.heading_key]
    warned = words["kiosk_warned"] if view.warned else ""
    return Picture(
        mood=view.mood,
        mood_words=words[view.mood_key],
        title=typeset(title) if view.number or view.heading_key else "",
        text=text,
        paragraphs=tuple(
            typeset(line) for line in lines if line != view.question and line not in own
        ),
        place=words["place"].format(number=view.number, count=view.count) if view.number else "",
        number=view.number,
        count=view.count if view.number else 0,
        words=_words(view) if view.captions and not view.options else (),
        listens=view.listens,
        notice=" ".join(filter(None, (typeset(as_sentence(view.notice)), warned))),
        kept=kept_words(view, words),
        announce="" if voice_out else " ".join(line for line in view.saying if line not in own),
        code=() if view.slip is None else view.slip.rows,
        code_words="" if view.slip is None else words["kiosk_code"],
        secret="" if view.slip is None else view.slip.secret,
        secret_words="" if view.slip is None else _beside_secret(view.slip, view, words),
        line=view.typing_turn_id,
        draft=view.draft,
        entry=words["kiosk_entry"] if view.entry else "",
        numbers=() if view.card is None else tuple(map(_number, view.card.numbers)),
        card=_small_card(view, words),
        buttons=(*_options(view, words), *_buttons(view, _quiet(view, words) if quiet else ())),
    )


def _buttons(view: View, quiet: tuple[Button, ...]) -> tuple[Button, ...]:
    """All that can be chosen, group by group: the likely in their order, then the rest in theirs.

    What silences the program goes when it falls silent: it stands where no other moves then.
    """
    choices = drawn(view)
    writes = view.entry or view.typing_turn_id > 0  # letters need the room
    asked = view.options and view.question  # which one: the list has the room
    most = MOST_BESIDE_OPTIONS if asked else MOST_BESIDE - len(quiet)
    near = [] if writes else beside(choices, most)
    buttons = [
        *(_button(choice, view, near=True) for choice in near),
        *quiet,
        *(_button(choice, view, near=False) for choice in choices if choice not in near),
    ]
    order = list(Group)
    return tuple(sorted(buttons, key=lambda button: order.index(button.group)))


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


def _button(choice: Choice, view: View, near: bool) -> Button:
    group = _GROUPS.get(choice.action, Group.ONWARD)
    if view.options and choice.action in _AWAY:
        group = Group.QUESTION  # what leads on are the options
    if choice.action is Action.CAPTIONS and not view.heading_key:
        group = Group.VOICE  # how the session is shown, and nothing of its question
    if near and group is not Group.ONWARD:
        group = Group.LIKELY
    if view.options and view.question and not near and group is Group.ONWARD:
        group = Group.QUESTION
    # a scanner types letters: none of them may be a key where it is used
    key = "" if view.entry or view.typing_turn_id else choice.key
    return Button(choice.action, typeset(choice.button), key, choice.spoken, group)


def _quiet(view: View, words: Mapping[str, str]) -> tuple[Button, ...]:
    if not view.speaking_turn_id:
        return ()
    group = Group.LIKELY if view.choices else Group.ONWARD
    return (Button(QUIET, words["kiosk_quiet"], group=group),)


def _number(number: CrisisNumber) -> Number:
    return Number(typeset(number.words), number.shown, number.said)


def _small_card(view: View, words: Mapping[str, str]) -> str:
    """What stands small under all else: whom to call, or which of the numbers nobody checked."""
    if view.card is not None:
        return unchecked_words(view.card, words)
    # under a question there is no room for it; "crisis" says it
    return typeset(view.crisis) if view.heading_key else ""


def option_note(option: Option, words: Mapping[str, str]) -> str:
    """What stands after an option's text, with the space before it; empty where nothing does."""
    return f" ({words[option.note_key]})" if option.note_key else ""


def unchecked_words(card: CrisisCard, words: Mapping[str, str]) -> str:
    """Which of its numbers no person has checked; empty where somebody has checked all."""
    if not card.unchecked:
        return ""
    return words["crisis_unchecked"].format(numbers=", ".join(card.unchecked))


def _beside_secret(slip: KeySlip, view: View, words: Mapping[str, str]) -> str:
    if not slip.session_id:
        return ""  # a key of one's own, and no visitor's
    return words["kiosk_slip"].format(fingerprint=view.fingerprint, session=slip.session_id)


def _words(view: View) -> tuple[str, ...]:
    """What was said, passage by passage, and a sign where there is more before it."""
    before = (MORE_BEFORE,) if view.passage_count > len(view.passages) else ()
    return (*before, *map(typeset, view.passages))


def typeset(text: str) -> str:
    """What was written to be spoken, as it is printed: 1 1 6, 1 2 3 as 116 123."""
    numbers = re.sub(r"(?<=\b\d) (?=\d\b)", "", text)
    return re.sub(r"(?<=\d), (?=\d)", " ", numbers).replace("'", "\u2019")


def kept_words(view: View, words: Mapping[str, str]) -> str:
    """How much is sealed; empty where nothing is."""
    match view.kept_passages:
        case 0:
            return ""
        case 1:
            return words["kept_one"]
        case count:
            return words["kept"].format(count=count)
