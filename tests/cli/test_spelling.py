"""Every command that is named can be copied: it exists, takes its options, and runs from here."""

import ast
import functools
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from tests.screen.page.test_picture import view_in
from voice.cli.commands import app
from voice.cli.help import localised
from voice.cli.spelling import OPEN_NO_VAULT, HintsAsTyped, as_shown, as_typed_here
from voice.floor.view import View
from voice.machine.places import as_typed
from voice.stage.ports import Notice

ROOT = Path(__file__).parents[2]
PROGRAM = Path(sys.executable).parent / "reflect"
DOCUMENTS = (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("models/*/*.md"))

NAMED = re.compile(r"`reflect((?:\s[^`]*)?)`")
TOP = get_command(app)
BARE = re.compile(
    rf"(?<![`\w./-])reflect (?:{'|'.join(sorted(TOP.commands))})(?![\w-])"  # type: ignore[attr-defined]
)
"""A command that as_typed_here would not find."""

TOLD_BY_KIOSK = "sudo -u reflect-kiosk"
"""The operator's commands have the kiosk's path: scripts/kiosk and docs/kiosk.md."""


def texts_of(path: Path) -> Iterator[str]:
    """Every text of a module as people may see it; what is put in stands as a word."""
    tree = ast.parse(path.read_text("utf-8"))
    in_others = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in ast.walk(node)
        if part is not node
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(
                part.value if isinstance(part, ast.Constant) else "VALUE" for part in node.values
            )
        text = getattr(node, "value", None) if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and id(node) not in in_others:
            yield text


def module_docstring(path: Path) -> str | None:
    return ast.get_docstring(ast.parse(path.read_text("utf-8")), clean=False)


def phrases_of(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for each in value.values():
                yield from phrases_of(each)
        case list():
            for each in value:
                yield from phrases_of(each)
        case _:
            pass


@functools.cache
def all_texts() -> dict[str, list[str]]:
    texts = {
        path.relative_to(ROOT).as_posix(): list(texts_of(path))
        for path in (ROOT / "voice").rglob("*.py")
    }
    for path in (ROOT / "voice").rglob("*.toml"):
        texts[path.relative_to(ROOT).as_posix()] = list(
            phrases_of(tomllib.loads(path.read_text("utf-8")))
        )
    return texts


def problem_with(words: list[str]) -> str | None:
    """Why this command line is none of the program's."""
    command: Any = TOP
    given = 0
    while words:
        word = words.pop(0)
        below = getattr(command, "commands", {})
        options = {
            name: each for each in command.params for name in (*each.opts, *each.secondary_opts)
        }
        name, equals, _ = word.partition("=")
        if word.startswith("-") and word != "-":
            if name not in {*options, "--help"}:
                return f"{command.name} takes no {name}"
            if name in options and not options[name].is_flag and not equals:
                if not words:
                    return f"{name} needs a value"
                words.pop(0)
        elif word in below:
            command = below[word]
        elif below:
            return f"there is no command {word}"
        else:
            given += word != "…"
    arguments = [each for each in command.params if each.param_type_name == "argument"]
    if given > len(arguments) and not any(each.nargs == -1 for each in arguments):
        return f"{command.name} takes fewer than {given} arguments"
    return None


def test_every_command_named_in_a_text_exists_and_takes_its_options() -> None:
    found = {
        f"{name}: reflect{rest}": problem
        for name, texts in all_texts().items()
        for text in texts
        for rest in NAMED.findall(text)
        if (problem := problem_with(shlex.split(rest)))
    }
    assert found == {}
    named = sum(len(NAMED.findall(text)) for texts in all_texts().values() for text in texts)
    assert named > 100  # that they are found at all


def test_no_text_names_a_command_in_another_way() -> None:
    """Without backticks it would stay `reflect …`, which is "command not found" in a checkout."""
    found: dict[str, list[str]] = {}
    for name, texts in all_texts().items():
        path = ROOT / name
        told = module_docstring(path) if path.suffix == ".py" else None
        bare = [text for text in texts if text != told and BARE.search(text)]
        if bare:
            found[name] = bare
    assert found == {}


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("", None),
        ("read last --vault V", None),
        ("--vault V", None),
        ("--vault V read last", None),
        ("model install --from FILE.zip", None),
        ("key new-recover", "there is no command new-recover"),
        ("read --aload", "read takes no --aload"),
        ("model install --from", "--from needs a value"),
        ("devices all", "devices takes fewer than 1 arguments"),
    ],
)
def test_a_command_line_that_is_wrong_is_noticed(line: str, problem: str | None) -> None:
    assert problem_with(line.split()) == problem


SHELL = re.compile(r"```(?:sh|console)\n(.*?)```", re.DOTALL)
TYPED = re.compile(r"(?:[\w./~-]*/)?\breflect((?: [^|<>;&`]*)?)")


def commands_in(document: Path) -> Iterator[str]:
    """What a document says can be typed: lines of its shell blocks, and what is in backticks."""
    text = document.read_text("utf-8")
    lines = [line for block in SHELL.findall(text) for line in block.splitlines()]
    lines += re.findall(r"^    (\S.*)$", text, re.MULTILINE)
    lines += re.findall(r"`([^`\n]+)`", SHELL.sub("", text))
    for line in lines:
        said = line.partition("  #")[0].strip().removeprefix(f"{TOLD_BY_KIOSK} ")
        said = said.removeprefix("sudo ")
        if found := TYPED.match(said):
            yield found[1]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_in_a_document_exists_and_takes_its_options(document: Path) -> None:
    for line in commands_in(document):
        problem = problem_with(shlex.split(line))
        assert problem is None, f"reflect{line}: {problem}"


# How it is spelt ---------------------------------------------------------------------------------


def started_as(monkeypatch: pytest.MonkeyPatch, program: Path | str, *arguments: str) -> None:
    monkeypatch.setattr(sys, "argv", [str(program), *arguments])


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One in a checkout of its own, with nothing called so on PATH."""
    program = tmp_path / "my checkout" / ".venv" / "bin" / "reflect"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    (tmp_path / "bin").mkdir()
    started_as(monkeypatch, program)
    return program


def test_in_the_checkout_the_path_is_short(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(program.parents[2])
    assert as_typed_here("see `reflect read`") == "see `.venv/bin/reflect read`"
    monkeypatch.chdir(program.parent)
    assert as_typed_here("see `reflect`") == "see `./reflect`"


def test_elsewhere_the_path_is_whole_and_one_word(
    program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path / "bin")
    typed = as_typed_here("`reflect key new`").strip("`")
    assert shlex.split(typed) == [str(program), "key", "new"]


def test_what_is_on_path_is_called_by_its_name_only_where_it_is_this_program(
    program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    on_path = tmp_path / "bin" / "reflect"
    on_path.write_text("#!/bin/sh\n")  # another program of this name
    on_path.chmod(0o755)
    assert as_typed_here("`reflect read`") == "`'my checkout/.venv/bin/reflect' read`"
    on_path.unlink()
    on_path.symlink_to(program)
    assert as_typed_here("`reflect read`") == "`reflect read`"
    on_path.unlink()
    on_path.symlink_to(tmp_path / "gone")
    assert as_typed_here("`reflect read`") != "`reflect read`"


def test_a_folder_that_is_gone_leaves_the_whole_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert as_typed(Path("/a b/c")) == "'/a b/c'"


def test_what_is_no_command_stays_as_it_is(program: Path) -> None:
    for text in ("I reflect aloud.", "`reflection`", "`age -d`", "reflect: no", "`reflect", "``"):
        assert as_typed_here(text) == text


@pytest.mark.parametrize("given", [["--vault", "my vault"], ["read", "--vault=my vault"]])
def test_the_vault_that_was_asked_for_is_the_one_the_next_step_opens(
    monkeypatch: pytest.MonkeyPatch, given: list[str]
) -> None:
    started_as(monkeypatch, "-c", *given)
    assert as_typed_here("`reflect key new`") == "`reflect key new --vault 'my vault'`"
    assert as_typed_here("`reflect read --vault v`") == "`reflect read --vault v`"
    assert as_typed_here("`reflect devices`") == "`reflect devices`"
    assert as_typed_here("`reflect`") == "`reflect --vault 'my vault'`"


def test_every_command_for_which_a_vault_means_something_takes_one() -> None:
    for name, command in TOP.commands.items():  # type: ignore[attr-defined]
        below = getattr(command, "commands", {"": command})
        takes = {sub: any("--vault" in p.opts for p in each.params) for sub, each in below.items()}
        if name not in OPEN_NO_VAULT:
            assert all(takes.values()), (name, takes)


def test_help_names_what_can_be_typed(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(program.parents[2])
    command: Any = localised(get_command(app), str)
    assert "`.venv/bin/reflect key new`" in as_shown(command.help)
    install = command.commands["model"].commands["install"]
    assert any("`.venv/bin/reflect model list`" in as_shown(p.help or "") for p in install.params)


# As a person meets it ----------------------------------------------------------------------------


def in_checkout(*arguments: str, cwd: Path = ROOT, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PROGRAM, *arguments],
        cwd=cwd,
        env={"HOME": str(home), "PATH": "/usr/bin:/bin", "PULSE_SERVER": "none"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )


needs_program = pytest.mark.skipif(not PROGRAM.exists(), reason="pip install -e . gives `reflect`")


@needs_program
def test_each_next_step_runs_when_it_is_copied(tmp_path: Path) -> None:
    """From a folder with a blank in its name, and for a vault with one in its."""
    here = tmp_path / "a folder"
    here.mkdir()
    done = in_checkout("read", "--vault", "my vault", cwd=here, home=tmp_path)
    (named,) = re.findall(r"`([^`]+)`", done.stderr)
    assert shlex.split(named)[1:] == ["key", "new", "--vault", "my vault"]
    copied = subprocess.run(named, shell=True, cwd=here, capture_output=True, text=True)
    assert copied.returncode == 0, copied.stderr
    assert (here / "my vault" / "recipients.txt").exists()
    assert in_checkout("read", "--vault", "my vault", cwd=here, home=tmp_path).returncode == 0


@needs_program
@pytest.mark.parametrize("arguments", [["--foo"], ["reed"], ["model"], ["--vault", "V", "devices"]])
def test_a_wrong_command_line_names_the_program_as_it_is_typed(
    tmp_path: Path, arguments: list[str]
) -> None:
    if os.access(ROOT / ".venv" / "bin" / "reflect", os.X_OK) is False:
        pytest.skip("this checkout's environment is elsewhere")
    done = in_checkout(*arguments, home=tmp_path)
    assert done.returncode == 2
    assert ".venv/bin/reflect" in done.stderr + done.stdout


class Remembering:
    """A screen that only remembers."""

    def __init__(self) -> None:
        self.shown: list[View] = []

    def show(self, view: View) -> None:
        self.shown.append(view)

    def notice(self, notice: Notice) -> None: ...

    def close(self) -> None: ...


def test_a_session_shows_what_can_be_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    started_as(monkeypatch, "/elsewhere/bin/reflect")
    screen = Remembering()
    told, here = (
        "Check it with `reflect devices`.",
        "Check it with `/elsewhere/bin/reflect devices`.",
    )
    beside = {"shown": (told,), "private": frozenset({told})}
    view = replace(view_in("asking"), notice=told, **beside)
    HintsAsTyped(screen).show(view)
    beside = {"shown": (here,), "private": frozenset({here})}
    assert screen.shown == [replace(view, notice=here, **beside)]
