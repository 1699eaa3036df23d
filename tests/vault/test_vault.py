"""Keys, sealing, reading back, and what an outsider sees of a vault."""

import os
import shutil
import stat
import subprocess
import sys
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError

from voice.values.errors import VaultError
from voice.values.transcript import AnswerState, Segment, Word
from voice.values.troubles import TroubleName
from voice.vault import age
from voice.vault.journal import SessionHeader
from voice.vault.reading import as_json
from voice.vault.records import (
    AskedQuestion,
    Envelope,
    KeptWord,
    SegmentKept,
    from_bytes,
    to_bytes,
)
from voice.vault.vault import Vault

CANARY = "periwinkle"


def header(session_id: str = "20261124-aa") -> SessionHeader:
    asked = tuple(
        AskedQuestion(question_id=q, question=f"{q}?", theme="T") for q in ("first", "second")
    )
    return SessionHeader(session_id, "guide", "Guide", "en", "2026-11-24T10:00:00+00:00", asked)


def passage(number: int, text: str = f"my {CANARY} opinion") -> Segment:
    start = number * 5.0
    words = tuple(Word(w, start + i, start + i + 0.5, 0.9) for i, w in enumerate(text.split()))
    return Segment(f"{number:032x}", words, number * 5.0, number * 5.0 + len(words))


def recorded(tmp_path: Path, passages: int = 2) -> Vault:
    vault, _ = Vault.create(tmp_path / "vault")
    journal = vault.begin_session(header())
    for number in range(passages):
        journal.seal_segment("first", passage(number))
    journal.mark_answer("first", AnswerState.ANSWERED)
    journal.mark_answer("second", AnswerState.PASSED)
    journal.end("finished")
    journal.close()
    return vault


def records_of(vault: Vault) -> list[Path]:
    return sorted((vault.directory / "records").glob("*/*.age"))


def test_no_record_shows_what_was_said_in_its_repr() -> None:
    word = KeptWord(word=CANARY, start_seconds=0.0, end_seconds=0.5, confidence=0.9)
    assert CANARY not in repr(word) + repr(SegmentKept.of("first", passage(0)))


def test_what_was_sealed_is_read_back_word_for_word(tmp_path: Path) -> None:
    vault = recorded(tmp_path)
    reading = vault.read(vault.identity())
    assert reading.problems == ()
    first, second = reading.sessions[0].answers
    assert first.segments == (passage(0), passage(1))
    assert (first.state, second.state) == (AnswerState.ANSWERED, AnswerState.PASSED)


def test_the_json_has_the_promised_shape(tmp_path: Path) -> None:
    vault = recorded(tmp_path, 1)
    (session,) = as_json(vault.read(vault.identity()).sessions)
    assert set(session) == {"session_id", "guide_id", "started_at", "answers"}
    answer = session["answers"][0]
    assert {"question_id", "question", "state", "text", "verbatim", "segments"} <= set(answer)
    assert {"text", "start_seconds", "end_seconds", "words"} <= set(answer["segments"][0])
    word = answer["segments"][0]["words"][0]
    assert set(word) == {"word", "start_seconds", "end_seconds", "confidence"}


def test_no_file_of_the_vault_holds_a_spoken_word(tmp_path: Path) -> None:
    vault = recorded(tmp_path)
    for path in vault.directory.rglob("*"):
        if path.is_file():
            assert CANARY.encode() not in path.read_bytes()


def test_files_are_the_owners_alone(tmp_path: Path) -> None:
    vault = recorded(tmp_path)
    for path in [vault.directory, *vault.directory.rglob("*")]:
        mode = stat.S_IMODE(path.stat().st_mode)
        secret = path.suffix == ".age" or path.is_dir() or path.name == "identity.txt"
        assert not secret or mode in {0o600, 0o700}, path


def test_no_record_says_in_a_log_or_an_error_what_it_holds() -> None:
    body = SegmentKept.of("first", passage(0))
    envelope = Envelope(session_id="s", record_id="r", sequence=1, previous="", body=body)
    for shown in (body, body.words[0], envelope, from_bytes(to_bytes(envelope))):
        assert CANARY not in f"{shown!r} {shown}"
    with pytest.raises(ValidationError) as raised:
        TypeAdapter(Envelope).validate_python({"session_id": CANARY * 40, "body": asdict(body)})
    assert CANARY not in f"{raised.value!r} {raised.value}"


def test_sizes_are_padded_to_powers_of_two(tmp_path: Path) -> None:
    vault, _ = Vault.create(tmp_path / "vault")
    journal = vault.begin_session(header())
    journal.seal_segment("first", passage(0, "yes"))
    journal.seal_segment("first", passage(1, "no i do not think so"))
    journal.close()
    identity = vault.identity()
    assert {len(age.unseal(path.read_bytes(), identity)) for path in records_of(vault)} == {1024}


def test_long_and_short_passages_alike_are_padded_to_powers_of_two(tmp_path: Path) -> None:
    vault, _ = Vault.create(tmp_path / "vault")
    journal = vault.begin_session(header())
    for number, words in enumerate((1, 20, 40, 70, 150, 300)):
        journal.seal_segment("first", passage(number, "said " * words))
    journal.close()
    identity = vault.identity()
    sizes = {len(age.unseal(path.read_bytes(), identity)) for path in records_of(vault)}
    assert {4096, 8192, 16_384} <= sizes <= {2**n for n in range(10, 20)}


@pytest.mark.skipif(shutil.which("age") is None, reason="apt install age")
def test_the_age_program_opens_a_record_with_the_recovery_key_alone(tmp_path: Path) -> None:
    vault, keys = Vault.create(tmp_path / "vault")
    journal = vault.begin_session(header())
    journal.seal_segment("first", passage(0))
    journal.close()
    recovery = tmp_path / "recovery.txt"
    recovery.write_text(keys.recovery_identity + "\n")
    opened = [
        subprocess.run(["age", "-d", "-i", recovery, path], capture_output=True, check=True).stdout
        for path in records_of(vault)
    ]
    assert any(CANARY.encode() in plain for plain in opened)


def test_another_key_opens_nothing_and_says_so(tmp_path: Path) -> None:
    vault = recorded(tmp_path)
    other, _ = Vault.create(tmp_path / "other")
    reading = vault.read(other.identity())
    assert reading.sessions == ()
    assert len(reading.problems) == len(records_of(vault))


def test_one_damaged_record_hides_no_other(tmp_path: Path) -> None:
    vault = recorded(tmp_path, 3)
    damaged = records_of(vault)[0]
    data = bytearray(damaged.read_bytes())
    data[-20] ^= 1
    damaged.write_bytes(bytes(data))
    reading = vault.read(vault.identity())
    assert any("damaged" in problem for problem in reading.problems)
    kept = sum(len(a.segments) for s in reading.sessions for a in s.answers)
    assert kept >= 2 or not reading.sessions


def test_a_missing_record_is_named_and_the_others_open(tmp_path: Path) -> None:
    vault = recorded(tmp_path, 4)
    chosen = None
    for path in records_of(vault):
        path.rename(path.with_suffix(".hidden"))
        reading = vault.read(vault.identity())
        if reading.sessions and len(reading.sessions[0].answers[0].segments) == 3:
            chosen = reading
            break
        path.with_suffix(".hidden").rename(path)
    assert chosen is not None
    assert any("is missing" in problem for problem in chosen.problems)


def test_erased_passages_leave_no_file_and_no_gap(tmp_path: Path) -> None:
    vault, _ = Vault.create(tmp_path / "vault")
    journal = vault.begin_session(header())
    journal.seal_segment("first", passage(0))
    before = set(records_of(vault))
    journal.seal_segment("first", passage(1))
    (file_of_passage,) = set(records_of(vault)) - before
    journal.erase_segments("first", (passage(1).segment_id,))
    journal.close()
    assert not file_of_passage.exists()
    reading = vault.read(vault.identity())
    assert reading.problems == ()
    assert reading.sessions[0].answers[0].segments == (passage(0),)


def test_a_flag_is_read_back(tmp_path: Path) -> None:
    vault, _ = Vault.create(tmp_path / "vault")
    journal = vault.begin_session(header())
    journal.seal_segment("first", passage(0))
    journal.flag_segment("first", passage(0).segment_id)
    journal.close()
    answer = vault.read(vault.identity()).sessions[0].answers[0]
    assert answer.flagged == {passage(0).segment_id}


def test_a_flag_that_was_taken_back_is_not_read_and_can_be_set_again(tmp_path: Path) -> None:
    vault, _ = Vault.create(tmp_path / "vault")
    journal = vault.begin_session(header())
    for number in range(2):
        journal.seal_segment("first", passage(number))
        journal.flag_segment("first", passage(number).segment_id)
    journal.unflag_segment("first", passage(0).segment_id)
    journal.close()

    def flagged() -> frozenset[str]:
        return vault.read(vault.identity()).sessions[0].answers[0].flagged

    assert flagged() == {passage(1).segment_id}
    with closing(vault.go_on(vault.identity(), header().session_id)) as later:
        later.flag_segment("first", passage(0).segment_id)
    assert flagged() == {passage(0).segment_id, passage(1).segment_id}
    with closing(vault.go_on(vault.identity(), header().session_id)) as later:
        later.unflag_segment("first", passage(1).segment_id)
    assert flagged() == {passage(0).segment_id}
    assert vault.read(vault.identity()).problems == ()


def test_an_erased_session_is_gone(tmp_path: Path) -> None:
    vault = recorded(tmp_path)
    vault.erase_session(vault.identity(), "20261124")
    assert vault.count() == (0, 0)
    with pytest.raises(VaultError):
        vault.read(vault.identity(), "20261124")


def test_a_second_session_is_refused_and_the_next_may_begin_after(tmp_path: Path) -> None:
    vault, _ = Vault.create(tmp_path / "vault")
    journal = vault.begin_session(header())
    with pytest.raises(VaultError) as raised:
        vault.begin_session(header("b"))
    assert "another session" in raised.value.fact
    journal.close()
    vault.begin_session(header("b")).close()


def test_an_added_recipient_opens_what_comes_after(tmp_path: Path) -> None:
    vault, _ = Vault.create(tmp_path / "vault")
    therapist, _ = Vault.create(tmp_path / "therapist")
    public = next(r.public_key for r in therapist.recipients if r.role == "owner")
    vault.access.add_recipient(public, "Dr Example")
    journal = vault.begin_session(header())
    journal.seal_segment("first", passage(0))
    journal.close()
    assert vault.read(therapist.identity()).problems == ()
    assert [r.name for r in vault.recipients][-1] == "Dr Example"


@pytest.mark.parametrize("bad", ["", "age1nonsense", "age1yubikey1qwe", "AGE-SECRET-KEY-1XYZ"])
def test_only_x25519_recipients_are_taken(tmp_path: Path, bad: str) -> None:
    vault, _ = Vault.create(tmp_path / "vault")
    with pytest.raises(VaultError) as raised:
        vault.access.add_recipient(bad, "")
    assert not bad or bad not in str(raised.value)


@pytest.mark.parametrize("way", ["as it is", "in small letters", "within other words"])
def test_a_secret_key_given_for_a_public_one_is_known_and_never_repeated(
    tmp_path: Path, way: str
) -> None:
    vault, made = Vault.create(tmp_path / "vault")
    secret = made.recovery_identity
    typed = {
        "as it is": secret,
        "in small letters": secret.lower(),
        "within other words": f"my key: {secret}",
    }[way]
    for give in (
        lambda: vault.access.add_recipient(typed, ""),
        lambda: vault.access.remove_recipient(typed),
    ):
        with pytest.raises(VaultError) as raised:
            give()
        assert "secret key" in raised.value.fact
        assert "reflect key show" in raised.value.hint
        assert "history -d" in raised.value.hint
        assert secret[20:30].lower() not in str(raised.value).lower()


def test_a_passphrase_given_for_a_public_key_is_never_repeated(tmp_path: Path) -> None:
    vault, _ = Vault.create(tmp_path / "vault")
    typed = "marzipan kettle orchard nine lamps quietly"
    for give in (
        lambda: vault.access.add_recipient(typed, ""),
        lambda: vault.access.remove_recipient(typed),
    ):
        with pytest.raises(VaultError) as raised:
            give()
        assert "marzipan" not in str(raised.value)


def test_a_damaged_list_of_recipients_is_named_by_its_file_and_not_by_what_is_in_it(
    tmp_path: Path,
) -> None:
    vault, made = Vault.create(tmp_path / "vault")
    (vault.directory / "recipients.txt").write_text(made.recovery_identity + "\n")
    with pytest.raises(VaultError) as raised:
        vault.begin_session(header())
    assert raised.value.trouble.name is TroubleName.RECIPIENTS_UNREADABLE
    assert made.recovery_identity not in str(raised.value)


def test_a_vault_is_never_made_over_another(tmp_path: Path) -> None:
    Vault.create(tmp_path / "vault")
    with pytest.raises(VaultError):
        Vault.create(tmp_path / "vault")


def test_a_place_that_cannot_be_written_is_an_error_in_words(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    for place in (file / "vault", Path("/proc/vault")):
        with pytest.raises(VaultError) as raised:
            Vault.create(place)
        assert str(place) in raised.value.fact
    with pytest.raises(VaultError):
        Vault.open(tmp_path / "nowhere")


CHECK_WRITABLE = """
import sys
from pathlib import Path
from voice.vault.vault import Vault

Vault.open(Path(sys.argv[1])).check_writable()
"""


def test_a_read_only_vault_is_told_before_anything_is_said(tmp_path: Path) -> None:
    vault, _ = Vault.create(tmp_path / "vault")
    (vault.directory / "records").chmod(0o500)
    as_others = ["setpriv", "--bounding-set=-dac_override"] if os.geteuid() == 0 else []
    child = [*as_others, sys.executable, "-c", CHECK_WRITABLE, str(vault.directory)]
    done = subprocess.run(child, capture_output=True, text=True)
    assert "voice.values.errors.VaultError" in done.stderr
