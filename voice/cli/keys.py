"""`reflect key`: who can open what is sealed, and how the one secret key is protected."""

import sys
from pathlib import Path
from typing import Annotated

import segno
import typer

from voice.app import vault_directory
from voice.cli.options import Identity_, Vault_, settings_with
from voice.cli.output import interactive, note, say
from voice.errors import VaultError
from voice.vault.age import recipient_of
from voice.vault.keys import NewKeys, Protection, Role, as_typed, in_groups
from voice.vault.vault import Vault
from voice.vault.words import in_words

PROTECTED_HOW = {
    Protection.LOGIN: "The key that opens this vault lies in it, protected by this computer's "
    "login only. To change that: reflect key protect",
    Protection.PASSPHRASE: "The key that opens this vault is protected by a passphrase.",
    Protection.KEYRING: "The key that opens this vault is in this computer's keyring.",
    Protection.ELSEWHERE: "No key that opens this vault lies here.",
}

_ROLES = {
    Role.OWNER: "owner",
    Role.RECOVERY: "recovery key",
    Role.OTHER: "added",
    Role.NEXT_SESSION: "added",
}

key_app = typer.Typer(help="Keys: who can open what is sealed.", no_args_is_help=True)

Protect_ = Annotated[
    bool, typer.Option("--protect", help="Ask for a passphrase and put your own key behind it.")
]
Words_ = Annotated[bool, typer.Option("--words", help="Show the recovery key as 24 words, too.")]
Qr_ = Annotated[bool, typer.Option("--qr/--no-qr", help="Show the recovery key as a QR code, too.")]


def register(app: typer.Typer) -> None:
    """Add `reflect key`."""
    app.add_typer(key_app, name="key")


def unlock(vault: Vault, identity: Path | None) -> str:
    """The secret key, asking for its passphrase where it has one; raises `VaultError`."""
    return vault.identity(identity, _ask if sys.stdin.isatty() else _read_line)


@key_app.command("new")
def new(
    vault: Vault_ = None, protect: Protect_ = False, words: Words_ = False, qr: Qr_ = True
) -> None:
    """Make a vault with the owner's key and a recovery key, which is shown once."""
    directory = vault_directory(settings_with(vault=vault))
    made_in, made = Vault.create(directory, _new_passphrase() if protect else None)
    show_new_keys(made_in.directory, made, qr, words)
    if interactive():
        typer.prompt("Press Enter when you have written it down", default="", show_default=False)


@key_app.command("show")
def show(vault: Vault_ = None) -> None:
    """Show who can open this vault's sessions."""
    opened = Vault.open(vault_directory(settings_with(vault=vault)))
    for recipient in opened.recipients:
        name = recipient.name or _ROLES[recipient.role]
        only = "  (the next session only)" if recipient.role is Role.NEXT_SESSION else ""
        say(f"{name:<16} {recipient.fingerprint}  {recipient.public_key}{only}")
    note(PROTECTED_HOW[opened.protection])


@key_app.command("add")
def add(
    recipient: Annotated[str, typer.Argument(metavar="age1…")],
    name: Annotated[str, typer.Option(help="Whose key it is, for `key show`.")] = "",
    session_only: Annotated[
        bool, typer.Option("--session-only", help="For the next session and no other.")
    ] = False,
    vault: Vault_ = None,
) -> None:
    """From now on, seal to one more recipient: a therapist, a clinic."""
    opened = Vault.open(vault_directory(settings_with(vault=vault)))
    added = opened.add_recipient(recipient, name, session_only)
    called = added.name or added.public_key
    if session_only:
        say(f"The next session, and no other, is also sealed to {called}.")
    else:
        say(f"From now on sessions are also sealed to {called}.")
    say(f"Compare its fingerprint with its owner: {added.fingerprint}")
    say(f"To take this back: reflect key remove {added.public_key}")


@key_app.command("remove")
def remove(
    recipient: Annotated[str, typer.Argument(metavar="age1…|NAME")], vault: Vault_ = None
) -> None:
    """Seal no longer to somebody who was added; what is sealed already stays open to them."""
    removed = Vault.open(vault_directory(settings_with(vault=vault))).remove_recipient(recipient)
    say(f"From now on nothing is sealed to {removed.name or removed.public_key}.")
    say("What was sealed before, they can still open where they have it.")


@key_app.command("protect")
def protect(
    keyring: Annotated[
        bool, typer.Option("--keyring", help="Use this computer's keyring, no passphrase.")
    ] = False,
    vault: Vault_ = None,
    identity: Identity_ = None,
) -> None:
    """Put the key that opens this vault behind a passphrase, or into the system's keyring."""
    opened = Vault.open(vault_directory(settings_with(vault=vault)))
    secret = unlock(opened, identity)
    if keyring:
        opened.move_identity_to_keyring(secret)
    else:
        opened.protect_identity(secret, _new_passphrase())
    say(PROTECTED_HOW[opened.protection])
    say(
        "Until now it lay here in the clear; a solid-state disk and backups may still hold that. "
        "Next time: reflect key new --protect"
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
    opened = Vault.open(vault_directory(settings_with(vault=vault)))
    typed = _typed_key()
    made = opened.recover(typed, _new_passphrase() if protect else None)
    say("Your sessions open again. The key that was lost gets nothing from now on.")
    say("Keep the old paper too: copies of this vault elsewhere may need it.")
    say()
    show_recovery_key(made, qr, words)
    note(PROTECTED_HOW[opened.protection])


def show_new_keys(directory: Path, made: NewKeys, qr: bool = True, words: bool = False) -> None:
    """What a person has to know of new keys."""
    say(f"A new vault is in {directory}.")
    say()
    show_recovery_key(made, qr, words)
    say(PROTECTED_HOW[Vault(directory).protection])


def show_recovery_key(made: NewKeys, qr: bool = True, words: bool = False) -> None:
    """The recovery key as text, in groups for the hand, in words, and as a QR code."""
    say("Your recovery key, shown only now. Write it down and keep it away from this computer:")
    say()
    say(f"    {made.recovery_identity}")
    say()
    say("The same in groups, for writing by hand and reading aloud:")
    say()
    for line in in_groups(made.recovery_identity):
        say(f"    {line}")
    say()
    if words:
        say("The same in words, for the telephone; `reflect key recover` takes these, too:")
        say()
        for line in _numbered(in_words(made.recovery_identity)):
            say(f"    {line}")
        say()
    if qr and interactive():
        segno.make(made.recovery_identity, micro=False).terminal(compact=True)
        say("Whoever scans or photographs this holds the key: use no phone that copies to a cloud.")
        say()
    say("With it, and the standard `age` program, your records open anywhere.")


def _numbered(words: tuple[str, ...]) -> list[str]:
    """Four words a line, each with its number: an order that can be checked aloud."""
    cells = [f"{number:>2} {word:<8}" for number, word in enumerate(words, 1)]
    return ["  ".join(cells[i : i + 4]).rstrip() for i in range(0, len(cells), 4)]


def _typed_key() -> str:
    return as_typed(_ask("Your recovery key") if sys.stdin.isatty() else _read_line())


def _new_passphrase() -> str:
    if not sys.stdin.isatty():
        return _read_line()
    say("Six words that you draw by chance are a good passphrase. Nobody can reset it for you;")
    say("the recovery key opens your sessions without it.")
    return str(typer.prompt("Passphrase", hide_input=True, confirmation_prompt=True))


def _ask(what: str = "Passphrase") -> str:
    return str(typer.prompt(what, hide_input=True))


def _read_line() -> str:
    line = sys.stdin.readline().rstrip("\n")
    if not line:
        raise VaultError(
            "a passphrase or a key is needed and nobody can be asked",
            "run this in a terminal, or give it as one line on stdin",
        )
    return line
