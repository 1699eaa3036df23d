"""`reflect` and `reflect rehearse`: a session on real devices, and one in a simulated room."""

import json
import time
from pathlib import Path

import typer
from rich.console import Console

from voice import app
from voice.cli import keeping
from voice.cli.output import interactive, note, say
from voice.cli.window import RealTime, Window
from voice.conversation.view import SessionView
from voice.errors import VoiceError
from voice.models import REHEARSAL_MODEL
from voice.ports import Notice, Post
from voice.rehearsal.rehearse import Watching
from voice.rehearsal.room import RoomKind
from voice.screen.keys import TerminalKeys
from voice.screen.plain import PlainScreen
from voice.screen.terminal import TerminalScreen
from voice.settings import Settings

CLIENT = "client"


def hold(settings: Settings) -> None:
    """A session, and what came of it in two lines."""
    if settings.model == REHEARSAL_MODEL:
        note(
            "The rehearsal model knows about two thousand words of synthetic speech; what you say "
            "will often be written down wrongly. For your own sessions: reflect model install"
        )
    window = Window(settings) if settings.window else None
    try:
        outcome = app.hold_session(
            settings,
            lambda post: _screen(settings, post) if window is None else window.screen(post),
        )
    except VoiceError as error:
        app.say_error(settings, error)
        raise
    finally:
        if window is not None:
            window.close()
    say()
    if outcome.kept_passages:
        say(f"{outcome.kept_passages} passages are sealed, as session {outcome.session_id}.")
        say(f"Read them: reflect read {outcome.session_id}")
    else:
        say("Nothing was kept.")
    if outcome.unwritten:
        note(f"{outcome.unwritten} records could not be written and are lost: check the disk.")
        raise typer.Exit(1)


def start(settings: Settings) -> None:
    """A session if this machine is ready for one; otherwise what is missing, and a rehearsal."""
    missing = app.missing_for_session(settings)
    if missing is not None:
        say(f"No session yet: {missing.fact}.")
        say(f"  next: {missing.hint}")
        say("Until then a rehearsal: a synthetic client answers in a simulated room.")
        say()
        directory = rehearse(settings.model_copy(update={"vault": None}))
        say()
        say("What was sealed, opened again:")
        say()
        keeping.read(settings.model_copy(update={"vault": directory}))
        return
    directory = app.vault_directory(settings)
    _, new_keys = app.open_or_create(directory)
    if new_keys is not None:
        keeping.show_new_keys(directory, new_keys)
    hold(settings)


def rehearse(
    settings: Settings,
    script: Path | None = None,
    room: RoomKind = RoomKind.QUIET,
    seed: int = 1,
    as_json: bool = False,
) -> Path:
    """A rehearsal, shown as it goes, and what came of it; returns its vault's directory."""
    screen = PlainScreen(_nothing if as_json else say)

    def client_says(text: str) -> None:
        screen.line(CLIENT, text)

    started_seconds = time.monotonic()
    watching = Watching(screen.show, screen.notice, client_says)
    window = Window(settings) if settings.window else None
    try:
        if window is not None:
            watching = _watched_in(window, watching)
        outcome = app.rehearse(settings, script, room, seed, watching)
    finally:
        if window is not None:
            window.close()
    took_seconds = time.monotonic() - started_seconds
    figures = outcome.figures
    if as_json:
        result = {
            "session_id": outcome.session_id,
            "vault": str(outcome.vault),
            "simulated_seconds": round(figures.simulated_seconds, 2),
            "took_seconds": round(took_seconds, 2),
            "script_finished": figures.script_finished,
            "unwritten": figures.unwritten,
        }
        say(json.dumps(result))
    else:
        say()
        say(
            f"Rehearsed {figures.simulated_seconds:.0f} seconds in {took_seconds:.1f}: "
            f"{figures.simulated_seconds / took_seconds:.0f} times faster than real time."
        )
        say(f"Sealed in {outcome.vault}, as session {outcome.session_id}.")
        say(f"Read it: reflect read --vault {outcome.vault}")
    if figures.unwritten:
        note(f"{figures.unwritten} records could not be written: check the disk.")
        raise typer.Exit(1)
    return outcome.vault


def _watched_in(window: Window, watching: Watching) -> Watching:
    """The same, shown on the page too and at a person's pace; what is chosen there counts."""
    inbox: list[Post] = []
    page = window.screen(lambda event: inbox[0](event))

    def show(view: SessionView) -> None:
        watching.show(view)
        page.show(view)

    return Watching(
        show, page.notice, watching.client_says, inbox.append, frame_over=RealTime().wait
    )


def _nothing(_text: str) -> None:
    """Lines that nobody asked to see."""


class _KeyedScreen:
    """A screen on a terminal whose keys act."""

    def __init__(self, screen: app.Screen, post: Post) -> None:
        self._screen = screen
        self._keys = TerminalKeys(post)

    def show(self, view: SessionView) -> None:
        self._keys.show(view)
        self._screen.show(view)

    def notice(self, notice: Notice) -> None:
        self._screen.notice(notice)

    def close(self) -> None:
        self._keys.close()
        self._screen.close()


def _screen(settings: Settings, post: Post) -> app.Screen:
    if not interactive():
        return PlainScreen(say)
    screen = PlainScreen(say) if settings.plain else TerminalScreen(Console())
    return _KeyedScreen(screen, post)
