"""`reflect list`, `erase` and `vault`: sealed sessions as things to list, check and remove."""

from datetime import datetime
from typing import Annotated

import typer

from voice.app import vault_directory
from voice.cli.keys import PROTECTED_HOW, unlock
from voice.cli.options import Identity_, Vault_, settings_with
from voice.cli.output import note, say
from voice.errors import VaultError
from voice.vault.checking import check_outside, check_vault
from voice.vault.vault import Vault

WHAT_ERASING_MEANS = (
    "Its files are gone from this folder. A solid-state disk may keep old blocks for a while, and "
    "backups and synchronised folders keep what they copied; what they hold is sealed."
)

vault_app = typer.Typer(help="The vault: the folder of sealed sessions.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add `reflect list`, `erase` and `vault`."""
    app.command("list")(list_sessions)
    app.command("erase")(erase)
    app.add_typer(vault_app, name="vault")


def list_sessions(
    open_: Annotated[
        bool, typer.Option("--open", help="Open each session's first record: needs the key.")
    ] = False,
    vault: Vault_ = None,
    identity: Identity_ = None,
) -> None:
    """List sealed sessions: without a key by their folders and times, with --open by their ids."""
    opened = Vault.open(vault_directory(settings_with(vault=vault)))
    if open_:
        heads, problems = opened.heads(unlock(opened, identity))
        for head in heads:
            say(f"{head.session_id}  {head.started_at:<25}  {head.guide_title}")
        for problem in problems:
            note(f"problem: {problem}")
        return
    listed = opened.listed()
    for session in listed:
        written = datetime.fromtimestamp(session.last_written).astimezone()
        say(f"{session.folder}  {written:%Y-%m-%d %H:%M}  {session.records} records")
    if not listed:
        say("There is no session in this vault yet.")


def erase(
    what: Annotated[
        str | None,
        typer.Argument(
            metavar="SESSION|ANSWER",
            help='The start of a session\'s id or of its folder, or "last"; an answer is '
            "SESSION/NUMBER.",
        ),
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="Every session; the keys stay.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    vault: Vault_ = None,
    identity: Identity_ = None,
) -> None:
    """Remove a session, one answer of it, or everything, for good."""
    opened = Vault.open(vault_directory(settings_with(vault=vault)))
    if all_ == (what is not None):
        raise VaultError(
            "it is not clear what to erase", "give SESSION, SESSION/NUMBER, or --all alone"
        )
    if what is None:
        sessions, _ = opened.count()
        _confirm(f"Erase all {sessions} sessions of {opened.directory}?", yes)
        say(f"Erased: {opened.erase_all()} sessions. {WHAT_ERASING_MEANS}")
        return
    session, _, question = what.partition("/")
    if question:
        _confirm(f'Erase answer {question} of the session that begins with "{session}"?', yes)
        count = opened.erase_answer(unlock(opened, identity), session, question)
        say(f"Erased: {count} passages. {WHAT_ERASING_MEANS}")
        say("That they were erased stays written in the session, so that no gap looks like damage.")
        return
    _confirm(f'Erase the session that begins with "{session}"?', yes)
    if not opened.erase_folders(session):
        opened.erase_session(unlock(opened, identity), session)
    say(f"Erased. {WHAT_ERASING_MEANS}")


@vault_app.command("check")
def check(
    vault: Vault_ = None,
    identity: Identity_ = None,
    without_key: Annotated[
        bool, typer.Option("--without-key", help="Only what shows from outside; opens nothing.")
    ] = False,
) -> None:
    """Open every record and name each that is damaged, foreign or missing; the others are fine."""
    opened = Vault.open(vault_directory(settings_with(vault=vault)))
    found = check_outside(opened)
    if not without_key:
        inside = check_vault(opened, unlock(opened, identity))
        found = inside.with_problems_of(found)
    for problem in found.problems:
        say(f"problem: {problem}")
    for remark in found.remarks:
        say(f"note: {remark}")
    say(found.summary)
    for recipient in opened.recipients:
        say(f"sealed to {recipient.name or recipient.role}: {recipient.fingerprint}")
    say(PROTECTED_HOW[opened.protection])
    if found.problems:
        raise typer.Exit(1)


def _confirm(question: str, yes: bool) -> None:
    if not yes:
        typer.confirm(question, abort=True)
