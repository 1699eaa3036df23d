"""Where an article is from: its title, its author, its date.

Pure functions over blocks and over what the format itself says. What is not found stays empty:
nothing is invented.
"""

import re
from dataclasses import dataclass
from datetime import date

from voice.guides.article.blocks import Block, Kind, Place
from voice.guides.article.cues import BEFORE_THE_FIRST_WORD, Cues, all_cues, begins, plain
from voice.guides.article.dates import find_date, is_of_a_date

LONGEST_TITLE_LETTERS = 120
WITHIN_BLOCKS = 14
"""A byline stands near the title or not at all."""

_PARTICLES = frozenset(
    "de da di del della van von der den la le y e zu bin ibn al el st".split()  # noqa: SIM905
)
_NAME = re.compile(r"[^\W\d_][^\s,;|·•()\[\]–—/\d]{0,30}")
_MOST_NAME_WORDS = 5
_NEAR_LETTERS = 40
"""How far a date may stand after a name: "on Sunday, 3 May 2020"."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a format's own fields say, such as an HTML page's head; empty where they do not."""

    title: str = ""
    author: str = ""
    published: date | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an article is from, and where each of it was found."""

    title: str = ""
    author: str = ""
    published: date | None = None
    title_index: int = -1
    """Which block the title is; -1 where it comes from elsewhere."""
    places: tuple[tuple[str, Place], ...] = ()
    """("title", "line 1") for each that stands in the text."""


def find_origin(blocks: list[Block], told: Told, cues: Cues) -> Origin:
    """Title, author and date by what stands in the text, else by what the format tells."""
    places: list[tuple[str, Place]] = []
    index = _title_index(blocks, told)
    title = told.title
    if index >= 0:
        title = blocks[index].text
        places.append(("title", blocks[index].place()))
    author, published = told.author, told.published
    first = max(0, index)
    for number, block in enumerate(blocks[first : first + WITHIN_BLOCKS], first):
        if number == index or block.aside is not None:
            continue
        if not author and (name := byline(block.text, cues) or _dated_byline(block.text, cues)):
            author = name
            places.append(("author", block.place()))
        is_short = len(block.text) < LONGEST_TITLE_LETTERS
        if published is None and is_short and (dated := find_date(block.text)):
            published = dated[0]
            places.append(("date", block.place(dated[1])))
    return Origin(title, author, published, index, tuple(places))


def _title_index(blocks: list[Block], told: Told) -> int:
    """The highest heading of those before the text, or the first short block."""
    own = [i for i, block in enumerate(blocks) if block.aside is None]
    headings = [i for i in own if blocks[i].kind is Kind.HEADING]
    highest = [i for i in headings if blocks[i].depth == 1]
    if told.title:
        wanted = plain(told.title)
        fitting = [i for i in headings if blocks[i].depth == 1 or plain(blocks[i].text) in wanted]
    else:
        short = [i for i in own[:1] if len(blocks[i].text) <= LONGEST_TITLE_LETTERS]
        fitting = highest or [i for i in short if i in headings]
    return fitting[0] if fitting else -1


def _dated_byline(text: str, cues: Cues) -> str:
    """The name in "Posted on 4 May 2020 by Jane Doe" or "Jane Doe | 4 May 2020", or nothing."""
    if len(text) > LONGEST_TITLE_LETTERS or find_date(text) is None:
        return ""
    before, bar, _ = text.replace("·", "|").replace("•", "|").partition("|")
    if bar and len(before.split()) > 1 and (name := _name(before.strip())):
        return name
    for phrase in cues.by:
        at = plain(text).find(f" {phrase} ")
        if at >= 0 and (name := _name(text[at + len(phrase) + 2 :])):
            return name
    return ""


def byline(text: str, cues: Cues) -> str:
    """The name in "By Jane Doe, 4 May 2020"; empty where this is no byline."""
    text = text.lstrip(BEFORE_THE_FIRST_WORD)
    for words in (cues.by, *(other.by for other in all_cues().values())):
        if begins(text, words):
            start = max(len(phrase) for phrase in words if plain(text).startswith(phrase))
            if name := _name(text[start:].lstrip(" :")):
                return name
    return ""


def _name(text: str) -> str:
    taken: list[str] = []
    end = 0
    for match in _NAME.finditer(text):
        word = match[0]
        is_apart = text[end : match.start()].strip()
        if is_apart or not _may_be_named(word) or is_of_a_date(word):
            break
        taken.append(word.rstrip(":"))
        end = match.end()
        if (word.endswith(".") and len(word) > 3) or len(taken) > _MOST_NAME_WORDS:
            break
    while taken and plain(taken[-1]) in _PARTICLES:
        taken.pop()
    if not taken or len(taken) > _MOST_NAME_WORDS or not taken[0][:1].isalpha():
        return ""
    rest = text[end:].strip()
    is_whole = not rest or not rest[0].isalpha() or is_of_a_date(rest.split()[0])
    dated = find_date(rest[:_NEAR_LETTERS])
    is_whole = is_whole or (dated is not None and dated[1] <= _NEAR_LETTERS // 2)
    return " ".join(taken).rstrip(".") if is_whole else ""


def _may_be_named(word: str) -> bool:
    has_case = word.lower() != word.upper()
    return not has_case or word[0].isupper() or plain(word) in _PARTICLES
