"""`reflect`: the front door in a window or a terminal, and what came of what was done behind it."""

from voice.app import home as app
from voice.app.saying import say_error
from voice.cli.display import is_wanted, opened_window
from voice.cli.output import note, quiet_libraries, say
from voice.cli.sessions import (
    one_moment,
    say_what_was_lost,
    say_what_went,
    screen_of,
    tell_before,
    tell_voice,
    what_it_came_to,
)
from voice.cli.spelling import as_typed_here
from voice.cli.words import counted_here, here
from voice.confinement import offline
from voice.guides.loading import find_guide
from voice.language.in_use import WordsInUse
from voice.settings import Settings
from voice.values.errors import VoiceError


def be_at_home(settings: Settings) -> None:
    """A stay at home, and what came of each session in it."""
    tell_before(settings)
    window = opened_window(settings) if is_wanted(settings) else None
    told: list[str] = []

    def speak(language: str) -> None:
        words.speak(language)
        if window is not None:
            window.speak(language)

    # before a library is loaded or a thread begins: importing vosk binds a socket on ::1
    offline.close_network()

    def silent(shown: Settings) -> None:
        nonlocal settings
        settings = shown

    try:
        with quiet_libraries():
            language = find_guide(settings.guide).language
            words = WordsInUse(language)
            stayed = app.be_at_home(
                settings,
                lambda post: screen_of(settings, post, language, window, words=words),
                one_moment=lambda: one_moment(settings, language),
                tell=lambda error: tell_voice(settings, error, words.language),
                silent=silent,
                speak=speak,
            )
            for outcome in stayed.sessions:
                told += what_it_came_to(outcome, settings.vault_directory, words.language)
    except VoiceError as error:
        say_error(settings, error)
        raise
    finally:
        if window is not None:
            window.close(tuple(told))
    say()
    say_what_went(settings, sum(outcome.erased_sessions for outcome in stayed.sessions))
    for line in told:
        say(line)
    if stayed.not_erased:
        left = counted_here(stayed.not_erased, "session")
        how = as_typed_here(here("Not erased: {sessions}. By hand: `reflect erase`", sessions=left))
        note(how)
    for path in stayed.taken_along:
        say(here("Taken along: {path}", path=path))
    for path in stayed.backups:
        say(here("Backed up: {path}", path=path))
    say_what_was_lost(stayed.unwritten, stayed.lost_sounds)
