"""A model that loads while people speak: nothing they say is lost, and they are told."""

import threading
from collections.abc import Iterator
from functools import cache

import numpy as np
import pytest

from tests.hearing.test_listener import CountingRecognizer
from tests.values.troubles import model_damaged
from voice.floor.events import (
    DeviceFailed,
    DeviceRecovered,
    Event,
    ListeningStarted,
    ListeningStopped,
    SegmentHeard,
    SpeechStarted,
)
from voice.hearing.late_recognizer import ONE_MOMENT_SECONDS, LateRecognizer
from voice.hearing.listener import Listener
from voice.rehearsal.client import to_room
from voice.rehearsal.espeak import espeak
from voice.rehearsal.room import VOICE_DBFS, at_level
from voice.stage.ports import FRAME_SAMPLES, FRAME_SECONDS, LevelMeasured, Notice, Pcm, Recognizer
from voice.values.troubles import TroubleName

WAIT_SECONDS = 10.0


@cache
def said() -> Pcm:
    signal = at_level(to_room(espeak().say("i feel safe", "en-us+f2", 150)), VOICE_DBFS)
    return (signal * 32767).astype(np.int16)


class Loading:
    """A listener whose model comes when the test says so."""

    def __init__(self, fails: bool = False) -> None:
        self.events: list[Event | Notice] = []
        self.model = CountingRecognizer()
        self._comes, self._fails = threading.Event(), fails
        self.recognizer = LateRecognizer(self._make, self.events.append)
        self.listener = Listener(self.recognizer, self.recognizer.post, guard_seconds=0.0)
        self._rng = np.random.default_rng(1)

    def _make(self) -> Recognizer:
        assert self._comes.wait(WAIT_SECONDS)
        if self._fails:
            raise model_damaged()
        return self.model

    def model_comes(self) -> None:
        self._comes.set()
        self.recognizer._thread.join(WAIT_SECONDS)

    def hears(self, samples: Pcm) -> None:
        for start in range(0, len(samples) - FRAME_SAMPLES + 1, FRAME_SAMPLES):
            self.listener.hear(samples[start : start + FRAME_SAMPLES])

    def quiet(self, seconds: float) -> None:
        """A quiet room."""
        count = round(seconds / FRAME_SECONDS) * FRAME_SAMPLES
        self.hears((self._rng.standard_normal(count) * 20).astype(np.int16))

    def speech(self) -> None:
        self.hears(said())

    def passages(self) -> list[SegmentHeard]:
        return [event for event in self.events if isinstance(event, SegmentHeard)]

    def told(self) -> list[str]:
        """The kinds of events, without the measured levels."""
        return [type(e).__name__ for e in self.events if not isinstance(e, LevelMeasured)]


@pytest.fixture
def loading() -> Iterator[Loading]:
    made = Loading()
    yield made
    made.model_comes()


def expected() -> SegmentHeard:
    """What the same sound comes to where the model was there from the beginning."""
    there = Loading()
    there.model_comes()
    said_after_a_quiet_second(there)
    (passage,) = there.passages()
    return passage


def said_after_a_quiet_second(loading: Loading) -> None:
    loading.listener.open(1)
    loading.quiet(1.2)
    loading.speech()
    loading.quiet(2.0)


def test_what_is_said_before_the_model_is_there_is_given_with_its_words(loading: Loading) -> None:
    said_after_a_quiet_second(loading)
    assert [ListeningStarted(1), SpeechStarted(1)] == [
        e for e in loading.events if isinstance(e, ListeningStarted | SpeechStarted)
    ]
    (empty,) = loading.passages()
    assert empty.segment.words == ()
    loading.model_comes()
    _, late = loading.passages()
    as_ever = expected()
    assert late.segment.words == as_ever.segment.words != ()
    assert late.silence_before_seconds == pytest.approx(as_ever.silence_before_seconds, abs=0.05)
    assert late.silence_after_seconds == pytest.approx(as_ever.silence_after_seconds, abs=0.05)


def test_a_passage_that_goes_on_as_the_model_comes_is_whole(loading: Loading) -> None:
    loading.listener.open(1)
    loading.quiet(1.2)
    loading.speech()
    loading.model_comes()
    loading.quiet(2.0)
    (passage,) = loading.passages()
    assert passage.segment.words == expected().segment.words


def test_a_turn_is_over_only_when_all_that_was_said_was_given(loading: Loading) -> None:
    said_after_a_quiet_second(loading)
    loading.listener.close_turn(1)
    loading.listener.open(2)
    loading.listener.close_turn(2)
    assert "ListeningStopped" not in loading.told()
    loading.model_comes()
    late = [event for event in loading.events if not isinstance(event, DeviceRecovered)][-3:]
    assert late == [loading.passages()[-1], ListeningStopped(1), ListeningStopped(2)]


def test_after_two_seconds_of_listening_one_moment_is_said_once_and_then_that_it_works(
    loading: Loading,
) -> None:
    loading.quiet(10.0)
    loading.listener.open(1)
    loading.quiet(ONE_MOMENT_SECONDS - 0.2)
    assert loading.told() == ["ListeningStarted"]
    loading.quiet(5.0)
    (failed,) = [e for e in loading.events if isinstance(e, DeviceFailed)]
    assert failed.device == "recogniser"
    assert failed.trouble.name is TroubleName.MODEL_LOADING
    loading.model_comes()
    assert loading.events[-1] == DeviceRecovered("recogniser")


def test_a_model_that_is_there_in_time_is_not_spoken_of(loading: Loading) -> None:
    loading.listener.open(1)
    loading.model_comes()
    loading.quiet(5.0)
    assert loading.told() == ["ListeningStarted"]


def test_a_model_that_does_not_load_is_told_and_nobody_waits_for_ever() -> None:
    loading = Loading(fails=True)
    said_after_a_quiet_second(loading)
    loading.listener.close_turn(1)
    loading.model_comes()
    assert loading.told()[-2:] == ["DeviceFailed", "ListeningStopped"]
    loading.listener.open(2)
    loading.quiet(1.0)
    loading.speech()
    loading.listener.close_turn(2)
    assert loading.told()[-2:] == ["ListeningStopped", "ListeningStopped"]


def test_closing_waits_for_words_and_for_nothing_else() -> None:
    loading = Loading()
    loading.listener.open(1)
    loading.quiet(1.0)
    loading.listener.end()
    said = Loading()
    said_after_a_quiet_second(said)
    threading.Timer(0.0, said._comes.set).start()
    said.listener.end()
    assert said.passages()[-1].segment.words
    loading.model_comes()
