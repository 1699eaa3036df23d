"""Checking and listing: every damaged, foreign or missing record by itself, the others open."""

import os
import time
from pathlib import Path

import pytest

from tests.vault.test_vault import header, passage, recorded, records_of
from voice.vault import age, opening
from voice.vault.checking import check_outside, check_vault
from voice.vault.records import Envelope, SessionEnded, to_bytes
from voice.vault.vault import Vault


def problems(vault: Vault) -> tuple[str, ...]:
    return check_vault(vault, vault.identity()).problems


def test_a_whole_vault_has_no_problems(tmp_path: Path) -> None:
    vault = recorded(tmp_path)
    assert check_outside(vault).problems == ()
    assert problems(vault) == ()


def test_every_flipped_byte_is_found_and_only_that_record_is_named(tmp_path: Path) -> None:
    vault = recorded(tmp_path, 1)
    chosen = records_of(vault)[2]
    whole = chosen.read_bytes()
    for place in range(0, len(whole), 37):
        chosen.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        named = [p for p in problems(vault) if p.startswith(chosen.parent.name)]
        assert len(named) == 1, place
        assert chosen.name in named[0]
    chosen.write_bytes(whole)
    assert problems(vault) == ()


def test_each_missing_record_is_named(tmp_path: Path) -> None:
    vault = recorded(tmp_path, 3)
    for path in records_of(vault):
        kept = path.read_bytes()
        (sequence,) = (
            r.envelope.sequence
            for r in opening.open_folder(path.parent, age.Opener(vault.identity()))[0]
            if r.path == path
        )
        path.unlink()
        found = problems(vault)
        path.write_bytes(kept)
        if sequence == 6:  # nothing follows the last one: that it is gone shows otherwise
            path.unlink()
            remarks = check_vault(vault, vault.identity()).remarks
            assert any("not ended in order" in remark for remark in remarks)
            path.write_bytes(kept)
        else:
            assert any(f"record {sequence} is missing" in problem for problem in found)


def test_a_record_of_another_session_in_the_folder_is_foreign(tmp_path: Path) -> None:
    vault = recorded(tmp_path, 3)
    other = vault.begin_session(header("20261125-bb"))
    other.seal_segment("first", passage(0))
    other.close()
    moved = next(
        path
        for path in records_of(vault)
        if opening.open_words(path, age.Opener(vault.identity())).envelope.session_id
        == "20261125-bb"
    )
    target = next(p.parent for p in records_of(vault) if p.parent != moved.parent)
    moved.rename(target / moved.name)
    assert any(moved.name in p and "foreign" in p for p in problems(vault))


def test_a_record_that_others_sealed_in_shows(tmp_path: Path) -> None:
    """The public key is enough to add a record, and not enough to prove it."""
    vault = recorded(tmp_path)
    folder = records_of(vault)[0].parent
    forged = Envelope(
        session_id="20261124-aa",
        record_id="f" * 32,
        sequence=6,
        previous="0" * 64,
        body=SessionEnded(reason="forged"),
    )
    public = [recipient.public_key for recipient in vault.recipients]
    (folder / f"{'0' * 32}.age").write_bytes(age.seal(to_bytes(forged), public))
    (problem,) = problems(vault)
    assert f"{folder.name}/{'0' * 32}.age is left out" in problem
    assert "it has no proof" in problem


def test_what_an_outsider_put_there_shows_without_a_key(tmp_path: Path) -> None:
    vault = recorded(tmp_path)
    folder = records_of(vault)[0].parent
    (folder / "notes.txt").write_bytes(b"x" * 2000)
    (folder / "short.age").write_bytes(b"x")
    (folder / "long.age").write_bytes(b"x" * 2000)
    (folder / "link.age").symlink_to("/etc/hostname")
    (folder / ".new-0123").write_bytes(b"half")
    records_of(vault)[0].parent.chmod(0o755)
    found = check_outside(vault).problems
    for name in ("notes.txt", "short.age", "long.age", "link.age", ".new-0123"):
        assert any(name in problem for problem in found), name
    assert any("read by others" in problem for problem in found)


def test_reading_one_session_opens_one_record_of_every_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault, _ = Vault.create(tmp_path / "vault")
    written: set[Path] = set()

    def a_second_later() -> None:  # several files can be written in one tick of the disk's clock
        for path in set(records_of(vault)) - written:
            written.add(path)
            os.utime(path, (len(written), len(written)))

    for number in range(5):
        journal = vault.begin_session(header(f"2026112{number}-aa"))
        a_second_later()
        for place in range(4):
            journal.seal_segment("first", passage(place))
            a_second_later()
        journal.close()
    opened: list[Path] = []
    real = opening.open_words

    def counting(path: Path, opener: age.Opener) -> object:
        opened.append(path)
        return real(path, opener)

    monkeypatch.setattr(opening, "open_words", counting)
    assert len(vault.read(vault.identity(), "20261123").sessions) == 1
    assert len(opened) == 5 + 5
    opened.clear()
    assert vault.read(vault.identity(), "last").sessions[0].session_id == "20261124-aa"
    assert len(opened) == 5 + 5


def test_a_session_is_found_where_a_copy_lost_every_time(tmp_path: Path) -> None:
    vault = recorded(tmp_path)
    for path in records_of(vault):
        os.utime(path, (0, 0))
    (head,) = vault.heads(vault.identity())[0]
    assert head.started_at == "2026-11-24T10:00:00+00:00"


def test_listing_without_a_key_opens_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = recorded(tmp_path)

    def never(*_arguments: object) -> None:
        raise AssertionError("a record was opened")

    monkeypatch.setattr(age.Opener, "open", never)
    (listed,) = vault.listed()
    assert listed.records == len(records_of(vault))
    assert abs(listed.last_written - time.time()) < 3600


def test_a_session_is_listed_by_when_it_began_however_long_it_went_on(tmp_path: Path) -> None:
    vault = recorded(tmp_path)
    first, *later = records_of(vault)
    os.utime(first, (1_000_000, 1_000_000))
    for path in later:
        os.utime(path, (2_000_000, 2_000_000))
    (listed,) = vault.listed()
    assert listed.began == 1_000_000


def test_an_empty_folder_and_litter_anywhere_are_swept_at_the_next_start(tmp_path: Path) -> None:
    vault, _ = Vault.create(tmp_path / "vault")
    (vault.directory / "records" / "0123").mkdir()
    (vault.directory / ".new-0123").write_bytes(b"half a key")
    (vault.directory / "records" / ".new-0123").write_bytes(b"half")
    vault.begin_session(header()).close()
    assert not list(vault.directory.rglob(".new-*"))
    assert vault.count()[0] == 1
