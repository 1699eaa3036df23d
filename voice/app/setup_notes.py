"""What of setting up was done, left out or put off: one small file, and what is asked after it.

Names of tasks only; no word of anybody's and no key may stand here.
"""

import contextlib
from collections.abc import Mapping
from pathlib import Path

import tomli_w
from pydantic import TypeAdapter, ValidationError

from voice.guides.loading import find_guide
from voice.machine.places import settings_file
from voice.machine.reading_files import read_text_capped
from voice.machine.writing_files import write_whole
from voice.models.choosing import CatalogueEntry, choose_model, load_catalogue, models_folder
from voice.scenes.setting_up.commands import Outcome, Task
from voice.settings import Settings
from voice.values.errors import VoiceError
from voice.values.problems import parse_toml
from voice.vault.vault import Vault

Notes = Mapping[Task, Outcome]

LARGEST_NOTES_BYTES = 1024
_NOTES = TypeAdapter(dict[Task, Outcome])


def notes_file() -> Path:
    """Beside the settings."""
    return settings_file().with_name("setting-up.toml")


def read_notes(path: Path) -> Notes | None:
    """How each task was left; None where setting up was never begun here."""
    if not path.exists():
        return None
    try:
        return _NOTES.validate_python(parse_toml(read_text_capped(path, LARGEST_NOTES_BYTES)))
    except (OSError, ValueError, ValidationError):
        return {}  # whatever it was: everything is asked once more


def note(path: Path, task: Task, outcome: Outcome) -> None:
    """Remember it; where that cannot be, the person is asked again, and nothing else is lost."""
    notes = {**(read_notes(path) or {}), task: outcome}
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        text = tomli_w.dumps({str(key): str(value) for key, value in notes.items()})
        write_whole(path, text.encode())


def tasks_missing(settings: Settings, notes: Notes | None) -> tuple[Task, ...]:
    """What is asked before a session by itself: all of it to a newcomer, else what is left.

    What was put off is not asked again: setting up said how to go on with it. But without what
    understands speech somebody may have no other way to ask for it.
    """
    has_vault = _has_vault(settings.vault_directory)
    still_open = tasks_open(settings)
    if notes is None and has_vault and Task.RECOGNISER not in still_open:
        return ()
    left = notes or {}
    settled = set(left)
    if not has_vault:
        settled -= {Task.KEY}
    if left.get(Task.RECOGNISER) is not Outcome.SKIPPED:
        settled -= {Task.RECOGNISER}  # it is open: whatever was there is gone
    return tuple(task for task in still_open if task not in settled)


def tasks_open(settings: Settings) -> tuple[Task, ...]:
    """What can be set up here: all but what is made already, and is replaced by a command only."""
    made = {Task.KEY} if _has_recovery_key(settings.vault_directory) else set[Task]()
    if has_model(settings) or to_fetch(settings) is None:
        made.add(Task.RECOGNISER)
    return tuple(task for task in Task if task not in made)


def has_model(settings: Settings) -> bool:
    """Whether there is something to understand a person with, as far as its name tells."""
    try:
        choose_model(settings.model, find_guide(settings.guide).language, models_folder())
    except VoiceError:
        return False
    return True


def to_fetch(settings: Settings) -> CatalogueEntry | None:
    """The model to be fetched for this guide; None where another was named, or there is none."""
    if settings.model is not None:
        return None
    try:
        return load_catalogue().default_for(find_guide(settings.guide).language)
    except VoiceError:
        return None


def _has_vault(directory: Path) -> bool:
    return directory.is_dir() and any(directory.iterdir())


def _has_recovery_key(directory: Path) -> bool:
    """Whether there is one; of a vault that cannot be read, too: a session says what is wrong."""
    if not _has_vault(directory):
        return False
    try:
        return Vault.open(directory).has_recovery_key
    except VoiceError:
        return True
