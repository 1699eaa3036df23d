"""Checking a vault: from outside without a key, and record by record with one.

Finds and names; mends nothing. Problems name files and places, never words.
"""

import stat
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from voice.vault import keys
from voice.vault.age import Opener
from voice.vault.chain import chain_of
from voice.vault.files import TEMPORARY_PREFIX, NotOrdinary, read_ordinary
from voice.vault.gathering import of_each_session
from voice.vault.joining import Claim, claim_of, joined
from voice.vault.opening import (
    LARGEST_SEALED_BYTES,
    RECORD_SUFFIX,
    Opened,
    session_folders,
)
from voice.vault.reading import put_together, unproven_remark
from voice.vault.records import SMALLEST_RECORD_BYTES, SessionEnded
from voice.vault.removing import ERASED_PREFIX
from voice.vault.vault import Vault

_MAGIC = b"age-encryption.org/v1\n"
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True)
class Findings:
    """What is wrong, what is worth knowing, and how much was looked at."""

    problems: tuple[str, ...]
    remarks: tuple[str, ...]
    sessions: int
    records: int
    """Opened, or as files where none was."""
    is_opened: bool = True

    def with_problems_of(self, other: "Findings") -> "Findings":
        """These, after the other's problems and remarks."""
        return replace(
            self,
            problems=(*other.problems, *self.problems),
            remarks=(*other.remarks, *self.remarks),
        )


def check_outside(vault: Vault) -> Findings:
    """What anyone can see: files that do not belong, open permissions, what is no age file."""
    problems: list[str] = []
    records = 0
    for path in (vault.directory, *sorted(vault.directory.rglob("*"))):
        name = path.relative_to(vault.directory).as_posix()
        if name.startswith(ERASED_PREFIX):
            if "/" not in name:
                problems.append(f"{name} is being erased; the next session finishes that")
            continue
        if path.is_symlink():
            problems.append(f"{name} is a link")
            continue
        mode = path.lstat().st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
            problems.append(f"{name} is no regular file")
            continue
        if mode & _OTHERS and (stat.S_ISDIR(mode) or _is_secret(path.name)):
            problems.append(f"{name} may be read by others ({stat.filemode(mode)})")
        if path.name.startswith(TEMPORARY_PREFIX):
            problems.append(f"{name} was left by an interrupted write; the next session removes it")
        elif path.parent.parent == vault.records_folder:
            records += 1
            problems += _seen_of_record(path, name)
    sessions = len(session_folders(vault.records_folder))
    return Findings(tuple(problems), (), sessions, records, is_opened=False)


def _seen_of_record(path: Path, name: str) -> list[str]:
    if path.suffix != RECORD_SUFFIX:
        return [f"{name} is foreign: no record's name"]
    try:
        data = read_ordinary(path, LARGEST_SEALED_BYTES)
    except NotOrdinary as what:
        return [f"{name} {what}"]
    except OSError as error:
        return [f"{name} cannot be read: {(error.strerror or 'unknown').lower()}"]
    if len(data) < SMALLEST_RECORD_BYTES:
        return [f"{name} is damaged: too short for a record"]
    if not data.startswith(_MAGIC):
        return [f"{name} is damaged: no age file"]
    return []


def check_vault(vault: Vault, identity: str) -> Findings:
    """Open everything: damaged, foreign and missing records, one line each."""
    opener = Opener(identity)
    problems: list[str] = []
    remarks: list[str] = []
    folders = session_folders(vault.records_folder)
    sessions, found = of_each_session(folders, opener, _check)
    problems += found
    unproven = 0
    opened = 0
    for checked in sessions:
        problems += checked.problems
        unproven += checked.claim.key is None
        opened += checked.records
        if not checked.is_ended:
            remarks.append(
                f"session {checked.session_id} was not ended in order: it is being recorded, or "
                "was cut off"
            )
    if unproven:
        remarks.append(unproven_remark(unproven))
    links = joined(checked.claim for checked in sessions)
    problems += links.problems
    remarks += links.remarks
    return Findings(tuple(problems), tuple(remarks), len(sessions), opened)


@dataclass(frozen=True, slots=True)
class _Checked:
    """What is left of a session's records once they are checked."""

    session_id: str
    problems: tuple[str, ...]
    records: int
    claim: Claim
    is_ended: bool


def _check(session_id: str, opened: Sequence[Opened]) -> _Checked:
    chain = chain_of(session_id, opened)
    claim, misplaced = claim_of(chain)
    problems = (*chain.problems, *put_together(chain)[2], *misplaced)
    ended = any(isinstance(record.envelope.body, SessionEnded) for record in chain.records)
    return _Checked(session_id, problems, len(opened), claim, ended)


def _is_secret(name: str) -> bool:
    secret = {keys.IDENTITY_FILE, keys.PROTECTED_FILE, keys.KEYRING_FILE}
    return name in secret or name.endswith(RECORD_SUFFIX)
