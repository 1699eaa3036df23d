"""What was said alone is heard once more as a form, where it was understood as none."""

from types import SimpleNamespace

import numpy as np
import pytest

from tests.hearing.test_listener import Ear
from tests.hearing.test_recognizer import sound
from voice.floor.events import SegmentHeard
from voice.hearing.listener import GUARD_SECONDS
from voice.hearing.passage import LONGEST_ALONE_SECONDS
from voice.hearing.vosk_recognizer import VoskRecognizer, open_model
from voice.models.choosing import rehearsal_model
from voice.stage.ports import FRAME_SAMPLES, FRAME_SECONDS, Pcm
from voice.values.transcript import UNKNOWN_WORD

FORMS = ("next question", "say it again")


def listening(*forms: str) -> Ear:
    ear = Ear()
    ear.listener.open(1, forms=forms)
    ear.quiet(GUARD_SECONDS + 2)
    return ear


def opinions(ear: Ear) -> list[str]:
    return [" ".join(w.text for w in heard.second_opinion) for heard in ear.of(SegmentHeard)]


def test_a_lone_passage_comes_with_what_it_is_as_a_form() -> None:
    ear = listening(*FORMS).speech("hello").quiet(2)
    ((frames, forms),) = ear.recognizer.asked_again
    assert forms == FORMS
    assert opinions(ear) == ["wish"]
    loud = [n for n, frame in enumerate(frames) if np.abs(frame).max() > 1_000]
    assert 0.2 < loud[0] * FRAME_SECONDS < 0.7  # all of it, with some room before
    assert 0.2 < (len(frames) - loud[-1]) * FRAME_SECONDS < 0.9


def test_what_was_understood_as_a_form_needs_no_second_opinion() -> None:
    ear = listening("w").speech("hello").quiet(2)
    assert ear.recognizer.asked_again == []
    assert opinions(ear) == [""]


def test_nobody_is_asked_where_nothing_can_be_said() -> None:
    ear = listening().speech("hello").quiet(2)
    assert ear.recognizer.asked_again == []


def test_what_is_longer_than_any_action_gets_no_second_opinion() -> None:
    ear = listening(*FORMS)
    for _ in range(8):
        ear.speech("i feel safe here")
    ear.quiet(2)
    (heard,) = ear.of(SegmentHeard)
    assert heard.segment.end_seconds - heard.segment.start_seconds > LONGEST_ALONE_SECONDS
    assert ear.recognizer.asked_again == []


def test_words_that_were_cut_off_do_not_stand_alone() -> None:
    ear = listening(*FORMS).speech("hello")
    ear.listener.break_off()
    assert len(ear.of(SegmentHeard)) == 1
    assert ear.recognizer.asked_again == []


def test_nor_does_a_sound_without_words_that_was_cut_off() -> None:
    whole = listening(*FORMS).speech("hello", gain_db=-20).quiet(2)
    assert len(whole.recognizer.asked_again) == 1
    assert [heard.segment.words for heard in whole.of(SegmentHeard)] == [()]
    cut = listening(*FORMS).speech("hello", gain_db=-20)
    cut.listener.break_off()
    assert len(cut.of(SegmentHeard)) == 1
    assert cut.recognizer.asked_again == []


# With a real model -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def model() -> object:
    return open_model(rehearsal_model())


def frames_of(pcm: Pcm) -> list[Pcm]:
    return [pcm[n : n + FRAME_SAMPLES] for n in range(0, len(pcm) - FRAME_SAMPLES, FRAME_SAMPLES)]


def second(recognizer: VoskRecognizer, text: str, *forms: str) -> str:
    heard = recognizer.second_opinion(frames_of(sound(text)), forms)
    return " ".join(word.text for word in heard.words)


def test_a_form_is_heard_as_itself_and_anything_else_as_unknown(model: object) -> None:
    recognizer = VoskRecognizer(model)
    for _ in range(2):
        assert second(recognizer, "next question", *FORMS) == "next question"
    assert second(recognizer, "say it again", *FORMS) == "say it again"
    assert UNKNOWN_WORD in second(recognizer, "my brother never called", *FORMS)


def test_other_forms_are_heard_from_the_next_turn_on(model: object) -> None:
    recognizer = VoskRecognizer(model)
    assert second(recognizer, "next question", "say it again") != "next question"
    assert second(recognizer, "next question", *FORMS) == "next question"


def test_dictation_goes_on_as_before(model: object) -> None:
    recognizer = VoskRecognizer(model)
    recognizer.begin()
    for frame in frames_of(sound("i trust people")):
        recognizer.accept(frame)
    second(recognizer, "next question", *FORMS)
    assert " ".join(word.text for word in recognizer.finish().words) == "i trust people"


def test_of_a_form_with_an_unknown_word_no_part_is_taken_for_it(model: object) -> None:
    recognizer = VoskRecognizer(model)
    assert second(recognizer, "next question", "next question xylophonist", "help") != (
        "next question"
    )


@pytest.mark.parametrize(("static", "knows"), [(True, True), (False, False)])
def test_a_model_that_cannot_be_bound_gives_no_second_opinion(
    model: object, static: bool, knows: bool
) -> None:
    recognizer = VoskRecognizer(model)
    bound = SimpleNamespace(
        has_static_graph=static, vosk_model_find_word=lambda word: 1 if knows else -1
    )
    recognizer._model = bound
    assert second(recognizer, "next question", *FORMS) == ""
