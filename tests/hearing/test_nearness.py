"""In a room full of talk the person's own words are told from those of others."""

import itertools
import math

import numpy as np
import pytest

from voice.floor.events import Event, SegmentHeard
from voice.floor.understanding import as_if_near, stands_alone
from voice.hearing.listener import Listener
from voice.hearing.nearness import FORGOTTEN_SECONDS, REMEMBERED_SECONDS, Nearness, runs
from voice.hearing.passage import EDGE_SECONDS, Passage, runs_of
from voice.hearing.vosk_recognizer import VoskRecognizer, open_model
from voice.models.choosing import rehearsal_model
from voice.models.trial import check_model
from voice.rehearsal.acoustics import ACOUSTICS, RoomKind
from voice.rehearsal.client import to_room
from voice.rehearsal.espeak import espeak
from voice.rehearsal.rehearse import babble
from voice.rehearsal.room import VOICE_DBFS, Room, Signal, at_level
from voice.stage.ports import FRAME_SAMPLES, FRAME_SECONDS, Notice, Pcm, Recognized
from voice.values.transcript import Word

VOICE, FLOOR = -24.0, -48.0
"""In a loud room, where somebody else can be told apart at all."""


def word(text: str, start: float, end: float) -> Word:
    return Word(text, start, end, 1.0)


class Talk:
    """Words said one after the other, as levels; each turn is a passage of its own."""

    def __init__(self, floor_dbfs: float = FLOOR) -> None:
        self.nearness = Nearness()
        self.floor_dbfs = floor_dbfs
        self.seconds = 0.0

    def passes(self, seconds: float, level_dbfs: float | None = None) -> None:
        """So long of the room, or of a sound."""
        level = self.floor_dbfs + 1 if level_dbfs is None else level_dbfs
        for _ in range(round(seconds / FRAME_SECONDS)):
            self.nearness.note(level, self.floor_dbfs)
        self.seconds = round(self.seconds + seconds, 3)

    def words(self, *levels_dbfs: float, each_seconds: float = 0.3) -> list[Word]:
        found = []
        for level in levels_dbfs:
            self.passes(each_seconds, level)
            found.append(word("w", self.seconds - each_seconds, self.seconds))
        return found

    def turn(self, *levels_dbfs: float) -> list[bool]:
        """Of each word of a turn, whether it is taken for the person's."""
        said = self.words(*levels_dbfs)
        self.passes(2.0)
        near = [near for run, near in self.nearness.runs(said, 1.0) for _ in run]
        assert len(near) == len(said)
        return near


def spoke(floor_dbfs: float = FLOOR) -> Talk:
    """A person has said eight words at their ordinary level."""
    talk = Talk(floor_dbfs)
    assert all(talk.turn(*[VOICE] * 8))
    return talk


def test_a_second_voice_is_told_apart_once_it_has_said_several_words() -> None:
    talk = spoke()
    assert talk.turn(*[VOICE - 16] * 5) == [False] * 5
    assert talk.turn(*[VOICE - 1] * 3) == [True] * 3
    assert talk.turn(VOICE - 16) == [False], "it is known now, and one word is enough"


@pytest.mark.parametrize(("words", "softer_db"), [(1, 20), (2, 20), (3, 14)])
def test_two_words_and_three_that_are_not_far_off_are_no_second_voice(
    words: int, softer_db: int
) -> None:
    talk = spoke()
    assert talk.turn(*[VOICE - softer_db] * words) == [True] * words
    assert talk.turn(*[VOICE] * 3) == [True] * 3
    assert talk.turn(*[VOICE - softer_db] * words) == [True] * words


def test_three_words_far_off_are_a_second_voice() -> None:
    assert spoke().turn(*[VOICE - 16] * 3) == [False] * 3


def test_short_soft_words_add_up_to_a_far_voice_unless_one_was_nearer() -> None:
    far, nearer = VOICE - 16, VOICE - 14
    talk = spoke()
    assert [talk.turn(level) for level in (far, far, nearer)] == [[True]] * 3
    talk = spoke()
    assert [talk.turn(level) for level in (far, far, far)] == [[True], [True], [False]]


def test_beside_a_cough_what_no_voice_falls_to_is_the_second_voices() -> None:
    talk = spoke()
    assert not any(talk.turn(*[VOICE - 16] * 4))
    assert talk.turn(VOICE - 2, VOICE - 14, VOICE - 22) == [True, True, False]


def test_who_goes_on_twelve_decibels_softer_is_the_same_person() -> None:
    talk = spoke()
    for _ in range(12):
        assert all(talk.turn(*[VOICE - 12] * 6))


def test_who_becomes_ten_decibels_softer_bit_by_bit_is_the_same_person() -> None:
    talk = spoke()
    for softer_db in range(11):
        assert all(talk.turn(*[VOICE - softer_db] * 6))


def test_who_says_as_much_as_the_person_does_not_make_the_person_softer() -> None:
    """Of all that both said, the loudest fifth holds words of the person's softer ones."""
    talk = Talk()
    own = [VOICE] * 3 + [VOICE - 9] * 7
    for _ in range(2):
        assert all(talk.turn(*own))
        theirs = talk.turn(*[VOICE - 17] * 3, *[VOICE - 24] * 5)
    assert not any(theirs)


def test_soft_words_between_a_persons_loud_ones_are_no_second_voice() -> None:
    talk = spoke()
    for _ in range(3):
        assert all(talk.turn(*[VOICE] * 3, *[VOICE - 18] * 5, *[VOICE] * 3))


def test_soft_turns_that_come_again_between_the_persons_are_a_second_voice() -> None:
    talk = spoke()
    assert all(talk.turn(*[VOICE - 12] * 5)), "once: they may have leaned back"
    assert all(talk.turn(*[VOICE] * 5))
    assert not any(talk.turn(*[VOICE - 12] * 5))


def test_words_as_uneven_as_peoples_are_the_persons() -> None:
    """Median 5 dB under the loudest, 95th percentile 18: people's, as measured."""
    drawn = np.random.default_rng(3).lognormal(np.log(5.0), 0.779, (40, 12))
    talk = spoke()
    for turn in drawn:
        assert all(talk.turn(*(VOICE - np.minimum(turn, 30.0))))


def test_a_burst_on_a_word_makes_nobody_far() -> None:
    talk = spoke()
    for _ in range(6):
        assert all(talk.turn(*[VOICE] * 6, VOICE + 15, *[VOICE] * 5))


def test_a_cough_that_is_heard_as_three_words_makes_nobody_far() -> None:
    """One of people's lasted 1.5 s, 25 dB over the voice."""
    talk = Talk()
    for _ in range(4):
        assert all(talk.turn(*[VOICE - 12] * 10))
        assert all(talk.turn(*[VOICE + 12] * 3))


def test_in_a_quiet_room_nobody_is_far() -> None:
    talk = spoke(floor_dbfs=-60.0)
    for _ in range(4):
        assert all(talk.turn(*[VOICE - 25] * 6))
        assert all(talk.turn(*[VOICE] * 6))


def test_whoever_says_much_more_at_once_than_the_person_has_said_does_not_pass_for_them() -> None:
    talk = Talk()
    assert all(talk.turn(*[VOICE] * 6))
    assert not any(talk.turn(*[VOICE - 16] * 30))


def test_a_person_who_gets_louder_is_as_loud_as_they_are_now() -> None:
    talk = Talk()
    assert all(talk.turn(*[VOICE - 16] * 6))
    assert all(talk.turn(*[VOICE] * 6))
    assert not any(talk.turn(*[VOICE - 16] * 6))


def test_what_was_soft_in_a_quiet_room_is_no_second_voice_once_it_is_loud() -> None:
    talk = spoke(floor_dbfs=-60.0)
    assert all(talk.turn(*[VOICE - 25] * 6))
    talk.floor_dbfs = FLOOR
    talk.passes(REMEMBERED_SECONDS)
    assert all(talk.turn(*[VOICE] * 6))
    assert talk.turn(VOICE - 16) == [True], "one word tells no voice apart"


def test_a_floor_that_seems_to_rise_under_a_long_cough_makes_no_loud_room() -> None:
    """In a room at -60 dBFS it seemed to be at -37, and four words were taken for another's."""
    talk = spoke(floor_dbfs=-60.0)
    talk.floor_dbfs = -38.0
    for _ in range(4):
        assert all(talk.turn(*[VOICE - 16] * 6))
        assert all(talk.turn(*[VOICE] * 6))


def test_a_room_that_has_become_loud_is_one_after_a_while() -> None:
    talk = spoke(floor_dbfs=-60.0)
    talk.floor_dbfs = FLOOR
    talk.passes(REMEMBERED_SECONDS)
    assert all(talk.turn(*[VOICE] * 8))
    assert not any(talk.turn(*[VOICE - 16] * 6))


def test_a_voice_that_falls_at_the_end_of_a_turn_is_the_persons_also_beside_another() -> None:
    talk = spoke()
    talk.turn(*[VOICE - 18] * 6)
    assert all(talk.turn(*[VOICE] * 4, VOICE - 16, VOICE - 18))


def test_a_long_murmur_right_after_the_persons_words_is_the_others() -> None:
    talk = spoke()
    talk.turn(*[VOICE - 18] * 6)
    assert talk.turn(*[VOICE] * 4, *[VOICE - 18] * 6) == [True] * 4 + [False] * 6


def test_a_person_who_has_moved_away_for_good_is_the_person_again() -> None:
    talk = spoke()
    turns = [talk.turn(*[VOICE - 18] * 10) for _ in range(round(FORGOTTEN_SECONDS / 3) + 3)]
    assert not any(turns[0])
    assert all(turns[-1])


def test_a_second_voice_may_be_there_before_the_person() -> None:
    talk = Talk()
    talk.turn(*[VOICE - 18] * 5)
    talk.turn(*[VOICE] * 8)
    assert not any(talk.turn(*[VOICE - 18] * 5))


def test_words_of_before_the_remembered_minute_are_the_persons() -> None:
    talk = spoke()
    said = talk.words(*[VOICE - 20] * 5)
    talk.passes(REMEMBERED_SECONDS + 10)
    assert talk.nearness.runs(said, 1.0) == [(tuple(said), True)]


def test_any_voice_may_be_the_persons_until_there_is_a_second() -> None:
    talk = spoke()
    assert talk.nearness.may_be_person(VOICE - 20, FLOOR)
    talk.turn(*[VOICE - 16] * 5)
    assert not talk.nearness.may_be_person(VOICE - 20, FLOOR)
    assert talk.nearness.may_be_person(VOICE - 8, FLOOR)


def test_runs_part_only_where_others_fill_a_pause() -> None:
    words = [
        word("hum", 0.0, 1.0),
        word("i", 1.0, 1.2),
        word("hum", 1.2, 1.4),
        word("feel", 1.4, 1.8),
        word("hum", 2.0, 2.9),
        word("stop", 3.0, 3.4),
        word("hum", 3.5, 4.0),
    ]
    far = [w.text == "hum" for w in words]
    found = [(" ".join(w.text for w in run), near) for run, near in runs(words, far, 1.0)]
    assert found == [
        ("hum", False),
        ("i hum feel", True),
        ("hum", False),
        ("stop hum", True),
    ]


def test_near_words_with_a_silent_pause_stay_one_run() -> None:
    words = [word("i", 0.0, 0.3), word("feel", 2.0, 2.4)]
    assert runs(words, [False, False], 1.0) == [(tuple(words), True)]


class HearsThree:
    """Whatever it is given: three words of 0.3 s after what lies before them."""

    captions = False

    def begin(self) -> None: ...

    def accept(self, frame: Pcm) -> str | None: ...

    def finish(self) -> Recognized:
        starts = [EDGE_SECONDS + 0.3 * place for place in range(3)]
        return Recognized(tuple(word("again", start, start + 0.3) for start in starts))

    def second_opinion(self, frames: object, forms: object) -> Recognized:
        return Recognized(())

    def close(self) -> None: ...


def test_before_a_second_voice_is_known_softer_words_part_a_passage_and_are_all_kept() -> None:
    talk = spoke()
    passage = Passage(1, talk.seconds, keeps_sound=False)
    said = talk.words(*[VOICE - 13] * 5, VOICE, VOICE - 13, VOICE, *[VOICE - 13] * 5)
    frames = round((talk.seconds - passage.started_seconds) / FRAME_SECONDS)
    passage.latest.extend([np.zeros(FRAME_SAMPLES, np.int16)] * frames)
    found = runs_of(passage, tuple(said), talk.nearness, HearsThree(), talk.seconds, cut=False)
    assert [run.stands_out for run in found] == [False, True, False]
    assert all(run.near for run in found)
    assert [len(run.words) for run in found] == [5, 3, 5], "the softer one between them too"
    assert {w.text for w in found[1].words} == {"again"}
    gaps = [
        b.words[0].start_seconds - a.words[-1].end_seconds for a, b in itertools.pairwise(found)
    ]
    assert [run.anybody_after_seconds for run in found] == [*gaps, math.inf]


@pytest.fixture(scope="module")
def model():
    check_model(rehearsal_model())
    return open_model(rehearsal_model())


SECONDS_BEFORE_EACH = 3.0


def voiced(text: str, level_dbfs: float = VOICE_DBFS) -> Signal:
    return at_level(to_room(espeak().say(text, "en-us+f5", 150)), level_dbfs)


def heard_in(kind: RoomKind, model: object, *said: str, sound: bool = False) -> list[SegmentHeard]:
    """Each thing said after some seconds of the room, and what was heard of it, by real Vosk."""
    events: list[Event | Notice] = []
    listener = Listener(VoskRecognizer(model), events.append)
    room = Room(ACOUSTICS[kind], 5, babble() if kind is RoomKind.BABBLE else None)
    listener.open(1, sound)

    def live(seconds: float) -> None:
        for _ in range(round(seconds / FRAME_SECONDS)):
            listener.hear(room.next_frame().microphone)

    for text in said:
        live(SECONDS_BEFORE_EACH)
        room.speak(voiced(text))
        while not room.client_done:
            live(FRAME_SECONDS)
    live(3)
    listener.close_turn(1)
    return [event for event in events if isinstance(event, SegmentHeard)]


def since_one_spoke(event: SegmentHeard) -> bool:
    """Whether it ends well after the first word of somebody near: until then nobody is far."""
    return event.segment.end_seconds > SECONDS_BEFORE_EACH + 1.0


def stands_alone_as_if_near(event: SegmentHeard) -> bool:
    return stands_alone(as_if_near(event))


@pytest.mark.model
def test_in_babble_a_command_stands_alone_between_other_peoples_words(model: object) -> None:
    said = ("i think it takes a long time to trust a person", "next question", "scratch that")
    heard = heard_in(RoomKind.BABBLE, model, *said)
    own = [event for event in heard if not event.segment.background and since_one_spoke(event)]
    assert "it takes a long time to trust a person" in own[0].segment.verbatim
    assert [e.segment.verbatim for e in own if stands_alone(e)][-2:] == list(said[1:])
    others = [event for event in heard if event.segment.background]
    assert others, "the others were recognised too, and are kept apart"
    assert not any(stands_alone_as_if_near(event) for event in others)


@pytest.mark.model
def test_of_what_others_said_no_sound_is_given_and_none_of_ones_own_is_given_twice(
    model: object,
) -> None:
    said = ("i think it takes a long time to trust a person", "next question", "scratch that")
    heard = heard_in(RoomKind.BABBLE, model, *said, sound=True)
    assert all((event.sound is None) == event.segment.background for event in heard)
    own = [(e.segment, e.sound) for e in heard if e.sound is not None and since_one_spoke(e)]
    assert len(own) >= 3
    for segment, sound in own:
        assert sound.start_seconds <= segment.start_seconds + 0.01
        assert sound.end_seconds >= segment.end_seconds - 0.01
    for (_, earlier), (_, later) in itertools.pairwise(own):
        assert earlier.end_seconds <= later.start_seconds + 0.001


@pytest.mark.parametrize("kind", [RoomKind.QUIET, RoomKind.NOISY])
def test_where_nobody_else_talks_everything_is_near(kind: RoomKind, model: object) -> None:
    heard = heard_in(kind, model, "i think it takes a long time", "next question")
    assert [e.segment.background for e in heard if e.segment.words] == [False, False]


def test_talk_that_was_going_on_when_listening_began_is_no_voice_of_the_persons(
    model: object,
) -> None:
    events: list[Event | Notice] = []
    listener = Listener(VoskRecognizer(model), events.append, guard_seconds=0.0)
    room = Room(ACOUSTICS[RoomKind.BABBLE], 5, babble())
    for _ in range(100):  # nobody has spoken yet: the person's level is unknown
        listener.hear(room.next_frame().microphone)
    listener.open(1)
    frames = [room.next_frame().microphone for _ in range(40)]
    room.speak(at_level(to_room(espeak().say("next question", "en-us+f5", 150)), VOICE_DBFS))
    frames += [room.next_frame().microphone for _ in range(200)]
    for frame in frames:
        listener.hear(frame)
    alone = [e for e in events if isinstance(e, SegmentHeard) and stands_alone(e)]
    assert [e.segment.verbatim.endswith("next question") for e in alone] == [True]


def test_a_command_stands_alone_before_anybody_is_told_apart(model: object) -> None:
    """Whoever talks on from the first moment is nobody in particular yet: nothing is marked."""
    heard = heard_in(RoomKind.BABBLE, model, "next question", "scratch that")
    assert not any(e.segment.background for e in heard if e.segment.words)
    assert [e.segment.verbatim for e in heard if stands_alone(e)] == [
        "next question",
        "scratch that",
    ]


@pytest.mark.model
def test_a_sentences_loudest_word_stands_alone_in_babble_but_is_not_far_from_words(
    model: object,
) -> None:
    events: list[Event | Notice] = []
    listener = Listener(VoskRecognizer(model), events.append)
    room = Room(ACOUSTICS[RoomKind.BABBLE], 5, babble())
    listener.open(1)
    for _ in range(150):
        listener.hear(room.next_frame().microphone)
    softer = voiced("he looked at me and said", VOICE_DBFS - 13)
    until = np.flatnonzero(np.abs(softer) > 0.001)[-1]
    room.speak(np.concatenate([softer[:until], voiced("stop")]))
    for _ in range(350):
        listener.hear(room.next_frame().microphone)
    alone = [e for e in events if isinstance(e, SegmentHeard) and stands_alone(e)]
    (stop,) = (e for e in alone if e.segment.verbatim == "stop")
    assert stop.anybody_before_seconds < 1.0, "so it is asked about"
