"""What a command line says in another language than English: gettext catalogues, read by Babel.

`commands/LANG.po` has the words of every error and every help text, found by their English. Which
language it is, is the command line's to decide; a session's lines are in `phrases/`.
"""

import os
from collections.abc import Mapping
from functools import cache
from importlib import resources

from voice.language.loading import available_languages, load_language
from voice.values.errors import VoiceError
from voice.values.troubles import TroubleWords

IN_ORDER = ("LC_ALL", "LC_MESSAGES", "LANG")
"""Where a system says in which language it speaks, as POSIX has it: the first that is set."""


@cache
def catalogue(code: str) -> Mapping[str, str]:
    """What a language has for English words; nothing for English, or where there is no file."""
    file = resources.files("voice.language") / "commands" / f"{code}.po"
    if not file.is_file():
        return {}
    from babel.messages.pofile import read_po  # not for whoever reads English

    with file.open("rb") as text:
        entries = read_po(text, locale=code)
    return {str(entry.id): str(entry.string) for entry in entries if entry.id and entry.string}


def translated(text: str, code: str) -> str:
    """English words in a language, and as they are where it has none for them."""
    return catalogue(code).get(text, text)


def told(error: VoiceError, code: str) -> TroubleWords:
    """A fact and its next step in a language."""
    troubles = load_language(code).wording.troubles
    return error.in_words(lambda text: translated(text, code), troubles)


def language_of_system() -> str | None:
    """The language in which this system speaks, if there is wording for it."""
    named = next((value for name in IN_ORDER if (value := os.environ.get(name))), "")
    code = named.replace("-", "_").partition("_")[0].partition(".")[0].lower()
    return code if code in available_languages() else None
