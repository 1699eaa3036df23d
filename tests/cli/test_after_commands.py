"""Reading, looking back, correcting and taking along, as a person meets them."""

import contextlib
import fcntl
import json
import os
import pty
import select
import shutil
import stat
import struct
import subprocess
import termios
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.cli.test_cli import REFLECT
from tests.export.test_export import segment
from voice.cli.commands import app
from voice.values.errors import VoiceError
from voice.values.transcript import AnswerState
from voice.vault import age
from voice.vault.journal import SessionHeader
from voice.vault.records import AskedQuestion
from voice.vault.vault import Vault

QUESTIONS = (
    AskedQuestion(question_id="trust", question="Whom do I trust?", theme="Trust"),
    AskedQuestion(question_id="ask", question="Do I ask?", theme="Power"),
)


def hold(vault: Vault, number: int, *said: str) -> None:
    """A session on the nth of November in which this was said to the first question."""
    header = SessionHeader(
        f"202611{number:02}-aaaa",
        "guide",
        "A Guide",
        "en",
        f"2026-11-{number:02}T10:00:00+00:00",
        QUESTIONS,
    )
    journal = vault.begin_session(header)
    for n, text in enumerate(said):
        journal.seal_segment("trust", segment(f"{number}-{n}", text, n * 20.0))
    journal.flag_segment("trust", f"{number}-{len(said) - 1}")
    journal.mark_answer("ask", AnswerState.PASSED)
    journal.end("finished")
    journal.close()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    vault, _ = Vault.create(tmp_path / "v")
    hold(vault, 1, "nobody but my periwinkle", "and the sea")
    hold(vault, 2, "my sitter now")
    return tmp_path


def on_terminal(home: Path, columns: int, *arguments: str, answers: str = "") -> str:
    """What a terminal of this width shows of the command."""
    parent, child = pty.openpty()
    fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "TERM": "xterm"}
    done = subprocess.Popen(
        [*REFLECT, *arguments],
        stdin=child,
        stdout=child,
        stderr=child,
        env=environment,
        cwd=home,
        start_new_session=True,
    )
    os.close(child)
    os.write(parent, answers.encode())
    shown = b""
    while select.select([parent], [], [], 60)[0]:
        try:
            block = os.read(parent, 65536)
        except OSError:  # the other end is closed
            break
        if not block:
            break
        shown += block
    done.wait(timeout=60)
    os.close(parent)
    return shown.decode(errors="replace")


# Reading ------------------------------------------------------------------------------------


def test_what_is_read_goes_through_the_pager_only_on_a_terminal(home: Path) -> None:
    assert "Nobody but my periwinkle." in run(home, "read").stdout
    assert "periwinkle" in on_terminal(home, 80, "read", "--vault", "v", answers="q")


def test_looking_back_lists_the_questions_and_shows_one_in_order_of_time(home: Path) -> None:
    listed = run(home, "look-back").stdout
    assert "1  Whom do I trust?" in listed
    assert "2 answers" in listed
    for question in ("1", "trust", "whom do"):
        shown = run(home, "look-back", question).stdout
        assert shown.index("1 November 2026") < shown.index("periwinkle")
        assert shown.index("periwinkle") < shown.index("2 November 2026") < shown.index("sitter")


def test_on_a_wide_terminal_answers_stand_side_by_side_and_on_a_narrow_one_below(
    home: Path,
) -> None:
    wide = on_terminal(home, 120, "look-back", "1", "--vault", "v").splitlines()
    assert any("1 November 2026" in line and "2 November 2026" in line for line in wide)
    narrow = on_terminal(home, 50, "look-back", "1", "--vault", "v").splitlines()
    assert not any("1 November 2026" in ln and "2 November 2026" in ln for ln in narrow)


def test_words_are_found_in_memory_and_no_file_is_written(home: Path) -> None:
    before = sorted(home.rglob("*"))
    found = run(home, "find", "BUT MY").stdout
    assert "1 November 2026, session 20261101-aaaa: Whom do I trust?" in found
    assert "1 passage found." in found
    assert sorted(home.rglob("*")) == before


def test_what_is_looked_for_need_not_be_on_the_command_line(home: Path) -> None:
    assert "1 passage found." in run(home, "find", said="sitter\n").stdout


@dataclass
class Done:
    """What a command came to, run in this process: starting one each time would take minutes."""

    returncode: int
    stdout: str
    stderr: str


def run(home: Path, *arguments: str, said: str = "") -> Done:
    with contextlib.chdir(home):
        result = CliRunner().invoke(
            app, [*arguments, "--vault", "v"], input=said, env={"HOME": str(home)}
        )
    error = result.exception
    if isinstance(error, VoiceError):
        return Done(1, result.stdout, f"reflect: {error.fact}\n  next: {error.hint}\n")
    if error is not None and not isinstance(error, SystemExit):
        raise error
    return Done(result.exit_code, result.stdout, result.stderr)


def assert_fact_and_next_step(done: Done) -> None:
    assert done.returncode == 1, done
    assert done.stderr.startswith("reflect: ")
    assert "next: " in done.stderr


# Correcting ---------------------------------------------------------------------------------


def test_a_correction_is_read_from_standard_input_and_the_original_is_one_step_away(
    home: Path,
) -> None:
    done = run(home, "correct", "last", "1", said="Sitter\nsister\n")
    assert "It now says: My sister now." in done.stdout
    assert "My sister now." in run(home, "read", "last").stdout
    verbatim = run(home, "read", "last", "--verbatim").stdout
    assert "my sitter now" in verbatim
    (session,) = json.loads(run(home, "read", "last", "--json").stdout)
    assert session["answers"][0]["text"] == "My sister now."
    assert session["answers"][0]["verbatim"] == "my sitter now"
    assert "sitter" in run(home, "look-back", "1", "--verbatim").stdout
    assert "1 passage found." in run(home, "find", "sitter").stdout
    assert "1 passage found." in run(home, "find", "sister").stdout


def test_a_correction_can_be_taken_back(home: Path) -> None:
    run(home, "correct", "last", "1", said="sitter\nsister\n")
    assert "My sitter now." in run(home, "correct", "last", "1", "--undo").stdout
    assert_fact_and_next_step(run(home, "correct", "last", "1", "--undo"))


def test_where_the_words_stand_twice_it_asks_which(home: Path) -> None:
    hold(Vault.open(home / "v"), 3, "save or save")
    done = run(home, "correct", "last", "1", said="save\nsafe\n2\n")
    assert "  1  »save« or save" in done.stdout
    assert "It now says: Save or safe." in done.stdout
    assert_fact_and_next_step(run(home, "correct", "last", "1", said="or\n"))


@pytest.mark.parametrize("said", ["", "nothing\nsuch\n", "sitter\n\n", "sitter\n\x1b[2J\n"])
def test_what_cannot_be_corrected_is_a_fact_and_a_next_step_and_changes_nothing(
    home: Path, said: str
) -> None:
    assert_fact_and_next_step(run(home, "correct", "last", "1", said=said))
    assert "corrected" not in run(home, "read", "last").stdout


# Taking along -------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["md", "html", "pdf", "json", "txt"])
def test_an_export_is_the_owners_alone_and_says_that_it_is_not_protected(
    home: Path, ending: str
) -> None:
    done = run(home, "export", "all", "--to", f"out.{ending}", "--yes")
    assert done.returncode == 0, done.stderr
    assert f"Written: {home / 'out'}.{ending}" in done.stdout
    assert "not protected" in done.stdout
    assert stat.S_IMODE((home / f"out.{ending}").stat().st_mode) == 0o600


def test_it_is_shown_first_and_written_only_after_a_yes(home: Path) -> None:
    done = run(home, "export", "last", "--to", "out.md", said="n\n")
    assert done.returncode == 1
    assert "My sitter now." in done.stdout
    assert "not protected?" in done.stdout
    assert not (home / "out.md").exists()
    assert run(home, "export", "last", "--to", "out.md", said="y\n").returncode == 0
    assert (home / "out.md").exists()


def test_a_file_that_is_there_is_never_replaced_without_asking(home: Path) -> None:
    (home / "out.md").write_text("mine")
    assert_fact_and_next_step(run(home, "export", "last", "--to", "out.md", "--yes"))
    assert run(home, "export", "last", "--to", "out.md", said="y\nn\n").returncode == 1
    assert (home / "out.md").read_text() == "mine"
    run(home, "export", "last", "--to", "out.md", said="y\ny\n")
    assert "sitter" in (home / "out.md").read_text()
    assert run(home, "export", "last", "--to", "out.md", "--yes", "--replace").returncode == 0


def test_a_dash_is_standard_output_and_makes_no_file(home: Path) -> None:
    before = sorted(home.rglob("*"))
    done = run(home, "export", "last", "--to", "-")
    assert done.returncode == 0, done.stderr
    assert "My sitter now." in done.stdout
    assert "Written" not in done.stdout
    markdown = run(home, "export", "last", "--to", "-", "--format", "markdown").stdout
    assert markdown.startswith("# What I said")
    assert json.loads(run(home, "export", "all", "--to", "-", "--format", "json").stdout)
    assert sorted(home.rglob("*")) == before


def test_what_is_no_text_goes_to_a_program_and_not_to_a_terminal(home: Path) -> None:
    identity = age.new_identity()
    sealed = ("export", "last", "--to", "-", "--for", age.recipient_of(identity), "--vault", "v")
    piped = subprocess.run([*REFLECT, *sealed], cwd=home, capture_output=True, check=True)
    assert b"sitter" in age.unseal(piped.stdout, identity)
    for wanted in (sealed, ("export", "last", "--to", "-", "--format", "pdf", "--vault", "v")):
        shown = on_terminal(home, 80, *wanted)
        assert "no text for a terminal" in shown
        assert "next: " in shown
        assert "%PDF" not in shown
        assert "age-encryption" not in shown


@pytest.mark.skipif(shutil.which("age") is None, reason="apt install age")
def test_sealed_for_a_therapist_no_unsealed_file_ever_exists(home: Path) -> None:
    identity = age.new_identity()
    done = run(
        home, "export", "all", "--to", "out.html", "--for", age.recipient_of(identity), "--yes"
    )
    assert "Sealed to age1" in done.stdout
    assert "fingerprint" in done.stdout
    assert "not protected" not in done.stdout
    assert not (home / "out.html").exists()
    for path in home.rglob("*"):
        assert not path.is_file() or b"periwinkle" not in path.read_bytes(), path
    (home / "key").write_text(identity + "\n")
    opened = subprocess.run(
        ["age", "-d", "-i", "key", "out.html.age"], cwd=home, capture_output=True, check=True
    )
    assert b"periwinkle" in opened.stdout


def test_the_owner_cannot_open_what_was_sealed_for_somebody_else(home: Path) -> None:
    recipient = age.recipient_of(age.new_identity())
    run(home, "export", "last", "--to", "out.txt.age", "--for", recipient, "--yes")
    with pytest.raises(age.WrongKey):
        age.unseal((home / "out.txt.age").read_bytes(), Vault.open(home / "v").identity())


def test_an_export_that_cannot_be_written_leaves_nothing(home: Path) -> None:
    assert_fact_and_next_step(run(home, "export", "all", "--to", "/proc/out.md", "--yes"))
    assert not list(home.glob(".new-*"))


@pytest.mark.parametrize(
    "arguments",
    [
        ["export", "all", "--to", "out"],
        ["export", "all", "--to", "out.docx"],
        ["export", "all", "--to", "nowhere/out.md"],
        ["export", "all", "--to", "out.md.age"],
        ["export", "all", "--to", "out.md", "--for", "age1nonsense"],
        ["export", "2020", "--to", "out.md"],
        ["export", "all", "--to", "out.md", "--question", "nothing"],
        ["export", "all", "--to", "out.md", "--question", "2", "--flagged"],
        ["export", "all", "--to", "v"],
        ["look-back", "nothing"],
        ["look-back", "9"],
        ["find"],
        ["correct", "last", "9"],
        ["read", "2020"],
        ["read", "2020", "--aloud"],
    ],
    ids=" ".join,
)
def test_whatever_is_in_the_way_is_one_fact_and_one_next_step(
    home: Path, arguments: list[str]
) -> None:
    asked = ["--yes"] if arguments[0] == "export" else []
    assert_fact_and_next_step(run(home, *arguments, *asked))


@pytest.mark.parametrize("command", ["read", "look-back", "find", "correct", "export"])
def test_every_command_explains_itself(home: Path, command: str) -> None:
    done = run(home, command, "--help")
    assert done.returncode == 0
    assert "Usage:" in done.stdout


def test_an_empty_vault_is_no_error_to_read_and_no_vault_is_one(tmp_path: Path) -> None:
    assert_fact_and_next_step(run(tmp_path, "read"))
    Vault.create(tmp_path / "v")
    assert "no session" in run(tmp_path, "read").stdout
    assert json.loads(run(tmp_path, "read", "--json").stdout) == []
    for command in (["look-back"], ["find", "x"], ["read", "--aloud"], ["read", "last"]):
        assert_fact_and_next_step(run(tmp_path, *command))
