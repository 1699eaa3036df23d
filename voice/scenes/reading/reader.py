"""Reading aloud: part by part, for as long as the person wants between them.

Which event leads where is `states.TABLE`; what an action does is `doing`. What follows on the floor
is said here.
"""

from voice.floor.actions import Action, Means
from voice.floor.commands import Manner
from voice.floor.correcting import places_wished
from voice.floor.events import Drafted, SceneEvent, SegmentHeard, SignOfLife, TimerFired
from voice.floor.scene import Scene
from voice.floor.table import Happening
from voice.floor.troubles import tell_what_is_owed
from voice.floor.turn import AWAY_TIMER
from voice.floor.understanding import (
    AT_ONCE_FROM_ANYBODY,
    command_at_end,
    question_number,
    understand,
    wish_of_another,
)
from voice.floor.view import View
from voice.floor.wording import Say
from voice.scenes.reading.doing import DOING, make_corrections
from voice.scenes.reading.pieces import Piece
from voice.scenes.reading.states import Occasion, Reading
from voice.scenes.reading.step import UNCOVERED, Plan, Situation, Step
from voice.scenes.reading.view import view_of
from voice.values.typing import as_draft


class Reader(Scene[Plan, Situation, Step]):
    """One reading, from the first part to the goodbye."""

    def __init__(self, plan: Plan, manner: Manner, turn_id: int = 0) -> None:
        """`plan` holds at least one piece; `turn_id` is the last of the scene around it."""
        super().__init__(plan, Situation(manner=manner, pieces=plan.pieces, turn_id=turn_id))

    own_events = (SignOfLife, Drafted)

    def step(self) -> Step:
        """A step from the present situation."""
        return Step(self._plan, self._now)

    def moment(self) -> View:
        """The present moment, as it may be shown on any screen."""
        return view_of(self._plan, self._now)

    def opening(self, step: Step) -> None:
        """The first part."""
        step.read(0, step.line(self._plan.how))

    def back_from_card(self, step: Step) -> None:
        """Nobody hears their own words again unasked."""
        if step.now.waiting_state is Reading.COVERED:
            step.say_again()
        else:
            step.tell(step.line(Say.GOING_ON))

    def do(self, step: Step, action: Action, means: Means) -> None:
        """Carry out an action that is offered."""
        DOING[action](step)

    def has_option(self, number: int) -> bool:
        """Whichever part it is, on the page that is looked at or not."""
        looked_at = self._now.waiting_state is Reading.WAITING and not self._now.card
        return looked_at and 0 < number <= len(self._now.pieces)

    def take_option(self, step: Step, number: int) -> None:
        """This part."""
        step.settle()
        step.read(number - 1)

    def silence_over(self, step: Step, what: str) -> None:
        """On, where the person chose that."""
        DOING[Action.NEXT](step)

    def voice_began(self, step: Step, near: bool) -> None:
        """Somebody is there."""
        step.watch()

    def took(self, step: Step, event: SceneEvent) -> None:
        """Somebody points, or presses what chooses nothing; or types: then nobody speaks."""
        now = step.now
        if not isinstance(event, Drafted):
            step.watch()
        elif now.waiting_state is Reading.CORRECTING and event.typing_turn_id == now.typing_turn_id:
            step.change(draft=as_draft(event.text))
            step.watch()
            if now.speaking:
                step.trigger = Happening.INTERRUPTED
                step.take_floor()
                self.speech_over(step)

    def timer(self, step: Step, fired: TimerFired) -> None:
        """Nobody gave a sign: what is shown is covered, unless somebody speaks right now."""
        now = step.now
        if fired.name != AWAY_TIMER or fired.turn_id != now.turn_id or now.card:
            return
        if now.hearing:
            step.watch()
        elif now.state in UNCOVERED:
            step.trigger = Occasion.LEFT_ALONE
            step.cover()

    def keep_late(self, step: Step, belongs_to: Piece, heard: SegmentHeard) -> None:
        """Words that were added to a part before."""
        step.add(belongs_to, heard.segment)

    def overheard(self, step: Step, heard: SegmentHeard) -> None:
        """Kept where words are kept; what cannot wait may be the person's after all."""
        now = step.now
        if heard.segment.words and now.state is Reading.ADDING:
            step.add(now.piece, heard.segment)
        wish = wish_of_another(heard, self.offered(), self._plan.wording)
        stops = wish is Action.STOP and now.asked_whose_stop
        if wish is not None and (stops or wish in AT_ONCE_FROM_ANYBODY):
            self.choose(step, wish, Means.VOICE)
        elif wish is Action.STOP:
            step.trigger = Happening.ANOTHERS_WISH_HEARD
            step.change(asked_whose_stop=True)
            spoken = self._plan.wording.actions[wish].spoken[0]
            step.tell(step.line(Say.ASK_WHOSE, action=spoken))
        elif not now.silence:
            step.wait(heard.waited_seconds)

    def heard(self, step: Step, heard: SegmentHeard) -> None:
        """An action; what is added, where that was asked for; or a correction."""
        now = step.now
        adding = now.state is Reading.ADDING
        understood = understand(heard, self.offered(), self._plan.wording)
        parted = command_at_end(heard, self.offered(), self._plan.wording)
        number = question_number(heard, self._plan.wording)
        if number is not None and self.has_option(number):
            step.trigger = Happening.OPTION_CHOSEN
            self.take_option(step, number)
        elif understood is not None and (understood.sure or not adding):
            self.choose(step, understood.action, Means.VOICE)
        elif parted is not None and (parted[1].sure or not adding):
            if adding:
                step.add(now.piece, parted[0])
            self.choose(step, parted[1].action, Means.VOICE)
        elif adding and heard.segment.words:
            step.trigger = Happening.CONTENT_HEARD
            step.add(now.piece, heard.segment)
            tell_what_is_owed(step)
        elif not adding and self._corrects(step, heard):
            step.trigger = Happening.CORRECTION_HEARD
        elif not tell_what_is_owed(step):
            step.wait(heard.waited_seconds)

    def _corrects(self, step: Step, heard: SegmentHeard) -> bool:
        """Whether it was a correction: nothing said here is content, so none is asked about."""
        correcting = step.now.state is Reading.CORRECTING
        if not correcting and Action.CORRECT not in self.offered():
            return False
        wished = places_wished(heard, step.now.piece.shown, self._plan.wording)
        if wished is None:
            return False
        if not wished:
            step.tell(step.line(Say.READING_NOT_FOUND))
        else:
            make_corrections(step, wished[-1])
        return True
