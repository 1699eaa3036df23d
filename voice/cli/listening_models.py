"""`reflect model`: listing, installing and checking recognition models."""

from pathlib import Path

from voice.cli.output import note, say
from voice.guide import find_guide
from voice.hearing.vosk_recognizer import check_model, try_loading
from voice.models import (
    choose_model,
    installed_models,
    language_of,
    load_catalogue,
    models_folder,
    rehearsal_model,
)
from voice.settings import Settings


def list_all() -> None:
    """Installed first, then what can be installed."""
    folder = models_folder()
    installed = {model.name: model.path for model in installed_models(folder)}
    for name, path in installed.items():
        say(f"installed   {name:<32} {path}")
    say(f"for tests   {'rehearsal-en':<32} {rehearsal_model()}")
    for entry in load_catalogue().model:
        if entry.name not in installed:
            say(f"available   {entry.name:<32} {entry.language}, {entry.bytes / 1e6:.0f} MB")


def install_one(name: str | None, language: str, archive: Path | None) -> None:
    """Install one model and say where it is."""
    from voice.model_install import install  # the only import of code that goes online

    catalogue = load_catalogue()
    if name is None and archive is not None:
        name = archive.name.removesuffix(".zip")
    entry = catalogue.entry(name) if name else catalogue.default_for(language)
    path = install(entry, models_folder(), archive, catalogue.base_address, note)
    say(f"Installed: {path}")


def check(settings: Settings) -> None:
    """Check the model a session would listen with."""
    chosen = _chosen(settings)
    check_model(chosen)
    try_loading(chosen)
    say(f"{chosen} is complete and loads.")


def path(settings: Settings) -> None:
    """Print the directory."""
    say(str(_chosen(settings)))


def _chosen(settings: Settings) -> Path:
    """The model named, whatever its language, else the one for the guide's language."""
    guide_language = find_guide(settings.guide).language
    language = (settings.model and language_of(settings.model)) or guide_language
    return choose_model(settings.model, language, models_folder())
