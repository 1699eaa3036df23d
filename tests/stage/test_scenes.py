"""Scenes open one inside the other on one stage, with one counter of turns."""

from tests.floor.counting import Counting
from tests.scenes.reflection.playbook import plan, segment
from tests.stage.test_stage import Clock, FakeEars, FakeJournal, FakeMouth
from tests.values.troubles import MICROPHONE_GONE
from voice.floor.actions import Action, Means
from voice.floor.commands import Keeping, Manner, Open
from voice.floor.events import (
    ActionChosen,
    DeviceFailed,
    Event,
    ListeningStarted,
    ListeningStopped,
    SegmentHeard,
    Sign,
    SpeechFinished,
    SpeechStarted,
)
from voice.floor.view import View
from voice.scenes.reflection.conversation import Conversation
from voice.stage.ports import CaptionHeard, Edges, Notice
from voice.stage.stage import Stage


class Nested:
    """A counting that has begun to count inside itself, or whatever else is put inside."""

    def __init__(self, captions: bool = True) -> None:
        self.mouth, self.ears, self.journal = FakeMouth(), FakeEars(), FakeJournal()
        self.clock = Clock()
        self.views: list[View] = []
        self.notices: list[Notice] = []
        self.outer = Counting(captions=captions)
        edges = Edges(
            self.mouth,
            self.ears,
            lambda _keeping: lambda: self.journal,
            self.views.append,
            self.notices.append,
            lambda _manner: None,
        )
        self.stage = Stage(self.outer, edges, self.clock)
        self.stage.start()
        self.spoken().chooses(Action.BEGIN)

    def chooses(self, action: Action) -> "Nested":
        self.stage.take(ActionChosen(action, Means.KEY))
        return self

    def spoken(self) -> "Nested":
        self.stage.take(SpeechFinished(self.mouth.spoken[-1].turn_id))
        return self

    def happens(self, *events: Event) -> "Nested":
        for event in events:
            self.stage.take(event)
        return self

    @property
    def inner(self) -> Counting:
        assert isinstance(self.stage.scene, Counting)
        assert self.stage.scene is not self.outer
        return self.stage.scene


def test_the_scene_inside_has_the_floor_and_counts_turns_on() -> None:
    nested = Nested()
    turns = [speak.turn_id for speak in nested.mouth.spoken]
    assert turns == sorted(set(turns))
    assert nested.inner.now.turn_id > nested.outer.now.turn_id
    before = nested.outer.now.number
    nested.spoken().spoken().chooses(Action.NEXT)
    assert (nested.inner.now.number, nested.outer.now.number) == (2, before)


def test_what_is_to_be_told_inside_is_told_there() -> None:
    nested = Nested().spoken()
    assert [line.text for line in nested.mouth.spoken[-1].lines] == ["hello inside"]


def test_the_scene_around_hears_what_came_of_it_and_goes_on() -> None:
    nested = Nested().spoken().spoken()
    inside = nested.inner
    nested.chooses(Action.STOP).spoken()
    nested.happens(ListeningStopped(nested.ears.turn_id))
    assert nested.stage.scene is nested.outer
    (over,) = nested.outer.now.outcomes
    assert (over.reason, over.unwritten) == ("counted", 0)
    assert nested.outer.now.turn_id > inside.now.turn_id
    assert not nested.stage.ended


def test_a_completion_of_before_the_scene_inside_is_nobodys() -> None:
    nested = Nested()
    before = nested.inner.now
    nested.happens(SpeechFinished(nested.outer.now.turn_id))
    assert nested.inner.now == before
    assert Sign.FLOOR_GIVEN not in nested.outer.now.signs


def test_the_scene_around_is_told_of_signs_of_life() -> None:
    nested = Nested().spoken().spoken()
    turn_id = nested.inner.now.turn_id
    nested.happens(ListeningStarted(turn_id), SpeechStarted(turn_id)).chooses(Action.NEXT)
    assert nested.outer.now.signs == (Sign.FLOOR_GIVEN, Sign.FLOOR_GIVEN, Sign.SOUND, Sign.CHOICE)


def test_the_scene_around_can_end_the_one_inside() -> None:
    nested = Nested().spoken().spoken()
    turn_id = nested.inner.now.turn_id
    said = segment("i feel safe", 1)
    nested.happens(ListeningStarted(turn_id), SegmentHeard(turn_id, said, 9.0, 1.5))
    assert [line.text for line in nested.mouth.spoken[-1].lines] == ["goodbye"]


def test_that_the_scene_around_ends_the_one_inside_is_nobodys_sign_of_life() -> None:
    nested = Nested().spoken().spoken()
    turn_id = nested.inner.now.turn_id
    said = segment("i feel safe", 1)
    nested.happens(ListeningStarted(turn_id), SegmentHeard(turn_id, said, 9.0, 1.5))
    assert [line.text for line in nested.mouth.spoken[-1].lines] == ["goodbye"]
    assert nested.outer.now.signs[-1] is Sign.WORDS


def test_a_choice_that_comes_a_moment_too_late_is_a_sign_of_life() -> None:
    nested = Nested().spoken().spoken()
    nested.chooses(Action.REPEAT)
    assert not nested.inner.accepts(Action.REPEAT)
    assert nested.outer.now.signs[-1] is Sign.CHOICE


def test_a_device_is_everybodys() -> None:
    nested = Nested().happens(DeviceFailed("microphone", MICROPHONE_GONE))
    assert nested.inner.now.device_troubles
    assert nested.outer.now.device_troubles
    assert not nested.outer.now.speaking, "only the scene inside has the floor"


def test_a_caption_is_shown_where_every_open_scene_shows_captions() -> None:
    shown = Nested().happens(CaptionHeard(1, "i feel"))  # type: ignore[arg-type]
    assert shown.notices
    hidden = Nested(captions=False).happens(CaptionHeard(1, "i feel"))  # type: ignore[arg-type]
    assert not hidden.notices


def test_whatever_ends_it_what_was_said_inside_is_sealed_and_its_journal_closed() -> None:
    nested = Nested().spoken().spoken()
    inside = Conversation(plan(), Manner(), nested.inner.now.turn_id)
    nested.stage._carry_out(1, [Open(inside, Keeping())])
    nested.spoken().chooses(Action.BEGIN).spoken()
    turn_id = nested.ears.turn_id
    nested.happens(ListeningStarted(turn_id), SpeechStarted(turn_id))
    nested.happens(SegmentHeard(turn_id, segment("i feel safe", 1), 9.0, 1.5))
    nested.stage.finish()
    assert nested.journal.kept == ["segment i feel safe", "end stopped", "closed"]
