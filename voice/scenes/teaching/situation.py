"""All that teaching remembers, as one frozen value, what it is given, and what is offered when.

Data only; what becomes of it is `step`'s.
"""

from dataclasses import dataclass, field

from voice.floor.actions import Action
from voice.floor.crisis import CrisisCard
from voice.floor.view import Option
from voice.floor.wording import Wording
from voice.scenes.recording.taking import TakingFloor
from voice.scenes.recording.wording import RecordSay
from voice.scenes.teaching.errands import Example
from voice.scenes.teaching.states import TABLE, TEACHABLE, Teaching
from voice.scenes.teaching.wording import TeachSay

FEWEST_EXAMPLES, MOST_EXAMPLES = 3, 5
EXAMPLES = tuple(f"example {number}" for number in range(1, MOST_EXAMPLES + 1))
"""The names of their takes."""

TRIED = "tried"

WORD = "word"
"""An ordinary word that is said to be compared with: nobody hears it again."""

WORDS = 5
"""So many are compared with: three told nearly as much, seven no more (`judging`)."""

PAGE_ACTIONS = 6
"""So many are offered at once: with what is beside them each has a key of one digit."""


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
    words: tuple[bytes, ...] = field(default=(), repr=False)
    """Ordinary words of theirs, as features: here only, and only until teaching is over."""
    near_words: int = 0
    """How many of them the present sound is close to, so far as they were compared."""
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
    def says_words(self) -> bool:
        """Whether the present take is an ordinary word."""
        return self.takes.names == (WORD,)

    @property
    def knows_talk(self) -> bool:
        """Whether there are words enough to compare with."""
        return len(self.words) == WORDS

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
            talk = () if now.knows_talk else (TeachSay.COMPARE,)
            return (TeachSay.LEARN, *more, *talk)
        case Teaching.TALK:
            return (TeachSay.SAY_WORDS,)
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
