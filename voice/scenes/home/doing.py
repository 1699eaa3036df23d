"""What each action does at home: one short function each, and the table of them."""

from collections.abc import Callable, Mapping

from voice.floor.actions import Action
from voice.floor.commands import Line
from voice.floor.doing import HELPING, SAID_AGAIN
from voice.scenes.home.errands import PrepareSession
from voice.scenes.home.states import Home
from voice.scenes.home.step import Step
from voice.scenes.home.wording import HomeSay


def _begin(step: Step) -> None:
    step.ask_desk(PrepareSession(step.now.guide.name))


def _resume(step: Step) -> None:
    step.come_home()


def _where(step: Step) -> None:
    guide = step.now.guide
    step.tell(step.line(HomeSay.WHERE_HOME, title=guide.title, author=guide.author))


def _who(step: Step) -> None:
    step.tell(step.line(HomeSay.WHO_HOME), Line(step.plan.keeper))


def _stop(step: Step) -> None:
    if step.now.waiting_state is Home.LEAVING:
        step.close()
    else:
        step.tell(step.line(HomeSay.LEAVING_HOME), then=Home.LEAVING, prompt=True)


TELLING = {**SAID_AGAIN, **HELPING, Action.WHERE: _where, Action.WHO: _who}
"""What changes nothing: done at once where it was not heard well, too."""

DOING: Mapping[Action, Callable[[Step], None]] = {
    **TELLING,
    Action.BEGIN: _begin,
    Action.RESUME: _resume,
    Action.STOP: _stop,
}
