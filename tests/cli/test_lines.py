"""What the command line prints of times, numbers and commands, as people write them."""

import time
from collections.abc import Iterator

import pytest

from voice.cli.lines import local_time
from voice.values.problems import counted


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/Vienna")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_a_time_is_written_as_people_write_it_and_says_where_it_was_when_not_here() -> None:
    assert local_time("2026-10-24T09:05:00+02:00") == "24 October 2026, 09:05"
    assert local_time("2026-10-24T09:05:00-04:00") == "24 October 2026, 09:05 (UTC-04:00)"
    assert local_time("never\nat all") == "never at all"
    assert local_time("0001-01-01T00:00:00+14:00")


@pytest.mark.parametrize(("number", "said"), [(0, "0 records"), (1, "1 record"), (2, "2 records")])
def test_a_number_has_its_noun(number: int, said: str) -> None:
    assert counted(number, "record") == said
