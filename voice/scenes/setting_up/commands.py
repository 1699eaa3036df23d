"""What setting up asks of its desk, beside the floor's own commands.

Frozen values, the mirror of `events`.
"""

from dataclasses import dataclass
from enum import StrEnum

from voice.floor.commands import Errand


class Task(StrEnum):
    """One thing to set up, in the order in which they are asked for."""

    RECOGNISER = "recogniser"
    """What understands speech."""
    KEY = "key"
    SOUND = "sound"
    """The loudspeaker and the microphone."""
    MANNER = "manner"


class Outcome(StrEnum):
    """How one of them was left; nothing else is remembered of setting up."""

    DONE = "done"
    SKIPPED = "skipped"
    PUT_OFF = "put off"


@dataclass(frozen=True, slots=True)
class Note(Errand):
    """Remember how this was left, for the next time."""

    task: Task
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class MakeKey(Errand):
    """Make a recovery key; answered by `KeyMade`. Nothing is sealed to it before it is taken."""


@dataclass(frozen=True, slots=True)
class TakeKey(Errand):
    """Make the vault, with the recovery key where the person has it; answered by `VaultMade`."""

    taken: bool


@dataclass(frozen=True, slots=True)
class DropKey(Errand):
    """Forget the recovery key that nobody has taken; nothing is made."""


@dataclass(frozen=True, slots=True)
class FindPlaces(Errand):
    """Look where a file could be saved; answered by `PlacesFound`."""


@dataclass(frozen=True, slots=True)
class SaveKey(Errand):
    """Save the recovery key in the place of this number; answered by `KeySaved`."""

    place: int


@dataclass(frozen=True, slots=True)
class KeepPatience(Errand):
    """Keep in the settings which silence ends an answer."""

    patience: str


@dataclass(frozen=True, slots=True)
class Fetch(Errand):
    """Download the recogniser, or what of it has not come yet; answered by `Fetched`."""


@dataclass(frozen=True, slots=True)
class StopFetching(Errand):
    """Stop the download where it is; what has come is kept. Answered by `Fetched`."""


@dataclass(frozen=True, slots=True)
class FindFiles(Errand):
    """Look for files that a recogniser could be in; answered by `FilesFound`."""


@dataclass(frozen=True, slots=True)
class TakeFile(Errand):
    """Install the recogniser from the file of this number; answered by `Fetched`."""

    number: int


SetupErrand = (
    Note
    | Fetch
    | StopFetching
    | FindFiles
    | TakeFile
    | MakeKey
    | TakeKey
    | DropKey
    | FindPlaces
    | SaveKey
    | KeepPatience
)
