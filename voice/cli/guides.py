"""`reflect guide`: listing, showing and checking guides; importing has a module of its own."""

from pathlib import Path
from typing import Annotated

import typer

from voice.cli import importing
from voice.cli.groups import PassingGroup
from voice.cli.output import say
from voice.guides.loading import bundled_guides, find_guide, load_guide, text_of
from voice.values.problems import counted

guide_app = typer.Typer(
    cls=PassingGroup, help="Guides: the questions of one article.", no_args_is_help=True
)
importing.register(guide_app)


def register(app: typer.Typer) -> None:
    """Add `reflect guide`."""
    app.add_typer(guide_app, name="guide")


@guide_app.command("list")
def list_all() -> None:
    """List the guides that come with the program."""
    for name in bundled_guides():
        found = find_guide(name)
        count = len(found.questions)
        say(f"{name:<20} {found.title}, {found.author}: {count} questions ({found.language})")


@guide_app.command("show")
def show(
    wanted: Annotated[str, typer.Argument(metavar="NAME|FILE")] = "trust-and-power",
    as_toml: Annotated[
        bool, typer.Option("--toml", help="As a file to start your own from.")
    ] = False,
) -> None:
    """Print a guide's questions."""
    if as_toml:
        say(text_of(wanted).rstrip())
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
    themes = counted(len(found.themes), "theme")
    say(f"{file} is a guide: {themes}, {counted(len(found.questions), 'question')}.")
