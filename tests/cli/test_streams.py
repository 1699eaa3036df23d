"""Standard input, output and errors that are closed, empty, full, or that nobody reads."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.terminal import bash
from tests.vault.test_vault import header
from voice.values.transcript import Segment, Word
from voice.vault.vault import Vault

SAID = Segment("1" * 32, (Word("calm", 0.0, 0.5, 1.0),), 0.0, 0.5)

DISTURBED = {
    "<&-": ("read last --vault v", "erase last --vault v", "key new --vault w", "guide import -"),
    "</dev/null": ("erase last --vault v", "correct last first --vault v"),
    ">&-": ("read last --vault v", "erase last --vault v", "key new --vault w", "--version"),
    "2>&-": ("read last --vault v", "nonsense"),
    "<&- >&- 2>&-": ("read last --vault v", "--vault v"),
    "2>/dev/full": ("read last --vault nowhere",),
    "| head -1": ("read last --vault v", "guide show"),
}
"""For each, what reads, asks or prints there."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    vault, _ = Vault.create(folder / "v")
    journal = vault.begin_session(header())
    journal.seal_segment("first", SAID)
    journal.close()
    return folder


@pytest.mark.parametrize("disturbed", list(DISTURBED))
def test_no_command_ends_in_a_traceback_whatever_its_streams_are(
    home: Path, disturbed: str
) -> None:
    for command in DISTURBED[disturbed]:
        done = bash(f"reflect {command} {disturbed}", home)
        assert "Traceback" not in done.stderr + done.stdout, command
        assert done.returncode in {0, 1, 2, 141}, command


@pytest.mark.model
def test_a_rehearsal_whose_reader_has_gone_ends_quietly_and_keeps_what_was_said(
    home: Path,
) -> None:
    done = bash("reflect rehearse --vault rehearsed | grep -m 1 ^you", home)
    assert done.stderr == ""
    vault = Vault.open(home / "rehearsed")
    assert vault.read(vault.identity()).sessions[0].answers[0].segments


def test_a_result_that_cannot_be_written_is_a_fact_and_a_next_step(home: Path) -> None:
    done = bash("reflect list --vault v >/dev/full", home)
    assert done.returncode == 1
    assert "reflect: the result cannot be written: No space left on device" in done.stderr
    assert "  next: " in done.stderr


def test_what_is_told_beside_the_result_never_comes_in_its_place(home: Path) -> None:
    assert bash("reflect read --vault nowhere 2>&-", home).stdout == ""


STREAMS = """
import os, sys
from voice.cli.output import keep_streams_open
keep_streams_open()
record = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT)
assert record > 2, record
os.write(2, b"what a library prints")
assert sys.stdin.read() == ""
print("nobody sees this", file=sys.stderr)
"""


def test_no_record_is_given_the_descriptor_that_libraries_print_on(tmp_path: Path) -> None:
    record = tmp_path / "record"
    command = f"{sys.executable} -c '{STREAMS}' {record} <&- >&- 2>&-"
    assert subprocess.run(["bash", "-c", command]).returncode == 0
    assert record.read_bytes() == b""
