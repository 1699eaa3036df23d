"""At home: nothing is kept, nothing is done by mistake, a session happens inside."""

import pytest

from scripts.languages import COMPLETE
from tests.scenes.home.playbook import (
    GUIDE,
    ITEMS,
    Stay,
    asked,
    at_home,
    choosing,
    inside,
    line,
    opened,
    plan,
    standing_in,
)
from tests.scenes.reflection.playbook import plan as session_plan
from tests.values.troubles import DISK_FULL, MICROPHONE_GONE
from voice.floor.actions import Action, Means
from voice.floor.commands import (
    EndInside,
    Errand,
    Leave,
    Manner,
    Open,
    RememberManner,
    SealSegment,
    Speak,
)
from voice.floor.events import DeviceFailed, DeviceRecovered, OptionChosen, ShutdownAsked
from voice.language.loading import load_language
from voice.scenes.home.errands import (
    CloseWords,
    KnownGuide,
    Listed,
    ListGuides,
    NoteSession,
    NotOpened,
    OpenWords,
    PrepareSession,
    Refused,
    SessionKept,
    SessionPrepared,
    TakeListed,
    Words,
    WordsAmended,
)
from voice.scenes.home.states import Home
from voice.scenes.home.wording import HomeSay
from voice.scenes.reading.reader import Reader
from voice.scenes.reflection.conversation import Conversation
from voice.scenes.reflection.states import State
from voice.screen.page.words import load_shell


@pytest.mark.parametrize("code", COMPLETE)
def test_whoever_comes_back_is_told_what_can_be_said(code: str) -> None:
    stay = Stay(plan(code))
    assert stay.said() == f"{line('hello_again', code)} {line('choices', code)}"
    stay.spoken()
    assert stay.state is Home.AT_HOME
    assert Stay(plan(code, been_before=False)).said().startswith(line("hello", code))


# A session inside ------------------------------------------------------------------------------


def session_of(stay: Stay) -> Conversation:
    scene = stay.opened().scene
    assert isinstance(scene, Conversation)
    scene.start()
    return scene


def said_first(session: Conversation) -> str:
    return " ".join(line.text for line in session.now.said)


def test_begin_holds_a_session_with_the_last_guide_and_keeps_what_is_said_in_it() -> None:
    stay = at_home().says("begin")
    assert stay.errands() == [PrepareSession("a-guide")]
    assert stay.prepared().state is Home.INSIDE
    assert stay.opened().keeping == SessionKept()
    assert stay.opened().scene.now.turn_id == stay.turn_id


def test_whoever_was_here_before_hears_the_question_and_nothing_before_it() -> None:
    session = session_of(inside())
    assert said_first(session) == session_plan().questions[0].text
    assert session.now.state is State.ASKING


def test_whoever_comes_first_hears_whose_questions_they_are_and_how_to_go_on() -> None:
    session = session_of(at_home(been_before=False).says("begin").prepared())
    whose = line("questions", title="A Guide", author="Somebody")
    first = session_plan().questions[0]
    how = line("how_to_answer")
    assert said_first(session) == f"{whose} {how} {first.introduction} {first.text}"


def test_whoever_has_held_one_session_is_known_in_the_next() -> None:
    stay = at_home(been_before=False).says("begin").prepared().over().spoken().says("begin")
    assert said_first(session_of(stay.prepared())) == session_plan().questions[0].text


def test_whoever_may_want_the_sound_kept_is_asked_all_the_same() -> None:
    stay = at_home().says("begin").happens(SessionPrepared(GUIDE, session_plan(keep_sound=True)))
    session = session_of(stay)
    assert said_first(session) == line("ask_to_keep_sound")
    assert session.now.waiting_state is State.AGREEING


def test_nobody_says_goodbye_inside_to_whoever_stays() -> None:
    session = session_of(inside())
    assert session.plan.stays


def test_after_a_session_the_person_is_home_again_and_can_go_on() -> None:
    stay = inside().over()
    assert stay.said() == f"{line('home_again')} {line('choices')}"
    assert stay.last_of(NoteSession) == [NoteSession("finished", 3)]
    assert stay.home.now.manner == Manner(200, 1.0)
    assert stay.spoken().says("begin").prepared().state is Home.INSIDE


def test_what_cannot_be_done_is_told_with_its_next_step_and_the_choices() -> None:
    stay = at_home().says("begin").happens(Refused(DISK_FULL))
    assert stay.said().startswith("I am sorry, I cannot do that now.")
    assert stay.said().endswith(line("choices"))
    assert stay.spoken().state is Home.AT_HOME


def test_an_answer_of_the_desk_that_nobody_waits_for_opens_nothing() -> None:
    assert not at_home().prepared().last_of(Open)
    assert not at_home().says("begin").happens(ShutdownAsked()).prepared().last_of(Open)


def test_what_troubled_a_device_in_the_session_is_not_told_again_at_home() -> None:
    stay = inside().happens(DeviceFailed("microphone", MICROPHONE_GONE))
    stay.happens(DeviceRecovered("microphone"))
    assert stay.over().said() == f"{line('home_again')} {line('choices')}"


def test_a_trouble_that_lasts_is_shown_at_home() -> None:
    stay = inside().happens(DeviceFailed("microphone", MICROPHONE_GONE)).over()
    assert "microphone" in stay.home.view().notice


# What is sealed --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("hear my words", Words.SESSION),
        ("look back", Words.QUESTION),
        ("my notes", Words.MARKED),
    ],
)
def test_nothing_sealed_is_opened_before_a_yes_to_who_may_hear_it(said: str, words: Words) -> None:
    stay = at_home().says(said)
    assert stay.said() == line("ask_others")
    assert stay.errands() == []
    assert stay.spoken().says("yes").errands() == [OpenWords(words)]


@pytest.mark.parametrize("answer", ["no", "not now"])
def test_a_no_opens_nothing(answer: str) -> None:
    stay = asked().says(answer)
    assert not [e for e in stay.errands() if isinstance(e, OpenWords)]
    assert stay.spoken().state is Home.AT_HOME


def test_silence_is_no_yes() -> None:
    stay = asked()
    assert stay.timer_seconds() == 20
    stay.silence()
    assert not [e for e in stay.errands() if isinstance(e, OpenWords)]
    assert stay.said().endswith(line("choices"))


def test_nobody_elses_yes_opens_anything_however_often_it_is_said() -> None:
    stay = asked()
    for _ in range(3):
        stay.says("yes", background=True)
    assert stay.errands() == []
    assert stay.state is Home.ASKING


def test_a_yes_that_was_not_heard_well_opens_nothing() -> None:
    assert asked().says("yes", confidence=0.3).errands() == []


def test_the_only_session_is_read_inside_and_may_be_changed_there() -> None:
    stay = asked().says("yes").happens(opened())
    scene = stay.opened().scene
    assert isinstance(scene, Reader)
    assert scene.plan.stays
    assert stay.opened().keeping == WordsAmended()
    assert "sister" not in repr(stay.opened())
    stay.over(kept=0)
    assert stay.said() == f"{line('home_again')} {line('choices')}"
    assert stay.last_of(CloseWords)
    assert not stay.last_of(NoteSession)


def test_whoever_goes_on_without_a_choice_has_what_was_opened_forgotten() -> None:
    assert choosing().says("stay here").last_of(CloseWords)
    assert choosing().silence().spoken().silence().last_of(CloseWords)


@pytest.mark.parametrize("locked", [True, False])
def test_what_is_locked_or_not_there_is_told_and_no_passphrase_asked_for(locked: bool) -> None:
    stay = asked().says("yes").happens(NotOpened(locked))
    told = line("locked" if locked else "nothing_there")
    assert stay.said() == f"{told} {line('choices')}"
    assert stay.spoken().state is Home.AT_HOME


def test_no_draft_and_no_line_can_be_typed_at_home() -> None:
    assert all(not standing_in(state).home.view().typing_turn_id for state in Home)


# One of several --------------------------------------------------------------------------------


def test_one_is_taken_by_its_number_its_name_its_key_or_when_it_is_said() -> None:
    wanted = TakeListed(2)
    assert choosing().says("two").errands()[-1] == wanted
    assert choosing().says("number two").errands()[-1] == wanted
    assert choosing().says("what is on your mind").errands()[-1] == wanted
    assert choosing().happens(OptionChosen(2, Means.PAGE)).errands()[-1] == wanted
    stay = choosing().says("next")
    assert stay.said() == line("this_one", number=2, what=ITEMS[1])
    assert stay.spoken().says("yes").errands()[-1] == wanted
    assert choosing().says("no").said() == line("this_one", number=2, what=ITEMS[1])
    assert choosing().says("next").spoken().says("go back").spoken().says("yes").errands()[
        -1
    ] == TakeListed(1)


def test_a_number_that_is_not_there_takes_nothing() -> None:
    stay = choosing().says("nine")
    assert stay.said().startswith(line("not_caught"))
    assert stay.spoken().state is Home.CHOOSING


def test_what_there_is_to_choose_from_is_shown_and_goes_with_the_choice() -> None:
    stay = choosing()
    assert [(o.number, o.text) for o in stay.home.view().options] == list(enumerate(ITEMS, 1))
    stay.says("stay here").spoken()
    assert stay.home.view().options == ()


def test_another_guide_is_chosen_and_begun_with_its_introductions() -> None:
    stay = at_home().says("another guide")
    assert stay.errands() == [ListGuides()]
    stay.happens(Listed(ITEMS)).spoken().says("two")
    other = KnownGuide("other", "Other", "Somebody")
    session = session_of(stay.happens(SessionPrepared(other, session_plan())))
    first = session_plan().questions[0]
    assert said_first(session) == f"{first.introduction} {first.text}"
    stay.over().spoken().says("begin")
    assert stay.errands()[-1] == PrepareSession("other")


# Leaving ---------------------------------------------------------------------------------------


def test_goodbye_can_be_taken_back_for_ten_seconds() -> None:
    stay = at_home().says("goodbye").spoken()
    assert stay.timer_seconds() == 10
    assert stay.says("go on").said() == line("choices")
    assert stay.spoken().says("goodbye").spoken().silence().said() == line("goodbye")
    assert stay.spoken().microphone_closed().last_of(Leave)


def test_goodbye_twice_closes_at_once() -> None:
    assert at_home().says("goodbye").spoken().says("goodbye").state is Home.CLOSING


def test_a_signal_ends_the_session_first_and_then_the_program() -> None:
    stay = inside().happens(ShutdownAsked())
    assert stay.last_of(EndInside)
    assert stay.state is Home.INSIDE
    assert stay.over(reason="stopped").said() == line("goodbye")
    assert stay.spoken().last_of(Leave), "no microphone of before the session is waited for"


# What is heard ---------------------------------------------------------------------------------


def test_nothing_that_is_said_at_home_is_kept() -> None:
    stay = at_home().says("i feel safe").spoken().says("i feel safe").says("help").spoken()
    assert not [c for c in stay.commands if isinstance(c, SealSegment)]
    assert not stay.home.now.kept_turns
    assert "safe" not in repr(stay.home.view())


def test_whoever_is_not_understood_is_told_so_once_with_the_choices() -> None:
    stay = at_home().says("well now let me see")
    assert stay.said() == f"{line('not_caught')} {line('choices')}"
    assert not stay.spoken().says("well now").last_of(Speak)
    assert stay.says("help").spoken().says("well now").last_of(Speak)


@pytest.mark.parametrize("text", ["begin", "goodbye"])
def test_what_was_not_heard_well_is_done_once_it_is_said_again(text: str) -> None:
    stay = at_home().says(text, confidence=0.3)
    assert stay.said() == line("ask_whose", action=text)
    assert not stay.errands()
    state = stay.spoken().says(text, confidence=0.3).state
    assert state is (Home.PREPARING if text == "begin" else Home.TELLING)


def test_what_changes_nothing_is_done_however_well_it_was_heard() -> None:
    assert line("where_home", title="A Guide", author="Somebody") in (
        at_home().says("where am i", confidence=0.3).said()
    )


def test_of_anothers_talk_a_choice_is_said_back_and_a_crisis_is_heard() -> None:
    stay = at_home().says("goodbye", background=True)
    assert stay.said() == line("ask_whose", action="goodbye")
    assert at_home().says("crisis", background=True).home.view().card is not None
    assert at_home().says("they went away", background=True).last_of(Speak) == []


def test_a_command_after_a_sentence_and_a_breath_is_heard() -> None:
    stay = at_home()
    import math
    from dataclasses import replace

    from tests.scenes.reflection.playbook import segment
    from voice.floor.events import SegmentHeard
    from voice.values.transcript import Word

    said = segment("well then", 1)
    said = replace(said, words=(*said.words, Word("begin", 13.0, 13.5, 1.0)), end_seconds=13.5)
    stay.happens(SegmentHeard(stay.turn_id, said, math.inf, 1.5))
    assert stay.errands() == [PrepareSession("a-guide")]


def test_into_the_silence_the_choices_are_said_twice_and_no_more() -> None:
    stay = at_home()
    assert stay.timer_seconds() == 25
    assert stay.silence().said() == line("choices")
    stay.spoken()
    assert stay.timer_seconds() == 45
    stay.silence().spoken()
    assert stay.timer_seconds() is None


# Everywhere ------------------------------------------------------------------------------------


def test_the_crisis_card_lies_over_home_until_the_person_goes_on() -> None:
    stay = at_home().says("crisis").spoken()
    assert stay.home.view().card is not None
    assert Action.BEGIN not in stay.home.offered()
    assert stay.timer_seconds() is None
    assert stay.says("go on").said() == line("choices")
    assert stay.home.view().card is None


def test_louder_is_remembered_and_holds_inside() -> None:
    stay = at_home().says("louder")
    (remembered,) = stay.last_of(RememberManner)
    session = session_of(stay.spoken().says("begin").prepared())
    assert session.now.manner == remembered.manner


def test_who_can_hear_me_says_who_holds_the_key() -> None:
    assert at_home().says("who can hear me").said().endswith("You hold the key.")


@pytest.mark.parametrize("state", Home)
@pytest.mark.parametrize("code", COMPLETE)
def test_the_screens_have_words_for_every_moment(state: Home, code: str) -> None:
    view = standing_in(state, code).home.view()
    assert view.mood_key in load_shell(code, load_language(code).page).words
    assert view.title == line("at_home", code)


def test_the_home_has_no_key_of_a_line_twice() -> None:
    from voice.floor.wording import Say

    assert not {str(say) for say in HomeSay} & {str(say) for say in Say}


def test_errands_are_the_homes_own() -> None:
    assert isinstance(PrepareSession("x"), Errand)
