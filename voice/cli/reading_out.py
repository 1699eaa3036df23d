"""Sealed sessions heard, as words or as they sounded: on devices, or rehearsed by a script.

What both commands that speak do; which passages are wanted is theirs to say.
"""

from pathlib import Path

from voice.app import reading as aloud
from voice.app.saying import say_error
from voice.cli.output import note, quiet_libraries, say_spoken
from voice.cli.sessions import screen_of, tell_on_screen, tell_voice
from voice.cli.words import here
from voice.language.loading import load_language
from voice.rehearsal.acoustics import RoomKind
from voice.rehearsal.watching import Watching
from voice.screen.plain import PlainScreen
from voice.settings import Settings
from voice.values.errors import VoiceError


def read_out(settings: Settings, wanted: aloud.ToRead, script: Path | None, room: RoomKind) -> None:
    """Speak what is wanted to a person, or to a synthetic client with this script in this room.

    Raises:
        VoiceError: something that is needed is missing; on devices it has been spoken, too.
    """
    if script is None:
        unwritten = _on_devices(settings, wanted)
    else:
        screen = PlainScreen(say_spoken, load_language(wanted.language).page)
        watching = Watching(screen.show, screen.notice, lambda text: screen.line("client", text))
        unwritten = aloud.rehearse_reading(
            settings, wanted, script, room, watching, tell_on_screen
        ).unwritten
    if unwritten:
        note(here("{count} changes could not be written: check the disk.", count=unwritten))


def _on_devices(settings: Settings, wanted: aloud.ToRead) -> int:
    try:
        with quiet_libraries():
            return aloud.read_aloud(
                settings,
                wanted,
                lambda post: screen_of(settings, post, wanted.language),
                lambda error: tell_voice(settings, error, wanted.language),
                tell_on_screen,
            )
    except VoiceError as error:
        say_error(settings, error, wanted.language)
        raise
