"""The states of a recording and every way between them, as one literal table.

Only the table lives here: no behaviour. The floor refuses whatever it does not hold. In every
state but one the program first speaks and then waits for a choice, which may be made in both;
while somebody reads nobody is recognised, and a key, the switch, touch or a silence ends it.
"""

from collections.abc import Mapping
from enum import StrEnum

from voice.floor.actions import Action
from voice.floor.table import Happening, Table, Trigger


class Recording(StrEnum):
    """What is asked, or waited for."""

    WHO = "who"
    """Who reads?"""
    UNREAD = "unread"
    """A text is shown and said, and nobody has read it."""
    READING = "reading"
    """It is being read, after a tone."""
    READ = "read"
    """It was read, and can be heard."""
    NOT_KEPT = "not kept"
    """It could not be written: try again, or let it go?"""
    CLOSING = "closing"
    DRAINING = "draining"
    ENDED = "ended"


class Occasion(StrEnum):
    """What can change the state beside the choices: what came of an errand."""

    FOUND = "found"
    NOT_FOUND = "not found"
    OVER = "over"
    TAKEN = "taken"
    KEPT = "kept"
    NOT_KEPT = "not kept"


_S, _A, _O, _H = Recording, Action, Occasion, Happening

_TEXT = (_S.UNREAD, _S.READ)


def _everywhere(state: Recording) -> Mapping[Trigger, tuple[Recording, ...]]:
    """What every state answers by saying something and staying, and the way out."""
    stays = (
        *(_H.SPEECH_FINISHED, _H.INTERRUPTED, _H.TROUBLE, _H.UNSURE_ACTION_HEARD),
        *(_H.SILENCE_TIMER, _A.REPEAT, _A.SLOWER, _A.FASTER, _A.LOUDER, _A.SOFTER),
        *(_A.HELP, _A.CRISIS),
    )
    return {**dict.fromkeys(stays, (state,)), _A.STOP: (state, _S.CLOSING)}


_KEEPING: Mapping[Trigger, tuple[Recording, ...]] = {
    _O.KEPT: (_S.CLOSING,),
    _O.NOT_KEPT: (_S.NOT_KEPT, _S.CLOSING),
}

TRANSITIONS: Mapping[Recording, Mapping[Trigger, tuple[Recording, ...]]] = {
    _S.WHO: {
        **_everywhere(_S.WHO),
        _H.CHOICE_OFFERED: (_S.WHO,),
        _H.OPTION_CHOSEN: (_S.WHO,),
        _O.FOUND: _TEXT,
        _O.NOT_FOUND: (_S.CLOSING,),
    },
    _S.UNREAD: {
        **_everywhere(_S.UNREAD),
        **_KEEPING,
        _H.CHOICE_OFFERED: (_S.UNREAD,),
        _H.OPTION_CHOSEN: (*_TEXT, _S.READING, _S.CLOSING),
        _A.NEXT: (*_TEXT, _S.CLOSING),
        _A.BACK: _TEXT,
    },
    _S.READING: {
        **_everywhere(_S.READING),
        **_KEEPING,
        _H.OPTION_CHOSEN: (_S.READING,),
        _O.OVER: (_S.READING,),
        _O.TAKEN: _TEXT,
    },
    _S.READ: {
        **_everywhere(_S.READ),
        **_KEEPING,
        _H.CHOICE_OFFERED: (_S.READ,),
        _H.OPTION_CHOSEN: (*_TEXT, _S.READING, _S.CLOSING),
        _A.NEXT: (*_TEXT, _S.CLOSING),
        _A.BACK: _TEXT,
    },
    _S.NOT_KEPT: {
        **_everywhere(_S.NOT_KEPT),
        **_KEEPING,
        _H.CHOICE_OFFERED: (_S.NOT_KEPT,),
        _H.OPTION_CHOSEN: (_S.NOT_KEPT, _S.CLOSING),
    },
    _S.CLOSING: dict.fromkeys(
        (_A.STOP, _H.SPEECH_FINISHED, _H.INTERRUPTED), (_S.DRAINING, _S.ENDED)
    ),
    _S.DRAINING: {_H.LISTENING_STOPPED: (_S.ENDED,)},
    _S.ENDED: {},
}
"""For each state, what can happen there and where it can lead. The switch's choices are not said
while somebody reads: they would be in the recording."""

TABLE = Table(
    TRANSITIONS,
    uncued=frozenset({Recording.CLOSING}),
    closing=Recording.CLOSING,
    draining=Recording.DRAINING,
    ended=Recording.ENDED,
)

ACTIONS = TABLE.actions()
"""What a recording offers anywhere, beside what is chosen by its number."""
