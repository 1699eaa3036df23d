"""Kept sound: durable like words, withdrawn with them, and never in the way of reading them."""

import base64
import errno
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.vault.test_durability import FailingFileSystem
from tests.vault.test_going_on import correction
from tests.vault.test_vault import header, passage, records_of
from voice.sound.flac import encode
from voice.values.errors import VaultError
from voice.values.transcript import SOUND_BYTES_PER_SECOND, PassageSound
from voice.vault import age
from voice.vault.age import Opener
from voice.vault.checking import check_outside, check_vault
from voice.vault.opening import open_record
from voice.vault.reading import Reading, as_json
from voice.vault.records import PIECE_SECONDS, SoundKept
from voice.vault.vault import Vault

SESSION = "20261124-aa"


def sound(number: int = 0, seconds: float = 3.0) -> PassageSound:
    """Noise, another for each number."""
    rng = np.random.default_rng(number)
    count = round(seconds * SOUND_BYTES_PER_SECOND) // 2
    return PassageSound(number * 10.0, (rng.standard_normal(count) * 900).astype("<i2").tobytes())


def recorded(tmp_path: Path, count: int = 2) -> Vault:
    """A vault with one session whose passages have their sound."""
    vault, _ = Vault.create(tmp_path / "vault")
    journal = vault.begin_session(header())
    for number in range(count):
        journal.seal_segment("first", passage(number))
        journal.seal_sound("first", passage(number).segment_id, sound(number))
    journal.end("finished")
    journal.close()
    return vault


def heard(reading: Reading, number: int = 0) -> PassageSound | None:
    return reading.sounds.of(SESSION, passage(number).segment_id)


def read(vault: Vault) -> Reading:
    return vault.read(vault.identity())


def sounds_of(vault: Vault) -> dict[Path, SoundKept]:
    """The sound records that lie in the vault."""
    opener = Opener(vault.identity())
    opened = {path: open_record(path, opener) for path in records_of(vault)}
    return {
        path: record.envelope.body
        for path, record in opened.items()
        if not isinstance(record, str) and isinstance(record.envelope.body, SoundKept)
    }


def test_what_is_kept_is_heard_again_sample_for_sample(tmp_path: Path) -> None:
    reading = read(recorded(tmp_path))
    assert reading.problems == ()
    assert [heard(reading, n) for n in range(2)] == [sound(0), sound(1)]
    assert reading.sessions[0].answers[0].sounds == {passage(0).segment_id, passage(1).segment_id}


def test_a_vault_without_any_sound_reads_as_before(tmp_path: Path) -> None:
    vault, _ = Vault.create(tmp_path / "vault")
    journal = vault.begin_session(header())
    journal.seal_segment("first", passage(0))
    journal.close()
    reading = read(vault)
    assert reading.problems == ()
    assert reading.sessions[0].answers[0].sounds == frozenset()
    assert heard(reading) is None


def test_a_long_passage_is_several_records_each_under_a_mebibyte(tmp_path: Path) -> None:
    vault, _ = Vault.create(tmp_path / "vault")
    journal = vault.begin_session(header())
    rng = np.random.default_rng(3)
    # noise at full scale is what FLAC cannot make smaller
    samples = rng.integers(-32768, 32767, 62 * 16_000, dtype=np.int16).tobytes()
    journal.seal_segment("first", passage(0))
    journal.seal_sound("first", passage(0).segment_id, PassageSound(1.5, samples))
    journal.close()
    sizes = [len(age.unseal(p.read_bytes(), vault.identity())) for p in sounds_of(vault)]
    assert len(sizes) == 4
    assert set(sizes[:3]) <= {2**n for n in range(10, 21)}  # padded like every record
    assert heard(read(vault)) == PassageSound(1.5, samples)
    assert check_vault(vault, vault.identity()).problems == ()


def test_reading_words_holds_no_sound_in_memory(tmp_path: Path) -> None:
    vault = recorded(tmp_path)
    opened = vault.read(vault.identity())
    assert len(repr(opened)) < 2_000
    from voice.vault.opening import open_folder, session_folders

    (folder,) = session_folders(vault.records_folder)
    records, _ = open_folder(folder, Opener(vault.identity()))
    bodies = [r.envelope.body for r in records if isinstance(r.envelope.body, SoundKept)]
    assert [body.flac for body in bodies] == ["", ""]


def test_the_json_says_which_passages_can_be_heard(tmp_path: Path) -> None:
    (session,) = as_json(read(recorded(tmp_path)).sessions)
    assert [s["sound"] for s in session["answers"][0]["segments"]] == [True, True]


@pytest.mark.parametrize("way", ["in the session", "later", "the whole answer", "the session"])
def test_whatever_withdraws_the_words_removes_the_sound(tmp_path: Path, way: str) -> None:
    vault, _ = Vault.create(tmp_path / "vault")
    journal = vault.begin_session(header())
    journal.seal_segment("first", passage(0))
    journal.seal_sound("first", passage(0).segment_id, sound(0, 45))
    if way == "in the session":
        journal.erase_segments("first", (passage(0).segment_id,))
    journal.end("finished")
    journal.close()
    match way:
        case "later":
            journal = vault.go_on(vault.identity(), SESSION)
            journal.erase_segments("first", (passage(0).segment_id,))
            journal.close()
        case "the whole answer":
            assert vault.erase_answer(vault.identity(), SESSION, "first") == 1
        case "the session":
            vault.erase_session(vault.identity(), SESSION)
    assert sounds_of(vault) == {}
    reading = read(vault)
    assert reading.problems == ()
    assert heard(reading) is None
    assert check_vault(vault, vault.identity()).problems == ()


def test_a_correction_taken_back_leaves_the_sound(tmp_path: Path) -> None:
    vault = recorded(tmp_path)
    journal = vault.go_on(vault.identity(), SESSION)
    journal.seal_correction("first", correction("one"))
    journal.erase_correction("first", "one")
    journal.close()
    assert heard(read(vault)) == sound(0)


def test_a_sound_that_comes_back_from_a_backup_after_it_was_erased_is_not_heard(
    tmp_path: Path,
) -> None:
    vault = recorded(tmp_path)
    kept = {path: path.read_bytes() for path in sounds_of(vault)}
    vault.erase_answer(vault.identity(), SESSION, "first")
    for path, data in kept.items():
        path.write_bytes(data)
    reading = read(vault)
    assert heard(reading) is None
    assert reading.sounds.places == {}
    assert any("there again" in problem for problem in reading.problems)


def test_a_sound_whose_words_are_missing_is_not_heard(tmp_path: Path) -> None:
    """A power cut between the two removals of an erasure leaves just that."""
    vault = recorded(tmp_path, 1)
    words = [p for p in records_of(vault) if p not in sounds_of(vault)]
    opener = Opener(vault.identity())
    for path in words:
        record = open_record(path, opener)
        if not isinstance(record, str) and record.envelope.record_id == passage(0).segment_id:
            path.unlink()
    reading = read(vault)
    assert reading.sounds.places == {}
    assert any("is missing" in problem for problem in reading.problems)


@pytest.mark.parametrize("harm", ["gone", "torn", "foreign"])
def test_a_harmed_sound_is_named_and_hides_neither_words_nor_other_sounds(
    tmp_path: Path, harm: str
) -> None:
    vault = recorded(tmp_path)
    first = next(p for p, body in sounds_of(vault).items() if body.segment_id.endswith("0"))
    match harm:
        case "gone":
            first.unlink()
        case "torn":
            first.write_bytes(first.read_bytes()[:-40])
        case "foreign":
            first.write_bytes(age.seal(b"nonsense", [vault.recipients[0].public_key]))
    reading = read(vault)
    assert reading.problems
    assert len(reading.sessions[0].answers[0].segments) == 2
    assert (heard(reading, 0), heard(reading, 1)) == (None, sound(1))
    assert check_vault(vault, vault.identity()).problems


def forged(vault: Vault, **changes: Any) -> None:
    """Somebody with the public key only puts another sound record there."""
    journal = vault.go_on(vault.identity(), SESSION)
    body = SoundKept(
        question_id="first", segment_id=passage(0).segment_id, number=0, start_seconds=0, flac=""
    )
    body = replace(body, **changes)
    journal._writer.append(body)
    journal.close()


@pytest.mark.parametrize(
    "flac",
    ["no base64!", base64.b64encode(b"fLaC, and no more").decode(), "x" * 5],
)
def test_a_sound_that_is_none_is_no_sound_and_the_words_are_read(tmp_path: Path, flac: str) -> None:
    vault, _ = Vault.create(tmp_path / "vault")
    journal = vault.begin_session(header())
    journal.seal_segment("first", passage(0))
    journal.close()
    forged(vault, flac=flac)
    reading = read(vault)
    assert heard(reading) is None
    assert len(reading.sessions[0].answers[0].segments) == 1


def test_a_piece_longer_than_a_record_may_hold_is_not_unpacked(tmp_path: Path) -> None:
    vault, _ = Vault.create(tmp_path / "vault")
    journal = vault.begin_session(header())
    journal.seal_segment("first", passage(0))
    journal.close()
    long = encode(bytes((PIECE_SECONDS + 1) * SOUND_BYTES_PER_SECOND))
    forged(vault, flac=base64.b64encode(long).decode())
    assert heard(read(vault)) is None


def test_a_second_record_for_the_same_piece_does_not_replace_the_first(tmp_path: Path) -> None:
    vault = recorded(tmp_path, 1)
    forged(vault, flac=base64.b64encode(encode(sound(9).samples)).decode())
    assert heard(read(vault)) == sound(0)


def test_a_missing_piece_in_the_middle_is_silence_so_that_the_rest_keeps_its_time(
    tmp_path: Path,
) -> None:
    vault, _ = Vault.create(tmp_path / "vault")
    journal = vault.begin_session(header())
    journal.seal_segment("first", passage(0))
    whole = sound(0, 50)
    journal.seal_sound("first", passage(0).segment_id, whole)
    journal.close()
    next(path for path, body in sounds_of(vault).items() if body.number == 1).unlink()
    got = heard(read(vault))
    assert got is not None
    piece = PIECE_SECONDS * SOUND_BYTES_PER_SECOND
    assert got.samples[:piece] == whole.samples[:piece]
    assert got.samples[piece : 2 * piece] == bytes(piece)
    assert got.samples[2 * piece :] == whole.samples[2 * piece :]
    assert got.start_seconds == whole.start_seconds


@pytest.mark.parametrize("call", ["create", "write", "fsync", "rename", "fsync_folder"])
def test_a_sound_that_fails_costs_no_words_and_is_kept_once_by_the_next_try(
    tmp_path: Path, call: str
) -> None:
    Vault.create(tmp_path / "vault")
    fs = FailingFileSystem(call, errno.EIO)
    vault = Vault(tmp_path / "vault", fs)
    journal = vault.begin_session(header())
    journal.seal_segment("first", passage(0))
    fs.failing = True
    with pytest.raises(VaultError):
        journal.seal_sound("first", passage(0).segment_id, sound(0, 30))
    fs.failing = False
    journal.seal_segment("first", passage(1))  # words go on meanwhile
    journal.seal_sound("first", passage(0).segment_id, sound(0, 30))
    journal.seal_sound("first", passage(0).segment_id, sound(0, 30))  # a third try adds nothing
    journal.end("finished")
    journal.close()
    reading = read(vault)
    assert reading.problems == ()
    assert len(reading.sessions[0].answers[0].segments) == 2
    assert heard(reading) == sound(0, 30)


def test_a_whole_file_that_a_failed_save_of_a_sound_left_is_erased_with_its_passage(
    tmp_path: Path,
) -> None:
    Vault.create(tmp_path / "vault")
    fs = FailingFileSystem("fsync_folder", errno.EIO)
    vault = Vault(tmp_path / "vault", fs)
    journal = vault.begin_session(header())
    journal.seal_segment("first", passage(0))
    fs.failing = True
    with pytest.raises(VaultError):
        journal.seal_sound("first", passage(0).segment_id, sound(0))
    fs.failing = False
    assert len(sounds_of(vault)) == 1  # renamed already when the folder's fsync failed
    journal.seal_segment("first", passage(1))
    journal.seal_sound("first", passage(0).segment_id, sound(0))
    journal.erase_segments("first", (passage(0).segment_id,))
    journal.close()
    assert sounds_of(vault) == {}
    assert read(vault).problems == ()


def test_on_a_full_disk_the_reserve_is_left_for_words(tmp_path: Path) -> None:
    Vault.create(tmp_path / "vault")
    fs = FailingFileSystem("write", errno.ENOSPC)
    vault = Vault(tmp_path / "vault", fs)
    vault.check_writable()
    reserve = vault.directory / "reserve"
    journal = vault.begin_session(header())
    journal.seal_segment("first", passage(0))
    fs.failing = True
    with pytest.raises(VaultError) as raised:
        journal.seal_sound("first", passage(0).segment_id, sound(0))
    fs.failing = False
    journal.close()
    assert "disk is full" in raised.value.fact
    assert reserve.exists()


def test_from_outside_a_sound_is_one_more_padded_record(tmp_path: Path) -> None:
    vault = recorded(tmp_path)
    assert check_outside(vault).problems == ()
    for path in records_of(vault):
        assert b"fLaC" not in path.read_bytes()
        assert path.stat().st_mode & 0o077 == 0
