"""Which session was the last: by the instant, however the clocks of that place showed it."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.vault.test_vault import header, passage
from voice.values.transcript import instant_of
from voice.vault.vault import Vault

BERLIN, NEW_YORK, KIRITIMATI = (
    ZoneInfo(name) for name in ("Europe/Berlin", "America/New_York", "Pacific/Kiritimati")
)


def at(zone: ZoneInfo, *utc: int) -> str:
    return datetime(*utc, tzinfo=UTC).astimezone(zone).isoformat(timespec="seconds")


ORDERS = {
    "a flight to the west": (
        at(BERLIN, 2026, 11, 24, 20, 0),
        at(NEW_YORK, 2026, 11, 25, 1, 0),
    ),
    "a flight to the east and back": (
        at(KIRITIMATI, 2026, 11, 24, 11, 0),
        at(NEW_YORK, 2026, 11, 24, 23, 0),
    ),
    "the hour that the end of summer time repeats": (
        at(BERLIN, 2026, 10, 25, 0, 50),
        at(BERLIN, 2026, 10, 25, 1, 10),
    ),
    "an offset and the letter Z": ("2026-11-24T11:00:00+01:00", "2026-11-24T10:30:00Z"),
}


@pytest.fixture(params=ORDERS, ids=str)
def vault(tmp_path: Path, request: pytest.FixtureRequest) -> Vault:
    """Two sessions, "older" and "newer", of which the older one's text comes last."""
    older, newer = ORDERS[request.param]
    made, _ = Vault.create(tmp_path / "vault")
    for name, moment in (("newer", newer), ("older", older)):
        journal = made.begin_session(replace(header(name), started_at=moment))
        journal.seal_segment("first", passage(0))
        journal.close()
    return made


def test_the_texts_alone_would_tell_the_wrong_order() -> None:
    wrong = [name for name, (older, newer) in ORDERS.items() if older > newer]
    assert len(wrong) == len(ORDERS)


def test_the_last_session_is_the_one_that_began_last(vault: Vault) -> None:
    identity = vault.identity()
    assert [s.session_id for s in vault.read(identity, "last").sessions] == ["newer"]
    assert [s.session_id for s in vault.read(identity).sessions] == ["older", "newer"]
    assert [head.session_id for head in vault.heads(identity)[0]] == ["older", "newer"]


def test_erasing_the_last_session_keeps_the_older_one(vault: Vault) -> None:
    vault.erase_session(vault.identity(), "last")
    assert [s.session_id for s in vault.read(vault.identity()).sessions] == ["older"]


def test_going_on_with_the_last_session_means_the_newer_one(vault: Vault) -> None:
    journal = vault.go_on(vault.identity(), "newer")
    journal.flag_segment("first", passage(0).segment_id)
    journal.close()
    older, newer = vault.read(vault.identity()).sessions
    assert not older.answers[0].flagged
    assert newer.answers[0].flagged


@pytest.mark.parametrize("moment", ["", "never", "99999-01-01T00:00:00+00:00", "2026-13-01"])
def test_what_is_no_moment_is_never_the_last(moment: str) -> None:
    assert instant_of(moment) < instant_of("0001-01-01T00:00:00+14:00")


def test_a_moment_without_an_offset_is_read_the_same_on_every_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    assert instant_of("2026-11-24T10:00:00") == instant_of("2026-11-24T10:00:00Z")
