"""All that any screen may show of a moment of any scene: one frozen value.

A scene says what it does, and by which key the page's words name it; no screen knows a scene. What
the person said is here because a screen may show it; it stays out of every `repr`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from voice.floor.actions import RULE_OF, Action
from voice.floor.commands import Line
from voice.floor.crisis import CrisisCard
from voice.floor.wording import ActionWords
from voice.values.transcript import Correction, Segment, corrected_all

MOST_SHOWN = 100
"""Passages of one answer that a screen is given: a quarter of an hour of unbroken speech. Every
event makes a view, so what is in it may not grow with the session; reading back says all of it."""


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


@dataclass(frozen=True, slots=True)
class Choice:
    """One action that can be taken now, by all its ways in."""

    action: Action
    key: str
    button: str
    spoken: str


@dataclass(frozen=True, slots=True)
class Option:
    """One of several things to choose from by its number, such as a question."""

    number: int
    text: str
    note_key: str = ""
    """What the page's words say beside it, as "option_answered"."""


class Kind(StrEnum):
    """What a run of words is to whoever reads it."""

    SAID = "said"
    UNSURE = "unsure"
    """Not heard well."""
    SIGN = "sign"
    """No word of the person's: that something was not heard well, or typed."""
    OTHERS = "others"
    """That others talked here."""
    LEFT = "left"
    """Why nothing was said, or is there any more."""


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one part that are of one kind."""

    text: str = field(repr=False)
    kind: Kind = Kind.SAID


@dataclass(frozen=True, slots=True)
class Part:
    """One part of what was said, chosen by its number."""

    number: int
    name: str
    """What a switch's scan calls it: what was said is not said unasked."""
    runs: tuple[Run, ...] = field(repr=False)
    headings: tuple[str, ...] = field(default=(), repr=False)
    """What stands over it and what follows, such as a day and a question."""
    note: str = ""
    here: bool = False
    """It was said last: what is done now is done to it."""

    @property
    def text(self) -> str:
        """All of it in one line."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Several parts of what was said, shown together: one page of a session, never all of it."""

    heading: str = field(repr=False)
    parts: tuple[Part, ...]
    side_by_side: bool = False
    """Whether what has a heading stands beside what has another."""
    note: str = ""
    """What is to be known of all of it."""
    lines: frozenset[str] = field(default=frozenset(), repr=False)
    """What is said of it and stands in it: no screen needs it twice."""


@dataclass(frozen=True, slots=True)
class KeySlip:
    """A fresh key as the client takes it; forgotten as soon as the client has it."""

    secret: str = field(repr=False)
    """`AGE-SECRET-KEY-1…`, for typing it off."""
    rows: tuple[str, ...] = field(repr=False)
    """The same as a QR code, row by row of "0" and "1"."""
    session_id: str


@dataclass(frozen=True, slots=True)
class View:
    """One moment of a scene, as it may be shown. What a scene has nothing of is left empty."""

    state: str
    """Where the scene stands, of its own enumeration: a screen only tells one from another."""
    turn_id: int
    speaking_turn_id: int
    """The turn that has the loudspeaker; 0 while nobody speaks."""
    mood: Mood
    mood_key: str
    """What the page's words call it, as "mood_listening"."""
    title: str
    choices: tuple[Choice, ...]
    saying: tuple[str, ...] = field(repr=False)
    """What the program is saying, line by line; empty while it listens."""
    said: tuple[str, ...] = field(default=(), repr=False)
    """What it said last, for whoever reads instead of hearing."""
    options: tuple[Option, ...] = ()
    """What can be chosen by its number; there may be dozens."""
    sheet: Sheet | None = field(default=None, repr=False)
    """What was said, where several parts of it are looked at, for a screen that has the room."""
    shown: tuple[str, ...] = ()
    """What stays on the screen in this state: the consent's lines, the choices, an apology."""
    private: frozenset[str] = field(default=frozenset(), repr=False)
    """Which of these lines hold words of the person's own."""
    heading_key: str = ""
    """By which the page's words head this moment; empty where the question does."""
    theme: str = ""
    question: str = ""
    number: int = 0
    """1 for the first question; 0 before the first."""
    count: int = 0
    answer: str = field(default="", repr=False)
    """The latest of the answer to this question, as prose."""
    passages: tuple[str, ...] = field(default=(), repr=False)
    """The same, passage by passage: the last `MOST_SHOWN` of them."""
    passage_count: int = 0
    """How many passages the answer has, shown or not."""
    kept_passages: int = 0
    """Passages that are durable on disk."""
    notice: str = ""
    """A trouble that lasts, such as a full disk; empty when all is well."""
    microphone_open: bool = True
    """Whether what is said now is heard; a listening state opens it a moment after it began."""
    deaf: bool = False
    """Nobody can be heard here: whatever is chosen is chosen by hand."""
    listens: bool = False
    """Whether how loud the microphone is means anything now."""
    tells: bool = False
    """What is said now was asked for: where not all of it fits, it goes before the choices."""
    captions: bool = True
    """Whether the person's words may be shown."""
    room: str = ""
    """How a kiosk's room was found; empty before, and anywhere else."""
    warned: bool = False
    """A kiosk will close in a moment unless somebody gives a sign."""
    slip: KeySlip | None = field(default=None, repr=False)
    fingerprint: str = ""
    """The slip's key, as two people can compare it."""
    typing_turn_id: int = 0
    """The turn in which the line was opened in which somebody types; 0 where there is none."""
    draft: str = field(default="", repr=False)
    """What stands in that line, for a screen that has just come."""
    passphrase_turn_id: int = 0
    """The turn in which a passphrase was asked for; 0 where none is. What is typed of it is in no
    view: it is hidden, and the screen's alone until it is given."""
    entry: bool = False
    """A public key can be typed or scanned: no letter is a key of a choice."""
    crisis: str = ""
    """Whom to call, as a kiosk shows it small in every state of its own."""
    card: CrisisCard | None = None
    """Shown large, and in place of everything else, until the person goes on."""
    guarded: bool = False
    """Words that were sealed are shown: a screen tells every sign of whoever looks at them."""
    step: int = 0
    """Which of several things is asked for now, from 1; 0 where it is not one of several."""
    steps: int = 0
    percent: int | None = None
    """How much of what is waited for is here; None where nothing is waited for."""
    tries_microphone: bool = False
    """How loud the microphone is matters for itself: whoever does not see the meter is told."""
    grave: bool = False
    """What is asked cannot be undone once it is done: what leaves all as it is comes first."""
    nobody_here: bool = False
    """Nobody is in front of this kiosk: whatever is left of a visitor is wiped."""

    @property
    def speaking(self) -> bool:
        """Whether the program has the floor."""
        return self.mood is Mood.SPEAKING

    @property
    def names(self) -> Mapping[int, str]:
        """What can be chosen by its number, as it is called."""
        parts = () if self.sheet is None else self.sheet.parts
        return {option.number: option.text for option in self.options} | {
            part.number: part.name for part in parts
        }


def choices_of(
    actions: Iterable[Action], words: Mapping[Action, ActionWords]
) -> tuple[Choice, ...]:
    """These actions as they can be chosen."""
    return tuple(
        Choice(action, RULE_OF[action].key, words[action].button, words[action].spoken[0])
        for action in actions
    )


BY_HAND: Mapping[str, str] = {
    **dict.fromkeys(
        ("mood_listening", "mood_ready", "mood_waiting", "mood_standing_by"), "mood_by_hand"
    ),
    **dict.fromkeys(("mood_typing", "mood_passphrase"), "mood_typing_by_hand"),
}
"""What the program does where nobody can be heard, in place of listening."""


def by_hand(view: View) -> View:
    """The same moment where nobody can be heard: it does not say that it listens."""
    key = BY_HAND.get(view.mood_key, view.mood_key)
    return replace(view, deaf=True, listens=False, microphone_open=False, mood_key=key)


def while_typing(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    """The same while letters are typed: none of them is a key by itself."""
    return tuple(
        replace(each, key=each.key if len(each.key) > 1 else f"alt-{each.key}") for each in choices
    )


_BESIDE_CARD = frozenset({Mood.SPEAKING, Mood.LISTENING, Mood.PAUSED})
"""What the program does is told beside the card where it says whether words are kept."""


def card_over(view: View, card: CrisisCard) -> View:
    """The same moment with the crisis card in place of all that it shows but what is being said."""
    mood = view.mood if view.mood in _BESIDE_CARD else Mood.READY
    return replace(
        view,
        mood=mood,
        mood_key=f"mood_{mood}" if mood in _BESIDE_CARD else "mood_crisis",
        heading_key="crisis_heading",
        theme="",
        question="",
        number=0,
        count=0,
        options=(),
        sheet=None,
        shown=(),
        answer="",
        passages=(),
        passage_count=0,
        captions=False,
        slip=None,
        typing_turn_id=0,
        draft="",
        passphrase_turn_id=0,
        entry=False,
        guarded=False,
        step=0,
        steps=0,
        percent=None,
        tries_microphone=False,
        grave=False,
        crisis="",
        card=card,
    )


def latest_shown(
    passages: Sequence[Segment], corrections: Iterable[Correction]
) -> tuple[Segment, ...]:
    """The passages that a screen is given, as corrected."""
    return corrected_all(passages[-MOST_SHOWN:], corrections)


def texts_of(lines: Iterable[Line]) -> tuple[str, ...]:
    """Lines as a screen is given them."""
    return tuple(line.text for line in lines)


def with_what_is_asked(said: Sequence[Line], prompt: Sequence[Line]) -> tuple[Line, ...]:
    """What was said last, and what is asked, whatever was said in between."""
    return (*said, *(line for line in prompt if line not in said))


def private_lines(*spoken: Iterable[Line]) -> frozenset[str]:
    """The texts of those lines that hold words of the person's own."""
    return frozenset(line.text for lines in spoken for line in lines if line.private)


def newly_said(last: View | None, view: View) -> tuple[str, ...]:
    """The passages that have come to the same answer since the last view."""
    if last is None or view.number != last.number:
        return ()
    new = view.passage_count - last.passage_count
    return view.passages[-new:] if new > 0 else ()
