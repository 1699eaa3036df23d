"""One step of setting up being made: what is asked, and the ways on.

The small vocabulary in which `doing` and `scene` are written, over the floor's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from voice.floor.commands import Errand, Keeping, Line, SetTimer
from voice.floor.events import SceneOver
from voice.floor.step import FloorStep
from voice.floor.turn import AWAY_SECONDS, AWAY_TIMER
from voice.scenes.setting_up.commands import DropKey, Note, Outcome, StopFetching, TakeKey, Task
from voice.scenes.setting_up.options import options
from voice.scenes.setting_up.situation import Plan, Shown, Situation
from voice.scenes.setting_up.states import SettingUp
from voice.scenes.setting_up.wording import SetupSay
from voice.scenes.sound_check import step as sound_check
from voice.scenes.sound_check.errands import Part
from voice.scenes.sound_check.sound_check import SoundCheck
from voice.values.troubles import Trouble

FIRST_OF: Mapping[Task, SettingUp] = {
    Task.RECOGNISER: SettingUp.RECOGNISER,
    Task.KEY: SettingUp.KEY,
    Task.SOUND: SettingUp.SOUND,
    Task.MANNER: SettingUp.PATIENCE,
}
"""With which state each task begins."""

ASKED: Mapping[SettingUp, tuple[SetupSay, ...]] = {
    SettingUp.CHOOSING_FILE: (SetupSay.FILE_WHICH,),
    SettingUp.KEY: (SetupSay.KEY, SetupSay.KEY_NOW),
    SettingUp.SHOWING_KEY: (SetupSay.KEY_IS_HERE,),
    SettingUp.SAVING_KEY: (SetupSay.KEY_WHERE,),
    SettingUp.PATIENCE: (SetupSay.PATIENCE,),
    SettingUp.PACE: (SetupSay.PACE,),
}
"""What each state asks, before its choices."""


REHEARSAL = "rehearsal"
"""Why it ends where the person wants to hear first how a session goes: nothing is left by that."""


@dataclass(slots=True)
class Step(FloorStep[Plan, Situation]):
    """The situation as it becomes, and the commands so far."""

    @property
    def task(self) -> Task:
        """What is asked for now."""
        return self.plan.tasks[self.now.index]

    def enter(self, state: SettingUp, *before: Line) -> None:
        """Ask what this state asks, and name its choices."""
        self.change(then=state, state=state)
        if state is SettingUp.SOUND:
            self._try_sound(*before)
            return
        asked = tuple(self.line(say) for say in ASKED.get(state, ()))
        if state is SettingUp.ASKING_BACK:
            asked = (self._asked_back(),)
        elif state is SettingUp.RECOGNISER:
            asked = self._asked_to_fetch()
        self.ask(state, before, asked)

    def _try_sound(self, *before: Line) -> None:
        """Have the loudspeaker and the microphone tried inside."""
        self.change(prompt=(), option_lines=())
        plan = sound_check.Plan(
            self.plan.wording,
            self.plan.title,
            tuple(Part) if self.plan.speaks else (Part.MICROPHONE,),
            self.plan.crisis,
            self.plan.loudest,
            self.plan.speaks,
            in_setup=True,
            told_before=before,
            keys_line=self.plan.wording.line(SetupSay.HELP),
        )
        self.open_inside(SoundCheck(plan, self.now.manner, self.now.turn_id), Keeping())

    def sound_over(self, over: SceneOver) -> None:
        """It is left as it was left inside; nothing can be fetched once a microphone was open."""
        self.change(manner=over.manner, done=self.now.done | {Task.RECOGNISER})
        match over.reason:
            case sound_check.WENT_BACK:
                self.back()
            case sound_check.DONE | sound_check.SKIPPED | sound_check.PUT_OFF:
                self.onward(Outcome(over.reason))
            case _:
                self.close("stopped", self.line(SetupSay.STOPPED))

    def _asked_to_fetch(self) -> tuple[Line, ...]:
        size = self.plan.megabytes
        fetch = self.line(SetupSay.FETCH, megabytes=size, source=self.plan.source)
        return fetch, self.line(SetupSay.FETCH_ONCE)

    def _asked_back(self) -> Line:
        if self.now.shown is Shown.CODE:
            return self.line(SetupSay.KEY_ASKED_CODE)
        question = self.now.question
        return self.line(SetupSay.KEY_ASKED, row=question.row, place=question.place)

    def ask(self, state: SettingUp, before: tuple[Line, ...], asked: tuple[Line, ...]) -> None:
        """Say it with the choices of this state; "repeat" says it again without what leads it."""
        private = state is SettingUp.ASKING_BACK  # parts of a key: no voice reads them as a word
        as_said = spelled if private else "{}.".format
        named = tuple(
            Line(f"{option.number}: {as_said(option.text)}", private)
            for option in options(self.plan, self.now)
        )
        self.change(prompt=(*asked, *named), option_lines=named)
        self.speak(state, *before, *asked, *named)

    def wait_in(self, state: SettingUp) -> None:
        """Nothing to say: an errand is being done. What is still to come of the turn is stale."""
        self.take_floor()
        turn_id = self.now.turn_id + 1
        self.change(state=state, then=state, turn_id=turn_id)
        self.change(prompt=(), said=(), saying=(), option_lines=())

    # Ways on --------------------------------------------------------------------------------

    def make_vault(self, leaving_as: Outcome, taken: bool, *told: Line) -> None:
        """Have it made, then go on; what is `told` first may be heard to its end."""
        self.change(leaving_as=leaving_as, **self.now.without_key())
        self.wait_in(SettingUp.MAKING_VAULT)
        if told:
            self.change(prompt=told)
            self.speak(SettingUp.MAKING_VAULT, *told)
        self.out.append(TakeKey(taken))

    def onward(self, outcome: Outcome, *before: Line) -> None:
        """This is left so; the next thing, or the end."""
        self.out.append(Note(self.task, outcome))
        self.change(put_off=self.now.put_off or outcome is Outcome.PUT_OFF)
        index = self.now.index + 1
        if index == len(self.plan.tasks):
            ready = SetupSay.READY if self.now.ready else SetupSay.NOT_READY
            still_open = (self.line(SetupSay.STILL_OPEN),) if self.now.put_off else ()
            self.say_goodbye("set up", *before, *still_open, self.line(ready))
            return
        self.change(index=index)
        self.enter(FIRST_OF[self.task], *before)

    def back(self) -> None:
        """To the thing before that can still be chosen otherwise."""
        for index in range(self.now.index - 1, -1, -1):
            if self.plan.tasks[index] not in self.now.done:
                self.change(index=index)
                self.enter(FIRST_OF[self.task])
                return
        self.enter(FIRST_OF[self.task], self.line(SetupSay.FIRST))

    def fetch(self, errand: Errand, from_file: bool) -> None:
        """Have the recogniser come, and say that it does."""
        percent = 0 if from_file else self.now.percent
        self.change(from_file=from_file, percent=percent, option_lines=())
        lines = (self.line(SetupSay.FETCH_WHOLE if from_file else SetupSay.FETCHING),)
        self.change(prompt=lines, then=SettingUp.FETCHING)
        self.speak(SettingUp.FETCHING, *lines)
        self.out.append(errand)

    def watch(self) -> None:
        """While a key is shown somebody has to give a sign, from now on again."""
        if self.now.shows_key and not self.now.speaking:
            self.out.append(SetTimer(AWAY_TIMER, self.now.turn_id, AWAY_SECONDS))

    def cover(self) -> None:
        """The key is shown no more, until that is chosen again; it is still here."""
        self.change(shown=Shown.NOT)
        self.enter(SettingUp.SHOWING_KEY, self.line(SetupSay.KEY_COVERED))

    def drop_key(self) -> None:
        """Nobody has it, and nobody will."""
        self.out.append(DropKey())
        self.change(**self.now.without_key())

    def told_of(self, say: SetupSay, trouble: Trouble) -> Line:
        """A line with what is wrong in it."""
        words = self.words_for(trouble)
        return self.line(say, said=words.said or f"{words}.")

    def close(self, reason: str, *lines: Line) -> None:
        """Say goodbye; a key that nobody has is forgotten, and nothing comes any more."""
        if self.now.state is SettingUp.FETCHING:
            self.out.append(StopFetching())
        if self.now.state is SettingUp.MAKING_KEY or self.now.slip is not None:
            self.drop_key()
        self.say_goodbye(reason, *lines)


def spelled(row: str) -> str:
    """Groups of a key as they are said: letter by letter."""
    return " ".join(f"{', '.join(group)}." for group in row.split())
