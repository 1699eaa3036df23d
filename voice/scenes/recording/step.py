"""All that a recording remembers, as one frozen value, and the step that changes it.

Data and the small vocabulary of a step; what a choice does is in `doing`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from voice.floor.actions import Action, Rule
from voice.floor.choosing import numbered
from voice.floor.commands import CancelTimer, Line, Listen, SetTimer
from voice.floor.crisis import CrisisCard
from voice.floor.situation import Floor
from voice.floor.step import FloorStep
from voice.floor.turn import Patience, Turn, next_wait
from voice.floor.understanding import forms_of
from voice.floor.view import Option
from voice.floor.wording import Wording
from voice.scenes.recording.errands import (
    DropReading,
    EndReading,
    ForgetReadings,
    KeepReadings,
    TakeReading,
)
from voice.scenes.recording.states import TABLE, Recording
from voice.scenes.recording.takes import Choice, Fault, Reading, State, Takes
from voice.scenes.recording.wording import RecordSay
from voice.values.troubles import Trouble

MICROPHONE_TIMER = "microphone"
FIRST_FRAME_SECONDS = 8.0
"""A microphone that gives nothing by then gives nothing."""

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
class Situation(Floor):
    """One moment of a recording."""

    table = TABLE

    state: Recording = Recording.WHO
    then: Recording = Recording.WHO
    takes: Takes
    own: bool = True
    """Whether the person reads it for themselves."""
    before: Mapping[str, Reading] = field(default_factory=dict[str, Reading])
    """What was read another time."""
    asked_to_end: bool = False
    """The system has asked: nothing is asked any more."""
    turn: Turn = field(default_factory=Turn)
    """How often what is asked was said into the silence."""
    told_of_missing: bool = False
    option_lines: tuple[Line, ...] = ()
    """How the choices are spoken: a screen has them already."""

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
class Step(FloorStep[Plan, Situation]):
    """The moment as it becomes, and the commands so far."""

    def listening(self) -> Listen:
        """With all that can be asked for here."""
        return Listen(self.now.turn_id, forms=forms_of(self.now.offered(), self.plan.wording))

    def take_floor(self) -> None:
        """Whatever is said now is not to be in a recording: that is begun anew, or nobody's."""
        if self.now.takes.is_reading:
            self.out.append(DropReading())
        FloorStep[Plan, Situation].take_floor(self)

    def silence_leads_to(self) -> tuple[str, float, bool] | None:
        """What is asked is said twice more; then it waits."""
        waiting = next_wait(self.now.turn, Patience())
        return None if waiting is None else (*waiting, True)

    # What is asked ---------------------------------------------------------------------------

    def ask(self, state: Recording, before: tuple[Line, ...], *asked: Line) -> None:
        """Say it with the choices of this state; "repeat" says it again without what leads it."""
        self.change(then=state, state=state, turn=Turn(), told_of_missing=False)
        named = tuple(Line(f"{o.number}: {o.text}.") for o in options(self.plan, self.now))
        self.change(prompt=(*asked, *named), option_lines=named)
        self.speak(state, *before, *asked, *named)

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
            self.read_now()
        elif self.now.takes.state is State.OVER:
            self.keep()
        else:
            self.present()

    # A reading -------------------------------------------------------------------------------

    def read_now(self) -> None:
        """After the tone it is read; what was being recorded is nobody's."""
        lines = (self.line(RecordSay.READ_NOW),)
        self.change(prompt=lines, option_lines=(), then=Recording.READING)
        self.speak(Recording.READING, *lines)

    def record(self) -> None:
        """The tone has sounded: what comes from now on is the reading, and nobody is recognised."""
        turn_id, takes = self.now.turn_id + 1, self.now.takes.chosen(Choice.AGAIN)
        self.change(turn_id=turn_id, takes=takes, saying=(), microphone_open=True)
        self.out.append(TakeReading(takes.attempt))
        self.out.append(SetTimer(MICROPHONE_TIMER, turn_id, FIRST_FRAME_SECONDS))

    def end_reading(self) -> None:
        """It was read."""
        self.out += [CancelTimer(MICROPHONE_TIMER), EndReading(self.now.takes)]

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

    def not_taken(self, line: Line) -> None:
        """Nothing came of it: say why, and ask what to do."""
        self.change(takes=self.now.takes.broken_off(), microphone_open=False)
        self.present(line)

    # The end ---------------------------------------------------------------------------------

    @property
    def has_read(self) -> bool:
        """Whether anything was read this time."""
        return self.now.takes.read != self.now.before

    def keep(self) -> None:
        """All that was read, as it is; what is being read in this moment is not in it."""
        self.out += [CancelTimer(MICROPHONE_TIMER), DropReading()]
        self.take_floor()
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
