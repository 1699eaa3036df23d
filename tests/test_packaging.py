"""What is built is whole: the same files from a wheel as from a checkout, on any later Python."""

import ast
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from voice.machine import places
from voice.models.choosing import REHEARSAL_MODEL, load_catalogue, rehearsal_model

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

GONE = frozenset(
    {
        *("asynchat", "asyncore", "distutils", "imp", "smtpd"),
        *("aifc", "audioop", "cgi", "cgitb", "chunk", "crypt", "imghdr", "lib2to3", "mailcap"),
        *("msilib", "nis", "nntplib", "ossaudiodev", "pipes", "sndhdr", "spwd", "sunau"),
        *("telnetlib", "uu", "xdrlib"),
    }
)
"""What the standard library had in 3.11 and has no longer: PEP 632 and 594, "What's New" of 3.12
and 3.13. `sys.stdlib_module_names` of 3.11 holds all of them, so it tells nothing."""


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        match node:
            case ast.Import(names=names):
                yield from (name.name.partition(".")[0] for name in names)
            case ast.ImportFrom(module=str(module), level=0):
                yield module.partition(".")[0]
            case _:
                pass


def python_files() -> list[Path]:
    in_scripts = [
        path
        for path in (ROOT / "scripts").rglob("*")
        if path.is_file() and path.read_bytes().startswith(b"#!/usr/bin/env python")
    ]
    written = [
        path for name in ("voice", "scripts", "tests") for path in (ROOT / name).rglob("*.py")
    ]
    return sorted({*written, *in_scripts})


def test_nothing_needs_a_module_that_later_pythons_no_longer_have() -> None:
    found = {str(path): GONE.intersection(imported(path)) for path in python_files()}
    assert {path: names for path, names in found.items() if names} == {}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    return zipfile.ZipFile(next(WheelBuilder(str(ROOT)).build(directory=str(folder))))


def test_a_wheel_has_every_file_of_the_package(wheel: zipfile.ZipFile) -> None:
    here = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "voice").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert here - set(wheel.namelist()) == set()


def test_a_wheel_has_the_models_and_the_locked_lists(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    model = ROOT / "models" / REHEARSAL_MODEL
    listed = [line.split()[1] for line in (model / "SHA256SUMS").read_text().splitlines()]
    for name in ("SHA256SUMS", "README.md", *listed):
        shipped = f"voice/shipped/models/{REHEARSAL_MODEL}/{name}"
        assert wheel.read(shipped) == (model / name).read_bytes()
    assert "voice/shipped/models/catalogue.toml" in names
    extras = PROJECT["optional-dependencies"].keys() - {"dev", "build", "train"}
    for extra in ("run", *extras):
        assert f"voice/shipped/requirements/{extra}.txt" in names


def test_what_the_wheel_has_is_found_before_what_a_checkout_would(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wheel: zipfile.ZipFile
) -> None:
    assert rehearsal_model() == ROOT / "models" / REHEARSAL_MODEL
    wheel.extractall(tmp_path)
    monkeypatch.setattr(places, "PACKAGE_FOLDER", tmp_path / "voice")
    monkeypatch.setattr(places, "PROJECT_FOLDER", tmp_path)
    assert rehearsal_model() == tmp_path / "voice" / "shipped" / "models" / REHEARSAL_MODEL
    assert (rehearsal_model() / "am" / "final.mdl").is_file()
    assert load_catalogue().model


def test_the_last_version_in_the_changelog_is_this_one() -> None:
    lines = (ROOT / "CHANGELOG.md").read_text("utf-8").splitlines()
    versions = [line.split()[1].strip("[]") for line in lines if line.startswith("## ")]
    assert next(version for version in versions if version != "Unreleased") == PROJECT["version"]


def test_every_extra_has_a_locked_list_that_agrees_with_all_the_others() -> None:
    """Each is complete by itself, so that one command installs it; together they must fit."""
    pinned: dict[str, set[str]] = {}
    for path in (ROOT / "scripts" / "requirements").glob("*.txt"):
        for line in path.read_text().splitlines():
            if "==" in line:
                name, _, version = line.partition("==")
                pinned.setdefault(name, set()).add(version.split()[0])
    assert {name: found for name, found in pinned.items() if len(found) > 1} == {}
    articles = (ROOT / "scripts" / "requirements" / "articles.txt").read_text()
    assert "\nlxml-html-clean==" in articles  # pip 23.0 leaves out what is asked of an extra
