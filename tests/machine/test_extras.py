"""Each optional part is one command from a locked list, typed where the person is."""

import importlib.util
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from voice.machine import extras, places
from voice.machine.extras import Extra, how_to_install

ROOT = Path(__file__).parents[2]
LISTS = ROOT / "scripts" / "requirements"
SCRIPT = ROOT / "scripts" / "extras"
DECLARED = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"][
    "optional-dependencies"
]


def command_of(extra: Extra) -> list[str]:
    typed = how_to_install(extra)
    assert typed.startswith("`")
    assert typed.endswith("`")
    return shlex.split(typed.strip("`"))


def shortly(path: Path | str) -> str:
    """As it is typed in the root folder, where these tests are."""
    return str(path).removeprefix("/")


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One with a blank in its name, whose own environment runs this."""
    folder = tmp_path / "my checkout"
    (folder / "scripts" / "requirements").mkdir(parents=True)
    (folder / "scripts" / "extras").touch()
    monkeypatch.setattr(extras, "PROJECT_FOLDER", folder)
    monkeypatch.setattr(places, "PROJECT_FOLDER", folder)
    monkeypatch.setattr(sys, "prefix", str(folder / ".venv"))
    return folder


def test_each_is_declared_and_has_a_list_that_names_what_it_declares() -> None:
    assert {*Extra} == DECLARED.keys() - {"dev", "build", "train"}
    for extra in Extra:
        listed = (LISTS / f"{extra}.txt").read_text()
        for requirement in DECLARED[extra]:
            name = requirement.partition(">")[0].replace("_", "-")
            assert f"\n{name}==" in listed, (extra, name)
        pins = [line for line in listed.splitlines() if "==" in line]
        assert len(pins) <= listed.count("--hash=sha256:")


def test_in_a_checkout_its_script_installs_it(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(checkout)
    assert command_of(Extra.ARTICLES) == ["scripts/extras", "articles"]
    monkeypatch.chdir("/")
    assert command_of(Extra.ARTICLES)[0].endswith("my checkout/scripts/extras")


def test_another_environment_than_the_checkouts_is_given_the_list(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "prefix", "/somewhere/else")
    monkeypatch.chdir("/")
    command = command_of(Extra.PDF)
    assert command[:4] == [shortly(sys.executable), "-m", "pip", "install"]
    assert command[-1] == shortly(checkout / "scripts" / "requirements" / "pdf.txt")


def test_whoever_has_the_wheel_is_given_the_list_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = tmp_path / "voice" / "shipped" / "requirements"
    shipped.mkdir(parents=True)
    monkeypatch.setattr(places, "PACKAGE_FOLDER", tmp_path / "voice")
    monkeypatch.setattr(extras, "PROJECT_FOLDER", tmp_path)
    monkeypatch.chdir("/")
    command = command_of(Extra.SOUND)
    assert command[4:] == ["--require-hashes", "-r", shortly(shipped / "sound.txt")]


def test_an_environment_without_pip_is_installed_into_from_outside(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_pip(name: str) -> None:
        assert name == "pip"

    monkeypatch.setattr(sys, "prefix", "/somewhere/else")
    monkeypatch.setattr(extras, "find_spec", no_pip)
    monkeypatch.chdir("/")
    assert command_of(Extra.SOUND)[:5] == ["uv", "pip", "install", "-p", shortly(sys.executable)]
    assert importlib.util.find_spec("pip") is not None


def test_the_script_names_every_extra_and_refuses_any_other() -> None:
    told = subprocess.run([SCRIPT], capture_output=True, text=True, check=True).stdout
    for extra in Extra:
        assert f"scripts/extras {extra} " in told
    refused = subprocess.run([SCRIPT, "articles", "dev"], capture_output=True, text=True)
    assert refused.returncode == 2
    assert "next: " in refused.stderr
    for extra in Extra:
        assert extra in refused.stderr


def test_the_locks_are_made_for_every_extra() -> None:
    script = (ROOT / "scripts" / "lock").read_text()
    assert f"for extra in {' '.join(sorted(Extra))};" in script
