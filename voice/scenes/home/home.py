"""The home: the front door, from the hello to the goodbye, with sessions inside.

Which event leads where is `states.TABLE`; what an action does is `doing`. Nothing that is said here
is an answer, so nothing of it is kept: it is a choice, or forgotten.
"""

from dataclasses import replace

from voice.floor.actions import Action, Means
from voice.floor.commands import EndInside, Manner
from voice.floor.events import SceneEvent, SceneOver, SegmentHeard, ShutdownAsked
from voice.floor.scene import Scene
from voice.floor.table import Happening, IllegalEvent
from voice.floor.troubles import tell_what_is_owed
from voice.floor.turn import Turn
from voice.floor.understanding import (
    AT_ONCE_FROM_ANYBODY,
    command_at_end,
    half_understood,
    understand,
    wish_of_another,
)
from voice.floor.view import View
from voice.floor.wording import Say
from voice.scenes.home.doing import DOING, TELLING
from voice.scenes.home.errands import HomeEvent, Refused, SessionPrepared
from voice.scenes.home.states import Home, Occasion
from voice.scenes.home.step import Plan, Situation, Step
from voice.scenes.home.view import view_of
from voice.scenes.home.wording import HomeSay

_GOING = frozenset({Home.CLOSING, Home.DRAINING, Home.ENDED})


class FrontDoor(Scene[Plan, Situation, Step]):
    """One stay at home."""

    own_events = (HomeEvent, SceneOver, ShutdownAsked)

    def __init__(self, plan: Plan, manner: Manner) -> None:
        now = Situation(manner=manner, guide=plan.guide, been_before=plan.been_before)
        super().__init__(plan, now)

    def step(self) -> Step:
        """A step from the present situation."""
        return Step(self._plan, self._now)

    def moment(self) -> View:
        """The present moment, as it may be shown."""
        return view_of(self._plan, self._now)

    def opening(self, step: Step) -> None:
        """The hello, and what can be done here."""
        hello = HomeSay.HELLO_AGAIN if self._plan.been_before else HomeSay.HELLO
        step.come_home(step.line(hello))

    def do(self, step: Step, action: Action, means: Means) -> None:
        """Carry out an action that is offered."""
        step.change(doubted=None, told_of_missing=False, turn=Turn())
        DOING[action](step)

    def silence_over(self, step: Step, what: str) -> None:
        """The choices once more; or the goodbye, where that was asked for."""
        if step.now.state is Home.LEAVING:
            step.close()
        else:
            turn = step.now.turn
            step.change(turn=replace(turn, lines_said=turn.lines_said + 1))
            step.say_again()

    # What happens around ---------------------------------------------------------------------

    def took(self, step: Step, event: SceneEvent) -> None:
        """What the desk answers, what came of the session inside, and the system's wish to end."""
        match event:
            case SessionPrepared():
                if step.now.state is Home.PREPARING:
                    step.trigger = Occasion.PREPARED
                    step.begin_session(event.plan)
            case Refused():
                if step.now.state is Home.PREPARING:
                    step.trigger = Occasion.REFUSED
                    step.change(away=False)
                    step.come_home(step.trouble(HomeSay.NOT_NOW, step.words_for(event.trouble)))
            case SceneOver():
                step.inside_over(event)
            case ShutdownAsked():
                self._shut_down(step)
            case _:
                raise IllegalEvent(f"{type(event).__name__} at home")

    def _shut_down(self, step: Step) -> None:
        if step.now.state in _GOING:
            return
        step.trigger = Occasion.SHUTDOWN
        step.change(shutting_down=True)
        if step.now.state is Home.INSIDE:
            step.out.append(EndInside())
        else:
            step.close()

    # What is heard ---------------------------------------------------------------------------

    def heard(self, step: Step, heard: SegmentHeard) -> None:
        """A choice; or it is told, once, that it was understood as none."""
        wording, offered = self._plan.wording, self.offered()
        understood = understand(heard, offered, wording)
        parted = command_at_end(heard, offered, wording)
        if understood is None and parted is not None:
            understood = parted[1]
        wish = understood.action if understood else half_understood(heard, offered, wording)
        if wish is None:
            self._not_understood(step, heard)
        elif (understood and understood.sure) or wish in TELLING or wish is step.now.doubted:
            self.choose(step, wish, Means.VOICE)
        else:
            step.doubt(wish, Happening.UNSURE_ACTION_HEARD)

    def _not_understood(self, step: Step, heard: SegmentHeard) -> None:
        if tell_what_is_owed(step):
            return
        if heard.segment.words and not step.now.told_of_missing:
            step.trigger = Happening.UNSURE_ACTION_HEARD
            step.change(told_of_missing=True)
            step.tell(step.line(Say.NOT_CAUGHT), *step.now.prompt)
        else:
            step.wait(heard.waited_seconds)

    def overheard(self, step: Step, heard: SegmentHeard) -> None:
        """Another's, as far as a level tells: what cannot wait is done, anything else said back."""
        wish = wish_of_another(heard, self.offered(), self._plan.wording)
        if wish is None:
            if not step.now.silence:
                step.wait(heard.waited_seconds)
        elif wish in AT_ONCE_FROM_ANYBODY or wish is step.now.doubted:
            self.choose(step, wish, Means.VOICE)
        else:
            step.doubt(wish, Happening.ANOTHERS_WISH_HEARD)
