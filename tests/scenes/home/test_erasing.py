"""Erasing at home: not before two yeses, and not before ten seconds have passed."""

import pytest

from scripts.languages import COMPLETE
from tests.scenes.home.playbook import Stay, asked_to_erase, at_home, erasing, line
from tests.values.troubles import DISK_FULL
from voice.floor.actions import UNDO_SECONDS, Action
from voice.floor.commands import CancelTimer, EndInside, SetTimer, Speak
from voice.floor.events import Remark, ShutdownAsked, SpeechStarted, TimerFired
from voice.floor.turn import CONFIRM_SECONDS
from voice.scenes.home.errands import Erased, EraseSession, NotErased, OpenWords, Words
from voice.scenes.home.states import Home
from voice.scenes.home.step import UNDO_TIMER


def seconds_pass(stay: Stay) -> Stay:
    (timer,) = [c for c in stay.commands if isinstance(c, SetTimer) and c.name == UNDO_TIMER][-1:]
    return stay.happens(TimerFired(UNDO_TIMER, timer.turn_id))


def erased(stay: Stay) -> list[EraseSession]:
    return [command for command in stay.commands if isinstance(command, EraseSession)]


def test_nothing_sealed_is_opened_before_a_yes_and_nothing_erased_before_another() -> None:
    stay = at_home().says("erase a session")
    assert stay.said() == line("ask_others")
    assert stay.errands() == []
    assert stay.spoken().says("yes").errands() == [OpenWords(Words.TO_ERASE)]
    stay = asked_to_erase()
    assert not erased(stay)
    assert stay.says("no").said().endswith(line("choices"))
    assert not erased(stay.spoken())


@pytest.mark.parametrize("code", COMPLETE)
def test_it_is_asked_about_with_its_date_and_its_size(code: str) -> None:
    stay = asked_to_erase(code)
    assert stay.state is Home.CONFIRMING
    assert stay.home.view().said == (line("ask_erase", code, day="3 March 2026", count=14),)


def test_what_is_asked_stays_in_sight_whatever_is_said_in_between() -> None:
    stay = asked_to_erase().happens(Remark("Something else.")).spoken()
    question = line("ask_erase", day="3 March 2026", count=14)
    assert stay.state is Home.CONFIRMING
    assert stay.home.view().said == ("Something else.", question)


@pytest.mark.parametrize("code", COMPLETE)
def test_after_the_yes_it_can_be_taken_back_for_ten_seconds(code: str) -> None:
    stay = asked_to_erase(code).chooses(Action.YES)
    assert stay.said() == f"{line('erasing', code)} {line('choices', code)}"
    stay.spoken()
    timers = [c.seconds for c in stay.last if isinstance(c, SetTimer) and c.name == UNDO_TIMER]
    assert timers == [UNDO_SECONDS]
    assert not erased(stay)
    stay.chooses(Action.UNDO)
    assert CancelTimer(UNDO_TIMER) in stay.last
    assert stay.said() == f"{line('not_erasing', code)} {line('choices', code)}"
    stay.spoken()
    assert Action.UNDO not in stay.home.offered()
    assert not erased(stay.chooses(Action.STOP).spoken().chooses(Action.STOP))


def test_it_is_erased_when_the_seconds_are_over_and_only_then_said_to_be() -> None:
    stay = seconds_pass(erasing())
    assert erased(stay) == [EraseSession("s1")]
    assert not stay.last_of(Speak)
    assert stay.happens(Erased()).said() == line("erased")
    assert Action.UNDO not in stay.spoken().home.offered()


def test_what_could_not_be_erased_is_said_to_be_there() -> None:
    stay = seconds_pass(erasing()).happens(NotErased(DISK_FULL))
    assert stay.said().startswith("I could not erase the session.")


def test_whoever_speaks_as_the_seconds_pass_may_be_saying_undo() -> None:
    stay = erasing()
    stay.happens(SpeechStarted(stay.turn_id))
    seconds_pass(stay)
    assert not erased(stay)
    assert [c.seconds for c in stay.last if isinstance(c, SetTimer)] == [CONFIRM_SECONDS]
    doubted = erasing().says("undo", confidence=0.3)
    assert not erased(seconds_pass(doubted))


def test_the_crisis_card_holds_the_seconds() -> None:
    assert not erased(seconds_pass(erasing().says("crisis")))


@pytest.mark.parametrize("action", [Action.BEGIN, Action.STOP, Action.SETTINGS, Action.HEAR])
def test_whatever_else_is_chosen_ends_the_seconds(action: Action) -> None:
    stay = erasing().chooses(action)
    assert erased(stay) == [EraseSession("s1")]
    assert not erased(seconds_pass(erasing().chooses(Action.HELP)))[1:]


def test_help_does_not_end_them() -> None:
    stay = erasing().chooses(Action.HELP)
    assert not erased(stay)
    assert Action.UNDO in stay.home.offered()


def test_at_leaving_it_is_erased_before_the_goodbye() -> None:
    stay = erasing().happens(ShutdownAsked())
    assert erased(stay) == [EraseSession("s1")]
    assert stay.state is Home.CLOSING


def test_what_came_of_it_while_a_session_ran_is_told_at_home() -> None:
    stay = erasing().chooses(Action.BEGIN).happens(Erased()).prepared()
    assert not [c for c in stay.last if isinstance(c, EndInside)]
    assert stay.over().said() == f"{line('erased')} {line('home_again')} {line('choices')}"
    assert line("erased") not in stay.spoken().chooses(Action.REPEAT).said()


def test_a_silence_erases_nothing() -> None:
    assert not erased(asked_to_erase().silence().spoken())
