"""What may go wrong while a person is there, by name: a session says it in their language.

The names are here; the words are in `phrases/LANG.toml` under `[troubles]` and nowhere else in
the code. What only a command line prints, as of settings and files, needs no name.
"""

import errno
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib import resources


class TroubleName(StrEnum):
    """Every trouble that a session, a reading or a kiosk may meet; the value is its key."""

    SOUND_LIBRARY_MISSING = "sound_library_missing"
    SOUND_SYSTEM_SILENT = "sound_system_silent"
    MICROPHONE_ABSENT = "microphone_absent"
    MICROPHONE_UNKNOWN = "microphone_unknown"
    MICROPHONE_AMBIGUOUS = "microphone_ambiguous"
    MICROPHONE_STOPPED = "microphone_stopped"
    MICROPHONE_MUTE = "microphone_mute"
    LOUDSPEAKER_ABSENT = "loudspeaker_absent"
    LOUDSPEAKER_UNKNOWN = "loudspeaker_unknown"
    LOUDSPEAKER_AMBIGUOUS = "loudspeaker_ambiguous"
    LOUDSPEAKER_STOPPED = "loudspeaker_stopped"
    DEVICE_BUSY = "device_busy"
    DEVICE_NOT_MONO = "device_not_mono"
    DEVICE_RATE_REFUSED = "device_rate_refused"
    DEVICE_NOT_OPENED = "device_not_opened"
    DEVICE_NOT_STARTED = "device_not_started"
    MODEL_MISSING = "model_missing"
    MODEL_NOT_LOADED = "model_not_loaded"
    MODEL_PATH_UNREADABLE = "model_path_unreadable"
    MODEL_OF_OTHER_LANGUAGE = "model_of_other_language"
    MODEL_LACKS_COMMANDS = "model_lacks_commands"
    MODEL_LOADING = "model_loading"
    WORDS_NOT_UNDERSTOOD = "words_not_understood"
    SYNTHESISER_MISSING = "synthesiser_missing"
    SYNTHESISER_NOT_STARTED = "synthesiser_not_started"
    SYNTHESISER_UNANSWERING = "synthesiser_unanswering"
    SYNTHESISER_STOPPED = "synthesiser_stopped"
    SYNTHESISER_SILENT = "synthesiser_silent"
    VOICE_UNKNOWN = "voice_unknown"
    VOICE_OF_LANGUAGE_MISSING = "voice_of_language_missing"
    NATURAL_VOICE_MISSING = "natural_voice_missing"
    NATURAL_VOICE_ALTERED = "natural_voice_altered"
    NATURAL_VOICE_NOT_LOADED = "natural_voice_not_loaded"
    NATURAL_VOICES_UNSUPPORTED = "natural_voices_unsupported"
    DISK_FULL = "disk_full"
    QUOTA_REACHED = "quota_reached"
    DISK_READ_ONLY = "disk_read_only"
    DISK_FAILING = "disk_failing"
    TOO_MANY_FILES = "too_many_files"
    NOT_PERMITTED = "not_permitted"
    NOT_WRITTEN = "not_written"
    VAULT_BUSY = "vault_busy"
    VAULT_MISSING = "vault_missing"
    VAULT_OF_OTHER_FORMAT = "vault_of_other_format"
    RECIPIENTS_UNREADABLE = "recipients_unreadable"
    RECIPIENTS_NONE = "recipients_none"
    SESSION_MISSING = "session_missing"
    SESSION_NONE_UNFINISHED = "session_none_unfinished"
    OWN_SOUNDS_UNREADABLE = "own_sounds_unreadable"
    SESSION_OTHER_LANGUAGE = "session_other_language"
    GUIDE_CHANGED = "guide_changed"
    NOBODY_TO_OPEN = "nobody_to_open"
    SOUND_NOT_ENCODED = "sound_not_encoded"
    PRINTER_STOPPED = "printer_stopped"
    UNNAMED = "unnamed"
    """Whatever has no name here; no language is ever left without words."""


NEEDED: Mapping[TroubleName, frozenset[str]] = {
    TroubleName.SOUND_SYSTEM_SILENT: frozenset({"code"}),
    TroubleName.OWN_SOUNDS_UNREADABLE: frozenset({"path"}),
    TroubleName.MICROPHONE_UNKNOWN: frozenset({"wanted", "names"}),
    TroubleName.MICROPHONE_AMBIGUOUS: frozenset({"wanted", "names"}),
    TroubleName.MICROPHONE_STOPPED: frozenset({"device"}),
    TroubleName.LOUDSPEAKER_UNKNOWN: frozenset({"wanted", "names"}),
    TroubleName.LOUDSPEAKER_AMBIGUOUS: frozenset({"wanted", "names"}),
    TroubleName.LOUDSPEAKER_STOPPED: frozenset({"device"}),
    TroubleName.DEVICE_BUSY: frozenset({"device"}),
    TroubleName.DEVICE_NOT_MONO: frozenset({"device"}),
    TroubleName.DEVICE_RATE_REFUSED: frozenset({"device"}),
    TroubleName.DEVICE_NOT_OPENED: frozenset({"device", "code"}),
    TroubleName.DEVICE_NOT_STARTED: frozenset({"device"}),
    TroubleName.MODEL_NOT_LOADED: frozenset({"path"}),
    TroubleName.MODEL_PATH_UNREADABLE: frozenset({"path"}),
    TroubleName.MODEL_OF_OTHER_LANGUAGE: frozenset({"path", "forms", "language"}),
    TroubleName.MODEL_LACKS_COMMANDS: frozenset({"path", "forms"}),
    TroubleName.SYNTHESISER_NOT_STARTED: frozenset({"code"}),
    TroubleName.SYNTHESISER_UNANSWERING: frozenset({"seconds"}),
    TroubleName.VOICE_UNKNOWN: frozenset({"voice"}),
    TroubleName.VOICE_OF_LANGUAGE_MISSING: frozenset({"language"}),
    TroubleName.NATURAL_VOICE_MISSING: frozenset({"voice"}),
    TroubleName.NATURAL_VOICE_ALTERED: frozenset({"voice"}),
    TroubleName.NATURAL_VOICE_NOT_LOADED: frozenset({"voice"}),
    TroubleName.NATURAL_VOICES_UNSUPPORTED: frozenset({"voice", "command"}),
    TroubleName.NOT_WRITTEN: frozenset({"code"}),
    TroubleName.VAULT_MISSING: frozenset({"path"}),
    TroubleName.VAULT_OF_OTHER_FORMAT: frozenset({"path"}),
    TroubleName.RECIPIENTS_UNREADABLE: frozenset({"path"}),
    TroubleName.RECIPIENTS_NONE: frozenset({"path"}),
    TroubleName.SESSION_MISSING: frozenset({"session"}),
    TroubleName.PRINTER_STOPPED: frozenset({"path"}),
}
"""What the fact and the hint of a trouble have in braces, taken together; the others nothing.

Names, numbers and paths only: never words that somebody spoke, and never what the system says
of an error, for that is in the system's language.
"""


@dataclass(frozen=True, slots=True)
class TroubleWords:
    """A fact and its next step, with or without their values: lower case, no full stop."""

    fact: str
    hint: str
    said: str = ""
    """What is spoken of it: what it means and what one can do; empty: to ask whoever set it up."""

    def __str__(self) -> str:
        return f"{self.fact}: {self.hint}"


TroublesWording = Mapping[TroubleName, TroubleWords]
"""One language's words for every trouble."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """One trouble that was met."""

    name: TroubleName
    values: Mapping[str, object] = field(default_factory=dict[str, object])

    def in_words(self, wording: TroublesWording) -> TroubleWords:
        """What is said of it in this language."""
        words = wording[self.name]
        values = self.values
        return TroubleWords(words.fact.format(**values), words.hint.format(**values), words.said)


_OF_WRITING = {
    errno.ENOSPC: TroubleName.DISK_FULL,
    errno.EDQUOT: TroubleName.QUOTA_REACHED,
    errno.EROFS: TroubleName.DISK_READ_ONLY,
    errno.EIO: TroubleName.DISK_FAILING,
    errno.EMFILE: TroubleName.TOO_MANY_FILES,
    errno.ENFILE: TroubleName.TOO_MANY_FILES,
    errno.EACCES: TroubleName.NOT_PERMITTED,
    errno.EPERM: TroubleName.NOT_PERMITTED,
}


def of_writing(error: OSError) -> Trouble:
    """Why the system did not write, or remove, a file: by name, not in its own words."""
    number = error.errno or 0
    name = _OF_WRITING.get(number)
    if name is not None:
        return Trouble(name)
    code = errno.errorcode.get(number, str(number))
    return Trouble(TroubleName.NOT_WRITTEN, {"code": code})


@cache
def english() -> TroublesWording:
    """The words in which a command line prints a trouble: the same as an English session's."""
    phrases = (resources.files("voice.language") / "phrases" / "en.toml").read_text("utf-8")
    troubles = tomllib.loads(phrases)["troubles"]
    return {TroubleName(name): TroubleWords(**words) for name, words in troubles.items()}
