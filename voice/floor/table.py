"""What a scene's states are to the floor, and what may move them.

The values only: each scene's own table is in its `states`. `step` and `scene` read it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from voice.floor.actions import Action
from voice.floor.crisis import CARD_ACTIONS


class Happening(StrEnum):
    """What can change a state on any floor, beside the actions; a scene may have more."""

    SPEECH_FINISHED = "speech finished"
    INTERRUPTED = "interrupted"
    CONTENT_HEARD = "content heard"
    UNSURE_ACTION_HEARD = "unsure action heard"
    CORRECTION_HEARD = "correction heard"
    ANOTHERS_WISH_HEARD = "another's wish heard"
    OPTION_CHOSEN = "option chosen"
    SILENCE_TIMER = "silence timer"
    UNDO_TIMER = "undo timer"
    LISTENING_STOPPED = "listening stopped"
    TROUBLE = "trouble to tell"
    CHOICE_OFFERED = "choice offered"


Trigger = Action | StrEnum
"""What moves a state: an action, or something that happened."""

StateT = TypeVar("StateT", bound=StrEnum)


class IllegalEvent(ValueError):
    """An event that the present state does not expect; the situation is unchanged."""


@dataclass(frozen=True, slots=True)
class Table(Generic[StateT]):
    """One scene's states: every way between them, and what each is to the floor."""

    transitions: Mapping[StateT, Mapping[Trigger, tuple[StateT, ...]]]
    """For each state, what can happen there and where it can lead."""
    speaking: frozenset[StateT] = field(default_factory=frozenset[StateT])
    """The loudspeaker has the floor, and any action of the state that follows interrupts it."""
    uncued: frozenset[StateT] = field(default_factory=frozenset[StateT])
    """No tone tells that the person has the floor now: nobody is listened to."""
    patient: frozenset[StateT] = field(default_factory=frozenset[StateT])
    """Whosever voice it is, nobody is moved on from while it sounds."""
    keeping: frozenset[StateT] = field(default_factory=frozenset[StateT])
    """Words that are no action become part of an answer: content wins."""
    by_hand: frozenset[StateT] = field(default_factory=frozenset[StateT])
    """Answered without being heard: what keeps the program from hearing is shown at once, and told
    when these are left."""
    losing: frozenset[StateT] = field(default_factory=frozenset[StateT])
    """Sound that never reached the recogniser is told of: it may have been meant."""
    telling: StateT | None = None
    """Says something in between; without one a state speaks and listens itself."""
    closing: StateT | None = None
    draining: StateT | None = None
    ended: StateT | None = None

    def ways(self, state: StateT, card: bool) -> Mapping[Trigger, tuple[StateT, ...]]:
        """What can happen in a state and where it can lead; `card`: the crisis card lies over it.

        Then the card is told again and gone on from where it was asked for, the way out stays, and
        so does whatever happens by itself but a silence. The state's own choices wait.
        """
        row = self.transitions[state]
        if not card or Action.CRISIS not in row:
            return row
        happens = {
            trigger: leads
            for trigger, leads in row.items()
            if not isinstance(trigger, Action) and trigger not in {Happening.SILENCE_TIMER}
        }
        stop = {Action.STOP: row[Action.STOP]} if Action.STOP in row else {}
        return {**happens, **dict.fromkeys(CARD_ACTIONS, row[Action.CRISIS]), **stop}

    def actions(self) -> frozenset[Action]:
        """Every action that is offered anywhere, by a state or by the crisis card over it."""
        rows = [self.ways(state, card) for state in self.transitions for card in (False, True)]
        return frozenset(trigger for row in rows for trigger in row if isinstance(trigger, Action))
