"""`reflect backup` and `reflect restore`: what is sealed, onto a drive and back."""

from pathlib import Path
from typing import Annotated

import typer

from voice.cli.options import Vault_, settings_with
from voice.cli.output import confirm, note, say
from voice.cli.spelling import as_typed_here
from voice.cli.words import counted_here, here
from voice.machine.drives import plugged_in
from voice.values.errors import VaultError
from voice.vault.backup import Copied, back_up, backups_in, restore
from voice.vault.vault import Vault


def register(app: typer.Typer) -> None:
    """Add both commands."""
    app.command("backup")(backup)
    app.command("restore")(bring_back)


def backup(
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FOLDER]", help="Where to; without one, the drive that is plugged in."
        ),
    ] = None,
    vault: Vault_ = None,
) -> None:
    """Copy all that is sealed to a drive, and check each file there.

    No key is copied: what is there opens with the keys that it was sealed to.
    """
    opened = Vault.open(settings_with(vault=vault).vault_directory)
    done = back_up(opened, _only_drive() if folder is None else folder.expanduser().absolute())
    say(here("Backed up: {folder}", folder=done.folder))
    _tell(done)
    if not opened.has_recovery_key:
        note(
            as_typed_here(
                here(
                    "without a recovery key nobody can open it where this machine is lost: "
                    "`reflect key new-recovery`"
                )
            )
        )


def bring_back(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="A backup, or the drive that it is on.")
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    vault: Vault_ = None,
) -> None:
    """Bring what a backup holds back, and check each file here.

    Nothing that is here is changed. Where there is no vault one is made; the recovery key opens it.
    """
    directory = settings_with(vault=vault).vault_directory
    source = _only_backup(folder.expanduser().absolute())
    if not yes:
        say(here("What you erased since the backup was made comes back, too."))
        confirm(
            here(
                "Bring the sessions of {source} back into {vault}?", source=source, vault=directory
            )
        )
    done = restore(directory, source)
    say(here("Brought back: {folder}", folder=directory))
    _tell(done)
    try:
        Vault.open(directory).recipients  # noqa: B018
    except VaultError:
        say(as_typed_here(here("Open it with the key on your paper: `reflect key recover`")))


def _tell(done: Copied) -> None:
    there = done.files - done.new_files
    told = here(
        "{sessions}, {files}: {new} copied, {there} there already, each read there and the same",
        sessions=counted_here(done.sessions, "session"),
        files=counted_here(done.files, "file"),
        new=done.new_files,
        there=there,
    )
    say(f"  {told}")
    for place in done.unreadable:
        note(f"problem: {here('{place} cannot be read and is not copied', place=place)}")


def _only_drive() -> Path:
    drives = plugged_in()
    if not drives:
        raise VaultError("no drive is plugged in", "plug one in, or name a folder")
    if len(drives) > 1:
        names = ", ".join(map(str, drives))
        raise VaultError(
            "{count} drives are plugged in: {names}",
            "name the one you mean",
            count=len(drives),
            names=names,
        )
    return drives[0]


def _only_backup(folder: Path) -> Path:
    found = backups_in(folder)
    if not found:
        raise VaultError(
            "there is no backup in {path}", "name the folder that `backup` named", path=folder
        )
    if len(found) > 1:
        names = ", ".join(map(str, found))
        raise VaultError(
            "{path} has {count} backups: {names}",
            "name the one you mean",
            path=folder,
            count=len(found),
            names=names,
        )
    return found[0]
