"""Sessions that go on with one another, in the order in which they are read as one."""

from voice.values.continuing import by_question, read_as_one, that_say_something
from voice.values.transcript import Answer, AnswerState, Segment, Session, Word


def session(id_: str, continues: str = "", **answers: Answer) -> Session:
    began = "2026-11-24T09:30:00+00:00"
    return Session(id_, "guide", began, tuple(answers.values()), continues=continues)


def ids(*sessions: Session) -> list[list[str]]:
    return [[each.session_id for each in whole] for whole in read_as_one(sessions)]


def answer(id_: str, said: str = "", state: AnswerState = AnswerState.NOT_ASKED) -> Answer:
    words = (Word(said, 0.0, 1.0, 1.0),)
    return Answer(id_, f"{id_}?", state, (Segment("1", words, 0.0, 1.0),) if said else ())


def test_what_goes_on_stands_after_what_it_goes_on_with_and_others_stay_apart() -> None:
    a, b, c = session("a"), session("b"), session("c", "a")
    assert ids(a, b, c, session("d", "c"), session("e", "a")) == [["a", "c", "e", "d"], ["b"]]
    assert ids(c, a) == [["a", "c"]], "whatever their clocks said"


def test_what_goes_on_with_a_session_that_is_not_there_stands_alone() -> None:
    assert ids(session("f", "gone"), session("g")) == [["f"], ["g"]]


def test_a_circle_is_read_once_and_ends() -> None:
    assert ids(session("x", "x")) == [["x"]]
    assert sorted(map(sorted, ids(session("x", "y"), session("y", "x")))) == [["x", "y"]]


def test_two_of_one_name_both_stay() -> None:
    assert ids(session("a"), session("a")) == [["a"], ["a"]]


def test_a_question_has_its_first_number_and_the_words_of_each_session() -> None:
    one = session("a", p=answer("p", "yes"), q=answer("q", state=AnswerState.UNANSWERED))
    two = session("b", "a", q=answer("q", "now"), p=answer("p"))
    first, second = by_question((one, two))
    assert [(part.session.session_id, part.number) for part in second] == [("a", 2), ("b", 2)]
    assert [part.session.session_id for part in that_say_something(first)] == ["a"]
    assert [part.session.session_id for part in that_say_something(second)] == ["b"]


def test_where_nothing_was_said_it_counts_how_it_was_left_last() -> None:
    one = session("a", p=answer("p", state=AnswerState.SKIPPED))
    two = session("b", "a", p=answer("p"))
    (parts,) = by_question((one, two))
    (told,) = that_say_something(parts)
    assert told.answer.state is AnswerState.SKIPPED
