"""The crisis card: whom to call or write to. Values, and what can be done while it is shown.

It lies over whatever a scene does, in every state of every scene, until the person goes on: the
state below stays what it is, what is said is kept where it would be kept without the card, and no
silence leads anywhere. `table` says what such a state still does, `scene` does it, `view` says what
is shown. The numbers themselves are in `language/phrases/LANG.toml`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from voice.floor.actions import Action
from voice.floor.events import SegmentHeard
from voice.floor.understanding import Standing, command_at_end, half_understood, understand
from voice.floor.wording import Wording

CARD_ACTIONS = (
    Action.RESUME,
    Action.REPEAT,
    Action.SLOWER,
    Action.FASTER,
    Action.LOUDER,
    Action.SOFTER,
    Action.HELP,
    Action.CRISIS,
)
"""What the card offers beside the way out; all but going on leave it where it is."""

CARD_STANDING: Mapping[Action, Standing] = dict.fromkeys(
    (Action.GO_ON, Action.BEGIN, Action.NEXT), Standing(Action.RESUME)
)
"""What people say where "go on" is asked for."""

NOT_CHECKED = "no"


@dataclass(frozen=True, slots=True)
class CrisisNumber:
    """One way to reach somebody: a number, an address, an app."""

    words: str
    """What it is for, and whether to call it or to write to it."""
    said: str
    """As it is heard: "1 1 6, 1 2 3"."""
    shown: str
    """As it is read and dialled: "116 123"."""
    source: str
    """Where it stood, and the date of that page."""
    checked: str
    """The day on which a person checked it, as "2026-11-29"; "no" where nobody has."""

    @property
    def is_checked(self) -> bool:
        """Whether a person has."""
        return self.checked != NOT_CHECKED


@dataclass(frozen=True, slots=True)
class CrisisCard:
    """Whom to call or write to in one country."""

    spoken: str = ""
    """All of it, as it is heard."""
    words: tuple[str, ...] = ()
    """What stands beside the numbers: that nobody hears this, and who else can help."""
    numbers: tuple[CrisisNumber, ...] = ()
    emergency: str = ""
    """The country's emergency number as it is heard; empty where it is not known."""

    @property
    def unchecked(self) -> tuple[str, ...]:
        """The numbers that no person has checked, as they are read, each once."""
        return tuple(dict.fromkeys(n.shown for n in self.numbers if not n.is_checked))


def meant_under_card(
    heard: SegmentHeard, offered: Collection[Action], wording: Wording
) -> tuple[Action | None, SegmentHeard]:
    """What a passage chooses of the card's, and what of it is content all the same.

    Only what surely is a choice is no content; what a second opinion found is done where it
    harms nothing.
    """
    standing = {a: other for a, other in CARD_STANDING.items() if a in wording.actions}
    understood = understand(heard, offered, wording, standing)
    if understood is not None:
        words = () if understood.sure else heard.segment.words
        return understood.action, replace(heard, segment=replace(heard.segment, words=words))
    parted = command_at_end(heard, offered, wording, standing)
    if parted is not None and parted[1].sure:
        return parted[1].action, replace(heard, segment=parted[0])
    half = half_understood(heard, CARD_ACTIONS, wording)
    return (None if half is None else half.action), heard
