"""Who can open what a vault holds, and how that changes: recipients, the owner's key, recovery.

What happens to the files is `keys` and `recipients`; here it happens under the vault's lock, one
change at a time. Sessions are the vault's.
"""

from collections.abc import Callable
from pathlib import Path

from voice.values.errors import VaultError
from voice.values.phrase import Phrase
from voice.vault import age, keys, opening
from voice.vault.locking import changing
from voice.vault.recipients import (
    RECIPIENTS_FILE,
    Recipient,
    Role,
    add_recipient,
    read_recipients,
    remove_recipient,
)


class Access:
    """Of one vault; every change holds its lock."""

    def __init__(self, directory: Path, records: Path) -> None:
        self.directory = directory
        self._records = records

    def add_recipient(
        self, public_key: str, name: str, next_session_only: bool = False
    ) -> Recipient:
        """Seal to one more, from now on or for the next session only; raises `VaultError`."""
        role = Role.NEXT_SESSION if next_session_only else Role.OTHER
        with changing(self.directory, Phrase("the recipient could not be added")):
            return add_recipient(self.directory, public_key, name, role)

    def remove_recipient(self, wanted: str) -> Recipient:
        """Seal no longer to somebody who was added; raises `VaultError`."""
        with changing(self.directory, Phrase("the recipient could not be removed")):
            return remove_recipient(self.directory, wanted)

    def unlock(self, passphrase: str) -> str:
        """The owner's secret key, which lies behind this passphrase.

        Raises:
            WrongPassphrase: it does not open that.
            VaultError: it could not be tried.
        """
        path = self.directory / keys.PROTECTED_FILE
        identity = keys.read_identity_file(path, lambda: passphrase)
        keys.restore_recipients(self.directory, age.recipient_of(identity))
        return identity

    def protect_identity(self, identity: str, passphrase: str) -> None:
        """Put the secret key that lies here behind a passphrase; raises `VaultError`."""
        with changing(self.directory, Phrase("the key could not be protected")):
            keys.protect_identity(self.directory, identity, passphrase)

    def move_identity_to_keyring(self, identity: str) -> None:
        """Put the secret key that lies here into the system's keyring; raises `VaultError`."""
        with changing(self.directory, Phrase("the key could not be moved")):
            keys.move_to_keyring(self.directory, identity)

    def recover(
        self,
        recovery_identity: str,
        passphrase: str | None,
        take: keys.Take = keys.taken_on_trust,
    ) -> keys.NewKeys:
        """Make the recovery key the owner's, and a new recovery key; raises `VaultError`."""
        heads, unopened = opening.heads(self._records, recovery_identity)
        list_lost = not (self.directory / RECIPIENTS_FILE).exists()
        if not (list_lost and heads):  # what it opens here is proof enough
            keys.check_recovery_key(self.directory, recovery_identity)
        others_needed = bool(unopened) or any(not head.started_at for head in heads)
        new = keys.new_recovery_identity(take)
        with changing(self.directory, Phrase("the key could not be recovered")):
            return keys.recover(self.directory, recovery_identity, passphrase, new, others_needed)

    @property
    def keys_put_aside(self) -> tuple[Path, ...]:
        """Keys from before a recovery, which open what no other key opens."""
        return keys.put_aside(self.directory)

    def replace_recovery_key(
        self, take: keys.Take, identity: Callable[[], str]
    ) -> keys.NewKeys | None:
        """Seal to a new recovery key from now on; None where nobody took it.

        `identity` is asked for the owner's secret key only where the list of recipients is lost
        or damaged. Raises `VaultError`.
        """
        try:
            owner = next(
                r.public_key for r in read_recipients(self.directory) if r.role is Role.OWNER
            )
        except (VaultError, StopIteration):
            owner = age.recipient_of(identity())
        new = keys.new_recovery_identity(take)
        if not new:
            return None
        with changing(self.directory, Phrase("the recovery key could not be replaced")):
            return keys.replace_recovery(self.directory, owner, new)
