"""All that the home remembers, as one frozen value, and the step that changes it.

Data and the small vocabulary of a step; what an action does is in `doing`.
"""

from dataclasses import dataclass, field, replace

from voice.floor.actions import UNDO_SECONDS, Action, Needs, Rule
from voice.floor.commands import CancelTimer, Line, Listen, SetTimer
from voice.floor.crisis import CrisisCard
from voice.floor.situation import Floor
from voice.floor.step import FloorStep
from voice.floor.table import Trigger
from voice.floor.turn import CONFIRM_SECONDS, Patience, Turn, next_wait
from voice.floor.understanding import forms_of
from voice.floor.wording import Say, Wording
from voice.scenes.home.errands import (
    CloseWords,
    EraseSession,
    HearVoice,
    HomeErrand,
    KnownGuide,
    Words,
)
from voice.scenes.home.settings import Among, Chosen, Preferences, Setting, items_of
from voice.scenes.home.states import TABLE, Home
from voice.scenes.home.wording import HomeSay

UNDO_TIMER = "undo"

UNLOCKING_SECONDS = 300.0
"""Nothing sealed is shown while a passphrase is typed; after so long without a letter what was
typed is wiped. By one switch at its slowest, fifteen seconds a row and a key, one letter may take
four minutes."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """A session that is to be erased, and not yet is."""

    session_id: str
    timer_turn_id: int | None = None
    """The turn in which the undo timer was set; it starts when the person can speak again."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What the home is given at its start; its words change where another language is spoken."""

    wording: Wording
    guide: KnownGuide
    """The one of the last session."""
    been_before: bool = False
    """Whether there has been a session: then what was explained before is left out."""
    keeper: str = ""
    """Who holds the key, in words that can be spoken."""
    crisis: CrisisCard = field(default_factory=CrisisCard)
    preferences: Preferences = field(default_factory=Preferences)
    """As they were chosen before."""
    loudest: float = 1.0
    speaks: bool = True
    """Whether anything is heard here."""
    own_word: str = field(default="", repr=False)
    """What the person chose to say in place of a key."""
    unfinished: bool = False
    """Whether a session was left unfinished."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation(Floor):
    """One moment at home."""

    table = TABLE

    guide: KnownGuide
    state: Home = Home.TELLING
    then: Home = Home.AT_HOME
    been_before: bool = False
    unfinished: bool = False
    known: frozenset[str] = frozenset()
    """The guides whose introductions were heard already, by name."""
    asked: HomeErrand | None = None
    """What the desk was asked for last: where that waits for the key it is asked for again."""
    passphrase_turn_id: int = 0
    """The turn in which a passphrase was asked for last, as long as none was given; what is typed
    is never here."""
    key_tried: bool = False
    """Whether it became known, while something was said, whether the key opens."""
    can_go_without: bool = False
    """Whether what waits for the key can be done without it."""
    words: Words | None = None
    """Which words were asked for; None where it was a guide."""
    items: tuple[str, ...] = ()
    """What there is to choose from."""
    candidate: int = 0
    """What a yes would take, while one is being chosen."""
    among: Among = Among.THINGS
    """Of what kind that is."""
    preferences: Preferences = field(default_factory=Preferences)
    before: Chosen | None = None
    """What the setting that was changed last was, while it can be taken back."""
    shown: str = ""
    """What stands beside what is said, and is not spoken: where a file is, what to type."""
    unlocked: bool = False
    """Whether it is asked about writing what anybody can read; otherwise about erasing."""
    to_erase: str = ""
    """The session that is asked about."""
    erasure: Erasure | None = None
    untold: tuple[Line, ...] = ()
    """What came of an errand while the person was elsewhere."""
    holds_session: bool = False
    """Whether it is a session that runs inside."""
    turn: Turn = field(default_factory=Turn)
    """How often the choices were said into the silence."""
    doubted: Action | None = None
    """What was not heard well, or by another: said again, it is done."""
    told_of_missing: bool = False
    """Whether the person was told that they were not understood, since they last chose."""
    shutting_down: bool = False
    window_gone: bool = False
    """Whether the window was closed while a session went on by voice."""
    locked: bool = False
    """Nobody has shown that they are more than a voice in the room."""

    @property
    def in_settings(self) -> bool:
        """Whether what there is to choose from are the settings."""
        return self.among is Among.SETTINGS

    def fits(self, rule: Rule) -> bool:
        """Whether there is something to take back."""
        if rule.action is Action.RESUME and self.waiting_state is Home.AT_HOME and not self.card:
            return self.locked
        if rule.action is Action.GO_ON_UNFINISHED:
            return self.unfinished
        change = self.before if self.waiting_state is Home.CHOOSING else self.erasure
        return rule.needs is not Needs.CHANGE or change is not None


@dataclass(slots=True)
class Step(FloorStep[Plan, Situation]):
    """The moment as it becomes, and the commands so far."""

    def listen(self) -> None:
        """Give the floor to the person in the state that was to follow."""
        if self.now.then is Home.OPENING and self.now.key_tried and not self.now.card:
            self.ask_again()
            return
        FloorStep[Plan, Situation].listen(self)
        erasure = self.now.erasure
        if erasure is not None and erasure.timer_turn_id is None:
            self.start_undo_timer(erasure, UNDO_SECONDS)

    def listening(self) -> Listen:
        """With all that can be asked for here: at home nothing else is said to the program."""
        possible = TABLE.ways(self.now.state, self.now.card)
        return Listen(self.now.turn_id, forms=forms_of(possible, self.plan.wording))

    def silence_leads_to(self) -> tuple[str, float, bool] | None:
        """What is asked is said once more and then left; at home twice, then nothing is said."""
        match self.now.state:
            case Home.LEAVING:
                return "close", UNDO_SECONDS, False
            case Home.ASKING | Home.CONFIRMING:
                return "give up", CONFIRM_SECONDS, False
            case Home.UNLOCKING:
                return "give up", UNLOCKING_SECONDS, False
            case Home.STANDING_BY | Home.OPENING:
                return None
            case Home.CHOOSING if self.now.is_deaf and self.now.words is not None:
                return "give up", UNLOCKING_SECONDS, False  # the key is held as long as the list is
            case _:
                waiting = None if self.now.is_deaf else next_wait(self.now.turn, Patience())
                return None if waiting is None else (*waiting, True)

    def come_home(self, *before: Line) -> None:
        """Say what can be done here, and wait for it."""
        choices = self.line(HomeSay.LOCKED_CHOICES if self.now.locked else HomeSay.CHOICES)
        self.change(
            prompt=(choices,),
            turn=Turn(),
            items=(),
            candidate=0,
            among=Among.THINGS,
            before=None,
            shown="",
            unlocked=False,
        )
        self.forget_words()
        unfinished = self.now.unfinished and not self.now.locked
        also = (self.line(HomeSay.UNFINISHED_THERE),) if unfinished else ()
        untold = self.now.untold
        self.change(untold=())
        self.tell(*untold, *before, *also, choices, then=Home.AT_HOME)

    def forget_words(self) -> None:
        """Nothing that was opened is wanted any more."""
        if self.now.words is not None or self.now.can_go_without:
            self.change(words=None, can_go_without=False)
            self.out.append(CloseWords())

    def start_undo_timer(self, erasure: Erasure, seconds: float) -> None:
        """From now on the session can be kept for so long."""
        self.change(erasure=replace(erasure, timer_turn_id=self.now.turn_id))
        self.out.append(SetTimer(UNDO_TIMER, self.now.turn_id, seconds))

    def settle(self) -> None:
        """What is to be erased is erased now: nobody can take it back any more."""
        if self.now.erasure is not None:
            self.out.append(CancelTimer(UNDO_TIMER))
            self.out.append(EraseSession(self.now.erasure.session_id))
            self.change(erasure=None)

    def ask_desk(self, errand: HomeErrand) -> None:
        """Let the desk do something, and wait for its answer."""
        self.take_floor()
        self.change(state=Home.PREPARING, then=Home.PREPARING, saying=(), shown="", away=True)
        self.change(asked=errand, key_tried=False)
        self.out.append(errand)

    def ask_again(self) -> None:
        """Ask the desk for what has waited for the key."""
        assert self.now.asked is not None, "nothing waits that was not asked for"
        self.ask_desk(self.now.asked)

    def look_at(self, index: int, *before: Line) -> None:
        """Say one of what there is to choose from, and ask whether it is that."""
        index = min(max(0, index), len(self.now.items) - 1)
        self.change(candidate=index, before=None)
        say = HomeSay.CHANGE_THIS if self.now.in_settings else HomeSay.THIS_ONE
        line = self.line(say, number=index + 1, what=self.now.items[index])
        self.change(prompt=(line,))
        self.tell(*before, line, then=Home.CHOOSING)

    def hear_voice(self, index: int) -> None:
        """Have one of the voices heard, as quick and as loud as it would speak."""
        index = min(max(0, index), len(self.now.items) - 1)
        sample = self.line(HomeSay.VOICE_SAMPLE).text
        self.ask_desk(HearVoice(index + 1, sample, self.now.manner))

    def say_again(self) -> None:
        """What is asked here; a setting as it is by now, and a voice at the pace of now."""
        if self.now.in_settings and self.now.waiting_state is Home.CHOOSING:
            self.tell_setting(self.now.candidate)
        elif self.now.among is Among.VOICES and self.now.waiting_state is Home.CHOOSING:
            self.hear_voice(self.now.candidate)
        else:
            self.tell(*self.now.prompt)

    def tell_setting(self, index: int) -> None:
        """Say what a setting is by now: whether to change it, or where it was, that it is."""
        items = items_of(self.now.preferences, self.now.manner, self.plan.wording)
        self.change(items=items, among=Among.SETTINGS, candidate=index)
        before = self.now.before
        if before is None:
            self.look_at(index)
        else:
            heard = before.setting is Setting.VOICE  # it is, and has no name that says more
            what = self.line(HomeSay.VOICE_TAKEN).text if heard else items[index]
            self.tell(self.line(HomeSay.CHANGED, what=what), then=Home.CHOOSING, prompt=True)

    def doubt(self, wish: Action, trigger: Trigger) -> None:
        """Say what was heard: where that was meant, it is said again."""
        self.trigger = trigger
        self.change(doubted=wish)
        spoken = self.plan.wording.actions[wish].spoken[0]
        self.tell(self.line(Say.ASK_WHOSE, action=spoken))

    def go_inside(self, holds_session: bool) -> None:
        """Whatever was asked or listed here is over."""
        self.change(
            state=Home.INSIDE,
            then=Home.INSIDE,
            prompt=(),
            items=(),
            holds_session=holds_session,
        )

    def close(self) -> None:
        """Say goodbye."""
        self.settle()
        self.say_goodbye("stopped", *self.now.untold, self.line(HomeSay.GOODBYE))
