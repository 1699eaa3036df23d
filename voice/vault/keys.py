"""The keys of a vault: who can open what is sealed, and the one secret that may lie beside it.

Files of a vault's folder only. `recipients.txt` and `identity.txt` are standard age files,
`identity.age` is one made by a passphrase, `identity.keyring` says that the system's keyring has
the key. How a passphrase works is in `passphrase`, how a keyring does in `system_keyring`.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from voice.errors import VaultError
from voice.troubles import TroubleName
from voice.vault import age, passphrase, system_keyring, words
from voice.vault.files import FileSystem, remove_durably, write_durably

RECIPIENTS_FILE = "recipients.txt"
IDENTITY_FILE = "identity.txt"
PROTECTED_FILE = "identity.age"
KEYRING_FILE = "identity.keyring"
FINGERPRINT_LETTERS = 16
LONGEST_NAME = 60

_PREFIX = "AGE-SECRET-KEY-1"

AskPassphrase = Callable[[], str]
"""Gives what the person typed; only the command line can ask."""


class Role(StrEnum):
    """Whose key it is."""

    OWNER = "owner"
    RECOVERY = "recovery"
    OTHER = "other"
    NEXT_SESSION = "next-session"
    """Somebody who may open the next session and no other."""


class Protection(StrEnum):
    """What stands between a thief of the disk and the owner's secret key."""

    LOGIN = "login"
    PASSPHRASE = "passphrase"
    KEYRING = "keyring"
    ELSEWHERE = "elsewhere"


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


def make_keys(folder: Path, owner_passphrase: str | None = None) -> NewKeys:
    """Make the owner's and the recovery key; raises `OSError`, `VaultError`.

    With a passphrase, the owner's secret key never touches the disk unprotected.
    """
    owner, recovery = age.new_identity(), age.new_identity()
    recipients = (
        Recipient(age.recipient_of(owner), Role.OWNER),
        Recipient(age.recipient_of(recovery), Role.RECOVERY),
    )
    _write_identity(folder, owner, owner_passphrase)
    write_recipients(folder, recipients)
    return NewKeys(recipients, recovery)


def read_recipients(folder: Path) -> tuple[Recipient, ...]:
    """Whom records are sealed to; raises `VaultError` where there is nobody."""
    path = folder / RECIPIENTS_FILE
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise VaultError.named(TroubleName.RECIPIENTS_UNREADABLE, path=path) from None
    recipients: list[Recipient] = []
    role, name = Role.OTHER, ""
    for line in text.splitlines():
        if line.startswith("# "):
            word, _, name = line[2:].partition(" ")
            role = Role(word) if word in set(Role) else Role.OTHER
        elif line.strip():
            recipients.append(Recipient(_checked(line.strip(), path), role, name))
            role, name = Role.OTHER, ""
    if not recipients:
        raise VaultError.named(TroubleName.RECIPIENTS_NONE, path=path)
    return tuple(recipients)


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
    if any(recipient.public_key == public_key for recipient in known):
        raise VaultError("that recipient is already there", "see `reflect key show`")
    write_recipients(folder, (*known, added))
    return added


def remove_recipient(folder: Path, wanted: str) -> Recipient:
    """Seal no longer to somebody who was added; raises `VaultError`, `OSError`."""
    age.refuse_secret_key(wanted)
    known = read_recipients(folder)
    added = [r for r in known if r.role in {Role.OTHER, Role.NEXT_SESSION}]
    found = [r for r in added if wanted in {r.public_key, r.name, r.fingerprint}]
    if len(found) != 1:
        raise VaultError(f"{len(found)} added recipients are called so", "see `reflect key show`")
    write_recipients(folder, tuple(r for r in known if r != found[0]))
    return found[0]


def protection_of(folder: Path) -> Protection:
    """How the owner's secret key is protected here."""
    if (folder / IDENTITY_FILE).exists():
        return Protection.LOGIN
    if (folder / PROTECTED_FILE).exists():
        return Protection.PASSPHRASE
    if (folder / KEYRING_FILE).exists():
        return Protection.KEYRING
    return Protection.ELSEWHERE


def read_identity(folder: Path, ask: AskPassphrase | None) -> str:
    """The secret key that lies here, however it is protected; raises `VaultError`."""
    match protection_of(folder):
        case Protection.LOGIN | Protection.ELSEWHERE:
            return read_identity_file(folder / IDENTITY_FILE, ask)
        case Protection.PASSPHRASE:
            return read_identity_file(folder / PROTECTED_FILE, ask)
        case Protection.KEYRING:
            return system_keyring.fetch(_keyring_name(folder))


def read_identity_file(path: Path, ask: AskPassphrase | None) -> str:
    """The secret key in an age identity file, in the clear or behind a passphrase.

    Raises:
        VaultError: no key, more than one, or nobody who can be asked for the passphrase.
    """
    try:
        data = path.read_bytes()
    except OSError:
        raise VaultError(
            f"there is no readable key in {path}", "give the key's file with --identity"
        ) from None
    if passphrase.is_protected(data):
        if ask is None:
            raise VaultError(
                f"the key in {path} is protected by a passphrase", "run this in a terminal"
            )
        data = passphrase.unprotect(data, ask()).encode()
    lines = data.decode("ascii", "replace").splitlines()
    found = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    if len(found) != 1:
        raise VaultError(f"{path} should hold one key", "give the key's file with --identity")
    age.recipient_of(found[0])
    return found[0]


def protect_identity(folder: Path, identity: str, new_passphrase: str) -> None:
    """Put the key behind a passphrase, remove it in the clear; raises `VaultError`, `OSError`."""
    _write_identity(folder, identity, new_passphrase)
    _remove_others(folder, PROTECTED_FILE)


def move_to_keyring(folder: Path, identity: str) -> None:
    """Put the key into the system's keyring and remove it here; raises `VaultError`, `OSError`."""
    public_key = age.recipient_of(identity)
    system_keyring.store(public_key, identity)
    write_durably(FileSystem(), folder / KEYRING_FILE, f"{public_key}\n".encode())
    _remove_others(folder, KEYRING_FILE)


def recover(folder: Path, recovery_identity: str, new_passphrase: str | None) -> NewKeys:
    """Make the recovery key the owner's, and a new recovery key; raises `VaultError`, `OSError`.

    The key that was lost gets nothing any more. What was sealed before opens with the old
    recovery key only: the paper it stands on stays needed for copies kept elsewhere.
    """
    known = read_recipients(folder)
    public_key = age.recipient_of(recovery_identity)
    if not any(r.public_key == public_key and r.role is Role.RECOVERY for r in known):
        raise VaultError(
            "that is not this vault's recovery key",
            "compare it with the paper: every letter counts, or name the vault with --vault",
        )
    new_recovery = age.new_identity()
    recipients = (
        Recipient(public_key, Role.OWNER),
        Recipient(age.recipient_of(new_recovery), Role.RECOVERY),
        *(r for r in known if r.role in {Role.OTHER, Role.NEXT_SESSION}),
    )
    _write_identity(folder, recovery_identity, new_passphrase)
    _remove_others(folder, IDENTITY_FILE if new_passphrase is None else PROTECTED_FILE)
    write_recipients(folder, recipients)
    return NewKeys(recipients, new_recovery)


def as_typed(text: str) -> str:
    """A secret key as copied from paper: its words, or its letters in groups or in one.

    Spaces, line ends and small letters are allowed. Raises `VaultError` where words are wrong.
    """
    if words.looks_like_words(text):
        return words.from_words(text)
    letters = "".join(char for char in text.upper() if char.isalnum())
    return _PREFIX + letters.removeprefix("AGESECRETKEY1")


def in_groups(identity: str) -> list[str]:
    """A secret key in lines of groups of four letters, for writing down and reading aloud."""
    letters = identity.removeprefix(_PREFIX)
    groups = [letters[i : i + 4] for i in range(0, len(letters), 4)]
    return [_PREFIX, *(" ".join(groups[i : i + 5]) for i in range(0, len(groups), 5))]


def _write_identity(folder: Path, identity: str, new_passphrase: str | None) -> None:
    if new_passphrase is None:
        write_durably(FileSystem(), folder / IDENTITY_FILE, f"{identity}\n".encode())
    else:
        sealed = passphrase.protect(identity, new_passphrase)
        if passphrase.unprotect(sealed, new_passphrase) != identity:  # it may be the only copy
            raise VaultError("the key could not be protected", "try again")
        write_durably(FileSystem(), folder / PROTECTED_FILE, sealed)


def _remove_others(folder: Path, kept: str) -> None:
    """Remove the other ways to the key, the keyring's own copy too."""
    if kept != KEYRING_FILE and (folder / KEYRING_FILE).exists():
        system_keyring.forget(_keyring_name(folder))
    others = {IDENTITY_FILE, PROTECTED_FILE, KEYRING_FILE} - {kept}
    remove_durably(FileSystem(), [folder / name for name in sorted(others)])


def _keyring_name(folder: Path) -> str:
    try:
        return (folder / KEYRING_FILE).read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        raise VaultError(
            f"{folder / KEYRING_FILE} cannot be read", "recover the key: `reflect key recover`"
        ) from None
