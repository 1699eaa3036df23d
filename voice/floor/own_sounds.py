"""What a person's own sound comes to, wherever nothing said is kept: done, or asked for once more.

Whether it is one, `hearing` says, and when it may act, what was taught. What it means at a moment
each scene says; a session, which keeps words and asks whether it was meant, has rules of its own.
"""

from collections.abc import Callable

from voice.floor.actions import Action
from voice.floor.commands import LearnSound
from voice.floor.events import OwnSound
from voice.floor.step import AnyStep
from voice.floor.table import Happening
from voice.floor.wording import Say


def led_by_sound(
    step: AnyStep, own: OwnSound, wish: Action, at_once: bool, do: Callable[[], None]
) -> None:
    """Do what a sound stands for, where it may be done `at_once`; else ask for it once more.

    Made again where it was asked about it is a yes, and is learned from. The situation remembers in
    `doubted` what it was asked about.
    """
    again = wish is step.now.doubted
    step.change(doubted=None)
    if again:
        step.out.append(LearnSound(own.action, own.example, right=True))
    if again or at_once:
        do()
    else:
        step.trigger = Happening.UNSURE_ACTION_HEARD
        step.change(doubted=wish)
        spoken = step.plan.wording.actions[wish].spoken[0]
        step.tell(step.line(Say.OWN_SOUND_AGAIN, action=spoken))
