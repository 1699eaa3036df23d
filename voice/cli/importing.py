"""`reflect guide import`: an article becomes a guide, and what was left out is told."""

import re
import shlex
import sys
from collections.abc import Callable
from pathlib import Path

from voice.cli.output import note, say, say_as_it_is
from voice.cli.spelling import as_typed_here
from voice.cli.words import counted_here, here, in_columns, translate_here
from voice.guides.article.apart import read_apart
from voice.guides.article.decoding import LARGEST_ARTICLE_BYTES
from voice.guides.article.found import Left
from voice.guides.article.reading import Wanted
from voice.guides.article.writing import Imported, make_guide
from voice.guides.loading import write_guide
from voice.machine.reading_files import read_bytes_capped
from voice.machine.writing_files import FOR_EVERYBODY
from voice.values.errors import GuideError
from voice.values.phrase import phrase_in

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]{1,20}://|www\.", re.IGNORECASE)
_RANGE = re.compile(r"(\d{1,4})(?:-(\d{1,4}))?")
_LANGUAGE = re.compile(r"[a-z]{2,3}")


def import_article(
    article: str,
    output: Path | None,
    title: str,
    author: str,
    language: str,
    take: str,
    take_all: bool,
) -> None:
    """Print or write the guide, and tell what became of every question; `-` is standard input.

    Raises:
        GuideError: there is no article that can be read, or no place for the guide.
    """
    if language and not _LANGUAGE.fullmatch(language):
        raise GuideError(
            '"{language}" is no language code',
            "give one such as en, de, es or fr",
            language=language,
        )
    if output is not None and output.exists():
        raise GuideError("{path} exists already", "choose another name for the guide", path=output)
    data = _bytes_of(article)
    suffix = "" if article == "-" else Path(article).suffix
    reading = read_apart(data, suffix, language, Wanted(_numbers(take), take_all))
    if not reading.themes:
        _name_left(reading.left, note)
    file_name = "" if article == "-" else Path(article).stem
    made = make_guide(reading, title, author, language, file_name)
    if output is None:
        say_as_it_is(made.toml.rstrip())
        _report(made, note)
        return
    write_guide(output, made.toml.encode(), FOR_EVERYBODY)
    _report(made, say)
    check = as_typed_here(f"`reflect guide check {shlex.quote(str(output))}`")
    say(here("Written: {file}. Change it as you like, then: {command}", file=output, command=check))


def _numbers(text: str) -> frozenset[int]:
    """What --take names: "4,7" or "4-7"."""
    numbers: set[int] = set()
    for part in text.replace(" ", "").split(",") if text.strip() else []:
        found = _RANGE.fullmatch(part)
        if found is None:
            raise GuideError(
                '"{given}" is no number', "give numbers of the list: --take 4,7", given=part
            )
        first = int(found[1])
        numbers.update(range(first, int(found[2] or first) + 1))
    return frozenset(numbers)


def _bytes_of(article: str) -> bytes:
    if _ADDRESS.match(article):
        raise GuideError(
            "an article is never fetched from the network",
            "save the page in a browser (Ctrl-S), then give its file",
        )
    try:
        if article == "-":
            return sys.stdin.buffer.read(LARGEST_ARTICLE_BYTES + 1)
        return read_bytes_capped(Path(article), LARGEST_ARTICLE_BYTES)
    except ValueError as error:
        raise GuideError(phrase_in(error), "give the path of an article") from None


def _report(made: Imported, line: Callable[[str], None]) -> None:
    guide = made.guide
    facts = [
        (here("Title"), guide.title),
        (here("Author"), guide.author),
        (here("Date"), guide.published or here("not found")),
        (here("Language"), guide.language),
        *((here("Note"), note.said(translate_here)) for note in made.notes),
    ]
    for told in in_columns(facts):
        line(told)
    line("")
    line(here("Taken: {questions}", questions=counted_here(len(guide.questions), "question")))
    for theme, questions in made.taken:
        line(f"  {theme}")
        for question in questions:
            line(f"    {question.place.told().said(translate_here)}: {question.text}")
    line("")
    _name_left(made.left, line)


def _name_left(left: tuple[Left, ...], line: Callable[[str], None]) -> None:
    """Every question that was left out, with the number that takes it."""
    line(here("Left out: {count}", count=len(left)))
    for one in left:
        number = f"{one.number}. " if one.number else ""
        line(f"    {number}{one.place.told().said(translate_here)}: {one.text}")
        line(f"        {here(one.why.value)}")
    if any(one.number for one in left):
        line(here("Take some of them too: --take 1,2 (their numbers), or --all"))
