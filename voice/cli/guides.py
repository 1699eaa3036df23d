"""`reflect guide`: importing, listing, showing and checking; adding what somebody has read.

What importing does is elsewhere, and what recording does.
"""

from pathlib import Path
from typing import Annotated

import typer

from voice.cli.groups import PassingGroup
from voice.cli.keys import unlock
from voice.cli.options import Identity_, Rate_, Vault_, Voice_, Volume_, settings_with
from voice.cli.output import confirm, say, say_as_it_is
from voice.cli.spelling import as_typed_here
from voice.cli.words import counted_here, here, in_columns, recordings_told
from voice.guides.loading import bundled_guides, find_guide, load_guide, own_guides, text_of
from voice.guides.read_guide import texts_to_read
from voice.vault.vault import Vault

guide_app = typer.Typer(
    cls=PassingGroup, help="Guides: the questions of one article.", no_args_is_help=True
)


def register(app: typer.Typer) -> None:
    """Add `reflect guide`."""
    app.add_typer(guide_app, name="guide")


@guide_app.command("import")
def import_one(
    article: Annotated[
        str, typer.Argument(metavar="ARTICLE", help="A file, or - for standard input.")
    ],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="GUIDE.toml", help="Without it, it is printed."),
    ] = None,
    title: Annotated[
        str, typer.Option(metavar="TITLE", help="The article's title, where it is not found.")
    ] = "",
    author: Annotated[
        str, typer.Option(metavar="NAME", help="Its author, where it is not found.")
    ] = "",
    language: Annotated[
        str, typer.Option(metavar="CODE", help="Its language: en, de, es, fr …")
    ] = "",
    take: Annotated[
        str,
        typer.Option(metavar="4,7", help="Also take these of those left out, by their numbers."),
    ] = "",
    take_all: Annotated[
        bool, typer.Option("--all", help="Take every question, also those left out.")
    ] = False,
) -> None:
    """Make a guide from an article: text, Markdown, HTML, a saved page, PDF or Word (.docx).

    The questions that ask the reader are taken word for word and grouped as the article groups
    them. Every question that was left out is named with its number, its line and the reason:
    --take takes it all the same. Nothing is fetched from the network: save a page first and give
    its file.
    """
    from voice.cli import importing  # reading articles takes a while to load

    importing.import_article(article, output, title, author, language, take, take_all)


@guide_app.command("record")
def record(
    guide: Annotated[
        str, typer.Argument(metavar="GUIDE", help="Its name or its file: `reflect guide list`.")
    ],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="Without it, the guide's name.guide."),
    ] = None,
    reader: Annotated[
        str, typer.Option(metavar="NAME", help="Whose voice it is; without it you are asked.")
    ] = "",
    sealed_for: Annotated[
        list[str] | None,
        typer.Option(
            "--for",
            metavar="age1…",
            help="Seal the file to this key, so that nobody else hears it: the client's, which "
            "`reflect key show` names to them. Can be given more than once.",
        ),
    ] = None,
    only_show: Annotated[
        bool,
        typer.Option("--only-show", help="Show the texts and do not say them before you read."),
    ] = False,
    microphone: Annotated[
        str | None, typer.Option(metavar="NAME|INDEX", help="See `reflect devices`.")
    ] = None,
    loudspeaker: Annotated[
        str | None, typer.Option(metavar="NAME|INDEX", help="See `reflect devices`.")
    ] = None,
    voice: Voice_ = None,
    rate_wpm: Rate_ = None,
    volume: Volume_ = None,
) -> None:
    """Read a guide's questions aloud for somebody, or for yourself, into one file.

    Each introduction and each question is shown and said. Press Enter, wait for the tone and read
    it as you would to the person; press Enter again. You hear it back, trimmed and at an even
    level: Enter goes on, "again" (a) reads it once more, "back" (b) goes to the one before, "stop"
    (s) writes what was read so far. What you leave out with "next" (n) is read by the program.

    Nothing of your voice is on the disk before the file is written, whole, at the end. Ctrl-C
    writes what was read so far, too. Give the file to the person, and tell them its fingerprint:
    they take it in by `reflect guide add FILE`.
    """
    from voice.cli import guide_recording

    settings = settings_with(
        microphone=microphone,
        loudspeaker=loudspeaker,
        voice=voice,
        rate_wpm=rate_wpm,
        volume=volume,
    )
    guide_recording.record(settings, guide, output, reader, sealed_for or [], not only_show)


@guide_app.command("list")
def list_all() -> None:
    """List the guides that come with the program, and your own."""
    for name in (*bundled_guides(), *own_guides()):
        found = find_guide(name)
        count = counted_here(len(found.questions), "question")
        reader = f", {here('read by {name}', name=found.read_by)}" if found.read_by else ""
        say(f"{name:<20} {found.title}, {found.author}: {count} ({found.language}){reader}")


@guide_app.command("add")
def add(
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    vault: Vault_ = None,
    identity: Identity_ = None,
) -> None:
    """Take in a guide that somebody has read aloud for you.

    It shows who is said to read it and the file's fingerprint: compare that, aloud, with whoever
    gave you the file. What was sealed to your key is kept sealed.
    """
    from voice.app import read_guides

    def key() -> str:
        return unlock(Vault.open(settings_with(vault=vault).vault_directory), identity)

    offered = read_guides.look_at(file, key)
    read, sounds = offered.read, offered.voice.sounds.values()
    lacking = len(texts_to_read(read.guide)) - len(sounds)
    facts = [
        (here("Guide"), f"{read.guide.title}, {read.guide.author}"),
        (here("Reader"), here("said to be {name}", name=read.reader)),
        *recordings_told(len(sounds), lacking, sum(sound.seconds for sound in sounds)),
        (here("Sealed"), here("to your key, and kept so") if offered.sealed else here("no")),
        (here("Fingerprint"), offered.fingerprint),
    ]
    for told in in_columns(facts):
        say(told)
    if not yes:
        confirm(here("Is that whose voice it is, and is the fingerprint the same as theirs?"))
    read_guides.keep(offered)
    how = as_typed_here(f"`reflect --guide {offered.name}`")
    say(here("Added: {name}. A session with it: {command}", name=offered.name, command=how))


@guide_app.command("remove")
def remove(
    name: Annotated[str, typer.Argument(metavar="NAME")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Remove a guide of your own, and its recordings, for good; sessions stay."""
    from voice.app import read_guides

    if not yes:
        confirm(here("Remove {name} and what was recorded of it?", name=name))
    read_guides.remove(name)
    say(here("Removed."))


@guide_app.command("show")
def show(
    wanted: Annotated[str, typer.Argument(metavar="NAME|FILE")] = "trust-and-power",
    as_toml: Annotated[
        bool, typer.Option("--toml", help="As a file to start your own from.")
    ] = False,
) -> None:
    """Print a guide's questions."""
    if as_toml:
        say_as_it_is(text_of(wanted).rstrip())
        return
    found = find_guide(wanted)
    say(found.title)
    say(found.attribution)
    number = 0
    for theme in found.themes:
        say()
        say(theme.title)
        if theme.introduction:
            say(f"   {theme.introduction}")
        for question in theme.questions:
            number += 1
            say(f"   {number}. {question.text}")


@guide_app.command("check")
def check(file: Annotated[Path, typer.Argument(metavar="FILE")]) -> None:
    """Check a guide file and name every problem with its place."""
    found = load_guide(file)
    themes = counted_here(len(found.themes), "theme")
    questions = counted_here(len(found.questions), "question")
    say(here("{file} is a guide: {what}.", file=file, what=f"{themes}, {questions}"))
