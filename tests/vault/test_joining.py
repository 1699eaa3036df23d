"""A session that goes on with another: what its key proves, and what hostile records come to."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.vault.outsider import by_time, digest, plant, whole_session
from tests.vault.test_vault import header, passage, recorded
from voice.vault.checking import check_vault
from voice.vault.joining import to_continue
from voice.vault.journal import Continued, SessionHeader
from voice.vault.proof import continuing_proof, new_key
from voice.vault.reading import Reading
from voice.vault.records import SessionContinues
from voice.vault.vault import Vault

FIRST, NEXT, THIRD = "20261124-aa", "20261125-bb", "20261126-cc"


def told(id_: str, continues: Continued | None = None, key: bytes = b"") -> SessionHeader:
    day = f"{id_[:4]}-{id_[4:6]}-{id_[6:8]}"
    return replace(
        header(id_),
        started_at=f"{day}T10:00:00+00:00",
        continues=continues,
        key=key or new_key(),
    )


def go_on(vault: Vault, id_: str, other: str) -> None:
    journal = vault.begin_session(told(id_, to_continue_(vault, other)))
    journal.seal_segment("second", passage(0, f"said in {id_[-2:]}"))
    journal.end("stopped")
    journal.close()


def to_continue_(vault: Vault, id_: str) -> Continued:
    return to_continue(vault.records_folder, vault.identity(), id_)


def read(vault: Vault, wanted: str | None = None) -> Reading:
    return vault.read(vault.identity(), wanted, whole=True)


def links(reading: Reading) -> dict[str, str]:
    return {each.session_id: each.continues for each in reading.sessions}


def folder_of(vault: Vault, id_: str) -> Path:
    return next(h.folder for h in vault.heads(vault.identity())[0] if h.session_id == id_)


def test_whichever_is_named_all_that_go_on_with_one_another_are_read(tmp_path: Path) -> None:
    vault = recorded(tmp_path)
    go_on(vault, NEXT, FIRST)
    go_on(vault, THIRD, NEXT)
    whole = {FIRST: "", NEXT: FIRST, THIRD: NEXT}
    for wanted in (FIRST, NEXT, THIRD, "last", folder_of(vault, NEXT).name, None):
        reading = read(vault, wanted)
        assert (links(reading), reading.problems, reading.remarks) == (whole, (), ())
    assert check_vault(vault, vault.identity()).problems == ()


def test_named_without_the_whole_only_the_one_is_read(tmp_path: Path) -> None:
    vault = recorded(tmp_path)
    go_on(vault, NEXT, FIRST)
    reading = vault.read(vault.identity(), NEXT)
    assert (list(links(reading)), reading.problems, reading.remarks) == ([NEXT], (), ())


def test_two_may_go_on_with_the_same_one(tmp_path: Path) -> None:
    vault = recorded(tmp_path)
    go_on(vault, NEXT, FIRST)
    go_on(vault, THIRD, FIRST)
    reading = read(vault, NEXT)
    assert links(reading) == {FIRST: "", NEXT: FIRST, THIRD: FIRST}
    assert reading.problems == ()


def test_erasing_one_leaves_the_other_and_what_is_gone_is_said(tmp_path: Path) -> None:
    vault = recorded(tmp_path)
    go_on(vault, NEXT, FIRST)
    vault.erase_session(vault.identity(), FIRST)
    reading = read(vault, NEXT)
    (left,) = reading.sessions
    assert left.answers[1].text == "Said in bb."
    assert reading.problems == ()
    assert reading.remarks == (f"session {NEXT} goes on with session {FIRST}, which is gone",)
    assert check_vault(vault, vault.identity()).problems == ()


def forged(vault: Vault, other: Continued) -> None:
    """A whole session, as whoever has the public key can make it."""
    whole_session(vault, told(NEXT, other), vault.records_folder / "0f", 1)


HOSTILE: dict[str, tuple[Callable[[Vault], None], str]] = {
    "without the other's key": (
        lambda vault: forged(vault, Continued(FIRST, new_key())),
        "not proven by that session's key",
    ),
    "with itself": (lambda vault: forged(vault, Continued(NEXT, new_key())), "continues itself"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_says_that_it_goes_on_and_cannot_prove_it_is_left_by_itself(
    tmp_path: Path, what: str
) -> None:
    vault = recorded(tmp_path)
    make, why = HOSTILE[what]
    make(vault)
    reading = read(vault)
    assert links(reading) == {FIRST: "", NEXT: ""}
    assert len([problem for problem in reading.problems if why in problem]) == 1
    assert any(why in problem for problem in check_vault(vault, vault.identity()).problems)


def test_a_proof_that_was_made_for_another_session_proves_nothing(tmp_path: Path) -> None:
    vault = recorded(tmp_path)
    go_on(vault, NEXT, FIRST)
    key = new_key()
    whole_session(vault, told(THIRD, key=key), vault.records_folder / "0f", 0)
    stolen = continuing_proof(to_continue_(vault, FIRST).key, to_continue_(vault, NEXT).key)
    folder = vault.records_folder / "0f"
    first, last = [path for path in by_time(vault) if path.parent == folder]
    last.unlink()
    body = SessionContinues(session_id=FIRST, proof=stolen)
    plant(vault, body, 1, digest(first), folder, THIRD, key)
    assert links(read(vault)) == {FIRST: "", NEXT: FIRST, THIRD: ""}


def test_a_circle_is_told_and_each_is_left_by_itself(tmp_path: Path) -> None:
    vault, _ = Vault.create(tmp_path / "vault")
    one, two = new_key(), new_key()
    for id_, own, other_id, other in ((FIRST, one, NEXT, two), (NEXT, two, FIRST, one)):
        journal = vault.begin_session(told(id_, Continued(other_id, other), own))
        journal.end("stopped")
        journal.close()
    reading = read(vault, FIRST)
    assert links(reading) == {FIRST: "", NEXT: ""}
    assert len(reading.problems) == 2


def test_only_the_second_record_says_what_a_session_goes_on_with(tmp_path: Path) -> None:
    vault, _ = Vault.create(tmp_path / "vault")
    key = new_key()
    journal = vault.begin_session(told(FIRST, key=key))
    journal.seal_segment("first", passage(0))
    journal.close()
    folder = folder_of(vault, FIRST)
    last = by_time(vault)[-1]
    late = SessionContinues(session_id=NEXT, proof="0" * 64)
    planted = plant(vault, late, 2, digest(last), folder, FIRST, key)
    reading = read(vault)
    assert links(reading) == {FIRST: ""}
    assert any(planted.name in problem for problem in reading.problems)
