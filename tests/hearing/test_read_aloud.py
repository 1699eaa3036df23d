"""A screen reader's voice in the microphone: told by the words that were just shown."""

from collections.abc import Sequence

import pytest

from voice.floor.events import Event, SegmentHeard
from voice.guides.loading import find_guide
from voice.hearing.listener import Listener
from voice.hearing.read_aloud import ReadAloud
from voice.hearing.vosk_recognizer import VoskRecognizer, open_model
from voice.models.choosing import rehearsal_model
from voice.rehearsal.acoustics import RoomKind
from voice.rehearsal.client import to_room
from voice.rehearsal.espeak import espeak
from voice.rehearsal.rehearse import room_of
from voice.rehearsal.room import VOICE_DBFS, at_level
from voice.stage.ports import CaptionHeard, Notice
from voice.values.transcript import Segment, Word

QUESTION = "What can I safely talk about with this person?"
READ = "what can i safely talk about with this person"
OWN = "i think i can talk about work and about my sister"

Heard = list[Event | Notice]


@pytest.fixture
def heard() -> Heard:
    return []


@pytest.fixture
def ears(heard: Heard) -> ReadAloud:
    ears = ReadAloud(heard.append)
    ears.shows((QUESTION,))
    return ears


def passage(text: str) -> SegmentHeard:
    words = tuple(Word(w, float(at), at + 0.9, 1.0) for at, w in enumerate(text.split()))
    segment = Segment("s1", words, 0.0, words[-1].end_seconds if words else 1.0)
    return SegmentHeard(1, segment, 9.0, 2.0, second_opinion=words[:1])


def told(heard: Sequence[Event | Notice]) -> list[tuple[str, bool]]:
    segments = [each.segment for each in heard if isinstance(each, SegmentHeard)]
    return [(segment.verbatim, segment.background) for segment in segments]


def test_what_was_shown_and_read_aloud_is_no_answer_and_no_second_look_at_it(
    ears: ReadAloud, heard: Heard
) -> None:
    ears.post(passage(READ))
    assert told(heard) == [(READ, True)]
    (event,) = heard
    assert isinstance(event, SegmentHeard)
    assert event.second_opinion == ()


def test_what_follows_it_without_a_pause_is_the_persons(ears: ReadAloud, heard: Heard) -> None:
    ears.post(passage(f"{READ} well mostly about the garden"))
    assert told(heard) == [(READ, True), ("well mostly about the garden", False)]
    ids = {each.segment.segment_id for each in heard if isinstance(each, SegmentHeard)}
    assert len(ids) == 2


def test_an_answer_is_an_answer_and_so_is_whatever_comes_after_it(
    ears: ReadAloud, heard: Heard
) -> None:
    ears.post(passage(OWN))
    ears.post(passage(READ))
    assert told(heard) == [(OWN, False), (READ, False)]


def test_a_few_words_that_stand_in_a_line_too_are_the_persons(
    ears: ReadAloud, heard: Heard
) -> None:
    ears.shows(("To start, say: begin. Any time, say: help, or: stop.",))
    ears.post(passage("any time"))
    assert told(heard) == [("any time", False)]


def test_a_reader_is_not_captioned(ears: ReadAloud, heard: Heard) -> None:
    ears.post(CaptionHeard(1, "what can i safely talk"))
    ears.post(CaptionHeard(1, OWN))
    assert [each.text for each in heard if isinstance(each, CaptionHeard)] == [OWN]


def test_nothing_is_taken_for_a_reader_where_nothing_was_shown(heard: Heard) -> None:
    ReadAloud(heard.append).post(passage(READ))
    assert told(heard) == [(READ, False)]


@pytest.mark.model
def test_espeak_reading_every_question_in_the_room_answers_none_of_them() -> None:
    guide = find_guide("trust-and-power")
    model = open_model(rehearsal_model())
    for theme in guide.themes:
        for question in theme.questions:
            for words_per_minute in (175, 300):
                found: Heard = []
                ears = ReadAloud(found.append)
                ears.shows((question.text,))
                listener = Listener(VoskRecognizer(model), ears.post, guard_seconds=0.0)
                listener.open(1)
                room = room_of(RoomKind.QUIET, 1)
                said = to_room(espeak().say(question.text, "en-us", words_per_minute))
                room.speak(at_level(said, VOICE_DBFS))
                while not room.client_done:
                    listener.hear(room.next_frame().microphone)
                listener.finish()
                assert told(found), question.text
                assert all(background for _, background in told(found)), question.text
