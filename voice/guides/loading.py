"""A guide: ReflectionGuide > Theme > Question, read from TOML and checked.

Values, loading, checking and writing only. Who says the questions, and when, is the conversation's.
"""

import contextlib
from collections.abc import Iterator
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from voice.machine.places import guides_folder
from voice.machine.reading_files import read_text_capped
from voice.machine.writing_files import OWNER_ONLY, write_whole
from voice.values.errors import GuideError
from voice.values.phrase import Phrase, phrase_in
from voice.values.problems import is_plain, keys_of, parse_toml, piles_marks, problems_of
from voice.values.troubles import TroubleName, of_writing

LARGEST_GUIDE_BYTES = 16 * 1024
"""Sixty long questions. A dotted key of 64 KiB keeps the TOML parser busy for 16 s; at 16 KiB
it is about one, since the time grows with the square."""


def _plain(text: str) -> str:
    if not is_plain(text):
        raise ValueError("holds a control character")
    if piles_marks(text):
        raise ValueError("piles combining marks on one letter")
    if not text.strip():
        raise ValueError("is empty")
    return text.strip()


_Text = Annotated[str, Field(max_length=600), AfterValidator(_plain)]
_Short = Annotated[str, Field(max_length=120), AfterValidator(_plain)]
_Id = Annotated[str, Field(max_length=60, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Question(_Strict):
    """One question, as it is said and shown."""

    id: _Id
    text: _Text


class Theme(_Strict):
    """Questions that belong together, and a sentence or two before the first of them."""

    id: _Id
    title: _Short
    introduction: Annotated[str, Field(max_length=600)] = ""
    questions: tuple[Question, ...] = Field(min_length=1, max_length=30)

    @model_validator(mode="after")
    def _introduction_is_plain(self) -> "Theme":
        if self.introduction and not is_plain(self.introduction):
            raise ValueError("introduction holds a control character")
        return self


class ReflectionGuide(_Strict):
    """The questions of one article, with whom they are from."""

    id: _Id
    title: _Short
    author: _Short
    published: date | None = None
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")] = "en"
    attribution: _Text
    read_by: Annotated[str, Field(max_length=60)] = ""
    """Whose recordings of it were added: `guides.read_guide`."""
    themes: tuple[Theme, ...] = Field(min_length=1, max_length=12)

    @model_validator(mode="after")
    def _reader_is_plain(self) -> "ReflectionGuide":
        if self.read_by and not is_plain(self.read_by):
            raise ValueError("read_by holds a control character")
        return self

    @model_validator(mode="after")
    def _ids_are_unique(self) -> "ReflectionGuide":
        for kind, ids in (
            ("theme", [theme.id for theme in self.themes]),
            ("question", [question.id for question in self.questions]),
        ):
            twice = sorted({id_ for id_ in ids if ids.count(id_) > 1})
            if twice:
                raise ValueError(f"{kind} id used twice: {', '.join(twice)}")
        return self

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions in order."""
        return tuple(question for theme in self.themes for question in theme.questions)


def parse_guide(text: str, name: str) -> ReflectionGuide:
    """A guide's text, checked; raises `GuideError` that names every problem with its place."""
    try:
        return ReflectionGuide.model_validate(parse_toml(text))
    except ValidationError as error:
        problems = problems_of(error, keys_of(ReflectionGuide, Theme, Question))
    except ValueError as error:
        problems = [str(error)]
    raise GuideError(
        "{name} is not a guide: {problems}",
        "compare it with `reflect guide show trust-and-power --toml`",
        name=name,
        problems="; ".join(problems),
    )


def write_guide(path: Path, data: bytes, mode: int = OWNER_ONLY) -> None:
    """Write a guide's file whole or not at all; raises `GuideError`."""
    try:
        write_whole(path, data, mode)
    except OSError as error:
        raise not_written(path, error) from None


def load_guide(path: Path) -> ReflectionGuide:
    """A guide file; raises `GuideError`."""
    return parse_guide(_text_in(path), str(path))


def text_of(wanted: str) -> str:
    """The TOML text of a guide, by its id or its path; raises `GuideError`."""
    if wanted in bundled_guides():
        return bundled_text(wanted)
    return _text_in(guide_file(wanted) or Path(wanted))


def _text_in(path: Path) -> str:
    try:
        return read_text_capped(path, LARGEST_GUIDE_BYTES)
    except ValueError as error:
        raise GuideError(phrase_in(error), "give the path of a guide, or the name of one") from None


def bundled_guides() -> tuple[str, ...]:
    """The ids of the guides that come with the program."""
    files = resources.files("voice.guides").iterdir()
    return tuple(sorted(f.name.removesuffix(".toml") for f in files if f.name.endswith(".toml")))


def bundled_text(guide_id: str) -> str:
    """The TOML text of a guide that comes with the program; raises `GuideError`."""
    if guide_id not in bundled_guides():
        raise GuideError(
            'there is no guide "{guide_id}"',
            "choose one of {names}, or give the path of a guide file",
            guide_id=guide_id,
            names=", ".join(bundled_guides()),
        )
    return (resources.files("voice.guides") / f"{guide_id}.toml").read_text("utf-8")


def guides_in(language: str, folder: Path) -> dict[str, ReflectionGuide]:
    """Every guide of a language by what finds it: those that come with the program, then a
    folder's files; what is no guide there is left out."""
    found = {name: parse_guide(bundled_text(name), name) for name in bundled_guides()}
    found |= {str(path): guide for path, guide in _guides_among(folder)}
    return {name: guide for name, guide in found.items() if guide.language == language}


def own_guides() -> tuple[str, ...]:
    """The names of this person's own guides; what is none there is left out."""
    return tuple(path.stem for path, _ in _guides_among(guides_folder()))


def _guides_among(folder: Path) -> Iterator[tuple[Path, ReflectionGuide]]:
    for path in sorted(folder.glob("*.toml")):
        with contextlib.suppress(GuideError):
            yield path, load_guide(path)


def not_written(path: Path, error: OSError) -> GuideError:
    """That a guide's file cannot be written, and what can be done, or where else it could be."""
    if of_writing(error).name is not TroubleName.NOT_WRITTEN:
        return GuideError.of_writing(error, Phrase("{path} could not be written", path=path))
    return GuideError(
        "{path} cannot be written: {reason}",
        "choose another place for the guide",
        path=path,
        reason=(error.strerror or "").lower(),
    )


def guide_file(wanted: str) -> Path | None:
    """The file of a guide that is named by its path, or by its name among this person's own.

    None: it comes with the program, or there is none.
    """
    if wanted in bundled_guides():
        return None
    path = Path(wanted)
    if path.suffix == ".toml" or path.exists():
        return path
    own = guides_folder() / f"{path.name}.toml"
    return own if own.exists() else None


def find_guide(wanted: str) -> ReflectionGuide:
    """A guide by its id, its name or its path; raises `GuideError`."""
    path = guide_file(wanted)
    return parse_guide(bundled_text(wanted), wanted) if path is None else load_guide(path)
