"""What can be chosen by its number in each state; what a choice does is `doing`'s to say."""

from collections.abc import Mapping

from voice.floor.view import Option
from voice.scenes.setting_up.situation import Plan, Shown, Situation
from voice.scenes.setting_up.states import SettingUp
from voice.scenes.setting_up.wording import SetupSay

_S, _Say = SettingUp, SetupSay

_REHEARSALS = (_Say.REHEARSAL, _Say.REHEARSAL_SHOWN)

OFFERED: Mapping[SettingUp, tuple[SetupSay, ...]] = {
    _S.RECOGNISER: (
        _Say.FETCH_NOW,
        _Say.FETCH_ON,
        _Say.FETCH_FILE,
        *_REHEARSALS,
    ),
    _S.KEY: (_Say.KEY_SHOW, _Say.KEY_READ_OUT, *_REHEARSALS),
    _S.SHOWING_KEY: (
        _Say.KEY_HAVE_IT,
        _Say.KEY_LETTERS,
        _Say.KEY_READ_OUT,
        _Say.KEY_CODE,
        _Say.KEY_SAVE,
    ),
    _S.PATIENCE: (_Say.UNHURRIED, _Say.STEADY, _Say.BRISK, *_REHEARSALS),
    _S.PACE: (_Say.PACE_RIGHT, _Say.PACE_SLOWER, _Say.PACE_FASTER),
}
"""In the order of their numbers."""

BESIDE_CODE = (_Say.KEY_HAVE_IT, _Say.KEY_LETTERS)
"""A code fills a window of 80 columns: no more than two choices fit below it."""


def offered(plan: Plan, now: Situation) -> tuple[SetupSay, ...]:
    """The choices of this state that make sense now."""
    state = now.waiting_state
    says = OFFERED.get(state, ())
    if state is _S.SHOWING_KEY:
        if now.shown is Shown.CODE:
            return BESIDE_CODE
        says = tuple(s for s in says if now.shown is Shown.NOT or s is not _Say.KEY_LETTERS)
    if state is not _S.RECOGNISER and not plan.lacks_sound:
        says = tuple(say for say in says if say not in _REHEARSALS)
    return tuple(say for say in says if _can(plan, now, say))


def _can(plan: Plan, now: Situation, say: SetupSay) -> bool:
    """Whether there is what this choice needs."""
    match say:
        case _Say.FETCH_NOW:
            return not now.begun
        case _Say.FETCH_ON:
            return now.begun
        case _Say.KEY_READ_OUT | _Say.REHEARSAL:
            return plan.speaks
        case _Say.REHEARSAL_SHOWN:
            return not plan.speaks
        case _Say.KEY_SHOW | _Say.KEY_LETTERS:
            return plan.shows
        case _Say.KEY_CODE:
            return plan.draws
        case _:
            return True


def options(plan: Plan, now: Situation) -> tuple[Option, ...]:
    """The same as they are shown; of a key and of places, what was found."""
    match now.waiting_state:
        case _S.CHOOSING_FILE:
            texts = now.files
        case _S.SAVING_KEY:
            texts = now.places
        case _S.ASKING_BACK:
            texts = now.question.groups
        case _:
            texts = tuple(plan.wording.line(say) for say in offered(plan, now))
    return tuple(Option(number, text) for number, text in enumerate(texts, start=1))
