"""Going on with a session that was left unfinished: what is offered, asked, noted, and erased."""

import queue
from pathlib import Path

import pytest

from tests.export.test_export import segment
from tests.vault.light_passphrase import lightly
from voice.app.home_desk import HomeDesk
from voice.app.unfinished import is_any_unfinished
from voice.floor.events import Event
from voice.scenes.home.errands import (
    Erasable,
    Erased,
    EraseSession,
    HomeErrand,
    KeyTried,
    Listed,
    NoteSession,
    OpenWords,
    PassphraseWanted,
    PrepareSession,
    Refused,
    SessionKept,
    SessionPrepared,
    TakeListed,
    TryPassphrase,
    UnfinishedKnown,
    Words,
    WordsOpened,
)
from voice.settings import Settings
from voice.values.continuing import read_as_one
from voice.values.transcript import AnswerState
from voice.values.troubles import TroubleName
from voice.vault import passphrase
from voice.vault.checking import check_vault
from voice.vault.vault import Vault

GUIDE = """
id = "three"
title = "Three Questions"
author = "Somebody"
attribution = "Made up for a test."
[[themes]]
id = "t"
title = "T"
introduction = "First."
[[themes.questions]]
id = "one"
text = "One?"
[[themes.questions]]
id = "two"
text = "Two?"
[[themes.questions]]
id = "three"
text = "Three?"
"""


class Home:
    """A desk over one vault, and sessions held at it."""

    def __init__(self, folder: Path, passphrase: str | None = None) -> None:
        self.guide = folder / "three.toml"
        self.guide.write_text(GUIDE)
        self.vault, _ = Vault.create(folder / "vault", passphrase)
        self.desk = self.opened_again()

    def opened_again(self) -> HomeDesk:
        settings = Settings(guide=str(self.guide), vault=self.vault.directory)
        self.desk = HomeDesk(settings, "en", self.vault, lambda _key, _value: None)
        return self.desk

    def asks(self, errand: HomeErrand) -> tuple[Event, ...]:
        return tuple(self.desk.carry_out(errand))

    def holds(
        self, question: str, left_open: int, state: AnswerState = AnswerState.ANSWERED
    ) -> tuple[Event, ...]:
        """The session that was prepared last: one question is left so, and then it is over."""
        self.crashes(question, state)
        return self.asks(NoteSession("stopped", 1, left_open))

    def crashes(self, question: str, state: AnswerState = AnswerState.ANSWERED) -> None:
        journal = self.desk.journal(SessionKept())()
        if state is AnswerState.ANSWERED:
            journal.seal_segment(question, segment(f"{question}-0", f"said to {question}", 0.0))
        else:
            journal.mark_answer(question, state)
        journal.close()

    def begins(self) -> None:
        assert isinstance(self.asks(PrepareSession(str(self.guide)))[0], SessionPrepared)

    def goes_on(self) -> list[str]:
        """Which questions are asked then."""
        prepared, *_ = self.asks(OpenWords(Words.TO_GO_ON))
        assert isinstance(prepared, SessionPrepared)
        return [question.question_id for question in prepared.plan.questions]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_what_was_left_unfinished_is_known_without_a_key_and_its_rest_is_asked(home: Home) -> None:
    home.begins()
    assert home.holds("one", left_open=2) == (UnfinishedKnown(is_any=True),)
    assert is_any_unfinished(home.vault)
    assert home.goes_on() == ["two", "three"]


@pytest.mark.parametrize("state", [AnswerState.PASSED, AnswerState.SKIPPED])
def test_what_was_passed_or_skipped_is_not_asked_again(home: Home, state: AnswerState) -> None:
    home.begins()
    home.holds("two", 2, state)
    assert home.goes_on() == ["one", "three"]


def test_what_was_asked_and_left_without_a_word_is_asked_again(home: Home) -> None:
    home.begins()
    home.holds("one", 3, AnswerState.UNANSWERED)
    assert home.goes_on() == ["one", "two", "three"]


def test_it_goes_on_as_a_session_of_its_own_and_both_are_read_as_one(home: Home) -> None:
    home.begins()
    home.holds("one", 2)
    home.goes_on()
    assert home.holds("two", 1) == (UnfinishedKnown(is_any=True),)
    assert home.goes_on() == ["three"]
    assert home.holds("three", 0) == (UnfinishedKnown(is_any=False),)
    reading = home.vault.read(home.vault.identity())
    (whole,) = read_as_one(reading.sessions)
    assert [[a.question_id for a in one.answers] for one in whole] == [
        ["one", "two", "three"],
        ["two", "three"],
        ["three"],
    ]
    assert reading.problems == ()
    assert check_vault(home.vault, home.vault.identity()).problems == ()
    (opened,) = home.asks(OpenWords(Words.SESSION))
    assert isinstance(opened, WordsOpened)
    said = [piece.text for piece in opened.plan.pieces]
    assert said == ["Said to one.", "Said to two.", "Said to three."]


def test_what_a_crash_left_is_offered_too(home: Home) -> None:
    home.begins()
    home.crashes("one")
    home.opened_again()
    assert home.goes_on() == ["two", "three"]


def test_a_session_that_was_finished_is_not_offered(home: Home) -> None:
    home.begins()
    home.holds("three", left_open=0)
    assert not is_any_unfinished(home.vault)


def test_a_session_that_is_begun_anew_goes_on_with_none(home: Home) -> None:
    home.begins()
    home.holds("one", 2)
    home.goes_on()
    home.begins()
    home.holds("one", 2)
    assert [one.continues for one in home.vault.read(home.vault.identity()).sessions] == ["", ""]


def test_where_nothing_is_said_then_the_first_stays_unfinished(home: Home) -> None:
    home.begins()
    home.holds("one", 2)
    home.goes_on()
    assert home.asks(NoteSession("stopped", 0, 2)) == (UnfinishedKnown(is_any=True),)
    assert home.goes_on() == ["two", "three"]


def test_what_has_nothing_left_is_said_to_be_none_and_noted_no_more(home: Home) -> None:
    home.begins()
    journal = home.desk.journal(SessionKept())()
    for question in ("one", "two", "three"):
        journal.mark_answer(question, AnswerState.PASSED)
    journal.close()
    assert home.asks(NoteSession("stopped", 3, 1)) == (UnfinishedKnown(is_any=True),)
    refused, known = home.asks(OpenWords(Words.TO_GO_ON))
    assert isinstance(refused, Refused)
    assert refused.trouble.name is TroubleName.SESSION_NONE_UNFINISHED
    assert known == UnfinishedKnown(is_any=False)


def test_a_guide_that_has_changed_is_said_and_nothing_is_begun(home: Home) -> None:
    home.begins()
    home.holds("one", 2)
    home.guide.write_text(GUIDE.replace("Two?", "Two, really?"))
    (refused,) = home.asks(OpenWords(Words.TO_GO_ON))
    assert isinstance(refused, Refused)
    assert refused.trouble.name is TroubleName.GUIDE_CHANGED


def test_one_in_another_language_than_the_home_s_is_said_to_be_just_that(home: Home) -> None:
    home.begins()
    home.holds("one", 2)
    settings = Settings(guide=str(home.guide), vault=home.vault.directory)
    desk = HomeDesk(settings, "de", home.vault, lambda _key, _value: None)
    (refused,) = desk.carry_out(OpenWords(Words.TO_GO_ON))
    assert isinstance(refused, Refused)
    assert refused.trouble.name is TroubleName.SESSION_OTHER_LANGUAGE


def test_what_has_changed_of_what_was_answered_is_no_bar(home: Home) -> None:
    home.begins()
    home.holds("one", 2)
    home.guide.write_text(GUIDE.replace("One?", "One, really?"))
    assert home.goes_on() == ["two", "three"]


def test_behind_a_passphrase_that_is_typed_first_and_then_it_is_gone_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passphrase, "_in_child", lightly())
    home = Home(tmp_path, "a passphrase")
    told: queue.SimpleQueue[object] = queue.SimpleQueue()
    home.desk.connect(told.put)
    home.begins()
    home.holds("one", 2)
    assert home.asks(OpenWords(Words.TO_GO_ON)) == (PassphraseWanted(),)
    home.asks(TryPassphrase("a passphrase"))
    assert told.get(timeout=60) == KeyTried()
    assert home.goes_on() == ["two", "three"]


def test_several_are_chosen_from_by_their_days(home: Home) -> None:
    for _ in range(2):
        home.begins()
        home.holds("one", 2)
    (listed,) = home.asks(OpenWords(Words.TO_GO_ON))
    assert isinstance(listed, Listed)
    assert len(listed.items) == 2
    (prepared,) = home.asks(TakeListed(1))
    assert isinstance(prepared, SessionPrepared)
    assert not home.desk._taking, "each of them has the key, and a session is held without it"


def test_erasing_erases_all_that_is_read_as_one_and_nothing_else(home: Home) -> None:
    home.begins()
    home.holds("one", 2)
    home.goes_on()
    home.holds("two", 1)
    (asked,) = home.asks(OpenWords(Words.TO_ERASE))
    assert isinstance(asked, Erasable)
    assert asked.parts == 2
    home.begins()
    home.holds("three", 0)
    assert home.vault.count()[0] == 3
    assert home.asks(EraseSession(asked.session_id)) == (Erased(), UnfinishedKnown(is_any=False))
    (left,) = home.vault.read(home.vault.identity()).sessions
    assert [answer.question_id for answer in left.answers if answer.is_said] == ["three"]
