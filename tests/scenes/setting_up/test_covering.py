"""A recovery key that is shown is covered where nobody gives a sign, and is still there then."""

import pytest

from tests.scenes.setting_up.playbook import SECRETS, Sitting, line, standing_in, with_key
from voice.floor.actions import Action
from voice.floor.commands import SetTimer
from voice.floor.events import Sign, SignOfLife, TimerFired
from voice.floor.turn import AWAY_SECONDS, AWAY_TIMER
from voice.language.loading import load_language
from voice.scenes.setting_up.commands import DropKey
from voice.scenes.setting_up.states import SettingUp
from voice.scenes.setting_up.wording import SetupSay
from voice.screen.page.picture import as_json, picture_of

WORDS = {**load_language("en").page, "language": "en"}
BESIDE = [
    state for state in SettingUp if state not in {SettingUp.SHOWING_KEY, SettingUp.ASKING_BACK}
]


def away(sitting: Sitting) -> Sitting:
    return sitting.happens(TimerFired(AWAY_TIMER, sitting.scene.now.turn_id))


def timers(sitting: Sitting) -> list[SetTimer]:
    """Those that run in this turn."""
    set_ = [c for c in sitting.commands if isinstance(c, SetTimer) and c.name == AWAY_TIMER]
    return [timer for timer in set_ if timer.turn_id == sitting.scene.now.turn_id]


def has_secret(sitting: Sitting) -> bool:
    view = sitting.scene.view()
    everything = sitting.shown() + repr(view) + as_json(picture_of(view, view.said, WORDS))
    return any(secret in everything for secret in SECRETS)


def shown(how: SetupSay) -> Sitting:
    """The key as letters, as a code, or a part of it asked back."""
    sitting = with_key().spoken()
    return sitting if how is SetupSay.KEY_LETTERS else sitting.chooses(how).spoken()


SHOWN = (SetupSay.KEY_LETTERS, SetupSay.KEY_CODE, SetupSay.KEY_HAVE_IT)


@pytest.mark.parametrize("how", SHOWN)
def test_two_minutes_without_a_sign_cover_the_key_and_one_press_shows_it_again(
    how: SetupSay,
) -> None:
    sitting = shown(how)
    assert has_secret(sitting)
    assert sitting.scene.view().guarded
    (timer,) = timers(sitting)
    assert timer.seconds == AWAY_SECONDS
    away(sitting)
    assert sitting.said().startswith(line(SetupSay.KEY_COVERED))
    assert not has_secret(sitting)
    assert not has_secret(sitting.spoken())
    assert not sitting.scene.view().guarded
    assert not timers(sitting), "nothing is left to cover"
    assert DropKey() not in sitting.commands
    assert has_secret(sitting.chooses(SetupSay.KEY_LETTERS))


@pytest.mark.parametrize("how", SHOWN)
def test_a_sign_of_somebody_begins_the_time_anew(how: SetupSay) -> None:
    sitting = shown(how)
    (before,) = timers(sitting)
    assert timers(sitting.happens(SignOfLife(Sign.CHOICE))) == [before, before]


def test_whatever_is_asked_for_beside_a_covered_key_shows_nothing_of_it() -> None:
    sitting = away(shown(SetupSay.KEY_LETTERS)).spoken()
    for action in (Action.HELP, Action.REPEAT, Action.SLOWER):
        sitting.chooses(action)
        assert not has_secret(sitting)
        sitting.spoken()
    sitting.chooses(Action.CRISIS).spoken().chooses(Action.RESUME)
    assert not has_secret(sitting)


def test_a_time_of_an_earlier_turn_covers_nothing() -> None:
    sitting = shown(SetupSay.KEY_LETTERS)
    before = sitting.scene.now.turn_id
    sitting.chooses(Action.REPEAT).spoken().happens(TimerFired(AWAY_TIMER, before))
    assert has_secret(sitting)


def test_under_the_crisis_card_there_is_nothing_to_cover_and_after_it_the_time_begins() -> None:
    sitting = away(shown(SetupSay.KEY_LETTERS).chooses(Action.CRISIS).spoken())
    assert sitting.scene.now.card
    assert not has_secret(sitting)
    assert timers(sitting.chooses(Action.RESUME).spoken())


@pytest.mark.parametrize("state", BESIDE)
def test_where_no_key_is_shown_the_time_changes_nothing(state: SettingUp) -> None:
    sitting = standing_in(state)
    assert away(sitting).state is state
    assert sitting.last == []
    assert sitting.happens(SignOfLife(Sign.CHOICE)).last == []
