"""What a person's own sound does at home: leads as it leads a session, and never alone consents.

Whether it is one, `hearing` says, and when it may act, what was taught; words that are understood
go before it. Nothing here knows how a sound is compared.
"""

from collections.abc import Callable, Mapping

from voice.floor import own_sounds as floor
from voice.floor.actions import Action, Means
from voice.floor.events import SegmentHeard
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
    """Do what a sound stands for, or ask for it once more; whether it means anything here."""
    own, offered = heard.own_sound, step.now.offered()
    if own is None:
        return False
    wish = own.action if own.action in offered else STANDING.get(own.action)
    if wish is None or wish not in offered:
        return False
    consents = wish is Action.YES and step.now.state in CONSENTING
    at_once = wish in TELLING or (own.acts and not consents)
    floor.led_by_sound(step, own, wish, at_once, lambda: choose(step, wish, Means.VOICE))
    return True
