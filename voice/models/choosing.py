"""Which recognition models there are, which are installed, and which one to listen with.

Reading only: nothing here goes online or writes; that is `installing.models`, which a session
never imports.
"""

import difflib
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from voice.machine.places import data_folder, shipped
from voice.values.errors import ModelError
from voice.values.phrase import Phrase

REHEARSAL_MODEL = "rehearsal-en"
REHEARSAL_LANGUAGE = "en"
NAME_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$"
_Name = Annotated[str, Field(pattern=NAME_PATTERN)]

_OFFICIAL_NAME = re.compile(r"vosk-model-(?:small-)?(?!spk-)(?P<language>[a-z]{2,3})(?:-.*)?")
_LANGUAGES_NAMED_OTHERWISE = {"cn": "zh", "kz": "kk", "tl": "fil", "ua": "uk", "vn": "vi"}
"""Official names mostly give the ISO 639 code, and sometimes the country's; "spk" tells speakers
apart and recognises nothing."""

ACOUSTIC_MODELS = ("am/final.mdl", "final.mdl")
"""Where libvosk looks for it: a model's own folders, or the flat layout of old ones."""


class CatalogueEntry(BaseModel):
    """A model that can be installed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    language: str
    name: _Name
    bytes: int = Field(gt=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class Catalogue(BaseModel):
    """All models that can be installed, and where from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    addresses: tuple[str, ...] = Field(min_length=1)
    """Each with {name} and perhaps {language}; tried in this order."""
    model: tuple[CatalogueEntry, ...]

    def entry(self, name: str) -> CatalogueEntry:
        """The model of this name; raises `ModelError`."""
        for entry in self.model:
            if entry.name == name:
                return entry
        raise ModelError(*unlisted("model", name, [entry.name for entry in self.model]))

    def default_for(self, language: str) -> CatalogueEntry:
        """The first model of a language; raises `ModelError`."""
        for entry in self.model:
            if entry.language == language:
                return entry
        raise ModelError(
            'the catalogue has no model for language "{language}"',
            "see `reflect model list`",
            language=language,
        )


LISTED = {
    "model": (
        'there is no model "{name}" in the catalogue',
        Phrase("see `reflect model list`"),
    ),
    "voice": (
        'there is no voice "{name}" in the catalogue',
        Phrase("see `reflect voice list`"),
    ),
}
"""What is not there, and where the names stand; whole, so that a test finds every command."""


def unlisted(kind: str, name: str, names: Sequence[str]) -> tuple[Phrase, Phrase]:
    """Fact and next step where a catalogue, of models or of voices, has none of this name."""
    fact, listed = LISTED[kind]
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.4)
    hint = Phrase("did you mean {near}?", near=near[0]) if near else listed
    return Phrase(fact, name=name), hint


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """A model directory on this machine."""

    name: str
    path: Path
    language: str | None
    """None: its name does not tell."""


def load_catalogue() -> Catalogue:
    """The catalogue that comes with the program."""
    text = (shipped("models") / "catalogue.toml").read_text("utf-8")
    return Catalogue.model_validate(tomllib.loads(text))


def part_of(folder: Path, name: str) -> Path:
    """Where what has come of a model's file lies until all of it is there."""
    return folder / f".{name}.zip.part"


def models_folder() -> Path:
    """Where models are installed."""
    return data_folder() / "models"


def rehearsal_model() -> Path:
    """The model that comes with the program: for rehearsals, not for people."""
    return shipped("models") / REHEARSAL_MODEL


def installed_models(folder: Path) -> tuple[InstalledModel, ...]:
    """The models that lie in `folder`: the catalogue's in its order, then any others by name."""
    known = [entry.name for entry in load_catalogue().model]
    there = sorted(path.name for path in folder.glob("[!.]*") if _is_model(path))
    names = [*(name for name in known if name in there), *(n for n in there if n not in known)]
    return tuple(InstalledModel(name, folder / name, language_of(name)) for name in names)


def _is_model(path: Path) -> bool:
    return any((path / file).is_file() for file in ACOUSTIC_MODELS)


def language_of(name: str) -> str | None:
    """The language of a model by its name: the catalogue's, or one named as official ones are."""
    if name == REHEARSAL_MODEL:
        return REHEARSAL_LANGUAGE
    for entry in load_catalogue().model:
        if entry.name == name:
            return entry.language
    official = _OFFICIAL_NAME.fullmatch(name)
    if official is None:
        return None
    code = official["language"]
    return _LANGUAGES_NAMED_OTHERWISE.get(code, code)


def _how_to_install(language: str) -> Phrase:
    if not any(entry.language == language for entry in load_catalogue().model):
        return Phrase("the catalogue has none for it: give the directory of one with --model")
    online = "`reflect model install`"
    if language != REHEARSAL_LANGUAGE:
        online = f"`reflect model install --language {language}`"
    return Phrase(
        "install one: {online}; without a network: `reflect model install --from FILE.zip`",
        online=online,
    )


def _none_installed(language: str) -> ModelError:
    install = _how_to_install(language)
    if language == REHEARSAL_LANGUAGE:
        install = Phrase("{install}; to try things out: `reflect rehearse`", install=install)
    return ModelError(
        'no recognition model for language "{language}" is installed', install, language=language
    )


def choose_model(wanted: str | None, language: str, folder: Path) -> Path:
    """The directory of the model to listen with; it is not yet checked.

    Raises:
        ModelError: none is installed for the language, or not the one that is wanted, or that
            one is for another language.
    """
    if wanted is None:
        for model in installed_models(folder):
            if model.language == language:
                return model.path
        raise _none_installed(language)
    told = language_of(wanted)
    if told not in {None, language}:
        raise ModelError(
            'the model {wanted} is for language "{told}", and the guide is in "{language}"',
            "leave --model out; {install}",
            wanted=wanted,
            told=told,
            language=language,
            install=_how_to_install(language),
        )
    if wanted == REHEARSAL_MODEL:
        return rehearsal_model()
    if (folder / wanted).is_dir() and "/" not in wanted:
        return folder / wanted
    if Path(wanted).is_dir():
        return Path(wanted)
    known = [REHEARSAL_MODEL, *(model.name for model in installed_models(folder))]
    raise ModelError(
        'there is no model "{wanted}"',
        "give a directory or one of: {names}; or `reflect model install`",
        wanted=wanted,
        names=", ".join(known),
    )
