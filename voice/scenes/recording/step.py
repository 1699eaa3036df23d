"""All that a recording remembers, as one frozen value, and the step that changes it.

Data and the small vocabulary of a step; what a choice does is in `doing`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from voice.floor.actions import Action, Rule
from voice.floor.choosing import numbered
from voice.floor.commands import Line
from voice.floor.crisis import CrisisCard
from voice.floor.view import Option
from voice.floor.wording import Wording
from voice.scenes.recording.errands import (
    ForgetReadings,
    KeepReadings,
)
from voice.scenes.recording.states import TABLE, Recording
from voice.scenes.recording.takes import Choice, Fault, Reading, State
from voice.scenes.recording.taking import TakingFloor, TakingStep
from voice.scenes.recording.wording import RecordSay
from voice.values.troubles import Trouble

KEPT, STOPPED = "kept", "stopped"
"""Why it ended, as whoever is around it is told."""

OFFERED: Mapping[Recording, tuple[RecordSay, ...]] = {
    Recording.WHO: (RecordSay.MYSELF, RecordSay.SOMEBODY),
    Recording.NOT_KEPT: (RecordSay.TRY_AGAIN, RecordSay.LET_GO),
}
"""In the order of their numbers, where no text is shown."""

SAID_OF: Mapping[Choice, RecordSay] = {
    Choice.READ: RecordSay.RECORD_NOW,
    Choice.DONE: RecordSay.DONE,
    Choice.AGAIN: RecordSay.AGAIN,
    Choice.NEXT: RecordSay.NEXT,
    Choice.HEAR: RecordSay.HEAR,
}
"""What is chosen of a text by its number; the others are actions."""

TOLD_OF: Mapping[Fault, RecordSay] = {
    Fault.NOTHING: RecordSay.NOTHING,
    Fault.FULL: RecordSay.FULL,
    Fault.CUT_OFF: RecordSay.CUT_OFF,
    Fault.NOISY: RecordSay.NOISY,
    Fault.VERY_SOFT: RecordSay.VERY_SOFT,
    Fault.TOO_LONG: RecordSay.TOO_LONG,
}


@dataclass(frozen=True, slots=True)
class Plan:
    """What a recording is given at its start and never changes."""

    wording: Wording
    title: str
    texts: Mapping[str, str]
    """All that can be read, by the names of their recordings, in order; at least one."""
    crisis: CrisisCard = field(default_factory=CrisisCard)
    loudest: float = 1.0
    speaks: bool = True
    """Whether anything is heard here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation(TakingFloor):
    """One moment of a recording."""

    table = TABLE

    state: Recording = Recording.WHO
    then: Recording = Recording.WHO
    own: bool = True
    """Whether the person reads it for themselves."""
    before: Mapping[str, Reading] = field(default_factory=dict[str, Reading])
    """What was read another time."""

    def fits(self, rule: Rule) -> bool:
        """Nothing is before the first text."""
        return self.card or rule.action is not Action.BACK or Choice.BACK in self.takes.offered


def choices(now: Situation) -> tuple[Choice, ...]:
    """What can be chosen of the present text by its number."""
    if now.waiting_state in {Recording.UNREAD, Recording.READING, Recording.READ}:
        return tuple(choice for choice in now.takes.offered if choice in SAID_OF)
    return ()


def offered(now: Situation) -> tuple[RecordSay, ...]:
    """The choices of this state, in the order of their numbers."""
    return OFFERED.get(now.waiting_state, tuple(SAID_OF[choice] for choice in choices(now)))


def options(plan: Plan, now: Situation) -> tuple[Option, ...]:
    """The same as they are shown."""
    return numbered(plan.wording.line(say) for say in offered(now))


@dataclass(slots=True)
class Step(TakingStep[Plan, Situation]):
    """The moment as it becomes, and the commands so far."""

    taking = Recording.READING

    @property
    def leading_in(self) -> Line:
        """Read it after the tone."""
        return self.line(RecordSay.READ_NOW)

    def options(self) -> tuple[Option, ...]:
        """The choices of this state, as they are shown."""
        return options(self.plan, self.now)

    # What is asked ---------------------------------------------------------------------------

    def begin(self, read: Mapping[str, Reading]) -> None:
        """The first text that nobody has read."""
        takes = replace(self.now.takes, read=dict(read)).at_first_unread()
        self.change(takes=takes, before=dict(read))
        self.present(self.line(RecordSay.HOW if self.plan.speaks else RecordSay.HOW_SHOWN))

    def present(self, *before: Line) -> None:
        """The present text, as it stands."""
        takes = self.now.takes
        place = self.line(RecordSay.PLACE, number=takes.at + 1, count=len(takes.names))
        text = Line(self.plan.texts[takes.name])
        if takes.state is State.READ:
            self.ask(Recording.READ, before, place, text, self.line(RecordSay.READ_ALREADY))
        else:
            self.ask(Recording.UNREAD, before, place, text)

    def go_on(self) -> None:
        """Whatever follows on a choice."""
        if self.now.takes.state is State.READING:
            self.make_take()
        elif self.now.takes.state is State.OVER:
            self.keep()
        else:
            self.present()

    def taken(self, reading: Reading) -> None:
        """Play it, and say what is wrong with it."""
        self.change(takes=self.now.takes.taken(reading), microphone_open=False)
        told = tuple(self.line(TOLD_OF[fault]) for fault in reading.faults)
        if reading.is_kept:
            self.ask(Recording.READ, (*self.played(), *told))
        else:
            self.present(*told)

    def played(self) -> tuple[Line, ...]:
        """What was read of the present text, to be heard; nothing where nothing is."""
        name = self.now.takes.name
        return (Line(self.plan.texts[name], recording=name),) if self.plan.speaks else ()

    # The end ---------------------------------------------------------------------------------

    @property
    def has_read(self) -> bool:
        """Whether anything was read this time."""
        return self.now.takes.read != self.now.before

    def keep(self) -> None:
        """All that was read, as it is; what is being read in this moment is not in it."""
        self.drop_take()
        if self.has_read:
            self.out.append(KeepReadings(self.now.own, self.now.takes.read))
        else:
            self.leave(STOPPED, self.line(RecordSay.NONE_READ))

    def not_kept(self, trouble: Trouble) -> None:
        """It is in memory still: say why, and ask whether to try again."""
        told = self.trouble(RecordSay.NOT_KEPT, self.words_for(trouble))
        if self.now.asked_to_end:
            self.leave(STOPPED, told)
        else:
            self.ask(Recording.NOT_KEPT, (), told)

    def leave(self, reason: str, *lines: Line) -> None:
        """It is over; nothing that was recorded is held any longer."""
        self.out.append(ForgetReadings())
        self.say_goodbye(reason, *lines)
