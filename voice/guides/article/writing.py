"""What was read of an article as a guide, and as the text of an editable guide file.

Pure functions. The guide's caps hold: what does not fit is named, not silently cut.
"""

import re
import unicodedata
from dataclasses import dataclass

import tomli_w

from voice.guides.article.blocks import Why
from voice.guides.article.cues import cues_of
from voice.guides.article.found import Left, Taken
from voice.guides.article.origin import LONGEST_TITLE_LETTERS
from voice.guides.article.reading import Reading
from voice.guides.article.themes import Grouped
from voice.guides.loading import LARGEST_GUIDE_BYTES, Question, ReflectionGuide, Theme, parse_guide
from voice.values.errors import GuideError
from voice.values.phrase import Phrase

MOST_THEMES = 12
MOST_QUESTIONS = 30
LONGEST_ATTRIBUTION_LETTERS = 600
LONGEST_ID_LETTERS = 60
DEFAULT_LANGUAGE = "en"
_HEADER = """\
# Questions taken word for word from an article by `reflect guide import`. Change, move or delete
# what you like; a theme may have an `introduction`. Then: `reflect guide check FILE`
"""


TITLE_CUT = Phrase("the title was cut to {letters} letters; --title", letters=LONGEST_TITLE_LETTERS)
AUTHOR_CUT = Phrase(
    "the author was cut to {letters} letters; --author", letters=LONGEST_TITLE_LETTERS
)


@dataclass(frozen=True, slots=True)
class Imported:
    """A guide made of an article, and all that did not go into it."""

    guide: ReflectionGuide
    toml: str
    taken: tuple[tuple[str, tuple[Taken, ...]], ...]
    """Each theme's title and its questions."""
    left: tuple[Left, ...]
    notes: tuple[Phrase, ...]
    """What was missing or cut, in sentences with their next step."""


def make_guide(
    reading: Reading, title: str = "", author: str = "", language: str = "", file_name: str = ""
) -> Imported:
    """The guide; what the person gave wins over what was found.

    Raises:
        GuideError: there is no question in the article, or no title anywhere.
    """
    notes: list[Phrase] = []
    title = _short(title or reading.title, TITLE_CUT, notes)
    if not title and file_name:
        title = _short(file_name, TITLE_CUT, notes)
        notes.append(Phrase("the title was not found, so it is the file's name; --title TITLE"))
    if not title:
        raise GuideError("the article's title was not found", "give it with --title")
    themes, left = _within_caps(reading, title)
    if not themes:
        raise GuideError(
            "no reflection question was found in this article",
            "take some of those named above: --take with their numbers, or --all"
            if reading.left
            else "write them into a copy of `reflect guide show --toml`",
        )
    language = language or reading.language
    if not language:
        language = DEFAULT_LANGUAGE
        notes.append(
            Phrase("the language was not recognised and is taken to be English; --language xx")
        )
    cues = cues_of(language if cues_of(language).attribution else DEFAULT_LANGUAGE)
    author = _short(author or reading.author, AUTHOR_CUT, notes)
    if not author:
        author = cues.unnamed
        notes.append(Phrase("the author was not found; --author NAME"))
    if reading.published is None:
        notes.append(Phrase("no date was found; write published = YYYY-MM-DD into the guide"))
    dated = f", {reading.published.isoformat()}" if reading.published else ""
    attribution = cues.attribution.format(title=title, author=author, date=dated)
    guide = ReflectionGuide(
        id=_slug(title, LONGEST_ID_LETTERS) or "article",
        title=title,
        author=author,
        published=reading.published,
        language=language,
        attribution=attribution[:LONGEST_ATTRIBUTION_LETTERS],
        themes=_themes(themes),
    )
    full: list[Left] = []
    while len((toml := guide_toml(guide)).encode()) > LARGEST_GUIDE_BYTES:
        *before, last = themes
        gone = last.questions[-1]
        full.insert(0, Left(gone.text, Why.GUIDE_FULL, gone.place))
        kept = Grouped(last.title, last.questions[:-1])
        themes = [*before, kept] if kept.questions else before
        guide = guide.model_copy(update={"themes": _themes(themes)})
    if parse_guide(toml, "the new guide") != guide:
        raise AssertionError("a guide must read back as it was written")
    taken = tuple((grouped.title, grouped.questions) for grouped in themes)
    return Imported(guide, toml, taken, (*reading.left, *left, *full), tuple(notes))


def guide_toml(guide: ReflectionGuide) -> str:
    """A guide as a file that a person can read and change."""
    head = guide.model_dump(exclude_none=True, exclude={"themes", "read_by"})
    parts = [_HEADER, tomli_w.dumps(head)]
    for theme in guide.themes:
        parts.append(f"[[themes]]\n{tomli_w.dumps({'id': theme.id, 'title': theme.title})}")
        for question in theme.questions:
            parts.append(f"[[themes.questions]]\n{tomli_w.dumps(question.model_dump())}")
    return "\n".join(parts)


def _within_caps(reading: Reading, title: str) -> tuple[list[Grouped], list[Left]]:
    kept: list[Grouped] = []
    left: list[Left] = []
    for number, grouped in enumerate(reading.themes):
        questions = grouped.questions
        if number >= MOST_THEMES:
            left += [Left(q.text, Why.TOO_MANY_THEMES, q.place) for q in questions]
            continue
        left += [Left(q.text, Why.TOO_MANY, q.place) for q in questions[MOST_QUESTIONS:]]
        name = _cut(grouped.title or title)
        kept.append(Grouped(name, questions[:MOST_QUESTIONS]))
    return kept, left


def _themes(themes: list[Grouped]) -> tuple[Theme, ...]:
    made: list[Theme] = []
    for number, grouped in enumerate(themes, 1):
        theme_id = f"{number}-{_slug(grouped.title, 40) or 'theme'}"
        questions = tuple(
            Question(id=f"{theme_id}-{index}", text=question.text)
            for index, question in enumerate(grouped.questions, 1)
        )
        made.append(Theme(id=theme_id, title=grouped.title, questions=questions))
    return tuple(made)


def _slug(text: str, letters: int) -> str:
    """ "Où suis-je ?" as "ou-suis-je": ASCII, for ids; empty where nothing of it is."""
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", ascii_only))[:letters].strip("-")


def _cut(text: str) -> str:
    if len(text) <= LONGEST_TITLE_LETTERS:
        return text
    return text[: LONGEST_TITLE_LETTERS - 1].rsplit(" ", 1)[0] + "…"


def _short(text: str, cut: Phrase, notes: list[Phrase]) -> str:
    text = " ".join(text.split())
    if len(text) > LONGEST_TITLE_LETTERS:
        notes.append(cut)
    return _cut(text)
