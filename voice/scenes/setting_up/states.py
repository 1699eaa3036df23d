"""The states of setting up and every way between them, as one literal table.

Only the table lives here: no behaviour. The floor refuses whatever it does not hold. In every
state the program first speaks and then waits for a choice; one may be made in both.
"""

from collections.abc import Mapping
from enum import StrEnum

from voice.floor.actions import Action
from voice.floor.table import Happening, Table, Trigger


class SettingUp(StrEnum):
    """What is asked, or waited for."""

    RECOGNISER = "recogniser"
    """Whether what understands speech may be fetched now."""
    FETCHING = "fetching"
    CHOOSING_FILE = "choosing file"
    KEY = "key"
    """Whether a recovery key may be shown now."""
    MAKING_KEY = "making key"
    SHOWING_KEY = "showing key"
    """It is there, to be seen, heard or saved as the person chooses."""
    SAVING_KEY = "saving key"
    """Where its file is to be."""
    ASKING_BACK = "asking back"
    """A part of it, out of what the person wrote down."""
    MAKING_VAULT = "making vault"
    SOUND = "sound"
    """The sound check runs inside."""
    PATIENCE = "patience"
    """Which silence ends an answer."""
    PACE = "pace"
    """How fast the program speaks."""
    CLOSING = "closing"
    DRAINING = "draining"
    ENDED = "ended"


class Occasion(StrEnum):
    """What can change the state beside the choices: what came of an errand."""

    FETCHED = "fetched"
    FILES_FOUND = "files found"
    KEY_MADE = "key made"
    PLACES_FOUND = "places found"
    KEY_SAVED = "key saved"
    VAULT_MADE = "vault made"
    NOT_MADE = "not made"
    SOUND_OVER = "sound over"
    LEFT_ALONE = "left alone"


_S, _A, _O, _H = SettingUp, Action, Occasion, Happening

_AFTER_KEY = (_S.SOUND, _S.PATIENCE, _S.CLOSING)
_AFTER_RECOGNISER = (_S.KEY, *_AFTER_KEY)


def _everywhere(state: SettingUp) -> Mapping[Trigger, tuple[SettingUp, ...]]:
    """What every state answers by saying something and staying, and the way out."""
    stays = (
        *(_H.SPEECH_FINISHED, _H.INTERRUPTED, _H.CHOICE_OFFERED, _H.TROUBLE),
        *(_A.REPEAT, _A.SLOWER, _A.FASTER, _A.LOUDER, _A.SOFTER, _A.HELP, _A.CRISIS),
    )
    return {**dict.fromkeys(stays, (state,)), _A.STOP: (_S.CLOSING,)}


TRANSITIONS: Mapping[SettingUp, Mapping[Trigger, tuple[SettingUp, ...]]] = {
    _S.RECOGNISER: {
        **_everywhere(_S.RECOGNISER),
        _A.GO_BACK: (_S.RECOGNISER,),
        _A.SKIP: _AFTER_RECOGNISER,
        _A.LATER: _AFTER_RECOGNISER,
        _H.OPTION_CHOSEN: (_S.RECOGNISER, _S.FETCHING, _S.CLOSING),
        _O.FILES_FOUND: (_S.CHOOSING_FILE,),
    },
    _S.FETCHING: {
        **_everywhere(_S.FETCHING),
        _A.PAUSE: (_S.FETCHING,),
        _O.FETCHED: (_S.RECOGNISER, *_AFTER_RECOGNISER),
    },
    _S.CHOOSING_FILE: {
        **_everywhere(_S.CHOOSING_FILE),
        _A.GO_BACK: (_S.RECOGNISER,),
        _H.OPTION_CHOSEN: (_S.FETCHING,),
    },
    _S.KEY: {
        **_everywhere(_S.KEY),
        _A.GO_BACK: (_S.RECOGNISER, _S.KEY),
        _A.SKIP: (_S.MAKING_VAULT,),
        _A.LATER: (_S.MAKING_VAULT,),
        _H.OPTION_CHOSEN: (_S.MAKING_KEY, _S.CLOSING),
    },
    _S.MAKING_KEY: {
        **_everywhere(_S.MAKING_KEY),
        _O.KEY_MADE: (_S.SHOWING_KEY,),
        _O.NOT_MADE: (_S.KEY,),
    },
    _S.SHOWING_KEY: {
        **_everywhere(_S.SHOWING_KEY),
        _A.GO_BACK: (_S.KEY,),
        _A.LATER: (_S.MAKING_VAULT,),
        _H.OPTION_CHOSEN: (_S.SHOWING_KEY, _S.ASKING_BACK),
        _O.PLACES_FOUND: (_S.SAVING_KEY,),
        _O.LEFT_ALONE: (_S.SHOWING_KEY,),
    },
    _S.SAVING_KEY: {
        **_everywhere(_S.SAVING_KEY),
        _A.GO_BACK: (_S.SHOWING_KEY,),
        _H.OPTION_CHOSEN: (_S.SAVING_KEY,),
        _O.KEY_SAVED: (_S.SAVING_KEY, _S.MAKING_VAULT),
    },
    _S.ASKING_BACK: {
        **_everywhere(_S.ASKING_BACK),
        _A.GO_BACK: (_S.SHOWING_KEY,),
        _H.OPTION_CHOSEN: (_S.SHOWING_KEY, _S.MAKING_VAULT),
        _O.LEFT_ALONE: (_S.SHOWING_KEY,),
    },
    _S.MAKING_VAULT: {
        **_everywhere(_S.MAKING_VAULT),
        _O.VAULT_MADE: _AFTER_KEY,
        _O.NOT_MADE: (_S.KEY,),
    },
    _S.SOUND: {_O.SOUND_OVER: (_S.KEY, _S.SOUND, _S.PATIENCE, _S.CLOSING)},
    _S.PATIENCE: {
        **_everywhere(_S.PATIENCE),
        _A.GO_BACK: (_S.RECOGNISER, _S.KEY, _S.SOUND, _S.PATIENCE),
        _A.SKIP: (_S.CLOSING,),
        _A.LATER: (_S.CLOSING,),
        _H.OPTION_CHOSEN: (_S.PACE, _S.CLOSING),
    },
    _S.PACE: {
        **_everywhere(_S.PACE),
        _A.GO_BACK: (_S.PATIENCE,),
        _A.SKIP: (_S.CLOSING,),
        _A.LATER: (_S.CLOSING,),
        _H.OPTION_CHOSEN: (_S.PACE, _S.CLOSING),
    },
    _S.CLOSING: dict.fromkeys(
        (_A.STOP, _H.SPEECH_FINISHED, _H.INTERRUPTED), (_S.DRAINING, _S.ENDED)
    ),
    _S.DRAINING: {_H.LISTENING_STOPPED: (_S.ENDED,)},
    _S.ENDED: {},
}
"""For each state, what can happen there and where it can lead."""

TABLE = Table(
    TRANSITIONS,
    uncued=frozenset(SettingUp),
    closing=SettingUp.CLOSING,
    draining=SettingUp.DRAINING,
    ended=SettingUp.ENDED,
)

ACTIONS = TABLE.actions()
"""What setting up offers anywhere, beside what is chosen by its number."""
