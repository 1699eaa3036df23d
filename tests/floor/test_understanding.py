"""An action is a whole utterance; in doubt it is content."""

import math
from dataclasses import replace

import pytest

from tests.scenes.reflection.playbook import WORDING, answering, ready, segment
from voice.floor.actions import RULES, Action
from voice.floor.events import SegmentHeard
from voice.floor.understanding import command_at_end, spoken_form, understand
from voice.scenes.reading.states import ACTIONS as READINGS
from voice.scenes.reflection.states import ACTIONS as SESSIONS
from voice.scenes.reflection.states import State
from voice.values.transcript import Segment, Word

EVERYTHING = tuple(rule.action for rule in RULES if rule.action in SESSIONS | READINGS)


def heard(text: str, before: float = 2.0, after: float = 1.5, confidence: float = 1.0):
    return SegmentHeard(1, segment(text, 1, confidence), before, after)


@pytest.mark.parametrize(
    "text",
    [
        "scratch that itch",
        "next question is hard",
        "please do not stop",
        "stop it",
        "no more of that",
        "help me understand",
        "i'd rather not answer that now",
        "the pause was long",
        "[unk] next question",
    ],
)
def test_a_sentence_with_a_command_in_it_is_content(text: str):
    assert understand(heard(text), EVERYTHING, WORDING) is None


def test_a_command_needs_a_second_of_silence_on_both_sides():
    assert understand(heard("next question"), EVERYTHING, WORDING) is not None
    assert understand(heard("next question", before=0.9), EVERYTHING, WORDING) is None
    assert understand(heard("next question", after=0.9), EVERYTHING, WORDING) is None
    assert understand(heard("next question", before=math.inf), EVERYTHING, WORDING) is not None


def with_gap(first: str, gap_seconds: float, last: str) -> SegmentHeard:
    words, second = [], 0.0
    for index, word in enumerate([*first.split(), *last.split()]):
        second += gap_seconds if index == len(first.split()) else 0.1
        words.append(Word(word, second, second + 0.3, 1.0))
        second += 0.3
    return SegmentHeard(1, Segment("whole", tuple(words), 0.0, second), math.inf, 1.5)


def test_words_after_a_second_of_silence_stand_alone_although_no_passage_ended():
    parted = command_at_end(with_gap("i feel safe", 1.0, "next question"), EVERYTHING, WORDING)
    assert parted is not None
    content, understood = parted
    assert content.verbatim == "i feel safe"
    assert content.end_seconds == content.words[-1].end_seconds
    assert understood.action is Action.NEXT


@pytest.mark.parametrize(
    ("first", "gap_seconds", "last"),
    [
        ("i feel safe", 0.9, "next question"),
        ("i scratched", 1.2, "scratch that itch"),
        ("next question", 1.2, "i feel safe"),
        ("i feel safe", 1.2, "and calm"),
    ],
)
def test_anything_else_after_a_silence_is_content(first: str, gap_seconds: float, last: str):
    assert command_at_end(with_gap(first, gap_seconds, last), EVERYTHING, WORDING) is None


def test_a_command_after_a_breath_acts_and_what_came_before_it_is_kept():
    book = answering()
    heard_now = with_gap("i feel safe", 1.2, "next question")
    book.happens(replace(heard_now, turn_id=book.turn_id))
    assert book.sealed() == [("safe", "i feel safe")]
    assert book.conversation.now.question_index == 1


def test_a_stutter_and_a_hesitation_do_not_lock_anybody_out():
    understood = understand(heard("um next next question"), EVERYTHING, WORDING)
    assert understood is not None
    assert understood.action is Action.NEXT
    assert spoken_form(["um", "i", "i", "feel", "uh"], {"um", "uh"}) == "i feel"


def test_only_what_the_state_offers_is_understood():
    assert understand(heard("yes"), (Action.NEXT,), WORDING) is None


def test_silence_and_noise_are_no_action():
    assert understand(heard(""), EVERYTHING, WORDING) is None


def test_every_spoken_form_is_understood_as_its_own_action():
    for action, words in WORDING.actions.items():
        for form in words.spoken:
            understood = understand(heard(form), EVERYTHING, WORDING)
            assert understood is not None, form
            assert understood.action is action, form


def test_an_unsure_command_is_kept_as_content_and_asked_about_once():
    book = answering().says("next question", confidence=0.3)
    assert book.sealed() == [("safe", "next question")]
    assert "next question" in book.said()
    book.spoken()
    assert book.state is State.CONFIRMING
    book.says("yes")
    assert book.erased() == ["segment-2"]
    assert book.conversation.now.question_index == 1
    assert book.state is State.ASKING


def test_no_after_an_unsure_command_leaves_the_words_in_the_answer():
    book = answering().says("next question", confidence=0.3).spoken().says("no").spoken()
    assert book.erased() == []
    assert book.state is State.LISTENING
    assert len(book.conversation.now.answer.segments) == 1


def test_words_that_are_neither_yes_nor_no_become_part_of_the_answer():
    book = answering().says("i feel safe").says("start over").spoken()
    book.says("because she listens to me")
    assert book.state is State.LISTENING
    assert book.sealed()[-1] == ("safe", "because she listens to me")
    assert book.erased() == []


def test_going_on_talking_after_stop_goes_on_with_the_answer():
    book = answering().says("stop").spoken().says("because i am tired of it")
    assert book.state is State.LISTENING
    assert book.sealed() == [("safe", "because i am tired of it")]


def test_an_unsure_yes_asks_again_before_anything_is_destroyed():
    book = answering().says("i feel safe").says("start over").spoken()
    book.says("yes", confidence=0.2)
    assert book.erased() == []
    assert "Yes or no" in book.said()
    book.spoken()
    assert book.state is State.CONFIRMING


def test_a_command_before_the_begin_is_no_content():
    assert ready().says("skip").sealed() == []


# Who is there ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("next question", True),
        ("i'm still here", True),
        ("give me a minute", True),
        ("i feel safe", False),
        ("she is still here", False),
    ],
)
def test_a_choice_is_told_from_mere_words_in_any_state(text: str, choice: bool) -> None:
    assert answering().conversation.takes_for_choice(heard(text)) is choice
    assert not answering().conversation.takes_for_choice(heard(text, confidence=0.1))
    assert not answering().conversation.takes_for_choice(heard(text, after=0.2))


def test_saying_one_is_still_there_is_a_choice_while_paused_and_talk_nearby_never() -> None:
    paused = answering().chooses(Action.PAUSE).spoken()
    assert paused.state is State.PAUSED
    said = heard("i'm still here")
    assert paused.conversation.takes_for_choice(said)
    nearby = replace(said, segment=replace(said.segment, background=True))
    assert not paused.conversation.takes_for_choice(nearby)


def with_confidences(*words: tuple[str, float]) -> SegmentHeard:
    said = tuple(Word(text, n * 0.3, n * 0.3 + 0.2, sure) for n, (text, sure) in enumerate(words))
    return SegmentHeard(1, Segment("whole", said, 0.0, len(said) * 0.3), math.inf, 1.5)


def test_a_hesitation_that_was_heard_as_a_word_locks_nobody_out():
    heard = with_confidences(("next", 1.0), ("a", 0.58), ("question", 1.0))
    understood = understand(heard, EVERYTHING, WORDING)
    assert understood is not None
    assert understood.action is Action.NEXT


@pytest.mark.parametrize("other", [("a", 1.0), ("the", 0.5), ("not", 0.5)])
def test_a_word_that_was_said_makes_it_content(other: tuple[str, float]):
    heard = with_confidences(other, ("start", 1.0))
    assert understand(heard, EVERYTHING, WORDING) is None


def test_nothing_but_a_misheard_hesitation_is_no_action():
    assert understand(with_confidences(("a", 0.5)), EVERYTHING, WORDING) is None
