"""What a kiosk keeps: sealed to the configured people only, whole in the outbox or erased."""

from pathlib import Path

import pytest

from tests.kiosk.configs import Clinic, clinic
from tests.scenes.reflection.playbook import segment
from voice.app.session import session_header
from voice.guides.loading import find_guide
from voice.kiosk.config import load_config
from voice.kiosk.keeping import KioskStore
from voice.kiosk.slip import make_client_key
from voice.values.errors import VaultError
from voice.values.troubles import Trouble, TroubleName
from voice.vault import age
from voice.vault.reading import read_sessions
from voice.vault.vault import Vault

HEADER = session_header(find_guide("trust-and-power"))
QUESTION = HEADER.questions[0].question_id


def opened(made: Clinic) -> KioskStore:
    store = KioskStore(made.folder, load_config(made.path).holders)
    store.open()
    return store


def record(store: KioskStore, client_recipient: str = "", with_holders: bool = True) -> None:
    journal = store.begin(HEADER, client_recipient, with_holders)
    journal.seal_segment(QUESTION, segment("i feel safe", 1))
    journal.end("finished")
    journal.close()


def said(folder: Path, identity: str) -> list[str]:
    reading = read_sessions(folder / "records", identity, None)
    return [answer.verbatim for s in reading.sessions for answer in s.answers if answer.segments]


def test_a_session_is_in_the_outbox_only_once_it_is_over(tmp_path: Path) -> None:
    made = clinic(tmp_path)
    store = opened(made)
    record(store)
    assert said(store.outbox, made.identity) == []
    assert store.hand_over() == 1
    assert said(store.outbox, made.identity) == ["i feel safe"]
    assert said(store.current, made.identity) == []
    assert Vault.open(store.outbox).count()[0] == 1


def test_the_clinics_sessions_open_with_the_clinics_key_and_no_other(tmp_path: Path) -> None:
    made = clinic(tmp_path)
    store = opened(made)
    record(store)
    assert said(store.current, age.new_identity()) == []


def test_a_clients_session_opens_with_the_clients_key_only(tmp_path: Path) -> None:
    made = clinic(tmp_path, keeper="client", recipients=None)
    store = opened(made)
    client = make_client_key("session")
    record(store, client.public_key, with_holders=False)
    store.hand_over()
    assert said(store.outbox, client.slip.secret) == ["i feel safe"]
    assert said(store.outbox, made.identity) == []


def test_a_session_without_the_holders_is_closed_to_them_even_where_there_are_some(
    tmp_path: Path,
) -> None:
    made = clinic(tmp_path)
    store = opened(made)
    client = make_client_key("session")
    record(store, client.public_key, with_holders=False)
    assert said(store.current, client.slip.secret) == ["i feel safe"]
    assert said(store.current, made.identity) == []


def test_a_shared_session_opens_with_either_key(tmp_path: Path) -> None:
    made = clinic(tmp_path, keeper="both")
    store = opened(made)
    client = make_client_key("session")
    record(store, client.public_key)
    assert said(store.current, client.slip.secret) == ["i feel safe"]
    assert said(store.current, made.identity) == ["i feel safe"]


def test_the_next_session_is_not_sealed_to_the_client_before(tmp_path: Path) -> None:
    made = clinic(tmp_path, keeper="both")
    store = opened(made)
    client = make_client_key("session")
    record(store, client.public_key)
    store.hand_over()
    for path in made.folder.rglob("*"):
        if path.is_file():
            assert client.public_key.encode() not in path.read_bytes()
    record(store)
    assert said(store.current, client.slip.secret) == []


def test_a_session_that_nobody_could_open_is_not_begun(tmp_path: Path) -> None:
    store = opened(clinic(tmp_path, keeper="client", recipients=None))
    with pytest.raises(VaultError) as raised:
        store.begin(HEADER, "", with_holders=False)
    assert raised.value.trouble == Trouble(TroubleName.NOBODY_TO_OPEN)
    assert not list(store.current.rglob("*.age"))


def test_an_interrupted_session_is_handed_over_at_the_next_start(tmp_path: Path) -> None:
    made = clinic(tmp_path)
    journal = opened(made).begin(HEADER, "", with_holders=True)
    journal.seal_segment(QUESTION, segment("i feel safe", 1))
    journal.close()  # the power is cut: no end is written, nothing is handed over
    store = opened(made)
    assert said(store.outbox, made.identity) == ["i feel safe"]


def test_erasing_removes_the_session_and_none_before(tmp_path: Path) -> None:
    made = clinic(tmp_path)
    store = opened(made)
    record(store)
    store.hand_over()
    record(store)
    assert store.erase()
    assert store.hand_over() == 0
    assert said(store.outbox, made.identity) == ["i feel safe"]


def test_a_disk_that_takes_nothing_is_told_before_anybody_speaks(tmp_path: Path) -> None:
    made = clinic(tmp_path)
    store = opened(made)
    store.check()
    for path in sorted((store.current / "records").iterdir()):
        path.rmdir()
    (store.current / "records").rmdir()
    with pytest.raises(VaultError):
        store.check()


def test_a_store_without_a_key_keeps_no_secret(tmp_path: Path) -> None:
    made = clinic(tmp_path)
    store = opened(made)
    record(store)
    store.hand_over()
    for path in made.folder.rglob("*"):
        if path.is_file():
            assert b"AGE-SECRET-KEY" not in path.read_bytes()
            assert b"feel safe" not in path.read_bytes()
