"""Reading many sessions holds the records of one folder or one session at a time; counted."""

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.vault.outsider import by_time
from tests.vault.test_sounds import sound
from tests.vault.test_vault import header, passage, records_of
from voice.vault import files, opening
from voice.vault.checking import check_vault
from voice.vault.reading import Reading
from voice.vault.records import DamagedRecord, Envelope, SegmentKept, from_bytes, to_bytes
from voice.vault.vault import Vault

SESSIONS, PASSAGES = 12, 3
IDS = [f"20261124-{number:04}" for number in range(SESSIONS)]


class Counted(opening.Opened):
    """A record that opened, counted for as long as anything holds it."""

    held = 0
    most_held = 0

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        Counted.held += 1
        Counted.most_held = max(Counted.held, Counted.most_held)

    def __del__(self) -> None:
        Counted.held -= 1


@pytest.fixture(autouse=True)
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    Counted.held = Counted.most_held = 0
    monkeypatch.setattr(opening, "Opened", Counted)
    yield
    assert Counted.held == 0, "a record outlives what was made of it"


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    made, _ = Vault.create(tmp_path / "vault")
    for id_ in IDS:
        journal = made.begin_session(header(id_))
        for number in range(PASSAGES):
            journal.seal_segment("first", passage(number))
        journal.end("finished")
        journal.close()
    return made


RECORDS = PASSAGES + 2
"""Of one session: its beginning, its passages, its end."""


def read(vault: Vault) -> Reading:
    Counted.most_held = 0
    return vault.read(vault.identity())


def test_no_more_is_held_than_one_sessions_records(vault: Vault) -> None:
    reading = read(vault)
    assert [session.session_id for session in reading.sessions] == IDS
    assert Counted.most_held == RECORDS


def test_checking_holds_no_more_either(vault: Vault) -> None:
    findings = check_vault(vault, vault.identity())
    assert (findings.sessions, findings.records, findings.problems) == (
        SESSIONS,
        SESSIONS * RECORDS,
        (),
    )
    assert Counted.most_held == RECORDS


def test_where_sound_lies_is_kept_without_its_record(tmp_path: Path) -> None:
    vault, _ = Vault.create(tmp_path / "vault")
    journal = vault.begin_session(header())
    journal.seal_segment("first", passage(0))
    journal.seal_sound("first", passage(0).segment_id, sound())
    journal.close()
    reading = read(vault)
    assert Counted.held == 0
    assert reading.sounds.of(header().session_id, passage(0).segment_id) == sound()


def test_every_session_in_two_folders_is_put_together_and_let_go_one_after_another(
    vault: Vault,
) -> None:
    whole = read(vault).sessions
    for folder in opening.session_folders(vault.records_folder):
        copy = vault.records_folder / f"{folder.name} (conflicted copy)"
        shutil.copytree(folder, copy)
        passages_of_each = sorted(folder.iterdir())
        passages_of_each[0].unlink()  # neither is whole without the other
        sorted(copy.iterdir())[1].unlink()
    reading = read(vault)
    assert (reading.sessions, reading.problems) == (whole, ())
    assert Counted.most_held == 2 * (RECORDS - 1)


def test_a_folder_with_a_record_of_every_session_opens_no_file_more_than_twice(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = read(vault).sessions
    astray = vault.records_folder / "0"
    astray.mkdir()
    for number, folder in enumerate(opening.session_folders(vault.records_folder)[1:]):
        path = sorted(folder.iterdir())[number % RECORDS]
        path.rename(astray / path.name)
    times = Counter[Path]()

    def counting(path: Path, most_bytes: int) -> bytes:
        times[path] += 1
        return files.read_ordinary(path, most_bytes)

    monkeypatch.setattr(opening, "read_ordinary", counting)
    reading = read(vault)
    assert reading.sessions == whole
    assert len(reading.problems) == SESSIONS - 1  # all but the one the folder is taken to be of
    assert all("is foreign: it belongs to session" in problem for problem in reading.problems)
    assert times.keys() == set(records_of(vault))
    assert max(times.values()) == 2
    assert Counted.most_held <= SESSIONS + RECORDS


def test_a_record_that_goes_between_its_two_openings_is_named(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = opening.session_folders(vault.records_folder)[0]
    copy = vault.records_folder / "z"
    copy.mkdir()
    beginning = next(path for path in by_time(vault) if path.parent == folder)
    shutil.copy(beginning, copy / f"{'0' * 32}.age")
    gone = next(path for path in by_time(vault)[SESSIONS:] if path.parent == folder)
    seen: list[Path] = []

    def once(path: Path, most_bytes: int) -> bytes:
        if path in seen and path == gone:
            raise FileNotFoundError(2, "No such file or directory")
        seen.append(path)
        return files.read_ordinary(path, most_bytes)

    monkeypatch.setattr(opening, "read_ordinary", once)
    problems = read(vault).problems
    assert f"{folder.name}/{gone.name} cannot be read: no such file or directory" in problems
    assert any("record 1 is missing" in problem for problem in problems)


def test_a_word_of_a_record_has_room_for_what_it_holds_and_for_nothing_else() -> None:
    (word, *_) = SegmentKept.of("first", passage(0)).words
    assert not hasattr(word, "__dict__")  # fifty hours of speech have half a million of them


@pytest.mark.parametrize(
    "forged",
    [{"more": 1}, {"confidence": 2.5}, {"word": ""}, {"start_seconds": "soon"}, {"word": 1}],
    ids=str,
)
def test_a_word_is_as_strict_as_the_record_it_is_in(forged: dict[str, object]) -> None:
    body = SegmentKept.of("first", passage(0))
    envelope = Envelope(session_id="s", record_id="r", sequence=1, previous="", body=body)
    whole = json.loads(to_bytes(envelope))
    assert from_bytes(json.dumps(whole).encode()).envelope == envelope
    whole["body"]["words"][0] |= forged
    with pytest.raises(DamagedRecord) as raised:
        from_bytes(json.dumps(whole).encode())
    assert "periwinkle" not in repr(raised.value)
