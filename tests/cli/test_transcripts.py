"""What the command line says, as transcripts: each file of `transcripts/` reads like a terminal.

    # What this is about; `home:` says what lies there before.
    home: two sessions

    $ reflect erase 2020
    ! reflect: no session's id begins with "2020"
    !   next: list them with `reflect list`
    exit 1

`$ reflect …` runs in this process, with what `echo … |` before it gives; anything else that bash
takes runs in a process of its own, with `reflect` on its PATH. A line of standard error begins
with `!`; `exit` is left out where it is 0; a line that would look like one of these has a backslash
before it. What differs each time stands as a placeholder, and in a command such a placeholder is
what it was last. To write all of them, or some, as the program speaks now, and read the difference:

    REWRITE_TRANSCRIPTS=1 scripts/test tests/cli/test_transcripts.py [-k reading]; git diff
"""

import difflib
import os
import re
import shlex
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from tests.cli.homes import HOMES
from tests.cli.terminal import SILENT, bash, run
from tests.ready import READY
from tests.vault.light_passphrase import lightly
from voice.cli.commands import app
from voice.confinement import offline
from voice.confinement.offline import Enforcement
from voice.sound import portaudio
from voice.vault import passphrase

ROOT = Path(__file__).parents[2]
TRANSCRIPTS = sorted(Path(__file__).with_name("transcripts").glob("*.txt"))
REWRITE = bool(os.environ.get("REWRITE_TRANSCRIPTS"))

HERE = re.compile(r"(?P<before>(?:echo|printf) [^|]*\| )?reflect(?P<rest>(?: [^|<>;&$`]*)?)")
"""A command that needs no shell but for what is said to it."""


@dataclass
class Step:
    """One command, what stands before it, and what it shows."""

    before: list[str]
    command: str
    shown: list[str] = field(default_factory=list)


def parse(text: str) -> tuple[list[Step], list[str]]:
    """The steps, and the lines after the last."""
    steps: list[Step] = []
    before: list[str] = []
    for line in text.splitlines():
        if line.startswith("$ "):
            steps.append(Step(before, line.removeprefix("$ ")))
            before = []
        elif not steps or line == "" or line.startswith("#"):
            before.append(line)
        else:
            steps[-1].shown += [*before, line]
            before = []
    return steps, before


def written(steps: list[Step], after: list[str]) -> str:
    lines = [line for s in steps for line in (*s.before, f"$ {s.command}", *s.shown)]
    return "\n".join([*lines, *after]) + "\n"


def headings(text: str) -> Mapping[str, str]:
    """What is said before the first command, such as `home: two sessions`."""
    head = text.partition("\n$ ")[0]
    return dict(re.findall(r"^(\w+): (.*)$", head, re.MULTILINE))


class Placeholders:
    """Names for what differs each time, and what each stood for last."""

    def __init__(self, home: Path) -> None:
        now = datetime.now(UTC)
        days = (f"{day.day} {day:%B %Y}" for day in (now, now + timedelta(days=1)))
        self.last: dict[str, str] = {}
        self._patterns = {
            "~": re.escape(str(home)),
            "<checkout>": re.escape(str(ROOT)),
            "<version>": rf"(?<=^reflect ){re.escape(version('reflect-aloud'))}$",
            "<secret key>": r"AGE-SECRET-KEY-1[0-9A-Z]{20,}",
            "<public key>": r"\bage1[0-9a-z]{50,}",
            "<groups>": r"(?<=^    )(?:[0-9A-Z]{4} )+[0-9A-Z]{2,4}$",
            "<words>": r"(?<=^    ) ?\d+ [a-z]+(?: +\d+ [a-z]+){3}$",
            "<fingerprint>": r"\b(?:[0-9a-f]{4} ){3}[0-9a-f]{4}\b",
            "<record>": r"\b[0-9a-f]{32}(?=\.age\b)",
            "<folder>": r"\b[0-9a-f]{32}\b",
            "<session>": r"\b20\d{6}-[0-9a-f]{16}\b",
            "<now>": rf"\b(?:{'|'.join(days)}), \d\d:\d\d(?: +(?=  ))?",
            "<so long>": r"\d+ seconds in \d+\.\d+: \d+ times faster",
        }

    def put_in(self, line: str) -> str:
        """The line with names in the place of what differs."""
        for name, pattern in self._patterns.items():
            found = list(re.finditer(pattern, line))
            if found:
                self.last[name] = found[-1][0]
                line = re.sub(pattern, name, line)
        return line

    def take_out(self, command: str) -> str:
        """The command with what the names in it stood for last."""
        for name, value in self.last.items():
            if name.startswith("<"):
                command = command.replace(name, value)
        return command


def spoken(command: str, home: Path) -> tuple[list[tuple[str, str]], int]:
    """Each line that a command prints with the stream it is on, and the exit code."""
    here = HERE.fullmatch(command)
    if here is None:
        done = bash(command, home)
        lines = [("stdout", line) for line in done.stdout.splitlines()]
        return lines + [("stderr", line) for line in done.stderr.splitlines()], done.returncode
    said = bash(here["before"].rstrip("| "), home).stdout if here["before"] else ""
    result = run(home, *shlex.split(here["rest"]), said=said)
    return list(result.shown), result.returncode


def played(steps: list[Step], home: Path) -> list[Step]:
    """The same commands with what they show now."""
    names, done = Placeholders(home), []
    for step in steps:
        lines, code = spoken(names.take_out(step.command), home)
        shown = []
        for stream, line in lines:
            named = names.put_in(line).rstrip()
            mark = "! " if stream == "stderr" else ""
            escape = "\\" if not mark and re.match(r"[$#!\\]|exit \d", named) else ""
            shown.append(f"{mark}{escape}{named}".rstrip())
        while shown and not shown[-1]:
            shown.pop()
        if code:
            shown.append(f"exit {code}")
        done.append(Step(step.before, step.command, shown))
    return done


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, id=path.stem, marks=[getattr(pytest.mark, mark)] if mark else [])
        for path in TRANSCRIPTS
        for mark in [headings(path.read_text("utf-8")).get("mark")]
    ],
)
def test_the_command_line_says_what_its_transcript_says(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portaudio, "sounddevice_module", lambda: SILENT)
    monkeypatch.setattr(sys, "executable", READY.program)
    monkeypatch.setattr(passphrase, "_in_child", lightly())
    # what it says on Linux; that it is so is proven in processes of their own
    monkeypatch.setattr(offline, "close_network", lambda: Enforcement.KERNEL)
    text = path.read_text("utf-8")
    HOMES[headings(text).get("home", "empty")](tmp_path)
    steps, after = parse(text)
    now = written(played(steps, tmp_path), after)
    if REWRITE:
        path.write_text(now, "utf-8")
        return
    if now != text:
        lines = difflib.unified_diff(
            text.splitlines(), now.splitlines(), path.name, "what it says now", lineterm=""
        )
        pytest.fail("\n".join(lines), pytrace=False)


def below(command: Any, path: str) -> Iterator[str]:
    yield path
    for name, each in getattr(command, "commands", {}).items():
        yield from below(each, f"{path} {name}")


def test_every_command_explains_itself_and_stands_in_a_group() -> None:
    text = (Path(__file__).with_name("transcripts") / "help.txt").read_text("utf-8")
    asked = {step.command for step in parse(text)[0]}
    assert asked == {f"{command} --help" for command in below(get_command(app), "reflect")}
    assert "\nMore:" not in text


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_whatever_is_in_the_way_is_one_fact_and_one_next_step(path: Path) -> None:
    for step in parse(path.read_text("utf-8"))[0]:
        told = [line for line in step.shown if line.startswith("! ")]
        facts = [n for n, line in enumerate(told) if line.startswith("! reflect: ")]
        assert all(re.match(r"!   next: \S", told[n + 1]) for n in facts), step
        assert len(facts) <= 1, step
        assert "Traceback" not in "\n".join(step.shown), step
