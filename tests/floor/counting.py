"""The smallest scene there can be: it says a number, waits, and says the next."""

from dataclasses import dataclass, field
from enum import StrEnum

from tests.scenes.reflection.playbook import WORDING
from voice.floor.actions import Action, Means
from voice.floor.commands import EndInside, Keeping, Line, Manner, TellInside
from voice.floor.crisis import CrisisCard
from voice.floor.events import SceneEvent, SceneOver, SegmentHeard, SignOfLife
from voice.floor.scene import Scene
from voice.floor.situation import Floor
from voice.floor.step import FloorStep
from voice.floor.table import Happening, Table
from voice.floor.view import Mood, View, choices_of, texts_of
from voice.floor.wording import Wording


class Count(StrEnum):
    SAYING = "saying"
    WAITING = "waiting"
    LOST = "lost"
    CLOSING = "closing"
    DRAINING = "draining"
    ENDED = "ended"


TABLE = Table(
    {
        Count.SAYING: {
            Happening.SPEECH_FINISHED: (Count.WAITING, Count.SAYING),
            Happening.INTERRUPTED: (Count.WAITING, Count.SAYING),
        },
        Count.WAITING: {
            Action.NEXT: (Count.SAYING,),
            Action.BACK: (Count.SAYING,),
            Action.STOP: (Count.CLOSING,),
            Action.BEGIN: (Count.WAITING,),
            Happening.TROUBLE: (Count.SAYING,),
        },
        Count.LOST: {},
        Count.CLOSING: {
            Action.STOP: (Count.DRAINING, Count.ENDED),
            Happening.SPEECH_FINISHED: (Count.DRAINING, Count.ENDED),
        },
        Count.DRAINING: {Happening.LISTENING_STOPPED: (Count.ENDED,)},
        Count.ENDED: {},
    },
    speaking=frozenset({Count.SAYING, Count.CLOSING}),
    uncued=frozenset({Count.CLOSING}),
    losing=frozenset({Count.WAITING}),
    telling=Count.SAYING,
    closing=Count.CLOSING,
    draining=Count.DRAINING,
    ended=Count.ENDED,
)


@dataclass(frozen=True, slots=True)
class Plan:
    wording: Wording = WORDING
    crisis: CrisisCard = field(default_factory=lambda: CrisisCard("The card."))
    loudest: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation(Floor):
    table = TABLE

    state: Count = Count.SAYING
    then: Count = Count.WAITING
    number: int = 1
    outcomes: tuple[SceneOver, ...] = ()
    signs: tuple[str, ...] = ()


class Step(FloorStep[Plan, Situation]):
    def say(self) -> None:
        self.speak(Count.SAYING, Line(str(self.now.number)), then=Count.WAITING)


class Counting(Scene[Plan, Situation, Step]):
    """`next` says the next number, `back` gets lost, `begin` counts inside itself."""

    own_events = (SceneOver, SignOfLife)
    captions = True

    def __init__(self, turn_id: int = 0, captions: bool = True) -> None:
        super().__init__(Plan(), Situation(manner=Manner(), turn_id=turn_id))
        self.captions = captions

    def step(self) -> Step:
        return Step(self._plan, self._now)

    def moment(self) -> View:
        now = self._now
        choices = choices_of(now.offered(), WORDING.actions)
        return View(
            state=now.state,
            turn_id=now.turn_id,
            speaking_turn_id=now.turn_id if now.speaking else 0,
            mood=Mood.SPEAKING if now.speaking else Mood.READY,
            mood_key="mood_ready",
            title="Counting",
            choices=choices,
            saying=texts_of(now.saying),
        )

    @property
    def shows_captions(self) -> bool:
        return self.captions

    def opening(self, step: Step) -> None:
        step.say()

    def do(self, step: Step, action: Action, means: Means) -> None:
        match action:
            case Action.NEXT:
                step.change(number=step.now.number + 1)
                step.say()
            case Action.BACK:
                step.change(state=Count.LOST)
            case Action.BEGIN:
                step.open_inside(Counting(step.now.turn_id), Keeping())
                step.out.append(TellInside(Line("hello inside")))
            case Action.STOP:
                step.say_goodbye("counted", Line("goodbye"))
            case _:
                raise AssertionError(action)

    def heard(self, step: Step, heard: SegmentHeard) -> None:
        step.wait(heard.waited_seconds)

    def overheard(self, step: Step, heard: SegmentHeard) -> None:
        step.wait(heard.waited_seconds)

    def took(self, step: Step, event: SceneEvent) -> None:
        match event:
            case SceneOver():
                step.change(outcomes=(*step.now.outcomes, event))
                step.listen()
            case SignOfLife():
                step.change(signs=(*step.now.signs, event.sign))
                if event.sign == "words":
                    step.out.append(EndInside())
            case _:
                super().took(step, event)
