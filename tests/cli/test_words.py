"""What the command line says is said in the language of the guide, the settings or the system."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from scripts.command_words import ERRORS, catalogue_of, lacking, messages
from scripts.languages import COMPLETE
from tests.cli.homes import two_sessions
from tests.cli.terminal import QUESTIONS, REFLECT, bash, on_terminal, run
from voice.cli import words
from voice.cli.commands import app
from voice.cli.help import localised, texts
from voice.cli.spelling import as_shown
from voice.guides.loading import bundled_guides, find_guide
from voice.language.command_line import language_of_system
from voice.machine.places import PROJECT_FOLDER, settings_file
from voice.values.errors import VaultError
from voice.values.phrase import Phrase, phrase_of
from voice.values.troubles import TroubleName

OTHERS = [code for code in COMPLETE if code != "en"]
GERMAN = {"LANG": "de_DE.UTF-8"}

FAMILIAR = {
    "de": r"\b(du|dir|dich|deine?[rnms]?)\b",
    "es": r"\b(tú|tu|tus|te|ti|haz|elige|prueba)\b",
    "fr": r"\b(tu|te|toi|ton|ta|tes)\b",
}
"""Words of the other register; lines say Sie, usted and vous."""

# The catalogues ----------------------------------------------------------------------------------


def test_every_language_has_every_text_of_the_command_line() -> None:
    lacks = [problem for code in OTHERS for problem in lacking(code)]
    assert not lacks, "\n".join([f"{len(messages())} texts; scripts/command_words.py", *lacks])


def test_whatever_kind_of_error_is_given_words_has_them_collected() -> None:
    paths = (PROJECT_FOLDER / "voice").rglob("*.py")
    nodes = [node for path in paths for node in ast.walk(ast.parse(path.read_text("utf-8")))]
    kinds = [node for node in nodes if isinstance(node, ast.ClassDef)]
    of_errors = {k.name for k in kinds if any(getattr(b, "id", "") in ERRORS for b in k.bases)}
    called = {
        getattr(node.func, "id", "")
        for node in nodes
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)
    }
    assert of_errors & called <= ERRORS


@pytest.mark.parametrize("code", OTHERS)
def test_what_is_copied_from_a_text_is_the_same_in_every_language(code: str) -> None:
    for entry in catalogue_of(code):
        for pattern in ("`[^`]*`", r"--[a-z-]+", r"docs/[a-z.-]+"):
            assert sorted(re.findall(pattern, str(entry.string))) == sorted(
                re.findall(pattern, str(entry.id))
            ), entry.string


@pytest.mark.parametrize("code", OTHERS)
def test_every_text_speaks_to_a_person_in_one_register(code: str) -> None:
    for entry in catalogue_of(code):
        said = re.sub("`[^`]*`", "", str(entry.string))
        assert not re.search(FAMILIAR[code], said, re.IGNORECASE), said


def test_the_words_of_an_error_stand_there_whole_and_its_values_apart() -> None:
    """What is put together in code is in no catalogue, and a brace in a value ends what says it."""
    paths = [each for top in ("voice", "scripts") for each in (PROJECT_FOLDER / top).rglob("*.py")]
    for path in paths:
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in ERRORS:
                for argument in call.args[:2]:
                    assert not isinstance(argument, ast.JoinedStr | ast.BinOp), (
                        f"{path}:{call.lineno}"
                    )


NOT_SAID = {
    "import sys; del sys.argv[0]; from voice.cli import main; main()",
    "unexpected extra argument",
    "not take",
}
"""A program for another process, and what of Typer's own messages tells them apart."""
SCRIPTS_READ = (
    "`[^`]*`|AGE-SECRET-KEY|"
    r"\b(reflect-aloud|rehearsal-en|reflect|problem|next|note|kiosk|client|outbox)\b"
)
PRINTING = {"say", "say_spoken", "note", "note_in_place", "ask", "confirm", "line"}


def _called(call: ast.AST) -> str:
    function = call.func if isinstance(call, ast.Call) else None
    return str(getattr(function, "id", getattr(function, "attr", "")))


def _untranslated(node: ast.AST) -> list[str]:
    """The literals in what is printed that no catalogue is asked for."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else []
    if _called(node) in {"here", "counted_here", "Phrase", "translate_here", "plain_words"}:
        return []
    if isinstance(node, ast.Subscript):  # a word by its key
        return []
    return [text for child in ast.iter_child_nodes(node) for text in _untranslated(child)]


def test_no_words_are_printed_that_no_catalogue_knows() -> None:
    """Two words in a row stand in a catalogue; what is printed beside it is for scripts to read."""
    known = messages().keys() | NOT_SAID
    for path in (PROJECT_FOLDER / "voice" / "cli").glob("*.py"):
        nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
        explained = {id(literal) for node in nodes for literal in _explaining(node)}
        for node in nodes:
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                words = re.search("[A-Za-z]{2,},? [a-z]{2,}", re.sub("`[^`]*`?", "", node.value))
                assert not words or id(node) in explained or node.value in known, node.value
            if _called(node) in PRINTING and isinstance(node, ast.Call):
                for text in [text for given in node.args for text in _untranslated(given)]:
                    assert not re.search("[A-Za-z]{3}", re.sub(SCRIPTS_READ, "", text)), text


def _explaining(node: ast.AST) -> Iterator[ast.AST]:
    """A docstring, and every literal of a command's help."""
    if isinstance(node, ast.Expr):
        yield node.value
    if isinstance(node, ast.keyword) and node.arg in {"help", "metavar", "rich_help_panel"}:
        yield from ast.walk(node.value)


def test_a_phrase_within_a_phrase_is_said_in_the_same_language_in_another_process_too() -> None:
    phrase = Phrase("{what} is full", what=Phrase("the {size} box", size=3))
    said = {"{what} is full": "{what} ist voll", "the {size} box": "die Kiste {size}"}
    assert str(phrase) == "the 3 box is full"
    assert phrase.said(lambda text: said[text]) == "die Kiste 3 ist voll"
    assert phrase_of(phrase.as_json()).said(lambda text: said[text]) == "die Kiste 3 ist voll"


# Which language ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environ", "code"),
    [
        ({"LANG": "de_AT.UTF-8"}, "de"),
        ({"LANG": "de_DE.UTF-8", "LC_MESSAGES": "fr"}, "fr"),
        ({"LANG": "de_DE", "LC_MESSAGES": "fr_CA", "LC_ALL": "es-MX"}, "es"),
        ({"LANG": "de_DE", "LC_ALL": "C.UTF-8"}, None),
        ({"LANG": "xx_YY.UTF-8"}, None),
        ({}, None),
    ],
)
def test_a_system_names_its_language_as_posix_has_it(
    environ: dict[str, str], code: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert language_of_system() == code


def language_with(home: Path, *arguments: str, **environ: str) -> str:
    """The language of what is wrong with this command line."""
    fact = run(home, *arguments, "--nope", **environ).stderr
    starts = {"there": "en", "es": "de", "no": "es", "il": "fr"}
    return starts[fact.removeprefix("reflect: ").split()[0]]


def test_the_guide_comes_first_then_the_settings_then_the_system(tmp_path: Path) -> None:
    assert language_with(tmp_path) == "en"
    assert language_with(tmp_path, **GERMAN) == "de"
    assert language_with(tmp_path, "--guide", "on-my-mind-fr", **GERMAN) == "fr"
    assert language_with(tmp_path, "--guide=on-my-mind", **GERMAN) == "en"
    assert language_with(tmp_path, REFLECT_GUIDE="on-my-mind-es", **GERMAN) == "es"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(tmp_path))
        settings = settings_file()
    settings.parent.mkdir(parents=True)
    settings.write_text('guide = "on-my-mind-es"', "utf-8")
    assert language_with(tmp_path, **GERMAN) == "es"
    settings.write_text('guide = "on-my-mind-es"\nlanguage = "fr"', "utf-8")
    assert language_with(tmp_path, **GERMAN) == "fr"
    assert language_with(tmp_path, "--guide", "on-my-mind-de") == "de"
    assert language_with(tmp_path, REFLECT_LANGUAGE="en", **GERMAN) == "en"
    settings.write_text('model = "vosk-model-small-fr-0.22"', "utf-8")
    assert language_with(tmp_path, **GERMAN) == "fr"
    assert language_with(tmp_path, "--model", "rehearsal-en", **GERMAN) == "en"
    settings.write_text('guide = "nowhere.toml"', "utf-8")
    assert language_with(tmp_path, **GERMAN) == "de"
    settings.write_text("guide = ", "utf-8")
    assert language_with(tmp_path, **GERMAN) == "de"


# What is said ------------------------------------------------------------------------------------


def test_an_error_is_said_in_german_and_its_next_step_can_be_copied(tmp_path: Path) -> None:
    done = run(tmp_path, "read", "--vault", "here", **GERMAN)
    assert done.stderr.splitlines() == [
        "reflect: in here ist kein Tresor",
        "  weiter: legen Sie einen an: `reflect key new --vault here`",
    ]
    assert done.returncode == 1


def test_what_was_done_and_why_not_are_of_one_language() -> None:
    error = VaultError.named(TroubleName.DISK_FULL, Phrase("{to} could not be written", to="x"))
    try:
        words.speak_as_asked(["--guide", "on-my-mind-es"])
        assert words.told_here(error).fact == "no se pudo escribir x: el disco está lleno"
    finally:
        words.speak_as_asked(["--guide", "on-my-mind"])


@pytest.mark.parametrize(
    "arguments",
    ["--nope", "nope", "key nwe", "--vault", "read a b", "check --seconds x", "correct", "key new"],
)
def test_a_wrong_command_line_is_one_fact_and_one_next_step_in_every_language(
    arguments: str, tmp_path: Path
) -> None:
    said = {}
    for code in ("en", *OTHERS):
        before = ["--plain"] if arguments == "key new" else []
        environ = {"LANG": f"{code}_XX.UTF-8"}
        done = run(tmp_path, *before, *arguments.split(), **environ)
        said[code] = done.stderr
        fact, next_ = done.stderr.splitlines()
        assert done.returncode == 2
        assert fact.startswith("reflect: ")
        assert re.fullmatch(r"  \S+: .+", next_)
    assert len(set(said.values())) == len(said)


@pytest.mark.parametrize("code", OTHERS)
def test_help_has_nothing_english_left(code: str, tmp_path: Path) -> None:
    environ = {"LANG": f"{code}.UTF-8", "COLUMNS": "80"}
    english = {text for text in texts(get_command(app)) if len(text.split()) > 3}
    for path in ([], ["read"], ["key"], ["key", "add"], ["guide", "import"], ["check"]):
        shown = run(tmp_path, *path, "--help", **environ).stdout
        together = " ".join(shown.split())
        assert not [text for text in english if text in together], path
        assert not re.search(r"Usage: r|Options:$|OPTIONS\]|default: |\[required", shown) or (
            code == "fr" and not re.search(r"default: |\[required", shown)
        )


def test_no_command_is_broken_between_two_lines_of_help(tmp_path: Path) -> None:
    root: Any = localised(get_command(app), str)
    context = root.make_context("reflect", [], resilient_parsing=True)
    for line in root.get_help(context).splitlines():
        assert as_shown(line).count("`") % 2 == 0, line


# On a terminal -----------------------------------------------------------------------------------


def test_on_a_terminal_an_error_is_broken_between_words_and_never_in_a_command(
    tmp_path: Path,
) -> None:
    long = "a-folder-with-a-long-name/" * 2
    _, shown = on_terminal(
        tmp_path, "read", "--vault", long, columns=60, program=[REFLECT[0], "-c", REFLECT[2]]
    )
    lines = shown.replace("\r", "").splitlines()
    assert f"         `reflect key new --vault {long}`" in lines
    assert lines[0].startswith("reflect: there is no vault in")
    _, shown = on_terminal(tmp_path, "guide", "show", "nonsense", columns=40)
    words_shown = shown.split()
    assert "trust-and-power," in words_shown
    assert all(len(line) <= 40 for line in shown.replace("\r", "").splitlines())


@pytest.mark.parametrize("command", ["--help", "key --help", "--version", "guide show"])
def test_help_that_cannot_be_written_is_a_fact_and_a_next_step(
    command: str, tmp_path: Path
) -> None:
    done = bash(f"reflect {command} >/dev/full", tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith("reflect: the result cannot be written: No space left on device")
    assert "  next: " in done.stderr
    assert "Traceback" not in done.stderr


# What everyday commands print --------------------------------------------------------------------

EVERYDAY = (
    "list",
    "list --open",
    "key show",
    "guide list",
    "guide check own.toml",
    "read",
    "look-back",
    "look-back 1",
    "find periwinkle",
    "vault check",
    "export last --to there.html --yes",
    "backup drive",
    "restore drive --yes",
    "erase last/1 --yes",
    "erase last --yes",
    "erase --all --yes",
    "list",
)
ENGLISH = (
    r"\b(the|is|are|not|of|and|this|what|with|there|here|it|to|sessions?|records?|answers?|"
    r"files?|words?|problems?|sealed|opened|written|left|asked|found|never|owner|key)\b"
)
"""Words of English that no other of these languages has."""


@pytest.mark.parametrize("code", OTHERS)
def test_everyday_commands_print_nothing_english(code: str, tmp_path: Path) -> None:
    two_sessions(tmp_path)
    (tmp_path / "drive").mkdir()
    (tmp_path / "own.toml").write_text(run(tmp_path, "guide", "show", "--toml").stdout)
    guides = {find_guide(name) for name in bundled_guides()}
    questions = {question.question for question in QUESTIONS} | {"A Guide"}
    questions |= {text for guide in guides for text in (guide.id, guide.title, guide.author)}
    said = {line.strip() for line in run(tmp_path, "find", "e").stdout.splitlines()[1::2]}
    for command in EVERYDAY:
        done = run(tmp_path, *command.split(), LANG=f"{code}.UTF-8")
        assert done.returncode == 0, (command, done.stderr)
        for line in (done.stdout + done.stderr).splitlines():
            told = re.sub("`[^`]*`|--[a-z]+|/[^ ]*", "", line)
            for theirs in sorted(questions | said, key=len, reverse=True):
                told = told.replace(theirs, "")
            assert not re.search(ENGLISH, told, re.IGNORECASE), (command, line)
