"""`reflect rehearse`, and `reflect start` where nothing but a rehearsal is possible yet.

How a rehearsal is shown, heard and left; what happens in it is `app.rehearsing`.
"""

import json
import shlex
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import typer

from voice.app import session as app
from voice.app.aloud import Aloud, has_loudspeaker
from voice.app.own_language import in_language
from voice.app.rehearsing import rehearse as rehearse_session
from voice.app.saying import say_error
from voice.cli.display import is_wanted
from voice.cli.keys import protected_how
from voice.cli.lines import lines_of
from voice.cli.opened import open_sessions
from voice.cli.output import UNDER_TAG, interactive, say, say_as_it_is, say_spoken
from voice.cli.recovery_key import Handover
from voice.cli.sessions import hold, note_unwritten, one_moment, tell_on_screen
from voice.cli.spelling import as_typed_here
from voice.cli.window import RealTime, Window
from voice.cli.words import here, told_here
from voice.confinement import offline
from voice.floor.actions import RULE_OF, Action
from voice.floor.view import View
from voice.guides.loading import find_guide
from voice.language.loading import load_language
from voice.models.choosing import REHEARSAL_LANGUAGE
from voice.rehearsal.acoustics import RoomKind
from voice.rehearsal.watching import Watching
from voice.screen.keys import KeyReader
from voice.screen.page.leftovers import sweep
from voice.screen.plain import STATE, PlainScreen
from voice.settings import Settings
from voice.stage.ports import Post
from voice.values.continuing import read_as_one
from voice.values.errors import DeviceError, ModelError, VoiceError

CLIENT = "client"

ENDS = frozenset({RULE_OF[Action.STOP].key, " "})
"""The key that stops a session, and what most switches send; a switch that was chosen, too."""


def start(settings: Settings) -> None:
    """A session if this machine is ready for one; otherwise what is missing, and a rehearsal.

    In a window where setting up was in one.
    """
    settings = settings.model_copy(update={"window": is_wanted(settings)})
    if not settings.window:  # a browser is opened first; the session closes the network then
        offline.close_network()
    language = find_guide(settings.guide).language
    missing = app.missing_for_session(settings, lambda: one_moment(settings, language))
    # whoever is there was offered a rehearsal with what understands speech, and can go on by hand
    by_hand = isinstance(missing, ModelError) and (bool(settings.window) or interactive())
    if missing is not None and not by_hand:
        words = told_here(missing)
        say(here("No session yet: {fact}.", fact=words.fact))
        say(f"  {here('next')}: {words.hint}", UNDER_TAG)
        say(here("Until then a rehearsal: a synthetic client answers in a simulated room."))
        say()
        rehearse_first(settings, missing)
        return
    directory = settings.vault_directory
    vault, is_new = app.open_or_create(directory, Handover(may_wait=True))
    if is_new:
        say(here("A new vault is in {folder}.", folder=directory))
        say(protected_how(vault))
    hold(settings)


def rehearse_first(settings: Settings, missing: VoiceError | None = None) -> None:
    """A rehearsal apart from all that is the person's, heard where anything is; what it sealed.

    `missing` is told before it.
    """
    offline.close_network()
    language = find_guide(settings.guide).language
    apart = in_language(settings, REHEARSAL_LANGUAGE).model_copy(update={"vault": None})
    aloud = interactive() and has_loudspeaker(settings)
    if aloud and missing is not None:  # whoever sees no screen hears what, and what comes instead
        say_error(settings, missing, language)
    directory = rehearse(apart, aloud=aloud, told_in=language)
    if directory is not None:
        _show_what_was_sealed(settings.model_copy(update={"vault": directory}))


def _show_what_was_sealed(settings: Settings) -> None:
    say()
    say(here("What was sealed, opened again:"))
    say()
    sealed = open_sessions(settings, None)
    say("\n".join(lines_of(whole) for whole in read_as_one(sealed.sessions)))


def rehearse(
    settings: Settings,
    script: Path | None = None,
    room: RoomKind = RoomKind.QUIET,
    seed: int = 1,
    as_json: bool = False,
    aloud: bool = False,
    told_in: str | None = None,
) -> Path | None:
    """A rehearsal, shown as it goes, and what came of it; returns its vault's directory.

    `told_in` is the language in which it is announced, where that is not the guide's. None: it was
    left before anything was sealed.
    """
    sweep()
    words = load_language(find_guide(settings.guide).language).page
    screen = PlainScreen(_nothing if as_json else say_spoken, words)

    def client_says(text: str) -> None:
        screen.line(CLIENT, text)

    started_seconds = time.monotonic()
    watching = Watching(screen.show, screen.notice, client_says)
    window = Window(settings) if settings.window else None
    offline.close_network()
    try:
        if window is not None:
            watching = _watched_in(window, watching)
        with _heard(settings, aloud, watching, screen, told_in) as (watching, is_heard):
            if watching.left():
                say(words["end_nothing"])
                return None
            outcome = rehearse_session(settings, script, room, seed, watching, tell_on_screen)
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
        say_as_it_is(json.dumps(result))
    else:
        say()
        if not is_heard:
            say(
                here(
                    "Rehearsed {seconds:.0f} seconds in {took:.1f}: "
                    "{times:.0f} times faster than real time.",
                    seconds=figures.simulated_seconds,
                    took=took_seconds,
                    times=figures.simulated_seconds / took_seconds,
                )
            )
        if outcome.kept_passages:
            say(
                here(
                    "Sealed in {vault}, as session {id}.",
                    vault=outcome.vault,
                    id=outcome.session_id,
                )
            )
            command = f"`reflect read --vault {shlex.quote(str(outcome.vault))}`"
            say(as_typed_here(here("Read it: {command}", command=command)))
        else:
            say(words["end_nothing"])
    if figures.unwritten:
        note_unwritten(figures.unwritten)
        raise typer.Exit(1)
    return outcome.vault if outcome.sealed else None


@contextmanager
def _heard(
    settings: Settings,
    aloud: bool,
    watching: Watching,
    screen: PlainScreen,
    told_in: str | None,
) -> Generator[tuple[Watching, bool]]:
    """The same, announced, played and left by a key, and whether it is; where it is to be heard."""
    if not aloud:
        yield watching, False
        return
    try:
        heard = Aloud(settings, tell_on_screen, RealTime().wait)
    except DeviceError as error:
        tell_on_screen(error)
        yield watching, False
        return
    ends = ENDS | {settings.switch_character}
    at_terminal = sys.stdin.isatty()

    def press(key: str) -> None:
        if key.lower() in ends or key in ends:
            heard.leave()

    keys = KeyReader(press) if at_terminal else None
    try:
        language = told_in or find_guide(settings.guide).language
        for line in _announced(settings, language, at_terminal):
            screen.line(STATE, line)
            heard.announce(line, language)
        yield (
            replace(
                watching,
                heard=heard.heard,
                left=heard.left,
                signalled=heard.signalled,
                frame_over=lambda: None,  # the loudspeaker sets the pace
            ),
            True,
        )
    except KeyboardInterrupt:
        heard.leave()
        raise
    finally:
        try:
            heard.close()
        finally:
            if keys is not None:
                keys.close()


def _announced(settings: Settings, language: str, at_terminal: bool) -> tuple[str, ...]:
    """What this is, what becomes of it, and how it ends."""
    words = load_language(language).page
    kept = "rehearsal_apart" if settings.vault is None else "rehearsal_there"
    end = (words["rehearsal_end"],) if at_terminal else ()
    return (words["rehearsal_is"], words[kept], *end)


def _watched_in(window: Window, watching: Watching) -> Watching:
    """The same, shown on the page too and at a person's pace; what is chosen there counts."""
    inbox: list[Post] = []
    page = window.screen(lambda event: inbox[0](event) if inbox else None)

    def show(view: View) -> None:
        watching.show(view)
        page.show(view)

    return Watching(
        show, page.notice, watching.client_says, inbox.append, frame_over=RealTime().wait
    )


def _nothing(_text: str) -> None:
    """Lines that nobody asked to see."""
