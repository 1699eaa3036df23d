"""A recording as a script: what happens is written down, what is done is read off."""

import math
from dataclasses import dataclass, field, replace
from typing import Any, Self

from tests.scenes.reflection.playbook import segment
from voice.floor.actions import Action, Means
from voice.floor.commands import Command, Errand, Manner, Speak
from voice.floor.crisis import CrisisCard
from voice.floor.events import (
    ActionChosen,
    Event,
    ListeningStarted,
    ListeningStopped,
    OptionChosen,
    SegmentHeard,
    SpeechFinished,
    SpeechStarted,
)
from voice.language.loading import load_language
from voice.scenes.recording.errands import NotKept, ReadingsFound, Taken
from voice.scenes.recording.recording import GuideRecording
from voice.scenes.recording.states import Recording
from voice.scenes.recording.step import Plan, offered
from voice.scenes.recording.takes import Fault, Reading
from voice.scenes.recording.wording import RecordSay
from voice.values.errors import DeviceError

TEXTS = {"theme t": "This is about trust.", "question a": "Whom?", "question b": "And why?"}
READ = Reading(b"fLaC", 2.0)
TROUBLE = DeviceError("the disk is full", "make room").trouble


def plan(code: str = "en", **given: object) -> Plan:
    return Plan(load_language(code).recording, "A Guide", TEXTS, CrisisCard("The card."), **given)  # type: ignore[arg-type]


@dataclass
class Played:
    """Plays events into a scene in which takes are made, and keeps every command."""

    scene: Any = field(init=False)
    commands: list[Command] = field(default_factory=list)
    last: list[Command] = field(default_factory=list)
    heard: int = 0

    def begins(self, scene: Any) -> None:
        self.scene = scene
        self.last = self.scene.start()
        self.commands += self.last

    @property
    def state(self) -> Any:
        return self.scene.now.state

    @property
    def attempt(self) -> int:
        return self.scene.now.takes.attempt

    def numbered(self) -> tuple[Any, ...]:
        """What is chosen by its number, in that order."""
        raise NotImplementedError

    def happens(self, event: Event) -> Self:
        self.last = self.scene.handle(event)
        self.commands += self.last
        return self

    def spoken(self) -> Self:
        """What is being said has sounded, the tone too; the ears are open."""
        self.happens(SpeechFinished(self.scene.now.turn_id))
        if self.scene.now.listening:
            self.happens(ListeningStarted(self.scene.now.turn_id))
        return self

    def chooses(self, what: Any, means: Means = Means.KEY) -> Self:
        """An action that is offered, or a choice by its line or its number."""
        if what in self.numbered():
            return self.happens(OptionChosen(self.numbered().index(what) + 1, means))
        if isinstance(what, Action):
            return self.happens(ActionChosen(what, means))
        return self.happens(OptionChosen(what, means))

    def says(self, text: str, background: bool = False) -> Self:
        self.heard += 1
        turn_id = self.scene.now.turn_id
        self.happens(SpeechStarted(turn_id, near=not background))
        said = replace(segment(text, self.heard, 1.0), background=background)
        return self.happens(SegmentHeard(turn_id, said, math.inf, 1.5))

    def ears_close(self) -> Self:
        open_turn_id = self.scene.now.open_turn_id
        return self if open_turn_id is None else self.happens(ListeningStopped(open_turn_id))

    def said(self) -> str:
        return " ".join(line.text for c in self.last if isinstance(c, Speak) for line in c.lines)

    def errands(self) -> list[Errand]:
        return [command for command in self.commands if isinstance(command, Errand)]


@dataclass
class Read(Played):
    """The same of a guide that is read aloud."""

    plan: Plan = field(default_factory=plan)

    def __post_init__(self) -> None:
        self.begins(GuideRecording(self.plan, Manner()))

    def numbered(self) -> tuple[Any, ...]:
        return offered(self.scene.now)

    def read(self, *faults: Fault) -> "Read":
        """Somebody waits for the tone, reads, and hears it."""
        self.chooses(RecordSay.RECORD_NOW).spoken()
        return self.taken(*faults)

    def taken(self, *faults: Fault) -> "Read":
        return self.happens(Taken(self.attempt, replace(READ, faults=faults))).spoken()


def line(say: RecordSay, **values: object) -> str:
    return load_language("en").recording.line(say, **values)


def at_text(given: Plan | None = None, own: bool = True, **read: Reading) -> Read:
    """Who reads has been told, and the first text is shown."""
    who = RecordSay.MYSELF if own else RecordSay.SOMEBODY
    found = {name.replace("_", " "): each for name, each in read.items()}
    return Read(plan=given or plan()).spoken().chooses(who).happens(ReadingsFound(found)).spoken()


def standing_in(state: Recording, given: Plan | None = None) -> Read:
    """A recording in this state, with nothing being said."""
    match state:
        case Recording.WHO:
            return Read(plan=given or plan()).spoken()
        case Recording.UNREAD:
            return at_text(given)
        case Recording.READING:
            return at_text(given).chooses(RecordSay.RECORD_NOW).spoken()
        case Recording.READ:
            return at_text(given).read()
        case Recording.NOT_KEPT:
            return at_text(given).read().chooses(Action.STOP).happens(NotKept(TROUBLE)).spoken()
        case Recording.CLOSING:
            return Read(plan=given or plan()).spoken().chooses(Action.STOP)
        case Recording.DRAINING:
            return standing_in(Recording.CLOSING, given).spoken()
        case Recording.ENDED:
            return standing_in(Recording.DRAINING, given).ears_close()
