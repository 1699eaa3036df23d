"""What each thing to set up asks, does and remembers; and that a key is seen only where asked."""

import pytest

from tests.scenes.setting_up.playbook import (
    MADE,
    NOT_SAVED,
    ROWS,
    SAVED,
    SECRETS,
    Sitting,
    line,
    plan,
    standing_in,
    with_key,
)
from tests.values.troubles import DISK_FULL
from voice.floor.actions import Action
from voice.floor.commands import EndInside, Line, Open, RememberManner, Speak
from voice.floor.events import ChoiceOffered, WindowGone
from voice.language.loading import load_language
from voice.scenes.setting_up.commands import (
    DropKey,
    KeepPatience,
    MakeKey,
    Note,
    Outcome,
    SaveKey,
    TakeKey,
    Task,
)
from voice.scenes.setting_up.events import NotMade, PlacesFound, VaultMade
from voice.scenes.setting_up.states import SettingUp
from voice.scenes.setting_up.wording import SetupSay
from voice.scenes.sound_check.errands import Part
from voice.scenes.sound_check.sound_check import SoundCheck
from voice.screen.page.buttons import Group
from voice.screen.page.picture import picture_of
from voice.screen.page.words import load_shell


def has_secret(text: str) -> bool:
    return any(secret in text for secret in SECRETS)


def test_a_newcomer_is_welcomed_and_whoever_left_half_way_is_welcomed_back() -> None:
    assert Sitting().said().startswith(line(SetupSay.WELCOME))
    assert Sitting(plan(going_on=True)).said().startswith(line(SetupSay.WELCOME_BACK))


def test_the_choices_are_spoken_with_their_numbers_and_shown_once() -> None:
    sitting = Sitting()
    assert "1: Show it now." in sitting.said()
    assert [option.text for option in sitting.scene.view().options] == [
        *(line(SetupSay.KEY_SHOW), line(SetupSay.KEY_READ_OUT)),
    ]
    assert "1: Show it now." not in (*sitting.scene.view().saying, *sitting.scene.view().shown)


def test_whoever_hears_nothing_is_not_offered_to_hear_a_key_or_a_pace() -> None:
    sitting = Sitting(plan(speaks=False))
    assert [option.text for option in sitting.scene.options()] == [line(SetupSay.KEY_SHOW)]
    sitting = Sitting(plan((Task.MANNER,), speaks=False)).spoken().chooses(SetupSay.STEADY)
    assert sitting.state is SettingUp.CLOSING


def test_what_no_screen_can_show_is_not_offered() -> None:
    heard = Sitting(plan(shows=False, draws=False)).spoken()
    assert [option.text for option in heard.scene.options()] == [line(SetupSay.KEY_READ_OUT)]
    heard.chooses(1).happens(MADE)
    texts = {option.text for option in heard.scene.options()}
    assert not texts & {line(SetupSay.KEY_LETTERS), line(SetupSay.KEY_CODE)}
    lines = Sitting(plan(draws=False)).spoken().chooses(SetupSay.KEY_SHOW).happens(MADE)
    assert line(SetupSay.KEY_CODE) not in {option.text for option in lines.scene.options()}


# The recovery key --------------------------------------------------------------------------------


def test_a_key_is_shown_and_not_spoken_where_it_was_to_be_shown() -> None:
    sitting = with_key()
    assert f"1:  {ROWS[1]}" in sitting.scene.view().shown
    assert not has_secret(sitting.said())


def test_a_key_is_spoken_and_not_shown_where_it_was_to_be_read_out() -> None:
    sitting = with_key(read_out=True)
    assert "Line 1: Q, Q, Q, Q. W, W, W, W." in sitting.said()
    assert not has_secret(sitting.shown())
    read = [line for c in sitting.last if isinstance(c, Speak) for line in c.lines]
    assert all(line.private for line in read if has_secret(line.text))
    assert not has_secret(sitting.spoken().shown())


def test_a_key_that_was_read_out_can_be_shown_then_and_photographed() -> None:
    sitting = with_key(read_out=True).spoken().chooses(SetupSay.KEY_LETTERS)
    assert f"1:  {ROWS[1]}" in sitting.scene.view().shown
    sitting.chooses(SetupSay.KEY_CODE)
    slip = sitting.scene.view().slip
    assert slip is not None
    assert slip.rows == MADE.slip.rows
    assert len(sitting.scene.options()) <= 2, "a window of 24 lines holds no more below the code"
    assert not has_secret(sitting.said())


def test_nothing_is_made_before_a_part_of_the_key_was_found_again() -> None:
    sitting = with_key().spoken().chooses(SetupSay.KEY_HAVE_IT)
    assert "In line 2, what is group 1?" in sitting.said()
    assert "RRRR" not in sitting.shown(), "the key itself is not beside the question"
    assert not any(isinstance(errand, TakeKey) for errand in sitting.errands())
    assert sitting.chooses(2).state is SettingUp.MAKING_VAULT
    assert sitting.errands()[-1] == TakeKey(True)
    assert sitting.scene.now.slip is None


def test_another_group_leads_back_to_the_key_and_another_question() -> None:
    sitting = with_key().spoken().chooses(SetupSay.KEY_HAVE_IT).chooses(1)
    assert sitting.said().startswith(line(SetupSay.KEY_OTHER))
    assert sitting.state is SettingUp.SHOWING_KEY
    sitting.chooses(SetupSay.KEY_HAVE_IT)
    assert "In line 1, what is group 2?" in sitting.said()


def test_whoever_photographed_the_code_is_asked_without_lines() -> None:
    sitting = with_key().spoken().chooses(SetupSay.KEY_CODE).chooses(SetupSay.KEY_HAVE_IT)
    assert line(SetupSay.KEY_ASKED_CODE) in sitting.said()


def test_a_key_is_saved_only_in_the_place_that_was_chosen() -> None:
    sitting = standing_in(SettingUp.SAVING_KEY)
    assert not any(isinstance(errand, SaveKey) for errand in sitting.errands())
    assert [option.text for option in sitting.scene.options()] == ["STICK", "Documents"]
    assert sitting.chooses(2).errands()[-1] == SaveKey(2)
    sitting.happens(SAVED)
    assert "It is saved as key.txt, in STICK." in sitting.said()
    assert sitting.errands()[-1] == TakeKey(True)
    sitting.happens(VaultMade())
    assert "It is saved as key.txt, in STICK." in sitting.said(), "it is heard to its end"
    assert sitting.state is SettingUp.PATIENCE


def test_a_key_that_could_not_be_saved_is_asked_about_again() -> None:
    sitting = standing_in(SettingUp.SAVING_KEY).chooses(1).happens(NOT_SAVED)
    assert sitting.state is SettingUp.SAVING_KEY
    assert "There is no room left to save." in sitting.said()
    assert not any(isinstance(errand, TakeKey) for errand in sitting.errands())


def test_where_there_is_no_place_that_is_said_and_the_key_stays() -> None:
    sitting = standing_in(SettingUp.SHOWING_KEY).chooses(SetupSay.KEY_SAVE)
    sitting.happens(PlacesFound(()))
    assert sitting.said() == line(SetupSay.KEY_NO_PLACE)
    assert sitting.state is SettingUp.SHOWING_KEY


@pytest.mark.parametrize(
    "state", [SettingUp.MAKING_KEY, SettingUp.SHOWING_KEY, SettingUp.ASKING_BACK]
)
def test_a_key_that_nobody_took_is_dropped_when_they_stop(state: SettingUp) -> None:
    sitting = standing_in(state).chooses(Action.STOP)
    assert DropKey() in sitting.last
    assert not any(isinstance(errand, TakeKey | Note) for errand in sitting.errands())


def test_going_back_from_a_key_drops_it_and_the_next_is_another() -> None:
    sitting = standing_in(SettingUp.SHOWING_KEY).chooses(Action.GO_BACK)
    assert DropKey() in sitting.last
    assert sitting.state is SettingUp.KEY
    assert sitting.scene.now.slip is None
    assert sitting.chooses(SetupSay.KEY_SHOW).last[-1] == MakeKey()


@pytest.mark.parametrize(
    ("action", "outcome"), [(Action.SKIP, Outcome.SKIPPED), (Action.LATER, Outcome.PUT_OFF)]
)
def test_without_a_recovery_key_there_is_a_vault_all_the_same(
    action: Action, outcome: Outcome
) -> None:
    sitting = standing_in(SettingUp.KEY).chooses(action)
    assert sitting.errands() == [TakeKey(False)]
    sitting.happens(VaultMade())
    assert sitting.errands()[-1] == Note(Task.KEY, outcome)
    assert sitting.state is SettingUp.PATIENCE


def test_a_key_that_is_there_can_be_put_off_too() -> None:
    sitting = standing_in(SettingUp.SHOWING_KEY).chooses(Action.LATER)
    assert sitting.errands()[-1] == TakeKey(False)
    assert sitting.scene.now.slip is None


def test_what_could_not_be_made_is_told_and_asked_again() -> None:
    sitting = standing_in(SettingUp.MAKING_VAULT).happens(NotMade(DISK_FULL))
    assert sitting.said().startswith("That did not work. There is no room left to save.")
    assert sitting.state is SettingUp.KEY


def test_no_repr_holds_a_key() -> None:
    for state in (SettingUp.SHOWING_KEY, SettingUp.ASKING_BACK):
        sitting = standing_in(state)
        assert not has_secret(repr((sitting.scene.now, sitting.commands)))
        assert not has_secret(repr(MADE))
    read_out = with_key(read_out=True)
    assert not has_secret(repr((read_out.scene.now, read_out.commands, read_out.scene.view())))


def test_a_part_of_a_key_that_the_switch_stands_on_is_in_no_repr() -> None:
    sitting = standing_in(SettingUp.ASKING_BACK).happens(ChoiceOffered(2))
    assert sitting.said() == "EEEE"
    assert not has_secret(repr(sitting.commands))


# Patience and pace -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("say", "patience"),
    [
        (SetupSay.UNHURRIED, "unhurried"),
        (SetupSay.STEADY, "steady"),
        (SetupSay.BRISK, "brisk"),
    ],
)
def test_the_patience_that_was_chosen_is_kept(say: SetupSay, patience: str) -> None:
    sitting = standing_in(SettingUp.PATIENCE).chooses(say)
    assert sitting.errands()[-1] == KeepPatience(patience)
    assert sitting.state is SettingUp.PACE


def test_the_pace_is_heard_at_once_and_kept() -> None:
    sitting = standing_in(SettingUp.PACE).chooses(SetupSay.PACE_SLOWER)
    spoken = [c for c in sitting.last if isinstance(c, Speak)][-1]
    assert spoken.manner.rate_wpm == 128
    assert sitting.said().startswith(line(SetupSay.PACE))
    assert [c for c in sitting.last if isinstance(c, RememberManner)]
    assert sitting.state is SettingUp.PACE
    faster = sitting.chooses(SetupSay.PACE_FASTER)
    assert [c for c in faster.last if isinstance(c, Speak)][-1].manner.rate_wpm == 160


def test_at_the_end_the_first_question_is_announced() -> None:
    sitting = standing_in(SettingUp.PACE).chooses(SetupSay.PACE_RIGHT)
    assert sitting.said() == line(SetupSay.READY)
    assert sitting.errands()[-1] == Note(Task.MANNER, Outcome.DONE)
    assert sitting.scene.now.reason == "set up"


def test_what_is_still_missing_is_said_at_the_end() -> None:
    sitting = Sitting(plan((Task.MANNER,), ready=False)).chooses(Action.SKIP)
    assert sitting.said() == line(SetupSay.NOT_READY)


# Ways back ---------------------------------------------------------------------------------------


def test_back_leads_to_what_was_asked_before_and_not_to_what_is_made() -> None:
    assert standing_in(SettingUp.PACE).chooses(Action.GO_BACK).state is SettingUp.PATIENCE
    first = standing_in(SettingUp.PATIENCE).chooses(Action.GO_BACK)
    assert first.said().startswith(line(SetupSay.FIRST)), "the vault is made"
    assert first.state is SettingUp.PATIENCE
    assert standing_in(SettingUp.SAVING_KEY).chooses(Action.GO_BACK).state is SettingUp.SHOWING_KEY
    assert standing_in(SettingUp.ASKING_BACK).chooses(Action.GO_BACK).state is SettingUp.SHOWING_KEY


def test_help_names_the_keys_since_nobody_is_listened_to() -> None:
    sitting = standing_in(SettingUp.PATIENCE).chooses(Action.HELP)
    for words in ("G, to go back.", "S, to leave this out", "L, for later", "Q, to stop here"):
        assert words in sitting.said()
    assert "1: As long as I like" in sitting.said()


def test_on_the_page_no_way_back_is_the_largest_button_beside_the_choices() -> None:
    words = load_shell("en", load_language("en").page).words
    for state in (SettingUp.RECOGNISER, SettingUp.KEY, SettingUp.SHOWING_KEY, SettingUp.PATIENCE):
        picture = picture_of(standing_in(state).scene.view(), (), words)
        groups = {button.id: button.group for button in picture.buttons}
        assert Group.ONWARD not in groups.values(), groups


# Loudspeaker and microphone ----------------------------------------------------------------------


def trying() -> Sitting:
    """The sound is tried inside."""
    return standing_in(SettingUp.SOUND)


def opened_in(sitting: Sitting) -> SoundCheck:
    (opened,) = [command for command in sitting.last if isinstance(command, Open)]
    assert isinstance(opened.scene, SoundCheck)
    return opened.scene


def test_loudspeaker_and_microphone_are_tried_inside_and_what_was_told_before_is_heard() -> None:
    inside = opened_in(Sitting(plan((Task.SOUND, Task.MANNER))))
    said = next(c for c in inside.start() if isinstance(c, Speak)).lines
    assert said[0].text == line(SetupSay.WELCOME)
    assert "Do you hear me?" in [each.text for each in said]
    assert inside.plan.in_setup
    assert not inside.plan.listens


def test_whoever_hears_nothing_is_not_asked_whether_they_do() -> None:
    sitting = Sitting(plan((Task.SOUND,), speaks=False))
    assert opened_in(sitting).plan.parts == (Part.MICROPHONE,)


@pytest.mark.parametrize("outcome", Outcome)
def test_how_the_sound_was_left_is_remembered_and_the_next_thing_is_asked(outcome: Outcome) -> None:
    sitting = trying()
    assert opened_in(sitting)
    sitting.over(str(outcome))
    assert sitting.errands()[-1] == Note(Task.SOUND, outcome)
    assert sitting.state is SettingUp.PATIENCE
    assert sitting.scene.now.manner.rate_wpm == 200, "as it was left inside"


def test_from_the_sound_it_goes_back_and_is_stopped_as_from_anything_else() -> None:
    back = trying().over("back")
    assert back.state is SettingUp.SOUND, "the vault is made: there is nothing before it"
    assert opened_in(back).plan.told_before == (Line(line(SetupSay.FIRST)),)
    tasks = (Task.RECOGNISER, Task.SOUND, Task.MANNER)
    tried = Sitting(plan(tasks, ready=False)).spoken().chooses(Action.SKIP).over("back")
    assert tried.state is SettingUp.SOUND, "nothing is fetched once a microphone was open"
    stopped = trying().over("stopped")
    assert stopped.said() == line(SetupSay.STOPPED)
    assert stopped.state is SettingUp.CLOSING
    assert standing_in(SettingUp.PATIENCE).chooses(Action.GO_BACK).state is SettingUp.PATIENCE
    patience = trying().over("done").spoken().chooses(Action.GO_BACK)
    assert patience.state is SettingUp.SOUND


@pytest.mark.parametrize("state", SettingUp)
def test_a_window_that_is_closed_stops_it_and_nothing_of_a_key_is_left(state: SettingUp) -> None:
    over = (SettingUp.CLOSING, SettingUp.DRAINING, SettingUp.ENDED)
    sitting = standing_in(state).happens(WindowGone())
    if state is SettingUp.SOUND:
        assert EndInside() in sitting.last
        sitting.over("stopped")
    assert sitting.state in over
    assert not any(secret in sitting.shown() for secret in SECRETS)
