"""One place prints, and only what is printable: whatever a record that was planted holds."""

import ast
import hashlib
import json
import os
import secrets
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main
from rich.text import Text
from typer.testing import CliRunner

import voice
from tests.cli.terminal import PARAMETERS, on_terminal
from voice.cli import output
from voice.cli.commands import app
from voice.confinement import offline
from voice.screen.plain import PlainScreen
from voice.values.errors import VoiceError
from voice.values.problems import JOINERS, in_one_line, printable, printable_json
from voice.vault import age
from voice.vault.vault import Vault

VOICE = Path(voice.__file__).parent
STEERING = "\x1b]0;PWNED\x07\x1b[2J\x9b31m\u202e\u200b\ufeff\u2066\x08\r"
ID = "20260101-aaaaaaaa"

EDGE = "cli/output.py"
SPEAK_TO_THEIR_PARENT = {
    "vault/passphrase_child.py",
    "guides/article/child.py",
    "sound/flac_child.py",
    "models/trial_child.py",
    "screen/page/child.py",
    "screen/page/trying.py",
    "speaking/natural_child.py",
    "speaking/synthesis_child.py",
}
"""Programs of their own: their standard output is a pipe that another module reads."""

OTHERS = {"cli/__init__.py", "app/ending.py"}
"""One closes what nobody reads any more; the other ends a process that hangs, in words of its own,
where nothing that could wait may be called."""

PRINTS = {"print", "input"}
TYPER_PRINTS = {"echo", "secho", "prompt", "confirm", "echo_via_pager", "launch", "getchar"}


def printing(tree: ast.Module) -> Iterator[str]:
    """What in a module prints, reaches for a stream of the terminal, or draws on one."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in PRINTS | {"Console"}:
                yield f"{name}()"
            case ast.Call(func=ast.Attribute(attr="Console")):
                yield "Console()"
            case ast.Attribute(value=ast.Name(id="typer" | "click"), attr=name) if (
                name in TYPER_PRINTS
            ):
                yield f"typer.{name}"
            case ast.Attribute(value=ast.Name(id="sys"), attr="stdout" | "stderr" as name):
                yield f"sys.{name}"
            case ast.Attribute(value=ast.Name(id="sys"), attr="__stdout__" | "__stderr__" as name):
                yield f"sys.{name}"
            case ast.Call(func=ast.Attribute(attr="write"), args=[ast.Constant(value=1 | 2), *_]):
                yield "os.write to a standard stream"
            case ast.Call(func=ast.Attribute(attr="terminal")):
                yield "terminal(), by which segno prints"
            case ast.Constant(value=str(text)) if text in {"/dev/tty", "/dev/stdout", "CONOUT$"}:
                yield text
            case (
                ast.ImportFrom(module="getpass" | "click")
                | ast.Import(names=[ast.alias(name="getpass" | "click")])
            ):
                yield "an import that prints"
            case ast.ImportFrom(module="sys", names=names) if any(
                each.name in {"stdout", "stderr"} for each in names
            ):
                yield "a standard stream"
            case _:
                pass


def test_no_other_module_prints_around_the_edge() -> None:
    found: dict[str, list[str]] = {}
    for path in VOICE.rglob("*.py"):
        name = path.relative_to(VOICE).as_posix()
        if name in {EDGE, *SPEAK_TO_THEIR_PARENT, *OTHERS}:
            continue
        prints = list(printing(ast.parse(path.read_text())))
        if prints:
            found[name] = prints
    assert found == {}
    assert set(printing(ast.parse((VOICE / EDGE).read_text()))) >= {"print()", "Console()"}


@pytest.mark.parametrize(
    "line",
    [
        "print('x')",
        "sys.stderr.write('x')",
        "typer.echo('x')",
        "Console().print('x')",
        "rich.console.Console(stderr=True)",
        "os.write(1, b'x')",
        "open('/dev/tty', 'w')",
        "code.terminal(compact=True)",
        "from sys import stdout",
        "input('x')",
    ],
)
def test_whoever_prints_is_found(line: str) -> None:
    assert list(printing(ast.parse(line)))


# What is printable -------------------------------------------------------------------------------


def test_nothing_but_letters_signs_and_line_ends_is_printable() -> None:
    every = "".join(map(chr, range(0x110000)))
    for char in printable(every):
        category = unicodedata.category(char)
        assert char == "\n" or char in JOINERS or category not in {"Cc", "Cf", "Zl", "Zp"}
        assert category not in {"Co", "Cs"}


def test_what_people_write_stays_as_it_is() -> None:
    for text in ("I said: 'yes'.", "Zoë, Łukasz, 1½ °C", "क्‍ष می‌خواهم", "日本語 👩‍👩‍👧 e\u0301"):
        assert printable(text) == text


def test_marks_piled_on_a_letter_do_not_cover_the_lines_around_it() -> None:
    assert len(printable("e" + "\u0301" * 50 + "x")) < 10


def test_a_field_in_a_line_begins_no_other() -> None:
    assert in_one_line("a\n\nprogram  Stop\u2028now") == "a program Stop now"
    lines: list[str] = []
    PlainScreen(lines.append, {}).line("you", f"yes\nprogram  {STEERING}all is erased")
    assert lines == ["you      yes program ]0;PWNED[2J31mall is erased"]


def test_json_loses_nothing_and_steers_nothing() -> None:
    value = {"said": STEERING + "\ue000 é 👩‍👩‍👧"}
    text = printable_json(value)
    assert json.loads(text) == value
    assert printable(text) == text
    assert "é" in text


def test_lines_questions_and_pictures_are_printable(capsys: pytest.CaptureFixture[str]) -> None:
    output.say(STEERING + "one")
    output.note(STEERING + "two")
    output.fail(VoiceError(STEERING + "three", STEERING + "four"))
    output.say_to_reader(STEERING + "five")
    output.drawing_console().print(Text(STEERING + "six"), STEERING + "seven")
    shown = "".join(capsys.readouterr())
    for word in ("one", "two", "three", "four", "five", "six", "seven"):
        assert word in shown
    assert steering_in(shown) == set()


def test_the_picture_is_still_in_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    console = output.drawing_console()
    with console.capture() as captured:
        console.print(Text("bold", style="bold red"))
    assert "\x1b[1;31mbold" in captured.get()


def test_the_pager_gets_printable_text(tmp_path: Path) -> None:
    plant(tmp_path / "v", word=STEERING + "word")
    _, shown = on_terminal(tmp_path, "read", "--vault", str(tmp_path / "v"))
    assert "word words" in shown
    for steering in ("\x1b]0;", "\x07", "\x9b", "\u202e", "\u200b"):
        assert steering not in shown


# Planted records ---------------------------------------------------------------------------------


def steering_in(text: str) -> set[str]:
    """What in it could steer a terminal."""
    return {
        f"U+{ord(char):04X}"
        for char in text
        if char not in {"\n", *JOINERS} and unicodedata.category(char) in {"Cc", "Cf"}
    }


def started(**changes: Any) -> dict[str, Any]:
    question = {"question_id": "q1", "question": "Whom do you trust?", "theme": "Trust"}
    return {
        "kind": "session_started",
        "guide_id": "guide",
        "guide_title": "A guide",
        "language": "en",
        "started_at": "2026-11-28T10:00:00+00:00",
        "questions": [question | changes.pop("question", {})],
    } | changes


def passage(*words: str) -> dict[str, Any]:
    return {
        "kind": "segment",
        "question_id": "q1",
        "segment_id": "s1",
        "start_seconds": 0.0,
        "end_seconds": 1.0,
        "words": [
            {"word": word, "start_seconds": 0.0, "end_seconds": 1.0, "confidence": 0.9}
            for word in words
        ],
    }


def plant(
    directory: Path, first: dict[str, Any] | None = None, id_: str = ID, word: str = "planted"
) -> None:
    """A session by somebody who holds the public key and can write into the folder."""
    vault, _ = Vault.create(directory)
    folder = vault.records_folder / secrets.token_hex(12)
    folder.mkdir()
    keys = [recipient.public_key for recipient in vault.recipients]
    previous = ""
    for sequence, body in enumerate((first or started(), passage(word, "words"))):
        envelope = {
            "format_version": 1,
            "session_id": id_,
            "record_id": secrets.token_hex(16),
            "sequence": sequence,
            "previous": previous,
            "body": body,
        }
        text = json.dumps(envelope).encode() + b"\n"
        sealed = age.seal(text.ljust(2048), keys)
        (folder / f"{secrets.token_hex(16)}.age").write_bytes(sealed)
        previous = hashlib.sha256(sealed).hexdigest()


PLANTED = {
    "id": {"id_": STEERING + ID},
    "id that climbs": {"id_": "../../../evil"},
    "id of lines": {"id_": f"{ID}\nproblem: none"},
    "title": {"first": started(guide_title=STEERING + "Title")},
    "guide": {"first": started(guide_id=STEERING + "guide")},
    "date": {"first": started(started_at=STEERING + "2026-11-28")},
    "language": {"first": started(language=STEERING)},
    "question": {"first": started(question={"question": STEERING + "Whom?"})},
    "theme": {"first": started(question={"theme": STEERING + "Trust"})},
    "word": {"word": STEERING + "word"},
    "word of lines": {"word": "no.\n\n   [corrected; as recognised: --verbatim]"},
}

COMMANDS = (
    *("list", "list --open", "read", "read last", "read --json", "read --plain"),
    *("read last --verbatim", "look-back", "look-back 1", "find words", "vault check"),
    *("export last --to out.md", "export last --to out.txt --yes", "export last --to -"),
    *("export last --to out.json --yes", "export last --to out.html --yes"),
    *("correct last 1", "erase last/1 --yes", "erase last --yes"),
)


@pytest.mark.parametrize("name", PLANTED)
def test_no_record_steers_the_terminal_by_any_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(offline, "close_network", lambda: None)
    monkeypatch.setattr(typer.main, "get_params_from_function", PARAMETERS)
    monkeypatch.chdir(tmp_path)
    plant(tmp_path / "v", **PLANTED[name])
    for command in COMMANDS:
        done = CliRunner().invoke(
            app, [*command.split(), "--vault", str(tmp_path / "v")], input="words\nothers\n1\n"
        )
        shown = done.output
        if isinstance(done.exception, VoiceError):
            output_of = f"{done.exception.fact}\n{done.exception.hint}"
            shown += printable(output_of)  # as `fail` prints it
        elif done.exception is not None and not isinstance(done.exception, SystemExit):
            raise AssertionError(command) from done.exception
        for path in tmp_path.glob("out.*"):
            shown += path.read_text()
            path.unlink()
        assert steering_in(shown) == set(), command
        forged = [line for line in shown.splitlines() if line.strip() == "problem: none"]
        assert not forged, command
        assert not any(line.startswith("   [corrected") for line in shown.splitlines()), command
    assert os.listdir(tmp_path) == ["v"]
