"""The one secret of a vault that may lie beside it, how it is protected, and how it is replaced.

Files of a vault's folder only. `identity.txt` is a standard age file, `identity.age` is one made
by a passphrase, `identity.keyring` says that the system's keyring has the key. How a passphrase
works is in `passphrase`, how a keyring does in `system_keyring`; public keys are in `recipients`.
No key that opens something is ever written over, and nothing is sealed to a key nobody has taken.
"""

import contextlib
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from voice.machine.reading_files import read_bytes_capped
from voice.values.errors import VaultError
from voice.values.phrase import phrase_in
from voice.vault import age, passphrase, system_keyring, words
from voice.vault.files import FileSystem, remove_durably, write_durably
from voice.vault.recipients import (
    RECIPIENTS_FILE,
    Recipient,
    Role,
    read_recipients,
    write_recipients,
)

IDENTITY_FILE = "identity.txt"
PROTECTED_FILE = "identity.age"
KEYRING_FILE = "identity.keyring"

_PREFIX = "AGE-SECRET-KEY-1"

AskPassphrase = Callable[[], str]
"""Gives what the person typed; only the command line can ask."""

Take = Callable[[str], bool]
"""Shows a new recovery key, which is nowhere else; whether somebody has it now. It raises where
nobody could see it, and then nothing is made."""

LARGEST_IDENTITY_BYTES = 64 * 1024
"""A key has 74 letters, and whoever keeps one may write about it above."""


class Protection(StrEnum):
    """What stands between a thief of the disk and the owner's secret key."""

    LOGIN = "login"
    PASSPHRASE = "passphrase"
    KEYRING = "keyring"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class NewKeys:
    """The keys of a new vault; the recovery key is nowhere else."""

    recipients: tuple[Recipient, ...]
    recovery_identity: str = field(repr=False)
    """Empty where nobody took one: then nothing is sealed to any."""


def taken_on_trust(_recovery_identity: str) -> bool:
    """Whoever asked for the keys has the recovery key from what is returned."""
    return True


def make_keys(folder: Path, owner_passphrase: str | None, recovery_identity: str) -> NewKeys:
    """Make the owner's key beside a recovery key that is taken; raises `OSError`, `VaultError`.

    With a passphrase, the owner's secret key never touches the disk unprotected. If it ends
    between the two files, `restore_recipients` makes the second: nothing is sealed to the
    recovery key then.
    """
    owner = age.new_identity()
    recipients = (Recipient(age.recipient_of(owner), Role.OWNER), *_recovery(recovery_identity))
    _write_identity(folder, owner, owner_passphrase)
    write_recipients(folder, recipients)
    return NewKeys(recipients, recovery_identity)


def new_recovery_identity(take: Take) -> str:
    """A new recovery key that somebody has now, or nothing where nobody took it."""
    identity = age.new_identity()
    return identity if take(identity) else ""


def key_files(folder: Path) -> list[Path]:
    """Whatever here may be a key that opens something."""
    return sorted(folder.glob("identity*"))


def put_aside(folder: Path) -> tuple[Path, ...]:
    """Keys that were replaced and still open something."""
    return tuple(path for path in key_files(folder) if path.stem.startswith("identity-"))


def restore_recipients(folder: Path, owner_public_key: str | None = None) -> None:
    """Make a lost list of recipients again, as far as the owner's key tells.

    Without being told, where that key can be known unasked. What else the list held is lost.
    """
    with contextlib.suppress(VaultError, OSError):  # what cannot be written can still be read
        public_key = owner_public_key or _public_key_here(folder)
        if public_key is not None and not (folder / RECIPIENTS_FILE).exists():
            write_recipients(folder, (Recipient(public_key, Role.OWNER),))


def _public_key_here(folder: Path) -> str | None:
    match protection_of(folder):
        case Protection.LOGIN:
            return age.recipient_of(read_identity_file(folder / IDENTITY_FILE, None))
        case Protection.KEYRING:
            return age.check_recipient(_keyring_name(folder))
        case Protection.PASSPHRASE | Protection.ELSEWHERE:
            return None


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
        data = read_bytes_capped(path, LARGEST_IDENTITY_BYTES)
    except ValueError as error:
        raise VaultError(
            "there is no readable key: {reason}",
            "give the key's file with --identity, or the recovery key: `reflect key recover`",
            reason=phrase_in(error),
        ) from None
    if passphrase.is_protected(data):
        if ask is None:
            raise VaultError(
                "the key in {path} is protected by a passphrase",
                "run this in a terminal",
                path=path,
            )
        data = passphrase.unprotect(data, ask()).encode()
    lines = map(age.bare, data.decode("utf-8", "replace").splitlines())
    found = [line.upper() for line in lines if line and not line.startswith("#")]
    if len(found) != 1:
        raise VaultError(
            "{path} should hold one key", "give the key's file with --identity", path=path
        )
    age.recipient_of(found[0])
    return found[0]


def protect_identity(folder: Path, identity: str, new_passphrase: str) -> None:
    """Put the key behind a passphrase, remove it in the clear; raises `VaultError`, `OSError`."""
    _refuse_strange_key(folder, identity)
    _write_identity(folder, identity, new_passphrase)
    _remove_others(folder, PROTECTED_FILE)


def move_to_keyring(folder: Path, identity: str) -> None:
    """Put the key into the system's keyring and remove it here; raises `VaultError`, `OSError`."""
    _refuse_strange_key(folder, identity)
    public_key = age.recipient_of(identity)
    system_keyring.store(public_key, identity)
    write_durably(FileSystem(), folder / KEYRING_FILE, f"{public_key}\n".encode())
    _remove_others(folder, KEYRING_FILE)


def check_recovery_key(folder: Path, recovery_identity: str) -> None:
    """Raises `VaultError` unless this is the vault's recovery key, as its list has it."""
    public_key = age.recipient_of(recovery_identity)
    known = read_recipients(folder)
    if not any(r.public_key == public_key and r.role is Role.RECOVERY for r in known):
        raise VaultError(
            "that is not this vault's recovery key",
            "compare it with the paper: every letter counts, or name the vault with --vault",
        )


def recover(
    folder: Path,
    recovery_identity: str,
    new_passphrase: str | None,
    new_recovery: str,
    keep_old: bool,
) -> NewKeys:
    """Make the recovery key the owner's, beside a new one; raises `VaultError`, `OSError`.

    The key that was lost gets nothing any more. `keep_old` puts what lies here of it aside
    instead of removing it: there are records that nothing else opens.
    """
    others = _of_others(folder)
    recipients = (
        Recipient(age.recipient_of(recovery_identity), Role.OWNER),
        *_recovery(new_recovery),
        *others,
    )
    if keep_old:
        _put_aside(folder)
    _write_identity(folder, recovery_identity, new_passphrase)
    if not keep_old:
        _remove_others(folder, IDENTITY_FILE if new_passphrase is None else PROTECTED_FILE)
    # last: until here the same recovery key can be given once more
    write_recipients(folder, recipients)
    return NewKeys(recipients, new_recovery)


def replace_recovery(folder: Path, owner_public_key: str, new_recovery: str) -> NewKeys:
    """Seal to a new recovery key instead of the one before; raises `VaultError`, `OSError`."""
    recipients = (
        Recipient(owner_public_key, Role.OWNER),
        *_recovery(new_recovery),
        *_of_others(folder),
    )
    write_recipients(folder, recipients)
    return NewKeys(recipients, new_recovery)


def _recovery(identity: str) -> tuple[Recipient, ...]:
    return (Recipient(age.recipient_of(identity), Role.RECOVERY),) if identity else ()


def _of_others(folder: Path) -> tuple[Recipient, ...]:
    try:
        known = read_recipients(folder)
    except VaultError:  # lost or damaged: whoever else was on it has to be added again
        return ()
    return tuple(r for r in known if r.role in {Role.OTHER, Role.NEXT_SESSION})


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


def _refuse_strange_key(folder: Path, identity: str) -> None:
    """What is put in place of the vault's own key has to be that key."""
    public_key = age.recipient_of(identity)
    known = [r.public_key for r in read_recipients(folder) if r.role is Role.OWNER]
    here = _public_key_here(folder)
    if public_key not in known or here not in {None, public_key}:
        raise VaultError(
            "that is not this vault's own key", "leave --identity out, or name the vault: --vault"
        )


def _put_aside(folder: Path) -> None:
    """Rename the ways to the key that lie here; the keyring keeps its own copy."""
    for name in (IDENTITY_FILE, PROTECTED_FILE, KEYRING_FILE):
        path = folder / name
        if path.exists():
            aside = next(
                candidate
                for number in itertools.count(1)
                if not (candidate := path.with_name(f"identity-{number}{path.suffix}")).exists()
            )
            FileSystem().rename(path, aside)
    FileSystem().fsync_folder(folder)


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
            "{path} cannot be read",
            "recover the key: `reflect key recover`",
            path=folder / KEYRING_FILE,
        ) from None
