"""`reflect erase` and `key`: what is sealed, and who can open it."""

from pathlib import Path

import typer

from voice.app import vault_directory
from voice.cli.output import interactive, note, say
from voice.settings import Settings
from voice.vault.keys import NewKeys, Role
from voice.vault.vault import Vault

OPEN_KEY = "The key that opens this vault lies in it, protected by this computer's login only."

_ROLES = {Role.OWNER: "owner", Role.RECOVERY: "recovery key", Role.OTHER: "added"}


def erase(settings: Settings, wanted: str, yes: bool, identity: Path | None) -> None:
    """Remove one session's files, after a yes."""
    vault = Vault.open(vault_directory(settings))
    if not yes:
        typer.confirm(f'Erase the session that begins with "{wanted}"?', abort=True)
    vault.erase_session(vault.identity(identity), wanted)
    say("Erased: its files are gone from this folder.")
    say(
        "A solid-state disk may keep old blocks for a while, and backups keep what they copied; "
        "what they hold is sealed."
    )


def new_keys(settings: Settings) -> None:
    """Make a vault and show its recovery key, once."""
    vault, made = Vault.create(vault_directory(settings))
    show_new_keys(vault.directory, made)
    if interactive():
        typer.prompt("Press Enter when you have written it down", default="", show_default=False)


def show_new_keys(directory: Path, made: NewKeys) -> None:
    """What a person has to know of new keys."""
    say(f"A new vault is in {directory}.")
    say()
    say("Your recovery key, shown only now. Write it down and keep it away from this computer:")
    say()
    say(f"    {made.recovery_identity}")
    say()
    say("With it, and the standard `age` program, your records open anywhere.")
    say(OPEN_KEY)


def show_keys(settings: Settings) -> None:
    """List the recipients and their fingerprints."""
    vault = Vault.open(vault_directory(settings))
    for recipient in vault.recipients:
        name = recipient.name or _ROLES[recipient.role]
        say(f"{name:<16} {recipient.fingerprint}  {recipient.public_key}")
    if vault.has_identity:
        note(OPEN_KEY)


def add_key(settings: Settings, recipient: str, name: str) -> None:
    """Seal to one more from now on."""
    added = Vault.open(vault_directory(settings)).add_recipient(recipient, name)
    say(f"From now on sessions are also sealed to {added.name or added.public_key}.")
    say(f"Compare its fingerprint with its owner: {added.fingerprint}")
