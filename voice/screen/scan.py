"""One switch for everything: the choices are offered one after the other, a press takes one.

Sans-IO: moments are given in seconds, nothing here waits or reads a clock. The first press
starts the scan and chooses nothing, so that nothing moves while a person thinks; a press while the
program speaks silences it; a long press stops the session. A terminal knows no release of a key:
holding it repeats it, and that is how a long press is told.
"""

from dataclasses import dataclass

from voice.floor.actions import Action, Means
from voice.floor.events import ActionChosen, ChoiceOffered, Interrupted, OptionChosen
from voice.floor.view import View
from voice.stage.ports import ScanMoved

REPEAT_SECONDS = 0.75
"""A key that is held repeats within 0.66 s (the X server's default, the longest usual one); a
press that is followed by none for this long was short."""

STREAM_SECONDS = 0.15
"""A held key repeats at 10 Hz or faster; no finger comes down twice within this."""

LONG_PRESS_SECONDS = 2.0
ROUNDS = 2
"""Past every choice so often without a press, the scan rests: nothing blinks for ever. The page's
has the same (`static/scanning.js`)."""

Post = ActionChosen | OptionChosen | ChoiceOffered | Interrupted | ScanMoved

Target = Action | int
"""What the scan stands on: an action, or an option by its number."""


@dataclass(frozen=True, slots=True)
class _Press:
    """A press that may still turn out to be a long one."""

    began_seconds: float
    latest_seconds: float
    taken: Target | None


class SwitchScan:
    """Turns presses of one switch into choices; one thread."""

    def __init__(self, dwell_seconds: float, spoken: bool = False) -> None:
        """`spoken`: every choice is said while it stands, and a press over it takes it."""
        self._spoken = spoken
        self._dwell_seconds = dwell_seconds
        self._view: View | None = None
        self._choices: tuple[Target, ...] = ()
        self._steps: int | None = None
        self._moves_at_seconds = 0.0
        self._press: _Press | None = None

    @property
    def standing_on(self) -> Target | None:
        """The action or option that a press would take now; None while the scan rests."""
        if self._steps is None or not self._choices:
            return None
        return self._choices[self._steps % len(self._choices)]

    def show(self, view: View) -> list[Post]:
        """From now on the choices are those of this view; new choices end a running scan."""
        self._view = view
        options = tuple(view.names)
        choices = (*options, *(choice.action for choice in view.choices))
        if choices == self._choices:
            return []
        self._choices = choices
        return self._rest()

    def press(self, now_seconds: float) -> list[Post]:
        """The switch is down, or held and repeating."""
        press = self._press
        if press is not None and now_seconds - press.latest_seconds < REPEAT_SECONDS:
            return self._press_again(press, now_seconds)
        posts = self.tick(now_seconds)
        view = self._view
        if view is not None and view.speaking and not (self._spoken and self._steps is not None):
            self._press = _Press(now_seconds, now_seconds, None)
            return [*posts, Interrupted(view.turn_id)]
        self._press = _Press(now_seconds, now_seconds, self.standing_on)
        if self._steps is None:
            self._steps = 0
            self._moves_at_seconds = now_seconds + self._dwell_seconds
            return [*posts, *self._moved()]
        return posts

    def _press_again(self, press: _Press, now_seconds: float) -> list[Post]:
        """Held, or a second press soon after: only what follows can tell."""
        if now_seconds - press.latest_seconds < STREAM_SECONDS:
            taken = None
        else:
            taken = press.taken or self.standing_on
        self._press = _Press(press.began_seconds, now_seconds, taken)
        if taken is not None or now_seconds - press.began_seconds < LONG_PRESS_SECONDS:
            return []
        self._press = _Press(now_seconds, now_seconds, None)
        return [*self._rest(), ActionChosen(Action.STOP, Means.SWITCH)]

    def tick(self, now_seconds: float) -> list[Post]:
        """Let time pass: take what was pressed, move on where nothing was."""
        press = self._press
        if press is not None:
            if now_seconds - press.latest_seconds < REPEAT_SECONDS:
                return []
            self._press = None
            if press.taken is not None:
                return [*self._rest(), _chosen(press.taken)]
        if self._steps is None or now_seconds < self._moves_at_seconds:
            return []
        self._steps += 1
        self._moves_at_seconds += self._dwell_seconds
        if self._steps >= ROUNDS * len(self._choices):
            return self._rest()
        return self._moved()

    def seconds_to_next(self, now_seconds: float) -> float | None:
        """How long `tick` has nothing to do; None: until the next press."""
        if self._press is not None:
            return max(0.0, self._press.latest_seconds + REPEAT_SECONDS - now_seconds)
        return None if self._steps is None else max(0.0, self._moves_at_seconds - now_seconds)

    def _moved(self) -> list[Post]:
        target = self.standing_on
        if not self._spoken or target is None:
            return [ScanMoved(target)]
        return [ScanMoved(target), ChoiceOffered(target)]

    def _rest(self) -> list[Post]:
        was, self._steps = self._steps, None
        return [] if was is None else [ScanMoved(None)]


def _chosen(target: Target) -> ActionChosen | OptionChosen:
    if isinstance(target, Action):
        return ActionChosen(target, Means.SWITCH)
    return OptionChosen(target, Means.SWITCH)
