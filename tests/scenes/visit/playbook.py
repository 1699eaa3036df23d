"""Visits to a kiosk as scripts: what happens is written down, what is done is read off.

A small driver over the real `Kiosk` with the real English wording.
"""

import math
from dataclasses import dataclass, field, replace

from tests.scenes.reflection.playbook import plan as session_plan
from tests.scenes.reflection.playbook import segment
from tests.values.troubles import MICROPHONE_GONE
from voice.floor.actions import Action, Means
from voice.floor.commands import (
    Command,
    Line,
    Manner,
    SetTimer,
    Speak,
)
from voice.floor.crisis import CrisisCard
from voice.floor.events import (
    ActionChosen,
    Event,
    SceneOver,
    SegmentHeard,
    SpeechFinished,
    SpeechStarted,
    TimerFired,
)
from voice.language.loading import load_language
from voice.scenes.visit.commands import (
    Keeper,
    Occurrence,
    Report,
)
from voice.scenes.visit.events import (
    HoursChanged,
    KeyMade,
    RoomMeasured,
)
from voice.scenes.visit.kiosk import Kiosk
from voice.scenes.visit.room_check import MEASUREMENTS
from voice.scenes.visit.situation import Holder, Plan
from voice.scenes.visit.states import KioskState

LANGUAGE = load_language("en")
WORDING = LANGUAGE.kiosk

PLAN = Plan(
    wording=WORDING,
    title="A Guide",
    clinic="The Clinic",
    erase_later="ask at the desk",
    keeper=Keeper.CLINIC,
    holders=(Holder("The Clinic", "aaaa bbbb cccc dddd"),),
    manner=Manner(160, 0.8),
    session=session_plan(),
    keepers={keeper: f"Kept by {keeper}." for keeper in Keeper},
    loudest=1.0,
    invitation_volume=0.3,
    invitation_seconds=600.0,
    crisis=CrisisCard("The card."),
)

QUIET = ((-70.0,) * MEASUREMENTS, (False,) * MEASUREMENTS)
NOISY = ((-40.0,) * MEASUREMENTS, (False,) * MEASUREMENTS)
VOICES = ((-50.0,) * MEASUREMENTS, (True,) * 10 + (False,) * 20)


@dataclass
class Visit:
    """Plays events into a kiosk and keeps every command."""

    plan: Plan = PLAN
    kiosk: Kiosk = field(init=False)
    commands: list[Command] = field(default_factory=list)
    last: list[Command] = field(default_factory=list)
    heard: int = 0

    def __post_init__(self) -> None:
        self.kiosk = Kiosk(self.plan)
        self.last = self.kiosk.start()
        self.commands += self.last

    @property
    def state(self) -> KioskState:
        return self.kiosk.now.state

    @property
    def turn_id(self) -> int:
        return self.kiosk.now.turn_id

    def happens(self, event: Event) -> "Visit":
        self.last = self.kiosk.handle(event)
        self.commands += self.last
        return self

    def spoken(self) -> "Visit":
        return self.happens(SpeechFinished(self.turn_id))

    def says(self, text: str, confidence: float = 1.0, after_seconds: float = 1.5) -> "Visit":
        self.heard += 1
        turn_id = self.turn_id
        self.happens(SpeechStarted(turn_id))
        started = self.last
        passage = segment(text, self.heard, confidence)
        self.happens(SegmentHeard(turn_id, passage, math.inf, after_seconds))
        self.last = started + self.last
        return self

    def sound(self) -> "Visit":
        """Something like a voice, without a word."""
        self.happens(SpeechStarted(self.turn_id))
        return self.says_nothing()

    def says_words(self) -> "Visit":
        """A passage that is no choice, and began unheard."""
        self.heard += 1
        passage = segment("they went on and on", self.heard)
        return self.happens(SegmentHeard(self.turn_id, passage, math.inf, 1.5))

    def says_nothing(self) -> "Visit":
        self.heard += 1
        return self.happens(SegmentHeard(self.turn_id, segment("", self.heard), math.inf, math.inf))

    def chooses(self, action: Action, means: Means = Means.PAGE) -> "Visit":
        return self.happens(ActionChosen(action, means))

    def timer(self, name: str) -> "Visit":
        """This timer, which has to be running, runs out."""
        return self.happens(TimerFired(name, self.kiosk.now.timers[name]))

    def room(self, sound: tuple[tuple[float, ...], tuple[bool, ...]] = QUIET) -> "Visit":
        return self.happens(RoomMeasured(self.turn_id, *sound))

    def session_over(self, kept: int = 3, unwritten: int = 0, reason: str = "finished") -> "Visit":
        last_turn = self.turn_id + 20
        return self.happens(SceneOver(reason, kept, unwritten, last_turn, Manner(200, 1.0)))

    # What was done ------------------------------------------------------------------------

    def said(self) -> str:
        return " ".join(line.text for c in self.last if isinstance(c, Speak) for line in c.lines)

    def last_of(self, kind: type) -> list:
        return [command for command in self.last if isinstance(command, kind)]

    def all_of(self, kind: type) -> list:
        return [command for command in self.commands if isinstance(command, kind)]

    def reports(self) -> list[Occurrence]:
        return [c.occurrence for c in self.commands if isinstance(c, Report)]

    def timer_seconds(self, name: str) -> float | None:
        timers = [c for c in self.last if isinstance(c, SetTimer) and c.name == name]
        return timers[-1].seconds if timers else None


def line(say: str, **values: object) -> str:
    return WORDING.line(say, **values)  # type: ignore[arg-type]


def resting(plan: Plan = PLAN, inviting: bool = False) -> Visit:
    """A kiosk that waits for somebody."""
    return Visit(plan).happens(HoursChanged(inviting)).spoken().timer("opening")


def asked(plan: Plan = PLAN) -> Visit:
    """Somebody has come and heard the consent."""
    return resting(plan).says("i'm ready").spoken()


def choosing(keeper: Keeper = Keeper.CLIENT) -> Visit:
    """Somebody has agreed, in a quiet room, and can choose a key."""
    return asked(replace(PLAN, keeper=keeper)).says("yes").spoken().room().spoken()


def in_session() -> Visit:
    """The session runs."""
    return asked().says("yes").spoken().room()


def parting() -> Visit:
    """The session has ended, and three passages of it are sealed."""
    return in_session().session_over().spoken()


def standing_in(state: KioskState) -> Visit:
    """A kiosk in this state, with the person having the floor where there is one."""
    match state:
        case KioskState.OPENING:
            return Visit()
        case KioskState.RESTING:
            return resting()
        case KioskState.CONSENTING:
            return asked()
        case KioskState.MEASURING:
            return asked().says("yes").spoken()
        case KioskState.ADVISING:
            return asked().says("yes").spoken().room(NOISY).spoken()
        case KioskState.CHOOSING_KEY:
            return choosing()
        case KioskState.ENTERING_KEY:
            return choosing().says("my own key").spoken()
        case KioskState.SHOWING_KEY:
            made = KeyMade("age1client", "1111 2222", printed=False)
            return choosing().says("take a key").happens(made).spoken()
        case KioskState.IN_SESSION:
            return in_session()
        case KioskState.PARTING:
            return parting()
        case KioskState.CONFIRMING_ERASURE:
            return parting().says("erase everything").spoken()
        case KioskState.LEAVING:
            return asked().says("no")
        case KioskState.TROUBLED:
            from voice.floor.events import DeviceFailed

            return resting().happens(DeviceFailed("microphone", MICROPHONE_GONE)).spoken()
        case KioskState.CLOSED:
            from voice.floor.events import ShutdownAsked

            return resting().happens(ShutdownAsked())


def as_text(lines: tuple[Line, ...]) -> str:
    return " ".join(each.text for each in lines)
