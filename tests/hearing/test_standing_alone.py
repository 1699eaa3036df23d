"""A last sound may be softer than any detector hears: who stands alone is known a second later."""

from dataclasses import replace

import pytest

from tests.hearing.test_listener import CountingRecognizer, Ear
from voice.floor.events import (
    ListeningStopped,
    SegmentHeard,
    SpeechStarted,
)
from voice.hearing.listener import GUARD_SECONDS
from voice.hearing.passage import ALONE_SECONDS, SEGMENT_SILENCE_SECONDS
from voice.stage.ports import Recognized

LATE_SECONDS = 0.8
"""How long the last word goes on after the last frame that is surely voice."""


class HearsLonger(CountingRecognizer):
    def finish(self) -> Recognized:
        words = super().finish().words
        return Recognized(
            tuple(replace(word, end_seconds=word.end_seconds + LATE_SECONDS) for word in words)
        )


@pytest.fixture
def ear() -> Ear:
    ear = Ear()
    ear.listener._recognizer = HearsLonger()
    ear.listener.open(1)
    return ear.quiet(GUARD_SECONDS + 2).speech().quiet(SEGMENT_SILENCE_SECONDS + 0.1)


def silence_after(ear: Ear) -> list[float]:
    return [heard.silence_after_seconds for heard in ear.of(SegmentHeard)]


def test_it_is_waited_until_a_second_has_passed_since_the_last_word(ear: Ear) -> None:
    assert silence_after(ear) == []
    ear.quiet(0.5)
    assert silence_after(ear) == [pytest.approx(ALONE_SECONDS, abs=0.03)]
    ear.quiet(3)
    assert len(silence_after(ear)) == 1


def test_who_goes_on_within_that_second_does_not_stand_alone(ear: Ear) -> None:
    ear.speech()
    (after,) = silence_after(ear)
    assert 0.5 < after < ALONE_SECONDS
    kinds = [type(e) for e in ear.events if isinstance(e, SegmentHeard | SpeechStarted)]
    assert kinds == [SpeechStarted, SegmentHeard, SpeechStarted]


def test_the_turn_does_not_end_before_it_is_given(ear: Ear) -> None:
    ear.listener.close_turn(1)
    assert [type(event) for event in ear.events[-2:]] == [SegmentHeard, ListeningStopped]
    ear.listener.open(2)
    ear.quiet(3)
    assert len(silence_after(ear)) == 1


def test_nothing_is_kept_back_when_the_sound_breaks_off(ear: Ear) -> None:
    ear.listener.break_off()
    assert len(silence_after(ear)) == 1
    ear.quiet(3)
    assert len(silence_after(ear)) == 1
