"""`reflect listen`: what was said, heard as it was said, from any passage on."""

from pathlib import Path
from typing import Annotated

import typer

from voice.cli.opened import open_some, question_id_of
from voice.cli.options import Identity_, Model_, Plain_, Vault_, Volume_, settings_with
from voice.cli.output import say
from voice.cli.words import here
from voice.rehearsal.acoustics import RoomKind
from voice.values.errors import VaultError
from voice.values.problems import printable


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command()(listen)


def listen(
    session: Annotated[
        str, typer.Argument(metavar="[SESSION]", help='The start of a session\'s id, or "last".')
    ] = "last",
    answer: Annotated[
        str | None,
        typer.Argument(
            metavar="[ANSWER]", help="Only this: its number, its id or the start of its question."
        ),
    ] = None,
    first: Annotated[
        int,
        typer.Option("--from", min=1, metavar="PASSAGE", help="Begin there; --list shows which."),
    ] = 1,
    list_only: Annotated[
        bool, typer.Option("--list", help="Only list the passages, with their numbers.")
    ] = False,
    patience: Annotated[
        str | None,
        typer.Option(metavar="NAME|SECONDS", help="Wait longer than a second after each passage."),
    ] = None,
    plain: Plain_ = None,
    volume: Volume_ = None,
    loudspeaker: Annotated[
        str | None, typer.Option(metavar="NAME|INDEX", help="See `reflect devices`.")
    ] = None,
    model: Model_ = None,
    script: Annotated[
        Path | None,
        typer.Option(metavar="FILE.toml", help="In a simulated room, beside a synthetic client."),
    ] = None,
    room: Annotated[RoomKind, typer.Option(help="How the simulated room sounds.")] = RoomKind.QUIET,
    vault: Vault_ = None,
    identity: Identity_ = None,
) -> None:
    """Hear what you said in your own voice, where the sound was kept (`reflect --keep-sound`).

    It goes on from passage to passage, with the words shown beside. Press or say: again (r),
    next (n), go back (g), the next question (s), bring this to my session (f), stop (q). Without
    a microphone or a model the keys are enough.
    """
    from voice.app import reading as aloud
    from voice.cli.reading_out import read_out

    settings = settings_with(
        vault=vault,
        plain=plain,
        patience=patience,
        volume=volume,
        loudspeaker=loudspeaker,
        model=model,
    )
    opened = open_some(settings, identity, session)
    wanted = aloud.ToRead(
        opened.vault,
        opened.identity,
        opened.sessions,
        None if answer is None else question_id_of(opened.sessions, answer),
        opened.sessions[-1].language,
        to_hear=aloud.ToHear(opened.sounds, first),
    )
    passages = aloud.passages_to_hear(wanted)
    if first > len(passages):
        raise VaultError(
            "there is no passage {number}",
            "give a number from 1 to {last}; see --list",
            number=first,
            last=len(passages),
        )
    if list_only:
        for number, passage in enumerate(passages, start=1):
            silent = "" if passage.recorded else f" ({here('no sound')})"
            say(f"{number:>3}  {passage.number}. {printable(passage.text)}{silent}")
        return
    # asked for by ear, whatever sessions are like
    read_out(settings.model_copy(update={"no_voice_out": False}), wanted, script, room)
