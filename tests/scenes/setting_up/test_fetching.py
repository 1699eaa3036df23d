"""What understands speech is fetched while somebody waits: told, stopped, and gone on with."""

import pytest

from tests.scenes.setting_up.playbook import Sitting, line, plan, standing_in, to_fetch
from voice.floor.actions import Action
from voice.scenes.setting_up.commands import (
    Fetch,
    Note,
    Outcome,
    StopFetching,
    TakeFile,
    Task,
)
from voice.scenes.setting_up.events import Ending, Fetched, FetchMoved, FilesFound, VaultMade
from voice.scenes.setting_up.states import SettingUp
from voice.scenes.setting_up.step import REHEARSAL
from voice.scenes.setting_up.wording import SetupSay


def test_before_anything_is_fetched_its_size_and_its_source_are_said() -> None:
    sitting = Sitting(to_fetch())
    assert "It is 41 megabytes, and comes from example.org." in sitting.said()
    assert Fetch() not in sitting.errands()
    assert sitting.spoken().chooses(SetupSay.FETCH_NOW).errands() == [Fetch()]


def test_how_much_has_come_is_shown_each_time_and_said_now_and_then() -> None:
    sitting = standing_in(SettingUp.FETCHING)
    said = []
    for percent in range(1, 100):
        sitting.happens(FetchMoved(percent))
        said += [sitting.said()] if sitting.said() else []
        assert f"{percent} percent is here." in sitting.scene.view().shown
        if sitting.scene.now.speaking:
            sitting.spoken()
    assert said == [f"{percent} percent is here." for percent in (25, 50, 75)]
    assert sitting.happens(FetchMoved(100)).said() == line(SetupSay.FETCH_WHOLE)


def test_it_can_be_stopped_and_gone_on_with() -> None:
    sitting = standing_in(SettingUp.FETCHING).happens(FetchMoved(40)).chooses(Action.PAUSE)
    assert sitting.last[-1] == StopFetching()
    sitting.happens(Fetched(Ending.STOPPED))
    assert sitting.said().startswith(line(SetupSay.FETCH_STOPPED))
    assert sitting.state is SettingUp.RECOGNISER
    assert sitting.scene.options()[0].text == line(SetupSay.FETCH_ON)
    assert sitting.chooses(1).last[-1] == Fetch()


def test_what_came_another_time_is_gone_on_with() -> None:
    sitting = Sitting(to_fetch(begun=True))
    assert sitting.scene.options()[0].text == line(SetupSay.FETCH_ON)


def test_how_much_of_it_is_here_stays_in_sight_where_it_was_stopped() -> None:
    sitting = Sitting(to_fetch()).spoken()
    assert sitting.scene.view().percent is None, "nothing was begun"
    sitting.chooses(SetupSay.FETCH_NOW).happens(FetchMoved(40))
    assert sitting.scene.view().percent == 40
    sitting.happens(Fetched(Ending.STOPPED))
    assert sitting.scene.view().percent == 40
    sitting.chooses(SetupSay.FETCH_ON)
    assert sitting.scene.view().percent == 40, "it goes on where it was"
    assert Sitting(to_fetch(begun=True, percent=70)).scene.view().percent == 70


def test_which_of_the_things_it_is_is_told_and_at_the_end_nothing_is() -> None:
    sitting, steps = Sitting(to_fetch()).spoken(), []

    def note() -> None:
        view = sitting.scene.view()
        if sitting.state is SettingUp.SOUND:
            view = sitting.scene.around(view, leaving=False)
        steps.append((view.step, view.steps))

    note()
    sitting.chooses(Action.LATER)
    note()
    sitting.chooses(Action.SKIP).happens(VaultMade())
    assert sitting.state is SettingUp.SOUND
    note()
    sitting.over("put off")
    note()
    sitting.chooses(Action.LATER)
    note()
    assert steps == [(1, 4), (2, 4), (3, 4), (4, 4), (0, 0)]


def test_once_it_is_there_the_next_thing_is_asked_and_the_end_is_another() -> None:
    sitting = standing_in(SettingUp.FETCHING).happens(Fetched(Ending.READY))
    assert sitting.said().startswith(line(SetupSay.FETCHED))
    assert sitting.errands()[-1] == Note(Task.RECOGNISER, Outcome.DONE)
    assert sitting.state is SettingUp.KEY
    back = sitting.spoken().chooses(Action.GO_BACK)
    assert back.state is SettingUp.KEY, "what is there is not fetched again"
    alone = Sitting(plan((Task.RECOGNISER,), ready=False)).spoken()
    alone.chooses(SetupSay.FETCH_NOW).happens(Fetched(Ending.READY))
    assert alone.said().endswith(line(SetupSay.READY))


@pytest.mark.parametrize("action", [Action.SKIP, Action.LATER])
def test_not_yet_is_an_answer_and_the_end_says_what_is_missing(action: Action) -> None:
    sitting = Sitting(plan((Task.RECOGNISER,), ready=False)).spoken().chooses(action)
    assert not any(isinstance(errand, Fetch) for errand in sitting.errands())
    still_open = f"{line(SetupSay.STILL_OPEN)} " if action is Action.LATER else ""
    assert sitting.said() == still_open + line(SetupSay.NOT_READY)


def test_a_source_that_fails_is_told_and_can_be_tried_again() -> None:
    why = "There is no network here."
    sitting = standing_in(SettingUp.FETCHING).happens(Fetched(Ending.FAILED, why))
    assert sitting.said().startswith(f"{line(SetupSay.FETCH_FAILED)} {why}")
    assert why in sitting.scene.view().shown
    assert sitting.state is SettingUp.RECOGNISER


def test_it_can_be_taken_from_a_file() -> None:
    sitting = standing_in(SettingUp.CHOOSING_FILE)
    assert [option.text for option in sitting.scene.options()] == ["a.zip", "b.zip"]
    sitting.chooses(2)
    assert sitting.errands()[-1] == TakeFile(2)
    sitting.happens(Fetched(Ending.FAILED))
    assert sitting.said().startswith(line(SetupSay.FILE_FAILED))
    none = standing_in(SettingUp.RECOGNISER).chooses(SetupSay.FETCH_FILE)
    none.happens(FilesFound(()))
    assert line(SetupSay.FILE_NONE) in none.said()
    assert none.state is SettingUp.RECOGNISER


def test_whoever_stops_altogether_stops_the_download_too() -> None:
    sitting = standing_in(SettingUp.FETCHING).chooses(Action.STOP)
    assert StopFetching() in sitting.last
    assert sitting.state is SettingUp.CLOSING


@pytest.mark.parametrize("tasks", [(Task.KEY, Task.SOUND, Task.MANNER), (Task.MANNER,)])
def test_where_only_the_sound_is_lacking_a_rehearsal_is_offered_and_nowhere_else(
    tasks: tuple[Task, ...],
) -> None:
    for lacks, speaks in ((False, True), (True, True), (True, False)):
        sitting = Sitting(plan(tasks, lacks_sound=lacks, speaks=speaks)).spoken()
        offers = [option.text for option in sitting.scene.view().options]
        choice = SetupSay.REHEARSAL if speaks else SetupSay.REHEARSAL_SHOWN
        assert (line(choice) in offers) is lacks
    sitting.chooses(choice)
    assert sitting.errands() == []
    assert sitting.scene.now.reason == REHEARSAL


@pytest.mark.parametrize(
    ("speaks", "choice"),
    [(True, SetupSay.REHEARSAL), (False, SetupSay.REHEARSAL_SHOWN)],
)
def test_a_rehearsal_is_one_choice_and_leaves_all_as_it_was(speaks: bool, choice: SetupSay) -> None:
    sitting = Sitting(to_fetch(speaks=speaks)).spoken()
    offers = [option.text for option in sitting.scene.view().options]
    assert line(choice) in offers
    assert len([text for text in offers if "rehearsal" in text]) == 1
    sitting.chooses(choice)
    assert sitting.said() == line(SetupSay.REHEARSAL_NOW)
    assert sitting.errands() == []
    assert sitting.scene.now.reason == REHEARSAL
