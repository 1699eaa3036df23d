"""Can this model be listened with? Tried in a child process once, and remembered.

A damaged model can end the whole process inside libvosk, and one for another language loads and
never understands a command. What a trial found holds as long as the files' sizes and times do.
"""

import contextlib
import json
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from voice.language.loading import available_languages, load_language
from voice.machine.places import data_folder
from voice.machine.writing_files import write_whole
from voice.models.choosing import REHEARSAL_LANGUAGE, rehearsal_model
from voice.models.command_words import (
    forms_of,
    lacking_forms,
    refuse_where_an_action_is_lacking,
    words_of,
)
from voice.models.files import check_checksums, check_files, has_checksums, signature_of
from voice.values.errors import ModelError
from voice.values.troubles import TroubleName

TRIAL_SECONDS = 120.0
"""The largest official model loads in about half a minute."""

MOST_REMEMBERED = 100


class _Trial(BaseModel):
    """What a trial found."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    asked: frozenset[str]
    unknown: frozenset[str]


_TRIALS = TypeAdapter(dict[str, _Trial])
"""By the signature of the files: a copy or a model that was moved is the same."""


def check_model(path: Path) -> None:
    """Refuse what would not load: by its checksums, or in a child process where it has none.

    Raises:
        ModelError: missing, incomplete, damaged, for another sample rate, or not loadable.
    """
    check_files(path)
    if has_checksums(path):
        check_checksums(path)
    else:
        try_loading(path)


def ready_model(
    path: Path,
    language_code: str,
    one_moment: Callable[[], None] = lambda: None,
    at_kiosk: bool = False,
) -> tuple[str, ...]:
    """Make sure that a session can listen with a model; what can be said and not be heard.

    `one_moment` is called while it is tried: never before, or not since its files changed.

    Raises:
        ModelError: it cannot be listened with, or is for another language.
    """
    check_files(path)
    if path == rehearsal_model() and language_code == REHEARSAL_LANGUAGE:
        check_checksums(path)  # it comes with the program, whose tests ask it for every word
        return ()
    return try_model(path, language_code, one_moment, at_kiosk)


def try_model(
    path: Path,
    language_code: str | None,
    one_moment: Callable[[], None] = lambda: None,
    at_kiosk: bool = False,
    again: bool = False,
) -> tuple[str, ...]:
    """As `ready_model`; for a language that the program has no wording for, only whether it loads.

    `again`: whatever was found before.

    Raises:
        ModelError: it cannot be listened with, or is for another language.
    """
    language = load_language(language_code) if language_code in available_languages() else None
    forms = () if language is None else forms_of(language)
    words = words_of(forms)
    unknown = None if again else _remembered(path, words)
    if unknown is None:
        if has_checksums(path):
            check_checksums(path)
        unknown = try_loading(path, words, one_moment)
        _remember(path, words, unknown)
    if language is not None:
        refuse_where_an_action_is_lacking(path, language, unknown, at_kiosk)
    return lacking_forms(forms, unknown)


def try_loading(
    path: Path, words: Iterable[str] = (), meanwhile: Callable[[], None] = lambda: None
) -> frozenset[str]:
    """Load the model and decode a moment of silence in a child process; the words it lacks.

    Raises:
        ModelError: it does not load.
    """
    child = Path(__file__).with_name("trial_child.py")
    trial = subprocess.Popen(
        [sys.executable, "-P", "-X", "utf8", str(child), str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    )
    try:
        with trial:
            meanwhile()
            told, _ = trial.communicate(json.dumps(sorted(words)), timeout=TRIAL_SECONDS)
        return frozenset(json.loads(told)) if trial.returncode == 0 else _failed(path)
    except (subprocess.TimeoutExpired, BrokenPipeError, ValueError):
        return _failed(path)
    finally:
        trial.kill()


def _failed(path: Path) -> frozenset[str]:
    raise ModelError.named(TroubleName.MODEL_NOT_LOADED, path=path)


# What was found before ----------------------------------------------------------------------


def _file() -> Path:
    return data_folder() / "tried-models.json"


def _read() -> dict[str, _Trial]:
    try:
        return _TRIALS.validate_json(_file().read_bytes())
    except (OSError, ValidationError):
        return {}  # then every model is tried once more


def _remembered(path: Path, words: frozenset[str]) -> frozenset[str] | None:
    trial = _read().get(signature_of(path))
    return None if trial is None or not words <= trial.asked else words & trial.unknown


def _remember(path: Path, words: frozenset[str], unknown: frozenset[str]) -> None:
    """A folder that cannot be written costs a trial each time, and no session."""
    trials, signature = _read(), signature_of(path)
    before = trials.pop(signature, None)  # of another language
    if before is not None:
        words, unknown = words | before.asked, unknown | before.unknown
    trials[signature] = _Trial(asked=words, unknown=unknown)
    latest = dict(list(trials.items())[-MOST_REMEMBERED:])
    with contextlib.suppress(OSError):
        _file().parent.mkdir(parents=True, exist_ok=True)
        write_whole(_file(), _TRIALS.dump_json(latest))
