"""A session on real devices: its screen, what is to be known before, and what it came to."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from voice.app import session as app
from voice.app.saying import say_error, say_outside
from voice.app.unfinished import Sitting
from voice.cli.display import opened_window
from voice.cli.keys import unlock
from voice.cli.output import (
    UNDER_TAG,
    drawing_console,
    interactive,
    note,
    quiet_libraries,
    say,
    say_while_read,
)
from voice.cli.spelling import HintsAsTyped, as_typed_here
from voice.cli.words import counted_here, here, told_here
from voice.confinement import offline
from voice.floor.wording import Say, as_sentence
from voice.guides.loading import find_guide
from voice.language.loading import load_language
from voice.models.choosing import REHEARSAL_MODEL
from voice.screen.keys import KeyedScreen, TerminalKeys
from voice.screen.page.leftovers import sweep
from voice.screen.plain import BlankScreen, PlainScreen
from voice.screen.scan import SwitchScan
from voice.screen.terminal import TerminalScreen
from voice.settings import Settings
from voice.stage.ports import Post, Screen
from voice.values.errors import SpeechError, VoiceError
from voice.vault.vault import Vault

if TYPE_CHECKING:
    from voice.cli.window import Window

GoesOn = Callable[[], tuple[Settings, Sitting]]
"""What a session goes on with, and the settings that hold for it; opens what is sealed."""


def hold(settings: Settings, goes_on: GoesOn | None = None) -> None:
    """A session, and what came of it in two lines."""
    tell_before(settings)
    by_hand = bool(settings.window) or interactive()
    window = opened_window(settings) if settings.window else None
    # before a library is loaded or a thread begins: importing vosk binds a socket on ::1
    offline.close_network()
    told: tuple[str, ...] = ()

    def key() -> str:
        return unlock(Vault.open(settings.vault_directory), None)

    def silent(shown: Settings) -> None:
        nonlocal settings
        settings = shown

    sitting = None
    try:
        if goes_on is not None:
            settings, sitting = goes_on()
        with quiet_libraries():
            language = find_guide(settings.guide).language
            outcome = app.hold_session(
                settings,
                lambda post: screen_of(settings, post, language, window),
                one_moment=lambda: one_moment(settings, language),
                tell=lambda error: tell_voice(settings, error, language),
                identity=key if sys.stdin.isatty() else None,
                sitting=sitting,
                silent=silent,
                by_hand=by_hand,
            )
            told = what_it_came_to(outcome, settings.vault_directory, language)
    except VoiceError as error:
        say_error(settings, error)
        raise
    finally:
        if window is not None:
            window.close(told)
    say()
    say_what_went(settings, outcome.erased_sessions)
    for line in told:
        say(line)
    say_what_was_lost(outcome.unwritten, outcome.lost_sounds)


def tell_before(settings: Settings) -> None:
    """What is to be known before anybody is listened to."""
    sweep()
    if settings.model == REHEARSAL_MODEL:
        note(
            as_typed_here(
                here(
                    "The rehearsal model knows about two thousand words of synthetic speech; what "
                    "you say will often be written down wrongly. For your own sessions: "
                    "`reflect model install`"
                )
            )
        )
    if settings.no_voice_out:
        note(load_language(find_guide(settings.guide).language).page["reader_headphones"])


def say_what_went(settings: Settings, erased_sessions: int) -> None:
    """How many sessions had become older than they are kept."""
    if erased_sessions:
        went = counted_here(erased_sessions, "session")
        say(
            here(
                "Erased first, for being older than {days} days: {sessions}. "
                "keep_days in the settings asks for it.",
                days=settings.keep_days,
                sessions=went,
            )
        )


def say_what_was_lost(unwritten: int, lost_sounds: int) -> None:
    """What could not be kept; exits with 1 where that was words."""
    if lost_sounds:
        lost = counted_here(lost_sounds, "passage")
        note(here("Of {passages} the sound could not be kept; the words are.", passages=lost))
    if unwritten:
        note_unwritten(unwritten)
        raise typer.Exit(1)


def note_unwritten(records: int) -> None:
    """How much no disk took."""
    lost = counted_here(records, "record")
    note(here("Lost, for it could not be written: {records}. Check the disk.", records=lost))


def what_it_came_to(outcome: app.Outcome, vault: Path, language: str) -> tuple[str, ...]:
    """What was kept, where, who can open it, how to read and hear it: in the guide's language."""
    spoken, session, count = load_language(language), outcome.session_id, outcome.kept_passages
    words = spoken.page
    if not count:
        return (words["end_nothing"],)
    kept = words["end_kept_one" if count == 1 else "end_kept"]

    def how(key: str, command: str) -> str:
        return as_typed_here(words[key].format(command=command))

    sound = (how("end_sound", f"`reflect listen {session}`"),) if outcome.kept_sound else ()
    return (
        kept.format(count=count, session=session),
        words["end_where"].format(folder=vault),
        spoken.keepers["owner"],
        how("end_read", f"`reflect read {session}`"),
        how("end_aloud", f"`reflect read {session} --aloud`"),
        *sound,
    )


def one_moment(settings: Settings, language: str) -> None:
    """Show and say that the model is tried for the first time."""
    line = load_language(language).wording.line(Say.TRYING_MODEL)
    note(line)
    say_outside(settings, language, line)


def tell_voice(settings: Settings, error: SpeechError, language: str) -> None:
    """Show and say, once, that the system's voice speaks, and what to do for the other."""
    tell_on_screen(error)
    say_error(settings, error, language)


def tell_on_screen(error: VoiceError) -> None:
    """A fact and its next step, where nobody is there to hear it."""
    words = told_here(error)
    note(f"{as_sentence(words.fact)}.")
    note(f"  {here('next')}: {words.hint}", UNDER_TAG)


def screen_of(
    settings: Settings,
    post: Post,
    language: str,
    window: "Window | None" = None,
    leaves_nothing: bool = False,
    switch: str | None = None,
    words: Mapping[str, str] | None = None,
) -> Screen:
    """The screen that was chosen, with keys where a person sits at this terminal.

    `leaves_nothing`: where it is drawn, there is nothing to scroll back to. `switch` is the switch
    of whoever chose none yet; `words` are the screen's, where they may become another language's.
    """
    screen: Screen
    words = words or load_language(language).page
    if window is not None:
        screen = window.screen(post, not settings.no_voice_out, words)
    elif settings.no_screen:
        screen = BlankScreen()
    elif settings.plain or not interactive():
        screen = PlainScreen(say_while_read(), words)
    else:
        screen = TerminalScreen(drawing_console(), words, leaves_nothing)
    screen = HintsAsTyped(screen)
    return KeyedScreen(screen, _keys(settings, post, switch)) if sys.stdin.isatty() else screen


def _keys(settings: Settings, post: Post, otherwise: str | None) -> TerminalKeys:
    """With the switch that was chosen, or `otherwise` this key."""
    switch = settings.switch_character or otherwise
    if switch is None:
        return TerminalKeys(post)
    return TerminalKeys(post, switch, SwitchScan(settings.switch_dwell_seconds, settings.no_screen))
