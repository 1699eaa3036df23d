"""`reflect model`: listing, installing and checking recognition models."""

from pathlib import Path
from typing import Annotated

import typer

from voice.cli.groups import PassingGroup
from voice.cli.options import settings_with
from voice.cli.output import note, note_in_place, say
from voice.cli.words import here, of_one_width
from voice.confinement import offline
from voice.guides.loading import find_guide
from voice.models.choosing import (
    CatalogueEntry,
    choose_model,
    installed_models,
    language_of,
    load_catalogue,
    models_folder,
    rehearsal_model,
)
from voice.settings import Settings

model_app = typer.Typer(cls=PassingGroup, help="Recognition models.", no_args_is_help=True)
Model_ = Annotated[str | None, typer.Argument(metavar="[NAME|DIR]")]


def register(app: typer.Typer) -> None:
    """Add `reflect model`."""
    app.add_typer(model_app, name="model")


@model_app.callback()
def in_group(context: typer.Context) -> None:
    if context.invoked_subcommand != "install":
        offline.close_network()


TOLD_EVERY_PERCENT = 10
"""Where nothing can be overwritten, as for a screen reader."""


class Told:
    """Tells how an installation goes: lines, and how much has come."""

    def __init__(self) -> None:
        self._percent = 0

    def said(self, text: str) -> None:
        """One line."""
        note(text)

    def moved(self, done_bytes: int, of_bytes: int) -> None:
        """The percentage, in place on a terminal and now and then elsewhere."""
        percent = 100 * done_bytes // of_bytes
        if percent == self._percent:
            return
        in_place = note_in_place(f"{percent:3} %", last=percent == 100)
        if not in_place and percent // TOLD_EVERY_PERCENT != self._percent // TOLD_EVERY_PERCENT:
            note(f"{percent} %")
        self._percent = percent


@model_app.command("list")
def list_all() -> None:
    """List the models that are installed and those that can be."""
    installed = installed_models(models_folder())
    here_, for_tests, available = of_one_width(
        here("installed"), here("for tests"), here("available")
    )
    for model in installed:
        language = model.language or here("language not known by its name")
        say(f"{here_}   {model.name:<32} {language}, {model.path}")
    say(f"{for_tests}   {'rehearsal-en':<32} {rehearsal_model()}")
    names = {model.name for model in installed}
    for entry in load_catalogue().model:
        if entry.name not in names:
            say(f"{available}   {entry.name:<32} {entry.language}, {entry.bytes / 1e6:.0f} MB")


@model_app.command("install")
def install_one(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="See `reflect model list`.")
    ] = None,
    language: Annotated[
        str | None,
        typer.Option(
            metavar="CODE",
            help="Its default model is taken; with --from, the language of that zip.",
        ),
    ] = None,
    archive: Annotated[
        Path | None,
        typer.Option("--from", metavar="FILE.zip", help="A zip brought along: no network."),
    ] = None,
) -> None:
    """Download a model, or take it from a file; with `reflect voice install` all that is online."""
    from voice.cli.checking import knows
    from voice.installing.models import (  # the only import of code that goes online
        entry_of_archive,
        install,
        install_from,
    )

    catalogue, folder = load_catalogue(), models_folder()
    entry: CatalogueEntry | None
    if archive is not None:
        entry = catalogue.entry(name) if name else entry_of_archive(archive, catalogue)
        installed = install_from(archive, folder, entry, language, Told())
    else:
        entry = catalogue.entry(name) if name else catalogue.default_for(language or "en")
        installed = install(entry, folder, catalogue.addresses, Told())
    say(here("Installed: {folder}", folder=installed.path))
    if installed.lacking:
        say(here("It {knows}.", knows=knows(installed.lacking)))


@model_app.command("check")
def check(model: Model_ = None) -> None:
    """Check that a model is complete, undamaged and loads."""
    from voice.cli.checking import knows
    from voice.models.trial import check_model, try_model

    settings = settings_with(model=model)
    chosen = _chosen(settings)
    check_model(chosen)
    guide_language = find_guide(settings.guide).language
    lacking = try_model(chosen, language_of(chosen.name) or guide_language, again=True)
    say(here("{model} is complete and loads.", model=chosen))
    if lacking:
        say(here("It {knows}.", knows=knows(lacking)))


@model_app.command("path")
def path(model: Model_ = None) -> None:
    """Print the directory of the model that a session would listen with."""
    say(str(_chosen(settings_with(model=model))))


def _chosen(settings: Settings) -> Path:
    """The model named, whatever its language, else the one for the guide's language."""
    guide_language = find_guide(settings.guide).language
    language = (settings.model and language_of(settings.model)) or guide_language
    return choose_model(settings.model, language, models_folder())
