"""What the page shows at one moment, as one frozen value, and the one place it becomes JSON.

Values only. How a session's view becomes a picture is here; how the page draws it is
`static/drawing.js`, which reads the keys of `as_json` and nothing else.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum

from voice.floor.actions import Action
from voice.scenes.reflection.states import SPEAKING, State
from voice.scenes.reflection.view import SessionView
from voice.stage.ports import LevelMeasured

MORE_BEFORE = "…"
"""Stands before what is shown of a long answer."""

METER_STEPS = 24
"""A level that stays within one step is not sent again: a quiet room costs nothing."""

METER_FLOOR_DBFS = -60.0
"""A quiet room; whatever is under it shows as an empty meter."""


class Mood(StrEnum):
    """What the program is doing; each has a sign of its own shape and its own words."""

    SPEAKING = "speaking"
    LISTENING = "listening"
    THINKING = "thinking"
    READY = "ready"
    PAUSED = "paused"
    ASKING = "asking"
    STOPPING = "stopping"
    OVER = "over"


class Group(StrEnum):
    """The groups in which buttons stand, and in which a single switch scans them."""

    ONWARD = "onward"
    """What answers the moment: the largest buttons."""
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
    code: tuple[str, ...] = field(default=(), repr=False)
    """A QR code, row by row of "0" and "1", to be photographed; its meaning is in the text."""
    code_words: str = ""
    """What the code is, for whoever cannot see it."""
    secret: str = field(default="", repr=False)
    """The code's meaning in letters, for typing it off."""
    secret_words: str = field(default="", repr=False)
    """What stands beside it."""
    entry: str = ""
    """The label of a field to type or scan into; empty where there is none."""
    card: str = ""
    """Whom to call, small and always there."""
    buttons: tuple[Button, ...] = ()


def as_json(picture: Picture) -> str:
    """The picture as the page's script takes it, in one line."""
    return json.dumps(asdict(picture), ensure_ascii=True, separators=(",", ":"))


def meter_step(level: LevelMeasured) -> int:
    """A level as one of `METER_STEPS` + 1 lengths of the meter."""
    share = 1.0 - level.level_dbfs / METER_FLOOR_DBFS
    return round(METER_STEPS * min(1.0, max(0.0, share)))


MOODS: Mapping[State, Mood] = {
    State.WELCOMING: Mood.SPEAKING,
    State.READY: Mood.READY,
    State.AGREEING: Mood.ASKING,
    State.ASKING: Mood.SPEAKING,
    State.LISTENING: Mood.LISTENING,
    State.TELLING: Mood.SPEAKING,
    State.PAUSED: Mood.PAUSED,
    State.CONFIRMING: Mood.ASKING,
    State.REVIEWING: Mood.ASKING,
    State.CHOOSING: Mood.ASKING,
    State.STOPPING: Mood.STOPPING,
    State.CLOSING: Mood.SPEAKING,
    State.DRAINING: Mood.THINKING,
    State.ENDED: Mood.OVER,
}

_GROUPS: Mapping[Action, Group] = {
    **dict.fromkeys(
        (
            Action.REPEAT,
            Action.PAUSE,
            Action.MINUTE,
            Action.SKIP,
            Action.PASS,
            Action.BACK,
            Action.CHOOSE,
        ),
        Group.QUESTION,
    ),
    **dict.fromkeys(
        (
            Action.READ_BACK,
            Action.SCRATCH,
            Action.CORRECT,
            Action.ADD,
            Action.START_OVER,
            Action.BRING,
        ),
        Group.ANSWER,
    ),
    **dict.fromkeys((Action.SLOWER, Action.FASTER, Action.LOUDER, Action.SOFTER), Group.VOICE),
    **dict.fromkeys(
        (Action.WHERE, Action.WHO, Action.HELP, Action.CRISIS, Action.STOP), Group.ALWAYS
    ),
}
"""Neighbours in the action table stay neighbours; whatever is not named here is `ONWARD`."""


def picture_of(
    view: SessionView,
    said: tuple[str, ...],
    words: Mapping[str, str],
    captions: bool = True,
    voice_out: bool = True,
) -> Picture:
    """A session's moment as a picture.

    `said` is what the program is saying or said last; `words` the page's wording. Without
    `captions` no word of the person is in it; without `voice_out` a screen reader is asked to say
    what the program would.
    """
    mood = MOODS[view.state]
    own = set[str]() if captions else {*view.private, *view.passages}
    return Picture(
        mood=mood,
        mood_words=mood_words(view, words),
        title=typeset(view.theme or view.title) if view.number else "",
        text=typeset(view.question or view.title),
        paragraphs=tuple(
            typeset(line) for line in said if line != view.question and line not in own
        ),
        place=words["place"].format(number=view.number, count=view.count) if view.number else "",
        number=view.number,
        count=view.count if view.number else 0,
        words=_words(view) if captions else (),
        listens=view.state not in SPEAKING and mood not in {Mood.THINKING, Mood.OVER},
        notice=typeset(view.notice[:1].upper() + view.notice[1:]),
        kept=kept_words(view, words),
        announce="" if voice_out else " ".join(line for line in view.saying if line not in own),
        buttons=tuple(
            Button(
                choice.action,
                typeset(choice.button),
                choice.key,
                choice.spoken,
                _GROUPS.get(choice.action, Group.ONWARD),
            )
            for choice in view.choices
        ),
    )


def _words(view: SessionView) -> tuple[str, ...]:
    """What was said, passage by passage, and a sign where there is more before it."""
    before = (MORE_BEFORE,) if view.passage_count > len(view.passages) else ()
    return (*before, *map(typeset, view.passages))


def typeset(text: str) -> str:
    """What was written to be spoken, as it is printed: 1 1 6, 1 2 3 as 116 123."""
    numbers = re.sub(r"(?<=\b\d) (?=\d\b)", "", text)
    return re.sub(r"(?<=\d), (?=\d)", " ", numbers).replace("'", "\u2019")


def mood_words(view: SessionView, words: Mapping[str, str]) -> str:
    """What the program does now, in a few words."""
    own = {State.REVIEWING, State.CHOOSING}
    return words[f"mood_{view.state if view.state in own else MOODS[view.state]}"]


def kept_words(view: SessionView, words: Mapping[str, str]) -> str:
    """How much is sealed; empty where nothing is."""
    match view.kept_passages:
        case 0:
            return ""
        case 1:
            return words["kept_one"]
        case count:
            return words["kept"].format(count=count)
