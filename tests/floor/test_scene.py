"""What every scene has of the floor, on the smallest scene there can be."""

import pytest

from tests.floor.counting import Count, Counting
from tests.scenes.reflection.playbook import segment
from voice.floor.actions import Action, Means
from voice.floor.commands import Hush, Leave, Listen, Rest, Speak
from voice.floor.events import (
    ActionChosen,
    Event,
    Interrupted,
    ListeningStarted,
    ListeningStopped,
    Remark,
    SegmentHeard,
    SpeechFinished,
    SpeechStarted,
)
from voice.floor.table import IllegalEvent


def begun() -> Counting:
    scene = Counting()
    scene.start()
    return scene


def waiting() -> Counting:
    scene = begun()
    scene.handle(SpeechFinished(scene.now.turn_id))
    return scene


def chosen(action: Action) -> ActionChosen:
    return ActionChosen(action, Means.KEY)


def test_it_speaks_then_listens_and_every_turn_has_a_number_of_its_own() -> None:
    scene = Counting()
    (spoken,) = scene.start()
    assert isinstance(spoken, Speak)
    (listening,) = scene.handle(SpeechFinished(spoken.turn_id))
    assert isinstance(listening, Listen)
    assert listening.turn_id > spoken.turn_id
    assert scene.now.state is Count.WAITING


def test_turns_are_counted_on_from_the_scene_around_it() -> None:
    scene = Counting(turn_id=40)
    (spoken,) = scene.start()
    assert isinstance(spoken, Speak)
    assert spoken.turn_id == 41
    with pytest.raises(IllegalEvent):
        scene.start()


@pytest.mark.parametrize(
    "late",
    [
        SpeechFinished(1),
        Interrupted(1),
        ListeningStarted(1),
        SpeechStarted(1),
        SegmentHeard(1, segment("next", 1), 9.0, 1.5),
        ListeningStopped(1),
    ],
)
def test_what_comes_late_changes_nothing(late: Event) -> None:
    scene = waiting()
    before = scene.now
    assert scene.handle(late) == []
    assert scene.now == before


@pytest.mark.parametrize("event_type", [SpeechFinished, ListeningStarted, SpeechStarted])
def test_what_nobody_asked_for_is_refused_and_changes_nothing(event_type: type) -> None:
    scene = waiting()
    before = scene.now
    with pytest.raises(IllegalEvent):
        scene.handle(event_type(scene.now.turn_id + 1))
    assert scene.now == before


def test_a_step_that_the_table_does_not_hold_changes_nothing() -> None:
    scene = waiting()
    before = scene.now
    with pytest.raises(IllegalEvent, match="back to lost"):
        scene.handle(chosen(Action.BACK))
    assert scene.now == before


def test_an_action_silences_the_loudspeaker_before_anything_else() -> None:
    scene = begun()
    hushed_turn = scene.now.turn_id
    commands = scene.handle(chosen(Action.NEXT))
    assert [type(command) for command in commands] == [Hush, Speak]
    assert scene.handle(SpeechFinished(hushed_turn)) == []


def test_whoever_interrupts_has_the_floor_and_that_speech_is_over_is_no_news() -> None:
    scene = begun()
    turn_id = scene.now.turn_id
    assert [type(c) for c in scene.handle(Interrupted(turn_id))] == [Hush, Listen]
    assert scene.handle(SpeechFinished(turn_id)) == []


def test_a_remark_is_told_in_silence_and_never_over_somebody() -> None:
    scene = waiting()
    turn_id = scene.now.turn_id
    scene.handle(SpeechStarted(turn_id))
    assert scene.handle(Remark("the disk is full")) == []
    assert scene.now.owed
    scene.handle(SegmentHeard(turn_id, segment("hm", 1), 9.0, 1.5))
    commands = scene.handle(Remark("and the other"))
    said = [line.text for c in commands if isinstance(c, Speak) for line in c.lines]
    assert said == ["the disk is full", "and the other"]
    assert isinstance(commands[0], Rest)


def test_the_goodbye_waits_for_the_last_words_and_a_second_stop_cuts_it_short() -> None:
    scene = waiting()
    open_turn = scene.now.turn_id
    scene.handle(chosen(Action.STOP))
    assert scene.handle(chosen(Action.STOP)) == [Hush()]
    assert scene.now.state is Count.DRAINING
    assert scene.handle(ListeningStopped(open_turn)) == [Leave("counted", 0)]
    assert scene.now.state is Count.ENDED
