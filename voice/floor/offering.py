"""What can be chosen at a moment of a scene, by whichever way, and the crisis card over it.

Actions, options by their number, and the card's own choices while it lies over a moment. What comes
of a choice each scene says in `do` and `take_option`; who speaks and who listens is `scene`'s.
"""

from abc import ABC, abstractmethod
from typing import Any, Generic, TypeVar

from voice.floor.actions import Action, Means
from voice.floor.commands import Line
from voice.floor.crisis import meant_under_card
from voice.floor.events import SegmentHeard
from voice.floor.step import AnyStep, NowT, PlanT
from voice.floor.table import Happening, IllegalEvent
from voice.floor.troubles import tell_what_is_owed
from voice.floor.view import Option, View, by_hand, card_over

StepT = TypeVar("StepT", bound=AnyStep)


class Offering(ABC, Generic[PlanT, NowT, StepT]):
    """The choosing half of every scene."""

    def __init__(self, plan: PlanT, now: NowT) -> None:
        self._plan = plan
        self._now = now

    @property
    def now(self) -> NowT:
        """The present situation."""
        return self._now

    @property
    def plan(self) -> PlanT:
        """What the scene was given at its start."""
        return self._plan

    @abstractmethod
    def moment(self) -> View:
        """The present moment, as it may be shown where no crisis card lies over it."""

    def view(self) -> View:
        """The present moment, as it may be shown: the crisis card in its place where that is."""
        moment = by_hand(self.moment()) if self._now.is_deaf else self.moment()
        return card_over(moment, self._plan.crisis) if self._now.card else moment

    # What there is to choose from ------------------------------------------------------------

    def offered(self) -> tuple[Action, ...]:
        """The actions that can be chosen now, in the order of the single-switch scan."""
        return self._now.offered()

    def accepts(self, action: Action) -> bool:
        """Whether choosing this action now would do something."""
        return self._ends_the_goodbye(action) or action in self.offered()

    def has_option(self, number: int) -> bool:
        """Whether choosing this number now would do something."""
        return any(option.number == number for option in self._options_now())

    def options(self) -> tuple[Option, ...]:
        """What can be chosen here by its number, where no crisis card lies over it."""
        return ()

    # What comes of it ------------------------------------------------------------------------

    @abstractmethod
    def do(self, step: StepT, action: Action, means: Means) -> None:
        """Carry out an action that is offered."""

    def take_option(self, step: StepT, number: int) -> None:
        """One of the options was chosen."""
        raise NotImplementedError

    def loses_by(self, number: int) -> bool:
        """Whether something is gone once this option is taken."""
        return False

    @abstractmethod
    def speech_over(self, step: StepT) -> None:
        """The last line has sounded, or was broken off."""

    def keep_late(self, step: StepT, belongs_to: Any, heard: SegmentHeard) -> None:
        """Words of a turn that keeps them, and nothing else is to come of."""

    def back_from_card(self, step: StepT) -> None:
        """The person goes on from the crisis card: what is asked for here is said again."""
        step.say_again()

    def heard_under_card(self, step: StepT, heard: SegmentHeard) -> None:
        """A passage while the crisis card is shown: one of its choices, or kept where words are.

        What is not surely a choice is kept before it is done: nothing said here is lost.
        """
        action, content = meant_under_card(heard, self.offered(), self._plan.wording)
        if content.segment.words and content.turn_id in step.now.kept_turns:
            self.keep_late(step, step.now.kept_turns[content.turn_id], content)
        if action is not None:
            self.choose(step, action, Means.VOICE)
        else:
            tell_what_is_owed(step)

    # The choosing ----------------------------------------------------------------------------

    def choose(self, step: StepT, action: Action, means: Means) -> None:
        """Take an action that was chosen or said; raises `IllegalEvent` where it is not offered."""
        if self._ends_the_goodbye(action):
            step.trigger = action
            step.take_floor()
            self.speech_over(step)
            return
        if action not in self.offered():
            raise IllegalEvent(f"{action} is not offered in {step.now.state}")
        step.trigger = action
        if step.now.speaking:
            step.take_floor()  # silence first, whatever else the action does
        if step.now.card and action is Action.RESUME:
            step.change(card=False)
            self.back_from_card(step)
        else:
            self.do(step, action, means)

    def choose_option(self, step: StepT, number: int) -> None:
        """Take an option by its number; raises `IllegalEvent` where there is none."""
        if not self.has_option(number):
            raise IllegalEvent(f"there is no option {number} in {step.now.state}")
        step.trigger = Happening.OPTION_CHOSEN
        if step.now.speaking:
            step.take_floor()
        self.take_option(step, number)

    def name_choice(self, step: StepT, choice: Action | int | str) -> None:
        """Say what the switch stands on, where that is offered."""
        name = self._name_of(choice)
        if Happening.CHOICE_OFFERED in step.now.table.transitions[step.now.state] and name:
            step.trigger = Happening.CHOICE_OFFERED
            step.tell(Line(name))

    def _name_of(self, choice: Action | int | str) -> str:
        """What this is called where it is shown; empty where it is not offered."""
        view = self.view()
        match choice:
            case Action():
                return next((each.button for each in view.choices if each.action is choice), "")
            case int():
                return view.names.get(choice, "")
            case _:
                return choice

    def _options_now(self) -> tuple[Option, ...]:
        return () if self._now.card else self.options()

    def _ends_the_goodbye(self, action: Action) -> bool:
        return self._now.state is self._now.table.closing and action is Action.STOP
