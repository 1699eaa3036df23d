"""A last sound may be softer than any detector hears: who stands alone is known a second later."""

import math
from dataclasses import replace

import pytest

from tests.hearing.test_listener import CountingRecognizer, Ear
from voice.floor.events import (
    ListeningStopped,
    SegmentHeard,
    SpeechStarted,
)
from voice.hearing.listener import GUARD_SECONDS
from voice.hearing.nearness import Nearness
from voice.hearing.passage import ALONE_SECONDS, SEGMENT_SILENCE_SECONDS, Passage, Run
from voice.hearing.telling import Telling
from voice.stage.ports import Recognized
from voice.values.transcript import Word

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


def test_the_loudest_word_of_a_sentence_stands_alone_and_its_other_words_are_told_of() -> None:
    """Nobody is known to be the person yet, so the softer words before it may be anybody's."""
    heard: list[SegmentHeard] = []
    nearness = Nearness()
    for level_dbfs in [-45.0] * 100 + [-26.0] * 20:
        nearness.note(level_dbfs, -50.0)
    telling = Telling(heard.append, nearness, CountingRecognizer())  # type: ignore[arg-type]
    telling.begin(())
    passage = Passage(1, 0.0, keeps_sound=False)
    softer = Run((Word("said", 1.5, 2.0, 1.0),), True, 4.0, None, False, 0.1)
    telling.tell(passage, softer, 4.0)
    telling.tell(passage, Run((Word("stop", 2.1, 2.4, 1.0),), True, 4.0, None), 4.0)
    before, stop = heard
    assert before.anybody_after_seconds == pytest.approx(0.1)
    assert stop.silence_before_seconds == math.inf
    assert stop.anybody_before_seconds == pytest.approx(0.1)
    assert stop.anybody_after_seconds == math.inf
