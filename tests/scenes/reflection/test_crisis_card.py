"""The crisis card lies over any state until the person goes on, and loses nothing that is said."""

from dataclasses import replace

import pytest

from tests.scenes.reflection.playbook import WORDING, Playbook, answering, ready, segment
from tests.scenes.reflection.test_table import LISTENING, _in_state
from tests.screen.test_scan import choose, scanning
from tests.values.troubles import MICROPHONE_GONE
from voice.floor.actions import RULE_OF, Action, Means
from voice.floor.commands import Listen
from voice.floor.crisis import CARD_ACTIONS
from voice.floor.events import DeviceFailed, Drafted, SegmentHeard, TimerFired
from voice.scenes.reflection.states import KEEPING, SPEAKING, State
from voice.screen.keys import action_for_key

OFFERED = {*CARD_ACTIONS, Action.STOP}


def _with_card(state: State) -> Playbook:
    return _in_state(state).says("crisis").spoken()


@pytest.mark.parametrize("state", LISTENING)
def test_it_replaces_everything_and_stays_when_its_line_has_ended(state: State) -> None:
    book = _in_state(state).says("crisis")
    assert book.said() == "The card."
    for _ in range(2):
        view = book.conversation.view()
        assert view.card is not None
        assert (view.question, view.answer, view.passages, view.shown) == ("", "", (), ())
        assert {choice.action for choice in view.choices} == OFFERED
        assert not view.captions
        if book.conversation.now.speaking:
            book.spoken()
    assert book.state is state


@pytest.mark.parametrize("state", sorted(SPEAKING - {State.CLOSING}))
def test_it_interrupts_whatever_is_being_said(state: State) -> None:
    book = _in_state(state).chooses(Action.CRISIS)
    assert book.conversation.view().card is not None
    assert book.spoken().conversation.view().card is not None


@pytest.mark.parametrize("state", LISTENING)
def test_no_silence_takes_it_away_or_leads_anywhere(state: State) -> None:
    book = _with_card(state)
    assert book.timer_seconds() is None
    assert book.conversation.now.silence == ""
    book.says("")
    assert book.conversation.now.silence == ""


@pytest.mark.parametrize("state", LISTENING)
def test_what_is_said_to_it_is_kept_where_it_would_be_kept_without_it(state: State) -> None:
    book = _with_card(state)
    before = len(book.sealed())
    book.says("i do not know what to do")
    assert len(book.sealed()) - before == (state in KEEPING)
    assert book.state is state
    assert book.conversation.view().card is not None


@pytest.mark.parametrize("state", LISTENING)
def test_an_answer_to_somebody_beside_them_is_no_answer_to_what_was_asked_before(
    state: State,
) -> None:
    book = _with_card(state)
    for text in ("yes", "no", "three", "keep it", "erase it", "scratch that"):
        book.says(text)
    assert book.state is state
    assert book.erased() == []


@pytest.mark.parametrize("state", LISTENING)
def test_going_on_leads_back_by_every_way_there_is(state: State) -> None:
    outcomes = set()
    for form in (*WORDING.actions[Action.RESUME].spoken, "begin", "next question"):
        outcomes.add(_outcome(_with_card(state).says(form)))
    for means in (Means.KEY, Means.SWITCH, Means.PAGE):
        outcomes.add(_outcome(_with_card(state).chooses(Action.RESUME, means)))
    assert len(outcomes) == 1
    book = _with_card(state).says("go on")
    assert book.conversation.view().card is None
    assert book.said()
    assert book.spoken().state is state
    before = _in_state(state).conversation.view()
    assert [c.action for c in book.conversation.view().choices] == [
        c.action for c in before.choices
    ]


@pytest.mark.parametrize("state", LISTENING)
def test_every_choice_of_it_is_reached_by_voice_key_switch_and_page(state: State) -> None:
    for action in OFFERED:
        outcomes = [_outcome(_with_card(state).says(f)) for f in WORDING.actions[action].spoken]
        by_key = _with_card(state)
        chosen = action_for_key(by_key.conversation.view(), RULE_OF[action].key)
        assert chosen is not None
        outcomes.append(_outcome(by_key.happens(chosen)))
        by_switch = _with_card(state)
        outcomes.append(_outcome(by_switch.happens(choose(scanning(by_switch), action))))
        outcomes.append(_outcome(_with_card(state).chooses(action, Means.PAGE)))
        assert len(set(outcomes)) == 1, action


def _outcome(book: Playbook) -> tuple[object, ...]:
    now = book.conversation.now
    return (book.state, now.then, now.card, now.question_index, book.said(), now.manner)


@pytest.mark.parametrize("state", LISTENING)
def test_asked_for_again_or_repeated_it_is_said_again(state: State) -> None:
    for text in ("crisis", "help me", "say it again", "slower"):
        book = _with_card(state).says(text)
        assert book.said() == "The card.", text
        assert book.conversation.view().card is not None


@pytest.mark.parametrize("state", LISTENING)
def test_help_names_the_way_back_and_the_card_stays(state: State) -> None:
    book = _with_card(state).says("help")
    assert WORDING.actions[Action.RESUME].help in book.said()
    assert book.conversation.view().card is not None


@pytest.mark.parametrize("state", LISTENING)
def test_stop_is_the_way_out_and_takes_it_away(state: State) -> None:
    book = _with_card(state).says("stop")
    assert book.conversation.view().card is None
    assert State.STOPPING in {book.state, book.conversation.now.then} or book.state is State.CLOSING


def test_a_stop_that_is_not_sure_is_kept_and_done() -> None:
    book = _with_card(State.LISTENING)
    before = len(book.sealed())
    book.says("i'm done")
    assert len(book.sealed()) == before + 1
    assert book.conversation.now.then is State.STOPPING


def test_a_choice_after_a_silence_is_done_and_what_stood_before_it_is_kept() -> None:
    book = answering().says("crisis").spoken()
    said = segment("i called my sister", 50)
    last = tuple(
        replace(word, start_seconds=503, end_seconds=504) for word in segment("go on", 50).words
    )
    passage = replace(said, words=(*said.words, *last), end_seconds=504)
    book.happens(SegmentHeard(book.turn_id, passage, 2.0, 2.0))
    assert book.conversation.view().card is None
    assert book.sealed() == [("safe", "i called my sister")]


def test_what_was_let_go_can_still_be_brought_back_after_it() -> None:
    book = answering().says("i feel safe").says("scratch that").spoken().says("crisis").spoken()
    undoable = book.conversation.now.undoable
    assert undoable is not None
    book.happens(TimerFired("undo", undoable.timer_turn_id or 0))
    assert book.erased() == []
    book.says("go on").spoken().says("undo")
    assert [s.verbatim for s in book.conversation.now.answer.segments] == ["i feel safe"]


def test_words_of_others_do_not_take_it_away() -> None:
    book = answering().says("crisis").spoken()
    theirs = replace(segment("nice weather", 50), background=True)
    book.happens(SegmentHeard(book.turn_id, theirs, 2.0, 2.0))
    assert book.conversation.view().card is not None
    assert book.sealed() == [("safe", "nice weather")]


def test_a_trouble_is_told_and_it_stays() -> None:
    book = _with_card(State.LISTENING).happens(DeviceFailed("microphone", MICROPHONE_GONE))
    assert "plugged in" in book.said()
    assert book.spoken().conversation.view().card is not None
    assert book.conversation.view().notice


def test_only_what_it_understands_is_listened_for() -> None:
    book = _with_card(State.LISTENING)
    listen = next(c for c in reversed(book.commands) if isinstance(c, Listen))
    assert "go on" in listen.forms
    assert "scratch that" not in listen.forms


def test_before_anything_began_nothing_said_to_it_is_kept() -> None:
    book = ready().says("crisis").spoken().says("i am at home alone")
    assert book.sealed() == []
    assert book.says("i'm ready").conversation.view().card is None


def test_what_stands_in_a_line_to_type_in_is_there_again_afterwards() -> None:
    book = _in_state(State.TYPING)
    typing = book.conversation.now.typing_turn_id
    book.happens(Drafted(typing, "i keep thinking")).says("crisis").spoken()
    view = book.conversation.view()
    assert (view.typing_turn_id, view.draft) == (0, "")
    assert all(len(choice.key) == 1 for choice in view.choices)
    book.says("go on").spoken()
    assert book.conversation.view().draft == "i keep thinking"
