"""The sound check as a script: what happens is written down, what is done is read off."""

import math
from dataclasses import dataclass, field, replace

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
from voice.scenes.sound_check.errands import (
    DevicesFound,
    Level,
    Part,
    Recorded,
)
from voice.scenes.sound_check.sound_check import SoundCheck
from voice.scenes.sound_check.states import Sounding
from voice.scenes.sound_check.step import Plan, offered
from voice.scenes.sound_check.wording import SoundSay

SETUP, HOME = load_language("en").setting_up, load_language("en").home
DEVICES = ("Speakers", "Headset")


def in_setup(**given: object) -> Plan:
    card = CrisisCard("The card.")
    return Plan(SETUP, "Reflect Aloud", crisis=card, in_setup=True, keys_line="Keys:", **given)  # type: ignore[arg-type]


def at_home(code: str = "en", **given: object) -> Plan:
    card = CrisisCard("The card.")
    return Plan(load_language(code).home, "Test", crisis=card, listens=True, **given)  # type: ignore[arg-type]


@dataclass
class Check:
    """Plays events into the scene and keeps every command."""

    plan: Plan = field(default_factory=in_setup)
    scene: SoundCheck = field(init=False)
    commands: list[Command] = field(default_factory=list)
    last: list[Command] = field(default_factory=list)
    heard: int = 0

    def __post_init__(self) -> None:
        self.scene = SoundCheck(self.plan, Manner())
        self.last = self.scene.start()
        self.commands += self.last

    @property
    def state(self) -> Sounding:
        return self.scene.now.state

    def happens(self, event: Event) -> "Check":
        self.last = self.scene.handle(event)
        self.commands += self.last
        return self

    def spoken(self) -> "Check":
        """What is being said has sounded; the ears, or what stands for them, are open."""
        self.happens(SpeechFinished(self.scene.now.turn_id))
        if self.scene.now.listening:
            self.happens(ListeningStarted(self.scene.now.turn_id))
        return self

    def chooses(self, what: "Action | SoundSay | int", means: Means = Means.KEY) -> "Check":
        """An action, or a choice by its line or its number."""
        if isinstance(what, Action):
            return self.happens(ActionChosen(what, means))
        if isinstance(what, SoundSay):
            what = offered(self.scene.now).index(what) + 1
        return self.happens(OptionChosen(what, means))

    def says(self, text: str, background: bool = False) -> "Check":
        self.heard += 1
        turn_id = self.scene.now.turn_id
        self.happens(SpeechStarted(turn_id, near=not background))
        said = replace(segment(text, self.heard, 1.0), background=background)
        return self.happens(SegmentHeard(turn_id, said, math.inf, 1.5))

    def recorded(self, level: Level = Level.FINE) -> "Check":
        return self.happens(Recorded(self.scene.now.attempt, level))

    def ears_close(self) -> "Check":
        open_turn_id = self.scene.now.open_turn_id
        return self if open_turn_id is None else self.happens(ListeningStopped(open_turn_id))

    def said(self) -> str:
        return " ".join(line.text for c in self.last if isinstance(c, Speak) for line in c.lines)

    def errands(self) -> list[Errand]:
        return [command for command in self.commands if isinstance(command, Errand)]


def line(say: SoundSay, **values: object) -> str:
    return HOME.line(say, **values)


def recording(plan: Plan | None = None) -> Check:
    """The tone has sounded, and it records."""
    return Check(plan or in_setup()).spoken().chooses(SoundSay.YES).spoken()


def judged(level: Level = Level.FINE, plan: Plan | None = None) -> Check:
    """It was recorded and played."""
    return recording(plan).recorded(level).spoken()


def standing_in(state: Sounding, plan: Plan | None = None) -> Check:
    """A check in this state, with nothing being said."""
    plan = plan or in_setup()
    match state:
        case Sounding.LOUDSPEAKER:
            return Check(plan).spoken()
        case Sounding.CHOOSING_LOUDSPEAKER:
            asked = Check(plan).spoken().chooses(SoundSay.OTHER_LOUDSPEAKER)
            return asked.happens(DevicesFound(Part.LOUDSPEAKER, DEVICES)).spoken()
        case Sounding.BEFORE_RECORDING:
            silent = Plan(
                plan.wording, plan.title, (Part.MICROPHONE,), plan.crisis, speaks=False,
                listens=plan.listens, in_setup=plan.in_setup, keys_line="Keys:",
            )  # fmt: skip
            return Check(silent).spoken()
        case Sounding.RECORDING:
            return recording(plan)
        case Sounding.MICROPHONE:
            return judged(plan=plan)
        case Sounding.CHOOSING_MICROPHONE:
            asked = judged(plan=plan).chooses(SoundSay.OTHER_MICROPHONE)
            return asked.happens(DevicesFound(Part.MICROPHONE, DEVICES)).spoken()
        case Sounding.CLOSING:
            return Check(plan).spoken().chooses(Action.STOP)
        case Sounding.DRAINING:
            closing = Check(plan).spoken().chooses(Action.STOP)
            return closing.spoken()
        case Sounding.ENDED:
            return standing_in(Sounding.DRAINING, plan).ears_close()
