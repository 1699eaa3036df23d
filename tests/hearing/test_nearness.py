"""In a room full of talk the person's own words are told from those of others."""

import itertools

import pytest

from voice.conversation.events import Event, SegmentHeard
from voice.hearing.listener import Listener
from voice.hearing.model_trial import check_model
from voice.hearing.nearness import REMEMBERED_SECONDS, Nearness, runs
from voice.hearing.vosk_recognizer import VoskRecognizer, open_model
from voice.models import rehearsal_model
from voice.ports import FRAME_SECONDS, Notice
from voice.rehearsal.client import to_room
from voice.rehearsal.espeak import espeak
from voice.rehearsal.rehearse import babble
from voice.rehearsal.room import ACOUSTICS, VOICE_DBFS, Room, RoomKind, at_level
from voice.transcript import Word

HUM, VOICE = -40.0, -22.0


def word(text: str, start: float, end: float) -> Word:
    return Word(text, start, end, 1.0)


def noted(*stretches: tuple[float, float, float]) -> Nearness:
    """Stretches of (seconds, level, floor), one after the other."""
    nearness = Nearness()
    for seconds, level, floor in stretches:
        for _ in range(round(seconds / FRAME_SECONDS)):
            nearness.note(level, floor)
    return nearness


def test_words_under_the_persons_and_hardly_over_the_hum_are_far() -> None:
    nearness = noted((2, HUM, -48), (1, VOICE, -48), (2, HUM, -48))
    words = [word("others", 0.5, 1.0), word("mine", 2.1, 2.9), word("others", 3.5, 4.0)]
    assert nearness.far(words) == [True, False, True]


def test_a_whisper_in_a_quiet_room_is_near() -> None:
    nearness = noted((1, VOICE, -66), (1, -66, -66), (1, HUM, -66))
    assert nearness.far([word("softly", 2.1, 2.9)]) == [False]


def test_a_soft_person_in_a_loud_room_who_was_never_louder_is_near() -> None:
    nearness = noted((2, -40, -44), (1, -36, -44))
    assert nearness.far([word("softly", 2.1, 2.9)]) == [False]


def test_a_short_bang_makes_nobody_far() -> None:
    nearness = noted((1, HUM, -48), (0.06, -3, -48), (1, VOICE - 8, -48))
    assert nearness.far([word("mine", 1.2, 1.9)]) == [False]


def test_words_of_before_the_remembered_minutes_are_kept_near() -> None:
    nearness = noted((REMEMBERED_SECONDS + 30, HUM, -48), (1, VOICE, -48))
    assert nearness.far([word("old", 5.0, 5.5)]) == [False]


def test_runs_part_only_where_others_fill_a_pause() -> None:
    words = [
        word("hum", 0.0, 0.4),
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
        ("stop", True),
        ("hum", False),
    ]


def test_near_words_with_a_silent_pause_stay_one_run() -> None:
    words = [word("i", 0.0, 0.3), word("feel", 2.0, 2.4)]
    assert runs(words, [False, False], 1.0) == [(tuple(words), True)]


@pytest.fixture(scope="module")
def model():
    check_model(rehearsal_model())
    return open_model(rehearsal_model())


SECONDS_BEFORE_EACH = 3.0


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
        room.speak(at_level(to_room(espeak().say(text, "en-us+f5", 150)), VOICE_DBFS))
        while not room.client_done:
            live(FRAME_SECONDS)
    live(3)
    listener.close_turn(1)
    return [event for event in events if isinstance(event, SegmentHeard)]


def since_one_spoke(event: SegmentHeard) -> bool:
    """Whether it ends well after the first word of somebody near: until then nobody is far."""
    return event.segment.end_seconds > SECONDS_BEFORE_EACH + 1.0


def test_in_babble_a_command_stands_alone_between_other_peoples_words(model: object) -> None:
    said = ("i think it takes a long time to trust a person", "next question", "scratch that")
    heard = heard_in(RoomKind.BABBLE, model, *said)
    own = [event for event in heard if not event.segment.background and since_one_spoke(event)]
    assert [event.segment.verbatim for event in own][1:] == list(said[1:])
    assert own[0].segment.verbatim.endswith("it takes a long time to trust a person")
    assert all(event.silence_before_seconds >= 1 for event in own[1:])
    assert all(event.silence_after_seconds >= 1 for event in own)
    others = [event for event in heard if event.segment.background]
    assert others, "the others were recognised too, and are kept apart"
    assert all(event.silence_before_seconds == event.silence_after_seconds == 0 for event in others)


def test_of_what_others_said_no_sound_is_given_and_none_of_ones_own_is_given_twice(
    model: object,
) -> None:
    said = ("i think it takes a long time to trust a person", "next question", "scratch that")
    heard = heard_in(RoomKind.BABBLE, model, *said, sound=True)
    assert all((event.sound is None) == event.segment.background for event in heard)
    own = [(e.segment, e.sound) for e in heard if e.sound is not None and since_one_spoke(e)]
    assert len(own) == 3
    for segment, sound in own:
        assert sound.start_seconds <= segment.start_seconds + 0.01
        assert sound.end_seconds >= segment.end_seconds - 0.01
    for (_, earlier), (_, later) in itertools.pairwise(own):
        assert earlier.end_seconds <= later.start_seconds + 0.001


@pytest.mark.parametrize("kind", [RoomKind.QUIET, RoomKind.NOISY])
def test_where_nobody_else_talks_everything_is_near(kind: RoomKind, model: object) -> None:
    heard = heard_in(kind, model, "i think it takes a long time", "next question")
    assert [event.segment.background for event in heard] == [False, False]


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
    own = [e for e in events if isinstance(e, SegmentHeard) and not e.segment.background]
    assert own[-1].silence_before_seconds >= 1
