"""Folders of sealed records, opened: which is which session's, and what does not open.

Names tell nothing: which folder holds which session is known only after opening one record of
it, the first where file times still tell which that is. Nothing here puts a session together.
"""

import hashlib
import os
import re
from dataclasses import dataclass, replace
from pathlib import Path

from voice.errors import VaultError
from voice.transcript import instant_of
from voice.vault.age import DamagedFile, Opener, WrongKey
from voice.vault.records import DamagedRecord, Envelope, SessionStarted, SoundKept, from_bytes

RECORD_SUFFIX = ".age"
LIST_HINT = "list them with `reflect list --open`"
_FOLDER_PREFIX = re.compile("[0-9a-f]{8,24}")
"""Enough of a folder's name that no session id is taken for one by chance."""


@dataclass(frozen=True, slots=True)
class Opened:
    """One record that opened; of a sound's, all but the sound, which `open_record` gives."""

    envelope: Envelope
    digest: str
    path: Path


@dataclass(frozen=True, slots=True)
class Head:
    """What one record of a folder tells: whose it is, and of its first one when it began."""

    folder: Path
    session_id: str
    started_at: str = ""
    guide_title: str = ""


def heads(records: Path, identity: str) -> tuple[tuple[Head, ...], tuple[str, ...]]:
    """Every session by what its first record tells, oldest first, and what did not open."""
    found, problems = _heads(records, Opener(identity))
    return tuple(sorted(found, key=_began)), tuple(problems)


def session_folders(records: Path) -> list[Path]:
    """The sessions' folders, in the order of their names, which tell nothing."""
    try:
        with os.scandir(records) as entries:
            return sorted(Path(entry) for entry in entries if entry.is_dir(follow_symlinks=False))
    except FileNotFoundError:
        return []


def count_records(folder: Path) -> int:
    """How many records a folder holds, of whatever kind."""
    with os.scandir(folder) as entries:
        return sum(entry.name.endswith(RECORD_SUFFIX) for entry in entries)


def folders_named(records: Path, wanted: str) -> list[Path]:
    """The folders whose own name begins so; needs no key."""
    if not _FOLDER_PREFIX.fullmatch(wanted):
        return []
    return [folder for folder in session_folders(records) if folder.name.startswith(wanted)]


def folders_of(records: Path, identity: str, wanted: str) -> list[Path]:
    """The folders of the one session that is named so; raises `VaultError`."""
    named = folders_named(records, wanted)
    if named:
        return named
    opener = Opener(identity)
    if wanted == "last":
        return wanted_folders(records, opener, wanted)[0]
    found, _ = _heads(records, opener)
    matching = {head.session_id for head in found if head.session_id.startswith(wanted)}
    matching = matching & {wanted} or matching
    if len(matching) != 1:
        raise VaultError(f'{len(matching)} sessions begin with "{wanted}"', LIST_HINT)
    return [head.folder for head in found if head.session_id in matching]


def open_folder(folder: Path, opener: Opener) -> tuple[list[Opened], list[str]]:
    """The records of one folder that open, and one line for each that does not."""
    opened: list[Opened] = []
    problems: list[str] = []
    for path in _record_files(folder):
        record = _open(path, opener)
        if isinstance(record, str):
            problems.append(record)
        else:
            opened.append(record)
    ids = [record.envelope.session_id for record in opened]
    own = max(sorted(set(ids)), key=ids.count, default="")
    problems += [
        f"{_place(record.path)} is foreign: it belongs to session {record.envelope.session_id}"
        for record in opened
        if record.envelope.session_id != own
    ]
    return opened, problems


def wanted_folders(records: Path, opener: Opener, wanted: str) -> tuple[list[Path], list[str]]:
    """The folders that `wanted` names: by their own name, a session's id, or "last"."""
    named = folders_named(records, wanted)
    if named:
        return named, []
    found, problems = _heads(records, opener)
    if wanted == "last":
        newest = max(found, key=_began, default=None)
        return [h.folder for h in found if newest and h.session_id == newest.session_id], problems
    return [head.folder for head in found if head.session_id.startswith(wanted)], problems


def _heads(records: Path, opener: Opener) -> tuple[list[Head], list[str]]:
    found: list[Head] = []
    problems: list[str] = []
    for folder in session_folders(records):
        head = _head(folder, opener)
        if head is not None:
            found.append(head)
        elif _record_files(folder):
            problems.append(f"{folder.name}: none of its records opens with this key")
    return found, problems


def _head(folder: Path, opener: Opener) -> Head | None:
    """The oldest file is tried first: unless a copy lost the times, it is the first record."""
    any_record: Head | None = None
    for path in sorted(_record_files(folder), key=_written_at):
        record = _open(path, opener)
        if isinstance(record, str):
            continue
        envelope = record.envelope
        if isinstance(envelope.body, SessionStarted):
            body = envelope.body
            return Head(folder, envelope.session_id, body.started_at, body.guide_title)
        any_record = Head(folder, envelope.session_id)
    return any_record


def _began(head: Head) -> tuple[float, str]:
    return instant_of(head.started_at), head.session_id


def _written_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _record_files(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"*{RECORD_SUFFIX}"))


def _place(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def _open(path: Path, opener: Opener) -> Opened | str:
    """The record without its sound: hours of it would fill the memory of whoever reads words."""
    opened = open_record(path, opener)
    if isinstance(opened, str) or not isinstance(opened.envelope.body, SoundKept):
        return opened
    body = opened.envelope.body.model_copy(update={"flac": ""})
    return replace(opened, envelope=opened.envelope.model_copy(update={"body": body}))


def open_record(path: Path, opener: Opener) -> Opened | str:
    """The record, or one line that says why not."""
    try:
        sealed = path.read_bytes()
        envelope = from_bytes(opener.open(sealed))
    except OSError as error:
        return f"{_place(path)} cannot be read: {(error.strerror or 'unknown').lower()}"
    except WrongKey:
        return f"{_place(path)} is sealed to another key, or its header is damaged"
    except DamagedFile:
        return f"{_place(path)} is damaged"
    except DamagedRecord:
        return f"{_place(path)} is foreign: no record of this program"
    return Opened(envelope, hashlib.sha256(sealed).hexdigest(), path)
