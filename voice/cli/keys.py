"""`reflect key`: who can open what is sealed, and how the one secret key is protected."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from voice.cli.groups import PassingGroup
from voice.cli.options import Identity_, Vault_, settings_with
from voice.cli.output import ask, note, say
from voice.cli.recovery_key import Handover
from voice.cli.spelling import as_typed_here
from voice.cli.words import here
from voice.values.errors import VaultError
from voice.values.phrase import Phrase
from voice.vault.age import recipient_of
from voice.vault.keys import Protection, as_typed
from voice.vault.recipients import Recipient, Role
from voice.vault.vault import Vault

PROTECTED_HOW = {
    Protection.LOGIN: Phrase(
        "The key that opens this vault lies in it, protected by this computer's "
        "login only. To change that: `reflect key protect`."
    ),
    Protection.PASSPHRASE: Phrase("The key that opens this vault is protected by a passphrase."),
    Protection.KEYRING: Phrase("The key that opens this vault is in this computer's keyring."),
    Protection.ELSEWHERE: Phrase("No key that opens this vault lies here."),
}

NO_RECOVERY_KEY = Phrase(
    "It has no recovery key: lose its own, and nobody opens what is said from now on. To make one: "
    "`reflect key new-recovery`."
)

_ROLES = {
    Role.OWNER: Phrase("owner"),
    Role.RECOVERY: Phrase("recovery key"),
    Role.OTHER: Phrase("added"),
    Role.NEXT_SESSION: Phrase("added"),
}

key_app = typer.Typer(
    cls=PassingGroup, help="Keys: who can open what is sealed.", no_args_is_help=True
)

Protect_ = Annotated[
    bool, typer.Option("--protect", help="Ask for a passphrase and put your own key behind it.")
]
Words_ = Annotated[bool, typer.Option("--words", help="Show the recovery key as 24 words, too.")]
Qr_ = Annotated[bool, typer.Option("--qr/--no-qr", help="Show the recovery key as a QR code, too.")]


def register(app: typer.Typer) -> None:
    """Add `reflect key`."""
    app.add_typer(key_app, name="key")


def protected_how(vault: Vault) -> str:
    """What stands between a stranger and this vault, and what is missing against losing its key."""
    how = here(PROTECTED_HOW[vault.protection].text)
    missing = "" if vault.has_recovery_key else f" {here(NO_RECOVERY_KEY.text)}"
    return as_typed_here(how + missing)


def called_here(recipient: Recipient) -> str:
    """Whose key it is, or what it is for where it has no name."""
    return recipient.name or here(_ROLES[recipient.role].text)


def unlock(vault: Vault, identity: Path | None) -> str:
    """The secret key, asking for its passphrase where it has one; raises `VaultError`."""
    return vault.identity(identity, _ask if sys.stdin.isatty() else _read_line)


@key_app.command("new")
def new(
    vault: Vault_ = None, protect: Protect_ = False, words: Words_ = False, qr: Qr_ = True
) -> None:
    """Make a vault with the owner's key and a recovery key, which is shown once."""
    directory = settings_with(vault=vault).vault_directory
    passphrase = _new_passphrase() if protect else None
    made, _ = Vault.create(directory, passphrase, Handover(qr, words))
    say(here("A new vault is in {folder}.", folder=made.directory))
    say(protected_how(made))


@key_app.command("new-recovery")
def new_recovery(
    vault: Vault_ = None, words: Words_ = False, qr: Qr_ = True, identity: Identity_ = None
) -> None:
    """Replace the recovery key: it was lost, or somebody else saw it.

    Sessions sealed before still open with your own key and with the recovery key of then.
    """
    opened = Vault.open(settings_with(vault=vault).vault_directory)
    opened.access.replace_recovery_key(Handover(qr, words), lambda: unlock(opened, identity))
    say(
        here("From now on sessions are sealed to this recovery key, and to the one before no more.")
    )
    say(
        here(
            "What was sealed before opens with your own key and the paper of then: keep that, too."
        )
    )
    note(protected_how(opened))


@key_app.command("show")
def show(vault: Vault_ = None) -> None:
    """Show who can open this vault's sessions."""
    opened = Vault.open(settings_with(vault=vault).vault_directory)
    for recipient in opened.recipients:
        is_once = recipient.role is Role.NEXT_SESSION
        only = f"  ({here('the next session only')})" if is_once else ""
        name = called_here(recipient)
        say(f"{name:<16} {recipient.fingerprint}  {recipient.public_key}{only}")
    note(protected_how(opened))


@key_app.command("add")
def add(
    recipient: Annotated[str, typer.Argument(metavar="age1…")],
    name: Annotated[
        str, typer.Option(metavar="NAME", help="Whose key it is, for `key show`.")
    ] = "",
    session_only: Annotated[
        bool, typer.Option("--session-only", help="For the next session and no other.")
    ] = False,
    vault: Vault_ = None,
) -> None:
    """From now on, seal to one more recipient: a therapist, a clinic."""
    opened = Vault.open(settings_with(vault=vault).vault_directory)
    added = opened.access.add_recipient(recipient, name, session_only)
    called = added.name or added.public_key
    if session_only:
        say(here("The next session, and no other, is also sealed to {name}.", name=called))
    else:
        say(here("From now on sessions are also sealed to {name}.", name=called))
    say(here("Compare its fingerprint with its owner: {code}", code=added.fingerprint))
    say(as_typed_here(here("To take this back: `reflect key remove {key}`", key=added.public_key)))


@key_app.command("remove")
def remove(
    recipient: Annotated[str, typer.Argument(metavar="age1…|NAME")], vault: Vault_ = None
) -> None:
    """Seal no longer to somebody who was added; what is sealed already stays open to them."""
    removed = Vault.open(settings_with(vault=vault).vault_directory).access.remove_recipient(
        recipient
    )
    called = removed.name or removed.public_key
    say(here("From now on nothing is sealed to {name}.", name=called))
    say(here("What was sealed before, they can still open where they have it."))


@key_app.command("protect")
def protect(
    keyring: Annotated[
        bool, typer.Option("--keyring", help="Use this computer's keyring, no passphrase.")
    ] = False,
    vault: Vault_ = None,
    identity: Identity_ = None,
) -> None:
    """Put the key that opens this vault behind a passphrase, or into the system's keyring."""
    opened = Vault.open(settings_with(vault=vault).vault_directory)
    secret = unlock(opened, identity)
    if keyring:
        opened.access.move_identity_to_keyring(secret)
    else:
        opened.access.protect_identity(secret, _new_passphrase())
    say(protected_how(opened))
    say(
        as_typed_here(
            here(
                "Until now it lay here in the clear; a solid-state disk and backups may still hold "
                "that. Next time: `reflect key new --protect`"
            )
        )
    )


@key_app.command("recover")
def recover(
    vault: Vault_ = None,
    protect: Protect_ = False,
    words: Words_ = False,
    qr: Qr_ = True,
    only_show: Annotated[
        bool,
        typer.Option(
            "--show", help="Only print the key as the `age` program takes it; change nothing."
        ),
    ] = False,
) -> None:
    """With the recovery key from its paper, open the vault again and make a new recovery key.

    Type the words, the groups of letters or the whole key, as they stand on the paper.
    """
    if only_show:
        typed = _typed_key()
        recipient_of(typed)
        say(typed)
        return
    opened = Vault.open(settings_with(vault=vault).vault_directory)
    typed = _typed_key()
    opened.access.recover(typed, _new_passphrase() if protect else None, Handover(qr, words))
    say(here("Your sessions open again. The key that was lost gets nothing from now on."))
    say(here("Keep the old paper too: copies of this vault elsewhere may need it."))
    for aside in opened.access.keys_put_aside:
        say(here("Some sessions open with the key before only, which is now in {to}.", to=aside))
    note(protected_how(opened))


def _typed_key() -> str:
    return as_typed(_ask(here("Your recovery key")) if sys.stdin.isatty() else _read_line())


def _new_passphrase() -> str:
    if not sys.stdin.isatty():
        return _read_line()
    say(
        here(
            "Six words that you draw by chance are a good passphrase. Nobody can reset it for you; "
            "the recovery key opens your sessions without it."
        )
    )
    return ask(here("Passphrase"), hidden=True, twice=True)


def _ask(what: str | None = None) -> str:
    return ask(what or here("Passphrase"), hidden=True)


def _read_line() -> str:
    line = sys.stdin.readline().rstrip("\n")
    if not line:
        raise VaultError(
            "a passphrase or a key is needed and nobody can be asked",
            "run this in a terminal, or give it as one line on stdin",
        )
    return line
