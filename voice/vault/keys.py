"""The keys of a vault: who can open what is sealed, and the one secret that may lie beside it.

Files of a vault's folder only: `recipients.txt` and `identity.txt`. Both are standard age files.
"""

import hashlib
import os
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from voice.errors import VaultError
from voice.vault import age
from voice.vault.files import FileSystem, write_durably

RECIPIENTS_FILE = "recipients.txt"
IDENTITY_FILE = "identity.txt"
FINGERPRINT_LETTERS = 16


class Role(StrEnum):
    """Whose key it is."""

    OWNER = "owner"
    RECOVERY = "recovery"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Recipient:
    """A public key and whose it is."""

    public_key: str
    role: Role
    name: str = ""

    @property
    def fingerprint(self) -> str:
        """Four groups of four letters by which people can compare keys aloud."""
        digest = hashlib.sha256(self.public_key.encode()).hexdigest()[:FINGERPRINT_LETTERS]
        return " ".join(digest[i : i + 4] for i in range(0, FINGERPRINT_LETTERS, 4))


@dataclass(frozen=True, slots=True)
class NewKeys:
    """The keys of a new vault; the recovery key is nowhere else."""

    recipients: tuple[Recipient, ...]
    recovery_identity: str = field(repr=False)


def make_keys(folder: Path) -> NewKeys:
    """Make the owner's and the recovery key; raises `OSError`."""
    owner, recovery = age.new_identity(), age.new_identity()
    recipients = (
        Recipient(age.recipient_of(owner), Role.OWNER),
        Recipient(age.recipient_of(recovery), Role.RECOVERY),
    )
    fs = FileSystem()
    write_durably(fs, folder / IDENTITY_FILE, f"{owner}\n".encode())
    write_durably(fs, folder / RECIPIENTS_FILE, _recipients_text(recipients).encode())
    return NewKeys(recipients, recovery)


def read_recipients(folder: Path) -> tuple[Recipient, ...]:
    """Whom records are sealed to; raises `VaultError` where there is nobody."""
    path = folder / RECIPIENTS_FILE
    try:
        text = path.read_text("ascii")
    except (OSError, UnicodeDecodeError):
        raise VaultError(f"{path} cannot be read", "make keys with `reflect key new`") from None
    recipients: list[Recipient] = []
    role, name = Role.OTHER, ""
    for line in text.splitlines():
        if line.startswith("# "):
            word, _, name = line[2:].partition(" ")
            role = Role(word) if word in set(Role) else Role.OTHER
        elif line.strip():
            recipients.append(Recipient(age.check_recipient(line.strip()), role, name))
            role, name = Role.OTHER, ""
    if not recipients:
        raise VaultError(f"{path} names nobody", "make keys with `reflect key new`")
    return tuple(recipients)


def add_recipient(folder: Path, public_key: str, name: str) -> Recipient:
    """Seal to one more from now on; raises `VaultError`."""
    known = read_recipients(folder)
    added = Recipient(age.check_recipient(public_key), Role.OTHER, " ".join(name.split())[:60])
    if any(recipient.public_key == public_key for recipient in known):
        raise VaultError("that recipient is already there", "see `reflect key show`")
    temporary = folder / f"{RECIPIENTS_FILE}.new"
    temporary.unlink(missing_ok=True)
    write_durably(FileSystem(), temporary, _recipients_text((*known, added)).encode())
    os.replace(temporary, folder / RECIPIENTS_FILE)
    FileSystem().fsync_folder(folder)
    return added


def has_identity(folder: Path) -> bool:
    """Whether the owner's secret key lies in the vault's folder."""
    return (folder / IDENTITY_FILE).exists()


def read_identity(path: Path) -> str:
    """The secret key in an age identity file; raises `VaultError`."""
    try:
        lines = path.read_text("ascii").splitlines()
    except (OSError, UnicodeDecodeError):
        raise VaultError(
            f"there is no readable key in {path}", "give the key's file with --identity"
        ) from None
    secrets = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    if len(secrets) != 1:
        raise VaultError(f"{path} should hold one key", "give the key's file with --identity")
    age.recipient_of(secrets[0])
    return secrets[0]


def _recipients_text(recipients: tuple[Recipient, ...]) -> str:
    return "".join(f"# {r.role} {r.name}".rstrip() + f"\n{r.public_key}\n" for r in recipients)


def write_recipients(folder: Path, recipients: tuple[Recipient, ...]) -> None:
    """Replace whom records are sealed to; raises `OSError`."""
    temporary = folder / f"{RECIPIENTS_FILE}.new"
    temporary.unlink(missing_ok=True)
    write_durably(FileSystem(), temporary, _recipients_text(recipients).encode())
    os.replace(temporary, folder / RECIPIENTS_FILE)
    FileSystem().fsync_folder(folder)
