"""All that the sound check remembers, as one frozen value, and the step that changes it.

Data and the small vocabulary of a step; what a choice does is in `doing`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from voice.floor.actions import Action, Rule
from voice.floor.choosing import ASKED_ANEW, ChoosingFloor, numbered
from voice.floor.commands import Line, Listen, Manner, SetTimer, Speak
from voice.floor.crisis import CrisisCard
from voice.floor.step import FloorStep
from voice.floor.turn import Patience, next_wait
from voice.floor.understanding import forms_of
from voice.floor.view import Option
from voice.floor.wording import Wording
from voice.scenes.sound_check.errands import OWN_VOICE, Forget, Level, Part, Record, SoundErrand
from voice.scenes.sound_check.states import CHOOSING, TABLE, Sounding
from voice.scenes.sound_check.wording import SoundSay
from voice.values.troubles import Trouble

_S, _Say = Sounding, SoundSay

ONLY_IN_SETUP = frozenset({Action.GO_BACK, Action.SKIP, Action.LATER})

RECORDING_TIMER = "recording"
LONGEST_RECORDING_SECONDS = 8.0
"""Three and a half are recorded; a microphone that gives nothing by then gives nothing."""

DONE, SKIPPED, PUT_OFF, WENT_BACK, STOPPED = "done", "skipped", "put off", "back", "stopped"
"""Why it ended, as whoever is around it is told."""

OFFERED: Mapping[Sounding, tuple[SoundSay, ...]] = {
    _S.LOUDSPEAKER: (_Say.YES, _Say.NO, _Say.LOUDER, _Say.OTHER_LOUDSPEAKER),
    _S.BEFORE_RECORDING: (_Say.RECORD_NOW,),
    _S.MICROPHONE: (_Say.YES, _Say.AGAIN, _Say.OTHER_MICROPHONE),
}
"""In the order of their numbers."""

TOLD_OF_LEVEL: Mapping[Level, SoundSay] = {
    Level.NOTHING: SoundSay.NOTHING_HEARD,
    Level.VERY_SOFT: SoundSay.VERY_SOFT,
    Level.FINE: SoundSay.WELL_HEARD,
    Level.TOO_LOUD: SoundSay.TOO_LOUD,
}


@dataclass(frozen=True, slots=True)
class Plan:
    """What the sound check is given at its start and never changes."""

    wording: Wording
    title: str
    parts: tuple[Part, ...] = tuple(Part)
    """What is tried, at least one, in order."""
    crisis: CrisisCard = field(default_factory=CrisisCard)
    loudest: float = 1.0
    speaks: bool = True
    """Whether anything is heard; without that there is no loudspeaker to try."""
    listens: bool = False
    """Whether it can be spoken to; elsewhere keys, switch and touch choose."""
    in_setup: bool = False
    """Whether it can be put off, left out and gone back from."""
    told_before: tuple[Line, ...] = ()
    """What is still to be said of what was before."""
    keys_line: str = ""
    """What leads the help where nobody is listened to, and keys are named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation(ChoosingFloor):
    """One moment of the sound check."""

    table = TABLE

    state: Sounding = Sounding.LOUDSPEAKER
    then: Sounding = Sounding.LOUDSPEAKER
    in_setup: bool = False
    devices: tuple[str, ...] = ()
    """What there is to choose from."""
    attempt: int = 0
    """Recordings are counted: one that was broken off is nobody's."""
    level: Level | None = None
    """Of the last recording; None where there is none."""

    def fits(self, rule: Rule) -> bool:
        """Setting up is left in its own ways, the home's test by going on."""
        if self.card:
            return True
        if rule.action is Action.RESUME:
            return not self.in_setup
        return self.in_setup or rule.action not in ONLY_IN_SETUP


def offered(now: Situation) -> tuple[SoundSay, ...]:
    """The choices of this state that make sense now."""
    says = OFFERED.get(now.waiting_state, ())
    unheard = now.waiting_state is _S.MICROPHONE and now.level in {None, Level.NOTHING}
    return tuple(say for say in says if not (unheard and say is _Say.YES))


def options(plan: Plan, now: Situation) -> tuple[Option, ...]:
    """The same as they are shown; of devices, those that were found."""
    if now.waiting_state in CHOOSING:
        texts = now.devices
    else:
        texts = tuple(plan.wording.line(say) for say in offered(now))
    return numbered(texts)


@dataclass(slots=True)
class Step(FloorStep[Plan, Situation]):
    """The moment as it becomes, and the commands so far."""

    def speak(
        self,
        state: StrEnum,
        *lines: Line,
        then: StrEnum | None = None,
        manner: Manner | None = None,
    ) -> None:
        """Say the lines; a tone tells only of a microphone that opens then."""
        FloorStep[Plan, Situation].speak(self, state, *lines, then=then, manner=manner)
        spoken = self.out[-1]
        assert isinstance(spoken, Speak)
        cue = spoken.cue and (self.plan.listens or state in {Sounding.RECORDING})
        self.out[-1] = replace(spoken, cue=cue)

    def listening(self) -> Listen:
        """With all that can be asked for here."""
        if not self.plan.listens:
            return Listen(self.now.turn_id)
        return Listen(self.now.turn_id, forms=forms_of(self.now.offered(), self.plan.wording))

    def silence_leads_to(self) -> tuple[str, float, bool] | None:
        """Whoever is listened to hears twice more what is asked; then it waits."""
        waiting = next_wait(self.now.turn, Patience()) if self.plan.listens else None
        return None if waiting is None else (*waiting, True)

    # What is asked ---------------------------------------------------------------------------

    def begin(self, part: Part, *before: Line) -> None:
        """Try this part from its beginning."""
        if part is Part.LOUDSPEAKER:
            self.ask(Sounding.LOUDSPEAKER, before, self.line(SoundSay.HEAR_ME))
        elif self.plan.speaks:
            self.ask_to_speak(*before)
        else:
            asked = self.line(SoundSay.SAY_SOMETHING_SHOWN)
            self.ask(Sounding.BEFORE_RECORDING, before, asked)

    def ask_to_speak(self, *before: Line) -> None:
        """After the tone three seconds are recorded."""
        lines = (self.line(SoundSay.SAY_SOMETHING),) if self.plan.speaks else ()
        self.change(prompt=lines, option_lines=(), level=None, then=Sounding.RECORDING)
        self.speak(Sounding.RECORDING, *before, *lines)

    def record(self) -> None:
        """The microphone is open for three seconds, and nobody is recognised."""
        turn_id, attempt = self.now.turn_id + 1, self.now.attempt + 1
        self.change(turn_id=turn_id, attempt=attempt, saying=(), microphone_open=True)
        self.out.append(Record(attempt))
        self.out.append(SetTimer(RECORDING_TIMER, turn_id, LONGEST_RECORDING_SECONDS))

    def judge(self, level: Level) -> None:
        """Play what was recorded, and say how well it could be heard."""
        self.change(level=level)
        told = self.line(TOLD_OF_LEVEL[level])
        heard = level is not Level.NOTHING
        played = (Line(self.plan.wording.line(SoundSay.OWN_VOICE), recording=OWN_VOICE),)
        before = played if heard and self.plan.speaks else ()
        self.ask(Sounding.MICROPHONE, (*before, told), self._asked_after(heard))

    def not_recorded(self, trouble: Trouble) -> None:
        """Say what is wrong, and ask what to do."""
        told = self.trouble(SoundSay.NOT_RECORDED, self.words_for(trouble))
        self.ask(Sounding.MICROPHONE, (told,), self._asked_after(heard=False))

    def _asked_after(self, heard: bool) -> Line:
        if not heard:
            return self.line(SoundSay.TRY_AGAIN)
        return self.line(SoundSay.HEAR_YOURSELF if self.plan.speaks else SoundSay.LEAVE_IT_SO)

    def ask(self, state: Sounding, before: tuple[Line, ...], *asked: Line) -> None:
        """Say it with the choices of this state; "repeat" says it again without what leads it."""
        self.change(then=state, state=state, **ASKED_ANEW)
        named = tuple(
            Line(f"{option.number}: {option.text}.") for option in options(self.plan, self.now)
        )
        self.change(prompt=(*asked, *named), option_lines=named)
        self.speak(state, *before, *asked, *named)

    # Ways on ---------------------------------------------------------------------------------

    def ask_desk(self, errand: SoundErrand) -> None:
        """Let the desk do something at once."""
        self.take_floor()
        self.out.append(errand)

    def onward(self, part: Part) -> None:
        """This part is fine; the next one, or the end."""
        following = self.plan.parts[self.plan.parts.index(part) + 1 :]
        if following:
            self.begin(following[0])
        else:
            self.leave(DONE, self.line(SoundSay.GOOD))

    def leave(self, reason: str, *lines: Line) -> None:
        """It is over; nothing that was recorded is held any longer."""
        self.out.append(Forget())
        self.say_goodbye(reason, *lines)
