"""Whom records are sealed to: public keys, each with whose it is. No secret is ever here.

`recipients.txt` is an age recipients file; the comment before each key has its role and name.
"""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from voice.machine.reading_files import read_text_capped
from voice.values.errors import VaultError
from voice.values.troubles import TroubleName
from voice.vault import age
from voice.vault.files import FileSystem, write_durably

RECIPIENTS_FILE = "recipients.txt"
FINGERPRINT_LETTERS = 16
LONGEST_NAME = 60

LARGEST_LIST_BYTES = 1024 * 1024
"""Thousands of recipients, each with a name."""


class Role(StrEnum):
    """Whose key it is."""

    OWNER = "owner"
    RECOVERY = "recovery"
    OTHER = "other"
    NEXT_SESSION = "next-session"
    """Somebody who may open the next session and no other."""


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


def read_recipients(folder: Path) -> tuple[Recipient, ...]:
    """Whom records are sealed to; raises `VaultError` where there is nobody."""
    path = folder / RECIPIENTS_FILE
    try:
        text = read_text_capped(path, LARGEST_LIST_BYTES)
    except ValueError:
        raise VaultError.named(TroubleName.RECIPIENTS_UNREADABLE, path=path) from None
    recipients: dict[str, Recipient] = {}
    role, name = Role.OTHER, ""
    for line in map(age.bare, text.splitlines()):
        if line.startswith("#"):
            word, _, name = line[1:].strip().partition(" ")
            role = Role(word) if word in set(Role) else Role.OTHER
        elif line:
            key = _checked(line, path)
            known = recipients.get(key)
            # once, however often and in whatever letters a list from before has somebody
            if known is None or known.role is Role.NEXT_SESSION:
                recipients[key] = Recipient(key, role, name)
            role, name = Role.OTHER, ""
    if not recipients:
        raise VaultError.named(TroubleName.RECIPIENTS_NONE, path=path)
    return tuple(recipients.values())


def _checked(public_key: str, path: Path) -> str:
    try:
        return age.check_recipient(public_key)
    except VaultError:
        raise VaultError.named(TroubleName.RECIPIENTS_UNREADABLE, path=path) from None


def write_recipients(folder: Path, recipients: tuple[Recipient, ...]) -> None:
    """Put whom records are sealed to from now on; raises `OSError`."""
    text = "".join(f"# {r.role} {r.name}".rstrip() + f"\n{r.public_key}\n" for r in recipients)
    write_durably(FileSystem(), folder / RECIPIENTS_FILE, text.encode())


def add_recipient(folder: Path, public_key: str, name: str, role: Role) -> Recipient:
    """Seal to one more from now on; raises `VaultError`, `OSError`."""
    known = read_recipients(folder)
    plain_name = "".join(char for char in " ".join(name.split()) if char.isprintable())
    added = Recipient(age.check_recipient(public_key), role, plain_name[:LONGEST_NAME])
    if any(recipient.public_key == added.public_key for recipient in known):
        raise VaultError("that recipient is already there", "see `reflect key show`")
    write_recipients(folder, (*known, added))
    return added


def remove_recipient(folder: Path, wanted: str) -> Recipient:
    """Seal no longer to somebody who was added; raises `VaultError`, `OSError`."""
    age.refuse_secret_key(wanted)
    known = read_recipients(folder)
    added = [r for r in known if r.role in {Role.OTHER, Role.NEXT_SESSION}]
    key = age.bare(wanted).lower()
    found = [r for r in added if key == r.public_key or wanted in {r.name, r.fingerprint}]
    if len(found) != 1:
        raise VaultError(
            "{count} added recipients are called so", "see `reflect key show`", count=len(found)
        )
    write_recipients(folder, tuple(r for r in known if r != found[0]))
    return found[0]
