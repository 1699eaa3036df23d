"""Frames in, events out: onsets, passages, silences, the guard, and nothing lost or doubled."""

import itertools
import math
from collections.abc import Sequence

import numpy as np
import pytest

from voice.floor.commands import Tone
from voice.floor.events import (
    Event,
    Interrupted,
    ListeningStarted,
    ListeningStopped,
    SegmentHeard,
    SpeechStarted,
)
from voice.hearing.interruption import InterruptionDetector, PlayedSound
from voice.hearing.listener import (
    FED_SILENCE_SECONDS,
    GUARD_SECONDS,
    PREROLL_SECONDS,
    SEGMENT_SILENCE_SECONDS,
    Listener,
)
from voice.hearing.passage import LONGEST_SEGMENT_SECONDS
from voice.rehearsal.client import to_room
from voice.rehearsal.espeak import espeak
from voice.rehearsal.room import VOICE_DBFS, at_level
from voice.speaking.cues import CHIMES
from voice.stage.ports import FRAME_SAMPLES, FRAME_SECONDS, LevelMeasured, Notice, Pcm, Recognized
from voice.values.transcript import Word


class CountingRecognizer:
    """Hears one word "w" where there was sound, from the first loud frame to the last."""

    def __init__(self) -> None:
        self.frames: list[Pcm] = []
        self.begun = 0
        self.asked_again: list[tuple[list[Pcm], tuple[str, ...]]] = []

    def begin(self) -> None:
        self.frames = []
        self.begun += 1

    def accept(self, frame: Pcm) -> str | None:
        self.frames.append(frame)
        return None

    def finish(self) -> Recognized:
        loud = [n for n, frame in enumerate(self.frames) if np.abs(frame).max() > 1_000]
        if not loud:
            return Recognized(())
        start, end = loud[0] * FRAME_SECONDS, (loud[-1] + 1) * FRAME_SECONDS
        return Recognized((Word("w", start, end, 1.0),))

    def second_opinion(self, frames: Sequence[Pcm], forms: tuple[str, ...]) -> Recognized:
        self.asked_again.append((list(frames), forms))
        return Recognized((Word("wish", 0.0, 0.5, 1.0),))

    def close(self) -> None:
        pass


class Ear:
    """A listener with a quiet room before it."""

    def __init__(self, **options: object) -> None:
        self.events: list[Event | Notice] = []
        self.recognizer = CountingRecognizer()
        self.listener = Listener(self.recognizer, self.events.append, **options)  # type: ignore[arg-type]
        self.rng = np.random.default_rng(1)
        self.fed_seconds = 0.0

    def hears(self, samples: Pcm) -> "Ear":
        for start in range(0, len(samples) - FRAME_SAMPLES + 1, FRAME_SAMPLES):
            self.listener.hear(samples[start : start + FRAME_SAMPLES])
            self.fed_seconds += FRAME_SECONDS
        return self

    def quiet(self, seconds: float) -> "Ear":
        count = round(seconds / FRAME_SECONDS) * FRAME_SAMPLES
        return self.hears((self.rng.standard_normal(count) * 20).astype(np.int16))

    def speech(self, text: str = "i feel safe", gain_db: float = 0.0) -> "Ear":
        return self.hears(spoken(text, gain_db))

    def of(self, kind: type) -> list:
        return [event for event in self.events if isinstance(event, kind)]


def spoken(text: str, gain_db: float = 0.0) -> Pcm:
    signal = at_level(to_room(espeak().say(text)), VOICE_DBFS + gain_db)
    return (signal * 32767).astype(np.int16)


def test_the_microphone_opens_after_the_guard_and_not_before() -> None:
    ear = Ear()
    ear.listener.open(1)
    ear.quiet(GUARD_SECONDS - FRAME_SECONDS)
    assert ear.of(ListeningStarted) == []
    ear.quiet(FRAME_SECONDS)
    assert ear.of(ListeningStarted) == [ListeningStarted(1)]


def test_what_sounds_in_the_guard_is_never_recognised() -> None:
    ear = Ear()
    ear.listener.open(1)
    ear.hears(spoken("next question")[: round(GUARD_SECONDS * 16_000)]).quiet(4)
    assert all(np.abs(frame).max() < 1_000 for frame in ear.recognizer.frames)
    assert ear.of(SegmentHeard) == []


def test_a_passage_has_its_pre_roll_and_ends_after_its_silence() -> None:
    ear = Ear()
    ear.listener.open(1)
    ear.quiet(GUARD_SECONDS + 3).speech().quiet(SEGMENT_SILENCE_SECONDS + 0.2)
    (heard,) = ear.of(SegmentHeard)
    first_loud = next(n for n, f in enumerate(ear.recognizer.frames) if np.abs(f).max() > 1_000)
    assert first_loud * FRAME_SECONDS == pytest.approx(PREROLL_SECONDS, abs=0.15)
    assert heard.silence_before_seconds == math.inf
    assert heard.silence_after_seconds >= 1.0
    assert heard.segment.words[0].start_seconds == pytest.approx(GUARD_SECONDS + 3, abs=0.1)
    assert ear.of(SpeechStarted) == [SpeechStarted(1)]


def test_the_silence_between_two_passages_is_counted_on_both_sides() -> None:
    ear = Ear()
    ear.listener.open(1)
    ear.quiet(2).speech().quiet(6).speech().quiet(2)
    first, second = ear.of(SegmentHeard)
    assert second.silence_before_seconds == pytest.approx(6, abs=0.3)
    assert first.segment.segment_id != second.segment.segment_id


def test_a_silence_is_decoded_for_a_second_and_no_longer() -> None:
    ear = Ear()
    ear.listener.open(1)
    ear.quiet(2).speech().quiet(SEGMENT_SILENCE_SECONDS + 0.5)
    last_loud = max(n for n, f in enumerate(ear.recognizer.frames) if np.abs(f).max() > 1_000)
    fed_after_seconds = (len(ear.recognizer.frames) - 1 - last_loud) * FRAME_SECONDS
    assert fed_after_seconds == pytest.approx(FED_SILENCE_SECONDS, abs=0.3)
    assert fed_after_seconds < SEGMENT_SILENCE_SECONDS - 0.1


def test_what_was_withheld_is_fed_when_the_voice_comes_back() -> None:
    ear = Ear()
    ear.listener.open(1)
    ear.quiet(2)
    begins = ear.listener._frame_count
    ear.speech().quiet(FED_SILENCE_SECONDS + 0.3).speech()
    preroll_frames = round(PREROLL_SECONDS / FRAME_SECONDS)
    assert ear.recognizer.begun == 1
    since = ear.listener._frame_count - begins
    assert len(ear.recognizer.frames) >= since + preroll_frames - 10


def test_a_thinking_pause_shorter_than_the_passages_silence_keeps_it_together() -> None:
    ear = Ear()
    ear.listener.open(1)
    ear.quiet(2).speech().quiet(1.0).speech().quiet(2)
    assert len(ear.of(SegmentHeard)) == 1


def test_speech_that_was_already_going_on_is_not_a_passage_after_silence() -> None:
    ear = Ear()
    ear.listener.open(1)
    ear.hears(spoken("i have been talking all the time and i go on and on talking")).quiet(2)
    (heard,) = ear.of(SegmentHeard)
    assert heard.silence_before_seconds < 1.0


def test_silence_gives_no_passage_and_no_work_for_the_recogniser() -> None:
    ear = Ear()
    ear.listener.open(1)
    ear.quiet(60)
    assert ear.of(SegmentHeard) == []
    assert ear.recognizer.begun <= 1  # a click at most while the floor is found


def test_closing_the_turn_gives_what_was_heard_first() -> None:
    ear = Ear()
    ear.listener.open(1)
    ear.quiet(2).speech()
    ear.listener.close_turn(1)
    kinds = [type(e) for e in ear.events if not isinstance(e, LevelMeasured)]
    assert kinds[-2:] == [SegmentHeard, ListeningStopped]


def test_a_turn_that_is_not_open_still_answers_when_it_is_closed() -> None:
    ear = Ear()
    ear.listener.close_turn(7)
    assert ear.of(ListeningStopped) == [ListeningStopped(7)]


def test_unbroken_speech_is_cut_without_losing_or_doubling_a_frame() -> None:
    ear = Ear()
    ear.listener.open(1)
    talk = spoken("i have so much to say and nobody ever asked me before")
    ear.quiet(2)
    fed: list[int] = []
    while ear.fed_seconds < 2 + LONGEST_SEGMENT_SECONDS * 2.2:
        before = len(ear.recognizer.frames)
        ear.hears(talk)
        fed.append(before)
    ear.quiet(2)
    heard = ear.of(SegmentHeard)
    assert len(heard) >= 3
    for earlier, later in itertools.pairwise(heard):
        assert later.segment.start_seconds >= earlier.segment.end_seconds - 0.05
    assert heard[0].silence_after_seconds == 0.0
    assert max(h.segment.end_seconds - h.segment.start_seconds for h in heard) <= 61


def test_levels_come_ten_times_a_second_while_it_listens() -> None:
    ear = Ear()
    ear.listener.open(1)
    ear.quiet(GUARD_SECONDS + 2)
    assert len(ear.of(LevelMeasured)) == pytest.approx(20, abs=1)


def test_with_a_headset_half_a_second_of_speech_interrupts_once() -> None:
    ear = Ear(interruption=InterruptionDetector(PlayedSound()))
    ear.quiet(1)
    ear.listener.watch(3)
    ear.quiet(3).speech("please stop talking now i want to say something")
    assert ear.of(Interrupted) == [Interrupted(3)]


def test_a_cough_does_not_interrupt_and_without_a_headset_nothing_does() -> None:
    cough = Ear(interruption=InterruptionDetector(PlayedSound()))
    cough.listener.watch(3)
    cough.quiet(3).hears(spoken("no")[:3_200]).quiet(2)
    assert cough.of(Interrupted) == []
    gated = Ear()
    gated.listener.watch(3)
    gated.quiet(3).speech("please stop talking now i want to say something")
    assert gated.of(Interrupted) == []
    assert gated.recognizer.begun == 0


def chime_heard(tone: Tone = Tone.STILL_HERE) -> Pcm:
    """The program's own tone as an echo gives it back."""
    signal = at_level(to_room(CHIMES[tone]), VOICE_DBFS)
    return (signal * 32767).astype(np.int16)


@pytest.mark.parametrize("tone", Tone)
def test_the_programs_own_tone_begins_no_passage(tone: Tone) -> None:
    ear = Ear()
    ear.listener.open(1)
    ear.quiet(4)
    ear.listener.cue()
    ear.quiet(0.06).hears(chime_heard(tone)).quiet(3)
    assert ear.recognizer.begun == 0
    ear.speech().quiet(2)
    (heard,) = ear.of(SegmentHeard)
    assert heard.silence_before_seconds == math.inf
    assert ear.recognizer.begun == 1


def test_speech_that_begins_under_the_programs_own_tone_is_heard_from_its_first_sound() -> None:
    ear = Ear()
    ear.listener.open(1)
    ear.quiet(4)
    ear.listener.cue()
    said = spoken("i feel safe when you listen")
    ear.quiet(0.06).hears(said).quiet(3)
    reached = np.concatenate(ear.recognizer.frames)
    loud = np.count_nonzero(np.abs(said) > 1_000)
    assert np.count_nonzero(np.abs(reached) > 1_000) >= 0.99 * loud


def test_a_tone_inside_a_passage_leaves_the_next_onset_alone() -> None:
    ear = Ear()
    ear.listener.open(1)
    ear.quiet(4).speech()
    ear.listener.cue()
    ear.quiet(2).speech("yes").quiet(2)
    assert len(ear.of(SegmentHeard)) == 2


def test_a_passage_brings_exactly_what_the_recogniser_was_given() -> None:
    ear = Ear()
    ear.listener.open(1, sound=True)
    ear.quiet(2).speech().quiet(1.2).speech().quiet(2)
    (heard,) = ear.of(SegmentHeard)
    assert heard.sound is not None
    assert heard.sound.samples == np.concatenate(ear.recognizer.frames).tobytes()
    first_word = heard.segment.words[0].start_seconds
    assert first_word - heard.sound.start_seconds == pytest.approx(PREROLL_SECONDS, abs=0.2)


def test_no_sound_outlives_its_recognition_where_nobody_asked_for_it() -> None:
    ear = Ear()
    ear.listener.open(1, sound=True)
    ear.quiet(2).speech().quiet(2)
    ear.listener.close_turn(1)
    ear.listener.open(2)
    ear.quiet(2).speech().quiet(2)
    kept, forgotten = ear.of(SegmentHeard)
    assert kept.sound is not None
    assert forgotten.sound is None


def test_the_sound_of_unbroken_speech_is_bounded_and_complete() -> None:
    ear = Ear()
    ear.listener.open(1, sound=True)
    ear.quiet(2)
    talk = spoken("i have so much to say and nobody ever asked me before")
    while ear.fed_seconds < 2 + LONGEST_SEGMENT_SECONDS * 2.2:
        ear.hears(talk)
    ear.quiet(2)
    sounds = [heard.sound for heard in ear.of(SegmentHeard)]
    assert max(len(s.samples) for s in sounds) <= 2 * 2**20
    for earlier, later in itertools.pairwise(sounds):
        assert later.start_seconds <= earlier.end_seconds + 0.001


def hum(seconds: float) -> Pcm:
    """A pump's: well over the quiet room, and no detector's voice."""
    times = np.arange(round(seconds * 16_000)) / 16_000
    return (400 * np.sin(2 * np.pi * 50 * times)).astype(np.int16)


def test_a_sound_that_is_no_voice_is_told_and_so_is_its_end() -> None:
    """It holds the patience: a person whom no detector calls a voice may be in it."""
    ear = Ear()
    ear.listener.open(1)
    ear.quiet(GUARD_SECONDS + 3).hears(hum(1)).quiet(4)
    assert ear.of(SpeechStarted) == [SpeechStarted(1, near=False)]
    (ended,) = ear.of(SegmentHeard)
    assert ended.segment.background
    assert ended.segment.words == ()
    assert 0.3 <= ended.unheard_seconds <= 0.7


def test_what_sounds_after_the_words_keeps_patience_waiting() -> None:
    ear = Ear()
    ear.listener.open(1)
    ear.quiet(GUARD_SECONDS + 3).speech().hears(hum(2))
    (heard,) = ear.of(SegmentHeard)
    assert heard.silence_after_seconds >= 1.0, "a command stands alone beside a pump"
    assert heard.waited_seconds == 0.0, "and nobody is moved on from"
    assert ear.of(SpeechStarted)[-1] == SpeechStarted(1, near=False)
