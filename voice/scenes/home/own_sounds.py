"""What a person's own sound does at home: leads as it leads a session, and never alone consents.

Whether it is one, `hearing` says, and when it may act, what was taught; words that are understood
go before it. Nothing here knows how a sound is compared.
"""

from collections.abc import Callable, Mapping

from voice.floor.actions import Action, Means
from voice.floor.commands import LearnSound
from voice.floor.events import SegmentHeard
from voice.floor.table import Happening
from voice.floor.wording import Say
from voice.scenes.home.doing import TELLING
from voice.scenes.home.states import Home
from voice.scenes.home.step import Step

STANDING: Mapping[Action, Action] = {Action.NEXT: Action.BEGIN, Action.READ_BACK: Action.HEAR}
"""What a session's action is at home, where that itself is not offered."""

CONSENTING = frozenset({Home.ASKING, Home.CONFIRMING})
"""Where a yes opens, writes open or erases: no sound made once is one."""


def led_by_sound(
    step: Step, heard: SegmentHeard, choose: Callable[[Step, Action, Means], None]
) -> bool:
    """Do what a sound stands for, or ask for it once more; whether it was one that means anything.

    Made again where it was asked about it is a yes, and is learned from.
    """
    own, offered = heard.own_sound, step.now.offered()
    if own is None:
        return False
    wish = own.action if own.action in offered else STANDING.get(own.action)
    if wish is None or wish not in offered:
        return False
    again = wish is step.now.doubted
    consents = wish is Action.YES and step.now.state in CONSENTING
    if again:
        step.out.append(LearnSound(own.action, own.example, right=True))
    if again or wish in TELLING or (own.acts and not consents):
        choose(step, wish, Means.VOICE)
    else:
        step.trigger = Happening.UNSURE_ACTION_HEARD
        step.change(doubted=wish)
        spoken = step.plan.wording.actions[wish].spoken[0]
        step.tell(step.line(Say.OWN_SOUND_AGAIN, action=spoken))
    return True
