"""Standing by: the home says nothing and keeps nothing until somebody is ready.

A voice in the room is not a key. Until a key, the switch, a touch or the word that the person chose
has shown who is there, nothing but `BY_ANY_VOICE` can be said to it.
"""

from collections.abc import Callable

from voice.floor.actions import Action, Means
from voice.floor.events import SegmentHeard
from voice.floor.troubles import tell_what_is_owed
from voice.floor.understanding import named_in, understand, wish_of_another
from voice.scenes.home.own_sounds import STANDING
from voice.scenes.home.states import Home
from voice.scenes.home.step import Step
from voice.scenes.home.wording import HomeSay

BY_ANY_VOICE = frozenset({Action.BEGIN, Action.HELP, Action.CRISIS})
"""What whoever is heard may ask for: none of it opens, changes or shows anything that is kept."""

BACK_TO_STANDING_BY = Action.STOP
"""Beside them, where the home has been woken: it closes nothing."""


def stand_by(step: Step) -> None:
    """Listen without a word, until somebody is ready."""
    step.take_floor()
    step.forget_words()
    help_line = step.line(HomeSay.STAND_BY_HELP)
    step.change(
        then=Home.STANDING_BY, said=(help_line,), prompt=(help_line,), locked=True, items=()
    )
    step.listen()


def answered_locked(step: Step, action: Action, means: Means) -> bool:
    """Whether a voice was answered here; a hand, and the person's own word, open the home."""
    by_voice = means is Means.VOICE
    if by_voice and action is BACK_TO_STANDING_BY:
        stand_by(step)
        return True
    if by_voice and action is Action.HELP:
        step.tell(step.line(HomeSay.STAND_BY_HELP))
        return True
    stays_locked = by_voice or means is Means.SIGNAL
    step.change(locked=stays_locked and action is not Action.RESUME)
    return False


def is_closed(step: Step) -> bool:
    """Whether nobody has shown yet who is there."""
    return step.now.locked or step.now.state is Home.STANDING_BY


def heard_closed(
    step: Step, heard: SegmentHeard, choose: Callable[[Step, Action, Means], None]
) -> None:
    """A voice, and nobody has touched anything: what it may do, or nothing and not a word."""
    wish = _wish_in(step, heard) or _wish_by_sound(step, heard)
    if wish is not None:
        choose(step, wish, Means.VOICE)
    elif not tell_what_is_owed(step) and not step.now.silence:
        step.wait(heard.waited_seconds)


def _wish_by_sound(step: Step, heard: SegmentHeard) -> Action | None:
    """What an own sound asks for that was right often enough, made twice with nothing between.

    Not a word is said after the first: a room that is stood by in makes sounds all day.
    """
    own, before = heard.own_sound, step.now.doubted
    wish = own and (own.action if own.action in BY_ANY_VOICE else STANDING.get(own.action))
    possible = BY_ANY_VOICE & set(step.now.offered())
    meant = own is not None and own.acts and not heard.segment.background and wish in possible
    step.change(doubted=wish if meant and wish is not before else None)
    return wish if meant and wish is before else None


def _wish_in(step: Step, heard: SegmentHeard) -> Action | None:
    """What may be done at a voice's word; nothing that was not heard well is taken for one."""
    wording, word = step.plan.wording, step.plan.own_word
    if word and named_in(heard, (word,), wording) is not None:
        return Action.RESUME
    if heard.segment.background:
        wish = wish_of_another(heard, BY_ANY_VOICE - {Action.BEGIN}, wording)
        return wish if wish in BY_ANY_VOICE else None
    possible = set(BY_ANY_VOICE)
    if step.now.waiting_state is not Home.STANDING_BY:
        possible.add(BACK_TO_STANDING_BY)
    understood = understand(heard, possible & set(step.now.offered()), wording)
    return understood.action if understood is not None and understood.sure else None
