"""Words behind a passphrase: asked for once, typed and hidden, tried by the desk, in no view."""

import pytest

from scripts.languages import COMPLETE
from tests.scenes.home.playbook import (
    GUIDE,
    Stay,
    asked,
    at_home,
    choosing,
    line,
    opened,
    standing_by,
    unlocking,
)
from tests.values.troubles import DISK_FULL, MICROPHONE_GONE
from voice.floor.actions import Action, Means
from voice.floor.commands import Open, SetTimer, Speak
from voice.floor.events import (
    DeviceFailed,
    Interrupted,
    PassphraseGiven,
    ShutdownAsked,
    Sign,
    SignOfLife,
    SpeechFinished,
    WindowGone,
)
from voice.scenes.home.errands import (
    CloseWords,
    GoWithout,
    KeyAwaited,
    KeyTried,
    Listed,
    ListGuides,
    OpenWords,
    PassphraseWanted,
    PrepareSession,
    Refused,
    TakeListed,
    TryPassphrase,
    Words,
)
from voice.scenes.home.states import Home
from voice.scenes.home.step import UNLOCKING_SECONDS

TYPED = "six words drawn by chance"
HEAR = OpenWords(Words.SESSION)
ANNA = PassphraseWanted(read_by="Anna Weber")


def given(stay: Stay, text: str = TYPED) -> Stay:
    return stay.happens(PassphraseGiven(stay.home.view().passphrase_turn_id, text))


def opening() -> Stay:
    """It was typed, and is being tried; the person may speak again."""
    return given(unlocking()).spoken()


def from_begin() -> Stay:
    """The questions are read by somebody, and that is behind a passphrase."""
    return at_home().chooses(Action.BEGIN).happens(ANNA).spoken()


@pytest.mark.parametrize("code", COMPLETE)
def test_it_is_asked_for_after_the_yes_and_what_is_typed_is_tried(code: str) -> None:
    stay = asked(code).chooses(Action.YES)
    assert stay.errands() == [HEAR]
    assert stay.home.view().passphrase_turn_id == 0, "nobody is asked before the desk says so"
    stay.happens(PassphraseWanted())
    assert stay.said() == f"{line('ask_passphrase', code)} {line('passphrase_hidden', code)}"
    stay.spoken()
    assert stay.state is Home.UNLOCKING
    assert stay.home.view().question == line("your_passphrase", code)
    given(stay)
    assert stay.errands() == [HEAR, TryPassphrase(TYPED)]
    assert stay.said() == line("opening", code)
    assert stay.home.view().passphrase_turn_id == 0, "one is given once"


def test_it_is_asked_for_once_and_never_again_by_a_silence() -> None:
    stay = unlocking()
    assert stay.timer_seconds() == UNLOCKING_SECONDS
    assert len([c for c in stay.commands if isinstance(c, Speak)]) == 3
    assert line("ask_passphrase") in stay.chooses(Action.REPEAT).said(), "on wish it is"


def test_words_are_opened_only_once_it_opens() -> None:
    stay = opening()
    assert stay.state is Home.OPENING
    assert not any(isinstance(c, Open) for c in stay.commands)
    stay.happens(KeyTried())
    assert stay.errands() == [HEAR, TryPassphrase(TYPED), HEAR]
    assert stay.state is Home.PREPARING
    stay.happens(opened())
    assert stay.state is Home.INSIDE


def test_what_becomes_known_while_the_program_speaks_waits_for_the_end_of_it() -> None:
    stay = given(unlocking()).happens(KeyTried())
    assert stay.state is Home.TELLING
    assert stay.happens(SpeechFinished(stay.turn_id)).state is Home.PREPARING
    assert stay.errands()[-1] == HEAR
    under_card = opening().says("crisis").spoken().happens(KeyTried())
    assert under_card.state is Home.OPENING, "the card stays until the person goes on"
    assert under_card.chooses(Action.RESUME).spoken().errands()[-1] == HEAR
    as_it_is_said = opening().says("crisis").happens(KeyTried()).spoken()
    assert as_it_is_said.state is Home.OPENING, "the card stays then, too"
    assert as_it_is_said.chooses(Action.RESUME).spoken().errands()[-1] == HEAR


@pytest.mark.parametrize("code", COMPLETE)
def test_a_wrong_one_is_one_fact_and_one_next_step_as_often_as_it_takes(code: str) -> None:
    stay = unlocking(code)
    for _ in range(5):
        turn_id = stay.home.view().passphrase_turn_id
        given(stay).spoken().happens(KeyTried()).happens(PassphraseWanted(wrong=True))
        assert stay.said() == line("wrong_passphrase", code)
        assert stay.spoken().state is Home.UNLOCKING
        assert stay.home.view().passphrase_turn_id > turn_id, "another line: nothing stands in it"
    given(stay).spoken().happens(KeyTried())
    assert stay.errands()[-1] == HEAR


def test_no_word_that_is_heard_becomes_part_of_it_or_is_answered() -> None:
    stay = unlocking()
    before = stay.home.view()
    for heard in ("six words drawn by chance", "number two", "i do not know"):
        stay.says(heard)
        assert not stay.last_of(Speak), heard
    assert stay.home.view() == before
    assert stay.errands() == [HEAR]


@pytest.mark.parametrize("state", [Home.UNLOCKING, Home.OPENING])
def test_what_is_heard_while_it_is_typed_or_tried_is_on_no_screen(state: Home) -> None:
    stay = unlocking() if state is Home.UNLOCKING else opening()
    assert stay.state is state
    assert not stay.home.shows_captions
    assert not stay.home.view().captions
    assert at_home().home.shows_captions


def test_what_was_typed_is_in_no_view_no_situation_and_no_repr() -> None:
    stay = given(unlocking())
    seen = [repr(stay.home.view()), repr(stay.home.now)]
    assert TYPED not in repr(PassphraseGiven(1, TYPED)) + repr(TryPassphrase(TYPED))
    for event in (KeyTried(), SpeechFinished(stay.turn_id)):
        stay.happens(event)
        seen += [repr(stay.home.view()), repr(stay.home.now)]
    assert TYPED not in "".join(seen)
    now = stay.home.now
    held = [getattr(now, name) for name in type(now).__dataclass_fields__]
    assert not any(TYPED in str(value) or value == TryPassphrase(TYPED) for value in held)


@pytest.mark.parametrize("words", ["not now", "no", "go back"])
@pytest.mark.parametrize("state", [Home.UNLOCKING, Home.OPENING])
def test_it_is_left_by_a_word_and_the_key_with_it(state: Home, words: str) -> None:
    stay = (unlocking() if state is Home.UNLOCKING else opening()).says(words)
    assert stay.errands()[-1] == CloseWords()
    assert stay.said().endswith(line("choices"))
    assert stay.spoken().state is Home.AT_HOME
    assert not stay.happens(KeyTried()).last, "what comes of it late is nobody's"


def test_left_alone_it_is_left_and_each_letter_begins_that_anew() -> None:
    stay = unlocking().happens(SignOfLife(Sign.CHOICE))
    timers = [c.seconds for c in stay.last if isinstance(c, SetTimer)]
    assert timers == [UNLOCKING_SECONDS]
    stay.silence()
    assert stay.errands()[-1] == CloseWords()
    assert stay.home.view().passphrase_turn_id == 0


def test_a_list_of_what_is_sealed_is_left_alone_though_nobody_can_be_heard() -> None:
    stay = choosing().happens(DeviceFailed("microphone", MICROPHONE_GONE)).spoken()
    assert stay.timer_seconds() == UNLOCKING_SECONDS
    assert stay.silence().spoken().state is Home.CHOOSING, "it is said once more"
    assert stay.silence().errands()[-1] == CloseWords()


def test_the_first_letter_silences_the_program_and_elsewhere_it_is_nothing() -> None:
    stay = asked().chooses(Action.YES).happens(PassphraseWanted())
    assert stay.happens(SignOfLife(Sign.CHOICE)).state is Home.UNLOCKING
    assert stay.home.now.listening
    assert not at_home().happens(SignOfLife(Sign.CHOICE)).last


def test_one_given_late_twice_or_empty_is_nobodys() -> None:
    stay = unlocking()
    turn_id = stay.home.view().passphrase_turn_id
    assert not stay.happens(PassphraseGiven(turn_id - 1, TYPED)).last
    assert not stay.happens(PassphraseGiven(turn_id, "")).last
    stay.happens(PassphraseGiven(turn_id, TYPED)).happens(PassphraseGiven(turn_id, TYPED))
    assert stay.errands().count(TryPassphrase(TYPED)) == 1
    elsewhere = at_home()
    assert not elsewhere.happens(PassphraseGiven(elsewhere.turn_id, TYPED)).last


def test_help_and_the_card_leave_it_open_and_the_way_out_ends_it() -> None:
    stay = unlocking()
    turn_id = stay.home.view().passphrase_turn_id
    assert stay.says("help").spoken().home.view().passphrase_turn_id == turn_id
    stay.says("crisis").spoken()
    assert stay.home.view().passphrase_turn_id == 0, "nothing lies under the card"
    assert stay.chooses(Action.RESUME).spoken().home.view().passphrase_turn_id == turn_id
    assert stay.says("stop").spoken().state is Home.LEAVING
    assert stay.home.view().passphrase_turn_id == 0
    assert stay.chooses(Action.RESUME).errands()[-1] == CloseWords()


@pytest.mark.parametrize("ends", [WindowGone(), ShutdownAsked()])
def test_a_window_that_is_closed_ends_the_stay(ends: WindowGone | ShutdownAsked) -> None:
    assert unlocking().happens(ends).state is Home.CLOSING
    assert opening().happens(ends).state is Home.CLOSING


def test_no_letter_is_a_key_of_a_choice_and_escape_leaves_it() -> None:
    keys = {c.action: c.key for c in unlocking().home.view().choices}
    assert keys.pop(Action.NO) == "escape"
    assert all(key.startswith("alt-") for key in keys.values())
    leaves = next(c for c in unlocking().home.view().choices if c.action is Action.NO)
    assert leaves.button == line("leave_locked")


def test_what_cannot_be_tried_is_told_and_leaves_everything_as_it_is() -> None:
    stay = opening().happens(KeyTried()).happens(Refused(DISK_FULL))
    assert stay.said().startswith("I am sorry, I cannot do that now.")
    assert stay.spoken().errands()[-1] == CloseWords()


# From a keyring -------------------------------------------------------------------------------


def test_nobody_types_what_a_keyring_gives_and_it_can_be_left() -> None:
    stay = asked().chooses(Action.YES).happens(KeyAwaited())
    assert stay.state is Home.OPENING
    assert not stay.last_of(Speak), "there may be nothing to wait for"
    assert stay.happens(KeyTried()).errands() == [HEAR, HEAR]
    left = asked().chooses(Action.YES).happens(KeyAwaited()).says("not now")
    assert left.errands()[-1] == CloseWords()


# Questions that somebody has read --------------------------------------------------------------


@pytest.mark.parametrize("code", COMPLETE)
def test_a_guide_that_is_sealed_is_opened_before_it_begins(code: str) -> None:
    stay = at_home(code).chooses(Action.BEGIN).happens(ANNA)
    assert stay.said().startswith(line("read_behind_passphrase", code, name="Anna Weber"))
    given(stay.spoken()).spoken().happens(KeyTried())
    begin = PrepareSession(GUIDE.name)
    assert stay.errands() == [begin, TryPassphrase(TYPED), begin]
    assert stay.prepared().state is Home.INSIDE


@pytest.mark.parametrize("how", ["says", "silence"])
def test_whoever_does_not_type_it_is_asked_the_questions_by_the_program(how: str) -> None:
    stay = from_begin()
    stay.says("not now") if how == "says" else stay.silence()
    begin = PrepareSession(GUIDE.name)
    assert stay.errands() == [begin, GoWithout(), begin]
    assert stay.prepared().state is Home.INSIDE


def test_another_guide_of_the_list_waits_for_it_too() -> None:
    stay = at_home().chooses(Action.ANOTHER_GUIDE).happens(Listed(("One.", "Two."))).spoken()
    stay.says("number two").happens(ANNA).spoken()
    given(stay).spoken().happens(KeyTried())
    two = TakeListed(2)
    assert stay.errands() == [ListGuides(), two, TryPassphrase(TYPED), two]


def test_whoever_leaves_forgets_the_key() -> None:
    stay = from_begin().chooses(Action.STOP).spoken().chooses(Action.RESUME)
    assert stay.errands()[-1] == CloseWords()


def test_a_voice_alone_is_not_asked_to_type() -> None:
    stay = standing_by().says("begin").happens(ANNA)
    begin = PrepareSession(GUIDE.name)
    assert stay.errands() == [begin, GoWithout(), begin]
    by_hand = standing_by().chooses(Action.BEGIN, Means.KEY).happens(ANNA)
    assert by_hand.spoken().state is Home.UNLOCKING


def test_an_interrupted_prompt_leads_to_the_line_at_once() -> None:
    stay = asked().chooses(Action.YES).happens(PassphraseWanted())
    assert stay.happens(Interrupted(stay.turn_id)).state is Home.UNLOCKING
