"""What the page shows at one moment, as one frozen value, and the one place it becomes JSON.

Values only. How a view becomes a picture is here; how the page draws it is
`static/drawing.js`, which reads the keys of `as_json` and nothing else.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace

from voice.floor.crisis import CrisisCard, CrisisNumber
from voice.floor.view import KeySlip, Mood, Part, View
from voice.floor.wording import as_sentence
from voice.screen.page.buttons import Button, buttons_of, typeset
from voice.stage.ports import LevelMeasured

MORE_BEFORE = "…"
"""Stands before what is shown of a long answer."""

METER_STEPS = 24
"""A level that stays within one step is not sent again: a quiet room costs nothing."""

METER_FLOOR_DBFS = -60.0
"""A quiet room; whatever is under it shows as an empty meter."""


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
    step: str = ""
    """Which of several things is asked for, where that is no question: "Step 1 of 3"."""
    percent: int | None = None
    """How much of what is waited for is here; None: there is no such bar."""
    meter: str = ""
    """What a screen reader calls the microphone's meter; empty where it says nothing of it."""
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
    passphrase: int = 0
    """Which asking for a passphrase this is; 0: none. What is typed of it is never here."""
    entry: str = ""
    """The label of a field to type or scan into; empty where there is none."""
    parts: tuple[Part, ...] = field(default=(), repr=False)
    """What was said, part by part; each is a button of the group `parts`, in the same order."""
    side_by_side: bool = False
    """Whether what has a heading stands beside what has another."""
    numbers: tuple[Number, ...] = ()
    """Whom to call, a number a line, in large type: the crisis card."""
    card: str = ""
    """Whom to call, small and always there; or what is to be known of the numbers above."""
    guarded: bool = False
    """Words that were sealed are shown: that somebody points or scrolls is told."""
    buttons: tuple[Button, ...] = ()

    @property
    def is_watched(self) -> bool:
        """Whether the page tells that somebody is there: who types, or looks at what was sealed."""
        return bool(self.entry or self.passphrase or self.guarded)


def as_json(picture: Picture) -> str:
    """The picture as the page's script takes it, in one line."""
    return json.dumps(asdict(picture), ensure_ascii=True, separators=(",", ":"))


def meter_share(level_dbfs: float) -> float:
    """How much of a meter a level fills, 0 to 1."""
    return min(1.0, max(0.0, 1.0 - level_dbfs / METER_FLOOR_DBFS))


def meter_step(level: LevelMeasured) -> int:
    """A level as one of `METER_STEPS` + 1 lengths of the meter."""
    return round(METER_STEPS * meter_share(level.level_dbfs))


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
    hidden = set[str]() if view.captions else {*view.private, *view.passages}
    own = set(hidden)
    lines = (*said, *(line for line in view.shown if line not in said))
    if view.card is not None:
        lines = (*view.card.words, *(line for line in said if line != view.card.spoken))
    title, text = view.theme or view.title, typeset(view.question or view.title)
    if view.heading_key:
        title, text = view.title, words[view.heading_key]
        if view.question:  # what is to be read aloud is what it is about
            title, text = text, typeset(view.question)
    parts, side_by_side = (), False
    if view.sheet is not None:
        title, text = "", typeset(view.sheet.heading)
        parts, side_by_side = tuple(map(_part, view.sheet.parts)), view.sheet.side_by_side
        own |= view.sheet.lines
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
        number=view.number or view.step,
        count=view.count if view.number else view.steps,
        step=words["step"].format(number=view.step, count=view.steps) if view.steps else "",
        percent=view.percent,
        meter=words["meter"] if view.tries_microphone else "",
        words=_words(view) if view.captions and not view.options else (),
        listens=view.listens,
        notice=" ".join(filter(None, (typeset(as_sentence(view.notice)), warned))),
        kept=kept_words(view, words),
        announce="" if voice_out else " ".join(line for line in view.saying if line not in hidden),
        code=() if view.slip is None else view.slip.rows,
        code_words="" if view.slip is None else words["kiosk_code"],
        secret="" if view.slip is None else view.slip.secret,
        secret_words="" if view.slip is None else _beside_secret(view.slip, view, words),
        line=view.typing_turn_id,
        draft=view.draft,
        passphrase=view.passphrase_turn_id,
        entry=words["kiosk_entry"] if view.entry else "",
        parts=parts,
        side_by_side=side_by_side,
        numbers=() if view.card is None else tuple(map(_number, view.card.numbers)),
        card=_small_card(view, words),
        guarded=view.guarded,
        buttons=buttons_of(view, words, quiet),
    )


def _number(number: CrisisNumber) -> Number:
    return Number(typeset(number.words), number.shown, number.said)


def _part(part: Part) -> Part:
    """Its question as it is printed; the words as they were said."""
    return replace(part, headings=tuple(map(typeset, part.headings)))


def _small_card(view: View, words: Mapping[str, str]) -> str:
    """What stands small under all else: whom to call, or which of the numbers nobody checked."""
    if view.card is not None:
        return unchecked_words(view.card, words)
    if view.sheet is not None:
        return typeset(view.sheet.note)
    # under a question there is no room for it; "crisis" says it
    return typeset(view.crisis) if view.heading_key else ""


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


def kept_words(view: View, words: Mapping[str, str]) -> str:
    """How much is sealed; empty where nothing is."""
    match view.kept_passages:
        case 0:
            return ""
        case 1:
            return words["kept_one"]
        case count:
            return words["kept"].format(count=count)
