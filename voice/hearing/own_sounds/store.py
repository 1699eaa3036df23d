"""Where own sounds are kept: one file beside the settings, read with bounds, written whole.

Readable without a key, as settings are: features of a few sounds, no sound and no word. Nothing
here is exported, and a kiosk never opens it.
"""

import base64
import binascii
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from voice.floor.actions import Action
from voice.hearing.own_sounds.taught import (
    EXAMPLE_BYTES,
    FEWEST_EXAMPLES,
    MOST_ACTIONS,
    MOST_EXAMPLES,
    MOST_OTHERS,
    Taught,
    TaughtSound,
    features_in,
)
from voice.machine.places import settings_file
from voice.machine.reading_files import read_bytes_capped
from voice.machine.writing_files import write_whole
from voice.values.errors import SettingsError
from voice.values.phrase import Phrase, PhraseError
from voice.values.troubles import TroubleName

LARGEST_BYTES = 256 * 1024
"""Twelve sounds of eight examples and the counter-examples are 160 KB."""

LARGEST_CEPSTRUM = 100.0
"""No sound gives more than 60: a band is between the loudest and 50 dB under it."""

_ENCODED_CHARACTERS = (EXAMPLE_BYTES + 2) // 3 * 4


def _an_example(encoded: str) -> str:
    """The text, where it is numbers of a sound."""
    import numpy as np

    try:
        data = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("no base64") from None
    if len(data) != EXAMPLE_BYTES or not np.all(np.abs(features_in(data)) <= LARGEST_CEPSTRUM):
        raise ValueError("no features of a sound")
    return encoded


_Example = Annotated[str, Field(max_length=_ENCODED_CHARACTERS), AfterValidator(_an_example)]


class _Sound(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    action: Action
    examples: Annotated[
        tuple[_Example, ...], Field(min_length=FEWEST_EXAMPLES, max_length=MOST_EXAMPLES)
    ]
    yeses: Annotated[int, Field(ge=0, le=1_000_000, strict=True)] = 0


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    version: Literal[1]
    sounds: Annotated[tuple[_Sound, ...], Field(max_length=MOST_ACTIONS)]
    others: Annotated[tuple[_Example, ...], Field(max_length=MOST_OTHERS)] = ()

    @model_validator(mode="after")
    def _each_action_once(self) -> "_File":
        if len({sound.action for sound in self.sounds}) < len(self.sounds):
            raise ValueError("an action stands twice")
        return self


def own_sounds_file() -> Path:
    """Where this person's are."""
    return settings_file().with_name("own-sounds.json")


def read_own_sounds(path: Path) -> Taught:
    """What was taught; nothing where there is no file.

    Raises:
        SettingsError: it cannot be read, or holds something else.
    """
    try:
        if not path.exists():
            return Taught()
        data = read_bytes_capped(path, LARGEST_BYTES)
        file = _File.model_validate_json(data)
    except (OSError, PhraseError, ValidationError):
        raise SettingsError.named(TroubleName.OWN_SOUNDS_UNREADABLE, path=path) from None
    return Taught(
        tuple(
            TaughtSound(sound.action, tuple(map(base64.b64decode, sound.examples)), sound.yeses)
            for sound in file.sounds
        ),
        tuple(map(base64.b64decode, file.others)),
    )


def write_own_sounds(path: Path, taught: Taught) -> None:
    """Keep what was taught, for its owner's eyes only; where nothing is left, no file is.

    Raises:
        SettingsError: it cannot be written, and is as it was.
    """
    if not taught.sounds:
        erase_own_sounds(path)
        return
    file = _File(
        version=1,
        sounds=tuple(
            _Sound(
                action=sound.action,
                examples=tuple(map(_encoded, sound.examples)),
                yeses=min(sound.yeses, 1_000_000),
            )
            for sound in taught.sounds
        ),
        others=tuple(map(_encoded, taught.others)),
    )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, file.model_dump_json(indent=1).encode())
        _erase_unfinished(path)
    except OSError as error:
        raise _not_written(path, error) from None


def erase_own_sounds(path: Path) -> None:
    """Leave nothing of them, whatever the file holds; raises `SettingsError`."""
    try:
        _erase_unfinished(path)
        path.unlink(missing_ok=True)
    except OSError as error:
        raise _not_written(path, error) from None


def _erase_unfinished(path: Path) -> None:
    """What a writing left that was killed: it holds sounds, too."""
    for unfinished in path.parent.glob(f".{path.stem}-*"):
        unfinished.unlink(missing_ok=True)


def _encoded(example: bytes) -> str:
    return base64.b64encode(example).decode()


def _not_written(path: Path, error: OSError) -> SettingsError:
    return SettingsError.of_writing(error, Phrase("{path} could not be written", path=path))
