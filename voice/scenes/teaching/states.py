"""The states of teaching and every way between them, as one literal table.

Only the table lives here: no behaviour. The floor refuses whatever it does not hold. In every
state but one the program first speaks and then waits for a choice, which may be made in both;
while a sound is made nobody is recognised, and a key, the switch, touch or a silence ends it.
"""

from collections.abc import Mapping
from enum import StrEnum

from voice.floor.actions import Action
from voice.floor.table import Happening, Table, Trigger
from voice.scenes.recording.states import Occasion as OfTake


class Teaching(StrEnum):
    """What is asked, or waited for."""

    WHICH = "which"
    """Which action shall have a sound?"""
    TAUGHT = "taught"
    """It has one already."""
    UNMADE = "unmade"
    """An example is to be made."""
    MAKING = "making"
    """It is being made, after a tone."""
    MADE = "made"
    """It was made: keep it, or again?"""
    ENOUGH = "enough"
    """There are examples enough: learn it from these, or one more?"""
    TALK = "talk"
    """Ordinary words are to be said, to compare with."""
    SEALING = "sealing"
    """Shall the sounds themselves be kept?"""
    FORGETTING = "forgetting"
    """Forget this sound?"""
    UNTRIED = "untried"
    """A sound is to be made, to hear what it would be taken for."""
    TRIED = "tried"
    """That is told."""
    NOT_KEPT = "not kept"
    """It could not be written: try again, or let it go?"""
    CLOSING = "closing"
    DRAINING = "draining"
    ENDED = "ended"


class Occasion(StrEnum):
    """What can change the state beside the choices and what comes of a take."""

    KEPT = "kept"
    NOT_KEPT = "not kept"
    FORGOTTEN = "forgotten"


_S, _A, _O, _H, _T = Teaching, Action, Occasion, Happening, OfTake


def _everywhere(state: Teaching) -> Mapping[Trigger, tuple[Teaching, ...]]:
    """What every state answers by saying something and staying, and the way out."""
    stays = (
        *(_H.SPEECH_FINISHED, _H.INTERRUPTED, _H.TROUBLE, _H.UNSURE_ACTION_HEARD),
        *(_H.SILENCE_TIMER, _A.REPEAT, _A.SLOWER, _A.FASTER, _A.LOUDER, _A.SOFTER),
        *(_A.HELP, _A.CRISIS),
    )
    return {**dict.fromkeys(stays, (state,)), _A.STOP: (state, _S.CLOSING)}


def _asking(state: Teaching) -> Mapping[Trigger, tuple[Teaching, ...]]:
    """The same where the switch's choices are said."""
    return {**_everywhere(state), _H.CHOICE_OFFERED: (state,)}


_KEEPING: Mapping[Trigger, tuple[Teaching, ...]] = {
    _O.KEPT: (_S.WHICH, _S.CLOSING),
    _O.NOT_KEPT: (_S.NOT_KEPT, _S.CLOSING),
}

TRANSITIONS: Mapping[Teaching, Mapping[Trigger, tuple[Teaching, ...]]] = {
    _S.WHICH: {
        **_asking(_S.WHICH),
        _H.OPTION_CHOSEN: (_S.WHICH, _S.TAUGHT, _S.UNMADE, _S.UNTRIED),
    },
    _S.TAUGHT: {
        **_asking(_S.TAUGHT),
        _H.OPTION_CHOSEN: (_S.UNMADE, _S.FORGETTING, _S.WHICH),
        _A.BACK: (_S.WHICH,),
    },
    _S.UNMADE: {
        **_asking(_S.UNMADE),
        **_KEEPING,
        _H.OPTION_CHOSEN: (_S.MAKING,),
        _A.BACK: (_S.WHICH, _S.MADE),
    },
    _S.MAKING: {
        **_everywhere(_S.MAKING),
        **_KEEPING,
        _H.OPTION_CHOSEN: (_S.MAKING,),
        _T.OVER: (_S.MAKING,),
        _T.TAKEN: (
            *(_S.UNMADE, _S.MADE, _S.UNTRIED, _S.TRIED),
            *(_S.TALK, _S.MAKING, _S.ENOUGH),
        ),
    },
    _S.MADE: {
        **_asking(_S.MADE),
        **_KEEPING,
        _H.OPTION_CHOSEN: (_S.MADE, _S.MAKING, _S.UNMADE, _S.ENOUGH),
        _A.BACK: (_S.WHICH, _S.MADE),
    },
    _S.ENOUGH: {
        **_asking(_S.ENOUGH),
        **_KEEPING,
        _H.OPTION_CHOSEN: (_S.ENOUGH, _S.UNMADE, _S.SEALING, _S.TALK),
        _A.BACK: (_S.MADE,),
    },
    _S.TALK: {
        **_asking(_S.TALK),
        **_KEEPING,
        _H.OPTION_CHOSEN: (_S.MAKING,),
        _A.BACK: (_S.ENOUGH,),
    },
    _S.SEALING: {
        **_asking(_S.SEALING),
        **_KEEPING,
        _H.OPTION_CHOSEN: (_S.SEALING,),
        _A.BACK: (_S.ENOUGH,),
    },
    _S.FORGETTING: {
        **_asking(_S.FORGETTING),
        _H.OPTION_CHOSEN: (_S.FORGETTING, _S.TAUGHT),
        _A.BACK: (_S.TAUGHT,),
        _O.FORGOTTEN: (_S.WHICH,),
        _O.NOT_KEPT: (_S.WHICH,),
    },
    _S.UNTRIED: {
        **_asking(_S.UNTRIED),
        _H.OPTION_CHOSEN: (_S.MAKING,),
        _A.BACK: (_S.WHICH,),
    },
    _S.TRIED: {
        **_asking(_S.TRIED),
        _H.OPTION_CHOSEN: (_S.TRIED, _S.MAKING),
        _A.BACK: (_S.WHICH,),
        _O.KEPT: (_S.UNTRIED,),
        _O.NOT_KEPT: (_S.UNTRIED,),
    },
    _S.NOT_KEPT: {
        **_asking(_S.NOT_KEPT),
        **_KEEPING,
        _H.OPTION_CHOSEN: (_S.NOT_KEPT, _S.WHICH),
    },
    _S.CLOSING: dict.fromkeys(
        (_A.STOP, _H.SPEECH_FINISHED, _H.INTERRUPTED), (_S.DRAINING, _S.ENDED)
    ),
    _S.DRAINING: {_H.LISTENING_STOPPED: (_S.ENDED,)},
    _S.ENDED: {},
}
"""For each state, what can happen there and where it can lead. The switch's choices are not said
while a sound is made: they would be in it."""

TABLE = Table(
    TRANSITIONS,
    uncued=frozenset({Teaching.CLOSING}),
    closing=Teaching.CLOSING,
    draining=Teaching.DRAINING,
    ended=Teaching.ENDED,
)

ACTIONS = TABLE.actions()
"""What teaching offers anywhere, beside what is chosen by its number."""

TEACHABLE: tuple[Action, ...] = (
    *(_A.NEXT, _A.REPEAT, _A.STOP, _A.YES, _A.NO, _A.PAUSE),
    *(_A.BACK, _A.SKIP, _A.UNDO, _A.READ_BACK, _A.HELP, _A.CRISIS),
)
"""What a sound can stand for: what leads a session. In its states "next" begins and goes on, too.
Nothing that needs a hand or words after it, and nothing that erases."""
