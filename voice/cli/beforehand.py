"""What is begun before the command line is understood: the process that will speak.

To load everything takes most of a second, and that process half of one: so both happen at once.
What is asked here is a guess, and reads as little as it can; a wrong one costs a process that is
let go, and no word is spoken by it.
"""

import os
import tomllib
from contextlib import suppress
from itertools import pairwise

from voice.machine.places import settings_file, voices_folder
from voice.speaking import first_child
from voice.speaking.first_child import NATURAL_VOICE, SYSTEMS_VOICE
from voice.values.errors import SpeechError

SPEAKING = frozenset({"start", "go-on", "setup"})
"""Commands that speak; so does a command line without any."""

SILENT = frozenset({"-h", "--help", "--version", "--no-voice-out"})

LARGEST_SETTINGS_BYTES = 65_536
"""What is larger is told by whoever needs it."""


def begin_to_speak(arguments: list[str]) -> None:
    """Start what will probably speak for this command line, if anything will."""
    if speaks(arguments):
        with suppress(SpeechError):  # whoever needs it finds that out, and tells it
            first_child.begin(NATURAL_VOICE if _is_installed(arguments) else SYSTEMS_VOICE)


def speaks(arguments: list[str]) -> bool:
    """Whether this command line probably begins a session, setting up or a stay at home.

    What follows an option may be its value, and is taken for that.
    """
    if SILENT.intersection(arguments):
        return False
    named = (
        argument
        for before, argument in pairwise(["", *arguments])
        if not argument.startswith("-") and (argument in SPEAKING or not before.startswith("-"))
    )
    return next(named, "start") in SPEAKING


def _is_installed(arguments: list[str]) -> bool:
    """Whether the voice that is wanted is a natural one that is here."""
    voice = _voice(arguments)
    return voice is not None and (voices_folder() / voice).is_dir()


def _voice(arguments: list[str]) -> str | None:
    for before, argument in pairwise(["", *arguments]):
        if before == "--voice":
            return argument
        if argument.startswith("--voice="):
            return argument.partition("=")[2]
    if "REFLECT_VOICE" in os.environ:
        return os.environ["REFLECT_VOICE"]
    with suppress(OSError, ValueError), settings_file().open("rb") as file:
        voice = tomllib.loads(file.read(LARGEST_SETTINGS_BYTES).decode()).get("voice")
        return voice if isinstance(voice, str) else None
    return None
