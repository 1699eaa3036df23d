"""The commands for after a session and their options; what they do is elsewhere."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from voice.cli import correcting, exporting, looking
from voice.cli.looking import Way
from voice.cli.options import (
    Identity_,
    Model_,
    Patience_,
    Plain_,
    Rate_,
    Vault_,
    Voice_,
    Volume_,
    settings_with,
)
from voice.cli.output import ask
from voice.cli.words import here
from voice.export.formats import Format
from voice.rehearsal.acoustics import RoomKind

Json_ = Annotated[bool, typer.Option("--json", help="Everything, as JSON.")]
Verbatim_ = Annotated[
    bool, typer.Option("--verbatim", help="The words as recognised, without corrections.")
]
Aloud_ = Annotated[
    bool,
    typer.Option(
        "--aloud",
        help="Spoken, part by part. Say or press: next, say it again, go back, change X to Y, "
        "add to this, bring this to my session, stop.",
    ),
]
Script_ = Annotated[
    Path | None,
    typer.Option(
        "--script", metavar="FILE.toml", help="Aloud in a simulated room, to a synthetic client."
    ),
]
Room_ = Annotated[RoomKind, typer.Option(help="How the simulated room sounds.")]
Question_ = Annotated[
    str | None,
    typer.Argument(metavar="[QUESTION]", help="Its number, its id or the start of its text."),
]


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command()(read)
    app.command("look-back")(look_back)
    app.command()(find)
    app.command()(correct)
    app.command()(export)


def read(
    session: Annotated[
        str | None,
        typer.Argument(metavar="[SESSION]", help='The start of a session\'s id, or "last".'),
    ] = None,
    json: Json_ = False,
    verbatim: Verbatim_ = False,
    aloud: Aloud_ = False,
    plain: Plain_ = None,
    patience: Patience_ = None,
    voice: Voice_ = None,
    rate_wpm: Rate_ = None,
    volume: Volume_ = None,
    model: Model_ = None,
    script: Script_ = None,
    room: Room_ = RoomKind.QUIET,
    vault: Vault_ = None,
    identity: Identity_ = None,
) -> None:
    """Open sealed sessions and print them, or read them aloud (the last one, if none is named)."""
    settings = settings_with(
        vault=vault,
        plain=plain,
        patience=patience,
        voice=voice,
        rate_wpm=rate_wpm,
        volume=volume,
        model=model,
    )
    looking.read(settings, session, Way(json, verbatim, aloud, script, room), identity)


def look_back(
    question: Question_ = None,
    json: Json_ = False,
    verbatim: Verbatim_ = False,
    aloud: Aloud_ = False,
    plain: Plain_ = None,
    patience: Patience_ = None,
    voice: Voice_ = None,
    rate_wpm: Rate_ = None,
    volume: Volume_ = None,
    model: Model_ = None,
    script: Script_ = None,
    room: Room_ = RoomKind.QUIET,
    vault: Vault_ = None,
    identity: Identity_ = None,
) -> None:
    """Every answer you ever gave to one question, in order of time, side by side.

    Without a question it lists them. Nothing is scored, counted up or judged.
    """
    settings = settings_with(
        vault=vault,
        plain=plain,
        patience=patience,
        voice=voice,
        rate_wpm=rate_wpm,
        volume=volume,
        model=model,
    )
    looking.look_back(settings, question, Way(json, verbatim, aloud, script, room), identity)


def find(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[WORDS]", help="Without any, one line of standard input."),
    ] = None,
    vault: Vault_ = None,
    identity: Identity_ = None,
) -> None:
    """Find words in everything that was said, in memory only: no index is kept.

    Words on the command line stay in your shell's history and can be seen by other users while
    the command runs; without them you are asked.
    """
    if words:
        wanted = " ".join(words)
    elif sys.stdin.isatty():
        wanted = ask(here("Look for"))
    else:
        wanted = sys.stdin.readline()
    looking.find(settings_with(vault=vault), wanted, identity)


def correct(
    session: Annotated[
        str, typer.Argument(metavar="SESSION", help='The start of its id, or "last".')
    ],
    question: Annotated[
        str, typer.Argument(metavar="QUESTION", help="Its number, its id or the start of its text.")
    ],
    undo: Annotated[
        bool, typer.Option("--undo", help="Take back the last correction of this answer.")
    ] = False,
    vault: Vault_ = None,
    identity: Identity_ = None,
) -> None:
    """Put right what was misheard. You are asked for the words: none are on the command line.

    Without a terminal they are read from standard input, one line each: the words as they stand
    there, what they should be, and where they stand there several times, which of them.
    """
    correcting.correct(settings_with(vault=vault), session, question, undo, identity)


def export(
    sessions: Annotated[
        list[str],
        typer.Argument(metavar="SESSION…", help='Starts of ids, "last", or "all".'),
    ],
    to: Annotated[
        Path,
        typer.Option(
            "--to",
            metavar="FILE",
            help="Its ending says the format: md, html, pdf, json, txt, or zip for the sound. "
            "With - it goes to standard output, without asking.",
        ),
    ],
    format_: Annotated[
        Format | None, typer.Option("--format", help="Where no ending says it; text by itself.")
    ] = None,
    questions: Annotated[
        list[str] | None,
        typer.Option("--question", metavar="QUESTION", help="Only this one; can be repeated."),
    ] = None,
    flagged: Annotated[
        bool, typer.Option("--flagged", help="Only passages marked to be brought to a session.")
    ] = False,
    therapist: Annotated[
        bool,
        typer.Option(
            "--therapist",
            help="A page of questions for my therapist: what is marked, with room to write.",
        ),
    ] = False,
    recipients: Annotated[
        list[str] | None,
        typer.Option(
            "--for",
            metavar="age1…",
            help="Seal it to this key: no unsealed file is written. Can be repeated.",
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not show and ask first.")] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace a file of this name without asking.")
    ] = False,
    vault: Vault_ = None,
    identity: Identity_ = None,
) -> None:
    """Take sessions along, as a file to read, to print or to hand over.

    What would be written is shown first. Words that were not heard well are marked in it.
    """
    wanted = exporting.Wanted(
        tuple(sessions),
        to,
        format_,
        tuple(questions or ()),
        flagged,
        therapist,
        tuple(recipients or ()),
        yes,
        replace,
    )
    exporting.export(settings_with(vault=vault), wanted, identity)
