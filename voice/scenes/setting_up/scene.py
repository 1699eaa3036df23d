"""Setting up: one thing at a time, by keys, switch or touch.

Which event leads where is `states.TABLE`; what a choice does is `doing`. What comes of an errand is
taken here.
"""

from dataclasses import replace

from voice.floor.actions import Action, Means
from voice.floor.commands import EndInside, Line, Manner
from voice.floor.events import (
    SceneEvent,
    SceneOver,
    SegmentHeard,
    SignOfLife,
    TimerFired,
    WindowGone,
)
from voice.floor.scene import Scene
from voice.floor.table import IllegalEvent
from voice.floor.turn import AWAY_TIMER
from voice.floor.view import Option, View
from voice.scenes.setting_up.commands import Outcome, Task
from voice.scenes.setting_up.doing import DOING, choose, rows_read_out
from voice.scenes.setting_up.events import (
    Ending,
    Fetched,
    FetchMoved,
    FilesFound,
    KeyMade,
    KeySaved,
    NotMade,
    PlacesFound,
    SetupEvent,
    VaultMade,
)
from voice.scenes.setting_up.options import options
from voice.scenes.setting_up.situation import Plan, Situation
from voice.scenes.setting_up.states import Occasion, SettingUp
from voice.scenes.setting_up.step import FIRST_OF, Step
from voice.scenes.setting_up.view import view_of
from voice.scenes.setting_up.wording import SetupSay


class SetUp(Scene[Plan, Situation, Step]):
    """One sitting, from the welcome to the goodbye."""

    own_events = (SetupEvent, SceneOver, SignOfLife, WindowGone)

    def __init__(self, plan: Plan, manner: Manner) -> None:
        first = FIRST_OF[plan.tasks[0]]
        now = Situation(
            manner=manner,
            state=first,
            then=first,
            begun=plan.begun,
            percent=plan.percent,
            ready=plan.ready,
        )
        super().__init__(plan, now)

    def step(self) -> Step:
        """A step from the present situation."""
        return Step(self._plan, self._now)

    def moment(self) -> View:
        """The present moment, as it may be shown on any screen."""
        return view_of(self._plan, self._now)

    def options(self) -> tuple[Option, ...]:
        """What is chosen by its number here."""
        return options(self._plan, self._now)

    def around(self, inside: View, leaving: bool) -> View:
        """The sound check is one of the things that are set up."""
        if inside.card is not None:
            return inside
        return replace(inside, step=self._now.index + 1, steps=len(self._plan.tasks))

    def opening(self, step: Step) -> None:
        """The first thing, and that nobody is listened to."""
        welcome = SetupSay.WELCOME_BACK if self._plan.going_on else SetupSay.WELCOME
        before = (step.line(welcome), step.line(SetupSay.NOBODY_LISTENS))
        step.enter(FIRST_OF[self._plan.tasks[0]], *before)

    def do(self, step: Step, action: Action, means: Means) -> None:
        """Carry out an action that is offered."""
        DOING[action](step)

    def take_option(self, step: Step, number: int) -> None:
        """Carry out a choice of this state."""
        choose(step, number)

    def speech_over(self, step: Step) -> None:
        """Whoever has the key before their eyes has two minutes for the next sign."""
        Scene[Plan, Situation, Step].speech_over(self, step)
        step.watch()

    def timer(self, step: Step, fired: TimerFired) -> None:
        """Nobody gave a sign: a key that is shown is covered."""
        now = step.now
        current = fired.name == AWAY_TIMER and fired.turn_id == now.turn_id
        if current and now.shows_key and not now.card:
            step.trigger = Occasion.LEFT_ALONE
            step.cover()

    def heard(self, step: Step, heard: SegmentHeard) -> None:
        """Nobody is listened to."""

    def overheard(self, step: Step, heard: SegmentHeard) -> None:
        """Nobody is listened to."""

    def took(self, step: Step, event: SceneEvent) -> None:
        """What came of an errand; dropped where the person has gone on meanwhile."""
        state = step.now.state
        match event:
            case SignOfLife():
                step.watch()
            case WindowGone():
                if state is SettingUp.SOUND:
                    step.out.append(EndInside())
                elif self.accepts(Action.STOP):
                    self.choose(step, Action.STOP, Means.SIGNAL)
            case FetchMoved():
                if state is SettingUp.FETCHING:
                    _moved(step, event.percent)
            case Fetched():
                if state is SettingUp.FETCHING:
                    step.trigger = Occasion.FETCHED
                    _fetched(step, event)
            case FilesFound():
                if state is SettingUp.RECOGNISER:
                    _files_found(step, event)
            case KeyMade():
                if state is SettingUp.MAKING_KEY:
                    _key_made(step, event)
            case PlacesFound():
                if state is SettingUp.SHOWING_KEY:
                    _places_found(step, event)
            case KeySaved():
                if state is SettingUp.SAVING_KEY:
                    _key_saved(step, event)
            case VaultMade():
                if state is SettingUp.MAKING_VAULT:
                    step.trigger = Occasion.VAULT_MADE
                    step.change(done=step.now.done | {Task.KEY})
                    told = step.now.saying if step.now.speaking else ()
                    step.onward(step.now.leaving_as, *told)
            case NotMade():
                if state in {SettingUp.MAKING_KEY, SettingUp.MAKING_VAULT}:
                    step.trigger = Occasion.NOT_MADE
                    step.change(**step.now.without_key())
                    told = step.told_of(SetupSay.NOT_MADE, event.trouble)
                    step.enter(SettingUp.KEY, told)
            case SceneOver():
                step.trigger = Occasion.SOUND_OVER
                step.sound_over(event)
            case _:
                raise IllegalEvent(f"{type(event).__name__} in {state}")


TOLD_EVERY_PERCENT = 25
"""Between them it is only shown: whoever listens is not talked at for minutes."""


def _moved(step: Step, percent: int) -> None:
    before = step.now.percent
    step.change(percent=percent, begun=True)
    if percent == 100:
        step.tell(step.line(SetupSay.FETCH_WHOLE), prompt=True)
    elif percent // TOLD_EVERY_PERCENT > before // TOLD_EVERY_PERCENT and not step.now.speaking:
        step.tell(step.line(SetupSay.PERCENT, percent=percent))


def _fetched(step: Step, fetched: Fetched) -> None:
    match fetched.ending:
        case Ending.READY:
            step.change(ready=True, done=step.now.done | {Task.RECOGNISER})
            step.onward(Outcome.DONE, step.line(SetupSay.FETCHED))
        case Ending.STOPPED:
            step.enter(SettingUp.RECOGNISER, step.line(SetupSay.FETCH_STOPPED))
        case Ending.FAILED:
            failed = SetupSay.FILE_FAILED if step.now.from_file else SetupSay.FETCH_FAILED
            why = (Line(fetched.why),) if fetched.why else ()
            step.enter(SettingUp.RECOGNISER, step.line(failed), *why)


def _files_found(step: Step, found: FilesFound) -> None:
    if not found.files:
        step.tell(step.line(SetupSay.FILE_NONE), *step.now.option_lines)
        return
    step.trigger = Occasion.FILES_FOUND
    step.change(files=found.files)
    step.enter(SettingUp.CHOOSING_FILE)


def _key_made(step: Step, made: KeyMade) -> None:
    step.trigger = Occasion.KEY_MADE
    step.change(slip=made.slip, rows=made.rows, questions=made.questions, question_index=0)
    before = rows_read_out(step) if step.now.read_out else ()
    step.enter(SettingUp.SHOWING_KEY, *before)


def _places_found(step: Step, found: PlacesFound) -> None:
    if not found.places:
        step.tell(step.line(SetupSay.KEY_NO_PLACE))
        return
    step.trigger = Occasion.PLACES_FOUND
    step.change(places=found.places)
    step.enter(SettingUp.SAVING_KEY)


def _key_saved(step: Step, saved: KeySaved) -> None:
    step.trigger = Occasion.KEY_SAVED
    if saved.trouble is not None:
        told = step.told_of(SetupSay.KEY_NOT_SAVED, saved.trouble)
        step.enter(SettingUp.SAVING_KEY, told)
        return
    told = step.line(SetupSay.KEY_SAVED, file=saved.file, place=saved.place)
    step.make_vault(Outcome.DONE, True, told)
