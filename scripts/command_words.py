#!/usr/bin/env python3
"""Write what a command line says into the catalogues, `voice/language/commands/LANG.po`.

What is new is written without a translation, for somebody to fill in; what is said no more goes.
`--check` writes nothing: it names what every language lacks, counts, and fails where it is any.
"""

import argparse
import ast
import string
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from typer.main import get_command

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from voice.cli.commands import app  # noqa: E402
from voice.cli.groups import GroupedHelp, PassingGroup  # noqa: E402
from voice.cli.help import SAID_BY_TYPER, texts  # noqa: E402
from voice.confinement.offline import Enforcement  # noqa: E402
from voice.guides.article.blocks import Why  # noqa: E402
from voice.language.loading import available_languages  # noqa: E402
from voice.models.natural_voices import load_voice_catalogue  # noqa: E402
from voice.rehearsal.visitors import built_in_visits  # noqa: E402
from voice.scenes.visit.commands import Occurrence  # noqa: E402
from voice.scenes.visit.states import KioskState  # noqa: E402

CATALOGUES = ROOT / "voice" / "language" / "commands"

ERRORS = {
    "VoiceError", "DeviceError", "VaultError", "ModelError", "SpeechError", "GuideError",
    "SettingsError", "OutputError", "WrongCommandLine", "WrongPassphrase", "error_type", "cls",
}  # fmt: skip
"""What is called with a fact and a next step."""
WORDS = {"Phrase", "PhraseError", "here", "vault_error"}
"""What is called with words of which a translation is shown."""


def in_code() -> Iterator[tuple[str, str]]:
    """Every text that an error or a line is made of, and where it stands."""
    trees = {path: ast.parse(path.read_text("utf-8")) for path in (ROOT / "voice").rglob("*.py")}
    named = {
        target.id: node.value
        for tree in trees.values()
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for path, tree in sorted(trees.items()):
        for call in ast.walk(tree):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
                continue
            count = 2 if call.func.id in ERRORS else 1 if call.func.id in WORDS else 0
            for argument in call.args[:count]:
                for text in _constants(argument, named):
                    yield text, f"{path.relative_to(ROOT)}:{call.lineno}"


def _constants(node: ast.expr, named: dict[str, ast.expr]) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp():
            yield from _constants(node.body, named)
            yield from _constants(node.orelse, named)
        case ast.Name(id=name) if name in named:
            yield from _constants(named[name], named)
        case _:
            pass


def in_help() -> Iterator[str]:
    """Every text of every command's help."""
    yield from texts(get_command(app))
    yield from SAID_BY_TYPER
    yield from (*GroupedHelp.headings, GroupedHelp.others, PassingGroup.others)


def in_voice_list() -> Iterator[str]:
    """What a voice is from, and why it is not recommended; a licence's own name stays as it is."""
    catalogue = load_voice_catalogue()
    yield from catalogue.without.values()
    for entry in catalogue.voice:
        yield from filter(None, (entry.licence, entry.trained_from, entry.why_not))


def messages() -> dict[str, list[str]]:
    """All that a command line has words for, each with where it stands."""
    found: dict[str, list[str]] = {}
    others = [
        *((text, "help") for text in in_help()),
        *((str(why), "import") for why in Why),
        *((str(one), "kiosk") for one in (*Occurrence, *KioskState)),
        *((visit.name, "kiosk rehearse") for visit in built_in_visits()),
        *((str(one), "check") for one in Enforcement),
        *((text, "voice list") for text in in_voice_list()),
    ]
    for text, where in [*in_code(), *others]:
        if any(char.isalpha() for char in _without_names(text)):
            places = found.setdefault(text, [])
            if where not in places:
                places.append(where)
    return found


def names_in(text: str) -> set[str]:
    """What stands in braces; a script's own braces in a help text are none."""
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return set()


def _without_names(text: str) -> str:
    try:
        return "".join(literal for literal, *_ in string.Formatter().parse(text))
    except ValueError:
        return text


def catalogue_of(code: str) -> Catalog:
    """A language's catalogue as it is; empty where there is none."""
    path = CATALOGUES / f"{code}.po"
    if not path.exists():
        return Catalog(locale=code)
    with path.open("rb") as file:
        return read_po(file, locale=code)


def lacking(code: str) -> list[str]:
    """What a language has no words for, or others' names in braces."""
    has = {str(entry.id): str(entry.string) for entry in catalogue_of(code) if entry.id}
    wanted = messages()
    return [
        *(f"{code}: missing: {text}" for text in wanted if not has.get(text)),
        *(f"{code}: said no more: {text}" for text in has if text not in wanted),
        *(
            f"{code}: other names in braces: {text}"
            for text in wanted
            if has.get(text) and names_in(text) != names_in(has[text])
        ),
    ]


def updated(code: str) -> bytes:
    """A language's catalogue with every message, and a translation where there was one."""
    old = {str(entry.id): entry.string for entry in catalogue_of(code) if entry.id}
    catalogue = Catalog(locale=code, project="Reflect Aloud", header_comment="", charset="utf-8")
    for text in messages():
        catalogue.add(text, old.get(text, ""))
    written = BytesIO()
    write_po(written, catalogue, width=100, omit_header=True)
    return written.getvalue()


def main() -> int:
    """Write, or check and count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    is_check = parser.parse_args().check
    wanted, lacks = messages(), []
    for code in available_languages():
        if code == "en":
            continue
        if not is_check:
            CATALOGUES.mkdir(exist_ok=True)
            (CATALOGUES / f"{code}.po").write_bytes(updated(code))
        missing = lacking(code)
        print(f"{code}: {len(wanted) - len(missing)} of {len(wanted)} texts of the command line")
        lacks += missing
    print("\n".join(lacks), file=sys.stderr, end="\n" if lacks else "")
    return 1 if lacks and is_check else 0


if __name__ == "__main__":
    sys.exit(main())
