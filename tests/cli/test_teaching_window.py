"""Teaching, and trying what was taught, in a window: it is opened before the network is closed."""

from pathlib import Path
from typing import NoReturn

import pytest

from tests.cli.terminal import run
from tests.hearing.own_sounds.sounds import HUM, made
from voice.confinement import offline
from voice.floor.actions import Action
from voice.hearing.own_sounds.features import features_of
from voice.hearing.own_sounds.store import write_own_sounds
from voice.hearing.own_sounds.taught import Taught, TaughtSound, example_of
from voice.values.errors import SettingsError


@pytest.mark.parametrize(
    ("arguments", "done"),
    [
        (("teach", "--window"), ["window"]),
        (("teach", "try", "--window"), ["window"]),
        (("teach", "list"), ["closed"]),
        (("teach", "forget", "--all", "--yes"), ["closed"]),
    ],
)
def test_a_window_is_opened_before_the_network_is_closed_and_nothing_else_is(
    arguments: tuple[str, ...], done: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    happened: list[str] = []

    def opened(_settings: object) -> NoReturn:
        happened.append("window")
        raise SettingsError("no window", "none")

    monkeypatch.setattr("voice.cli.display.opened_window", opened)
    monkeypatch.setattr(offline, "close_network", lambda: happened.append("closed"))
    features = [features_of(made(HUM, take)) for take in range(3)]
    examples = tuple(example_of(each) for each in features if each is not None)
    path = tmp_path / ".config" / "reflect-aloud" / "own-sounds.json"
    write_own_sounds(path, Taught((TaughtSound(Action.NEXT, examples),)))
    run(tmp_path, *arguments)
    assert happened == done
