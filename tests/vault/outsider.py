"""Whoever has a vault's folder and public keys, and no secret: what such a person can put there.

Nothing that is put there is made with the vault's secret key or a session's.
"""

import hashlib
import secrets
from dataclasses import replace
from pathlib import Path

from tests.vault.test_vault import header, passage
from voice.vault import age
from voice.vault.files import FileSystem
from voice.vault.journal import SessionHeader, SessionJournal
from voice.vault.opening import open_record
from voice.vault.records import Body, Envelope, SegmentKept, SessionStarted, to_bytes
from voice.vault.vault import Vault

SESSION = "20261124-aa"
"""Its id is on the kiosk's slip and in a terminal's memory: outsiders may know it."""


def by_time(vault: Vault) -> list[Path]:
    """The records of a vault, in the order they were written, for whoever watched the folder.

    The files' times do not tell: several are written in one tick of the disk's clock.
    """
    opener = age.Opener(vault.identity())

    def order(path: Path) -> tuple[bool, int]:
        record = open_record(path, opener)
        return isinstance(record, str), 0 if isinstance(record, str) else record.envelope.sequence

    return sorted(sorted(vault.records_folder.glob("*/*.age")), key=order)


def digest(path: Path) -> str:
    """What the record after this one would follow."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def seal(vault: Vault, plain: bytes, folder: Path | None = None) -> Path:
    """Anything at all, sealed to everybody and put into a folder of records."""
    folder = folder or vault.records_folder / secrets.token_hex(12)
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"{secrets.token_hex(16)}.age"
    path.write_bytes(age.seal(plain, [r.public_key for r in vault.recipients]))
    path.chmod(0o600)
    return path


def plant(
    vault: Vault,
    body: Body,
    sequence: int,
    previous: str = "",
    folder: Path | None = None,
    session_id: str = SESSION,
    key: bytes | None = None,
) -> Path:
    """A well-sealed record; proven by a key of the outsider's own, or of format 1 without one."""
    envelope = Envelope(
        format_version=1 if key is None else 2,
        session_id=session_id,
        record_id=secrets.token_hex(16),
        sequence=sequence,
        previous=previous,
        body=body,
    )
    return seal(vault, to_bytes(envelope, key), folder)


def beginning(question: str = "Did you lie?", key: bytes | None = None) -> SessionStarted:
    """A first record that asks something else."""
    asked = header().questions
    other = replace(asked[0], question=question)
    return SessionStarted(
        guide_id="guide",
        guide_title="Guide",
        language="en",
        started_at=header().started_at,
        questions=(other, *asked[1:]),
        key="" if key is None else key.hex(),
    )


def lie(number: int = 900, text: str = "i lied") -> SegmentKept:
    """A passage that nobody said."""
    return SegmentKept.of("first", passage(number, text))


def whole_session(vault: Vault, told: SessionHeader, folder: Path, passages: int = 9) -> None:
    """A whole session as the program writes it, with a key of its own; no secret is needed."""
    writer = SessionJournal(
        folder,
        vault.directory / "reserve",
        [r.public_key for r in vault.recipients],
        told,
        FileSystem(),
        lambda: None,
    )
    for number in range(passages):
        writer.seal_segment("first", passage(number + 500, "i lied"))
    writer.end("finished")
