"""One step of any scene being made: the situation as it becomes, and the commands so far.

The small vocabulary in which scenes are written: who has the floor, what a silence leads to, what
is told of a trouble. A step that raises is thrown away, so that the situation stays what it was.
"""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from voice.floor.commands import (
    CancelTimer,
    Command,
    Hush,
    Keeping,
    Leave,
    Line,
    Listen,
    Manner,
    Open,
    RememberManner,
    Rest,
    SetTimer,
    Speak,
)
from voice.floor.crisis import CrisisCard
from voice.floor.situation import Floor
from voice.floor.table import IllegalEvent, Trigger
from voice.floor.wording import Say, Wording
from voice.values.troubles import Trouble, TroubleWords

if TYPE_CHECKING:
    from voice.floor.scene import Scene

SILENCE_TIMER = "silence"

RATE_STEP = 0.8
"""Slower is four fifths of the rate, faster its inverse: a clear but not a comic difference."""

SLOWEST_WPM, FASTEST_WPM = 80, 400
"""espeak-ng takes nothing under 80; nobody has asked for more than 400."""

VOLUME_STEP = 0.15
LOWEST_VOLUME = 0.15
"""Softer never becomes silence: a person could not tell it from a fault."""


class ScenePlan(Protocol):
    """What any scene is given at its start and never changes."""

    @property
    def wording(self) -> Wording: ...

    @property
    def crisis(self) -> CrisisCard: ...

    @property
    def loudest(self) -> float:
        """The largest volume that may be asked for, up to 1."""
        ...


PlanT = TypeVar("PlanT", bound=ScenePlan)
NowT = TypeVar("NowT", bound=Floor)


@dataclass(slots=True)
class FloorStep(Generic[PlanT, NowT]):
    """The situation as it becomes, and the commands so far; each scene has its own kind."""

    plan: PlanT
    now: NowT
    out: list[Command] = field(default_factory=list[Command])
    trigger: Trigger | None = None
    """What moved the state, as the transition table names it."""

    def change(self, **changes: object) -> None:
        """Replace fields of the situation."""
        self.now = replace(self.now, **changes)  # pyright: ignore[reportArgumentType]

    # Words ----------------------------------------------------------------------------------

    def line(self, say: StrEnum, *, private: bool = False, **values: object) -> Line:
        """One of the program's own lines; `private` where a value is the person's own words."""
        return Line(self.plan.wording.line(say, by_hand=self.by_hand, **values), private)

    @property
    def by_hand(self) -> bool:
        """Whether nobody is understood, so that lines name what is chosen and nothing to say."""
        return self.now.is_deaf

    def words_for(self, trouble: Trouble) -> TroubleWords:
        """A trouble in the scene's language; what is spoken of it as any line is."""
        wording = self.plan.wording
        words = trouble.in_words(wording.troubles)
        return replace(words, said=wording.to_choose(words.said)) if self.by_hand else words

    def trouble(self, say: StrEnum, words: TroubleWords) -> Line:
        """A line with what is spoken of a trouble in it."""
        return self.line(say, said=words.said or self.plan.wording.line(Say.ASK_WHOEVER))

    # The floor ------------------------------------------------------------------------------

    def take_floor(self) -> None:
        """The program stops whatever it was doing: no sound, no open microphone, no timer."""
        if self.now.speaking:
            self.out.append(Hush())
            self.change(hushed_turn_id=self.now.turn_id)
        if self.now.listening:
            self.out.append(Rest(self.now.turn_id))
        self.stop_waiting()
        self.change(speaking=False, listening=False, hearing=False, microphone_open=False)

    def speak(
        self,
        state: StrEnum,
        *lines: Line,
        then: StrEnum | None = None,
        manner: Manner | None = None,
    ) -> None:
        """Take the floor and say the lines, troubles first; `then` is listened in afterwards."""
        self.take_floor()
        table = self.now.table
        turn_id = self.now.turn_id + 1
        next_state = then or (self.now.then if state in table.speaking else state)
        needed = () if next_state in table.by_hand else self.now.withheld
        said = (*needed, *self.now.owed, *lines)
        back = state is table.telling and next_state is self.now.waiting_state
        self.change(
            state=state,
            then=next_state,
            delayed_turn_id=self.now.delayed_turn_id if back else None,
            turn_id=turn_id,
            speaking=True,
            saying=said,
            said=said,
            owed=(),
            withheld=() if needed else self.now.withheld,
            help_page=0,
        )
        cue = state not in table.uncued
        self.out.append(Speak(turn_id, said, manner or self.now.manner, cue))

    def tell(self, *lines: Line, then: StrEnum | None = None, prompt: bool = False) -> None:
        """Say something in between and come back, or go on to `then`.

        With `prompt` these lines are what "repeat" says there.
        """
        if prompt:
            self.change(prompt=lines)
        after = then or self.now.waiting_state
        self.speak(self.now.table.telling or after, *lines, then=after)

    def listen(self) -> None:
        """Give the floor to the person in the state that was to follow."""
        turn_id = self.now.turn_id + 1
        state = self.now.then
        kept = dict(self.now.kept_turns)
        if state in self.now.table.keeping:
            kept[turn_id] = self.belongs_to()
        self.change(
            state=state,
            turn_id=turn_id,
            speaking=False,
            listening=True,
            open_turn_id=turn_id,
            kept_turns=kept,
            saying=(),
        )
        self.out.append(self.listening())

    def listening(self) -> Listen:
        """How this turn is listened to."""
        return Listen(self.now.turn_id)

    def belongs_to(self) -> object:
        """What words of the turn that begins belong to, in a state that keeps them."""
        raise NotImplementedError

    def is_current(self, turn_id: int, expected: bool) -> bool:
        """Whether an event belongs to this turn; a stale one is dropped, a strange one refused."""
        if turn_id < self.now.turn_id:
            return False
        if turn_id > self.now.turn_id or not expected:
            raise IllegalEvent(f"turn {turn_id} in {self.now.state}, turn {self.now.turn_id}")
        return True

    # Silence --------------------------------------------------------------------------------

    def wait(self, silence_so_far_seconds: float = 0.0) -> None:
        """Start the silence timer for the state that is listening now."""
        waiting = None if self.now.card else self.silence_leads_to()
        if waiting is not None:
            what, seconds, counts_so_far = waiting
            left_seconds = seconds - (silence_so_far_seconds if counts_so_far else 0.0)
            self.out.append(SetTimer(SILENCE_TIMER, self.now.turn_id, max(0.0, left_seconds)))
            self.change(silence=str(what))

    def silence_leads_to(self) -> tuple[str, float, bool] | None:
        """What the silence leads to, after how many seconds, and whether they have begun already.

        None: to nothing.
        """
        return None

    def stop_waiting(self) -> None:
        """Nothing will come of the silence."""
        if self.now.silence:
            self.out.append(CancelTimer(SILENCE_TIMER))
            self.change(silence="")

    # Said again, otherwise ------------------------------------------------------------------

    def repeat(self) -> None:
        """What "repeat" does: the crisis card where that is shown."""
        if self.now.card:
            self.tell_card()
        else:
            self.say_again()

    def say_again(self) -> None:
        """What is said again here."""
        self.tell(*self.now.prompt)

    def tell_card(self) -> None:
        """Show the crisis card until the person goes on, and say it."""
        self.change(card=True)
        self.tell(Line(self.plan.crisis.spoken))

    def speak_otherwise(self, *, quicker_by: int = 0, louder_by: int = 0) -> None:
        """So many steps quicker or louder from now on, and said again in that manner."""
        manner = louder(quicker(self.now.manner, quicker_by), louder_by, self.plan.loudest)
        self.change(manner=manner)
        self.out.append(RememberManner(manner))
        self.repeat()

    # A scene inside -------------------------------------------------------------------------

    def open_inside(self, scene: "Scene[Any, Any, Any]", keeping: Keeping) -> None:
        """Give the floor to a scene inside this one; this one goes on when that is over."""
        self.take_floor()
        # that the microphone has closed is told inside: nobody here may wait for it
        self.change(away=True, card=False, open_turn_id=None)
        scene.know(self.now.device_troubles)
        self.out.append(Open(scene, keeping))

    # Ending ---------------------------------------------------------------------------------

    def say_goodbye(self, reason: str, *lines: Line) -> None:
        """The last lines of a scene."""
        closing = self.now.table.closing
        assert closing is not None
        self.change(reason=reason)
        self.speak(closing, *lines, then=closing)

    def end(self) -> None:
        """The scene is over."""
        self.change(state=self.now.table.ended, saying=())
        self.out.append(Leave(self.now.reason, self.kept_passages(), self.left_open()))

    def kept_passages(self) -> int:
        """How many passages the scene has kept, as whoever is around it may know."""
        return self.now.sealed_count

    def left_open(self) -> int:
        """How many questions of the scene are still to be asked."""
        return 0


AnyStep = FloorStep[Any, Any]
"""A step of whatever scene."""


def quicker(manner: Manner, steps: int) -> Manner:
    """The manner so many steps faster, or slower where they are negative."""
    if not steps:
        return manner
    rate_wpm = manner.rate_wpm * RATE_STEP**-steps
    return replace(manner, rate_wpm=round(min(FASTEST_WPM, max(SLOWEST_WPM, rate_wpm))))


def louder(manner: Manner, steps: int, loudest: float = 1.0) -> Manner:
    """The manner so many steps louder, up to `loudest`, or softer where they are negative."""
    if not steps:
        return manner
    volume = manner.volume + VOLUME_STEP * steps
    return replace(manner, volume=round(min(loudest, max(LOWEST_VOLUME, volume)), 2))
