"""What was typed is sealed like what was said, and told apart from it; older records stay read."""

import json
from pathlib import Path

from tests.values.test_typing import typed
from tests.vault.test_vault import CANARY, header, passage, recorded, records_of
from voice.values.transcript import AnswerState
from voice.values.typing import MOST_TYPED_CHARACTERS
from voice.vault import age
from voice.vault.reading import as_json
from voice.vault.records import Envelope, SegmentKept, from_bytes, to_bytes
from voice.vault.vault import Vault


def test_it_is_read_back_as_typed_and_in_its_place(tmp_path: Path) -> None:
    vault, _ = Vault.create(tmp_path / "vault")
    journal = vault.begin_session(header())
    before, between, after = passage(0), typed(f"My {CANARY}, typed.", "t", 4.0), passage(1)
    for segment in (before, between, after):
        journal.seal_segment("first", segment)
    journal.end("finished")
    journal.close()
    reading = vault.read(vault.identity())
    answer = reading.sessions[0].answers[0]
    assert (reading.problems, answer.segments) == ((), (before, between, after))
    assert answer.state is AnswerState.ANSWERED
    (session,) = as_json(reading.sessions)
    segments = session["answers"][0]["segments"]
    assert [segment["typed"] for segment in segments] == [False, True, False]
    assert segments[1]["text"] == f"My {CANARY}, typed."
    for path in (vault.directory / "records").rglob("*"):
        assert path.is_dir() or CANARY.encode() not in path.read_bytes()


def test_the_longest_that_can_be_typed_is_a_record(tmp_path: Path) -> None:
    vault, _ = Vault.create(tmp_path / "vault")
    journal = vault.begin_session(header())
    letters = ("ß ", "\U0001d525")
    longest = [typed(letter * MOST_TYPED_CHARACTERS, str(n)) for n, letter in enumerate(letters)]
    for segment in longest:
        journal.seal_segment("first", segment)
    journal.close()
    reading = vault.read(vault.identity())
    assert list(reading.sessions[0].answers[0].segments) == longest


def test_of_what_was_said_nothing_is_new_in_a_record(tmp_path: Path) -> None:
    """A program from before anything could be typed refuses a field that it does not know."""
    vault = recorded(tmp_path)
    kinds = []
    for path in records_of(vault):
        plain = age.unseal(path.read_bytes(), vault.identity())
        body = json.loads(plain.split(b"\n")[0])["body"]
        kinds.append(body["kind"])
        assert "typed" not in body
    assert "segment" in kinds


def test_the_field_is_there_where_it_is_so_and_may_be_missing() -> None:
    envelope = Envelope(
        session_id="s", record_id="r", sequence=1, previous="", body=SegmentKept.of("q", typed("a"))
    )
    data = to_bytes(envelope)
    assert json.loads(data)["body"]["typed"] is True
    body = from_bytes(data).envelope.body
    assert isinstance(body, SegmentKept)
    assert body.segment() == typed("a")
    old = data.replace(b',"typed":true', b"")
    body = from_bytes(old).envelope.body
    assert isinstance(body, SegmentKept)
    assert not body.typed
