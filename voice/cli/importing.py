"""`reflect guide import`: an article becomes a guide, and what was left out is told."""

import os
import re
import shlex
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from voice.article.apart import read_apart
from voice.article.decoding import LARGEST_ARTICLE_BYTES
from voice.article.writing import Imported, make_guide
from voice.cli.output import note, say
from voice.cli.spelling import as_typed_here
from voice.errors import GuideError

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]{1,20}://|www\.", re.IGNORECASE)
_LANGUAGE = re.compile(r"[a-z]{2,3}")


def register(app: typer.Typer) -> None:
    """Add the command to `reflect guide`."""
    app.command("import")(guide_import)


def guide_import(
    article: Annotated[
        str, typer.Argument(metavar="ARTICLE", help="A file, or - for standard input.")
    ],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="GUIDE.toml", help="Without it, it is printed."),
    ] = None,
    title: Annotated[str, typer.Option(help="The article's title, where it is not found.")] = "",
    author: Annotated[str, typer.Option(help="Its author, where it is not found.")] = "",
    language: Annotated[
        str, typer.Option(metavar="CODE", help="Its language: en, de, es, fr …")
    ] = "",
) -> None:
    """Make a guide from an article: plain text, Markdown, HTML or PDF.

    The questions that ask the reader are taken word for word and grouped as the article groups
    them. Every question that was left out is named with its line and the reason. Nothing is
    fetched from the network: save a page first and give its file.
    """
    if language and not _LANGUAGE.fullmatch(language):
        raise GuideError(f'"{language}" is no language code', "give one such as en, de, es or fr")
    if output is not None and output.exists():
        raise GuideError(f"{output} exists already", "choose another name for the guide")
    data = _bytes_of(article)
    suffix = "" if article == "-" else Path(article).suffix
    made = make_guide(read_apart(data, suffix, language), title, author, language)
    if output is None:
        say(made.toml.rstrip())
        _report(made, note)
        return
    _write(output, made.toml)
    _report(made, say)
    check = as_typed_here(f"`reflect guide check {shlex.quote(str(output))}`")
    say(f"Written: {output}. Change it as you like, then: {check}")


def _bytes_of(article: str) -> bytes:
    if _ADDRESS.match(article):
        raise GuideError(
            "an article is never fetched from the network",
            "save the page in a browser (Ctrl-S), then give its file",
        )
    try:
        if article == "-":
            return sys.stdin.buffer.read(LARGEST_ARTICLE_BYTES + 1)
        with Path(article).open("rb") as file:
            return file.read(LARGEST_ARTICLE_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no such file"
        raise GuideError(
            f"{article} cannot be read: {reason.lower()}", "give the path of an article"
        ) from None


def _write(path: Path, text: str) -> None:
    """The whole file or none."""
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".guide-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            os.chmod(temporary, 0o644)
            os.replace(temporary, path)
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise GuideError(
            f"{path} cannot be written: {(error.strerror or 'no reason given').lower()}",
            "choose another place for the guide",
        ) from None


def _report(made: Imported, line: Callable[[str], None]) -> None:
    guide = made.guide
    line(f"Title     {guide.title}")
    line(f"Author    {guide.author}")
    line(f"Date      {guide.published or 'not found'}")
    line(f"Language  {guide.language}")
    for note_ in made.notes:
        line(f"Note      {note_}")
    count = len(guide.questions)
    line("")
    line(f"Taken: {count} {'question' if count == 1 else 'questions'}")
    for theme, questions in made.taken:
        line(f"  {theme}")
        for question in questions:
            line(f"    {question.place}: {question.text}")
    line("")
    line(f"Left out: {len(made.left)}")
    for left in made.left:
        line(f"    {left.place}: {left.text}")
        line(f"        {left.why.value}")
