"""`reflect desktop`: an icon that opens the program, its start at login, and neither any more."""

import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from scripts.languages import COMPLETE
from tests.cli.terminal import assert_fact_and_next_step, run
from tests.machine.test_desktop_entry import arguments_of, fields_of

ENTRY = ".local/share/applications/reflect-aloud.desktop"
ICON = ".local/share/icons/hicolor/scalable/apps/reflect-aloud.svg"
LOGIN = ".config/autostart/reflect-aloud.desktop"

needs_validator = pytest.mark.skipif(
    shutil.which("desktop-file-validate") is None, reason="apt install desktop-file-utils"
)


def files_in(home: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(home)): path.read_bytes() for path in home.rglob("*") if path.is_file()
    }


def test_an_icon_opens_this_very_program_by_its_whole_path(tmp_path: Path) -> None:
    done = run(tmp_path, "desktop", "add")
    assert done.returncode == 0, done.stderr
    made = files_in(tmp_path)
    assert made.keys() == {ENTRY, ICON}
    fields = fields_of(made[ENTRY].decode())
    (program,) = arguments_of(fields["Exec"])
    assert Path(program).is_absolute()
    assert os.access(program, os.X_OK)
    assert fields["TryExec"] == program
    assert (fields["Type"], fields["Terminal"]) == ("Application", "false")
    assert fields["Icon"] == Path(ICON).stem
    assert f"{tmp_path / ENTRY}" in done.stdout
    assert f"{tmp_path / ICON}" in done.stdout
    assert "`reflect desktop remove`" in done.stdout


def test_the_program_is_the_one_that_was_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By its link, and wherever it was typed: a program that moves is reached by the link."""
    from voice.cli.desktop import this_program

    link = tmp_path / "bin" / "reflect"
    link.parent.mkdir()
    link.symlink_to(sys.executable)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["bin/reflect", "desktop", "add"])
    assert this_program() == link


def test_its_picture_is_a_drawing_that_needs_nothing_else(tmp_path: Path) -> None:
    run(tmp_path, "desktop", "add")
    drawing = ET.parse(tmp_path / ICON).getroot()
    assert drawing.tag == "{http://www.w3.org/2000/svg}svg"
    assert "href" not in (tmp_path / ICON).read_text()


def test_it_says_what_it_is_in_every_language(tmp_path: Path) -> None:
    run(tmp_path, "desktop", "add")
    fields = fields_of((tmp_path / ENTRY).read_text("utf-8"))
    for key in ("GenericName", "Comment"):
        told = [fields[key if code == "en" else f"{key}[{code}]"] for code in COMPLETE]
        assert len({*told}) == len(told) == 4
    assert fields["GenericName[de]"] == "Laut nachdenken"


def test_at_login_it_stands_by(tmp_path: Path) -> None:
    done = run(tmp_path, "desktop", "add", "--at-login")
    assert f"{tmp_path / LOGIN}" in done.stdout
    opened, at_login = (fields_of((tmp_path / file).read_text())["Exec"] for file in (ENTRY, LOGIN))
    assert arguments_of(at_login) == [*arguments_of(opened), "--stand-by"]


@needs_validator
def test_the_validator_has_nothing_to_say(tmp_path: Path) -> None:
    run(tmp_path, "desktop", "add", "--at-login")
    done = subprocess.run(
        ["desktop-file-validate", tmp_path / ENTRY, tmp_path / LOGIN],
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_twice_is_once(tmp_path: Path) -> None:
    first = run(tmp_path, "desktop", "add", "--at-login")
    made = files_in(tmp_path)
    again = run(tmp_path, "desktop", "add", "--at-login")
    assert again == first
    assert files_in(tmp_path) == made


def test_an_icon_made_anew_leaves_the_start_at_login_as_it_was_chosen(tmp_path: Path) -> None:
    run(tmp_path, "desktop", "add", "--at-login")
    (tmp_path / LOGIN).write_text("Hidden=true\n")  # as a desktop's own settings switch it off
    run(tmp_path, "desktop", "add")
    assert (tmp_path / LOGIN).read_text() == "Hidden=true\n"


def test_all_of_it_is_taken_away_and_nothing_else(tmp_path: Path) -> None:
    run(tmp_path, "desktop", "add", "--at-login")
    other = tmp_path / Path(ENTRY).with_name("another.desktop")
    other.write_text("another")
    done = run(tmp_path, "desktop", "remove")
    assert done.returncode == 0
    assert files_in(tmp_path) == {str(other.relative_to(tmp_path)): b"another"}
    assert all(f"Taken away: {tmp_path / file}" in done.stdout for file in (ENTRY, ICON, LOGIN))


@pytest.mark.parametrize("left", [ENTRY, ICON, LOGIN])
def test_whatever_is_left_of_it_is_taken_away(left: str, tmp_path: Path) -> None:
    run(tmp_path, "desktop", "add", "--at-login")
    for file in {ENTRY, ICON, LOGIN} - {left}:
        (tmp_path / file).unlink()
    assert run(tmp_path, "desktop", "remove").returncode == 0
    assert files_in(tmp_path) == {}


def test_where_there_is_none_it_says_so(tmp_path: Path) -> None:
    done = run(tmp_path, "desktop", "remove")
    assert done.returncode == 0
    assert "There is no icon of this program here" in done.stdout


def test_where_it_cannot_be_written_nothing_half_written_stays(tmp_path: Path) -> None:
    (tmp_path / ENTRY).mkdir(parents=True)
    done = run(tmp_path, "desktop", "add")
    assert_fact_and_next_step(done)
    assert f"{tmp_path / ENTRY} cannot be written" in done.stderr
    assert files_in(tmp_path).keys() <= {ICON}


def test_a_folder_that_is_a_file_is_told_as_what_it_is(tmp_path: Path) -> None:
    (tmp_path / ".config").write_text("")
    assert_fact_and_next_step(run(tmp_path, "desktop", "add", "--at-login"))
    gone = run(tmp_path, "desktop", "remove")
    assert gone.returncode == 0, gone.stderr
    assert files_in(tmp_path) == {".config": b""}


def test_what_cannot_be_taken_away_is_told(tmp_path: Path) -> None:
    (tmp_path / ENTRY).mkdir(parents=True)
    done = run(tmp_path, "desktop", "remove")
    assert_fact_and_next_step(done)
    assert f"{tmp_path / ENTRY} cannot be removed" in done.stderr


@pytest.mark.parametrize("command", ["add", "remove"])
def test_elsewhere_than_on_linux_it_says_whom_it_is_for(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voice.cli.desktop.PLATFORM", "darwin")
    done = run(tmp_path, "desktop", command)
    assert_fact_and_next_step(done)
    assert "Linux" in done.stderr
    assert files_in(tmp_path) == {}


def test_in_german_it_is_said_in_german(tmp_path: Path) -> None:
    done = run(tmp_path, "desktop", "add", LANG="de_DE.UTF-8")
    assert "Das Symbol heißt Reflect Aloud" in done.stdout
