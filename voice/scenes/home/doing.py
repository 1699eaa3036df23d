"""What each action does at home: one short function each, and the table of them."""

from collections.abc import Callable, Mapping

from voice.floor.actions import Action
from voice.floor.commands import Line
from voice.floor.doing import HELPING, SAID_AGAIN
from voice.floor.wording import Say
from voice.scenes.home.changing import change_setting, hear_or_take, look_at, look_back
from voice.scenes.home.devices import try_device, try_sound
from voice.scenes.home.erasing import begin_erasing, take_back
from voice.scenes.home.errands import (
    FindDrives,
    KeepSetting,
    ListGuides,
    OpenWords,
    PrepareSession,
    PrepareTeaching,
    TakeListed,
    Words,
)
from voice.scenes.home.listing import MORE, look_on
from voice.scenes.home.settings import Among
from voice.scenes.home.states import Home
from voice.scenes.home.step import Step
from voice.scenes.home.taking import write_unlocked
from voice.scenes.home.unlocking import LOCKED, leave_locked
from voice.scenes.home.wording import HomeSay
from voice.scenes.sound_check.errands import Part


def _begin(step: Step) -> None:
    step.ask_desk(PrepareSession(step.now.guide.name))


def _asks_for(words: Words) -> Callable[[Step], None]:
    """Nothing that is sealed is opened before a yes: a voice in the room is not a key."""

    def ask(step: Step) -> None:
        step.change(words=words, shown="")
        step.tell(step.line(HomeSay.ASK_OTHERS), then=Home.ASKING, prompt=True)

    return ask


def _yes(step: Step) -> None:
    words = step.now.words
    if step.now.waiting_state is Home.CONFIRMING and step.now.unlocked:
        write_unlocked(step)
    elif step.now.waiting_state is Home.CONFIRMING:
        begin_erasing(step)
    elif step.now.waiting_state is Home.CHOOSING:
        take(step, step.now.candidate + 1)
    elif words is not None:
        step.ask_desk(OpenWords(words))


def take(step: Step, number: int) -> None:
    """Have one of what there is to choose from; a setting, as it comes next."""
    if number == MORE:
        look_on(step)
        return
    if step.now.among is Among.VOICES:
        hear_or_take(step, number - 1)
    elif not step.now.in_settings:
        step.ask_desk(TakeListed(number))
    elif not try_device(step, number - 1):
        change_setting(step, number - 1)


def _back_up(step: Step) -> None:
    step.ask_desk(FindDrives())


def _settings(step: Step) -> None:
    step.tell_setting(0)


def _undo(step: Step) -> None:
    if step.now.before is None:
        take_back(step)
    else:
        step.ask_desk(KeepSetting(step.now.before, taken_back=True))


def _no(step: Step) -> None:
    if step.now.waiting_state in LOCKED:
        leave_locked(step)
        return
    step.come_home(*(() if step.now.in_settings else (step.line(Say.LEFT_AS_IT_IS),)))


def _next(step: Step) -> None:
    look_at(step, step.now.candidate + 1)


def _back(step: Step) -> None:
    if step.now.waiting_state in LOCKED:
        leave_locked(step)
    else:
        look_back(step)


def _resume(step: Step) -> None:
    step.come_home()


def _where(step: Step) -> None:
    guide = step.now.guide
    step.tell(step.line(HomeSay.WHERE_HOME, title=guide.title, author=guide.author))


def _who(step: Step) -> None:
    step.tell(step.line(HomeSay.WHO_HOME), Line(step.plan.keeper))


def _stop(step: Step) -> None:
    if step.now.waiting_state is Home.LEAVING:
        step.close()
    else:
        step.tell(step.line(HomeSay.LEAVING_HOME), then=Home.LEAVING, prompt=True)


TELLING = {**SAID_AGAIN, **HELPING, Action.WHERE: _where, Action.WHO: _who}
"""What changes nothing: done at once where it was not heard well, too."""

DOING: Mapping[Action, Callable[[Step], None]] = {
    **TELLING,
    Action.BEGIN: _begin,
    Action.GO_ON_UNFINISHED: _asks_for(Words.TO_GO_ON),
    Action.ANOTHER_GUIDE: lambda step: step.ask_desk(ListGuides()),
    Action.HEAR: _asks_for(Words.SESSION),
    Action.LOOK_BACK: _asks_for(Words.QUESTION),
    Action.MARKED: _asks_for(Words.MARKED),
    Action.TAKE_ALONG: _asks_for(Words.TO_TAKE),
    Action.BACK_UP: _back_up,
    Action.ERASE: _asks_for(Words.TO_ERASE),
    Action.SETTINGS: _settings,
    Action.TEST_SOUND: lambda step: try_sound(step, *Part),
    Action.RECORD_VOICE: lambda step: step.ask_desk(ListGuides(to_record=True)),
    Action.TEACH_SOUND: lambda step: step.ask_desk(PrepareTeaching()),
    Action.UNDO: _undo,
    Action.YES: _yes,
    Action.NO: _no,
    Action.NEXT: _next,
    Action.BACK: _back,
    Action.RESUME: _resume,
    Action.STOP: _stop,
}
