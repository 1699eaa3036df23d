"""The fixed lines of a natural voice, spoken when it was installed and kept beside it.

Only what comes with the program may be here: its own lines and its own guides' questions, which
anybody can read in the package. Nothing that a person said, and no guide of theirs. A session only
reads: what it added, or when it read which line, would tell what happened in it; so all lines of
one rate are one file, opened once.
"""

import hashlib
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from voice.models.natural_voices import InstalledVoice
from voice.stage.ports import Pcm, Sound

VERSION = 1
"""Of what the child makes of a text: another version finds nothing, and makes it afresh."""

_RATE_HZ = "rate_hz"


class FixedSounds:
    """What was kept of one voice; one thread at a time."""

    def __init__(self, voice: InstalledVoice) -> None:
        self._voice = voice
        self._opened: dict[int, Any] = {}

    def sound(self, text: str, rate_wpm: int) -> Sound | None:
        """One piece as it was spoken then; None where it was not, or what was kept is damaged."""
        try:
            if rate_wpm not in self._opened:
                self._opened[rate_wpm] = np.load(path_of(self._voice, rate_wpm), allow_pickle=False)
            kept = self._opened[rate_wpm]
            return Sound(kept[_key(text)], int(kept[_RATE_HZ]))
        except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile):
            return None


def path_of(voice: InstalledVoice, rate_wpm: int) -> Path:
    """Where the lines of this very voice are, at this rate."""
    return voice.folder / f"fixed-{rate_wpm}-{voice.card.sha256[:16]}-{VERSION}.npz"


def keep(voice: InstalledVoice, rate_wpm: int, rate_hz: int, sounds: Mapping[str, Pcm]) -> None:
    """Write them, whole or not at all; raises `OSError`."""
    path = path_of(voice, rate_wpm)
    partial = path.with_name(f".{path.name}")
    arrays: dict[str, Any] = {_key(text): samples for text, samples in sounds.items()}
    arrays[_RATE_HZ] = np.int64(rate_hz)
    with partial.open("wb") as file:
        np.savez(file, allow_pickle=False, **arrays)
    partial.rename(path)


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
