"""Checking a vault: from outside without a key, and record by record with one.

Finds and names; mends nothing. Problems name files and places, never words.
"""

import stat
from dataclasses import dataclass

from voice.vault import keys
from voice.vault.age import Opener
from voice.vault.files import TEMPORARY_PREFIX
from voice.vault.opening import RECORD_SUFFIX, Opened, open_folder, session_folders
from voice.vault.reading import in_order
from voice.vault.records import SMALLEST_RECORD_BYTES, SessionEnded, SessionStarted
from voice.vault.vault import Vault

_MAGIC = b"age-encryption.org/v1\n"
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True)
class Findings:
    """What is wrong, what is worth knowing, and one line about the rest."""

    problems: tuple[str, ...]
    remarks: tuple[str, ...]
    summary: str

    def with_problems_of(self, other: "Findings") -> "Findings":
        """These, after the other's problems and remarks."""
        return Findings(
            (*other.problems, *self.problems), (*other.remarks, *self.remarks), self.summary
        )


def check_outside(vault: Vault) -> Findings:
    """What anyone can see: files that do not belong, open permissions, what is no age file."""
    problems: list[str] = []
    records = 0
    for path in (vault.directory, *sorted(vault.directory.rglob("*"))):
        name = path.relative_to(vault.directory).as_posix()
        if path.is_symlink():
            problems.append(f"{name} is a link")
            continue
        mode = path.stat().st_mode
        if mode & _OTHERS and (path.is_dir() or _is_secret(path.name)):
            problems.append(f"{name} may be read by others ({stat.filemode(mode)})")
        if path.name.startswith(TEMPORARY_PREFIX):
            problems.append(f"{name} was left by an interrupted write; the next session removes it")
        elif path.is_file() and path.parent.parent == vault.records_folder:
            records += 1
            if path.suffix != RECORD_SUFFIX:
                problems.append(f"{name} is foreign: no record's name")
            elif path.stat().st_size < SMALLEST_RECORD_BYTES:
                problems.append(f"{name} is damaged: too short for a record")
            elif path.read_bytes()[: len(_MAGIC)] != _MAGIC:
                problems.append(f"{name} is damaged: no age file")
    summary = f"{len(session_folders(vault.records_folder))} sessions, {records} files, unopened"
    return Findings(tuple(problems), (), summary)


def check_vault(vault: Vault, identity: str) -> Findings:
    """Open everything: damaged, foreign and missing records, one line each."""
    opener = Opener(identity)
    problems: list[str] = []
    remarks: list[str] = []
    by_session: dict[str, list[Opened]] = {}
    opened = 0
    for folder in session_folders(vault.records_folder):
        in_folder, found = open_folder(folder, opener)
        problems += found
        opened += len(in_folder)
        for record in in_folder:
            by_session.setdefault(record.envelope.session_id, []).append(record)
    for session_id, records in sorted(by_session.items()):
        chain, found = in_order(session_id, records)
        problems += found
        bodies = [record.envelope.body for record in chain]
        if not isinstance(bodies[0], SessionStarted):
            problems.append(f"session {session_id}: its first record is missing")
        if not any(isinstance(body, SessionEnded) for body in bodies):
            remarks.append(
                f"session {session_id} was not ended in order: it is being recorded, or was cut off"
            )
    return Findings(
        tuple(problems),
        tuple(remarks),
        f"{len(by_session)} sessions, {opened} records opened, {len(problems)} problems",
    )


def _is_secret(name: str) -> bool:
    secret = {keys.IDENTITY_FILE, keys.PROTECTED_FILE, keys.KEYRING_FILE}
    return name in secret or name.endswith(RECORD_SUFFIX)
