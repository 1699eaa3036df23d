"""Stays at home as scripts: what happens is written down, what is done about it is read off.

A small driver over the real `FrontDoor` with the real wording of a language.
"""

import math
from dataclasses import dataclass, field, replace

from tests.scenes.reflection.playbook import plan as session_plan
from tests.scenes.reflection.playbook import segment
from voice.floor.actions import Action, Means
from voice.floor.commands import Command, Errand, Manner, Open, SetTimer, Speak
from voice.floor.crisis import CrisisCard
from voice.floor.events import (
    ActionChosen,
    Event,
    ListeningStarted,
    ListeningStopped,
    OptionChosen,
    SceneOver,
    SegmentHeard,
    ShutdownAsked,
    SpeechFinished,
    SpeechStarted,
    TimerFired,
)
from voice.language.loading import load_language
from voice.scenes.home.errands import (
    BackedUp,
    Erasable,
    KeyAwaited,
    KnownGuide,
    Listed,
    PassphraseWanted,
    SessionPrepared,
    Taken,
    Unlocked,
    WordsOpened,
)
from voice.scenes.home.home import FrontDoor
from voice.scenes.home.settings import Preferences
from voice.scenes.home.states import Home
from voice.scenes.home.step import Plan
from voice.scenes.reading.pieces import pieces_of_sessions
from voice.scenes.reading.step import Plan as ReadingPlan
from voice.values.transcript import Answer, AnswerState, Session

WORDING = load_language("en").home
GUIDE = KnownGuide("a-guide", "A Guide", "Somebody")


def plan(code: str = "en", been_before: bool = True) -> Plan:
    return Plan(
        load_language(code).home,
        GUIDE,
        been_before,
        "You hold the key.",
        CrisisCard("The card."),
    )


@dataclass
class Stay:
    """Plays events into the home and keeps every command."""

    plan: Plan = field(default_factory=plan)
    home: FrontDoor = field(init=False)
    commands: list[Command] = field(default_factory=list)
    last: list[Command] = field(default_factory=list)
    heard: int = 0

    def __post_init__(self) -> None:
        self.home = FrontDoor(self.plan, Manner())
        self.last = self.home.start()
        self.commands += self.last

    @property
    def state(self) -> Home:
        return self.home.now.state

    @property
    def turn_id(self) -> int:
        return self.home.now.turn_id

    def happens(self, event: Event) -> "Stay":
        self.last = self.home.handle(event)
        self.commands += self.last
        return self

    def spoken(self) -> "Stay":
        """The program finishes speaking, and its microphone opens."""
        self.happens(SpeechFinished(self.turn_id))
        if self.home.now.listening:
            opened = self.last
            self.happens(ListeningStarted(self.turn_id))
            self.last = opened + self.last
        return self

    def says(self, text: str, confidence: float = 1.0, background: bool = False) -> "Stay":
        self.heard += 1
        turn_id = self.turn_id
        self.happens(SpeechStarted(turn_id, near=not background))
        started = self.last
        said = segment(text, self.heard, confidence)
        said = replace(said, background=background)
        self.happens(SegmentHeard(turn_id, said, math.inf, 1.5))
        self.last = started + self.last
        return self

    def chooses(self, action: Action, means: Means = Means.KEY) -> "Stay":
        return self.happens(ActionChosen(action, means))

    def silence(self) -> "Stay":
        return self.happens(TimerFired("silence", self.turn_id))

    def prepared(self) -> "Stay":
        return self.happens(SessionPrepared(GUIDE, session_plan()))

    def over(self, kept: int = 3, reason: str = "finished") -> "Stay":
        return self.happens(SceneOver(reason, kept, 0, self.turn_id + 20, Manner(200, 1.0)))

    def microphone_closed(self) -> "Stay":
        open_turn_id = self.home.now.open_turn_id
        assert open_turn_id is not None
        return self.happens(ListeningStopped(open_turn_id))

    # What was done ------------------------------------------------------------------------

    def said(self) -> str:
        return " ".join(line.text for c in self.last if isinstance(c, Speak) for line in c.lines)

    def last_of(self, kind: type) -> list:
        return [command for command in self.last if isinstance(command, kind)]

    def errands(self) -> list[Errand]:
        return [command for command in self.commands if isinstance(command, Errand)]

    def opened(self) -> Open:
        (opened,) = self.last_of(Open)
        return opened

    def timer_seconds(self) -> float | None:
        timers = [c.seconds for c in self.last if isinstance(c, SetTimer) and c.name == "silence"]
        return timers[-1] if timers else None


def line(say: str, code: str = "en", **values: object) -> str:
    return load_language(code).home.line(say, **values)  # type: ignore[arg-type]


def at_home(code: str = "en", been_before: bool = True) -> Stay:
    """The hello is over, and somebody may choose."""
    return Stay(plan(code, been_before)).spoken()


def standing_by(code: str = "en", own_word: str = "") -> Stay:
    """Nothing was said yet, and it listens."""
    wanted = Preferences(stand_by=True)
    stay = Stay(replace(plan(code), preferences=wanted, own_word=own_word))
    return stay.happens(ListeningStarted(stay.turn_id))


def inside() -> Stay:
    """A session runs."""
    return at_home().says("begin").prepared()


ITEMS = ("A Guide.", "What is on your mind?", "Another.")


def asked(code: str = "en") -> Stay:
    """Somebody wants to hear their words, and is asked whether others may."""
    return at_home(code).chooses(Action.HEAR).spoken()


def unlocking(code: str = "en") -> Stay:
    """Somebody has said yes, and the words are behind a passphrase."""
    return asked(code).chooses(Action.YES).happens(PassphraseWanted()).spoken()


def choosing(code: str = "en") -> Stay:
    """Somebody has said yes, and there are several."""
    return asked(code).chooses(Action.YES).happens(Listed(ITEMS)).spoken()


def asked_to_erase(code: str = "en") -> Stay:
    """Somebody is asked whether to erase this session."""
    stay = at_home(code).chooses(Action.ERASE).spoken().chooses(Action.YES)
    return stay.happens(Erasable("s1", "3 March 2026", 14)).spoken()


def erasing(code: str = "en") -> Stay:
    """They have said yes, and may still take it back."""
    return asked_to_erase(code).chooses(Action.YES).spoken()


WAYS = Listed(("Locked, so that only my therapist can open it.", "As a page, not locked."))
TAKEN = Taken("Documents", "reflect, March third, 2026", "my therapist", "/home/me/Documents/a.age")


BACKED_UP = BackedUp("STICK", "reflect backup", "/media/me/STICK/reflect-backup-1", True, 0, True)


def offered_to_take(code: str = "en", ways: Listed = WAYS) -> Stay:
    """A session was chosen to be taken along, and as what is asked."""
    stay = at_home(code).chooses(Action.TAKE_ALONG).spoken().chooses(Action.YES)
    return stay.happens(ways).spoken()


def asked_unlocked(code: str = "en") -> Stay:
    """Somebody has chosen what anybody could read, and is asked."""
    return offered_to_take(code).happens(OptionChosen(2, Means.PAGE)).happens(Unlocked()).spoken()


def opened() -> WordsOpened:
    """One session of somebody's, to be read."""
    answer = Answer("safe", "What is safe?", AnswerState.ANSWERED, (segment("my sister", 1),))
    session = Session("s1", "guide", "2026-11-24T09:00:00+01:00", (answer,), "A Guide")
    pieces = pieces_of_sessions([session], WORDING, lambda _moment: "24 November 2026")
    return WordsOpened(ReadingPlan("A Guide", tuple(pieces), WORDING))


def standing_in(state: Home, code: str = "en") -> Stay:
    """The home in this state."""
    match state:
        case Home.TELLING:
            return Stay(plan(code))
        case Home.AT_HOME:
            return at_home(code)
        case Home.PREPARING:
            return at_home(code).chooses(Action.BEGIN)
        case Home.ASKING:
            return asked(code)
        case Home.CHOOSING:
            return choosing(code)
        case Home.CONFIRMING:
            return asked_to_erase(code)
        case Home.UNLOCKING:
            return unlocking(code)
        case Home.OPENING:
            return asked(code).chooses(Action.YES).happens(KeyAwaited())
        case Home.INSIDE:
            return at_home(code).chooses(Action.BEGIN).prepared()
        case Home.STANDING_BY:
            return standing_by(code)
        case Home.LEAVING:
            return at_home(code).chooses(Action.STOP).spoken()
        case Home.CLOSING:
            return at_home(code).happens(ShutdownAsked())
        case Home.DRAINING:
            return at_home(code).happens(ShutdownAsked()).spoken()
        case Home.ENDED:
            return at_home(code).happens(ShutdownAsked()).spoken().microphone_closed()
