"""The states of the home and every way between them, as one literal table.

Only the table lives here: no behaviour. The floor refuses whatever it does not hold. What a person
can do at home is the row of `AT_HOME`: an action more is one entry there, one function in `doing`
and its words, and where it takes the vault or a file, one errand.
"""

from collections.abc import Mapping
from enum import StrEnum

from voice.floor.actions import Action
from voice.floor.table import Happening, Table, Trigger


class Home(StrEnum):
    """Where the home stands."""

    TELLING = "telling"
    """Saying hello, or something in between; then back to where the person was."""
    AT_HOME = "at home"
    """What would you like? For as long as it takes. Nothing heard here is kept."""
    PREPARING = "preparing"
    """The desk is doing what was asked for; nobody speaks and nobody is listened to."""
    ASKING = "asking"
    """Others may hear what was said: a yes is asked for before anything sealed is opened."""
    CHOOSING = "choosing"
    """One of several, by its number, its name, or one by one."""
    CONFIRMING = "confirming"
    """Erase this session? Write it unlocked? Only a yes does."""
    UNLOCKING = "unlocking"
    """A passphrase is typed, hidden; what is said is a choice, or nothing."""
    OPENING = "opening"
    """The key is being taken from where it lies: until then it can be left."""
    INSIDE = "inside"
    """A session runs inside, or a reading."""
    STANDING_BY = "standing by"
    """It listens and says nothing: until somebody is ready."""
    LEAVING = "leaving"
    """About to end; for ten seconds it can be taken back."""
    CLOSING = "closing"
    """Saying goodbye."""
    DRAINING = "draining"
    """Waiting for the microphone to close."""
    ENDED = "ended"


class Occasion(StrEnum):
    """What can change the state beside the actions and what happens on any floor."""

    PREPARED = "prepared"
    LISTED = "listed"
    REFUSED = "refused"
    SETTING_KEPT = "setting kept"
    VOICE_HEARD = "voice heard"
    LANGUAGE_SPOKEN = "language spoken"
    ERASABLE = "erasable"
    UNLOCKED = "unlocked"
    TAKEN = "taken along"
    NO_DRIVE = "no drive"
    BACKED_UP = "backed up"
    PASSPHRASE_WANTED = "passphrase wanted"
    PASSPHRASE_GIVEN = "passphrase given"
    KEY_AWAITED = "key awaited"
    KEY_TRIED = "key tried"
    INSIDE_OVER = "inside over"
    SHUTDOWN = "shutdown"


_S, _A, _O, _H = Home, Action, Occasion, Happening

_SAID_AGAIN: Mapping[Trigger, tuple[Home, ...]] = dict.fromkeys(
    (
        *(_A.REPEAT, _A.SLOWER, _A.FASTER, _A.LOUDER, _A.SOFTER),
        *(_A.WHERE, _A.WHO, _A.HELP, _A.CRISIS),
        *(_H.CHOICE_OFFERED, _H.UNSURE_ACTION_HEARD, _H.ANOTHERS_WISH_HEARD, _H.TROUBLE),
    ),
    (_S.TELLING,),
)
"""What every waiting state answers by saying something and coming back."""

_AS_IT_IS: tuple[Trigger, ...] = (
    *(_A.REPEAT, _A.SLOWER, _A.FASTER, _A.LOUDER, _A.SOFTER),
    *(_A.RESUME, _H.SILENCE_TIMER),
)
"""What says a setting again as it is by now; a voice is heard again."""

_SHUTDOWN: Mapping[Trigger, tuple[Home, ...]] = {_O.SHUTDOWN: (_S.CLOSING,)}

_TOLD = (
    *(_S.TELLING, _S.AT_HOME, _S.ASKING, _S.CHOOSING, _S.CONFIRMING, _S.LEAVING, _S.STANDING_BY),
    *(_S.UNLOCKING, _S.OPENING, _S.PREPARING),
)

TRANSITIONS: Mapping[Home, Mapping[Trigger, tuple[Home, ...]]] = {
    _S.TELLING: {
        **_SHUTDOWN,
        _H.CHOICE_OFFERED: (_S.TELLING,),
        _H.SPEECH_FINISHED: _TOLD,
        _H.INTERRUPTED: _TOLD,
        _O.PASSPHRASE_GIVEN: (_S.TELLING,),
    },
    _S.AT_HOME: {
        **_SHUTDOWN,
        **_SAID_AGAIN,
        _A.BEGIN: (_S.PREPARING,),
        _A.GO_ON_UNFINISHED: (_S.TELLING,),
        _A.ANOTHER_GUIDE: (_S.PREPARING,),
        _A.HEAR: (_S.TELLING,),
        _A.LOOK_BACK: (_S.TELLING,),
        _A.MARKED: (_S.TELLING,),
        _A.TAKE_ALONG: (_S.TELLING,),
        _A.BACK_UP: (_S.PREPARING,),
        _A.ERASE: (_S.TELLING,),
        _A.UNDO: (_S.TELLING,),
        _A.SETTINGS: (_S.TELLING,),
        _A.TEST_SOUND: (_S.INSIDE,),
        _A.RECORD_VOICE: (_S.PREPARING,),
        _A.TEACH_SOUND: (_S.PREPARING,),
        _A.STOP: (_S.TELLING, _S.STANDING_BY),
        _H.SILENCE_TIMER: (_S.TELLING, _S.STANDING_BY),
        _A.RESUME: (_S.TELLING,),
    },
    _S.PREPARING: {
        **_SHUTDOWN,
        _O.PREPARED: (_S.INSIDE,),
        _O.LISTED: (_S.TELLING, _S.PREPARING),
        _O.SETTING_KEPT: (_S.TELLING,),
        _O.VOICE_HEARD: (_S.TELLING,),
        _O.LANGUAGE_SPOKEN: (_S.TELLING,),
        _O.ERASABLE: (_S.TELLING,),
        _O.UNLOCKED: (_S.TELLING,),
        _O.TAKEN: (_S.TELLING,),
        _O.NO_DRIVE: (_S.TELLING,),
        _O.BACKED_UP: (_S.TELLING,),
        _O.PASSPHRASE_WANTED: (_S.TELLING, _S.PREPARING),
        _O.KEY_AWAITED: (_S.OPENING,),
        _O.REFUSED: (_S.TELLING,),
    },
    _S.ASKING: {
        **_SHUTDOWN,
        **_SAID_AGAIN,
        _A.YES: (_S.PREPARING,),
        _A.NO: (_S.TELLING,),
        _A.STOP: (_S.TELLING,),
        _H.SILENCE_TIMER: (_S.TELLING,),
    },
    _S.CHOOSING: {
        **_SHUTDOWN,
        **_SAID_AGAIN,
        **dict.fromkeys(_AS_IT_IS, (_S.TELLING, _S.PREPARING)),
        _A.YES: (_S.PREPARING, _S.TELLING, _S.INSIDE),
        _A.UNDO: (_S.PREPARING, _S.TELLING),
        _A.NEXT: (_S.TELLING, _S.PREPARING),
        _A.BACK: (_S.TELLING, _S.PREPARING),
        _A.STOP: (_S.TELLING,),
        _H.OPTION_CHOSEN: (_S.PREPARING, _S.TELLING, _S.INSIDE),
    },
    _S.CONFIRMING: {
        **_SHUTDOWN,
        **_SAID_AGAIN,
        _A.YES: (_S.TELLING, _S.PREPARING),
        _A.NO: (_S.TELLING,),
        _A.STOP: (_S.TELLING,),
        _H.SILENCE_TIMER: (_S.TELLING,),
    },
    _S.UNLOCKING: {
        **_SHUTDOWN,
        **_SAID_AGAIN,
        _O.PASSPHRASE_GIVEN: (_S.TELLING,),
        _A.NO: (_S.TELLING, _S.PREPARING),
        _A.BACK: (_S.TELLING, _S.PREPARING),
        _A.STOP: (_S.TELLING,),
        _H.SILENCE_TIMER: (_S.TELLING, _S.PREPARING),
    },
    _S.OPENING: {
        **_SHUTDOWN,
        **_SAID_AGAIN,
        _O.KEY_TRIED: (_S.PREPARING,),
        _A.NO: (_S.TELLING, _S.PREPARING),
        _A.BACK: (_S.TELLING, _S.PREPARING),
        _A.STOP: (_S.TELLING,),
    },
    _S.STANDING_BY: {
        **_SHUTDOWN,
        **_SAID_AGAIN,
        _A.BEGIN: (_S.PREPARING,),
        _A.RESUME: (_S.TELLING,),
        _A.STOP: (_S.TELLING,),
    },
    _S.INSIDE: {
        _O.INSIDE_OVER: (_S.TELLING, _S.CLOSING),
        _O.SHUTDOWN: (_S.INSIDE,),
    },
    _S.LEAVING: {
        **_SHUTDOWN,
        **_SAID_AGAIN,
        _A.RESUME: (_S.TELLING,),
        _A.STOP: (_S.CLOSING,),
        _H.SILENCE_TIMER: (_S.CLOSING,),
    },
    _S.CLOSING: {
        _A.STOP: (_S.DRAINING, _S.ENDED),
        _H.SPEECH_FINISHED: (_S.DRAINING, _S.ENDED),
        _H.INTERRUPTED: (_S.DRAINING, _S.ENDED),
    },
    _S.DRAINING: {_H.LISTENING_STOPPED: (_S.ENDED,)},
    _S.ENDED: {},
}
"""For each state, what can happen there and where it can lead."""

TABLE = Table(
    TRANSITIONS,
    speaking=frozenset({Home.TELLING, Home.CLOSING}),
    uncued=frozenset({Home.CLOSING}),
    patient=frozenset({Home.LEAVING, Home.UNLOCKING}),
    by_hand=frozenset({Home.UNLOCKING}),
    telling=Home.TELLING,
    closing=Home.CLOSING,
    draining=Home.DRAINING,
    ended=Home.ENDED,
)

ACTIONS = TABLE.actions()
"""What the home offers anywhere, beside the session's own."""
