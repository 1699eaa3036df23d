"""The states of the sound check and every way between them, as one literal table.

Only the table lives here: no behaviour. The floor refuses whatever it does not hold. In every
state the program first speaks and then waits for a choice; one may be made in both.
"""

from collections.abc import Mapping
from enum import StrEnum

from voice.floor.actions import Action
from voice.floor.table import Happening, Table, Trigger


class Sounding(StrEnum):
    """What is asked, or waited for."""

    LOUDSPEAKER = "loudspeaker"
    """Do you hear me?"""
    CHOOSING_LOUDSPEAKER = "choosing loudspeaker"
    BEFORE_RECORDING = "before recording"
    """To somebody who hears no tone: shall it begin?"""
    RECORDING = "recording"
    """Three seconds, after a tone; nobody is recognised meanwhile."""
    MICROPHONE = "microphone"
    """Did you hear yourself?"""
    CHOOSING_MICROPHONE = "choosing microphone"
    CLOSING = "closing"
    DRAINING = "draining"
    ENDED = "ended"


class Occasion(StrEnum):
    """What can change the state beside the choices: what came of an errand."""

    DEVICES_FOUND = "devices found"
    DEVICE_TAKEN = "device taken"
    RECORDED = "recorded"


_S, _A, _O, _H = Sounding, Action, Occasion, Happening

CHOOSING = frozenset({_S.CHOOSING_LOUDSPEAKER, _S.CHOOSING_MICROPHONE})
"""Where one of several devices is to be named."""

_RECORDING = (_S.RECORDING, _S.BEFORE_RECORDING)


def _everywhere(state: Sounding, *back: Sounding) -> Mapping[Trigger, tuple[Sounding, ...]]:
    """What every state answers by saying something and staying, and the ways out."""
    stays = (
        *(_H.SPEECH_FINISHED, _H.INTERRUPTED, _H.CHOICE_OFFERED, _H.TROUBLE),
        *(_H.SILENCE_TIMER, _H.UNSURE_ACTION_HEARD),
        *(_A.REPEAT, _A.SLOWER, _A.FASTER, _A.LOUDER, _A.SOFTER, _A.HELP, _A.CRISIS),
    )
    leaves = (_A.STOP, _A.SKIP, _A.LATER, _A.RESUME)
    return {
        **dict.fromkeys(stays, (state,)),
        **dict.fromkeys(leaves, (_S.CLOSING,)),
        _A.GO_BACK: back or (_S.CLOSING,),
    }


TRANSITIONS: Mapping[Sounding, Mapping[Trigger, tuple[Sounding, ...]]] = {
    _S.LOUDSPEAKER: {
        **_everywhere(_S.LOUDSPEAKER),
        _H.OPTION_CHOSEN: (_S.LOUDSPEAKER, *_RECORDING, _S.CLOSING),
        _O.DEVICES_FOUND: (_S.CHOOSING_LOUDSPEAKER, _S.LOUDSPEAKER),
        _O.DEVICE_TAKEN: (_S.LOUDSPEAKER,),
    },
    _S.CHOOSING_LOUDSPEAKER: {
        **_everywhere(_S.CHOOSING_LOUDSPEAKER, _S.LOUDSPEAKER),
        _H.OPTION_CHOSEN: (_S.CHOOSING_LOUDSPEAKER,),
        _O.DEVICE_TAKEN: (_S.LOUDSPEAKER,),
    },
    _S.BEFORE_RECORDING: {
        **_everywhere(_S.BEFORE_RECORDING, _S.LOUDSPEAKER, _S.CLOSING),
        _H.OPTION_CHOSEN: (_S.RECORDING,),
    },
    _S.RECORDING: {
        **_everywhere(_S.RECORDING, _S.LOUDSPEAKER, _S.CLOSING),
        _O.RECORDED: (_S.MICROPHONE,),
    },
    _S.MICROPHONE: {
        **_everywhere(_S.MICROPHONE, _S.LOUDSPEAKER, _S.CLOSING),
        _H.OPTION_CHOSEN: (_S.MICROPHONE, *_RECORDING, _S.CLOSING),
        _O.DEVICES_FOUND: (_S.CHOOSING_MICROPHONE, _S.MICROPHONE),
    },
    _S.CHOOSING_MICROPHONE: {
        **_everywhere(_S.CHOOSING_MICROPHONE, _S.MICROPHONE),
        _H.OPTION_CHOSEN: (_S.CHOOSING_MICROPHONE,),
        _O.DEVICE_TAKEN: _RECORDING,
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
    uncued=frozenset({Sounding.CLOSING}),
    closing=Sounding.CLOSING,
    draining=Sounding.DRAINING,
    ended=Sounding.ENDED,
)

ACTIONS = TABLE.actions()
"""What the sound check offers anywhere, beside what is chosen by its number."""
