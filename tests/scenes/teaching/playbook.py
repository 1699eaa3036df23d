"""Teaching as a script: what happens is written down, what is done is read off."""

from dataclasses import dataclass, field
from typing import Any

from tests.scenes.recording.playbook import TROUBLE, Played
from voice.floor.actions import Action, Means
from voice.floor.commands import Manner
from voice.floor.crisis import CrisisCard
from voice.floor.events import ActionChosen
from voice.language.loading import load_language
from voice.scenes.recording.errands import Taken
from voice.scenes.recording.takes import Fault
from voice.scenes.teaching.errands import Example, SoundNotKept
from voice.scenes.teaching.situation import FEWEST_EXAMPLES, Plan, offered
from voice.scenes.teaching.states import Teaching
from voice.scenes.teaching.teaching import SoundTeaching
from voice.scenes.teaching.wording import TeachSay


def plan(code: str = "en", *taught: Action, **given: Any) -> Plan:
    return Plan(
        load_language(code).teaching, "Reflect Aloud", taught, CrisisCard("The card."), **given
    )


def line(say: TeachSay, **values: object) -> str:
    return load_language("en").teaching.line(say, **values)


@dataclass
class Taught(Played):
    """Somebody who teaches sounds."""

    plan: Plan = field(default_factory=plan)

    def __post_init__(self) -> None:
        self.begins(SoundTeaching(self.plan, Manner()))

    def numbered(self) -> tuple[Any, ...]:
        return offered(self.scene.now)

    def makes(self, *faults: Fault, features: bytes = b"features", **like: Any) -> "Taught":
        """Waits for the tone, makes a sound, and hears it."""
        choice = TeachSay.MAKE if TeachSay.MAKE in self.numbered() else TeachSay.AGAIN
        self.chooses(choice).spoken()
        return self.made(*faults, features=features, **like).spoken()

    def made(self, *faults: Fault, features: bytes = b"features", **like: Any) -> "Taught":
        return self.happens(Taken(self.attempt, Example(b"", 0.8, faults, features, **like)))

    def acts(self, action: Action, means: Means = Means.KEY) -> "Taught":
        """The action itself, where its sound is among the choices, too."""
        return self.happens(ActionChosen(action, means))

    def keeps(self, count: int = FEWEST_EXAMPLES) -> "Taught":
        for number in range(count):
            self.makes(features=b"features %d" % number).chooses(TeachSay.KEEP).spoken()
        return self


def at_action(action: Action = Action.NEXT, given: Plan | None = None) -> Taught:
    return Taught(plan=given or plan()).spoken().chooses(action).spoken()


def standing_in(state: Teaching, given: Plan | None = None) -> Taught:
    """Teaching in this state, with nothing being said."""
    with_next = given or plan("en", Action.NEXT, can_seal=True)
    match state:
        case Teaching.WHICH:
            return Taught(plan=with_next).spoken()
        case Teaching.TAUGHT:
            return at_action(Action.NEXT, with_next)
        case Teaching.UNMADE:
            return at_action(Action.STOP, with_next)
        case Teaching.MAKING:
            return at_action(Action.STOP, with_next).chooses(TeachSay.MAKE).spoken()
        case Teaching.MADE:
            return at_action(Action.STOP, with_next).makes()
        case Teaching.ENOUGH:
            return at_action(Action.STOP, with_next).keeps()
        case Teaching.TALK:
            return standing_in(Teaching.ENOUGH, with_next).chooses(TeachSay.COMPARE).spoken()
        case Teaching.SEALING:
            return standing_in(Teaching.ENOUGH, with_next).chooses(TeachSay.LEARN).spoken()
        case Teaching.FORGETTING:
            return standing_in(Teaching.TAUGHT, with_next).chooses(TeachSay.FORGET).spoken()
        case Teaching.UNTRIED:
            return standing_in(Teaching.WHICH, with_next).chooses(TeachSay.TRY).spoken()
        case Teaching.TRIED:
            return standing_in(Teaching.UNTRIED, with_next).makes(meant=Action.NEXT)
        case Teaching.NOT_KEPT:
            sealing = standing_in(Teaching.SEALING, with_next).chooses(TeachSay.NO_SOUND)
            return sealing.happens(SoundNotKept(TROUBLE)).spoken()
        case Teaching.CLOSING:
            return Taught(plan=with_next).spoken().acts(Action.STOP)
        case Teaching.DRAINING:
            return standing_in(Teaching.CLOSING, with_next).spoken()
        case Teaching.ENDED:
            return standing_in(Teaching.DRAINING, with_next).ears_close()
