"""Folders of sealed records, opened: which is which session's, and what does not open.

Names tell nothing: which folder holds which session is known only after opening one record of
it, the first where file times still tell which that is. Nothing here puts a session together.
"""

import hashlib
import os
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from voice.values.errors import VaultError
from voice.values.transcript import instant_of
from voice.vault.age import DamagedFile, Opener, WrongKey
from voice.vault.files import NotOrdinary, read_ordinary
from voice.vault.proof import bears_mark, is_marked_folder, is_proven
from voice.vault.records import (
    LARGEST_RECORD_BYTES,
    Body,
    DamagedRecord,
    Envelope,
    Record,
    SegmentKept,
    SessionStarted,
    SoundKept,
    from_bytes,
)

RECORD_SUFFIX = ".age"
LIST_HINT = "list them with `reflect list --open`"
LARGEST_SEALED_BYTES = LARGEST_RECORD_BYTES + 64 * 1024
"""For the header, which grows by 100 bytes a recipient, and 16 bytes for every 64 KiB."""

_FOLDER_PREFIX = re.compile("[0-9a-f]{9,32}")
"""No session's id begins so: after the eight digits of its day comes a hyphen."""


@dataclass(frozen=True, slots=True)
class Opened:
    """One record that opened; of a sound's, all but the sound, which `open_record` gives."""

    record: Record
    digest: str
    path: Path

    @property
    def envelope(self) -> Envelope:
        """Where the record belongs, and its body."""
        return self.record.envelope

    @property
    def key(self) -> bytes | None:
        """The session's key, of a first record that is proven by it; otherwise None."""
        body = self.envelope.body
        if not isinstance(body, SessionStarted) or not body.key or self.envelope.sequence:
            return None
        key = bytes.fromhex(body.key)
        return key if self.is_proven_by(key) else None

    def is_proven_by(self, key: bytes) -> bool:
        """Whether whoever has this session's key made the record."""
        return is_proven(key, self.record.line_digest, self.record.proof)


@dataclass(frozen=True, slots=True)
class Head:
    """What one record of a folder tells: whose it is, and of its first one when it began."""

    folder: Path
    session_id: str
    started_at: str = ""
    guide_title: str = ""


Heads = tuple[list[Head], list[str]]
"""What one record of each folder tells, and what did not open."""


def heads(records: Path, identity: str) -> tuple[tuple[Head, ...], tuple[str, ...]]:
    """Every session by what its first record tells, oldest first, and what did not open."""
    found, problems = all_heads(records, Opener(identity))
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
    found, _ = _wanted_heads(records, Opener(identity), wanted)
    matching = {head.session_id for head in found}
    matching = matching & {wanted} or matching
    if len(matching) != 1:
        raise not_one(len(matching), wanted)
    return [head.folder for head in found if head.session_id in matching]


def not_one(count: int, wanted: str) -> VaultError:
    """That several sessions are named so, or none."""
    return VaultError(
        '{count} sessions begin with "{wanted}"', LIST_HINT, count=count, wanted=wanted
    )


def open_folder(folder: Path, opener: Opener, words: bool = True) -> tuple[list[Opened], list[str]]:
    """The records of one folder that open, and one line for each that does not."""
    open_one = open_words if words else open_place
    opened: list[Opened] = []
    problems: list[str] = []
    for path in _record_files(folder):
        record = open_one(path, opener)
        if isinstance(record, str):
            problems.append(record)
        else:
            opened.append(record)
    own = session_of(folder, opened)
    problems += [
        f"{place_of(record.path)} is foreign: it belongs to session {record.envelope.session_id}"
        for record in opened
        if record.envelope.session_id != own
    ]
    return opened, problems


def wanted_folders(
    records: Path, opener: Opener, wanted: str, known: Heads | None = None
) -> tuple[list[Path], list[str]]:
    """The folders that `wanted` names: by their own name, a session's id, or "last".

    `known` are the heads of all, where they have been looked for already.
    """
    named = folders_named(records, wanted)
    if named:
        return named, []
    found, problems = _wanted_heads(records, opener, wanted, known)
    return [head.folder for head in found], problems


def _wanted_heads(
    records: Path, opener: Opener, wanted: str, known: Heads | None = None
) -> tuple[list[Head], list[str]]:
    found, problems = known or all_heads(records, opener)
    if wanted == "last":
        newest = max(found, key=_began, default=None)
        return [h for h in found if newest and h.session_id == newest.session_id], problems
    matching = [head for head in found if head.session_id.startswith(wanted)]
    if not matching:  # a record that was put there may hide whose folder it is
        owners = (
            Head(folder, session_of(folder, open_folder(folder, opener)[0]))
            for folder in session_folders(records)
        )
        matching = [head for head in owners if head.session_id.startswith(wanted)]
    return matching, problems


def session_of(folder: Path, opened: Sequence[Opened]) -> str:
    """Whose folder it is: the session's that has the mark in its name, or most records'."""
    for record in opened:
        if record.key and bears_mark(record.key, "", folder.name)[1]:
            return record.envelope.session_id
    count = Counter(record.envelope.session_id for record in opened)
    return max(sorted(count), key=count.__getitem__, default="")


def all_heads(records: Path, opener: Opener) -> Heads:
    """As `heads`, in the order of the folders' names."""
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
    """What the folder's first record tells, and without it any.

    The oldest file is tried first: unless a copy lost the times, it is the first record. Where
    the folder's name can tell, another first record that was put there is passed over.
    """
    is_marked = is_marked_folder(folder.name)
    first: Head | None = None
    any_record: Head | None = None
    for path in in_order_of_time(folder):
        record = open_words(path, opener)
        if isinstance(record, str):
            continue
        envelope = record.envelope
        if isinstance(envelope.body, SessionStarted):
            body = envelope.body
            head = Head(folder, envelope.session_id, body.started_at, body.guide_title)
            if not is_marked or (record.key and bears_mark(record.key, "", folder.name)[1]):
                return head
            first = first or head
        any_record = any_record or Head(folder, envelope.session_id)
    return first or any_record


def _began(head: Head) -> tuple[float, str]:
    return instant_of(head.started_at), head.session_id


def written_at(path: Path) -> float:
    """When a file was last written, seconds since 1970; 0 where that cannot be told."""
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def in_order_of_time(folder: Path) -> list[Path]:
    """A folder's records, the oldest first, unless a copy lost the times."""
    return sorted(_record_files(folder), key=written_at)


def _record_files(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"*{RECORD_SUFFIX}"))


def place_of(path: Path) -> str:
    """How a problem names a record's file."""
    return f"{path.parent.name}/{path.name}"


def open_words(path: Path, opener: Opener) -> Opened | str:
    """The record without its sound: hours of it would fill the memory of whoever reads words."""
    opened = open_record(path, opener)
    if isinstance(opened, str) or not isinstance(opened.envelope.body, SoundKept):
        return opened
    return _with_body(opened, replace(opened.envelope.body, flac=""))


def open_place(path: Path, opener: Opener) -> Opened | str:
    """The record with neither sound nor words: for whoever only asks what it belongs to."""
    opened = open_words(path, opener)
    if isinstance(opened, str) or not isinstance(opened.envelope.body, SegmentKept):
        return opened
    return _with_body(opened, replace(opened.envelope.body, words=()))


def _with_body(opened: Opened, body: Body) -> Opened:
    envelope = replace(opened.envelope, body=body)
    return replace(opened, record=replace(opened.record, envelope=envelope))


def open_record(path: Path, opener: Opener) -> Opened | str:
    """The record, or one line that says why not."""
    try:
        sealed = read_ordinary(path, LARGEST_SEALED_BYTES)
        record = from_bytes(opener.open(sealed))
    except OSError as error:
        return f"{place_of(path)} cannot be read: {(error.strerror or 'unknown').lower()}"
    except NotOrdinary as what:
        return f"{place_of(path)} is no record: it {what}"
    except WrongKey:
        return f"{place_of(path)} is sealed to another key, or its header is damaged"
    except DamagedFile:
        return f"{place_of(path)} is damaged"
    except DamagedRecord:
        return f"{place_of(path)} is foreign: no record of this program"
    return Opened(record, hashlib.sha256(sealed).hexdigest(), path)
