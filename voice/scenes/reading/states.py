"""The states of reading aloud and every way between them, as one literal table.

Only the table lives here: no behaviour. The floor refuses whatever it does not hold.
"""

from collections.abc import Mapping
from enum import StrEnum

from voice.floor.actions import Action
from voice.floor.table import Happening, Table, Trigger


class Reading(StrEnum):
    """Where reading stands."""

    SPEAKING = "speaking"
    """Saying a part."""
    WAITING = "waiting"
    """For as long as it takes, or as the person chose. Nothing heard here is kept."""
    TELLING = "telling"
    """Saying something in between; then back to where the person was."""
    ADDING = "adding"
    """What is said here is added to the answer that was read."""
    CORRECTING = "correcting"
    """The part that was read stands in a line to be changed; or it is said what to change."""
    COVERED = "covered"
    """Nobody gave a sign for a while: nothing is shown, and a yes is asked for before it is."""
    CLOSING = "closing"
    DRAINING = "draining"
    """Waiting for the last words to be sealed."""
    ENDED = "ended"


class Occasion(StrEnum):
    """What can change the state beside the actions and what happens on any floor."""

    LEFT_ALONE = "left alone"


FLOOR_TAKEN = frozenset({Reading.SPEAKING, Reading.TELLING, Reading.CLOSING})
"""States in which the loudspeaker has the floor; any action of the state behind interrupts it."""

_R, _A, _H = Reading, Action, Happening

_LEFT_ALONE: Mapping[Trigger, tuple[Reading, ...]] = {Occasion.LEFT_ALONE: (_R.TELLING, _R.CLOSING)}

_TOLD: Mapping[Trigger, tuple[Reading, ...]] = dict.fromkeys(
    (_A.WHERE, _A.WHO, _A.HELP, _A.CRISIS, _A.UNDO, _H.CHOICE_OFFERED), (_R.TELLING,)
)
_READ_AGAIN: Mapping[Trigger, tuple[Reading, ...]] = dict.fromkeys(
    (_A.REPEAT, _A.SLOWER, _A.FASTER, _A.LOUDER, _A.SOFTER), (_R.SPEAKING,)
)
_ONWARD: Mapping[Trigger, tuple[Reading, ...]] = {
    _A.NEXT: (_R.SPEAKING, _R.CLOSING),
    _A.SKIP: (_R.SPEAKING, _R.CLOSING),
    _A.BACK: (_R.SPEAKING, _R.TELLING),
    _A.STOP: (_R.CLOSING,),
}

_BACK = (_R.WAITING, _R.ADDING, _R.CORRECTING, _R.COVERED, _R.TELLING)

STEPS: Mapping[Reading, Mapping[Trigger, tuple[Reading, ...]]] = {
    _R.SPEAKING: {
        _H.SPEECH_FINISHED: (_R.WAITING, _R.TELLING),
        _H.INTERRUPTED: (_R.WAITING, _R.TELLING),
    },
    _R.WAITING: {
        **_LEFT_ALONE,
        **_TOLD,
        **_READ_AGAIN,
        **_ONWARD,
        _A.HEAR: (_R.SPEAKING,),
        _A.BRING: (_R.TELLING,),
        _A.UNMARK: (_R.TELLING,),
        _A.SCRATCH: (_R.TELLING,),
        _H.OPTION_CHOSEN: (_R.SPEAKING,),
        _A.CORRECT: (_R.TELLING,),
        _A.ADD: (_R.TELLING,),
        _A.MINUTE: (_R.TELLING,),
        _H.CORRECTION_HEARD: (_R.TELLING,),
        _H.ANOTHERS_WISH_HEARD: (_R.TELLING,),
        _H.SILENCE_TIMER: (_R.SPEAKING, _R.CLOSING),
        _H.TROUBLE: (_R.TELLING,),
    },
    _R.TELLING: {
        _H.CHOICE_OFFERED: (_R.TELLING,),
        _H.SPEECH_FINISHED: _BACK,
        _H.INTERRUPTED: _BACK,
    },
    _R.ADDING: {
        **_LEFT_ALONE,
        **_TOLD,
        **_READ_AGAIN,
        **_ONWARD,
        _A.SCRATCH: (_R.TELLING,),
        _H.CONTENT_HEARD: (_R.ADDING,),
        _H.ANOTHERS_WISH_HEARD: (_R.TELLING,),
        _H.TROUBLE: (_R.TELLING,),
    },
    _R.CORRECTING: {
        **_LEFT_ALONE,
        **dict.fromkeys(
            (_A.REPEAT, _A.SLOWER, _A.FASTER, _A.LOUDER, _A.SOFTER, _A.WHERE, _A.WHO), (_R.TELLING,)
        ),
        **dict.fromkeys((_A.HELP, _A.CRISIS, _A.KEEP_TYPED, _A.DROP_TYPED), (_R.TELLING,)),
        **dict.fromkeys((_H.CHOICE_OFFERED, _H.ANOTHERS_WISH_HEARD, _H.TROUBLE), (_R.TELLING,)),
        _H.CORRECTION_HEARD: (_R.TELLING,),
        _A.STOP: (_R.CLOSING,),
    },
    _R.COVERED: {
        **dict.fromkeys(
            (_A.REPEAT, _A.SLOWER, _A.FASTER, _A.LOUDER, _A.SOFTER, _A.WHO, _A.HELP, _A.CRISIS),
            (_R.TELLING,),
        ),
        **dict.fromkeys((_H.CHOICE_OFFERED, _H.ANOTHERS_WISH_HEARD, _H.TROUBLE), (_R.TELLING,)),
        _A.YES: (_R.SPEAKING,),
        _A.NO: (_R.CLOSING,),
        _A.STOP: (_R.CLOSING,),
    },
    _R.CLOSING: {
        _A.STOP: (_R.DRAINING, _R.ENDED),
        _H.SPEECH_FINISHED: (_R.DRAINING, _R.ENDED),
        _H.INTERRUPTED: (_R.DRAINING, _R.ENDED),
    },
    _R.DRAINING: {_H.LISTENING_STOPPED: (_R.ENDED,)},
    _R.ENDED: {},
}
"""For each state, what can happen there and where it can lead."""

TABLE = Table(
    STEPS,
    speaking=FLOOR_TAKEN,
    uncued=frozenset({Reading.CLOSING}),
    patient=frozenset({Reading.WAITING, Reading.CORRECTING, Reading.COVERED}),
    keeping=frozenset({Reading.ADDING}),
    by_hand=frozenset({Reading.CORRECTING}),
    losing=frozenset({Reading.ADDING}),
    telling=Reading.TELLING,
    closing=Reading.CLOSING,
    draining=Reading.DRAINING,
    ended=Reading.ENDED,
)

ACTIONS = TABLE.actions()
"""What a reading offers anywhere, with the session's words."""
