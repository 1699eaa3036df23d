"""What is said when a session is over: what was kept, where, for whom, and how to come back."""

from pathlib import Path

import pytest

from tests.language.test_language import LANGUAGES
from voice.app.session import Outcome
from voice.cli.sessions import what_it_came_to
from voice.language.loading import load_language

VAULT = Path("/home/somebody/.local/share/reflect-aloud")


def outcome(kept: int, sound: bool = False) -> Outcome:
    return Outcome("20261101-aaaa", kept, 0, 0, sound, "finished")


def test_it_says_how_much_was_kept_where_who_opens_it_and_how_to_read_and_hear_it() -> None:
    lines = what_it_came_to(outcome(3), VAULT, "en")
    assert lines[0] == "3 parts of what you said are kept, as session 20261101-aaaa."
    assert str(VAULT) in lines[1]
    assert lines[2] == load_language("en").keepers["owner"]
    assert lines[3].endswith("reflect read 20261101-aaaa`")
    assert lines[4].endswith("reflect read 20261101-aaaa --aloud`")
    assert len(lines) == 5


def test_one_part_is_one_and_a_voice_that_was_kept_can_be_heard() -> None:
    lines = what_it_came_to(outcome(1, sound=True), VAULT, "en")
    assert lines[0].startswith("One part of what you said is kept")
    assert lines[-1].endswith("reflect listen 20261101-aaaa`")


@pytest.mark.parametrize("code", LANGUAGES)
def test_nothing_kept_is_said_plainly_and_nothing_else(code: str) -> None:
    lines = what_it_came_to(outcome(0), VAULT, code)
    assert lines == (load_language(code).page["end_nothing"],)
