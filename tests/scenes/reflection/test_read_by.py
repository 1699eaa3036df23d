"""Questions that somebody has read: told once whose voice it is, and how slow it can be."""

from dataclasses import replace

from voice.floor.commands import Manner, Prepare, Speak
from voice.scenes.reflection.conversation import Conversation

from .playbook import QUESTIONS, Playbook, plan

READ = tuple(
    replace(q, recording=f"question {q.question_id}", introduction_recording="theme")
    for q in QUESTIONS[:2]
)
TOO_SLOW = "I can only slow this voice a little."


def read_out(read_by: str = "Anna Weber") -> Playbook:
    """At the first question, listening."""
    made = replace(plan(), questions=(*READ, QUESTIONS[2]), read_by=read_by)
    return Playbook(Conversation(made, Manner())).spoken().says("begin")


def test_it_is_said_whose_voice_it_is_before_the_first_recording_and_only_there() -> None:
    book = read_out()
    (speak,) = book.last_of(Speak)
    assert [line.recording for line in speak.lines[-2:]] == ["theme", "question safe"]
    assert speak.lines[-3].text == "These questions are read by Anna Weber."
    book.spoken().says("next question")
    (speak,) = book.last_of(Speak)
    assert [line.recording for line in speak.lines] == ["question trust"]
    book.spoken().says("repeat")
    (speak,) = book.last_of(Speak)
    assert speak.lines[-1].recording == "question trust"


def test_where_recordings_stay_closed_it_is_said_who_asks_instead_and_why() -> None:
    made = replace(plan(), not_opened_of="Anna Weber")
    book = Playbook(Conversation(made, Manner())).spoken().says("begin")
    (speak,) = book.last_of(Speak)
    told = "I cannot open what Anna Weber has read, so I ask the questions myself."
    assert [line.text for line in speak.lines].count(told) == 1
    book.spoken().says("next question")
    assert told not in book.said()


def test_what_is_not_recorded_is_the_programs_to_say() -> None:
    book = read_out().spoken().says("next question").spoken().says("next question")
    (speak,) = book.last_of(Speak)
    assert [line.recording for line in speak.lines] == ["", ""]


def test_no_recording_is_synthesised_ahead() -> None:
    book = read_out().spoken()
    (prepare,) = book.last_of(Prepare)
    assert [line.ahead for line in prepare.lines] == [False]


def test_once_slower_it_follows_and_further_it_is_said_that_it_cannot() -> None:
    book = read_out().spoken().says("slower")
    assert TOO_SLOW not in book.said()
    book.spoken().says("slower")
    assert book.said().startswith(TOO_SLOW)
    assert book.conversation.now.manner.rate_wpm == 102, "the program's own voice goes along"
    assert TOO_SLOW not in book.spoken().says("faster").said()


def test_of_the_programs_own_voice_it_is_never_said() -> None:
    book = read_out().spoken().says("next question").spoken().says("next question").spoken()
    book.says("slower").spoken().says("slower")
    assert TOO_SLOW not in book.said()
