"""A recovery key is handed over before anything is sealed to it: shown, and asked back in part."""

import re
import sys
from pathlib import Path

import pytest

from tests.cli.terminal import assert_fact_and_next_step, bash, on_terminal, run
from voice.vault import age
from voice.vault.recipients import Role
from voice.vault.vault import Vault

NOWHERE = ["> /dev/full", "| head -1", "| true", ">&-"]
"""Where nobody ever sees the key."""


@pytest.mark.parametrize("nowhere", NOWHERE)
def test_a_key_that_nobody_sees_makes_no_vault_and_the_next_try_does(
    tmp_path: Path, nowhere: str
) -> None:
    done = bash(f"reflect key new --vault v {nowhere}", tmp_path)
    assert_fact_and_next_step(done)
    assert "nothing was made" in done.stderr
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert run(tmp_path, "key", "new", "--vault", "v").returncode == 0


@pytest.mark.parametrize("nowhere", NOWHERE[:2])
@pytest.mark.parametrize("command", ["new-recovery", "recover"])
def test_a_key_that_nobody_sees_changes_nothing(tmp_path: Path, command: str, nowhere: str) -> None:
    vault, made = Vault.create(tmp_path / "v")
    before = vault.recipients
    typed = f"echo {made.recovery_identity} | " if command == "recover" else ""
    done = bash(f"{typed}reflect key {command} --vault v {nowhere}", tmp_path)
    assert_fact_and_next_step(done)
    assert vault.recipients == before
    assert vault.identity() != made.recovery_identity


def test_a_reader_who_takes_all_of_it_has_seen_the_key(tmp_path: Path) -> None:
    assert bash("reflect key new --vault v | cat > kept", tmp_path).returncode == 0
    (recovery,) = set(re.findall(r"AGE-SECRET-KEY-1\w{20,}", (tmp_path / "kept").read_text()))
    assert Vault.open(tmp_path / "v").recipients[1].public_key == age.recipient_of(recovery)


def test_it_can_be_taken_down_as_words_and_typed_again(tmp_path: Path) -> None:
    made = run(tmp_path, "key", "new", "--words", "--vault", "v").stdout
    secret = next(w for w in made.split() if w.startswith("AGE-SECRET-KEY-1") and len(w) > 20)
    rows = [line for line in made.splitlines() if re.match(r" +\d+ [a-z]+ +\d+ ", line)]
    spoken = re.findall(r"[a-z]+", " ".join(rows))
    assert len(spoken) == 24
    shown = run(tmp_path, "key", "recover", "--show", said=" ".join(spoken) + "\n")
    assert shown.stdout == f"{secret}\n"
    wrong = " ".join([*spoken[:-1], "marzipann"]) + "\n"
    refused = run(tmp_path, "key", "recover", "--vault", "v", said=wrong)
    assert_fact_and_next_step(refused)
    assert "word 24" in refused.stderr
    assert "marzipann" not in refused.stdout + refused.stderr
    again = run(tmp_path, "key", "recover", "--vault", "v", said=" ".join(rows) + "\n")
    assert again.returncode == 0, again
    assert "Your sessions open again" in again.stdout


def from_paper(shown: str) -> str:
    """The group that is asked for, as somebody reads it off what they wrote down."""
    rows = re.findall(r"^    ((?:[A-Z0-9]{4} ?|[A-Z0-9]{2}(?=\r?$))+)\r?$", shown, re.MULTILINE)
    place, row = map(int, re.findall(r"group (\d) of line (\d)", shown)[-1])
    return rows[row - 1].split()[place - 1].lower() + "\n"


def test_on_a_terminal_a_part_of_it_is_asked_back_until_it_is_right(tmp_path: Path) -> None:
    answers = iter(["xxxx\n", "\n"])
    code, shown = on_terminal(
        tmp_path, "key", "new", "--vault", "v", answer=lambda s: next(answers, "") or from_paper(s)
    )
    assert code == 0
    assert shown.count("Those are others") == 2
    assert [r.role for r in Vault.open(tmp_path / "v").recipients] == [Role.OWNER, Role.RECOVERY]


def test_leaving_while_it_asks_makes_nothing(tmp_path: Path) -> None:
    code, _ = on_terminal(tmp_path, "key", "new", "--vault", "v", answer=lambda _: "\x04")
    assert code == 1
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


FIRST_START = """
from pathlib import Path
from voice.app.session import open_or_create
from voice.cli.recovery_key import Handover
open_or_create(Path("v"), Handover(may_wait=True))
"""


@pytest.mark.parametrize(("later", "roles"), [(True, [Role.OWNER]), (False, list(Role)[:2])])
def test_a_first_start_goes_on_without_one_on_a_single_press(
    tmp_path: Path, later: bool, roles: list[Role]
) -> None:
    code, _ = on_terminal(
        tmp_path,
        answer=lambda shown: "\n" if later else from_paper(shown),
        program=[sys.executable, "-c", FIRST_START],
    )
    assert code == 0
    assert [r.role for r in Vault.open(tmp_path / "v").recipients] == roles
