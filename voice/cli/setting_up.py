"""`reflect setup`, and what asks for it before a session where something is missing.

It is a process of its own: what it may do, no session has to.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from voice.app.setup_notes import notes_file, read_notes, tasks_missing, tasks_open
from voice.cli.display import is_wanted, opened_window
from voice.cli.options import settings_with
from voice.cli.output import interactive, note, quiet_libraries
from voice.cli.sessions import screen_of, tell_on_screen, tell_voice
from voice.cli.spelling import as_typed_here
from voice.cli.words import told_here
from voice.confinement import offline
from voice.floor.wording import as_sentence
from voice.guides.loading import find_guide
from voice.language.loading import load_language
from voice.models.choosing import load_catalogue, models_folder
from voice.scenes.setting_up.commands import Outcome, Task
from voice.scenes.setting_up.step import REHEARSAL
from voice.settings import ENVIRONMENT_PREFIX, Settings
from voice.stage.ports import Post, Screen
from voice.values.errors import VoiceError

if TYPE_CHECKING:
    from voice.app.setup_fetching import Progress
    from voice.cli.window import Window

STOPPED = 3
"""What the process exits with where it was left half-way: no session follows."""

REHEARSAL_FIRST = 4
"""The same where a rehearsal is wanted, and then setting up goes on."""

_AS_TYPED = "import sys; del sys.argv[0]; from voice.cli import main; main()"
"""Called as this very program is, so that a next step can be copied; with -P, from no folder."""


def set_up(settings: Settings, missing: bool) -> None:
    """Ask for what can be set up, or only for what is `missing`; raises `VoiceError`."""
    if not somebody_is_there(settings):
        raise VoiceError(
            "nobody can be asked here", "run `reflect setup` in a terminal, or `reflect key new`"
        )
    from voice.app import setting_up as app  # with its scene: a session needs neither
    from voice.app.lacking import shown_where_silent

    notes = read_notes(notes_file())
    tasks = tasks_missing(settings, notes) if missing else tasks_open(settings)
    if not tasks:
        return
    window = opened_window(settings) if is_wanted(settings) else None
    fetches = Task.RECOGNISER in tasks
    if not fetches:
        offline.close_network()
    failures: list[VoiceError] = []

    def told_failure(error: VoiceError) -> str:
        failures.append(error)
        return f"{as_sentence(told_here(error).fact)}."

    try:
        with quiet_libraries():
            language = find_guide(settings.guide).language
            settings, lacking = shown_where_silent(settings)
            reason = app.set_up(
                settings,
                tasks,
                lambda post: _screen(settings, post, language, window),
                lambda error: tell_voice(settings, error, language),
                _Installer(language) if fetches else None,
                told_failure,
                before_microphone=offline.close_network,
                told=lacking,
            )
    finally:
        if window is not None:
            window.close()
        for error in failures:
            tell_on_screen(error)
    if reason == REHEARSAL and missing:
        raise typer.Exit(REHEARSAL_FIRST)
    if reason == REHEARSAL:
        _run({}, "--rehearsal")
        set_up(settings, missing)
        return
    left = read_notes(notes_file()) or {}
    if reason == "stopped" or any(left.get(task) is Outcome.PUT_OFF for task in tasks):
        words = load_language(language).page
        note(as_typed_here(words["end_put_off"].format(command="`reflect setup`")))
    if reason == "stopped":
        raise typer.Exit(STOPPED)


class _Installer:
    """Brings the recogniser for a language; the only import of code that goes online."""

    def __init__(self, language: str) -> None:
        self._language = language

    def fetch(self, progress: "Progress") -> None:
        """Download it, or what of it is missing."""
        from voice.installing.models import install

        catalogue = load_catalogue()
        entry = catalogue.default_for(self._language)
        install(entry, models_folder(), catalogue.addresses, progress)

    def take(self, archive: Path, progress: "Progress") -> None:
        """Install it from a file."""
        from voice.installing.models import entry_of_archive, install_from

        entry = entry_of_archive(archive, load_catalogue())
        install_from(archive, models_folder(), entry, self._language, progress)


UNCHOSEN_SWITCH = " "
"""Nobody types here, and whoever has one switch has chosen none yet: space, as most send."""


def _screen(settings: Settings, post: Post, language: str, window: "Window | None") -> Screen:
    """What shows it: on a terminal, with nothing left there to scroll back to."""
    return screen_of(settings, post, language, window, leaves_nothing=True, switch=UNCHOSEN_SWITCH)


def somebody_is_there(settings: Settings) -> bool:
    """Whether anybody can be asked: at a terminal, or in a window."""
    return interactive() or is_wanted(settings)


def with_what_is_missing(**overrides: Any) -> Settings:
    """The settings, once what is missing was asked for, where a person can be asked.

    Raises `typer.Exit` where they stopped there.
    """
    settings = settings_with(**overrides)
    if not somebody_is_there(settings) or not tasks_missing(settings, read_notes(notes_file())):
        return settings
    while (code := _run(overrides, "--missing")) == REHEARSAL_FIRST:
        _run(overrides, "--rehearsal")
    if code:
        raise typer.Exit(0 if code == STOPPED else code)
    return settings_with(**overrides)


def _run(overrides: Mapping[str, Any], how: str) -> int:
    """Setting up in its own process, with what was given to this one; its exit code."""
    given = {
        f"{ENVIRONMENT_PREFIX}{key.upper()}": str(value)
        for key, value in overrides.items()
        if value is not None
    }
    command = [sys.executable, "-P", "-c", _AS_TYPED, sys.argv[0], "setup", how]
    # Ctrl-C at this terminal is for whoever asks there; this process only waits
    before = signal.signal(signal.SIGINT, lambda _number, _frame: None)
    try:
        return subprocess.run(command, env={**os.environ, **given}).returncode
    finally:
        signal.signal(signal.SIGINT, before)
