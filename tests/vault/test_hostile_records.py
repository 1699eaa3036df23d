"""Well-sealed records and odd files that mean harm: named, one by one, and nothing else is lost."""

import json
import os
import secrets
import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.vault.outsider import SESSION, beginning, by_time, lie, plant, seal
from tests.vault.test_vault import passage, recorded
from voice.language.loading import load_language
from voice.values.errors import VaultError
from voice.vault.checking import check_outside, check_vault
from voice.vault.opening import LARGEST_SEALED_BYTES
from voice.vault.records import Envelope, SegmentKept, to_bytes
from voice.vault.vault import Vault

ESCAPE = "\x1b]0;title\x07\x1b[2J\u202e"

Change = Callable[[dict[str, Any]], object]


def _changed(body: Any, change: Change) -> bytes:
    """A record of format 1 with this body, changed where it is JSON already."""
    envelope = Envelope(session_id="20260101-bb", record_id="r", sequence=0, previous="", body=body)
    plain = json.loads(to_bytes(envelope))
    change(plain)
    return json.dumps(plain).encode() + b"\n"


def started(change: Change) -> bytes:
    return _changed(beginning(), change)


def said(change: Change) -> bytes:
    return _changed(SegmentKept.of("first", passage(1)), change)


def _set(*path: str | int, to: Any) -> Change:
    def change(plain: dict[str, Any]) -> None:
        place: Any = plain
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = to

    return change


_WORD = {"word": "a", "start_seconds": 0, "end_seconds": 0, "confidence": 1}

BODIES: dict[str, bytes] = {
    "a sequence of 10^12": said(_set("sequence", to=10**12)),
    "a sequence below zero": said(_set("sequence", to=-1)),
    "a sequence of many digits": said(_set("sequence", to=7777)).replace(b"7777", b"9" * 9000),
    "an empty word": said(_set("body", "words", 0, "word", to="")),
    "a long word": said(_set("body", "words", 0, "word", to="a" * 100_000)),
    "nine thousand words": said(_set("body", "words", to=[_WORD] * 9000)),
    "half a letter": said(_set("body", "words", 0, "word", to="\ud800")),
    "a time without end": said(_set("body", "start_seconds", to=float("inf"))),
    "a time that is none": said(_set("body", "end_seconds", to=float("nan"))),
    "a time of 1e308": said(_set("body", "words", 0, "start_seconds", to=1e308)),
    "a confidence of minus one": said(_set("body", "words", 0, "confidence", to=-1)),
    "never": started(_set("body", "started_at", to="never")),
    "no date": started(_set("body", "started_at", to="")),
    "the year 99999": started(_set("body", "started_at", to="99999-01-01T00:00:00+00:00")),
    "the year 1": started(_set("body", "started_at", to="0001-01-01T00:00:00+14:00")),
    "month 13": started(_set("body", "started_at", to="2026-13-01T00:00:00+00:00")),
    "a date of other digits": started(_set("body", "started_at", to="٢٠٢٦-01-01T00:00:00+00:00")),
    "no offset": started(_set("body", "started_at", to="2026-01-01T00:00:00")),
    "escapes in an id": started(_set("session_id", to=ESCAPE)),
    "a path for an id": started(_set("session_id", to="../../../../tmp/evil")),
    "a long id": started(_set("session_id", to="a" * 100_000)),
    "an empty id": started(_set("session_id", to="")),
    "a line end in an id": started(_set("session_id", to="20260101-bb\n")),
    "two parts of an id": started(_set("body", "questions", 0, "question_id", to="a b")),
    "escapes in a title": started(_set("body", "guide_title", to=ESCAPE)),
    "escapes in a question": started(_set("body", "questions", 0, "question", to=ESCAPE)),
    "no questions": started(_set("body", "questions", to=[])),
    "one question twice": started(_set("body", "questions", 1, "question_id", to="first")),
    "a language like a path": started(_set("body", "language", to="../../etc/passwd")),
    "no language": started(_set("body", "language", to="")),
    "a key too long": started(_set("body", "key", to="ab" * 4000)),
    "a digest that is none": said(_set("previous", to="x")),
    "a kind that is none": said(_set("body", "kind", to="order")),
    "another field": said(_set("body", "order", to="rm")),
    "a deep nest": b'{"body":' + b"[" * 100_000,
    "a million numbers": b"[" + b"0," * 1_000_000 + b"0]",
    "no JSON": b"\xff\xfe",
}  # fmt: skip


@pytest.mark.parametrize("what", BODIES)
def test_a_well_sealed_record_that_means_harm_is_named_and_hides_nothing(
    tmp_path: Path, what: str
) -> None:
    vault = recorded(tmp_path)
    before = vault.read(vault.identity()).sessions
    for folder in (by_time(vault)[0].parent, None):
        planted = seal(vault, BODIES[what], folder)
        reading = vault.read(vault.identity())
        assert reading.sessions == before
        assert [p for p in reading.problems if planted.name in p], what
        assert [p for p in check_vault(vault, vault.identity()).problems if planted.name in p]
        assert "\x1b" not in "".join(reading.problems)
        planted.unlink()


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(40 << 30)


def _socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # a socket's name may have 108 bytes
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(path.name)
    os.chdir(here)


def _held_pipe(path: Path) -> None:
    os.mkfifo(path)
    os.open(path, os.O_RDWR | os.O_NONBLOCK)  # whoever reads it would wait for what never comes


def _link_to_a_record(path: Path) -> None:
    elsewhere = path.parents[3] / "elsewhere.age"
    elsewhere.write_bytes(next(p for p in path.parent.parent.glob("*/*.age")).read_bytes())
    path.symlink_to(elsewhere)


ODD_FILES: dict[str, Callable[[Path], object]] = {
    "a pipe": os.mkfifo,
    "a pipe that somebody holds open": _held_pipe,
    "a link to a record": _link_to_a_record,
    "a sparse file of 40 GB": _sparse,
    "a link to endless zeros": lambda path: path.symlink_to("/dev/zero"),
    "a link to nothing": lambda path: path.symlink_to("nowhere"),
    "a link to itself": lambda path: path.symlink_to(path.name),
    "a folder": Path.mkdir,
    "a socket": _socket,
    "an empty file": Path.touch,
    "a file just too large": lambda path: path.write_bytes(bytes(LARGEST_SEALED_BYTES + 1)),
}


TOLD = {
    "a pipe": "no regular file",
    "a folder": "no regular file",
    "a socket": "no regular file",
    "a sparse file of 40 GB": "too large (42949672960 bytes)",
    "a link to a record": "is a link",
    "a link to endless zeros": "is a link",
}
"""What it is called by whoever opens the folder."""


@pytest.mark.parametrize("what", ODD_FILES)
@pytest.mark.parametrize("where", ["in a session's folder", "in one of its own"])
def test_whatever_else_has_a_records_name_is_named_and_not_waited_for(
    tmp_path: Path, what: str, where: str
) -> None:
    vault = recorded(tmp_path)
    before = vault.read(vault.identity()).sessions
    folder = own = by_time(vault)[0].parent
    if where == "in one of its own":
        folder = vault.records_folder / secrets.token_hex(12)
        folder.mkdir(mode=0o700)
    odd = folder / f"{secrets.token_hex(16)}.age"
    ODD_FILES[what](odd)
    identity = vault.identity()
    for wanted in (None, "last", SESSION):
        assert vault.read(identity, wanted).sessions == before
    named = [p for p in vault.read(identity).problems if odd.name in p]
    assert TOLD.get(what, "") in " ".join(named)
    assert named
    assert [p for p in check_vault(vault, identity).problems if odd.name in p]
    assert [p for p in check_outside(vault).problems if odd.name in p]
    assert vault.count()[0] == (1 if folder == own else 2)
    assert vault.heads(identity)[0][0].session_id == SESSION


def test_a_gap_of_a_million_records_is_one_line(tmp_path: Path) -> None:
    vault, _ = Vault.create(tmp_path / "vault")
    first = plant(vault, beginning(), 0)
    plant(vault, lie(), 1_000_000, "", first.parent)
    reading = vault.read(vault.identity())
    assert reading.problems == (f"session {SESSION}: records 1 to 999999 are missing",)
    with pytest.raises(VaultError, match="no room"):
        vault.go_on(vault.identity(), SESSION).flag_segment("first", lie().segment_id)


def test_a_session_in_a_language_without_wording_is_read_in_english(tmp_path: Path) -> None:
    vault, _ = Vault.create(tmp_path / "vault")
    plant(vault, replace(beginning(), language="xx"), 0)
    (session,) = vault.read(vault.identity()).sessions
    assert load_language(session.language).paper.title
