"""What happened while setting up, beside what any scene can be told.

Frozen values, the mirror of `commands`. `KeyMade` alone holds a secret, and no `repr` shows it.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from voice.floor.events import SceneEvent
from voice.floor.view import KeySlip
from voice.values.troubles import Trouble


@dataclass(frozen=True, slots=True)
class SetupEvent(SceneEvent):
    """What only setting up takes."""


@dataclass(frozen=True, slots=True)
class KeyQuestion:
    """One group of a key to find again in what was written down: by its line and its place."""

    row: int
    """From 1, below the first line, which is the same in every key."""
    place: int
    """From 1."""
    groups: tuple[str, ...] = field(repr=False)
    right: int = field(repr=False)
    """Which of them it is, from 1."""


@dataclass(frozen=True, slots=True)
class KeyMade(SetupEvent):
    """A fresh recovery key, which is nowhere else."""

    slip: KeySlip = field(repr=False)
    rows: tuple[str, ...] = field(repr=False)
    """In groups, for writing by hand and reading aloud."""
    questions: tuple[KeyQuestion, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class VaultMade(SetupEvent):
    """What is said from now on can be sealed."""


@dataclass(frozen=True, slots=True)
class NotMade(SetupEvent):
    """It could not be made."""

    trouble: Trouble


@dataclass(frozen=True, slots=True)
class PlacesFound(SetupEvent):
    """Where a file could be saved, as the person knows these places."""

    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeySaved(SetupEvent):
    """The recovery key is in a file, and was read back from there; or why it is not."""

    file: str
    place: str
    trouble: Trouble | None = None


class Ending(StrEnum):
    """How fetching a recogniser ended."""

    READY = "ready"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class FetchMoved(SetupEvent):
    """So much of the recogniser is here, from 0 to 100; all of it is being tried."""

    percent: int


@dataclass(frozen=True, slots=True)
class Fetched(SetupEvent):
    """Fetching it, or taking it from a file, is over."""

    ending: Ending
    why: str = ""
    """What went wrong, as a sentence in the person's language."""


@dataclass(frozen=True, slots=True)
class FilesFound(SetupEvent):
    """Files that a recogniser could be in, by their names."""

    files: tuple[str, ...]
