"""The home's desk: a session's journal, what is opened after a yes, and what is forgotten again."""

from pathlib import Path

import pytest

from tests.app.conftest import Made
from tests.cli.terminal import hold
from tests.export.test_export import segment
from voice.guides.loading import guides_in
from voice.scenes.home.errands import (
    CloseWords,
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
    WordsOpened,
)


def test_a_session_is_sealed_as_one_and_noted(made: Made) -> None:
    prepared = made.asks(PrepareSession("trust-and-power"))
    assert isinstance(prepared, SessionPrepared)
    journal = made.desk.journal(SessionKept())()
    journal.seal_segment("safely-talk", segment("1-0", "my sister", 0.0))
    journal.end("finished")
    journal.close()
    made.asks(NoteSession("finished", 1))
    (outcome,) = made.desk.sessions
    (session,) = made.vault.read(made.vault.identity()).sessions
    assert outcome.session_id == session.session_id
    assert (outcome.kept_passages, outcome.kept_sound) == (1, False)
    assert made.remembered == [], "it was the last guide already"


def test_the_home_itself_has_no_journal(made: Made) -> None:
    with pytest.raises(AssertionError):
        made.desk.journal(None)()


def test_what_cannot_be_done_is_a_trouble_and_no_traceback(made: Made) -> None:
    assert isinstance(made.asks(PrepareSession("nowhere.toml")), Refused)
    (made.vault.directory / "records").rmdir()
    (made.vault.directory / "records").write_text("")
    assert isinstance(made.asks(PrepareSession("trust-and-power")), Refused)


def test_the_guides_of_the_language_are_listed_and_the_chosen_one_is_remembered(
    made: Made, tmp_path: Path
) -> None:
    (tmp_path / "guides").mkdir()
    own = tmp_path / "guides" / "mine.toml"
    own.write_text(
        'id = "m"\ntitle = "Mine"\nauthor = "Me"\nattribution = "Mine."\n'
        '[[themes]]\nid = "t"\ntitle = "T"\n[[themes.questions]]\nid = "q"\ntext = "Why?"\n'
    )
    (tmp_path / "guides" / "broken.toml").write_text("nonsense")
    listed = made.asks(ListGuides())
    assert isinstance(listed, Listed)
    assert listed.items == (
        "What is on your mind?",
        "Trust and Power in the Therapeutic Relationship.",
        "Mine.",
    )
    prepared = made.asks(TakeListed(3))
    assert isinstance(prepared, SessionPrepared)
    assert prepared.guide.name == str(own)
    assert made.remembered == [str(own)]


@pytest.mark.parametrize("code", ["en", "de", "es", "fr"])
def test_every_language_has_a_guide_of_one_free_question(code: str, tmp_path: Path) -> None:
    free = [guide for guide in guides_in(code, tmp_path).values() if len(guide.questions) == 1]
    assert len(free) == 1


def test_nothing_is_there_yet(made: Made) -> None:
    for words in set(Words) - {Words.TO_GO_ON}:  # of that, what to do is said: test_unfinished
        assert made.asks(OpenWords(words)) == NotOpened(locked=False)


def test_the_only_session_is_opened_and_of_several_one_is_chosen_the_newest_first(
    made: Made,
) -> None:
    hold(made.vault, 1, "nobody but my sister")
    opened = made.asks(OpenWords(Words.SESSION))
    assert isinstance(opened, WordsOpened)
    assert opened.plan.pieces[0].text == "Nobody but my sister."
    assert "sister" not in repr(opened)
    hold(made.vault, 2, "and my brother")
    listed = made.asks(OpenWords(Words.SESSION))
    assert listed == Listed(("November second, 2026.", "November first, 2026."))
    older = made.asks(TakeListed(2))
    assert isinstance(older, WordsOpened)
    assert older.plan.pieces[0].text == "Nobody but my sister."


def test_one_question_is_looked_back_on_and_only_what_was_noted_is_in_the_notes(
    made: Made,
) -> None:
    hold(made.vault, 1, "nobody", "but my sister")
    hold(made.vault, 2, "and my brother")
    back = made.asks(OpenWords(Words.QUESTION))
    assert isinstance(back, WordsOpened), "one question was answered"
    assert [p.text for p in back.plan.pieces] == ["Nobody.", "But my sister.", "And my brother."]
    notes = made.asks(OpenWords(Words.MARKED))
    assert isinstance(notes, WordsOpened)
    assert [p.text for p in notes.plan.pieces] == ["But my sister.", "And my brother."]
    assert notes.plan.pieces[0].before[-1] == "Question 1. Whom do I trust?"


def test_questions_that_were_sealed_to_this_person_are_opened_with_their_key(
    made: Made, read_by_anna: str
) -> None:
    prepared = made.asks(PrepareSession(read_by_anna))
    assert isinstance(prepared, SessionPrepared)
    assert (prepared.plan.read_by, prepared.plan.not_opened_of) == ("Anna Weber", "")
    assert made.desk.recording(prepared.plan.questions[0].recording) is not None


def test_what_was_opened_is_forgotten(made: Made) -> None:
    hold(made.vault, 1, "nobody")
    made.asks(OpenWords(Words.SESSION))
    made.desk.journal(WordsAmended())().close()
    made.asks(CloseWords())
    with pytest.raises(AssertionError):
        made.desk.journal(WordsAmended())()


def test_what_ends_the_program_forgets_it_too(made: Made) -> None:
    hold(made.vault, 1, "nobody")
    made.asks(OpenWords(Words.SESSION))
    made.desk.close()
    with pytest.raises(AssertionError):
        made.desk.journal(WordsAmended())()
