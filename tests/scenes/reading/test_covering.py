"""Words that were sealed are covered where nobody gives a sign; only a yes shows them again."""

from dataclasses import replace

import pytest

from tests.scenes.reading.test_reader import Told, in_state, reading, waiting
from tests.scenes.reflection.playbook import segment
from voice.floor.actions import Action
from voice.floor.commands import Leave, Manner, SetTimer
from voice.floor.events import (
    ListeningStopped,
    SegmentHeard,
    Sign,
    SignOfLife,
    SpeechStarted,
    TimerFired,
)
from voice.floor.turn import AWAY_SECONDS, AWAY_TIMER
from voice.floor.view import View
from voice.language.loading import load_language
from voice.scenes.reading.reader import Reader
from voice.scenes.reading.states import Reading
from voice.screen.page.picture import as_json, picture_of

WORDS = {**load_language("en").page, "language": "en"}
SEALED = ("I feel save", "i feel save", "My sister too", "What is safe?", "24 November")
"""What only the vault knows: the words, and the questions and days they belong to."""


def sealed_in(view: View) -> list[str]:
    """What of it a view has, shown or not, and the picture that is made of it."""
    everything = repr([getattr(view, name) for name in view.__slots__]) + as_json(
        picture_of(view, view.said, WORDS)
    )
    return [text for text in SEALED if text in everything]


def covered() -> Told:
    return waiting().left_alone()


def test_two_minutes_without_a_sign_cover_what_is_shown_and_ask_again() -> None:
    told = waiting()
    (timer,) = [each for each in told.all(SetTimer) if each.name == AWAY_TIMER]
    assert timer.seconds == AWAY_SECONDS == 120.0
    assert sealed_in(told.reader.view())
    told.left_alone()
    for _ in range(2):  # while it is asked, and after
        view = told.reader.view()
        assert sealed_in(view) == []
        assert not view.guarded
        assert (
            view.question
            == "I have covered your words. Others may hear or see them. Now? Yes or no?"
        )
        assert not view.number
        if view.saying:
            told.spoken()
    assert told.state is Reading.COVERED


@pytest.mark.parametrize("action", [Action.HELP, Action.REPEAT, Action.WHO, Action.SLOWER])
def test_whatever_is_told_there_uncovers_nothing(action: Action) -> None:
    told = covered().spoken().chooses(action)
    assert sealed_in(told.reader.view()) == []
    assert told.spoken().state is Reading.COVERED
    told.chooses(Action.CRISIS).spoken().chooses(Action.RESUME)
    assert sealed_in(told.reader.view()) == []
    assert told.spoken().state is Reading.COVERED


def test_a_yes_goes_on_in_the_same_place_and_a_no_leaves() -> None:
    told = waiting().says("next").spoken().left_alone().spoken().says("yes")
    assert told.said() == "My sister too."
    assert told.spoken().state is Reading.WAITING
    told.left_alone().spoken().chooses(Action.NO)
    assert told.state is Reading.CLOSING
    assert told.spoken().all(Leave) or told.state is Reading.DRAINING


def test_nobody_elses_yes_uncovers_them() -> None:
    told = covered().spoken()
    said = replace(segment("yes", 7), background=True)
    told.happens(SpeechStarted(told.turn_id, near=False))
    told.happens(SegmentHeard(told.turn_id, said, 9.0, 1.5))
    assert told.state is Reading.COVERED


@pytest.mark.parametrize("sign", [SignOfLife(Sign.CHOICE), None])
def test_a_sign_of_somebody_begins_the_time_anew(sign: SignOfLife | None) -> None:
    told = waiting()
    told.happens(sign or SpeechStarted(told.turn_id))
    assert SetTimer(AWAY_TIMER, told.turn_id, AWAY_SECONDS) in told.last


def test_nobody_is_covered_in_the_middle_of_a_word() -> None:
    told = waiting()
    told.happens(SpeechStarted(told.turn_id)).left_alone()
    assert told.state is Reading.WAITING
    assert SetTimer(AWAY_TIMER, told.turn_id, AWAY_SECONDS) in told.last


@pytest.mark.parametrize("state", [Reading.SPEAKING, Reading.COVERED, Reading.CLOSING])
def test_where_nothing_waits_uncovered_the_time_changes_nothing(state: Reading) -> None:
    told = in_state(state)
    told.left_alone()
    assert told.state is state
    told.happens(SignOfLife(Sign.CHOICE))
    assert told.last == []


def test_a_time_of_an_earlier_turn_covers_nothing() -> None:
    told = waiting()
    before = told.turn_id
    told.says("next").spoken().happens(TimerFired(AWAY_TIMER, before))
    assert told.state is Reading.WAITING


def test_what_was_let_go_can_still_be_taken_back_after_a_yes() -> None:
    told = reading().spoken().says("add to this").spoken().says("and calm")
    told.chooses(Action.SCRATCH).spoken().left_alone().spoken()
    assert Action.UNDO not in told.reader.offered()
    told.chooses(Action.YES).spoken()
    assert Action.UNDO in told.reader.offered()


def test_what_a_passphrase_opened_is_locked_again_and_no_yes_opens_it() -> None:
    told = Told(Reader(replace(reading().reader.plan, locks=True), Manner())).spoken()
    told.left_alone()
    assert told.state is Reading.CLOSING
    assert told.said().startswith("Nobody was here for a while. Your words are locked again.")
    assert sealed_in(told.reader.view()) == []
    assert not told.reader.view().guarded
    open_turn_id = told.reader.now.open_turn_id
    assert open_turn_id is not None
    told.spoken().happens(ListeningStopped(open_turn_id))
    assert sealed_in(told.reader.view()) == []
    assert [each.reason for each in told.all(Leave)] == ["left alone"]
