"""A home over a key behind a passphrase: opened off the stage, held no longer than wanted."""

import gc
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType, FunctionType, ModuleType

import pytest

from tests.app.conftest import Made
from tests.cli.terminal import hold
from tests.vault.light_passphrase import lightly
from tests.vault.test_keys import FakeKeyring
from voice.scenes.home.errands import (
    CloseWords,
    Erasable,
    Erased,
    EraseSession,
    GoWithout,
    KeyAwaited,
    KeyTried,
    NotOpened,
    OpenWords,
    PassphraseWanted,
    PrepareSession,
    Refused,
    SessionPrepared,
    TryPassphrase,
    Words,
    WordsAmended,
    WordsOpened,
)
from voice.values.errors import VaultError
from voice.vault import passphrase, system_keyring
from voice.vault.keys import IDENTITY_FILE, PROTECTED_FILE

TYPED = "six words drawn by chance today"
HEAR = OpenWords(Words.SESSION)


@pytest.fixture
def identity(made: Made) -> str:
    """The secret key, known before it is protected."""
    return made.vault.identity()


@pytest.fixture
def locked(made: Made, identity: str, monkeypatch: pytest.MonkeyPatch) -> Made:
    """One session, behind a passphrase that takes little work."""
    monkeypatch.setattr(passphrase, "_in_child", lightly())
    hold(made.vault, 1, "nobody but my sister")
    made.vault.access.protect_identity(identity, TYPED)
    return made


def unlock(at: Made, typed: str = TYPED) -> None:
    assert at.asks(TryPassphrase(typed)) is None
    assert at.tells() == KeyTried()


def held_by(at: Made) -> str:
    """Every text that the desk still leads to."""
    seen: set[int] = set()
    found: list[str] = []
    todo: list[object] = [at.desk]
    while todo:
        each = todo.pop()
        if id(each) in seen or isinstance(each, type | ModuleType):
            continue
        seen.add(id(each))
        if isinstance(each, str):
            found.append(each)
        elif isinstance(each, FunctionType):  # not all that its module has
            todo += [each.__closure__, each.__defaults__]
        elif type(each).__module__.split(".")[0] in {"voice", "builtins", "functools", "_queue"}:
            todo += gc.get_referents(each)
    return "\n".join(found)


def test_a_key_that_lies_elsewhere_is_not_asked_for(locked: Made) -> None:
    (locked.vault.directory / PROTECTED_FILE).unlink()
    assert locked.asks(HEAR) == NotOpened(locked=True)


@pytest.mark.parametrize(
    "words", [Words.SESSION, Words.QUESTION, Words.MARKED, Words.TO_TAKE, Words.TO_ERASE]
)
def test_nothing_is_opened_before_the_passphrase_and_everything_with_it(
    locked: Made, words: Words
) -> None:
    assert locked.asks(OpenWords(words)) == PassphraseWanted()
    assert "sister" not in held_by(locked)
    unlock(locked)
    opened = locked.asks(OpenWords(words))
    assert not isinstance(opened, PassphraseWanted | NotOpened | Refused | None)


def test_what_is_opened_can_be_added_to_and_corrected(locked: Made) -> None:
    unlock(locked)
    assert isinstance(locked.asks(HEAR), WordsOpened)
    locked.desk.journal(WordsAmended())().close()


def test_only_what_a_passphrase_opened_is_locked_again_where_it_is_left_alone(
    made: Made, identity: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold(made.vault, 1, "nobody")
    opened = made.asks(HEAR)
    assert isinstance(opened, WordsOpened)
    assert not opened.plan.locks
    monkeypatch.setattr(passphrase, "_in_child", lightly())
    made.vault.access.protect_identity(identity, TYPED)
    made.asks(CloseWords())
    unlock(made)
    opened = made.asks(HEAR)
    assert isinstance(opened, WordsOpened)
    assert opened.plan.locks


def test_a_wrong_one_opens_nothing_and_the_right_one_after_it_does(locked: Made) -> None:
    for _ in range(3):
        unlock(locked, "six other words")
        assert locked.asks(HEAR) == PassphraseWanted(wrong=True)
        assert locked.asks(HEAR) == PassphraseWanted(), "that is told once"
    unlock(locked)
    assert isinstance(locked.asks(HEAR), WordsOpened)


@pytest.mark.parametrize("end", [lambda at: at.asks(CloseWords()), lambda at: at.desk.close()])
def test_the_key_and_the_passphrase_are_forgotten_with_the_words(
    locked: Made, identity: str, end: Callable[[Made], object]
) -> None:
    unlock(locked)
    locked.asks(HEAR)
    assert identity in held_by(locked)
    assert TYPED not in held_by(locked), "tried, and not kept"
    end(locked)
    assert identity not in held_by(locked)
    assert "sister" not in held_by(locked)
    assert locked.asks(HEAR) == PassphraseWanted(), "it is asked for again"


def test_nothing_waits_on_the_stage_while_it_is_tried_and_what_was_left_comes_to_nothing(
    locked: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    really = passphrase._in_child

    def slowly(what: str, data: bytes, words: str) -> bytes:
        assert go_on.wait(30)
        return really(what, data, words)

    monkeypatch.setattr(passphrase, "_in_child", slowly)
    locked.asks(TryPassphrase(TYPED))
    assert locked.asks(HEAR) == KeyAwaited()
    locked.asks(CloseWords())
    go_on.set()
    assert locked.tells() == KeyTried()
    assert locked.asks(HEAR) == PassphraseWanted()


def test_what_opened_after_it_was_left_is_held_by_nobody(
    locked: Made, identity: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    monkeypatch.setattr(passphrase, "_in_child", lambda *_: go_on.wait(30) and identity.encode())
    locked.asks(TryPassphrase(TYPED))
    locked.asks(CloseWords())
    go_on.set()
    assert locked.tells() == KeyTried()
    assert identity not in held_by(locked)


def test_a_wrong_one_is_in_no_frame_that_its_error_leads_to(locked: Made) -> None:
    gc.collect()
    gc.disable()
    try:
        unlock(locked, "six other words")
        frames = [each for each in gc.get_objects() if isinstance(each, FrameType)]
        hold_it = [f for f in frames if f.f_locals.get("passphrase") == "six other words"]
    finally:
        gc.enable()
    assert not hold_it


def test_whatever_else_goes_wrong_nobody_waits_for_ever_and_nothing_of_it_is_shown(
    locked: Made, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fails(_what: str, _data: bytes, words: str) -> bytes:
        raise RuntimeError(words)

    monkeypatch.setattr(passphrase, "_in_child", fails)
    unlock(locked)
    assert isinstance(locked.asks(HEAR), Refused)
    assert TYPED not in "".join(capfd.readouterr())


def test_what_cannot_be_tried_is_a_trouble(locked: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_memory(_what: str, _data: bytes, _words: str) -> bytes:
        raise VaultError("it needs about 1 GiB", "close other programs")

    monkeypatch.setattr(passphrase, "_in_child", no_memory)
    unlock(locked)
    assert isinstance(locked.asks(HEAR), Refused)


def test_what_was_chosen_is_erased_though_the_key_is_forgotten_by_then(locked: Made) -> None:
    unlock(locked)
    found = locked.asks(OpenWords(Words.TO_ERASE))
    assert isinstance(found, Erasable)
    locked.asks(CloseWords())
    assert locked.vault.count()[0] == 1
    assert locked.asks(EraseSession(found.session_id)) == Erased()
    assert locked.vault.count()[0] == 0


def test_where_the_key_is_not_here_at_all_that_is_said(made: Made) -> None:
    hold(made.vault, 1, "nobody")
    (made.vault.directory / IDENTITY_FILE).unlink()
    assert made.asks(HEAR) == NotOpened(locked=True)


# From a keyring -------------------------------------------------------------------------------


def test_a_keyring_gives_the_key_and_nobody_types(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyring = FakeKeyring()
    monkeypatch.setattr(system_keyring, "_keyring", lambda: (keyring, KeyError))
    hold(made.vault, 1, "nobody")
    made.vault.access.move_identity_to_keyring(made.vault.identity())
    assert made.asks(HEAR) == KeyAwaited()
    assert made.tells() == KeyTried()
    assert isinstance(made.asks(HEAR), WordsOpened)
    keyring.kept.clear()
    made.asks(CloseWords())
    assert made.asks(HEAR) == KeyAwaited()
    assert made.tells() == KeyTried()
    assert isinstance(made.asks(HEAR), Refused), "the keyring does not hold it"


def test_who_goes_without_a_keyrings_key_is_not_asked_for_it_after_all(
    made: Made, read_by_anna: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyring = FakeKeyring()
    monkeypatch.setattr(system_keyring, "_keyring", lambda: (keyring, KeyError))
    made.vault.access.move_identity_to_keyring(made.vault.identity())
    assert made.asks(PrepareSession(read_by_anna)) == KeyAwaited(read_by="Anna Weber")
    assert made.tells() == KeyTried()
    made.asks(GoWithout())
    prepared = made.asks(PrepareSession(read_by_anna))
    assert isinstance(prepared, SessionPrepared)
    assert (prepared.plan.read_by, prepared.plan.not_opened_of) == ("", "Anna Weber")


# Questions that somebody has read --------------------------------------------------------------


@pytest.fixture
def behind(read_by_anna: str, locked: Made) -> str:
    """The guide's name; its recordings are sealed to a key behind a passphrase."""
    return read_by_anna


def test_sealed_questions_are_heard_once_the_passphrase_was_typed(
    behind: str, locked: Made, identity: str
) -> None:
    assert locked.asks(PrepareSession(behind)) == PassphraseWanted(read_by="Anna Weber")
    unlock(locked)
    prepared = locked.asks(PrepareSession(behind))
    assert isinstance(prepared, SessionPrepared)
    assert (prepared.plan.read_by, prepared.plan.not_opened_of) == ("Anna Weber", "")
    assert locked.desk.recording(prepared.plan.questions[0].recording) is not None
    assert identity not in held_by(locked), "a session is held without it"


def test_without_it_that_is_told_and_the_program_asks_and_the_next_time_it_is_asked_for_again(
    behind: str, locked: Made
) -> None:
    locked.asks(PrepareSession(behind))
    locked.asks(GoWithout())
    prepared = locked.asks(PrepareSession(behind))
    assert isinstance(prepared, SessionPrepared)
    assert (prepared.plan.read_by, prepared.plan.not_opened_of) == ("", "Anna Weber")
    assert not any(question.recording for question in prepared.plan.questions)
    assert isinstance(locked.asks(PrepareSession(behind)), PassphraseWanted)


def test_what_nobody_can_open_here_is_not_asked_about(
    made: Made, read_by_anna: str, tmp_path: Path
) -> None:
    (made.vault.directory / IDENTITY_FILE).unlink()
    prepared = made.asks(PrepareSession(read_by_anna))
    assert isinstance(prepared, SessionPrepared)
    assert prepared.plan.not_opened_of == "Anna Weber"
