"""A recovery key is handed over before anything is sealed to it: shown, and asked back in part."""

import os
import pty
import re
import select
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.test_cli import REFLECT, assert_fact_and_next_step, reflect
from voice.vault import age
from voice.vault.recipients import Role
from voice.vault.vault import Vault

SHELL_REFLECT = f"'{sys.executable}' -c 'from voice.cli import main; main()'"


def shell(command: str, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", command.replace("reflect", SHELL_REFLECT)],
        cwd=home,
        env={"PATH": os.environ["PATH"], "HOME": str(home)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )


NOWHERE = ["> /dev/full", "| head -1", "| true", ">&-"]
"""Where nobody ever sees the key."""


@pytest.mark.parametrize("nowhere", NOWHERE)
def test_a_key_that_nobody_sees_makes_no_vault_and_the_next_try_does(
    tmp_path: Path, nowhere: str
) -> None:
    done = shell(f"reflect key new --vault v {nowhere}", tmp_path)
    assert_fact_and_next_step(done)
    assert "nothing was made" in done.stderr
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert reflect("key", "new", "--vault", "v", home=tmp_path).returncode == 0


@pytest.mark.parametrize("nowhere", NOWHERE[:2])
@pytest.mark.parametrize("command", ["new-recovery", "recover"])
def test_a_key_that_nobody_sees_changes_nothing(tmp_path: Path, command: str, nowhere: str) -> None:
    vault, made = Vault.create(tmp_path / "v")
    before = vault.recipients
    typed = f"echo {made.recovery_identity} | " if command == "recover" else ""
    done = shell(f"{typed}reflect key {command} --vault v {nowhere}", tmp_path)
    assert_fact_and_next_step(done)
    assert vault.recipients == before
    assert vault.identity() != made.recovery_identity


def test_a_reader_who_takes_all_of_it_has_seen_the_key(tmp_path: Path) -> None:
    assert shell("reflect key new --vault v | cat > kept", tmp_path).returncode == 0
    (recovery,) = set(re.findall(r"AGE-SECRET-KEY-1\w{20,}", (tmp_path / "kept").read_text()))
    assert Vault.open(tmp_path / "v").recipients[1].public_key == age.recipient_of(recovery)


def on_terminal(
    home: Path, *arguments: str, answer: Callable[[str], str], program: list[str] = REFLECT
) -> tuple[int, str]:
    """The exit code and what was shown; `answer` gives what is typed after each question."""
    parent, child = pty.openpty()
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "TERM": "xterm", "COLUMNS": "80"}
    done = subprocess.Popen(
        [*program, *arguments],
        stdin=child,
        stdout=child,
        stderr=child,
        env=environment,
        cwd=home,
        start_new_session=True,
    )
    os.close(child)
    shown, asked = "", 0
    while select.select([parent], [], [], 60)[0]:
        try:
            block = os.read(parent, 65536)
        except OSError:
            break
        if not block:
            break
        shown += block.decode(errors="replace")
        if shown.count(" of line ") > asked and shown.endswith(": "):
            asked += 1
            os.write(parent, answer(shown).encode())
    os.close(parent)
    return done.wait(timeout=60), shown


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


def test_a_vault_without_a_recovery_key_says_so_wherever_its_key_is_told_of(
    tmp_path: Path,
) -> None:
    Vault.create(tmp_path / "v", take=lambda _key: False)
    for command in (["read"], ["key", "show"], ["vault", "check"]):
        done = reflect(*command, "--vault", "v", home=tmp_path)
        assert "reflect key new-recovery" in done.stdout + done.stderr
    assert reflect("key", "new-recovery", "--vault", "v", home=tmp_path).returncode == 0
    assert "new-recovery" not in reflect("read", "--vault", "v", home=tmp_path).stderr


def test_where_the_list_is_lost_reading_goes_on_and_no_new_key_is_advised(tmp_path: Path) -> None:
    Vault.create(tmp_path / "v")
    (tmp_path / "v" / "recipients.txt").unlink()
    identity = (tmp_path / "v" / "identity.txt").read_text()
    assert_fact_and_next_step(reflect("key", "new", "--vault", "v", home=tmp_path))
    done = reflect("read", "--vault", "v", home=tmp_path)
    assert done.returncode == 0
    assert not re.search("key new(?!-recovery)", done.stdout + done.stderr)
    assert (tmp_path / "v" / "identity.txt").read_text() == identity


def test_where_the_key_is_lost_reading_names_the_recovery_key(tmp_path: Path) -> None:
    Vault.create(tmp_path / "v")
    (tmp_path / "v" / "identity.txt").unlink()
    done = reflect("read", "--vault", "v", home=tmp_path)
    assert_fact_and_next_step(done)
    assert "reflect key recover" in done.stderr
