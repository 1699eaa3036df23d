"""One switch alone: the scan as a script of presses and seconds, no clock and no terminal."""

from itertools import count

from tests.scenes.reflection.playbook import Playbook, answering, ready
from voice.floor.actions import Action, Means
from voice.floor.events import (
    ActionChosen,
    ChoiceOffered,
    Interrupted,
)
from voice.scenes.reflection.states import State
from voice.screen.scan import LONG_PRESS_SECONDS, REPEAT_SECONDS, ROUNDS, SwitchScan
from voice.stage.ports import ScanMoved

DWELL_SECONDS = 2.0


def scanning(book: Playbook) -> SwitchScan:
    scan = SwitchScan(DWELL_SECONDS)
    scan.show(book.conversation.view())
    return scan


def choose(scan: SwitchScan, action: Action) -> ActionChosen:
    """Press once to begin, wait until the scan stands on the action, and press again."""
    scan.press(100.0)
    for number in count():
        scan.tick(100.0 + number * DWELL_SECONDS)
        if scan.standing_on is action:
            pressed_seconds = 101.0 + number * DWELL_SECONDS
            scan.press(pressed_seconds)
            (*_, chosen) = scan.tick(pressed_seconds + REPEAT_SECONDS)
            assert isinstance(chosen, ActionChosen)
            return chosen
        assert scan.standing_on is not None, f"the scan never came to {action}"
    raise AssertionError


def test_nothing_moves_until_the_first_press() -> None:
    scan = scanning(answering())
    assert scan.tick(1000.0) == []
    assert scan.seconds_to_next(1000.0) is None
    first = answering().conversation.view().choices[0].action
    assert scan.press(1000.0) == [ScanMoved(first)]


def test_each_choice_stands_for_the_dwell_and_a_press_takes_it() -> None:
    book = answering()
    scan = scanning(book)
    second = book.conversation.view().choices[1].action
    scan.press(0.0)
    assert scan.tick(1.9) == []
    assert scan.tick(2.0) == [ScanMoved(second)]
    scan.press(3.0)
    assert scan.tick(3.0 + REPEAT_SECONDS) == [
        ScanMoved(None),
        ActionChosen(second, Means.SWITCH),
    ]


def test_a_choice_pressed_late_is_the_one_that_stood_when_the_finger_came_down() -> None:
    book = answering()
    scan = scanning(book)
    first = book.conversation.view().choices[0].action
    scan.press(0.0)
    scan.tick(1.0)
    scan.press(1.95)
    assert ActionChosen(first, Means.SWITCH) in scan.tick(1.95 + REPEAT_SECONDS)


def test_after_two_rounds_without_a_press_the_scan_rests() -> None:
    book = answering()
    scan = scanning(book)
    choices = len(book.conversation.view().choices)
    scan.press(0.0)
    moves = 0
    while scan.standing_on is not None:
        moves += 1
        scan.tick(moves * DWELL_SECONDS)
    assert moves == ROUNDS * choices == 2 * choices
    assert scan.seconds_to_next(1e6) is None


def test_a_press_while_the_program_speaks_silences_it_and_chooses_nothing() -> None:
    book = ready().says("begin")
    scan = scanning(book)
    assert scan.press(0.0) == [Interrupted(book.turn_id)]
    assert scan.tick(REPEAT_SECONDS) == []


def test_a_long_press_stops_the_session_whatever_the_scan_stands_on() -> None:
    scan = scanning(answering())
    posts = scan.press(0.0)
    moment = 0.5
    while moment <= LONG_PRESS_SECONDS + 1:
        posts += scan.press(moment)
        moment += 0.03
    chosen = [post for post in posts if isinstance(post, ActionChosen)]
    assert chosen == [ActionChosen(Action.STOP, Means.SWITCH)]


def test_a_press_that_is_held_a_little_counts_once() -> None:
    scan = scanning(answering())
    first = answering().conversation.view().choices[0].action
    scan.press(0.0)
    scan.tick(REPEAT_SECONDS)
    posts = [*scan.press(1.0), *scan.press(1.5)]
    posts += scan.tick(1.5 + REPEAT_SECONDS)
    assert posts == [ScanMoved(None), ActionChosen(first, Means.SWITCH)]


def test_a_second_press_soon_after_the_first_takes_the_first_choice() -> None:
    scan = scanning(answering())
    first = answering().conversation.view().choices[0].action
    assert scan.press(0.0) == [ScanMoved(first)]
    posts = [*scan.press(0.3), *scan.tick(0.3 + REPEAT_SECONDS)]
    assert posts == [ScanMoved(None), ActionChosen(first, Means.SWITCH)]


def test_a_held_key_that_is_let_go_before_it_is_long_chooses_nothing() -> None:
    scan = scanning(answering())
    scan.press(0.0)
    posts = [*scan.press(0.5), *scan.press(0.53), *scan.press(0.56), *scan.tick(1.5)]
    assert not [post for post in posts if isinstance(post, ActionChosen)]


def test_new_choices_end_the_scan_so_that_nothing_is_taken_by_surprise() -> None:
    book = answering()
    scan = scanning(book)
    scan.press(0.0)
    book.says("pause").spoken()
    assert scan.show(book.conversation.view()) == [ScanMoved(None)]
    assert scan.standing_on is None


def spoken_scan(book: Playbook) -> SwitchScan:
    scan = SwitchScan(DWELL_SECONDS, spoken=True)
    scan.show(book.conversation.view())
    return scan


def test_without_a_screen_every_choice_is_said_while_it_stands() -> None:
    book = answering()
    scan = spoken_scan(book)
    first, second = (choice.action for choice in book.conversation.view().choices[:2])
    assert scan.press(0.0) == [ScanMoved(first), ChoiceOffered(first)]
    book.happens(ChoiceOffered(first))
    assert book.said() == book.conversation.plan.wording.actions[first].button
    assert scan.show(book.conversation.view()) == [], "what is said does not end the scan"
    assert scan.tick(2.0) == [ScanMoved(second), ChoiceOffered(second)]


def test_a_press_over_a_choice_that_is_being_said_takes_it() -> None:
    book = answering()
    scan = spoken_scan(book)
    first = book.conversation.view().choices[0].action
    scan.press(0.0)
    book.happens(ChoiceOffered(first))
    scan.show(book.conversation.view())
    assert book.conversation.view().speaking
    scan.press(1.0)
    chosen = ActionChosen(first, Means.SWITCH)
    assert chosen in scan.tick(1.0 + REPEAT_SECONDS)
    assert book.happens(chosen).state is not State.LISTENING


def test_a_press_over_anything_else_that_is_said_silences_it() -> None:
    book = ready().says("begin")
    scan = spoken_scan(book)
    assert scan.press(0.0) == [Interrupted(book.turn_id)]


def test_a_choice_that_comes_too_late_is_not_said() -> None:
    book = ready().says("begin")
    before = book.conversation.now
    assert book.happens(ChoiceOffered(Action.NEXT)).conversation.now == before
