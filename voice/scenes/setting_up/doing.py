"""What each choice does while setting up: one short function each, and the tables of them.

Each takes the `Step` being made. Nothing else may start an action.
"""

from collections.abc import Callable, Mapping

from voice.floor.actions import Action
from voice.floor.commands import Line
from voice.floor.doing import HELPING, NAMED_BY_ANOTHER, SAID_AGAIN
from voice.scenes.setting_up.commands import (
    Fetch,
    FindFiles,
    FindPlaces,
    KeepPatience,
    MakeKey,
    Outcome,
    SaveKey,
    StopFetching,
    TakeFile,
    Task,
)
from voice.scenes.setting_up.options import offered
from voice.scenes.setting_up.situation import Shown
from voice.scenes.setting_up.states import SettingUp
from voice.scenes.setting_up.step import REHEARSAL, Step, spelled
from voice.scenes.setting_up.wording import SetupSay


def _go_back(step: Step) -> None:
    match step.now.state:
        case SettingUp.CHOOSING_FILE:
            step.enter(SettingUp.RECOGNISER)
        case SettingUp.SHOWING_KEY:
            step.drop_key()
            step.enter(SettingUp.KEY)
        case SettingUp.SAVING_KEY | SettingUp.ASKING_BACK:
            step.enter(SettingUp.SHOWING_KEY)
        case SettingUp.PACE:
            step.enter(SettingUp.PATIENCE)
        case _:
            step.back()


def _leave(step: Step, outcome: Outcome) -> None:
    if step.task is Task.KEY:
        step.make_vault(outcome, taken=False)
    else:
        step.onward(outcome)


def _skip(step: Step) -> None:
    _leave(step, Outcome.SKIPPED)


def _later(step: Step) -> None:
    _leave(step, Outcome.PUT_OFF)


def _stop(step: Step) -> None:
    step.close("stopped", step.line(SetupSay.STOPPED))


def _help(step: Step) -> None:
    """By keys, since nobody is listened to."""
    words = step.plan.wording.actions
    left_out = NAMED_BY_ANOTHER | {Action.HELP}
    helps = [Line(words[a].help) for a in step.now.offered() if a not in left_out]
    step.tell(step.line(SetupSay.HELP), *helps, *step.now.option_lines)


DOING: Mapping[Action, Callable[[Step], None]] = {
    **SAID_AGAIN,
    **HELPING,
    Action.GO_BACK: _go_back,
    Action.SKIP: _skip,
    Action.LATER: _later,
    Action.PAUSE: lambda step: step.out.append(StopFetching()),
    Action.HELP: _help,
    Action.STOP: _stop,
}

# By its number ---------------------------------------------------------------------------------


def _find_files(step: Step) -> None:
    step.take_floor()
    step.out.append(FindFiles())


def _rehearse(step: Step) -> None:
    step.close(REHEARSAL, step.line(SetupSay.REHEARSAL_NOW))


def _make_key(step: Step, read_out: bool) -> None:
    shown = Shown.NOT if read_out else Shown.LETTERS
    step.change(read_out=read_out, shown=shown)
    step.wait_in(SettingUp.MAKING_KEY)
    step.out.append(MakeKey())


def _show_key(step: Step) -> None:
    if step.now.state is SettingUp.KEY:
        _make_key(step, read_out=False)
    else:
        step.change(shown=Shown.LETTERS)
        step.enter(SettingUp.SHOWING_KEY)


def _read_out(step: Step) -> None:
    if step.now.state is SettingUp.KEY:
        _make_key(step, read_out=True)
    else:
        step.enter(SettingUp.SHOWING_KEY, *rows_read_out(step))


def rows_read_out(step: Step) -> tuple[Line, ...]:
    """The key letter by letter: a line for each row, kept ready nowhere."""
    rows = step.now.rows[1:]
    return (
        step.line(SetupSay.KEY_BEGINS),
        *(
            Line(f"{step.plan.wording.line(SetupSay.KEY_ROW, row=row)} {spelled(text)}", True)
            for row, text in enumerate(rows, start=1)
        ),
    )


def _show_code(step: Step) -> None:
    step.change(shown=Shown.CODE)
    step.enter(SettingUp.SHOWING_KEY, step.line(SetupSay.KEY_CODE_SHOWN))


def _save(step: Step) -> None:
    step.take_floor()
    step.out.append(FindPlaces())


def _have_it(step: Step) -> None:
    step.enter(SettingUp.ASKING_BACK)


def _patience(patience: str) -> Callable[[Step], None]:
    def keep(step: Step) -> None:
        step.out.append(KeepPatience(patience))
        if step.plan.speaks:
            step.enter(SettingUp.PACE)
        else:
            step.onward(Outcome.DONE)

    return keep


def _pace(quicker_by: int) -> Callable[[Step], None]:
    return lambda step: step.speak_otherwise(quicker_by=quicker_by)


CHOSEN: Mapping[SetupSay, Callable[[Step], None]] = {
    SetupSay.FETCH_NOW: lambda step: step.fetch(Fetch(), from_file=False),
    SetupSay.FETCH_ON: lambda step: step.fetch(Fetch(), from_file=False),
    SetupSay.FETCH_FILE: _find_files,
    SetupSay.REHEARSAL: _rehearse,
    SetupSay.REHEARSAL_SHOWN: _rehearse,
    SetupSay.KEY_SHOW: _show_key,
    SetupSay.KEY_LETTERS: _show_key,
    SetupSay.KEY_READ_OUT: _read_out,
    SetupSay.KEY_CODE: _show_code,
    SetupSay.KEY_SAVE: _save,
    SetupSay.KEY_HAVE_IT: _have_it,
    SetupSay.UNHURRIED: _patience("unhurried"),
    SetupSay.STEADY: _patience("steady"),
    SetupSay.BRISK: _patience("brisk"),
    SetupSay.PACE_RIGHT: lambda step: step.onward(Outcome.DONE),
    SetupSay.PACE_SLOWER: _pace(-1),
    SetupSay.PACE_FASTER: _pace(1),
}


def choose(step: Step, number: int) -> None:
    """One of the choices of this state."""
    match step.now.state:
        case SettingUp.CHOOSING_FILE:
            step.fetch(TakeFile(number), from_file=True)
        case SettingUp.SAVING_KEY:
            step.take_floor()
            step.out.append(SaveKey(number))
        case SettingUp.ASKING_BACK:
            _judge(step, number)
        case _:
            CHOSEN[offered(step.plan, step.now)[number - 1]](step)


def _judge(step: Step, number: int) -> None:
    if number == step.now.question.right:
        step.make_vault(Outcome.DONE, taken=True)
    else:
        step.change(question_index=step.now.question_index + 1)
        step.enter(SettingUp.SHOWING_KEY, step.line(SetupSay.KEY_OTHER))
