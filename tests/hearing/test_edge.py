"""A voice that begins before the microphone opens is heard from its beginning; our own never is."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hearing.test_listener import CountingRecognizer
from voice.floor.events import (
    Event,
    ListeningStarted,
    SegmentHeard,
    SpeechStarted,
)
from voice.hearing.edge import (
    KEPT_SECONDS,
    LEFT_QUANTILE,
    WHOLE_QUANTILE,
    Edge,
    Levels,
    Playing,
)
from voice.hearing.interruption import PlayedSound
from voice.hearing.listener import GUARD_SECONDS, Listener
from voice.rehearsal.acoustics import ACOUSTICS, RoomKind
from voice.rehearsal.client import to_room
from voice.rehearsal.espeak import espeak
from voice.rehearsal.room import VOICE_DBFS, Room, Signal, at_level
from voice.stage.ports import FRAME_SECONDS, SAMPLE_RATE_HZ, Notice

WARMING = "these are questions to reflect on and each of them is asked once"
LINES = (
    "what can you safely talk about with a therapist",
    "whom do you trust and how did you come to trust them",
    "when did somebody use power over you and what did you do",
)
OPEN, HEADSET = -12.0, None


@cache
def program(text: str) -> Signal:
    signal = to_room(espeak().say(text, "en-gb", 160))
    return signal[: int(np.flatnonzero(np.abs(signal) > 0.01)[-1]) + 1]


@cache
def person(text: str, voice: str = "en-us+f2") -> Signal:
    signal = at_level(to_room(espeak().say(text, voice, 150)), VOICE_DBFS)
    return signal[int(np.argmax(np.abs(signal) > 0.01)) :]


class Asked:
    """A room in which the program has spoken for a while, and asks something now."""

    def __init__(
        self,
        echo_db: float | None,
        seed: int = 1,
        kind: RoomKind = RoomKind.ECHO,
        echo_delay_seconds: float = 0.06,
        sample_more_every_frames: int | None = None,
    ) -> None:
        self._sample_more_every_frames = sample_more_every_frames
        self._frames = 0
        acoustics = replace(ACOUSTICS[kind], echo_db=echo_db, echo_delay_seconds=echo_delay_seconds)
        self.room = Room(acoustics, seed)
        self.events: list[Event | Notice] = []
        self.recognizer = CountingRecognizer()
        self._played = Playing(interrupts=False).at_edge
        self.at_seconds: list[float] = []
        self.listener = Listener(self.recognizer, self._take, edge=Edge(self._played))
        self.opened_at = 0.0
        self.distorts = False
        self._says(WARMING)
        self.passes(3)
        self.listener.close_turn(1)
        self.events.clear()
        self.at_seconds.clear()

    def _take(self, event: Event | Notice) -> None:
        self.events.append(event)
        self.at_seconds.append(self.room.now_seconds())

    def _says(self, text: str, meanwhile: Callable[[], None] = lambda: None) -> None:
        self.listener.watch(0)
        self.room.play(program(text))
        while not self.room.loudspeaker_done:
            meanwhile()
            self._step()
        self.opened_at = self.room.now_seconds()
        self.listener.open(1)

    def asks(self, answer: Signal | None = None, offset_seconds: float = 0.0) -> "Asked":
        """Ask; the answer begins so long after the question's end."""
        text = LINES[0]
        begins = self.room.now_seconds() + len(program(text)) / SAMPLE_RATE_HZ + offset_seconds
        waiting = [] if answer is None else [answer]

        def speak() -> None:
            if waiting and self.room.now_seconds() >= begins:
                self.room.speak(waiting.pop())

        self._says(text, speak)
        while waiting:
            speak()
            self._step()
        return self.passes(4)

    def passes(self, seconds: float) -> "Asked":
        for _ in range(round(seconds / FRAME_SECONDS)):
            self._step()
        return self

    def _step(self) -> None:
        heard = self.room.next_frame()
        given = heard.loudspeaker
        if self.distorts:  # what is played is not what was given
            given = (np.sign(given) * np.sqrt(np.abs(given) / 32767.0) * 32767).astype(np.int16)
        self._frames += 1
        more = self._sample_more_every_frames
        if more is not None and self._frames % more == 0:  # the loudspeaker's clock is slower
            given = np.concatenate([given, given[-1:]])
        self._played.put(given.tobytes(), SAMPLE_RATE_HZ)
        self.listener.hear(heard.microphone)

    def of(self, kind: type) -> list:
        return [event for event in self.events if isinstance(event, kind)]


OFFSETS = (-1.0, -0.7, -0.3, 0.0, 0.2, 0.4)


@pytest.mark.parametrize("echo_db", [OPEN, HEADSET])
@pytest.mark.parametrize("offset_seconds", OFFSETS)
def test_what_is_said_is_decoded_from_its_first_sound_on(
    echo_db: float | None, offset_seconds: float
) -> None:
    answer = person("next question please")
    asked = Asked(echo_db).asks(answer, offset_seconds)
    (heard,) = asked.of(SegmentHeard)
    began = asked.opened_at + offset_seconds
    (word,) = heard.segment.words
    assert word.start_seconds == pytest.approx(began, abs=0.1)
    assert word.end_seconds == pytest.approx(began + len(answer) / SAMPLE_RATE_HZ, abs=0.25)
    rings = echo_db is not HEADSET and offset_seconds == 0.0
    assert heard.begun_early == (offset_seconds < 0.0 or rings)
    assert heard.silence_before_seconds >= 1.0
    assert heard.silence_after_seconds >= 1.0


@pytest.mark.parametrize("echo_db", [OPEN, HEADSET, -30.0])
@pytest.mark.parametrize("seed", range(3))
def test_our_own_voice_begins_nothing(echo_db: float | None, seed: int) -> None:
    asked = Asked(echo_db, seed).asks()
    assert asked.of(SegmentHeard) == asked.of(SpeechStarted) == []


def test_only_what_we_may_have_covered_is_missing_a_beginning() -> None:
    answer = person("next question please")
    for echo_db, offset_seconds, unheard in (
        (OPEN, -0.7, True),
        (OPEN, 0.45, False),
        (HEADSET, -0.7, False),
        (HEADSET, 0.2, False),
    ):
        (heard,) = Asked(echo_db).asks(answer, offset_seconds).of(SegmentHeard)
        assert heard.beginning_unheard is unheard, (echo_db, offset_seconds)


def test_whoever_has_talked_all_along_does_not_stand_alone() -> None:
    talk = np.concatenate([person("and then i told him that it was over between us")] * 3)
    (heard,) = Asked(HEADSET).asks(talk, -(KEPT_SECONDS + 1)).passes(6).of(SegmentHeard)
    assert heard.silence_before_seconds < 1.0
    assert heard.beginning_unheard


def test_what_is_heard_of_us_between_two_words_is_left_out() -> None:
    asked = Asked(OPEN).asks(person("stop"), -1.0)
    frames = asked.recognizer.frames
    silent = sum(not frame.any() for frame in frames)
    assert silent > 0.2 / FRAME_SECONDS  # after the word we went on speaking


@pytest.mark.parametrize(("echo_db", "least", "most"), [(OPEN, 0.1, 0.5), (HEADSET, 0.02, 0.02)])
def test_the_guard_is_as_long_as_the_room_rings(
    echo_db: float | None, least: float, most: float
) -> None:
    asked = Asked(echo_db)
    asked.asks()
    (opened,) = (n for n, e in enumerate(asked.events) if isinstance(e, ListeningStarted))
    assert most <= GUARD_SECONDS
    assert least - 1e-6 <= asked.at_seconds[opened] - asked.opened_at <= most + 1e-6


def test_what_no_filter_can_take_out_of_the_room_is_still_ours() -> None:
    """A loudspeaker that distorts: the echo's overtones are no echo to the canceller."""
    asked = Asked(OPEN)
    asked.distorts = True
    asked._says(WARMING)
    asked.passes(3)
    asked.listener.close_turn(1)
    asked.events.clear()
    assert asked.asks().of(SegmentHeard) == []


@pytest.mark.parametrize("echo_delay_seconds", [0.02, 0.2])
def test_devices_may_be_quick_or_slow(echo_delay_seconds: float) -> None:
    answer = person("next question please")
    asked = Asked(OPEN, echo_delay_seconds=echo_delay_seconds)
    (heard,) = asked.asks(answer, -0.5).of(SegmentHeard)
    (word,) = heard.segment.words
    assert word.start_seconds == pytest.approx(asked.opened_at - 0.5, abs=0.1)
    assert Asked(OPEN, echo_delay_seconds=echo_delay_seconds).asks().of(SegmentHeard) == []


CLOCKS_APART = 10
"""A sample more in every so many frames: 300 ppm."""


def test_our_own_voice_begins_nothing_where_clocks_wander_apart() -> None:
    for seed in range(3):
        asked = Asked(OPEN, seed, sample_more_every_frames=CLOCKS_APART)
        assert asked.asks().of(SegmentHeard) == []


@pytest.mark.parametrize(("offset_seconds", "unheard"), [(0.0, True), (0.3, False)])
def test_where_clocks_wander_apart_who_begins_over_us_is_told(
    offset_seconds: float, unheard: bool
) -> None:
    asked = Asked(OPEN, sample_more_every_frames=CLOCKS_APART)
    (heard,) = asked.asks(person("next question please"), offset_seconds).of(SegmentHeard)
    assert heard.beginning_unheard is unheard
    (word,) = heard.segment.words
    began = asked.opened_at + offset_seconds
    assert word.start_seconds == pytest.approx(began, abs=0.2)


def test_where_others_talk_only_what_comes_after_our_own_sound_is_taken() -> None:
    """In a loud room somebody else may have talked while we did, and no filter takes them out."""
    asked = Asked(HEADSET, kind=RoomKind.NOISY)
    assert asked.asks(person("stop"), -1.2).of(SegmentHeard) == []
    talk = person("and then i told him that it was over between us and went home")
    asked = Asked(HEADSET, kind=RoomKind.NOISY)
    asked.asks(talk, -1.5)
    (heard,) = asked.of(SegmentHeard)
    assert heard.segment.words[0].start_seconds >= asked.opened_at
    assert heard.beginning_unheard


def test_a_click_is_nobody() -> None:
    click = person("stop")[: round(0.1 * SAMPLE_RATE_HZ)]
    assert Asked(HEADSET).asks(click, -0.8).of(SegmentHeard) == []


@pytest.mark.parametrize("echo_db", [OPEN, HEADSET])
def test_what_was_said_and_over_long_before_is_forgotten(echo_db: float | None) -> None:
    assert Asked(echo_db).asks(person("stop"), -2.6).of(SegmentHeard) == []


def test_what_was_said_before_the_program_spoke_is_over() -> None:
    played = PlayedSound()
    edge = Edge(played)
    room = Room(ACOUSTICS[RoomKind.QUIET], seed=1)
    for _ in range(100):
        edge.hear(room.next_frame().microphone)
    room.speak(person("next question please"))
    for _ in range(100):
        edge.hear(room.next_frame().microphone)
    edge.begin()
    for _ in range(50):
        edge.hear(room.next_frame().microphone)
    assert edge.take() is None


def test_both_who_take_what_is_played_are_given_all_of_it() -> None:
    playing = Playing(interrupts=True)
    assert playing.over is not None
    block = np.full(320 * 4, 1_000, np.int16)
    playing.put(block.tobytes(), SAMPLE_RATE_HZ)
    for frame in np.split(block, 4):
        assert playing.over.take().tobytes() == playing.at_edge.take().tobytes() == frame.tobytes()
    assert Playing(interrupts=False).over is None


@pytest.mark.parametrize("left_db", [0.0, 100.0])
def test_whoever_goes_on_when_it_opens_and_could_not_be_told_from_us_is_missing_a_beginning(
    left_db: float,
) -> None:
    asked = Asked(OPEN)
    # it has learned that whatever is heard may be its own
    for _ in range(500):
        asked.listener._before._edge._left_db.append(left_db)
    (heard,) = asked.asks(person("i think that it went well enough"), -0.4).of(SegmentHeard)
    assert heard.begun_early
    assert heard.beginning_unheard


@given(
    st.lists(st.floats(-96.0, 0.0).map(lambda level: round(level, 1)), min_size=1, max_size=30),
    st.integers(1, 12),
    st.sampled_from([0.5, LEFT_QUANTILE, WHOLE_QUANTILE]),
)
def test_what_is_usual_of_the_latest_levels_is_as_numpy_has_it(
    came_db: list[float], most: int, share: float
) -> None:
    levels = Levels(most)
    for level_db in came_db:
        levels.append(level_db)
    assert len(levels) == min(most, len(came_db))
    assert levels.quantile(share) == pytest.approx(float(np.quantile(came_db[-most:], share)))
