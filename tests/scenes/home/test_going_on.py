"""Going on at home with a session that was left unfinished: offered only then, and asked first."""

from dataclasses import replace

import pytest

from scripts.languages import COMPLETE
from tests.scenes.home.playbook import GUIDE, Stay, at_home, line, plan, standing_by
from tests.scenes.reflection.playbook import plan as session_plan
from tests.screen.test_scan import DWELL_SECONDS, choose
from voice.floor.actions import Action, Means
from voice.floor.commands import Manner, Open
from voice.floor.events import SceneOver, ShutdownAsked
from voice.language.loading import load_language
from voice.scenes.home.errands import (
    NoteSession,
    OpenWords,
    PrepareSession,
    SessionPrepared,
    UnfinishedKnown,
    Words,
)
from voice.scenes.home.states import Home
from voice.scenes.reflection.conversation import Conversation
from voice.screen.scan import SwitchScan


def left(code: str = "en") -> Stay:
    """At home, where a session was left unfinished."""
    return Stay(replace(plan(code), unfinished=True)).spoken()


def offers(stay: Stay) -> bool:
    return Action.GO_ON_UNFINISHED in stay.home.offered()


def test_it_is_offered_only_where_something_is_unfinished_and_said_then() -> None:
    assert not offers(at_home())
    assert line("unfinished_there") not in at_home().home.view().said
    stay = Stay(replace(plan(), unfinished=True))
    assert line("unfinished_there") in stay.said()
    assert offers(stay.spoken())


@pytest.mark.parametrize("code", COMPLETE)
def test_every_spoken_form_asks_who_may_hear_it_before_anything_is_opened(code: str) -> None:
    for form in load_language(code).home.actions[Action.GO_ON_UNFINISHED].spoken:
        stay = left(code).says(form)
        assert stay.said() == line("ask_others", code), form
        assert stay.errands() == []
        stay.spoken().chooses(Action.YES)
        assert stay.errands() == [OpenWords(Words.TO_GO_ON)]


def test_a_no_opens_nothing() -> None:
    stay = left().chooses(Action.GO_ON_UNFINISHED).spoken().says("no")
    assert not [e for e in stay.errands() if isinstance(e, OpenWords)]


def test_one_switch_reaches_it() -> None:
    stay = left()
    scan = SwitchScan(DWELL_SECONDS)
    scan.show(stay.home.view())
    stay.happens(choose(scan, Action.GO_ON_UNFINISHED))
    assert stay.said() == line("ask_others")


def test_what_is_left_is_asked_inside() -> None:
    stay = left().chooses(Action.GO_ON_UNFINISHED).spoken().chooses(Action.YES)
    rest = session_plan()
    rest = replace(rest, questions=rest.questions[1:])
    scene = stay.happens(SessionPrepared(GUIDE, rest)).opened().scene
    assert isinstance(scene, Conversation)
    assert [q.question_id for q in scene.plan.questions] == [q.question_id for q in rest.questions]


def test_nobody_elses_voice_goes_on_with_it_while_standing_by() -> None:
    form = load_language("en").home.actions[Action.GO_ON_UNFINISHED].spoken[0]
    stay = standing_by()
    stay.happens(UnfinishedKnown(is_any=True)).says(form)
    assert stay.state is Home.STANDING_BY
    assert stay.errands() == []


def over(stay: Stay, left_open: int, kept: int = 1) -> Stay:
    turn_id = stay.turn_id + 20
    return stay.happens(SceneOver("stopped", kept, 0, turn_id, Manner(), left_open))


def test_a_session_that_is_left_with_questions_open_is_offered_at_once() -> None:
    stay = over(at_home().says("begin").prepared(), left_open=2)
    assert stay.last_of(NoteSession) == [NoteSession("stopped", 1, 2)]
    assert line("unfinished_there") in stay.said()
    assert offers(stay.spoken())


@pytest.mark.parametrize(("left_open", "kept"), [(0, 1), (2, 0)])
def test_what_is_finished_or_was_never_kept_is_not(left_open: int, kept: int) -> None:
    stay = over(at_home().says("begin").prepared(), left_open, kept)
    assert line("unfinished_there") not in stay.said()
    assert not offers(stay.spoken())


def test_once_nothing_is_unfinished_any_more_it_is_offered_no_more() -> None:
    assert not offers(left().happens(UnfinishedKnown(is_any=False)))


def test_it_changes_nothing_of_a_home_that_is_closing() -> None:
    stay = at_home().happens(ShutdownAsked()).happens(UnfinishedKnown(is_any=True))
    assert stay.state is Home.CLOSING
    assert not [c for c in stay.last if isinstance(c, Open)]


def test_begin_begins_anew() -> None:
    stay = left().chooses(Action.BEGIN, Means.KEY)
    assert stay.errands() == [PrepareSession(GUIDE.name)]
