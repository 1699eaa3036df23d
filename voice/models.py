"""Which recognition models there are, which are installed, and which one to listen with.

Reading only: nothing here goes online or writes; that is `model_install`, which a session never
imports.
"""

import difflib
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from voice.errors import ModelError
from voice.places import PROJECT_FOLDER, data_folder

REHEARSAL_MODEL = "rehearsal-en"
REHEARSAL_LANGUAGE = "en"
_Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=100)]


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

    base_address: str
    model: tuple[CatalogueEntry, ...]

    def entry(self, name: str) -> CatalogueEntry:
        """The model of this name; raises `ModelError`."""
        for entry in self.model:
            if entry.name == name:
                return entry
        names = [entry.name for entry in self.model]
        near = difflib.get_close_matches(name, names, n=1, cutoff=0.4)
        hint = f"did you mean {near[0]}?" if near else "see `reflect model list`"
        raise ModelError(f'there is no model "{name}" in the catalogue', hint)

    def default_for(self, language: str) -> CatalogueEntry:
        """The first model of a language; raises `ModelError`."""
        for entry in self.model:
            if entry.language == language:
                return entry
        raise ModelError(
            f'the catalogue has no model for language "{language}"', "see `reflect model list`"
        )


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """A model directory on this machine."""

    name: str
    path: Path
    language: str


def load_catalogue() -> Catalogue:
    """The catalogue that comes with the program."""
    text = (PROJECT_FOLDER / "models" / "catalogue.toml").read_text("utf-8")
    return Catalogue.model_validate(tomllib.loads(text))


def models_folder() -> Path:
    """Where models are installed."""
    return data_folder() / "models"


def rehearsal_model() -> Path:
    """The model that comes with the program: for rehearsals, not for people."""
    return PROJECT_FOLDER / "models" / REHEARSAL_MODEL


def installed_models(folder: Path) -> tuple[InstalledModel, ...]:
    """The catalogue's models that lie in `folder`, in the catalogue's order."""
    return tuple(
        InstalledModel(entry.name, folder / entry.name, entry.language)
        for entry in load_catalogue().model
        if (folder / entry.name).is_dir()
    )


def language_of(name: str) -> str | None:
    """The language of a model known by its name; None for any other."""
    if name == REHEARSAL_MODEL:
        return REHEARSAL_LANGUAGE
    return next((e.language for e in load_catalogue().model if e.name == name), None)


def _how_to_install(language: str) -> str:
    if not any(entry.language == language for entry in load_catalogue().model):
        return "the catalogue has none for it: give the directory of one with --model"
    option = "" if language == REHEARSAL_LANGUAGE else f" --language {language}"
    return (
        f"install one: `reflect model install{option}`; without a network: "
        "`reflect model install --from FILE.zip`"
    )


def _none_installed(language: str) -> ModelError:
    rehearsal = "; to try things out: `reflect rehearse`" if language == REHEARSAL_LANGUAGE else ""
    return ModelError(
        f'no recognition model for language "{language}" is installed',
        _how_to_install(language) + rehearsal,
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
            f'the model {wanted} is for language "{told}", and the guide is in "{language}"',
            f"leave --model out; {_how_to_install(language)}",
        )
    if wanted == REHEARSAL_MODEL:
        return rehearsal_model()
    if (folder / wanted).is_dir() and "/" not in wanted:
        return folder / wanted
    if Path(wanted).is_dir():
        return Path(wanted)
    known = [REHEARSAL_MODEL, *(model.name for model in installed_models(folder))]
    raise ModelError(
        f'there is no model "{wanted}"',
        f"give a directory or one of: {', '.join(known)}; or `reflect model install`",
    )
