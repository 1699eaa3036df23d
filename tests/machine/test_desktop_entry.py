"""Entries of a desktop's menu: a command with anything in it comes out again as it went in."""

import shutil
import subprocess
from pathlib import Path

import pytest

from voice.machine.desktop_entry import (
    DesktopEntry,
    autostart_folder,
    command_line,
    entries_folder,
    icons_folder,
)

HARMLESS = ("/usr/bin/reflect", "--stand-by")
COMMANDS = [
    HARMLESS,
    ("/home/anna maria/bin/reflect",),
    ("/home/a\\b/reflect", "--stand-by"),
    ('/home/"$HOME"/`id`/reflect', "a'b", ""),
    ("/home/50%/reflect", "%u", "100 %"),
    ("/home/a=b/reflect", "--vault=v"),
    ("/home/tab\there/reflect", "~;&|<>()?*#"),
]
"""Programs and arguments with whatever a path may have in it."""


def entry_of(command: tuple[str, ...]) -> str:
    return DesktopEntry(
        name="A Program",
        kinds={"en": "Something", "de": "Etwas"},
        comments={"en": "What it does", "fr": "Ce qu'il fait"},
        command=command,
        icon="a-program",
        categories=("Utility", "Accessibility"),
    ).text()


def fields_of(text: str) -> dict[str, str]:
    """Each key with its value as it stands there."""
    first, *lines = text.splitlines()
    assert first == "[Desktop Entry]"
    fields = dict(line.split("=", 1) for line in lines)
    assert len(fields) == len(lines), "a key stands twice"
    return fields


def unescaped(value: str) -> str:
    """A value as the specification has it read."""
    meant = {"s": " ", "n": "\n", "t": "\t", "r": "\r", "\\": "\\"}
    read, chars = "", iter(value)
    for char in chars:
        read += meant[next(chars)] if char == "\\" else char
    return read


def arguments_of(exec_: str) -> list[str]:
    """What a desktop starts for a value of Exec, quoting and field codes as specified."""
    arguments: list[str] = []
    chars = iter(unescaped(exec_))
    for char in chars:
        argument = ""
        if char == '"':
            for inner in chars:
                if inner == '"':
                    break
                assert inner not in "`$", "unescaped within quotes"
                argument += next(chars) if inner == "\\" else inner
            assert next(chars, " ") == " "
        else:
            while char != " ":
                assert char not in "\"'\\><~|&;$*?#()`\t\n", f"{char} stands unquoted"
                argument += char
                char = next(chars, " ")
        assert "%" not in argument.replace("%%", ""), "a field code"
        arguments.append(argument.replace("%%", "%"))
    return arguments


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_command_is_started_as_it_was_given(command: tuple[str, ...]) -> None:
    started = arguments_of(fields_of(entry_of(command))["Exec"])
    if started[0] == "/bin/sh":
        assert started[:4] == ["/bin/sh", "-c", 'exec "$0" "$@"', command[0]]
        started = started[3:]
    assert tuple(started) == command


def test_a_program_that_would_be_misread_is_started_through_a_shell(tmp_path: Path) -> None:
    """An equals sign makes a variable of it, and a percent sign is looked for twice."""
    program = tmp_path / "a=b 50%" / "reflect"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\nprintf "%s," "$@"\n')
    program.chmod(0o755)
    started = arguments_of(fields_of(entry_of((str(program), "a b", "$HOME")))["Exec"])
    assert not {"=", "%"} & {*started[0]}
    done = subprocess.run(started, capture_output=True, text=True)
    assert done.stdout == "a b,$HOME,"


def test_what_needs_no_quotes_has_none() -> None:
    assert command_line(HARMLESS) == "/usr/bin/reflect --stand-by"


def test_a_text_stays_on_its_line_and_has_its_language() -> None:
    entry = DesktopEntry("A\nB", {"en": "C\\D"}, {"en": "E", "es": "F"}, HARMLESS, "i", ("X",))
    fields = fields_of(entry.text())
    assert (fields["Name"], fields["GenericName"]) == ("A\\nB", "C\\\\D")
    assert (fields["Comment"], fields["Comment[es]"]) == ("E", "F")


@pytest.mark.skipif(
    shutil.which("desktop-file-validate") is None, reason="apt install desktop-file-utils"
)
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_the_validator_has_nothing_to_say(command: tuple[str, ...], tmp_path: Path) -> None:
    file = tmp_path / "a.desktop"
    file.write_text(entry_of(command))
    done = subprocess.run(["desktop-file-validate", file], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_folders_are_those_that_the_environment_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    monkeypatch.setenv("XDG_CONFIG_HOME", "/config")
    assert entries_folder() == Path("/data/applications")
    assert icons_folder() == Path("/data/icons/hicolor/scalable/apps")
    assert autostart_folder() == Path("/config/autostart")


@pytest.mark.parametrize("named", ["", "relative/folder"])
def test_a_folder_that_is_not_absolute_is_not_taken(
    named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/home/anna")
    monkeypatch.setenv("XDG_DATA_HOME", named)
    monkeypatch.setenv("XDG_CONFIG_HOME", named)
    assert entries_folder() == Path("/home/anna/.local/share/applications")
    assert autostart_folder() == Path("/home/anna/.config/autostart")
