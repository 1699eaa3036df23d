"""`reflect guide`: importing, listing, showing and checking; what importing does is elsewhere."""

from pathlib import Path
from typing import Annotated

import typer

from voice.cli.groups import PassingGroup
from voice.cli.output import say, say_as_it_is
from voice.guides.loading import bundled_guides, find_guide, load_guide, text_of
from voice.values.problems import counted

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


@guide_app.command("list")
def list_all() -> None:
    """List the guides that come with the program."""
    for name in bundled_guides():
        found = find_guide(name)
        count = counted(len(found.questions), "question")
        say(f"{name:<20} {found.title}, {found.author}: {count} ({found.language})")


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
    themes = counted(len(found.themes), "theme")
    say(f"{file} is a guide: {themes}, {counted(len(found.questions), 'question')}.")
