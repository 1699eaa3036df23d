"""Which natural voices there are, which are installed, and how fast and loud each speaks.

Reading only: nothing here goes online or writes; that is `installing.voices`, which a session
never imports. The system's own voices are no matter of this module.
"""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from voice.machine.places import shipped
from voice.machine.reading_files import read_text_capped
from voice.models.choosing import unlisted
from voice.values.errors import SpeechError
from voice.values.problems import parse_toml
from voice.values.troubles import TroubleName

NAME_PATTERN = r"^[a-z]{2,3}_[A-Z]{2}-[a-z0-9_]{1,40}-(x_low|low|medium|high)$"
"""As Piper's voices are named; no voice of a system is: espeak-ng has "gmw/en-US", macOS
"com.apple…" and Windows "HKEY_…"."""

CARD = "voice.toml"
MOST_CARD_BYTES = 4096

_Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Pace(BaseModel):
    """How long one word takes: a part that stays, and a part that grows with `length_scale`.

    A straight line through what was measured; the pauses are in it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    pause_seconds_a_word: float = Field(ge=-0.2, le=0.5)
    seconds_a_word: float = Field(gt=0.02, le=1.0)


class Card(BaseModel):
    """What was measured when a voice was installed; it lies beside it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    language: str = Field(pattern=r"^[a-z]{2,3}$")
    sha256: _Sha256
    config_sha256: _Sha256
    pace: Pace
    level_dbfs: float
    """Of its speech, before the program makes it as loud as it should be."""


class CatalogueVoice(BaseModel):
    """A natural voice that can be installed, and whether it should be."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=NAME_PATTERN)
    language: str
    bytes: int = Field(gt=0)
    sha256: _Sha256
    config_bytes: int = Field(gt=0)
    config_sha256: _Sha256
    licence: str
    trained_from: str
    """The voice that it was fine-tuned from, or what it was otherwise trained from."""
    why_not: str = ""
    """Why it is not recommended; empty: it is."""
    pace: Pace | None = None
    level_dbfs: float | None = None
    """None, as the pace: it could not be had here, so both are measured when it is installed."""


class VoiceCatalogue(BaseModel):
    """All natural voices that can be installed, and where from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    addresses: tuple[str, ...] = Field(min_length=1)
    """Each with {file}, and with {language}, {region}, {speaker}, {quality} of its name."""
    without: dict[str, str]
    """Languages that stay with the system's voice, and why."""
    voice: tuple[CatalogueVoice, ...]

    def entry(self, name: str) -> CatalogueVoice:
        """The voice of this name; raises `SpeechError`."""
        for entry in self.voice:
            if entry.name == name:
                return entry
        raise SpeechError(*unlisted("voice", name, [entry.name for entry in self.voice]))

    def recommended(self) -> CatalogueVoice:
        """The first that is recommended; raises `SpeechError`."""
        for entry in self.voice:
            if not entry.why_not:
                return entry
        raise SpeechError("the catalogue recommends no voice", "see `reflect voice list`")


@dataclass(frozen=True, slots=True)
class InstalledVoice:
    """A natural voice on this machine."""

    name: str
    folder: Path
    card: Card

    @property
    def model(self) -> Path:
        """What onnxruntime loads."""
        return self.folder / f"{self.name}.onnx"

    @property
    def config(self) -> Path:
        """Its phonemes and rate."""
        return self.folder / f"{self.name}.onnx.json"


def is_natural(wanted: str | None) -> bool:
    """Whether a voice in the settings is a natural one by its name."""
    return wanted is not None and re.fullmatch(NAME_PATTERN, wanted) is not None


def language_of(name: str) -> str:
    """The language that a natural voice speaks, by its name."""
    return name.partition("_")[0]


def load_voice_catalogue() -> VoiceCatalogue:
    """The catalogue that comes with the program."""
    text = (shipped("models") / "voices.toml").read_text("utf-8")
    return VoiceCatalogue.model_validate(tomllib.loads(text))


def installed_voice(name: str, folder: Path) -> InstalledVoice:
    """The voice of this name under `folder`; its files are not yet checked.

    Raises:
        SpeechError: it is not installed, or not as a whole.
    """
    try:
        voice = InstalledVoice(name, folder / name, load_card(folder / name / CARD))
    except (OSError, ValueError, ValidationError):
        raise SpeechError.named(TroubleName.NATURAL_VOICE_MISSING, voice=name) from None
    if not (voice.model.is_file() and voice.config.is_file()):
        raise SpeechError.named(TroubleName.NATURAL_VOICE_MISSING, voice=name)
    return voice


def installed_voices(folder: Path) -> tuple[InstalledVoice, ...]:
    """The whole ones that lie in `folder`, by name."""
    found: list[InstalledVoice] = []
    for path in sorted(folder.glob("[!.]*")):
        if is_natural(path.name):
            try:
                found.append(installed_voice(path.name, folder))
            except SpeechError:
                continue
    return tuple(found)


def load_card(path: Path) -> Card:
    """The card at this path; raises `OSError`, `ValueError`."""
    return Card.model_validate(parse_toml(read_text_capped(path, MOST_CARD_BYTES)))
