"""`reflect model`: listing, installing and checking recognition models."""

from pathlib import Path

from voice.cli.checking import knows
from voice.cli.output import note, note_in_place, say
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
from voice.models.trial import check_model, try_model
from voice.settings import Settings

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


def list_all() -> None:
    """Installed first, then what can be installed."""
    installed = installed_models(models_folder())
    for model in installed:
        language = model.language or "language not known by its name"
        say(f"installed   {model.name:<32} {language}, {model.path}")
    say(f"for tests   {'rehearsal-en':<32} {rehearsal_model()}")
    names = {model.name for model in installed}
    for entry in load_catalogue().model:
        if entry.name not in names:
            say(f"available   {entry.name:<32} {entry.language}, {entry.bytes / 1e6:.0f} MB")


def install_one(name: str | None, language: str | None, archive: Path | None) -> None:
    """Install one model and say where it is."""
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
    say(f"Installed: {installed.path}")
    if installed.lacking:
        say(f"It {knows(installed.lacking)}.")


def check(settings: Settings) -> None:
    """Check the model a session would listen with."""
    chosen = _chosen(settings)
    check_model(chosen)
    guide_language = find_guide(settings.guide).language
    lacking = try_model(chosen, language_of(chosen.name) or guide_language, again=True)
    say(f"{chosen} is complete and loads.")
    if lacking:
        say(f"It {knows(lacking)}.")


def path(settings: Settings) -> None:
    """Print the directory."""
    say(str(_chosen(settings)))


def _chosen(settings: Settings) -> Path:
    """The model named, whatever its language, else the one for the guide's language."""
    guide_language = find_guide(settings.guide).language
    language = (settings.model and language_of(settings.model)) or guide_language
    return choose_model(settings.model, language, models_folder())
