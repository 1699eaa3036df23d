"""What recording a guide and teaching a sound share: one take after a tone, ended, and played back.

A scene says what a take is of, what is asked between two, and what is kept; when the microphone is
asked for, what breaks a take off and when nothing comes of it is here, once. While one is being
made nobody is recognised: nothing in it is taken for a command.
"""

from abc import abstractmethod
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, ClassVar, TypeVar

from voice.floor.choosing import ASKED_ANEW, ChoosingFloor, take_choice_heard, take_choice_overheard
from voice.floor.commands import CancelTimer, Command, Line, Listen, SetTimer
from voice.floor.events import SceneEvent, SegmentHeard, TimerFired
from voice.floor.scene import Scene
from voice.floor.step import FloorStep, PlanT
from voice.floor.turn import Patience, next_wait
from voice.floor.understanding import forms_of
from voice.floor.view import Option
from voice.scenes.recording.errands import (
    DropReading,
    EndReading,
    MicrophoneOpen,
    NotTaken,
    ReadingOver,
    Taken,
    TakeReading,
)
from voice.scenes.recording.states import Occasion
from voice.scenes.recording.takes import Choice, Reading, Takes
from voice.scenes.recording.wording import RecordSay

MICROPHONE_TIMER = "microphone"
FIRST_FRAME_SECONDS = 8.0
"""A microphone that gives nothing by then gives nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakingFloor(ChoosingFloor):
    """One moment of a scene in which takes are made."""

    takes: Takes
    asked_to_end: bool = False
    """The system has asked: nothing is asked any more."""


TakingT = TypeVar("TakingT", bound=TakingFloor)


@dataclass(slots=True)
class TakingStep(FloorStep[PlanT, TakingT]):
    """The moment as it becomes, and the commands so far."""

    taking: ClassVar[StrEnum]
    """The state in which a take is made, after its tone."""

    @property
    @abstractmethod
    def leading_in(self) -> Line:
        """The line before its tone."""

    @abstractmethod
    def options(self) -> tuple[Option, ...]:
        """What is chosen by its number, as it is shown."""

    @abstractmethod
    def present(self, *before: Line) -> None:
        """What a take is to be of, as it stands."""

    @abstractmethod
    def taken(self, reading: Reading) -> None:
        """A take is there: play it, and say what is wrong with it."""

    def ending(self) -> Command:
        """What has a take ended and made ready."""
        return EndReading(self.now.takes)

    def listening(self) -> Listen:
        """With all that can be asked for here."""
        return Listen(self.now.turn_id, forms=forms_of(self.now.offered(), self.plan.wording))

    def take_floor(self) -> None:
        """Whatever is said now is not to be in a take: that is begun anew, or nobody's."""
        if self.now.takes.is_reading:
            self.out.append(DropReading())
        FloorStep[PlanT, TakingT].take_floor(self)

    def silence_leads_to(self) -> tuple[str, float, bool] | None:
        """What is asked is said twice more; then it waits."""
        waiting = next_wait(self.now.turn, Patience())
        return None if waiting is None else (*waiting, True)

    def ask(self, state: StrEnum, before: tuple[Line, ...], *asked: Line) -> None:
        """Say it with the choices of this state; "repeat" says it again without what leads it."""
        self.change(then=state, state=state, **ASKED_ANEW)
        named = tuple(Line(f"{o.number}: {o.text}.") for o in self.options())
        self.change(prompt=(*asked, *named), option_lines=named)
        self.speak(state, *before, *asked, *named)

    def make_take(self) -> None:
        """After the tone it is made; what was being taken is nobody's."""
        lines = (self.leading_in,)
        self.change(prompt=lines, option_lines=(), then=self.taking)
        self.speak(self.taking, *lines)

    def take(self) -> None:
        """The tone has sounded: what comes from now on is the take, and nobody is recognised."""
        turn_id, takes = self.now.turn_id + 1, self.now.takes.chosen(Choice.AGAIN)
        self.change(turn_id=turn_id, takes=takes, saying=(), microphone_open=True)
        self.out.append(TakeReading(takes.attempt))
        self.out.append(SetTimer(MICROPHONE_TIMER, turn_id, FIRST_FRAME_SECONDS))

    def end_take(self) -> None:
        """It was made."""
        self.out += [CancelTimer(MICROPHONE_TIMER), self.ending()]

    def drop_take(self) -> None:
        """What is being made in this moment is not wanted."""
        self.out += [CancelTimer(MICROPHONE_TIMER), DropReading()]
        self.change(takes=self.now.takes.broken_off())
        self.take_floor()

    def not_taken(self, line: Line) -> None:
        """Nothing came of it: say why, and ask what to do."""
        self.change(takes=self.now.takes.broken_off(), microphone_open=False)
        self.present(line, *self.still_there())

    def still_there(self) -> tuple[Line, ...]:
        """What is said of the take before, where nothing came of another one."""
        return ()


TakingStepT = TypeVar("TakingStepT", bound=TakingStep[Any, Any])


class Taking(Scene[PlanT, TakingT, TakingStepT]):
    """What such a scene does about its takes; the rest is each one's own."""

    def speech_over(self, step: TakingStepT) -> None:
        """After the tone it is made; anywhere else the person has the floor."""
        if step.now.takes.is_reading and not step.now.card:
            step.take()
        else:
            Scene[PlanT, TakingT, TakingStepT].speech_over(self, step)

    def silence_over(self, step: TakingStepT, what: str) -> None:
        """What is asked once more."""
        turn = step.now.turn
        step.change(turn=replace(turn, lines_said=turn.lines_said + 1))
        step.say_again()

    def timer(self, step: TakingStepT, fired: TimerFired) -> None:
        """The microphone has given nothing."""
        wanted = step.now.takes.is_reading and fired.turn_id == step.now.turn_id
        if fired.name == MICROPHONE_TIMER and wanted:
            step.trigger = Occasion.TAKEN
            step.not_taken(step.line(RecordSay.MICROPHONE_SILENT))

    def heard(self, step: TakingStepT, heard: SegmentHeard) -> None:
        """A choice, or nothing."""
        take_choice_heard(self, step, heard)

    def overheard(self, step: TakingStepT, heard: SegmentHeard) -> None:
        """Another's: what cannot wait."""
        take_choice_overheard(self, step, heard)

    def took_of_take(self, step: TakingStepT, event: SceneEvent) -> bool:
        """What comes of a take; dropped where the person has gone on. Whether it was that."""
        takes = step.now.takes
        match event:
            case MicrophoneOpen():
                if takes.wants(event.attempt):
                    step.out.append(CancelTimer(MICROPHONE_TIMER))
            case ReadingOver():
                if takes.wants(event.attempt):
                    step.trigger = Occasion.OVER
                    step.end_take()
            case Taken():
                if takes.wants(event.attempt):
                    step.trigger = Occasion.TAKEN
                    step.taken(event.reading)
            case NotTaken():
                if takes.wants(event.attempt):
                    step.trigger = Occasion.TAKEN
                    words = step.words_for(event.trouble)
                    step.not_taken(step.trouble(RecordSay.NOT_TAKEN, words))
            case _:
                return False
        return True
