"""Left alone, stopping, parting: what was said is sealed, and nothing of the person is left."""

from dataclasses import replace

import pytest

from tests.scenes.reflection.playbook import Playbook, answering, segment
from tests.scenes.visit.playbook import (
    PLAN,
    Visit,
    asked,
    choosing,
    in_session,
    line,
    parting,
    resting,
    standing_in,
)
from voice.floor.actions import Action
from voice.floor.commands import EndInside, Leave, Listen, Manner, Open, TellInside
from voice.floor.events import ShutdownAsked, Sign, SignOfLife, SpeechFinished, TimerFired
from voice.floor.view import KeySlip, View
from voice.scenes.reflection.states import GOING, State
from voice.scenes.visit.commands import (
    EraseSession,
    Keeper,
    Occurrence,
    Wipe,
)
from voice.scenes.visit.events import (
    KeyMade,
    SessionErased,
)
from voice.scenes.visit.states import KioskState
from voice.scenes.visit.timing import (
    ALONE_SECONDS,
    EXTEND_SECONDS,
    MOST_PUT_OFF,
    MOST_SOUNDS,
    UNASKED_SECONDS,
    UNASKED_TIMER,
)

ALONE = "left alone"


def test_before_the_session_the_kiosk_warns_after_two_minutes_and_then_starts_afresh() -> None:
    visit = asked()
    assert visit.timer_seconds(ALONE) == ALONE_SECONDS == 120
    visit.timer(ALONE)
    assert visit.said() == line("left_alone_warning")
    visit.spoken()
    assert visit.timer_seconds(ALONE) == EXTEND_SECONDS == 20
    visit.timer(ALONE)
    assert visit.state is KioskState.RESTING
    assert visit.last_of(Wipe)
    assert visit.reports()[-2:] == [Occurrence.LEFT_ALONE, Occurrence.WIPED]


def test_the_session_is_warned_and_then_ended_and_wiped_without_another_question() -> None:
    visit = in_session().timer(ALONE)
    assert visit.last_of(TellInside)
    visit.happens(SignOfLife(Sign.FLOOR_GIVEN))
    assert visit.timer_seconds(ALONE) == EXTEND_SECONDS
    visit.timer(ALONE)
    assert visit.last_of(EndInside)
    assert visit.state is KioskState.IN_SESSION
    visit.session_over(reason="stopped")
    assert visit.state is KioskState.RESTING
    assert visit.last_of(Wipe)


def test_twenty_seconds_count_from_the_end_of_the_warning() -> None:
    visit = in_session().timer(ALONE)
    first = visit.kiosk.now.timers[ALONE]
    visit.happens(SignOfLife(Sign.FLOOR_GIVEN))
    assert visit.happens(TimerFired(ALONE, first)).last == []
    assert visit.state is KioskState.IN_SESSION
    assert visit.kiosk.now.warned


def test_a_choice_extends_as_often_as_it_is_made() -> None:
    visit = in_session()
    for _ in range(25):
        visit.timer(ALONE).happens(SignOfLife(Sign.FLOOR_GIVEN)).happens(SignOfLife(Sign.CHOICE))
        assert visit.timer_seconds(ALONE) == ALONE_SECONDS
    assert visit.reports().count(Occurrence.EXTENDED) == 25
    assert visit.state is KioskState.IN_SESSION


def test_a_mere_sound_extends_ten_times_over_and_no_more() -> None:
    visit = in_session()
    for _ in range(MOST_SOUNDS):
        visit.timer(ALONE).happens(SignOfLife(Sign.FLOOR_GIVEN)).happens(SignOfLife(Sign.SOUND))
        assert not visit.kiosk.now.warned
    visit.timer(ALONE).happens(SignOfLife(Sign.FLOOR_GIVEN)).happens(SignOfLife(Sign.SOUND))
    assert visit.kiosk.now.warned
    assert visit.timer(ALONE).last_of(EndInside)


def test_sounds_without_a_word_do_not_keep_an_empty_kiosk_in_its_consent() -> None:
    visit = asked()
    for _ in range(MOST_SOUNDS):
        visit.sound()
        assert visit.kiosk.now.sounds
    number = visit.kiosk.now.timers[ALONE]
    visit.sound()
    assert visit.kiosk.now.timers[ALONE] == number


# Other people's talk -------------------------------------------------------------------------


def talked_through(visit: Visit) -> Visit:
    """Ten minutes of words without two minutes of silence, and the kiosk's question after it."""
    for _ in range(20):
        visit.happens(SignOfLife(Sign.SOUND)).happens(SignOfLife(Sign.WORDS))
    return visit.timer(UNASKED_TIMER).happens(SignOfLife(Sign.FLOOR_GIVEN))


def test_ten_minutes_of_mere_words_are_asked_about_in_a_pause_and_a_word_is_enough() -> None:
    visit = in_session()
    assert visit.timer_seconds(UNASKED_TIMER) == UNASKED_SECONDS == 600
    visit.timer(UNASKED_TIMER)
    (told,) = visit.last_of(TellInside)
    assert told.line.text == line("only_words_in_session")
    assert not visit.kiosk.now.warned  # nobody has heard it yet
    assert visit.timer_seconds(ALONE) is None
    visit.happens(SignOfLife(Sign.WORDS)).happens(SignOfLife(Sign.FLOOR_GIVEN))
    assert visit.kiosk.now.warned
    assert visit.timer_seconds(ALONE) == EXTEND_SECONDS
    visit.happens(SignOfLife(Sign.SOUND))
    assert not visit.kiosk.now.warned
    assert visit.timer_seconds(ALONE) == ALONE_SECONDS


def test_talk_that_never_answers_keeps_an_abandoned_session_open_ten_times_and_no_more() -> None:
    visit = in_session()
    for _ in range(MOST_PUT_OFF):
        talked_through(visit).happens(SignOfLife(Sign.SOUND)).happens(SignOfLife(Sign.WORDS))
        assert not visit.kiosk.now.warned
    talked_through(visit).happens(SignOfLife(Sign.SOUND)).happens(SignOfLife(Sign.WORDS))
    assert visit.kiosk.now.warned
    assert visit.timer(ALONE).last_of(EndInside)


def test_words_after_two_silent_minutes_extend_ten_times_and_no_more() -> None:
    visit = in_session()
    for _ in range(MOST_PUT_OFF):
        visit.timer(ALONE).happens(SignOfLife(Sign.FLOOR_GIVEN)).happens(SignOfLife(Sign.WORDS))
        assert not visit.kiosk.now.warned
    visit.timer(ALONE).happens(SignOfLife(Sign.FLOOR_GIVEN)).happens(SignOfLife(Sign.WORDS))
    assert visit.timer(ALONE).last_of(EndInside)


def test_one_choice_begins_the_count_anew_even_at_the_last_moment() -> None:
    visit = in_session()
    for _ in range(3):
        for _ in range(MOST_PUT_OFF):
            talked_through(visit).happens(SignOfLife(Sign.WORDS))
        talked_through(visit).happens(SignOfLife(Sign.WORDS))
        assert visit.kiosk.now.warned
        visit.happens(SignOfLife(Sign.CHOICE))
        assert not visit.kiosk.now.warned
        assert visit.timer_seconds(UNASKED_TIMER) == UNASKED_SECONDS
    assert Occurrence.LEFT_ALONE not in visit.reports()


def test_somebody_who_chooses_now_and_then_is_never_asked_whose_words_they_are() -> None:
    visit = in_session()
    for _ in range(30):
        number = visit.kiosk.now.timers[UNASKED_TIMER]
        visit.happens(SignOfLife(Sign.WORDS)).happens(SignOfLife(Sign.CHOICE))
        assert visit.happens(TimerFired(UNASKED_TIMER, number)).last == []


def test_a_question_that_was_asked_already_is_not_asked_twice() -> None:
    visit = in_session().timer(ALONE).happens(SignOfLife(Sign.FLOOR_GIVEN))
    assert visit.timer(UNASKED_TIMER).last == []
    assert visit.kiosk.now.warned


def test_talk_near_the_consent_does_not_keep_it_open_for_ever() -> None:
    visit = asked()
    for _ in range(MOST_PUT_OFF):
        visit.says("they were talking all morning").timer(UNASKED_TIMER)
        assert visit.said() == line("left_alone_warning")
        visit.spoken().says("and so on")
        assert visit.state is KioskState.CONSENTING
    visit.timer(UNASKED_TIMER).spoken().says("and so on")
    assert visit.timer(ALONE).state is KioskState.RESTING


def test_talk_near_somebody_who_has_parted_puts_the_end_off_ten_times_and_no_more() -> None:
    visit = parting()
    for _ in range(MOST_PUT_OFF):
        assert visit.happens(SignOfLife(Sign.WORDS)).last == []  # the session is over
        visit.says_words()
        assert visit.timer_seconds("parting") == 30
    assert visit.says_words().timer_seconds("parting") is None
    assert visit.says("erase everything").state is KioskState.CONFIRMING_ERASURE


def test_gentle_lines_of_the_session_do_not_put_the_warning_off() -> None:
    visit = in_session().happens(SignOfLife(Sign.FLOOR_GIVEN))
    number = visit.kiosk.now.timers[ALONE]
    visit.happens(SignOfLife(Sign.FLOOR_GIVEN)).happens(SignOfLife(Sign.FLOOR_GIVEN))
    assert visit.kiosk.now.timers[ALONE] == number
    visit.happens(SignOfLife(Sign.WORDS)).happens(SignOfLife(Sign.FLOOR_GIVEN))
    assert visit.kiosk.now.timers[ALONE] > number


def test_saying_one_is_still_there_is_enough_before_the_session() -> None:
    visit = asked().timer(ALONE).spoken().says("i'm still here")
    assert visit.said() == line("take_your_time")
    assert visit.spoken().timer_seconds(ALONE) == ALONE_SECONDS
    assert visit.says("yes").state is KioskState.MEASURING


def test_a_client_who_leaves_a_new_key_on_the_screen_leaves_nothing() -> None:
    visit = choosing().says("take a key").happens(KeyMade("age1client", "1", printed=False))
    visit.spoken().timer(ALONE).spoken().timer(ALONE)
    assert visit.state is KioskState.RESTING
    assert visit.last_of(Wipe)
    assert visit.kiosk.now.client_recipient == ""


def test_whoever_stops_takes_the_clients_key_along_before_the_goodbye_is_spoken() -> None:
    visit = choosing(Keeper.BOTH).says("take a key")
    visit.happens(KeyMade("age1client", "1111 2222", printed=False)).spoken()
    visit.chooses(Action.CAPTIONS).spoken()
    assert (visit.kiosk.now.client_recipient, visit.kiosk.now.captions) == ("age1client", True)
    visit.chooses(Action.STOP)
    assert visit.state is KioskState.LEAVING
    assert (visit.kiosk.now.client_recipient, visit.kiosk.now.client_fingerprint) == ("", "")
    assert not visit.kiosk.now.captions


def test_at_rest_everything_is_as_it_was_for_the_first_person() -> None:
    first = resting(replace(PLAN, keeper=Keeper.CLIENT))
    fresh = first.kiosk.now
    first.says("i'm ready").spoken().chooses(Action.SLOWER).spoken()
    first.chooses(Action.LOUDER).spoken().chooses(Action.CAPTIONS).spoken()
    first.says("yes").spoken().room().spoken().says("without a key").session_over(kept=0).spoken()
    again = first.kiosk.now
    kept = {"turn_id": 0, "open_turn_id": 0, "timers": {}, "timers_set": 0}
    assert replace(again, **kept) == replace(fresh, **kept)
    assert again.manner == PLAN.manner
    assert again.timers.keys() == fresh.timers.keys()
    assert first.last_of(Listen)


def test_whoever_walks_away_from_their_new_key_leaves_nothing_of_it() -> None:
    visit = standing_in(KioskState.CHOOSING_KEY).says("take a key")
    slip = KeySlip("the secret", ("01",), "an id")
    visit.happens(KeyMade("age1client", "1111", printed=False, slip=slip)).spoken()
    assert visit.kiosk.view().slip is slip
    visit.timer("left alone").spoken().timer("left alone")
    assert visit.state is KioskState.RESTING
    assert visit.kiosk.now.slip is None


def test_the_session_speaks_in_the_manner_that_was_chosen_before_it() -> None:
    visit = asked().chooses(Action.SLOWER).spoken().says("yes").spoken().room()
    (begun,) = visit.last_of(Open)
    assert begun.scene.now.manner == Manner(128, PLAN.manner.volume)


def test_after_a_kept_session_everything_can_be_erased_after_a_yes() -> None:
    visit = parting().says("erase everything")
    assert visit.said() == line("ask_erase_all")
    assert not visit.all_of(EraseSession)
    visit.spoken().says("yes")
    assert visit.last_of(EraseSession)
    visit.happens(SessionErased(done=True))
    assert visit.said() == line("erased")
    assert visit.spoken().state is KioskState.RESTING


def test_an_erasure_that_failed_is_told_as_such() -> None:
    visit = parting().says("erase everything").spoken().says("yes")
    visit.happens(SessionErased(done=False))
    assert visit.said() == line("not_erased", later=PLAN.erase_later)
    assert Occurrence.SESSION_ERASED not in visit.reports()


@pytest.mark.parametrize("words", ["no", "stop"])
def test_without_a_yes_nothing_is_erased(words: str) -> None:
    visit = parting().says("erase everything").spoken().says(words)
    assert not visit.all_of(EraseSession)
    assert visit.state is KioskState.LEAVING
    assert visit.last_of(Wipe)  # with the goodbye, not after it


def test_who_simply_goes_is_wiped_after_half_a_minute() -> None:
    visit = parting()
    assert visit.timer_seconds("parting") == 30
    assert visit.timer("parting").state is KioskState.RESTING
    assert visit.last_of(Wipe)


def test_a_session_that_kept_nothing_asks_nothing() -> None:
    assert in_session().session_over(kept=0).state is KioskState.LEAVING


def test_what_could_not_be_saved_is_told_and_reported_by_number() -> None:
    visit = in_session().session_over(unwritten=2)
    assert line("unwritten") in visit.said()
    assert Occurrence.NOT_SAVED in visit.reports()


def test_a_shutdown_in_a_session_seals_first() -> None:
    visit = in_session().happens(ShutdownAsked())
    assert visit.last_of(EndInside)
    assert not visit.last_of(Leave)
    assert visit.session_over().last_of(Leave)
    assert visit.state is KioskState.CLOSED


def test_a_shutdown_at_rest_closes_at_once() -> None:
    assert resting().happens(ShutdownAsked()).last_of(Leave)


def test_turns_go_on_counting_after_the_session_so_that_nothing_late_is_taken_for_new() -> None:
    visit = in_session()
    inside = visit.turn_id + 5
    visit.session_over()
    assert visit.turn_id > inside
    visit.happens(SpeechFinished(inside))
    assert visit.last == []


# What is shown ------------------------------------------------------------------------------


def test_captions_are_off_unless_they_were_chosen() -> None:
    inside = answering().says("i feel safe").conversation.view()
    visit = in_session()
    shown = visit.kiosk.around(inside, leaving=False)
    assert (shown.answer, shown.passages) == ("", ())
    visit.chooses(Action.CAPTIONS)
    assert visit.kiosk.around(inside, leaving=False).passages == ("I feel safe.",)


def test_what_is_read_back_aloud_is_not_shown_without_captions() -> None:
    book = answering().says("i feel safe").chooses(Action.READ_BACK)
    hidden = _shown(book, captions=False)
    assert "I feel safe." not in str((hidden.saying, hidden.said))
    assert "I feel safe." in _shown(book, captions=True).saying
    after = _shown(book.spoken(), captions=False)
    assert "I feel safe." not in str((after.saying, after.said))
    assert after.said == ("You said:",)


def test_stop_wipes_what_is_shown_at_once_even_with_captions() -> None:
    book = answering().says("i feel safe")
    assert _shown(book, captions=True).answer
    book.says("stop")
    for _ in ("while that is told", "and after"):
        view = _shown(book, captions=True)
        assert (view.answer, view.passages) == ("", ())
        if book.state is State.TELLING:
            book.spoken()
    assert book.state in GOING
    book.says("continue").spoken()
    assert _shown(book, captions=True).answer


def _shown(book: Playbook, captions: bool) -> View:
    """What a kiosk shows of this session."""
    visit = in_session()
    if captions:
        visit.chooses(Action.CAPTIONS)
    return visit.kiosk.around(book.conversation.view(), book.conversation.leaving)


def test_no_view_holds_a_word_after_the_session() -> None:
    visit = parting()
    assert "canary" not in repr(visit.kiosk.view())
    assert visit.kiosk.view().passages == ()
    assert segment("canary", 1).verbatim == "canary"
