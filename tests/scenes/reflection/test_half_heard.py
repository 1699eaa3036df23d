"""What a second opinion finds: asked about, done where it harms nothing, never at a price."""

from dataclasses import replace

import pytest

from tests.scenes.reflection.playbook import Playbook, answering, ready, segment
from voice.floor.actions import Action
from voice.floor.commands import Listen
from voice.floor.events import SegmentHeard
from voice.scenes.reflection.states import State
from voice.values.transcript import Segment, Word


def perhaps(
    book: Playbook,
    words: str,
    form: str,
    confidence: float = 1.0,
    background: bool = False,
    each_seconds: float = 0.6,
) -> Playbook:
    """Somebody says something that is understood as these words, and may be this form."""
    book.heard += 1
    opinion = tuple(
        Word(w, n * each_seconds, (n + 1) * each_seconds, confidence)
        for n, w in enumerate(form.split())
    )
    said = replace(segment(words, book.heard), background=background)
    return book.happens(SegmentHeard(book.turn_id, said, 5.0, 1.5, None, second_opinion=opinion))


def test_what_may_be_an_action_is_kept_first_and_then_asked_about() -> None:
    book = perhaps(answering(), "necks question", "next question")
    assert book.sealed() == [("safe", "necks question")]
    assert "next question" in book.said()
    book.spoken().says("yes")
    assert book.erased() == ["segment-2"]
    assert book.conversation.now.question_index == 1


def test_no_leaves_the_words_and_nothing_of_the_no() -> None:
    book = perhaps(answering(), "necks question", "next question").spoken().says("no").spoken()
    assert book.state is State.LISTENING
    assert book.sealed() == [("safe", "necks question")]
    assert book.conversation.now.doubt is None
    assert book.conversation.now.question_index == 0


def test_nobody_is_asked_twice_in_a_row_about_the_same_words() -> None:
    book = perhaps(answering(), "necks question", "next question").spoken().says("no").spoken()
    perhaps(book, "necks question", "next question")
    assert book.state is State.LISTENING
    assert len(book.sealed()) == 2
    book.says("i feel safe")
    perhaps(book, "necks question", "next question")
    assert book.state is State.TELLING


def test_an_unsure_action_is_not_asked_about_twice_in_a_row_either() -> None:
    book = answering().says("next question", confidence=0.3).spoken().says("no").spoken()
    book.says("next question", confidence=0.3)
    assert book.state is State.LISTENING
    assert len(book.sealed()) == 2


def test_a_single_word_half_heard_is_kept_and_nobody_is_asked_but_where_it_cannot_wait() -> None:
    book = answering().says("louder", confidence=0.3)
    assert book.state is State.LISTENING
    assert book.sealed() == [("safe", "louder")]
    assert answering().says("louder", confidence=0.6).state is State.TELLING
    assert answering().says("louder", confidence=0.75).state is State.ASKING
    for urgent in ("stop", "pause", "help", "crisis"):
        assert answering().says(urgent, confidence=0.3).state is State.TELLING


@pytest.mark.parametrize(("confidence", "asked"), [(0.74, False), (0.76, True)])
def test_a_second_opinion_is_asked_about_where_it_is_sure_enough(
    confidence: float, asked: bool
) -> None:
    book = perhaps(answering(), "necks question", "next question", confidence)
    assert (book.state is State.TELLING) is asked


def test_what_harms_nothing_is_done_at_once_and_the_words_are_kept() -> None:
    book = perhaps(answering(), "say it a game", "say it again")
    assert book.state is State.ASKING
    assert book.sealed() == [("safe", "say it a game")]


@pytest.mark.parametrize(
    "form", ["next question", "skip", "pass", "go back", "stop", "pause", "start over"]
)
def test_what_ends_or_destroys_is_never_done_on_a_second_opinion(form: str) -> None:
    book = answering().says("i feel safe")
    before = book.conversation.now
    for _ in range(3):
        perhaps(book, "something else", form)
        if book.state is State.TELLING:
            book.spoken()
        assert book.conversation.now.question_index == before.question_index
        assert book.erased() == []
        assert book.state in {State.CONFIRMING, State.LISTENING}
        book.says("it was something else")
    assert len(book.conversation.now.answer.said) == 1 + 6


def test_where_not_a_word_was_understood_nothing_is_said_to_be_kept() -> None:
    book = perhaps(answering(), "", "next question")
    assert book.sealed() == []
    assert "kept" not in book.said()
    assert "next question" in book.said()
    book.spoken().says("yes")
    assert book.erased() == []
    assert book.conversation.now.question_index == 1


def test_other_peoples_talk_is_never_asked_about() -> None:
    book = perhaps(answering(), "necks question", "next question", background=True)
    assert book.state is State.LISTENING


def test_what_the_second_opinion_is_hardly_sure_of_is_content() -> None:
    book = perhaps(answering(), "necks question", "next question", confidence=0.1)
    assert book.state is State.LISTENING


@pytest.mark.parametrize(
    ("first", "confidence", "asked"), [("our", 0.4, True), ("our", 0.9, False), ("not", 1.0, False)]
)
def test_an_unsure_word_beside_certain_ones_may_be_a_hesitation(
    first: str, confidence: float, asked: bool
) -> None:
    book = answering()
    words = (Word(first, 0.0, 0.2, confidence), Word("please", 0.3, 0.5, 1.0))
    words = (*words, Word("stop", 0.6, 0.8, 1.0))
    book.happens(SegmentHeard(book.turn_id, Segment("s", words, 0.0, 0.8), 5.0, 1.5))
    assert (book.state is State.TELLING) is asked
    assert len(book.sealed()) == 1


def test_one_word_takes_a_surer_second_opinion_to_be_asked_about() -> None:
    assert perhaps(answering(), "school", "stop", 0.8).state is State.LISTENING
    assert perhaps(answering(), "school", "stop", 0.95).state is State.TELLING
    assert perhaps(answering(), "please stomp", "please stop", 0.8).state is State.TELLING


@pytest.mark.parametrize("form", ["again", "again again", "next", "skip", "louder"])
def test_one_short_word_is_found_in_anything_and_is_no_second_opinion(form: str) -> None:
    """Of people's digits nine were "again", surely, and all within 0.39 s."""
    book = perhaps(answering(), "a name", form, each_seconds=0.4)
    assert book.state is State.LISTENING
    assert book.sealed() == [("safe", "a name")]


@pytest.mark.parametrize("urgent", ["help", "help help", "crisis", "stop", "pause"])
def test_one_short_word_that_cannot_wait_is_asked_about_and_never_done_at_once(
    urgent: str,
) -> None:
    book = perhaps(answering(), "a name", urgent, each_seconds=0.3)
    assert book.state is State.TELLING
    assert book.sealed() == [("safe", "a name")]
    assert book.conversation.now.doubt is not None
    said = book.spoken().says("yes").conversation.now
    assert said.doubt is None
    assert book.erased() == ["segment-2"]


def test_a_short_word_that_cannot_wait_and_was_not_heard_at_all_is_asked_about() -> None:
    assert perhaps(answering(), "", "stop", each_seconds=0.3).state is State.TELLING


def test_a_longer_word_that_harms_nothing_is_done_at_once() -> None:
    book = perhaps(answering(), "a name", "help", each_seconds=0.6)
    assert book.conversation.now.doubt is None
    assert book.sealed() == [("safe", "a name")]


def test_a_short_word_beside_an_unsure_one_is_no_second_opinion_either() -> None:
    book = answering()
    said = segment("allow black", 2)
    opinion = (
        Word("it", 0.0, 0.1, 0.3),
        Word("louder", 0.1, 0.5, 1.0),
        Word("louder", 0.5, 0.9, 1),
    )
    book.happens(SegmentHeard(book.turn_id, said, 5.0, 1.5, None, second_opinion=opinion))
    assert book.state is State.LISTENING


@pytest.mark.parametrize(("confidence", "asked"), [(0.6, True), (0.46, False)])
def test_one_short_word_that_was_heard_too_and_rather_surely_is_a_second_opinion(
    confidence: float, asked: bool
) -> None:
    book = answering()
    words = (Word("back", 0.0, 0.3, confidence), Word("him", 0.3, 0.5, 0.3))
    opinion = (Word("back", 0.0, 0.27, 0.98),)
    said = Segment("s", words, 0.0, 0.5)
    book.happens(SegmentHeard(book.turn_id, said, 5.0, 1.5, None, second_opinion=opinion))
    assert (book.state is State.TELLING) is asked


def test_several_short_words_are_a_second_opinion() -> None:
    book = perhaps(answering(), "necks question", "next question", each_seconds=0.3)
    assert book.state is State.TELLING


def test_words_beside_a_form_make_it_content() -> None:
    book = perhaps(answering(), "a next question", "[unk] next question")
    assert book.state is State.LISTENING


def test_before_the_first_question_it_is_said_again_and_then_done() -> None:
    book = perhaps(ready(), "beg in", "begin")
    assert book.state is State.TELLING
    assert "begin" in book.said()
    assert book.sealed() == []
    perhaps(book.spoken(), "be gin", "begin")
    assert book.state is State.ASKING


def test_a_half_heard_yes_asks_again_and_never_takes_out_an_answer() -> None:
    book = answering().says("i feel safe").says("start over").spoken()
    for _ in range(3):
        perhaps(book, "", "yes").spoken()
        assert book.state is State.CONFIRMING
    assert book.erased() == []
    assert book.conversation.now.undoable is None


def test_a_yes_half_heard_twice_does_what_can_be_taken_back_by_going_back() -> None:
    book = perhaps(answering(), "necks question", "next question").spoken()
    perhaps(book, "", "yes").spoken()
    assert book.state is State.CONFIRMING
    perhaps(book, "", "yes")
    assert book.conversation.now.question_index == 1


def test_consent_to_keep_the_sound_is_never_taken_from_a_half_heard_yes() -> None:
    book = ready(keep_sound=True).says("begin").spoken()
    assert book.state is State.AGREEING
    for _ in range(3):
        perhaps(book, "yet", "yes").spoken()
    assert book.state is State.AGREEING
    assert not book.conversation.now.keeps_sound


def test_a_half_heard_resume_is_not_taken_up_by_talk_in_between() -> None:
    book = answering().chooses(Action.PAUSE).spoken()
    perhaps(book, "is whom", "resume").spoken()
    assert book.state is State.PAUSED
    book.says("i am on the phone")
    perhaps(book, "is whom", "resume").spoken()
    assert book.state is State.PAUSED
    assert book.sealed() == []


def test_the_forms_of_the_state_are_given_to_the_ears() -> None:
    book = answering()
    listen = next(c for c in reversed(book.commands) if isinstance(c, Listen))
    assert "next question" in listen.forms
    assert "read it back" in listen.forms  # offered once something has been said
    assert "resume" not in listen.forms


def amid_talk(book: Playbook, words: str, before: float = 9.0, after: float = 9.0) -> Playbook:
    """Somebody says this alone, so long after and before words that may be anybody's."""
    book.heard += 1
    said = segment(words, book.heard)
    heard = SegmentHeard(book.turn_id, said, 5.0, 1.5)
    return book.happens(replace(heard, anybody_before_seconds=before, anybody_after_seconds=after))


ENDING_FORMS = ["next question", "skip", "i'd rather not answer", "go back", "scratch that", "stop"]


@pytest.mark.parametrize("form", ENDING_FORMS)
@pytest.mark.parametrize("close", [{"before": 0.9}, {"after": 0.9}])
def test_what_ends_or_lets_go_is_asked_about_where_it_may_be_a_piece_of_a_sentence(
    form: str, close: dict[str, float]
) -> None:
    book = amid_talk(answering().says("i feel safe"), form, **close)
    assert book.state is State.TELLING
    assert "Did you mean" in book.said()
    assert book.erased() == []
    book.spoken().says("no").spoken()
    assert book.state is State.LISTENING
    assert book.sealed() == [("safe", "i feel safe"), ("safe", form)], "it is kept"


@pytest.mark.parametrize("form", ENDING_FORMS)
def test_a_second_away_from_everybody_it_is_done(form: str) -> None:
    book = amid_talk(answering().says("i feel safe"), form, before=1.0, after=1.0)
    assert ("Did you mean" in book.said()) is (form == "go back"), "in an answer that has begun"
    assert book.sealed()[0] == ("safe", "i feel safe")


def test_go_back_is_asked_about_in_an_answer_that_has_begun_and_done_before() -> None:
    begun = answering().says("i feel safe").says("next question").spoken().says("now i do")
    begun.says("previous question")
    assert "Did you mean: go back?" in begun.said()
    assert begun.sealed()[-1][1] == "previous question", "she may have said it, softly"
    begun.spoken().says("go back")
    assert begun.conversation.now.question_index == 0, "said again it is done"
    assert begun.conversation.now.answers[1].verbatim == "now i do", "and is no answer any more"
    at_once = answering().says("i feel safe").says("next question").spoken().says("go back")
    assert at_once.conversation.now.question_index == 0


@pytest.mark.parametrize("form", ["say it again", "louder", "where am i", "pause", "help"])
def test_what_can_be_gone_on_from_is_done_amid_talk_too(form: str) -> None:
    book = amid_talk(answering(), form, before=0.1, after=0.1)
    assert "Did you mean" not in book.said()


def test_after_a_yes_the_same_words_are_asked_about_again_and_never_lost() -> None:
    book = answering()
    for index in (1, 2):
        amid_talk(book, "next question", before=0.1).spoken().says("yes").spoken()
        assert book.conversation.now.question_index == index
    assert len(book.erased()) == 2, "what was said to the program is no part of the answer"


def said_twice(form: str) -> Playbook:
    """In an answer, amid talk; it was asked about in between."""
    book = amid_talk(answering().says("i feel safe"), form, before=0.1).spoken()
    amid_talk(book, form, before=0.1)
    assert book.sealed() == [("safe", "i feel safe"), ("safe", form)], "the second is no answer"
    return book


def test_what_it_is_asked_about_is_done_when_it_is_said_once_more() -> None:
    assert said_twice("next question").conversation.now.question_index == 1
    assert said_twice("scratch that").conversation.now.answer.segments == ()
    assert said_twice("stop").spoken().state is State.STOPPING


def test_another_command_than_what_it_is_asked_about_does_not_do_that() -> None:
    book = amid_talk(answering().says("i feel safe"), "next question", before=0.1).spoken()
    book.says("scratch that")
    assert book.conversation.now.question_index == 0
    assert book.erased() == []
