"""What is said around answers is true of them, and leaves room."""

from tests.scenes.reflection.playbook import answering, ready
from voice.floor.actions import Action
from voice.floor.doing import help_page
from voice.floor.events import SealingFailed
from voice.scenes.reflection.doing import LONG_ANSWER_WORDS
from voice.scenes.reflection.states import ACTIONS, State
from voice.values.transcript import AnswerState
from voice.values.troubles import Trouble, TroubleName

LONG = " ".join(["safe"] * LONG_ANSWER_WORDS)


def test_after_a_long_answer_there_is_room_for_a_breath_and_after_a_short_one_none() -> None:
    assert "Take a breath" in answering().says(LONG).says("next question").said()
    assert "Take a breath" not in answering().says("i feel safe").says("next question").said()


def test_nobody_is_told_to_breathe_before_the_end() -> None:
    book = answering()
    for _ in range(2):
        book.says("next question").spoken()
    assert "Take a breath" not in book.says(LONG).says("next question").said()
    assert book.state is State.CLOSING


def test_what_was_never_said_is_not_said_to_be_kept() -> None:
    book = answering().says("stop")
    assert "kept" not in book.said()
    book.spoken().says("stop")
    assert book.said() == "No words of yours were kept. You can come back any time. Goodbye."


def test_the_end_says_that_it_is_locked_away_and_what_can_be_done_now() -> None:
    book = answering().says("i feel safe").says("stop")
    assert "What you said is kept." in book.said()
    book.spoken().says("stop")
    assert "locked away on this machine" in book.said()
    assert "hear it again" in book.said()


def test_what_could_not_be_saved_is_never_said_to_be_locked_away() -> None:
    book = answering().says("i feel safe")
    book.happens(SealingFailed("segment-2", Trouble(TroubleName.DISK_FULL))).spoken()
    book.says("stop").spoken().says("stop")
    assert "locked away" not in book.said()
    assert "Not all you said could be saved" in book.said()


def test_a_question_that_was_asked_and_one_that_was_not_reached_are_told_apart() -> None:
    book = answering().says("stop").spoken().says("stop")
    states = [answer.state for answer in book.conversation.now.answers]
    assert states == [AnswerState.UNANSWERED, AnswerState.NOT_ASKED, AnswerState.NOT_ASKED]
    assert book.marks() == [("safe", "unanswered")]


def test_who_leaves_before_the_first_question_was_asked_nothing() -> None:
    book = ready().says("stop")
    assert {answer.state for answer in book.conversation.now.answers} == {AnswerState.NOT_ASKED}
    assert book.marks() == []


def test_help_begins_with_a_crisis_and_needs_no_more_than_four_rounds() -> None:
    book = answering().says("i feel safe").says("scratch that").spoken().says("i feel calm")
    first = book.says("help").said()
    assert first.startswith("In a crisis, say: crisis.")
    rounds = 1
    while "more choices" in book.said():
        book.spoken().says("more choices")
        rounds += 1
    assert rounds <= 4
    assert book.said().endswith("That is all.")


def test_every_choice_is_named_in_some_round_of_help() -> None:
    offered = list(ACTIONS)
    named, page, more = set[Action](), 0, True
    while more:
        shown, more = help_page(offered, page)
        named |= set(shown)
        page += 1
    by_another = {Action.FASTER, Action.LOUDER, Action.SOFTER}
    assert named | by_another | {Action.HELP, Action.CRISIS} == set(offered)
