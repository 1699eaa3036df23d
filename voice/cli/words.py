"""In which language this command line speaks, and what it says there.

Asked once, before anything else is: by the guide that was named, by the settings, by the system.
Setting up, the home and a session are in the same (`options.settings_with`). It prints nothing;
where the words of another language are is `language.command_line`.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from voice.cli.spelling import as_typed_here, given_for
from voice.guides.loading import find_guide
from voice.language.command_line import language_of_system, told, translated
from voice.language.loading import available_languages, load_language
from voice.machine.places import settings_file
from voice.machine.reading_files import read_text_capped
from voice.models.choosing import language_of
from voice.settings import ENVIRONMENT_PREFIX, LARGEST_SETTINGS_BYTES
from voice.values.errors import VoiceError
from voice.values.phrase import Phrase
from voice.values.problems import parse_toml
from voice.values.troubles import TroubleWords

ENGLISH = "en"

KIOSK_FILE = Path("/etc/reflect-kiosk/kiosk.toml")
"""Where an operator's file is, unless `--config` names another."""

COUNTED = {
    "answer": (Phrase("{count} answer"), Phrase("{count} answers")),
    "example": (Phrase("{count} example"), Phrase("{count} examples")),
    "file": (Phrase("{count} file"), Phrase("{count} files")),
    "passage": (Phrase("{count} passage"), Phrase("{count} passages")),
    "problem": (Phrase("{count} problem"), Phrase("{count} problems")),
    "question": (Phrase("{count} question"), Phrase("{count} questions")),
    "record": (Phrase("{count} record"), Phrase("{count} records")),
    "session": (Phrase("{count} session"), Phrase("{count} sessions")),
    "theme": (Phrase("{count} theme"), Phrase("{count} themes")),
    "visit": (Phrase("{count} visit"), Phrase("{count} visits")),
    "word": (Phrase("{count} word"), Phrase("{count} words")),
}
"""What a command line counts: of one, and of any other number."""

_spoken = ENGLISH


def speak_as_asked(arguments: list[str]) -> None:
    """From now on, speak the language that this command line, the settings or the system name."""
    global _spoken
    _spoken = next((code for code in _named(arguments) if code in available_languages()), ENGLISH)


def spoken_here() -> str:
    """The language that is spoken."""
    return _spoken


def translate_here(text: str) -> str:
    """English words in the language that is spoken."""
    return translated(text, _spoken)


def here(text: str, /, **values: object) -> str:
    """The same, with what stands in braces in its place."""
    return Phrase(text, **values).said(translate_here)


def counted_here(count: int, what: str) -> str:
    """A number with its noun, of which there is a form for one and one for others."""
    one, others = COUNTED[what]
    kind = load_language(_spoken).wording.plural_kind(count)
    return here((one if kind == "one" else others).text, count=count)


def in_columns(facts: Iterable[tuple[str, object]]) -> list[str]:
    """A line for each fact: what it is, in that language, then the fact."""
    names, told = zip(*facts, strict=True)
    return [f"{name}  {fact}" for name, fact in zip(of_one_width(*names), told, strict=True)]


def of_one_width(*words: str) -> list[str]:
    """The same with spaces after them, as wide as the longest."""
    width = max(map(len, words))
    return [word.ljust(width) for word in words]


def recordings_told(count: int, lacking: int, seconds: float) -> list[tuple[str, object]]:
    """Facts for `in_columns`: how much was read of a guide, and what the program reads."""
    minutes, rest = divmod(round(seconds), 60)
    facts: list[tuple[str, object]] = [(here("Recordings"), f"{count}, {minutes} min {rest} s")]
    if lacking:
        facts.append((here("Not recorded"), here("{count}: the program reads them", count=lacking)))
    return facts


def day_here(moment: str) -> str:
    """The day of an ISO 8601 moment, as that language writes it."""
    return load_language(_spoken).paper.day(moment)


def told_here(error: VoiceError) -> TroubleWords:
    """A fact and its next step in that language, with every command as it is typed here."""
    words = told(error, _spoken)
    return TroubleWords(words.fact, as_typed_here(words.hint))


def _named(arguments: list[str]) -> Iterator[str | None]:
    if arguments[:2] == ["model", "install"]:  # elsewhere it is an article's
        yield given_for("--language", arguments)
    yield _language_of(given_for("--guide", arguments))
    if arguments[:1] == ["kiosk"]:
        yield _of_kiosk(Path(given_for("--config", arguments) or KIOSK_FILE))
    yield _of_model(given_for("--model", arguments))
    environment = {
        key.removeprefix(ENVIRONMENT_PREFIX).lower(): value for key, value in os.environ.items()
    }
    yield from _chosen(environment)
    with suppress(ValueError):  # what is wrong with it is told by whoever needs it
        yield from _chosen(parse_toml(read_text_capped(settings_file(), LARGEST_SETTINGS_BYTES)))
    yield language_of_system()


def _chosen(settings: Mapping[str, object]) -> Iterator[str | None]:
    """The language itself; else that of the questions, and of what listens for the answers."""
    language = settings.get("language")
    yield language if isinstance(language, str) else None
    yield _language_of(settings.get("guide"))
    yield _of_model(settings.get("model"))


def _of_kiosk(file: Path) -> str | None:
    """That of a kiosk's questions: what is wrong with its file is told by whoever needs it."""
    with suppress(ValueError):
        return _language_of(parse_toml(read_text_capped(file, LARGEST_SETTINGS_BYTES)).get("guide"))
    return None


def _language_of(guide: object) -> str | None:
    with suppress(VoiceError):
        return find_guide(guide).language if guide and isinstance(guide, str) else None
    return None


def _of_model(name: object) -> str | None:
    return language_of(name) if name and isinstance(name, str) else None
