"""The states of a session and every way between them, as one literal table.

Only the table lives here: no behaviour. The floor refuses whatever it does not hold,
and the diagram in `docs/architecture.md` is drawn from it by `scripts/generate_docs.py`.
"""

from collections.abc import Mapping
from enum import StrEnum

from voice.floor.actions import Action
from voice.floor.table import Happening, Table, Trigger


class State(StrEnum):
    """Where a session stands; the speaking states lead into the listening ones."""

    WELCOMING = "welcoming"
    """Saying what this is; the microphone is closed."""
    READY = "ready"
    """Waiting, for as long as it takes, to be told to begin. Nothing heard here is kept."""
    AGREEING = "agreeing"
    """Before the first question: a yes keeps the sound too. Nothing heard here is kept."""
    ASKING = "asking"
    """Saying a question."""
    LISTENING = "listening"
    """The answer is open; words are kept passage by passage."""
    TELLING = "telling"
    """Saying something in between; then back to where the person was."""
    PAUSED = "paused"
    """Nothing heard here is kept; only a whole-utterance action does anything."""
    CONFIRMING = "confirming"
    """A yes or a no is asked for; anything else counts as more of the answer."""
    REVIEWING = "reviewing"
    """Keep this answer or let it go, where the person chose to be asked."""
    CHOOSING = "choosing"
    """Which question? A number is asked for, or one by one; anything else is more of the answer."""
    TYPING = "typing"
    """A line is open to type in; what is spoken meanwhile is part of the answer too."""
    STOPPING = "stopping"
    """About to end; for ten seconds it can be taken back."""
    CLOSING = "closing"
    """Saying goodbye."""
    DRAINING = "draining"
    """Waiting for the last words to be sealed."""
    ENDED = "ended"


SPEAKING = frozenset({State.WELCOMING, State.ASKING, State.TELLING, State.CLOSING})
"""States in which the loudspeaker has the floor and any action interrupts it."""

KEEPING = frozenset(
    {
        State.LISTENING,
        State.CONFIRMING,
        State.REVIEWING,
        State.CHOOSING,
        State.TYPING,
        State.STOPPING,
    }
)
"""States in which words that are no action become part of the answer: content wins."""


_S, _A, _H = State, Action, Happening

_SAID_AGAIN: Mapping[Trigger, tuple[State, ...]] = dict.fromkeys(
    (
        *(_A.REPEAT, _A.SLOWER, _A.FASTER, _A.LOUDER, _A.SOFTER),
        *(_A.WHERE, _A.WHO, _A.HELP, _A.CRISIS),
        *(_H.CHOICE_OFFERED, _H.UNSURE_ACTION_HEARD),
    ),
    (_S.TELLING,),
)
"""What every waiting state answers by saying something and coming back."""

TRANSITIONS: Mapping[State, Mapping[Trigger, tuple[State, ...]]] = {
    _S.WELCOMING: {
        _H.SPEECH_FINISHED: (_S.READY, _S.TELLING),
        _H.INTERRUPTED: (_S.READY, _S.TELLING),
    },
    _S.READY: {
        **_SAID_AGAIN,
        _A.BEGIN: (_S.ASKING, _S.TELLING),
        _A.STOP: (_S.CLOSING,),
        _H.SILENCE_TIMER: (_S.TELLING, _S.READY),
        _H.ANOTHERS_WISH_HEARD: (_S.TELLING,),
        _H.TROUBLE: (_S.TELLING,),
    },
    _S.AGREEING: {
        **_SAID_AGAIN,
        _A.YES: (_S.ASKING,),
        _A.NO: (_S.ASKING,),
        _A.STOP: (_S.CLOSING,),
        _H.SILENCE_TIMER: (_S.ASKING,),
        _H.ANOTHERS_WISH_HEARD: (_S.TELLING,),
        _H.TROUBLE: (_S.TELLING,),
    },
    _S.ASKING: {
        _H.SPEECH_FINISHED: (_S.LISTENING, _S.TELLING),
        _H.INTERRUPTED: (_S.LISTENING, _S.TELLING),
    },
    _S.LISTENING: {
        **_SAID_AGAIN,
        _A.REPEAT: (_S.ASKING,),
        _A.SLOWER: (_S.ASKING,),
        _A.FASTER: (_S.ASKING,),
        _A.LOUDER: (_S.ASKING,),
        _A.SOFTER: (_S.ASKING,),
        _A.NEXT: (_S.ASKING, _S.TELLING, _S.CLOSING),
        _A.SKIP: (_S.ASKING, _S.CLOSING),
        _A.PASS: (_S.ASKING, _S.CLOSING),
        _A.BACK: (_S.ASKING,),
        _A.CHOOSE: (_S.TELLING,),
        _A.PAUSE: (_S.TELLING,),
        _A.MINUTE: (_S.TELLING,),
        _A.READ_BACK: (_S.TELLING,),
        _A.SCRATCH: (_S.TELLING,),
        _A.CORRECT: (_S.TELLING,),
        _A.ADD: (_S.TELLING,),
        _A.TYPE: (_S.TELLING,),
        _A.START_OVER: (_S.TELLING,),
        _A.BRING: (_S.TELLING,),
        _A.UNDO: (_S.TELLING,),
        _A.STOP: (_S.TELLING, _S.CLOSING),
        _H.CONTENT_HEARD: (_S.LISTENING,),
        _H.CORRECTION_HEARD: (_S.TELLING,),
        _H.ANOTHERS_WISH_HEARD: (_S.TELLING,),
        _H.SILENCE_TIMER: (_S.TELLING, _S.LISTENING, _S.ASKING, _S.CLOSING),
        _H.UNDO_TIMER: (_S.LISTENING,),
        _H.TROUBLE: (_S.TELLING,),
    },
    _S.TELLING: {
        _H.CHOICE_OFFERED: (_S.TELLING,),
        _H.SPEECH_FINISHED: (
            _S.TELLING,
            _S.READY,
            _S.AGREEING,
            _S.LISTENING,
            _S.PAUSED,
            _S.CONFIRMING,
            _S.REVIEWING,
            _S.CHOOSING,
            _S.TYPING,
            _S.STOPPING,
        ),
        _H.INTERRUPTED: (
            _S.TELLING,
            _S.READY,
            _S.AGREEING,
            _S.LISTENING,
            _S.PAUSED,
            _S.CONFIRMING,
            _S.REVIEWING,
            _S.CHOOSING,
            _S.TYPING,
            _S.STOPPING,
        ),
    },
    _S.PAUSED: {
        **_SAID_AGAIN,
        _A.RESUME: (_S.TELLING,),
        _A.STOP: (_S.TELLING, _S.CLOSING),
        _H.ANOTHERS_WISH_HEARD: (_S.TELLING,),
        _H.TROUBLE: (_S.TELLING,),
    },
    _S.CONFIRMING: {
        **_SAID_AGAIN,
        _A.YES: (_S.TELLING, _S.ASKING, _S.CLOSING),
        _A.NO: (_S.TELLING,),
        _A.STOP: (_S.TELLING, _S.CLOSING),
        _H.ANOTHERS_WISH_HEARD: (_S.TELLING,),
        _H.CONTENT_HEARD: (_S.LISTENING,),
        _H.SILENCE_TIMER: (_S.TELLING,),
        _H.TROUBLE: (_S.TELLING,),
    },
    _S.REVIEWING: {
        **_SAID_AGAIN,
        _A.KEEP: (_S.ASKING, _S.CLOSING),
        _A.LET_GO: (_S.ASKING, _S.CLOSING),
        _A.READ_BACK: (_S.TELLING,),
        _A.CORRECT: (_S.TELLING,),
        _A.ADD: (_S.TELLING,),
        _A.TYPE: (_S.TELLING,),
        _A.UNDO: (_S.TELLING,),
        _A.BACK: (_S.ASKING,),
        _A.STOP: (_S.TELLING, _S.CLOSING),
        _H.CONTENT_HEARD: (_S.LISTENING,),
        _H.CORRECTION_HEARD: (_S.TELLING,),
        _H.ANOTHERS_WISH_HEARD: (_S.TELLING,),
        _H.SILENCE_TIMER: (_S.TELLING, _S.REVIEWING),
        _H.TROUBLE: (_S.TELLING,),
    },
    _S.CHOOSING: {
        **_SAID_AGAIN,
        _A.YES: (_S.ASKING,),
        _A.NEXT: (_S.TELLING,),
        _A.BACK: (_S.TELLING,),
        _A.RESUME: (_S.TELLING,),
        _A.STOP: (_S.TELLING, _S.CLOSING),
        _H.OPTION_CHOSEN: (_S.ASKING, _S.TELLING),
        _H.ANOTHERS_WISH_HEARD: (_S.TELLING,),
        _H.CONTENT_HEARD: (_S.LISTENING,),
        _H.SILENCE_TIMER: (_S.TELLING,),
        _H.TROUBLE: (_S.TELLING,),
    },
    _S.TYPING: {
        **_SAID_AGAIN,
        _A.KEEP_TYPED: (_S.TELLING,),
        _A.DROP_TYPED: (_S.TELLING,),
        _A.UNDO: (_S.TELLING,),
        _A.STOP: (_S.TELLING, _S.CLOSING),
        _H.CONTENT_HEARD: (_S.TYPING,),
        _H.UNDO_TIMER: (_S.TYPING,),
        _H.TROUBLE: (_S.TELLING,),
    },
    _S.STOPPING: {
        **_SAID_AGAIN,
        _A.RESUME: (_S.TELLING,),
        _A.STOP: (_S.CLOSING,),
        _H.CONTENT_HEARD: (_S.LISTENING,),
        _H.SILENCE_TIMER: (_S.CLOSING,),
        _H.TROUBLE: (_S.TELLING,),
    },
    _S.CLOSING: {
        _A.STOP: (_S.DRAINING, _S.ENDED),
        _H.SPEECH_FINISHED: (_S.DRAINING, _S.ENDED),
        _H.INTERRUPTED: (_S.DRAINING, _S.ENDED),
    },
    _S.DRAINING: {_H.LISTENING_STOPPED: (_S.ENDED,)},
    _S.ENDED: {},
}
"""For each state, what can happen there and where it can lead.

In a speaking state every action of the listening state that follows it may be chosen too: it
interrupts the loudspeaker and then acts from there.
"""

GOING = frozenset({State.STOPPING, State.CLOSING, State.DRAINING, State.ENDED})
"""From "stop" on: what is shown of the person goes at once, not when the session is over."""

TABLE = Table(
    TRANSITIONS,
    speaking=SPEAKING,
    uncued=frozenset({State.CLOSING}),
    patient=frozenset({State.LISTENING}),
    keeping=KEEPING,
    by_hand=frozenset({State.TYPING}),
    losing=frozenset(State),
    telling=State.TELLING,
    closing=State.CLOSING,
    draining=State.DRAINING,
    ended=State.ENDED,
)

ACTIONS = TABLE.actions()
"""What a session offers anywhere."""
