"""All that teaching remembers, as one frozen value, and the step that changes it.

Data and the small vocabulary of a step; what a choice does is in `doing`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from voice.floor.actions import Action
from voice.floor.commands import Command, Line
from voice.floor.crisis import CrisisCard
from voice.floor.view import Option
from voice.floor.wording import Wording
from voice.scenes.recording.errands import ForgetReadings
from voice.scenes.recording.takes import Choice, Fault, Reading, State
from voice.scenes.recording.taking import TakingFloor, TakingStep
from voice.scenes.recording.wording import RecordSay
from voice.scenes.teaching.errands import EndSound, Example, ForgetSound, KeepSound
from voice.scenes.teaching.states import TABLE, TEACHABLE, Teaching
from voice.scenes.teaching.wording import TeachSay
from voice.values.troubles import Trouble

TAUGHT, STOPPED = "taught", "stopped"
"""Why it ended, as whoever is around it is told."""

FEWEST_EXAMPLES, MOST_EXAMPLES = 3, 5
EXAMPLES = tuple(f"example {number}" for number in range(1, MOST_EXAMPLES + 1))
"""The names of their takes."""

TRIED = "tried"

PAGE_ACTIONS = 6
"""So many are offered at once: with what is beside them each has a key of one digit."""

TOLD_OF: Mapping[Fault, TeachSay | RecordSay] = {
    Fault.NOTHING: TeachSay.NOTHING,
    Fault.TOO_LONG: TeachSay.TOO_LONG,
    Fault.CUT_OFF: RecordSay.CUT_OFF,
    Fault.VERY_SOFT: RecordSay.VERY_SOFT,
}
"""What is said of a take; no other fault is a sound's."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What teaching is given at its start and never changes."""

    wording: Wording
    title: str
    taught: tuple[Action, ...]
    """What has a sound already."""
    crisis: CrisisCard = field(default_factory=CrisisCard)
    loudest: float = 1.0
    speaks: bool = True
    """Whether anything is heard here."""
    listens: bool = True
    """Whether anybody is understood between two takes."""
    can_seal: bool = False
    """Whether the sounds themselves can be kept, for nobody but the person."""
    tries: bool = False
    """Begin with what is taught, tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation(TakingFloor):
    """One moment of teaching."""

    table = TABLE

    state: Teaching = Teaching.WHICH
    then: Teaching = Teaching.WHICH
    taught: tuple[Action, ...] = ()
    action: Action | None = None
    """Whose sound is being taught; None: none, or sounds are tried."""
    kept: frozenset[str] = frozenset()
    """The takes that were kept, by their names; they are nowhere but here until it is enough."""
    sealed: bool = False
    """The sounds themselves are to be kept, too."""
    on_second_page: bool = False
    awaits: bool = False
    """What is kept or forgotten is with the desk."""
    leaving: bool = False
    """What is kept now is the last."""

    @property
    def made(self) -> Example | None:
        """The present take, as it was made."""
        made = self.takes.read.get(self.takes.name)
        return made if isinstance(made, Example) else None

    @property
    def page(self) -> tuple[Action, ...]:
        """The actions that are offered now."""
        return TEACHABLE[PAGE_ACTIONS:] if self.on_second_page else TEACHABLE[:PAGE_ACTIONS]


def offered(now: Situation) -> tuple[TeachSay | RecordSay | Action, ...]:
    """The choices of this state, in the order of their numbers."""
    match now.waiting_state:
        case Teaching.WHICH:
            other = TeachSay.FIRST_ACTIONS if now.on_second_page else TeachSay.MORE_ACTIONS
            return (*now.page, other, *((TeachSay.TRY,) if now.taught else ()))
        case Teaching.TAUGHT:
            return (TeachSay.ANEW, TeachSay.FORGET, TeachSay.ANOTHER)
        case Teaching.UNMADE | Teaching.UNTRIED:
            return (TeachSay.MAKE,)
        case Teaching.MAKING:
            return (TeachSay.DONE,)
        case Teaching.MADE:
            return (TeachSay.KEEP, TeachSay.AGAIN, TeachSay.HEAR)
        case Teaching.ENOUGH:
            more = () if len(now.kept) == MOST_EXAMPLES else (TeachSay.ONE_MORE,)
            return (TeachSay.LEARN, *more)
        case Teaching.SEALING:
            return (TeachSay.NO_SOUND, TeachSay.SEAL)
        case Teaching.FORGETTING:
            return (TeachSay.LEAVE_IT, TeachSay.FORGET)
        case Teaching.TRIED:
            made = now.made
            meant = made is not None and made.meant is not None
            return (TeachSay.MAKE, *((TeachSay.NOT_MEANT,) if meant else ()))
        case Teaching.NOT_KEPT:
            return (RecordSay.TRY_AGAIN, RecordSay.LET_GO)
        case _:
            return ()


def options(plan: Plan, now: Situation) -> tuple[Option, ...]:
    """The same as they are shown."""
    return tuple(
        Option(number, _text_of(plan, each), "teach_known" if each in now.taught else "")
        for number, each in enumerate(offered(now), start=1)
    )


def _text_of(plan: Plan, each: TeachSay | RecordSay | Action) -> str:
    if isinstance(each, Action):
        return plan.wording.line(TeachSay.FOR, action=spoken(plan, each))
    return plan.wording.line(each)


def spoken(plan: Plan, action: Action) -> str:
    """How an action is called in a line."""
    return plan.wording.actions[action].spoken[0]


@dataclass(slots=True)
class Step(TakingStep[Plan, Situation]):
    """The moment as it becomes, and the commands so far."""

    taking = Teaching.MAKING
    make_it_now = TeachSay.MAKE_NOW

    @property
    def by_hand(self) -> bool:
        """By itself in a terminal it has no recogniser."""
        return self.now.is_deaf or not self.plan.listens

    def options(self) -> tuple[Option, ...]:
        """The choices of this state, as they are shown."""
        return options(self.plan, self.now)

    def line_of(self, say: TeachSay) -> Line:
        """A line with the present action in it."""
        return self.line(say, action=self._spoken)

    @property
    def _place(self) -> Line:
        """Which example it is."""
        number = self.now.takes.at + 1
        return self.line(TeachSay.PLACE, action=self._spoken, number=number)

    @property
    def _spoken(self) -> str:
        assert self.now.action is not None, "an action is chosen before its sound is made"
        return spoken(self.plan, self.now.action)

    # What is asked ---------------------------------------------------------------------------

    def ask_which(self, *before: Line, second_page: bool = False) -> None:
        """Which action? What was being taught is over."""
        self.change(
            action=None,
            takes=replace(self.now.takes, is_reading=False, read={}, names=EXAMPLES, at=0),
            kept=frozenset[str](),
            sealed=False,
            on_second_page=second_page,
        )
        self.ask(Teaching.WHICH, before, self.line(TeachSay.WHICH))

    def choose_action(self, action: Action) -> None:
        """Teach it a sound, or say that it has one."""
        self.change(action=action)
        if action in self.now.taught:
            self.ask(Teaching.TAUGHT, (), self.line_of(TeachSay.TAUGHT))
        else:
            self.teach()

    def teach(self) -> None:
        """The first example."""
        self.present(self.line(TeachSay.HOW))

    def try_sounds(self, *before: Line) -> None:
        """What a sound would be taken for."""
        takes = replace(self.now.takes, names=(TRIED,), at=0, read={})
        self.change(action=None, takes=takes)
        self.ask(Teaching.UNTRIED, before, self.line(TeachSay.TRY_HOW))

    def present(self, *before: Line) -> None:
        """The present example, as it stands."""
        takes = self.now.takes
        if self.now.action is None:
            self.ask(Teaching.UNTRIED, before, self.line(TeachSay.TRY_HOW))
            return
        state = Teaching.MADE if takes.state is State.READ else Teaching.UNMADE
        self.ask(state, before, self._place)

    # An example ------------------------------------------------------------------------------

    def ending(self) -> Command:
        """What has a sound ended and looked at."""
        return EndSound(self.now.takes, self.now.action)

    def taken(self, reading: Reading) -> None:
        """Play it, and say what it is like."""
        assert isinstance(reading, Example), "whoever hears sounds gives examples"
        self.change(takes=self.now.takes.taken(reading), microphone_open=False)
        told = tuple(self.line(TOLD_OF[fault]) for fault in reading.faults)
        if not reading.is_kept:
            self.present(*told)
        elif self.now.action is None:
            self._tried(reading, told)
        else:
            self.present(*self.played(), *told, *self._like(reading))

    def played(self) -> tuple[Line, ...]:
        """The present example, to be heard; nothing where nothing is."""
        if not self.plan.speaks:
            return ()
        return (replace(self._place, recording=self._name),)

    @property
    def _name(self) -> str:
        return self.now.takes.name

    def _like(self, made: Example) -> tuple[Line, ...]:
        said: list[Line] = []
        if made.alike is not None:
            said.append(self.line(TeachSay.ALIKE if made.alike else TeachSay.UNLIKE))
        if made.near is not None:
            said.append(self.line(TeachSay.NEAR, action=spoken(self.plan, made.near)))
        return tuple(said)

    def _tried(self, made: Example, told: tuple[Line, ...]) -> None:
        if made.meant is None:
            line = self.line(TeachSay.MEANT_NONE)
        else:
            line = self.line(TeachSay.MEANT, action=spoken(self.plan, made.meant))
        self.ask(Teaching.TRIED, told, line)

    def keep_example(self) -> None:
        """The present one is one of them: on to the next, or it is enough."""
        self.change(kept=self.now.kept | {self._name})
        unread = [at for at, name in enumerate(EXAMPLES) if name not in self.now.kept]
        if unread:
            self.change(takes=replace(self.now.takes, at=unread[0]))
        if len(self.now.kept) < FEWEST_EXAMPLES:
            self.present()
        else:
            self.ask_enough()

    def ask_enough(self) -> None:
        """Learn it from these, or one more?"""
        self.ask(Teaching.ENOUGH, (), self.line(TeachSay.ENOUGH, count=len(self.now.kept)))

    def go_back(self) -> None:
        """To the example before this one; before the first, to the actions."""
        takes = self.now.takes
        earlier = [at for at in range(takes.at) if EXAMPLES[at] in takes.read]
        if earlier:
            self.change(takes=replace(takes, at=earlier[-1]))
            self.present()
        else:
            self.ask_which()

    def back_to_latest(self) -> None:
        """From "enough" to the example that was kept last."""
        latest = max(EXAMPLES.index(name) for name in self.now.kept)
        self.change(takes=replace(self.now.takes, at=latest))
        self.present()

    def make_again(self) -> None:
        """The present one is none of them until the next is kept."""
        takes = self.now.takes.chosen(Choice.AGAIN)
        self.change(takes=takes, kept=self.now.kept - {self._name})
        self.make_take()

    # The end ---------------------------------------------------------------------------------

    @property
    def is_worth_keeping(self) -> bool:
        """Whether there are examples enough of a sound that is not kept yet."""
        return self.now.action is not None and len(self.now.kept) >= FEWEST_EXAMPLES

    def keeping(self) -> KeepSound:
        """What has the present sound kept."""
        action, read = self.now.action, self.now.takes.read
        assert action is not None, "an action is chosen before its sound is made"
        examples = {name: read[name] for name in EXAMPLES if name in self.now.kept}
        features = {n: e.features for n, e in examples.items() if isinstance(e, Example)}
        return KeepSound(action, features, self.now.sealed)

    def keep(self) -> None:
        """From these it is learned."""
        self.drop_take()
        self.change(awaits=True)
        self.out.append(self.keeping())

    def forget(self) -> None:
        """This action's sound is known no more."""
        assert self.now.action is not None, "an action is chosen before its sound is forgotten"
        self.take_floor()
        self.change(awaits=True)
        self.out.append(ForgetSound(self.now.action))

    def not_kept(self, trouble: Trouble) -> None:
        """It is in memory still: say why, and ask whether to try again."""
        told = self.trouble(TeachSay.NOT_KEPT, self.words_for(trouble))
        if self.now.asked_to_end:
            self.leave(told)
        elif self.now.state is Teaching.FORGETTING:
            self.ask_which(told)
        else:
            self.ask(Teaching.NOT_KEPT, (), told)

    def leave(self, *lines: Line) -> None:
        """It is over; no sound is held any longer."""
        self.out.append(ForgetReadings())
        self.say_goodbye(TAUGHT if self.now.taught else STOPPED, *lines)
