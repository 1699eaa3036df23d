"""What is begun before a command line is understood: a guess, and what becomes of it."""

from pathlib import Path

import pytest

from voice.cli.beforehand import begin_to_speak, speaks
from voice.speaking import first_child
from voice.speaking.first_child import NATURAL_VOICE, SYSTEMS_VOICE

VOICE = "en_US-kristin-medium"


@pytest.fixture(autouse=True)
def started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The processes that are started, in a home of its own; each begins as its own name."""
    for kind in ("DATA", "CONFIG"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path))
    monkeypatch.delenv("REFLECT_VOICE", raising=False)
    names: list[str] = []
    monkeypatch.setattr(first_child, "WatchedChild", lambda name, **_: names.append(name) or name)
    monkeypatch.setattr(first_child, "_begun", {})
    return names


def begun(arguments: list[str]) -> str:
    """What is begun for this command line; nothing else was before it."""
    first_child._begun.clear()
    begin_to_speak(arguments)
    (name,) = first_child._begun
    return name


@pytest.mark.parametrize(
    "line",
    ["", "--plain", "--rate 120 --guide trust-and-power", "start", "--plain start", "go-on 2026"],
)
def test_a_command_line_that_will_speak_is_known(line: str) -> None:
    assert speaks(line.split())


@pytest.mark.parametrize(
    "line", ["read", "key new", "-h", "start --help", "--no-voice-out", "list"]
)
def test_one_that_will_not_speak_begins_nothing(line: str, started: list[str]) -> None:
    begin_to_speak(line.split())
    assert started == []


def test_the_natural_voice_begins_where_it_is_chosen_and_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "reflect-aloud"
    (folder / "voices" / VOICE).mkdir(parents=True)
    assert begun(["--voice", VOICE]) == begun([f"--voice={VOICE}"]) == NATURAL_VOICE
    assert begun(["--voice", "gmw/en"]) == begun([]) == SYSTEMS_VOICE
    (folder / "settings.toml").write_text(f'voice = "{VOICE}"')
    assert begun([]) == NATURAL_VOICE
    monkeypatch.setenv("REFLECT_VOICE", "en_US-another-medium")
    assert begun([]) == SYSTEMS_VOICE


def test_settings_that_cannot_be_read_are_told_by_whoever_needs_them(
    tmp_path: Path, started: list[str]
) -> None:
    (tmp_path / "reflect-aloud").mkdir()
    (tmp_path / "reflect-aloud" / "settings.toml").write_bytes(b"voice = \xff")
    begin_to_speak([])
    assert started == [SYSTEMS_VOICE]


def test_what_was_begun_is_taken_once(started: list[str]) -> None:
    begin_to_speak([])
    begin_to_speak([])
    assert first_child.child_of(SYSTEMS_VOICE) == SYSTEMS_VOICE
    assert len(started) == 1
    first_child.child_of(SYSTEMS_VOICE)
    assert len(started) == 2


def test_what_nobody_took_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    class Child:
        gone = False

        def discard(self) -> None:
            self.gone = True

    child = Child()
    monkeypatch.setattr(first_child, "WatchedChild", lambda *_, **__: child)
    begin_to_speak([])
    first_child.let_go()
    assert child.gone
