"""A session from the welcome to the goodbye, and what is kept of it."""

from tests.scenes.reflection.playbook import Playbook, answering, ready, segment
from tests.values.troubles import DISK_FULL, LOUDSPEAKER_GONE, MICROPHONE_GONE
from voice.floor.actions import Action, Means
from voice.floor.commands import (
    Hush,
    Leave,
    Prepare,
    Rest,
    Speak,
)
from voice.floor.events import (
    DeviceFailed,
    DeviceRecovered,
    Interrupted,
    ListeningStarted,
    Remark,
    SealingFailed,
    SegmentHeard,
    SegmentSealed,
    SoundLost,
    SpeechFinished,
    SpeechStarted,
    WritingRecovered,
)
from voice.scenes.reflection.states import State
from voice.values.troubles import Trouble, TroubleName


def test_the_welcome_is_the_first_thing_and_the_microphone_opens_only_after_it():
    book = Playbook()
    assert "A Guide" in book.said()
    assert not book.opens_microphone()
    book.spoken()
    assert book.opens_microphone()
    assert book.state is State.READY


def test_nothing_is_kept_before_the_person_begins():
    book = ready().says("i wonder what this is")
    assert book.sealed() == []
    assert book.state is State.READY


def test_begin_says_the_theme_and_the_first_question():
    book = ready().says("begin")
    assert "About trust." in book.said()
    assert "What can I safely talk about?" in book.said()
    assert book.state is State.ASKING


def test_what_is_said_is_sealed_to_its_question_passage_by_passage():
    book = answering().says("i feel safe").says("and calm").says("next question")
    book.spoken().says("my sister")
    assert book.sealed() == [("safe", "i feel safe"), ("safe", "and calm"), ("trust", "my sister")]
    assert book.marks() == [("safe", "answered")]


def test_a_theme_is_introduced_once():
    book = answering().says("next question")
    assert "About" not in book.said()
    book.spoken().says("next question")
    assert "About power." in book.said()


def test_the_next_question_is_prepared_while_the_person_thinks():
    book = ready().says("begin").spoken()
    prepared = [line.text for c in book.last_of(Prepare) for line in c.lines]
    assert "Whom do I trust?" in prepared


def test_after_the_last_question_comes_the_goodbye_and_then_the_end():
    book = answering().says("skip").spoken().says("skip").spoken().says("skip")
    assert book.state is State.CLOSING
    book.spoken()
    assert book.state is State.DRAINING
    book.microphone_closed()
    assert book.last == [Leave("finished")]
    assert book.state is State.ENDED


def test_a_question_can_be_passed_and_that_is_what_is_kept():
    book = answering().says("i'd rather not answer").spoken().says("skip").spoken()
    book.says("next question")
    assert book.marks() == [("safe", "passed"), ("trust", "skipped"), ("ask", "unanswered")]


def test_an_answer_with_words_stays_answered_when_skipped():
    assert answering().says("i feel safe").says("skip").marks() == [("safe", "answered")]


def test_going_back_lets_more_be_added():
    book = answering().says("i feel safe").says("next question").spoken().says("go back")
    assert "What can I safely talk about?" in book.said()
    book.spoken().says("and heard")
    assert book.sealed()[-1] == ("safe", "and heard")


def test_going_back_from_the_first_question_says_so():
    book = answering().says("go back")
    assert "first question" in book.said()
    assert book.state is State.ASKING


def test_while_paused_nothing_is_written_down():
    book = answering().says("pause").spoken().says("this is only for the room")
    assert book.state is State.PAUSED
    assert book.sealed() == []
    book.says("resume").spoken().says("this is for me")
    assert book.sealed() == [("safe", "this is for me")]


def _late(turn_id: int, text: str) -> SegmentHeard:
    return SegmentHeard(turn_id, segment(text, 77), 1.5, 0.0)


def test_words_that_come_after_the_turn_are_kept_for_their_own_question():
    book = answering()
    turn_id = book.turn_id
    book.chooses(Action.NEXT).happens(_late(turn_id, "one more thing"))
    assert book.sealed() == [("safe", "one more thing")]


def test_a_late_command_word_never_acts():
    book = answering()
    turn_id = book.turn_id
    book.chooses(Action.NEXT)
    state, turn = book.state, book.turn_id
    book.happens(_late(turn_id, "skip"))
    assert (book.state, book.turn_id) == (state, turn)


def test_any_action_interrupts_the_loudspeaker():
    book = ready().says("begin")
    assert book.state is State.ASKING
    book.chooses(Action.SKIP)
    assert Hush() in book.last
    assert "Whom do I trust?" in book.said()


def test_an_interruption_by_voice_gives_the_floor_at_once():
    book = ready().says("begin").happens(Interrupted(3))
    assert Hush() in book.last
    assert book.opens_microphone()
    assert book.state is State.LISTENING


def test_the_microphone_is_closed_before_the_program_speaks():
    book = answering().says("help")
    kinds = [type(c) for c in book.last]
    assert kinds.index(Rest) < kinds.index(Speak)


def test_read_back_is_private_and_says_the_words():
    book = answering().says("i feel safe").says("read it back")
    lines = [line for c in book.last_of(Speak) for line in c.lines]
    assert [(line.text, line.private) for line in lines][-1] == ("I feel safe.", True)


def test_where_am_i_names_the_question():
    book = answering().says("next question").spoken().says("where am i")
    assert "Question 2 of 3" in book.said()


def test_who_can_hear_me_names_what_is_kept_and_who_holds_the_key():
    book = answering().says("i feel safe").says("who can hear me")
    assert "What you said so far is written down" in book.said()
    assert "You hold the key." in book.said()


def test_help_tells_the_choices_of_this_state_a_few_at_a_time():
    book = answering().says("help")
    first = book.said()
    assert "Next question" in first
    assert "resume" not in first.lower()
    book.spoken().says("help")
    assert book.said() != first
    assert "Next question, to go on" not in book.said()


def test_crisis_words_are_answered_everywhere():
    for book in (ready(), answering(), answering().says("pause").spoken()):
        assert "The card." in book.says("crisis").said()


def test_slower_is_remembered_and_the_question_said_again():
    book = answering().says("slower")
    (speech,) = book.last_of(Speak)
    assert speech.manner.rate_wpm == 128
    assert "What can I safely talk about?" in book.said()


def test_the_rate_and_the_volume_stay_within_what_can_be_heard():
    book = answering()
    for _ in range(12):
        book.says("slower").spoken().says("softer").spoken()
    manner = book.conversation.now.manner
    assert manner.rate_wpm == 80
    assert manner.volume == 0.15


def test_stopping_can_be_taken_back():
    book = answering().says("i feel safe").says("stop").spoken()
    assert book.state is State.STOPPING
    book.says("resume").spoken().says("and calm")
    assert len(book.sealed()) == 2


def test_stopping_twice_ends():
    book = answering().says("stop").spoken().says("stop")
    assert book.state is State.CLOSING


def test_ten_quiet_seconds_after_stop_end_the_session():
    book = answering().says("stop").spoken()
    assert book.timer_seconds() == 10.0
    assert book.silence().state is State.CLOSING


def test_control_c_ends_politely_from_any_state():
    for book in (ready(), ready().says("begin"), answering(), answering().says("pause").spoken()):
        book.chooses(Action.STOP, Means.SIGNAL)
        assert book.state is State.CLOSING


def test_stop_during_the_goodbye_ends_at_once():
    book = answering().chooses(Action.STOP, Means.SIGNAL).chooses(Action.STOP, Means.SIGNAL)
    assert book.state is State.DRAINING
    assert Hush() in book.last


def test_a_passage_counts_as_saved_only_when_it_is_sealed():
    book = answering().says("i feel safe")
    assert book.conversation.view().kept_passages == 0
    book.happens(SegmentSealed("segment-2"))
    assert book.conversation.view().kept_passages == 1


def test_a_full_disk_is_told_once_and_the_good_news_too():
    book = answering().says("i feel safe")
    book.happens(SealingFailed("segment-2", DISK_FULL))
    assert "Please free some space." in book.said()
    book.spoken().says("and calm")
    book.happens(SealingFailed("segment-3", DISK_FULL))
    assert book.said() == ""
    assert book.conversation.view().notice
    book.happens(SegmentSealed("segment-2")).happens(SegmentSealed("segment-3"))
    assert book.conversation.view().notice
    book.happens(WritingRecovered())
    assert "saved now" in book.said()
    assert not book.conversation.view().notice


def test_lost_sound_is_told_at_the_next_pause_and_not_into_speech():
    book = answering()
    book.happens(SpeechStarted(book.turn_id)).happens(SoundLost(2.5))
    assert book.state is State.LISTENING
    book.says("i feel safe")
    assert "I missed a moment" in book.said()


def test_a_lost_microphone_is_told_and_its_return_too():
    book = answering().happens(DeviceFailed("microphone", MICROPHONE_GONE))
    assert "Please check that your microphone is plugged in" in book.said()
    book.spoken().happens(DeviceRecovered("microphone"))
    assert "can hear you again" in book.said()


MUTE = DeviceFailed("microphone", Trouble(TroubleName.MICROPHONE_MUTE))


def test_a_microphone_that_gave_no_sound_yet_is_told_at_a_silence_and_stays_open():
    book = answering().happens(MUTE)
    assert "If your microphone has a switch" in book.said()
    assert "no sound" in book.conversation.view().notice
    book.spoken().happens(DeviceRecovered("microphone"))
    assert book.said() == ""
    assert book.conversation.view().notice == ""


def test_nobody_is_told_of_a_muteness_that_is_over_before_there_was_a_silence():
    book = Playbook().happens(MUTE)
    assert book.conversation.view().notice
    book.happens(DeviceRecovered("microphone")).spoken()
    assert "No sound" not in book.said()
    assert book.state is State.READY


def test_a_trouble_that_is_over_leaves_the_screen_and_another_stays():
    book = answering().happens(DeviceFailed("loudspeaker", LOUDSPEAKER_GONE))
    book.happens(DeviceFailed("microphone", MICROPHONE_GONE))
    book.happens(DeviceRecovered("loudspeaker"))
    assert "microphone" in book.conversation.view().notice
    assert "loudspeaker" not in book.conversation.view().notice


def test_a_device_trouble_is_no_writing_trouble():
    book = answering().happens(DeviceFailed("loudspeaker", LOUDSPEAKER_GONE))
    book.says("i feel safe").happens(SegmentSealed("segment-2"))
    assert "saved again" not in book.said()
    assert book.conversation.view().notice


def test_a_prompt_that_could_not_sound_does_not_stop_the_session():
    book = Playbook().happens(SpeechFinished(1, spoken=False))
    assert book.state is State.READY


def test_a_remark_of_the_place_around_is_told_at_the_next_silence_and_the_answer_goes_on():
    book = answering().says("i feel safe").happens(Remark("The kiosk closes soon."))
    assert book.said() == "The kiosk closes soon."
    book.spoken().says("and calm")
    assert [text for _, text in book.sealed()] == ["i feel safe", "and calm"]


def test_a_remark_does_not_cut_anybody_off():
    book = answering()
    book.happens(SpeechStarted(book.turn_id)).happens(Remark("The kiosk closes soon."))
    assert book.said() == ""
    assert book.says("i feel safe").said() == "The kiosk closes soon."


def test_nothing_is_called_listening_before_the_microphone_is_open():
    book = ready().says("begin")
    turn_id = book.turn_id
    book.conversation.handle(SpeechFinished(turn_id))
    assert book.state is State.LISTENING
    assert not book.conversation.view().microphone_open
    book.conversation.handle(ListeningStarted(turn_id + 1))
    assert book.conversation.view().microphone_open
    book.conversation.handle(DeviceFailed("microphone", MICROPHONE_GONE))
    assert not book.conversation.view().microphone_open
