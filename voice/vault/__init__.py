"""Sealed, durable records of what was said. The format is described in `docs/vault-format.md`.

    vault.toml          the format's version
    recipients.txt      public keys that every record is sealed to, each with its role
    identity.txt        the owner's secret key, unless it is kept elsewhere
    records/SESSION/    one folder a session, one immutable age file a record, random names
    reserve             1 MiB to free when the disk is full
    lock                held while a session is being recorded

`age` seals and opens, `files` makes durable, `records` is what is inside, `proof` what proves it.
`journal` says what is written and `writing` writes it; `opening` opens, `chain` tells a session's
own records from planted ones, `reading` puts them together. Recording needs no secret.
"""

from voice.vault.journal import SessionHeader
from voice.vault.keys import NewKeys
from voice.vault.reading import Reading
from voice.vault.recipients import Recipient, Role
from voice.vault.vault import Vault

__all__ = [
    "NewKeys",
    "Reading",
    "Recipient",
    "Role",
    "SessionHeader",
    "Vault",
]
