"""The states of a kiosk and every way between them, as one literal table.

Only the table lives here: no behaviour. The floor refuses whatever it does not hold. In
every state but the session the program first speaks and then listens; an action may be chosen
in both.
"""

from collections.abc import Mapping
from enum import StrEnum

from voice.floor.actions import Action
from voice.floor.table import Happening, Table, Trigger


class KioskState(StrEnum):
    """Where a kiosk stands."""

    OPENING = "opening"
    """Shows the staff whom it seals to, before it is there for anybody."""
    RESTING = "resting"
    """Waits for the word that starts; of the sound nothing else is used."""
    CONSENTING = "consenting"
    """What is kept, who holds the key, who can hear, how to erase: yes or no."""
    MEASURING = "measuring"
    """Listens to how loud the room is."""
    ADVISING = "advising"
    """Says what the room is like and what can be done; the person decides."""
    CHOOSING_KEY = "choosing key"
    """A new key, one's own, or none."""
    ENTERING_KEY = "entering key"
    """A public key is shown to the scanner or typed."""
    SHOWING_KEY = "showing key"
    """The new key is on the screen or on a slip, for as long as the person wants."""
    IN_SESSION = "in session"
    """The ordinary session runs inside."""
    PARTING = "parting"
    """The session is sealed; for a moment all of it can still be erased."""
    CONFIRMING_ERASURE = "confirming erasure"
    LEAVING = "leaving"
    """Says goodbye."""
    TROUBLED = "troubled"
    """Something that a session needs is missing; says sorry and waits for it."""
    CLOSED = "closed"
    """The program has ended."""


class Occasion(StrEnum):
    """What can change the state beside the actions."""

    OPENING_TIMER = "opening timer"
    INVITATION_TIMER = "invitation timer"
    LEFT_ALONE = "left alone"
    PARTING_TIMER = "parting timer"
    ROOM_MEASURED = "room measured"
    KEY_ENTERED = "key entered"
    KEY_ACCEPTED = "key accepted"
    KEY_REFUSED = "key refused"
    KEY_MADE = "key made"
    SESSION_OVER = "session over"
    SESSION_ERASED = "session erased"
    TROUBLE = "trouble"
    RECOVERY = "recovery"
    SHUTDOWN = "shutdown"


_S, _A, _O, _H = KioskState, Action, Occasion, Happening

PRESENT = frozenset(
    {
        _S.CONSENTING,
        _S.MEASURING,
        _S.ADVISING,
        _S.CHOOSING_KEY,
        _S.ENTERING_KEY,
        _S.SHOWING_KEY,
        _S.IN_SESSION,
        _S.PARTING,
        _S.CONFIRMING_ERASURE,
    }
)
"""States in which somebody is here and may have left without a word."""

UNATTENDED = frozenset({_S.RESTING, _S.TROUBLED})
"""States in which nobody is in the middle of anything."""


def _spoken(*states: KioskState) -> Mapping[Trigger, tuple[KioskState, ...]]:
    """Where it leads that the last line has sounded, or was broken off."""
    return {_H.SPEECH_FINISHED: states, _H.INTERRUPTED: states}


def _everywhere(state: KioskState) -> Mapping[Trigger, tuple[KioskState, ...]]:
    """What every state with a person in it answers by saying something and staying."""
    said_again = dict.fromkeys(
        (_A.REPEAT, _A.MINUTE, _A.SLOWER, _A.FASTER, _A.LOUDER, _A.SOFTER, _A.WHO, _A.HELP),
        (state,),
    )
    offered = {} if state is _S.MEASURING else {_H.CHOICE_OFFERED: (state,)}  # it would be measured
    return {
        **_spoken(state),
        **said_again,
        **offered,
        _A.CAPTIONS: (state,),
        _A.CRISIS: (state,),
        _A.STOP: (_S.LEAVING,),
        _O.LEFT_ALONE: (state, _S.RESTING, _S.TROUBLED),
        _O.TROUBLE: (_S.TROUBLED,),
        _O.SHUTDOWN: (_S.CLOSED,),
    }


TRANSITIONS: Mapping[KioskState, Mapping[Trigger, tuple[KioskState, ...]]] = {
    _S.OPENING: {
        **_spoken(_S.OPENING),
        _A.BEGIN: (_S.RESTING, _S.TROUBLED),
        _O.OPENING_TIMER: (_S.RESTING, _S.TROUBLED),
        _O.SHUTDOWN: (_S.CLOSED,),
    },
    _S.RESTING: {
        **_spoken(_S.RESTING),
        _A.BEGIN: (_S.CONSENTING,),
        _A.CRISIS: (_S.RESTING,),
        _A.HELP: (_S.RESTING,),
        _O.INVITATION_TIMER: (_S.RESTING,),
        _O.LEFT_ALONE: (_S.RESTING,),
        _O.TROUBLE: (_S.TROUBLED,),
        _O.SHUTDOWN: (_S.CLOSED,),
    },
    _S.CONSENTING: {
        **_everywhere(_S.CONSENTING),
        _A.YES: (_S.MEASURING,),
        _A.TELL_MORE: (_S.CONSENTING,),
        _A.NO: (_S.LEAVING,),
    },
    _S.MEASURING: {
        **_everywhere(_S.MEASURING),
        _O.ROOM_MEASURED: (_S.ADVISING, _S.CHOOSING_KEY, _S.IN_SESSION),
    },
    _S.ADVISING: {
        **_everywhere(_S.ADVISING),
        _A.GO_ON: (_S.CHOOSING_KEY, _S.IN_SESSION),
        _A.MEASURE_AGAIN: (_S.MEASURING,),
    },
    _S.CHOOSING_KEY: {
        **_everywhere(_S.CHOOSING_KEY),
        _A.TAKE_KEY: (_S.SHOWING_KEY,),
        _A.OWN_KEY: (_S.ENTERING_KEY,),
        _A.NO_KEY: (_S.IN_SESSION,),
    },
    _S.ENTERING_KEY: {
        **_everywhere(_S.ENTERING_KEY),
        _A.GO_BACK: (_S.CHOOSING_KEY,),
        _O.KEY_ENTERED: (_S.ENTERING_KEY,),
        _O.KEY_ACCEPTED: (_S.IN_SESSION,),
        _O.KEY_REFUSED: (_S.ENTERING_KEY,),
    },
    _S.SHOWING_KEY: {
        **_everywhere(_S.SHOWING_KEY),
        _A.HAVE_IT: (_S.IN_SESSION,),
        _A.GO_BACK: (_S.CHOOSING_KEY,),
        _O.KEY_MADE: (_S.SHOWING_KEY,),
    },
    _S.IN_SESSION: {
        _A.CAPTIONS: (_S.IN_SESSION,),
        _O.LEFT_ALONE: (_S.IN_SESSION,),
        _O.SESSION_OVER: (_S.PARTING, _S.LEAVING, _S.RESTING, _S.TROUBLED, _S.CLOSED),
        _O.SHUTDOWN: (_S.IN_SESSION,),
    },
    _S.PARTING: {
        **_everywhere(_S.PARTING),
        _A.ERASE_ALL: (_S.CONFIRMING_ERASURE,),
        _A.GO_ON: (_S.LEAVING,),
        _O.PARTING_TIMER: (_S.RESTING, _S.TROUBLED),
    },
    _S.CONFIRMING_ERASURE: {
        **_everywhere(_S.CONFIRMING_ERASURE),
        _A.YES: (_S.CONFIRMING_ERASURE,),
        _A.NO: (_S.LEAVING,),
        _O.SESSION_ERASED: (_S.LEAVING,),
    },
    _S.LEAVING: {
        **_spoken(_S.RESTING, _S.TROUBLED),
        _O.SHUTDOWN: (_S.CLOSED,),
    },
    _S.TROUBLED: {
        **_spoken(_S.TROUBLED),
        _A.CRISIS: (_S.TROUBLED,),
        _O.LEFT_ALONE: (_S.TROUBLED,),
        _O.RECOVERY: (_S.RESTING,),
        _O.SHUTDOWN: (_S.CLOSED,),
    },
    _S.CLOSED: {},
}
"""For each state, what can happen there and where it can lead."""

TABLE = Table(TRANSITIONS, uncued=frozenset({_S.LEAVING, _S.OPENING, _S.TROUBLED}))

ACTIONS = TABLE.actions()
"""What a kiosk offers anywhere, beside the session's own."""
