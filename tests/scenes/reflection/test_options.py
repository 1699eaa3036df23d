"""Choosing a question by hand: the same as by its number said, and never where none is offered."""

from dataclasses import replace

import pytest

from scripts.languages import COMPLETE
from tests.scenes.reflection.playbook import Playbook, answering
from tests.scenes.reflection.test_table import _in_state
from voice.floor.actions import Action, Means
from voice.floor.commands import Hush
from voice.floor.events import ChoiceOffered, OptionChosen
from voice.floor.table import IllegalEvent
from voice.floor.view import Option, View
from voice.floor.wording import Say
from voice.language.loading import load_language
from voice.scenes.reflection.states import State
from voice.scenes.reflection.view import view_of
from voice.screen.keys import option_for_key
from voice.screen.page.buttons import Group
from voice.screen.page.picture import picture_of
from voice.screen.page.screen import event_of
from voice.screen.scan import SwitchScan


def _choosing() -> Playbook:
    return answering().says("i feel safe").says("another question")


@pytest.mark.parametrize("means", [Means.KEY, Means.SWITCH, Means.PAGE])
def test_a_question_that_is_touched_is_asked_as_if_its_number_were_said(means: Means) -> None:
    said = _choosing().spoken().says("three")
    touched = _choosing().spoken().happens(OptionChosen(3, means))
    assert touched.said() == said.said()
    assert touched.conversation.now.question_index == 2
    early = _choosing().happens(OptionChosen(3, means))
    assert early.last[0] == Hush()
    assert early.said() == said.said()


@pytest.mark.parametrize("state", [state for state in State if state is not State.CHOOSING])
def test_where_nothing_is_to_be_chosen_by_number_it_is_refused(state: State) -> None:
    book = _in_state(state)
    before = book.conversation.now
    assert not book.conversation.has_option(1)
    with pytest.raises(IllegalEvent):
        book.happens(OptionChosen(1, Means.PAGE))
    assert book.conversation.now == before


@pytest.mark.parametrize("number", [0, 4, -1, 99])
def test_a_number_that_is_not_there_is_refused(number: int) -> None:
    with pytest.raises(IllegalEvent):
        _choosing().spoken().happens(OptionChosen(number, Means.PAGE))


def test_they_are_shown_with_what_is_known_of_each_and_go_with_the_crisis_card() -> None:
    book = _choosing().spoken()
    options = book.conversation.view().options
    assert [(o.number, o.note_key) for o in options] == [(1, "option_here"), (2, ""), (3, "")]
    assert options[1].text == "Whom do I trust?"
    book.happens(OptionChosen(2, Means.PAGE)).spoken().says("another question").spoken()
    assert book.conversation.view().options[0].note_key == "option_answered"
    book.says("crisis").spoken()
    assert book.conversation.view().options == ()
    assert not book.conversation.has_option(2)


def test_the_switch_stands_on_each_of_them_and_says_it() -> None:
    view = _choosing().spoken().conversation.view()
    scan = SwitchScan(1.0, spoken=True)
    scan.show(view)
    posts = scan.press(0.0)
    assert ChoiceOffered(1) in posts
    scan.tick(1.0)
    scan.press(1.1)
    assert OptionChosen(2, Means.SWITCH) in scan.tick(1.9)
    assert _choosing().spoken().happens(ChoiceOffered(2)).said() == "Whom do I trust?"


@pytest.mark.parametrize("language", COMPLETE)
def test_what_can_be_chosen_where_a_question_is_looked_for_says_what_it_does(
    language: str,
) -> None:
    """By its number, and what comes of it is that."""
    wording = load_language(language).wording
    book = _choosing().spoken()

    def label(action: Action) -> str:
        plan = replace(book.conversation.plan, wording=wording)
        shown = view_of(plan, book.conversation.now)
        return next(each.button for each in shown.choices if each.action is action)

    def line(say: Say, number: int) -> str:
        return wording.line(say, number=number)

    assert label(Action.YES) == line(Say.ASK_QUESTION_AGAIN, 1)
    assert label(Action.RESUME) == line(Say.STAY_AT_QUESTION, 1)
    assert label(Action.BACK) == line(Say.LOOK_AT_QUESTION, 1)  # there is none before it
    for number in (2, 3, 3):  # nor one after the last
        assert label(Action.NEXT) == line(Say.LOOK_AT_QUESTION, number)
        book.chooses(Action.NEXT).spoken()
        assert book.conversation.now.candidate == number - 1
        assert label(Action.YES) == line(Say.GO_TO_QUESTION, number)
    assert label(Action.BACK) == line(Say.LOOK_AT_QUESTION, 2)
    assert label(Action.RESUME) == line(Say.STAY_AT_QUESTION, 1)
    book.chooses(Action.YES)
    assert book.conversation.now.question_index == 2
    assert label(Action.NEXT) == wording.actions[Action.NEXT].button


def test_under_the_crisis_card_no_choice_is_about_a_question() -> None:
    book = _choosing().spoken().says("crisis").spoken()
    shown = {each.action: each.button for each in book.conversation.view().choices}
    assert shown[Action.RESUME] == load_language("en").wording.actions[Action.RESUME].button


def test_a_number_is_typed_and_enter_ends_one_that_could_go_on() -> None:
    view = _choosing().spoken().conversation.view()
    assert option_for_key(view, "", "2") == (OptionChosen(2, Means.KEY), "")
    assert option_for_key(view, "", "9") == (None, "")
    many = _many(view, 12)
    assert option_for_key(many, "", "1") == (None, "1")
    assert option_for_key(many, "1", "2") == (OptionChosen(12, Means.KEY), "")
    assert option_for_key(many, "1", "enter") == (OptionChosen(1, Means.KEY), "")
    assert option_for_key(many, "1", "q") == (None, "")
    assert option_for_key(many, "", "2") == (OptionChosen(2, Means.KEY), "")


def _many(view: View, count: int) -> View:
    return replace(view, options=tuple(Option(n, "?") for n in range(1, count + 1)))


def test_on_the_page_each_is_a_button_that_means_its_number() -> None:
    view = _choosing().spoken().conversation.view()
    picture = picture_of(view, (), load_language("en").page)
    buttons = [button for button in picture.buttons if button.group is Group.OPTIONS]
    assert [button.id for button in buttons] == ["option 1", "option 2", "option 3"]
    assert event_of(view, buttons[1].id) == OptionChosen(2, Means.PAGE)
    assert "you are here" in buttons[0].label
