"""What may be an action: asked about, or done where it can harm nothing.

A lone passage in which open dictation found none and a second opinion did, and one close to others'
words that it may belong to. Whatever was said is kept before this is looked at; which action it
may be, `understanding` says. Nothing that is taken for an action here ends or destroys anything
without a yes.
"""

from collections.abc import Sequence

from voice.floor.actions import RULE_OF, Action, Safety
from voice.floor.events import SegmentHeard
from voice.floor.understanding import CANNOT_WAIT, SILENCE_AROUND_SECONDS, is_sure, understand
from voice.scenes.reflection.states import State
from voice.scenes.reflection.step import Step
from voice.values.transcript import Word

ALWAYS_HARMLESS = frozenset(
    {
        Action.REPEAT,
        Action.SLOWER,
        Action.FASTER,
        Action.LOUDER,
        Action.SOFTER,
        Action.WHERE,
        Action.WHO,
        Action.HELP,
        Action.CRISIS,
    }
)
"""Done at once wherever they are offered: the worst of a mistake is a sentence too many."""

HARMLESS_IN = {
    State.CONFIRMING: frozenset({Action.NO}),
    State.STOPPING: frozenset({Action.RESUME}),
    State.CHOOSING: frozenset({Action.RESUME}),
}
"""What leaves things as they are."""

ENDING = frozenset(
    {
        Action.NEXT,
        Action.SKIP,
        Action.PASS,
        Action.BACK,
        Action.SCRATCH,
        Action.STOP,
    }
)
"""What ends an answer or lets go of some of it, and does not ask first by itself."""

NEVER_TWICE_HALF_HEARD = frozenset({State.AGREEING})
"""Consent is never taken from a half-heard yes."""


def is_worth_asking(action: Action, words: Sequence[Word]) -> bool:
    """Whether an answer is broken off to ask if these words, unsurely heard, were this action.

    Any short word may come out as a single one: of 13 digits of people's that a model took for a
    form, 5 were "again", at 0.29 to 0.50; of 252 commands one was heard so unsurely.
    """
    return len(words) > 1 or action in CANNOT_WAIT or is_sure(words)


def may_be_of_talk(action: Action, heard: SegmentHeard) -> bool:
    """Whether words that may be of the same sentence are so close to what would end something.

    What stands out of others' talk stands alone; but the loudest word of a sentence does too.
    """
    apart_seconds = min(heard.anybody_before_seconds, heard.anybody_after_seconds)
    return action in ENDING and apart_seconds < SILENCE_AROUND_SECONDS


def is_meant(step: Step, heard: SegmentHeard) -> bool:
    """Whether what it was just asked about is said once more instead of a yes."""
    doubt = step.now.doubt if step.now.state is State.CONFIRMING else None
    if doubt is None or doubt.heard is None or doubt.correction is not None:
        return False
    again = understand(heard, (doubt.action,), step.plan.wording)
    return again is not None and again.sure


def is_harmless(step: Step, action: Action) -> bool:
    """Whether doing this now, by mistake, would lose nothing and end nothing."""
    return action in ALWAYS_HARMLESS | HARMLESS_IN.get(step.now.state, frozenset())


def is_said_again(step: Step, action: Action) -> bool:
    """Whether it was half heard just before too, and may be done on that.

    Only where words are not an answer anyway: in an answer it is asked about instead.
    """
    now = step.now
    if now.half_heard is not action or now.state in NEVER_TWICE_HALF_HEARD:
        return False
    doubted = now.doubt.action if now.doubt is not None else action
    return RULE_OF[doubted].safety is Safety.HARMLESS and RULE_OF[action].safety is Safety.HARMLESS
