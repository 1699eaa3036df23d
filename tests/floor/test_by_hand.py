"""Where nobody can be heard: no scene says that it listens, and what is opened inside knows it."""

import pytest

from tests.floor.counting import Counting, Plan, Step
from voice.floor.actions import Action, Means
from voice.floor.commands import Open
from voice.floor.events import (
    ActionChosen,
    DeviceFailed,
    DeviceRecovered,
    ListeningStarted,
    SpeechFinished,
)
from voice.language.loading import load_language
from voice.values.troubles import Trouble, TroubleName

UNDERSTOOD_BY_NOBODY = DeviceFailed("recogniser", Trouble(TroubleName.MODEL_MISSING))


def listening(*events: DeviceFailed) -> Counting:
    scene = Counting()
    scene.start()
    for event in events:
        scene.handle(event)
    while scene.now.speaking:
        scene.handle(SpeechFinished(scene.now.turn_id))
    scene.handle(ListeningStarted(scene.now.turn_id))
    return scene


@pytest.mark.parametrize(
    ("failed", "deaf"),
    [
        (UNDERSTOOD_BY_NOBODY, True),
        (DeviceFailed("microphone", Trouble(TroubleName.MICROPHONE_ABSENT)), True),
        (DeviceFailed("microphone", Trouble(TroubleName.MICROPHONE_MUTE)), False),
        (DeviceFailed("recogniser", Trouble(TroubleName.MODEL_LOADING)), False),
        (DeviceFailed("loudspeaker", Trouble(TroubleName.LOUDSPEAKER_ABSENT)), False),
    ],
)
def test_it_does_not_say_that_it_listens_where_nobody_can_be_heard(
    failed: DeviceFailed, deaf: bool
) -> None:
    view = listening(failed).view()
    assert view.deaf is deaf
    assert view.microphone_open is not deaf
    assert view.mood_key == ("mood_by_hand" if deaf else "mood_ready")


def test_once_it_is_there_again_it_listens() -> None:
    scene = listening(DeviceFailed("microphone", Trouble(TroubleName.MICROPHONE_ABSENT)))
    scene.handle(DeviceRecovered("microphone"))
    assert not scene.view().deaf


def test_a_scene_that_is_opened_inside_knows_it_from_its_first_moment() -> None:
    around = listening(UNDERSTOOD_BY_NOBODY)
    commands = around.handle(ActionChosen(Action.BEGIN, Means.KEY))
    (inside,) = [command.scene for command in commands if isinstance(command, Open)]
    assert inside.now.is_deaf
    assert inside.view().deaf


@pytest.mark.parametrize("deaf", [False, True])
def test_what_is_spoken_of_a_trouble_names_nothing_to_be_said_where_nobody_can_be_heard(
    deaf: bool,
) -> None:
    scene = listening(*[UNDERSTOOD_BY_NOBODY] * deaf)
    step = Step(Plan(load_language("en").wording), scene.now)
    said = step.words_for(Trouble(TroubleName.GUIDE_CHANGED)).said
    assert said.endswith("To begin a new one, choose: begin." if deaf else "one, say: begin.")
